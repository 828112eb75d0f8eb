// What marking a challenge's answers anew would change: worked out from its attempts, completions and ledger, in memory, before anything is written.
using System.Data;

namespace MathsSoc.Data;

/// <summary>How an answer is to be judged from now on.</summary>
public sealed record NewVerdict(long AttemptId, bool IsRight);

/// <summary>What a re-mark does to one member. Times are those of the answers, not of the re-mark.</summary>
/// <param name="CompletedBefore">Null: the challenge was not complete; likewise after.</param>
/// <param name="PointsBefore">Of this challenge; likewise after.</param>
/// <param name="Answers">How many of the member's answers are judged differently.</param>
public sealed record RemarkChange(long MemberId, string DisplayName, long? CompletedBefore, long? CompletedAfter, bool WasFirst, bool IsFirst,
    long PointsBefore, long PointsAfter, int Answers);

/// <summary>A re-mark, ready to be shown or written.</summary>
/// <param name="LastAttemptId">The newest answer that was there: one that came since makes the plan stale.</param>
/// <param name="Verdicts">Those that differ from what stands.</param>
/// <param name="Changes">Members of whom something changes, in the order of their ids.</param>
public sealed record RemarkPlan(Challenge Challenge, long LastAttemptId, IReadOnlyList<NewVerdict> Verdicts, IReadOnlyList<RemarkChange> Changes)
{
    /// <summary>Completions that are new or moved, and those that are lost (by member).</summary>
    internal List<Completion> Kept { get; } = [];
    internal List<long> Lost { get; } = [];

    /// <summary>Who is first afterwards; null: nobody.</summary>
    internal long? First { get; set; }

    /// <summary>What the ledger must be given.</summary>
    internal List<(long MemberId, AwardKind Corrects, long Points, Moment Moment)> Compensations { get; } = [];
}

/// <summary>What a plan is made from.</summary>
/// <param name="LiveParts">The ids of the parts that must be right; one that is not stored yet has an id below 0, by which nobody has answered.</param>
internal sealed record RemarkRows(
    IReadOnlyList<long> LiveParts, List<Answerer> Members, List<Attempt> Attempts, List<Completion> Completions, List<LedgerShare> Shares)
{
    /// <summary>The rows of a challenge as they are now.</summary>
    public static RemarkRows Read(Sql sql, long challengeId) => new(
        [.. Parts.List(sql, challengeId).Select(part => part.Id)], Answerer.List(sql, challengeId), Data.Attempts.ListOfEverybody(sql, challengeId),
        Data.Completions.ListOf(sql, challengeId), LedgerShare.List(sql, challengeId));
}

/// <summary>What the ledger holds of a challenge for one member, for one thing, in one place: its points without what was taken back.</summary>
internal sealed record LedgerShare(long MemberId, AwardKind For, long Points, Moment Moment) : IRow<LedgerShare>
{
    public static string Columns => "member_id, CASE corrects WHEN '' THEN kind ELSE corrects END AS what, sum(points), at, week, term, school_year, key_stage";

    public static LedgerShare Read(IDataRecord row) => new(row.GetInt64(0), AwardKinds.Read(row.GetString(1)), row.GetInt64(2),
        new Moment(row.GetInt64(3), row.GetInt64(4), row.Number(5), row.GetInt64(6), row.GetString(7)));

    public static List<LedgerShare> List(Sql sql, long challengeId) => sql.Rows<LedgerShare>($"""
        SELECT {Columns} FROM awards WHERE challenge_id = @challenge AND kind <> 'adjustment'
        GROUP BY member_id, what, at, week, term, school_year, key_stage HAVING sum(points) <> 0 ORDER BY member_id
        """, ("challenge", challengeId));
}

/// <summary>A member as a re-mark needs them. Of former members nothing is left to judge by, and nothing changes.</summary>
internal sealed record Answerer(long Id, string DisplayName, long? StartYear, bool IsGone) : IRow<Answerer>
{
    public static string Columns => "m.id, m.display_name, m.start_year, m.state = 'former'";
    public static Answerer Read(IDataRecord row) => new(row.GetInt64(0), row.GetString(1), row.Number(2), row.GetInt64(3) == 1);

    /// <summary>Everybody who has answered a part of the challenge.</summary>
    public static List<Answerer> List(Sql sql, long challengeId) => sql.Rows<Answerer>($"""
        SELECT {Columns} FROM members m WHERE m.id IN (
            SELECT a.member_id FROM attempts a WHERE a.part_id IN (SELECT p.id FROM parts p WHERE p.challenge_id = @challenge)) ORDER BY m.id
        """, ("challenge", challengeId));
}
