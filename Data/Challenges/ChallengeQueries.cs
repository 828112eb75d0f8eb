// What the pages on which members play read: the challenges to be played and one member's progress with them, in few small statements.
using Dapper;

namespace MathsSoc.Data;

/// <summary>A challenge that is or will be released, without its texts, and how many parts it has.</summary>
/// <param name="First">Who solved it first; null if nobody has yet.</param>
public sealed record ChallengeSummary(Challenge Challenge, long Parts, FirstSolver? First);

/// <summary>Who solved a challenge first, and when. <c>Name</c> is null if others are not shown that member.</summary>
public sealed record FirstSolver(string? Name, long At)
{
    /// <summary>As boards show it that are frozen since then: who was first later is not named. Null: they are live.</summary>
    public FirstSolver AsOf(long? frozenAt) => At > frozenAt ? this with { Name = null } : this;
}

/// <summary>How far a member is with one challenge.</summary>
/// <param name="Right">Parts that are right; <paramref name="Tried"/>: parts with an answer, right or not.</param>
/// <param name="LeftAtTried">Attempts left at the parts that were tried and are not right.</param>
/// <param name="CompletedAt">Null: not complete.</param>
public sealed record OwnProgress(long Right, long Tried, long LeftAtTried, long? CompletedAt)
{
    public static readonly OwnProgress None = new(0, 0, 0, null);

    /// <summary>Whether every attempt at some part is used and none of them is right.</summary>
    public bool HasUsedUpPart { get; init; }

    /// <summary>Whether the challenge is not complete and cannot become so with the attempts that are left.</summary>
    public bool CannotBeCompleted => HasUsedUpPart && CompletedAt is null;

    /// <summary>Attempts left at all parts that are not right.</summary>
    public long Left(long parts, ScoreRules rules) => LeftAtTried + Math.Max(0, parts - Tried) * rules.Attempts;
}

/// <summary>How far a member is with every challenge, by its id; challenges never tried are not included.</summary>
/// <param name="ExtraSeconds">How much later every lock falls for the member.</param>
public sealed record MemberProgress(long ExtraSeconds, IReadOnlyDictionary<long, OwnProgress> Progress);

/// <summary>Everything about one member and one challenge.</summary>
/// <param name="ExtraSeconds">How much later every lock falls for the member.</param>
/// <param name="CompletedBy">The attempt that completed it; null: it is not complete.</param>
/// <param name="Points">The member's points from this challenge, by the ledger.</param>
/// <param name="Given">Attempts that were given back.</param>
public sealed record MemberAnswers(
    long ExtraSeconds, long? CompletedAt, long? CompletedBy, bool IsFirst, long Points, IReadOnlyList<Allowance> Given,
    IReadOnlyList<Attempt> Attempts)
{
    /// <summary>How many answers the member has at a part, used ones included.</summary>
    public long AllowanceOf(long partId, ScoreRules rules)
    {
        long allowance = rules.Attempts;
        foreach (var given in Given)
            if (given.PartId == partId) allowance += given.Extra;
        return allowance;
    }

    /// <summary>The same as a pupil may read it who is not told yet what is right.</summary>
    public MemberAnswers WithoutVerdicts() => this with
    {
        CompletedAt = null, CompletedBy = null, IsFirst = false, Points = 0,
        Attempts = [.. Attempts.Select(static attempt => attempt with { IsRight = false, JudgedBy = JudgedBy.Engine })],
    };

    /// <summary>The member's answers at a part, in order.</summary>
    public List<Attempt> AttemptsAt(long partId) => [.. Attempts.Where(attempt => attempt.PartId == partId)];

    /// <summary>The first of these parts at which every attempt is used and none is right; null: none, or all is complete.</summary>
    public Part? FindUsedUp(IEnumerable<Part> parts, ScoreRules rules)
    {
        if (CompletedAt is not null) return null;
        foreach (var part in parts)
        {
            var attempts = AttemptsAt(part.Id);
            if (attempts.Count >= AllowanceOf(part.Id, rules) && !attempts.Exists(static attempt => attempt.IsRight)) return part;
        }
        return null;
    }
}

/// <summary>One answer in the list that staff see of a member, with the part and challenge it belongs to.</summary>
public sealed record MemberAnswer(
    Attempt Attempt, long ChallengeId, string Title, string? Competition, string Label, long Position, bool IsRemoved);

