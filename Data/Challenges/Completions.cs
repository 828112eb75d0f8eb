// The completions and firsts tables: who has all parts of a challenge right, since when, and who had them first.
using System.Data;

namespace MathsSoc.Data;

/// <summary>A challenge completed by a member.</summary>
/// <param name="AttemptId">The answer that made it complete.</param>
/// <param name="KeyStage">The member's, then; empty: none.</param>
public sealed record Completion(long MemberId, long ChallengeId, long AttemptId, long CompletedAt, long SchoolYear, string KeyStage, bool IsFirst) : IRow<Completion>
{
    public static string Columns => "c.member_id, c.challenge_id, c.attempt_id, c.completed_at, c.school_year, c.key_stage, "
        + "EXISTS (SELECT 1 FROM firsts f WHERE f.challenge_id = c.challenge_id AND f.member_id = c.member_id)";

    public static Completion Read(IDataRecord row) =>
        new(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetString(5), row.GetInt64(6) == 1);
}

/// <summary>How far a member is with one challenge.</summary>
/// <param name="CompletedAt">Null: not complete.</param>
public sealed record Progress(long ChallengeId, long Parts, long Right, long Attempts, long? CompletedAt) : IRow<Progress>
{
    public static string Columns => "challenge_id, parts, right_parts, attempts, completed_at";
    public static Progress Read(IDataRecord row) => new(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.Number(4));
}

/// <summary>One line of the recent activity: who completed what.</summary>
public sealed record Achievement(long MemberId, string DisplayName, long ChallengeId, string Title, long CompletedAt, bool IsFirst) : IRow<Achievement>
{
    public static string Columns => "c.member_id, m.display_name, c.challenge_id, h.title, c.completed_at, f.member_id IS NOT NULL";

    public static Achievement Read(IDataRecord row) =>
        new(row.GetInt64(0), row.GetString(1), row.GetInt64(2), row.GetString(3), row.GetInt64(4), row.GetInt64(5) == 1);
}

/// <summary>Reads completions. They are written by <see cref="Answering"/> and moved by <see cref="Remark"/>.</summary>
public static class Completions
{
    /// <summary>The member's completion of the challenge; null when it is not complete.</summary>
    public static Completion? Find(Sql sql, long memberId, long challengeId) => sql.Row<Completion>(
        $"SELECT {Completion.Columns} FROM completions c WHERE c.member_id = @member AND c.challenge_id = @challenge", ("member", memberId), ("challenge", challengeId));

    /// <summary>Everybody's completions of a challenge, the earliest first.</summary>
    public static List<Completion> ListOf(Sql sql, long challengeId) => sql.Rows<Completion>(
        $"SELECT {Completion.Columns} FROM completions c WHERE c.challenge_id = @challenge ORDER BY c.completed_at, c.attempt_id", ("challenge", challengeId));

    /// <summary>How many members have completed the challenge.</summary>
    public static long Count(Sql sql, long challengeId) =>
        sql.Scalar<long>("SELECT count(*) FROM completions WHERE challenge_id = @challenge", ("challenge", challengeId));

    /// <summary>How far a member is with these challenges, by their ids; one never tried has zeros, one that is not there is left out.</summary>
    public static Dictionary<long, Progress> FindProgress(Sql sql, long memberId, IEnumerable<long> challengeIds)
    {
        var rows = sql.Rows<Progress>($"""
            SELECT {Progress.Columns} FROM (
                SELECT h.id AS challenge_id, count(p.id) AS parts,
                    coalesce(sum(EXISTS (SELECT 1 FROM attempts a WHERE a.member_id = @member AND a.part_id = p.id AND a.is_right = 1)), 0) AS right_parts,
                    coalesce(sum((SELECT count(*) FROM attempts a WHERE a.member_id = @member AND a.part_id = p.id)), 0) AS attempts,
                    (SELECT c.completed_at FROM completions c WHERE c.member_id = @member AND c.challenge_id = h.id) AS completed_at
                FROM challenges h LEFT JOIN parts p ON p.challenge_id = h.id AND p.removed_at IS NULL
                WHERE h.id IN (SELECT value FROM json_each(@ids)) GROUP BY h.id)
            """, ("member", memberId), ("ids", $"[{string.Join(',', challengeIds)}]"));
        var byId = new Dictionary<long, Progress>();
        foreach (var row in rows) byId[row.ChallengeId] = row;
        return byId;
    }

    /// <summary>
    /// What was completed lately by members whom boards show, the latest first. <paramref name="frozenAt"/>: only what the ledger knew of then, so that an answer
    /// from paper that is entered later tells nothing; null: up to now.
    /// </summary>
    public static List<Achievement> ListRecent(Sql sql, int most, long? frozenAt) => sql.Rows<Achievement>($"""
        SELECT {Achievement.Columns} FROM completions c CROSS JOIN members m ON m.id = c.member_id CROSS JOIN challenges h ON h.id = c.challenge_id
            LEFT JOIN firsts f ON f.challenge_id = c.challenge_id AND f.member_id = c.member_id
        WHERE c.completed_at <= @until AND m.is_quiet = 0 AND m.role = 'member' AND m.state = 'active' AND h.is_draft = 0
            AND (@frozen IS NULL OR EXISTS (SELECT 1 FROM awards w WHERE w.member_id = c.member_id AND w.challenge_id = c.challenge_id AND w.made_at <= @frozen))
        ORDER BY c.completed_at DESC, c.attempt_id DESC LIMIT @most
        """, ("until", frozenAt ?? long.MaxValue), ("frozen", frozenAt), ("most", most));
}
