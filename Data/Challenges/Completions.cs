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

    /// <summary>
    /// What was completed lately by members whom boards show and who are still here, the latest first. <paramref name="frozenAt"/>: only what the ledger knew of then, so that an answer
    /// from paper that is entered later tells nothing; null: up to now.
    /// </summary>
    public static List<Achievement> ListRecent(Sql sql, int most, long? frozenAt) => sql.Rows<Achievement>($"""
        SELECT {Achievement.Columns} FROM completions c CROSS JOIN members m ON m.id = c.member_id CROSS JOIN challenges h ON h.id = c.challenge_id
            LEFT JOIN firsts f ON f.challenge_id = c.challenge_id AND f.member_id = c.member_id
        WHERE c.completed_at <= @until AND {MemberRules.ListedAndActive} AND h.is_draft = 0
            AND (@frozen IS NULL OR EXISTS (SELECT 1 FROM awards w WHERE w.member_id = c.member_id AND w.challenge_id = c.challenge_id AND w.made_at <= @frozen))
        ORDER BY c.completed_at DESC, c.attempt_id DESC LIMIT @most
        """, ("until", frozenAt ?? long.MaxValue), ("frozen", frozenAt), ("most", most));
}