/// <summary>Reads for the pages on which members play.</summary>
public static class ChallengeQueries
{
    /// <summary>
    /// Every challenge that is released or scheduled and not archived, the latest first, up to 2,000. <see cref="ChallengeRules"/> decides
    /// when each opens and locks.
    /// </summary>
    public static List<ChallengeSummary> ListShelf(Sql sql)
    {
        var rows = sql.Query<ChallengeListRow>($"""
            SELECT {ChallengeListRow.Columns}, c.completed_at AS first_at,
                CASE WHEN {MemberRules.ListedAndActive} THEN m.display_name END AS first_name
            FROM challenges h LEFT JOIN firsts f ON f.challenge_id = h.id LEFT JOIN members m ON m.id = f.member_id
                LEFT JOIN completions c ON c.challenge_id = f.challenge_id AND c.member_id = f.member_id
            WHERE {ChallengeRules.IsOnShelf} ORDER BY h.released_at DESC, h.id DESC LIMIT 2000
            """);
        return [.. rows.Select(row =>
            new ChallengeSummary(row, row.Parts, row.FirstAt is { } at ? new FirstSolver(row.FirstName, at) : null))];
    }

    /// <summary>
    /// Every published challenge of a competition, the first to open first, up to 500; <see cref="ChallengeRules"/> decides who sees which.
    /// </summary>
    public static List<ChallengeSummary> ListOfCompetition(Sql sql, long competitionId)
    {
        var rows = sql.Query<ChallengeListRow>($"""
            SELECT {ChallengeListRow.Columns}, c.completed_at AS first_at
            FROM challenges h JOIN competitions k ON k.id = h.competition_id
                LEFT JOIN firsts f ON f.challenge_id = h.id AND (k.results_at IS NOT NULL OR NOT k.holds_verdicts)
                LEFT JOIN completions c ON c.challenge_id = f.challenge_id AND c.member_id = f.member_id
            WHERE {ChallengeRules.IsPublished} AND h.competition_id = @competitionId ORDER BY h.released_at, h.id LIMIT 500
            """, new { competitionId });
        // Nobody is named: those of other schools are known by what the tables say of them, and not by what they solved. While verdicts
        // wait nobody was first either, because that would be one.
        return [.. rows.Select(static row =>
            new ChallengeSummary(row, row.Parts, row.FirstAt is { } at ? new FirstSolver(null, at) : null))];
    }

    /// <summary>The challenges that were released last, without their texts: for the feed.</summary>
    public static List<Challenge> ListReleased(Sql sql, long now, int most) => [.. sql.Query<ChallengeListRow>($"""
        SELECT {ChallengeListRow.Columns} FROM challenges h WHERE {ChallengeRules.IsOnShelf} AND h.released_at <= @now
        ORDER BY h.released_at DESC, h.id DESC LIMIT @most
        """, new { now, most })];

    /// <summary>The challenge's version; null if there is no such challenge.</summary>
    public static long? FindVersion(Sql sql, long challengeId) =>
        sql.ExecuteScalar<long?>("SELECT version FROM challenges WHERE id = @challengeId", new { challengeId });

    /// <summary>How far a member is with every challenge: one statement, with about as many rows as the member has tried parts.</summary>
    public static MemberProgress FindBook(Sql sql, long memberId, ScoreRules rules)
    {
        var rows = sql.Query<BookRow>("""
            SELECT 'extra' AS what, 0 AS challenge_id, l.part_id AS part_id, l.extra AS number, 0 AS is_right
                FROM allowances l WHERE l.member_id = @memberId
            UNION ALL SELECT 'minutes', 0, 0, e.minutes, 0 FROM extra_time e WHERE e.member_id = @memberId
            UNION ALL SELECT 'part', p.challenge_id, a.part_id, count(*), max(a.is_right)
                FROM attempts a JOIN parts p ON p.id = a.part_id WHERE a.member_id = @memberId AND p.removed_at IS NULL GROUP BY a.part_id
            UNION ALL SELECT 'complete', c.challenge_id, 0, c.completed_at, 0 FROM completions c WHERE c.member_id = @memberId
            """, new { memberId }).AsList();
        var progress = new Dictionary<long, OwnProgress>();
        long minutes = 0;
        foreach (var row in rows)
        {
            var old = progress.GetValueOrDefault(row.ChallengeId, OwnProgress.None);
            if (row.What == "minutes") minutes = row.Number;
            else if (row.What == "complete") progress[row.ChallengeId] = old with { CompletedAt = row.Number };
            else if (row.What == "part")
            {
                var left = row.IsRight ? 0 : Math.Max(0, rules.Attempts + Extra(rows, row.PartId) - row.Number);
                progress[row.ChallengeId] = old with
                {
                    Right = old.Right + (row.IsRight ? 1 : 0),
                    Tried = old.Tried + 1,
                    LeftAtTried = old.LeftAtTried + left,
                    HasUsedUpPart = old.HasUsedUpPart || (!row.IsRight && left == 0),
                };
            }
        }
        return new MemberProgress(minutes * 60, progress);
    }

