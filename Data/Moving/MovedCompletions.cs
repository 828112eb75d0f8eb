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
        var starts = new Dictionary<long, long?>();
        foreach (var member in move.Sql.Query<MemberStart>("SELECT id, start_year FROM members")) starts[member.Id] = member.StartYear;
        foreach (var id in challenges)
        {
            var challenge = Challenges.Find(move.Sql, id)!;
            foreach (var found in FindComplete(move.Sql, id))
            {
                var points = Complete(move, challenge, found, starts.GetValueOrDefault(found.MemberId));
                earned[found.MemberId] = earned.GetValueOrDefault(found.MemberId) + points;
                move.Outcome.Completions++;
            }
        }
        return earned;
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

    private static long Complete(Move move, Challenge challenge, NewCompletion found, long? startYear)
    {
        var moment = AwardPeriods.Of(move.Rules, startYear, found.CompletedAt);
        move.Sql.Execute("""
            INSERT INTO completions (member_id, challenge_id, attempt_id, completed_at, school_year, key_stage)
            VALUES (@MemberId, @Id, @AttemptId, @CompletedAt, @SchoolYear, @KeyStage)
            """, new { found.MemberId, challenge.Id, found.AttemptId, found.CompletedAt, moment.SchoolYear, moment.KeyStage });
        var isFirst = move.Sql.Execute(
            "INSERT INTO firsts (challenge_id, member_id) VALUES (@Id, @MemberId) ON CONFLICT DO NOTHING",
            new { challenge.Id, found.MemberId }) == 1;
        var forAll = challenge.IsByPart ? 0 : challenge.Points;
        var forFirst = isFirst ? challenge.FirstBonus : 0;
        Add(AwardKind.Completion, forAll);
        Add(AwardKind.First, forFirst);
        return forAll + forFirst;

        void Add(AwardKind kind, long points) =>
            Awards.Add(move.Sql, new NewAward
            {
                MemberId = found.MemberId,
                ChallengeId = challenge.Id,
                Kind = kind,
                Points = points,
                AwardPeriods = moment,
                MadeAt = move.Now,
            });
    }

    internal sealed record NewCompletion(long MemberId, long AttemptId, long CompletedAt);

    internal sealed record MemberStart(long Id, long? StartYear);
}
