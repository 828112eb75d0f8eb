// What a re-mark of a challenge would change: worked out in memory from its attempts, completions and ledger before anything is written.
using Dapper;

namespace MathsSoc.Data;

/// <summary>How an answer is to be judged from now on.</summary>
public sealed record NewVerdict(long AttemptId, bool IsRight);

/// <summary>What a re-mark does to one member. Times are those of the answers, not of the re-mark.</summary>
public sealed record RemarkChange
{
    public required long MemberId { get; init; }
    public required string DisplayName { get; init; }

    /// <summary>Null: the challenge was not complete.</summary>
    public long? CompletedBefore { get; init; }

    /// <summary>Null: the challenge will not be complete.</summary>
    public long? CompletedAfter { get; init; }

    public bool WasFirst { get; init; }
    public bool IsFirst { get; init; }

    /// <summary>The member's points from this challenge, before and after.</summary>
    public long PointsBefore { get; init; }

    public long PointsAfter { get; init; }

    /// <summary>How many of the member's answers are judged differently.</summary>
    public int Answers { get; init; }
}

/// <summary>A re-mark, ready to be shown or written.</summary>
/// <param name="LastAttemptId">The newest answer when the plan was made; a newer one makes the plan out of date.</param>
/// <param name="Verdicts">Those that differ from the current ones.</param>
/// <param name="Changes">One for each member for whom something changes, in the order of their ids.</param>
public sealed record RemarkPlan(
    Challenge Challenge, long LastAttemptId, IReadOnlyList<NewVerdict> Verdicts, IReadOnlyList<RemarkChange> Changes)
{
    /// <summary>Completions that are new or moved; <see cref="Lost"/>: the members whose completions are lost.</summary>
    internal List<Completion> Kept { get; } = [];
    internal List<long> Lost { get; } = [];

    /// <summary>The member who is first afterwards; null: no one.</summary>
    internal long? First { get; set; }

    /// <summary>The rows that are to be added to the ledger.</summary>
    internal List<(long MemberId, AwardKind Corrects, long? PartId, long Points, AwardPeriods AwardPeriods)> Compensations { get; } = [];
}

/// <summary>What a plan is made from.</summary>
/// <param name="LiveParts">
/// The ids of the parts that must be right. A part that is not stored yet has an id below 0, which no answer has.
/// </param>
internal sealed record RemarkRows(
    IReadOnlyList<long> LiveParts, List<Answerer> Members, List<Attempt> Attempts, List<Completion> Completions, List<LedgerShare> Shares)
{
    /// <summary>The rows of a challenge as they are now.</summary>
    public static RemarkRows Read(Sql sql, long challengeId) => new(
        [.. Parts.List(sql, challengeId).Select(part => part.Id)],
        Answerer.List(sql, challengeId),
        Data.Attempts.ListOfEverybody(sql, challengeId),
        Data.Completions.ListOf(sql, challengeId),
        LedgerShare.List(sql, challengeId));
}

/// <summary>
/// The points in the ledger for one member, challenge and kind of award that were earned at one moment, less what was taken back.
/// </summary>
/// <param name="PartId">Set for the kind Part alone.</param>
internal sealed record LedgerShare(long MemberId, AwardKind For, long? PartId, long Points, AwardPeriods AwardPeriods)
{
    public static List<LedgerShare> List(Sql sql, long challengeId)
    {
        var rows = sql.Query<Row>("""
            SELECT member_id, CASE corrects WHEN '' THEN kind ELSE corrects END AS what, part_id, sum(points) AS points, at, week, term,
                school_year, key_stage
            FROM awards WHERE challenge_id = @challengeId AND kind <> 'adjustment'
            GROUP BY member_id, what, part_id, at, week, term, school_year, key_stage HAVING sum(points) <> 0 ORDER BY member_id
            """, new { challengeId });
        return [.. rows.Select(row => new LedgerShare(row.MemberId, AwardKinds.Read(row.What), row.PartId, row.Points,
            new AwardPeriods(row.At, row.Week, row.Term, row.SchoolYear, row.KeyStage)))];
    }

    internal sealed record Row
    {
        public required long MemberId { get; init; }
        public required string What { get; init; }
        public required long? PartId { get; init; }
        public required long Points { get; init; }
        public required long At { get; init; }
        public required long Week { get; init; }
        public required long? Term { get; init; }
        public required long SchoolYear { get; init; }
        public required string KeyStage { get; init; }
    }
}

/// <summary>
/// A member whose answers are re-marked. Nothing changes for members who are gone, because their answers are no longer known.
/// </summary>
internal sealed record Answerer(long Id, string DisplayName, long? StartYear, bool IsGone)
{
    /// <summary>All members who have answered a part of the challenge.</summary>
    public static List<Answerer> List(Sql sql, long challengeId) => sql.Query<Answerer>("""
        SELECT m.id, m.display_name, m.start_year, m.state = 'former' AS is_gone FROM members m
        WHERE m.id IN (
            SELECT a.member_id FROM attempts a WHERE a.part_id IN (SELECT p.id FROM parts p WHERE p.challenge_id = @challengeId))
        ORDER BY m.id
        """, new { challengeId }).AsList();
}