    // Rows of attempts given back come first, and are few.
    private static long Extra(List<BookRow> rows, long partId)
    {
        long extra = 0;
        foreach (var row in rows)
        {
            if (row.What != "extra") break;
            if (row.PartId == partId) extra += row.Number;
        }
        return extra;
    }

    /// <summary>Everything about one member and one challenge.</summary>
    public static MemberAnswers FindOwn(Sql sql, long memberId, long challengeId)
    {
        var own = sql.QueryFirst<OwnRow>("""
            SELECT coalesce((SELECT e.minutes FROM extra_time e WHERE e.member_id = @memberId), 0) AS minutes,
                (SELECT c.completed_at FROM completions c WHERE c.member_id = @memberId AND c.challenge_id = @challengeId) AS completed_at,
                (SELECT c.attempt_id FROM completions c WHERE c.member_id = @memberId AND c.challenge_id = @challengeId) AS completed_by,
                EXISTS (SELECT 1 FROM firsts f WHERE f.challenge_id = @challengeId AND f.member_id = @memberId) AS is_first,
                coalesce((SELECT sum(w.points) FROM awards w
                    WHERE w.challenge_id = @challengeId AND w.member_id = @memberId), 0) AS points,
                EXISTS (SELECT 1 FROM allowances l JOIN parts p ON p.id = l.part_id
                    WHERE l.member_id = @memberId AND p.challenge_id = @challengeId) AS has_given
            """, new { memberId, challengeId });
        IReadOnlyList<Allowance> given = own.HasGiven ? Allowances.List(sql, memberId, challengeId) : [];
        var attempts = Attempts.ListOfChallenge(sql, memberId, challengeId);
        return new MemberAnswers(own.Minutes * 60, own.CompletedAt, own.CompletedBy, own.IsFirst, own.Points, given, attempts);
    }

    /// <summary>The challenges a member has answered, the latest answer first.</summary>
    public static List<long> ListAnswered(Sql sql, long memberId, int skip, int most) => sql.Query<long>("""
        SELECT p.challenge_id FROM attempts a JOIN parts p ON p.id = a.part_id WHERE a.member_id = @memberId
        GROUP BY p.challenge_id ORDER BY max(a.id) DESC LIMIT @most OFFSET @skip
        """, new { memberId, skip, most }).AsList();

    /// <summary>A member's answers at these challenges, part by part.</summary>
    public static List<MemberAnswer> ListAnswers(Sql sql, long memberId, IEnumerable<long> challengeIds)
    {
        var rows = sql.Query<MemberAnswerRow>($"""
            SELECT {Attempts.Columns}, p.challenge_id, h.title, (SELECT k.title FROM competitions k WHERE k.id = h.competition_id)
                AS competition, p.label, p.position, p.removed_at IS NOT NULL AS is_removed
            FROM challenges h JOIN parts p ON p.challenge_id = h.id JOIN attempts a ON a.member_id = @memberId AND a.part_id = p.id
            WHERE h.id IN (SELECT value FROM json_each(@ids)) ORDER BY h.id DESC, p.removed_at IS NOT NULL, p.position, p.id, a.number
            """, new { memberId, ids = JsonList.Of(challengeIds) });
        return [.. rows.Select(row =>
            new MemberAnswer(row, row.ChallengeId, row.Title, row.Competition, row.Label, row.Position, row.IsRemoved))];
    }

    internal sealed record OwnRow(long Minutes, long? CompletedAt, long? CompletedBy, bool IsFirst, long Points, bool HasGiven);

    internal sealed record BookRow(string What, long ChallengeId, long PartId, long Number, bool IsRight);

    internal sealed record MemberAnswerRow : Attempt
    {
        public long ChallengeId { get; init; }
        public required string Title { get; init; }
        public string? Competition { get; init; }
        public required string Label { get; init; }
        public long Position { get; init; }
        public bool IsRemoved { get; init; }
    }
}
