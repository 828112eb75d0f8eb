// The completions and firsts tables: who has all parts of a challenge right, since when, and who was the first.
using Dapper;

namespace MathsSoc.Data;

/// <summary>A challenge completed by a member.</summary>
/// <param name="AttemptId">The answer that completed it.</param>
/// <param name="KeyStage">The member's at the time; empty: none.</param>
public sealed record Completion(
    long MemberId, long ChallengeId, long AttemptId, long CompletedAt, long SchoolYear, string KeyStage, bool IsFirst);

/// <summary>One line of the recent activity: a member completed a challenge.</summary>
public sealed record Achievement(long MemberId, string DisplayName, long ChallengeId, string Title, long CompletedAt, bool IsFirst);

/// <summary>Reads completions. <see cref="Answering"/> writes them and <see cref="Remark"/> moves them.</summary>
public static class Completions
{
    private const string Columns = """
        c.member_id, c.challenge_id, c.attempt_id, c.completed_at, c.school_year, c.key_stage,
        EXISTS (SELECT 1 FROM firsts f WHERE f.challenge_id = c.challenge_id AND f.member_id = c.member_id) AS is_first
        """;

    /// <summary>The member's completion of the challenge; null if it is not complete.</summary>
    public static Completion? Find(Sql sql, long memberId, long challengeId) => sql.QueryFirstOrDefault<Completion>(
        $"SELECT {Columns} FROM completions c WHERE c.member_id = @memberId AND c.challenge_id = @challengeId",
        new { memberId, challengeId });

    /// <summary>All members' completions of a challenge, the earliest first.</summary>
    public static List<Completion> ListOf(Sql sql, long challengeId) => sql.Query<Completion>(
        $"SELECT {Columns} FROM completions c WHERE c.challenge_id = @challengeId ORDER BY c.completed_at, c.attempt_id",
        new { challengeId }).AsList();

    /// <summary>
    /// What active members whom boards show have completed recently, the latest first. <paramref name="frozenAt"/>: only what the ledger
    /// held by then, so that an answer from paper that is entered later reveals nothing; null: up to now.
    /// </summary>
    public static List<Achievement> ListRecent(Sql sql, int most, long? frozenAt) => sql.Query<Achievement>($"""
        SELECT c.member_id, m.display_name, c.challenge_id, h.title, c.completed_at, f.member_id IS NOT NULL AS is_first
        FROM completions c CROSS JOIN members m ON m.id = c.member_id CROSS JOIN challenges h ON h.id = c.challenge_id
            LEFT JOIN firsts f ON f.challenge_id = c.challenge_id AND f.member_id = c.member_id
        WHERE c.completed_at <= @until AND {MemberRules.ListedAndActive} AND h.is_draft = 0 AND h.competition_id IS NULL
            AND (@frozenAt IS NULL OR EXISTS (
                SELECT 1 FROM awards w WHERE w.member_id = c.member_id AND w.challenge_id = c.challenge_id AND w.made_at <= @frozenAt))
            AND (@frozenAt IS NULL OR NOT EXISTS (
                SELECT 1 FROM awards w WHERE w.member_id = c.member_id AND w.challenge_id = c.challenge_id AND w.kind = 'part'
                    AND w.made_at > @frozenAt))
        ORDER BY c.completed_at DESC, c.attempt_id DESC LIMIT @most
        """, new { until = frozenAt ?? long.MaxValue, frozenAt, most }).AsList();
}
