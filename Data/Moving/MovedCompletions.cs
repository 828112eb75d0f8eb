// Works out completions, first places and their points from the answers that arrived, by this site's own rules.
using Dapper;

namespace MathsSoc.Data;

internal static class MovedCompletions
{
    /// <summary>
    /// Completes what is now complete in these challenges, and returns the points that followed for each member. A completion is at the
    /// time of the last of a member's earliest right answers, and the earliest completion is the first.
    /// </summary>
    public static Dictionary<long, long> Work(Move move, SortedSet<long> challenges)
    {
        var earned = new Dictionary<long, long>();
        Awards.AddMany(move.Sql, Complete(move, challenges, earned));
        return earned;
    }

    /// <summary>The points that follow; each completion is written when its own are asked for.</summary>
    private static IEnumerable<NewAward> Complete(Move move, SortedSet<long> challenges, Dictionary<long, long> earned)
    {
        var starts = new Dictionary<long, long?>();
        foreach (var member in move.Sql.Query<MemberStart>("SELECT id, start_year FROM members")) starts[member.Id] = member.StartYear;
        foreach (var id in challenges)
        {
            var challenge = Challenges.Find(move.Sql, id)!;
            if (challenge.IsByPart)
                foreach (var right in FindRightParts(move.Sql, id))
                {
                    earned[right.MemberId] = earned.GetValueOrDefault(right.MemberId) + challenge.Points;
                    yield return PointsOf(move, challenge, right, starts.GetValueOrDefault(right.MemberId));
                }
            var hasFirst = move.Sql.ExecuteScalar<bool>("SELECT EXISTS (SELECT 1 FROM firsts WHERE challenge_id = @id)", new { id });
            foreach (var found in FindComplete(move.Sql, id))
            {
                var moment = AwardPeriods.Of(move.Rules, starts.GetValueOrDefault(found.MemberId), found.CompletedAt);
                Complete(move.Sql, id, found, moment, isFirst: !hasFirst);
                var (forAll, forFirst) = (challenge.IsByPart ? 0 : challenge.Points, hasFirst ? 0 : challenge.FirstBonus);
                hasFirst = true;
                earned[found.MemberId] = earned.GetValueOrDefault(found.MemberId) + forAll + forFirst;
                move.Outcome.Completions++;
                yield return PointsOf(move, challenge, found, moment, AwardKind.Completion, forAll);
                yield return PointsOf(move, challenge, found, moment, AwardKind.First, forFirst);
            }
        }
    }

    /// <summary>Members who have every part right and no completion yet, the earliest first.</summary>
    private static List<NewCompletion> FindComplete(Sql sql, long challengeId) => sql.Query<NewCompletion>("""
        WITH live AS (SELECT id FROM parts WHERE challenge_id = @challengeId AND removed_at IS NULL),
        earliest AS (
            SELECT a.member_id, a.id, a.submitted_at,
                row_number() OVER (PARTITION BY a.member_id, a.part_id ORDER BY a.submitted_at, a.id) AS place
            FROM attempts a WHERE a.is_right = 1 AND a.part_id IN (SELECT id FROM live)),
        last AS (
            SELECT e.member_id, e.id AS attempt_id, e.submitted_at AS completed_at,
                row_number() OVER (PARTITION BY e.member_id ORDER BY e.submitted_at DESC, e.id DESC) AS back,
                count(*) OVER (PARTITION BY e.member_id) AS parts
            FROM earliest e WHERE e.place = 1)
        SELECT l.member_id, l.attempt_id, l.completed_at FROM last l
        WHERE l.back = 1 AND l.parts = (SELECT count(*) FROM live)
            AND NOT EXISTS (SELECT 1 FROM completions c WHERE c.member_id = l.member_id AND c.challenge_id = @challengeId)
        ORDER BY l.completed_at, l.attempt_id
        """, new { challengeId }).AsList();

    /// <summary>The parts that somebody has right and no points for yet; those of an import that was undone were taken back.</summary>
    private static List<RightPart> FindRightParts(Sql sql, long challengeId) => sql.Query<RightPart>("""
        SELECT a.member_id, a.part_id, min(a.submitted_at) AS at FROM parts p JOIN attempts a ON a.part_id = p.id AND a.is_right = 1
        WHERE p.challenge_id = @challengeId AND p.removed_at IS NULL
            AND coalesce((SELECT sum(w.points) FROM awards w WHERE w.part_id = p.id AND w.member_id = a.member_id), 0) = 0
        GROUP BY a.member_id, a.part_id ORDER BY 3, 1, 2
        """, new { challengeId }).AsList();

    private static NewAward PointsOf(Move move, Challenge challenge, RightPart right, long? startYear) => new()
    {
        MemberId = right.MemberId,
        ChallengeId = challenge.Id,
        PartId = right.PartId,
        Kind = AwardKind.Part,
        Points = challenge.Points,
        AwardPeriods = AwardPeriods.Of(move.Rules, startYear, right.At),
        MadeAt = move.Now,
    };

    private static void Complete(Sql sql, long id, NewCompletion found, AwardPeriods moment, bool isFirst)
    {
        sql.Execute("""
            INSERT INTO completions (member_id, challenge_id, attempt_id, completed_at, school_year, key_stage)
            VALUES (@MemberId, @id, @AttemptId, @CompletedAt, @SchoolYear, @KeyStage)
            """, new { found.MemberId, id, found.AttemptId, found.CompletedAt, moment.SchoolYear, moment.KeyStage });
        if (isFirst)
            sql.Execute("INSERT INTO firsts (challenge_id, member_id) VALUES (@id, @MemberId)", new { id, found.MemberId });
    }

    private static NewAward PointsOf(
        Move move, Challenge challenge, NewCompletion found, AwardPeriods moment, AwardKind kind, long points) => new()
    {
        MemberId = found.MemberId,
        ChallengeId = challenge.Id,
        Kind = kind,
        Points = points,
        AwardPeriods = moment,
        MadeAt = move.Now,
    };

    internal sealed record NewCompletion(long MemberId, long AttemptId, long CompletedAt);

    internal sealed record RightPart(long MemberId, long PartId, long At);

    internal sealed record MemberStart(long Id, long? StartYear);
}
