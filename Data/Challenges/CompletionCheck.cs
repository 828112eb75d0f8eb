// Compares completions and firsts with the answers they rest on, for `mathsoc check`.
using Dapper;

namespace MathsSoc.Data;

/// <summary>Finds completions that contradict the other tables; each is named by a phrase with ids only.</summary>
public static class CompletionCheck
{
    private const int Most = 100;

    /// <summary>
    /// Members who have completed a challenge without right answers: the one that made it complete is not theirs, not for this challenge
    /// or not right, or a part that they had tried by then has no right one. A part that was added later need not be right.
    /// </summary>
    public static List<string> FindUnearned(Sql sql) => sql.Query<Pair>("""
        SELECT c.member_id, c.challenge_id FROM completions c
        LEFT JOIN attempts a ON a.id = c.attempt_id LEFT JOIN parts p ON p.id = a.part_id
        WHERE a.id IS NULL OR a.is_right = 0 OR a.member_id <> c.member_id OR p.challenge_id IS NOT c.challenge_id
            OR EXISTS (SELECT 1 FROM parts q WHERE q.challenge_id = c.challenge_id AND q.removed_at IS NULL
                AND EXISTS (SELECT 1 FROM attempts b
                    WHERE b.member_id = c.member_id AND b.part_id = q.id AND b.submitted_at <= c.completed_at)
                AND NOT EXISTS (SELECT 1 FROM attempts b WHERE b.member_id = c.member_id AND b.part_id = q.id AND b.is_right = 1))
        ORDER BY c.challenge_id, c.member_id LIMIT @most
        """, new { most = Most }).Select(pair => $"member {pair.MemberId} has completed challenge {pair.ChallengeId}").ToList();

    /// <summary>Completed challenges with a bonus for the first, and nobody who is the first.</summary>
    public static List<string> FindWithoutFirst(Sql sql) => sql.Query<long>("""
        SELECT h.id FROM challenges h WHERE h.first_bonus > 0
            AND EXISTS (SELECT 1 FROM completions c WHERE c.challenge_id = h.id)
            AND NOT EXISTS (SELECT 1 FROM firsts f WHERE f.challenge_id = h.id)
        ORDER BY h.id LIMIT @most
        """, new { most = Most }).Select(id => $"challenge {id}").ToList();

    internal sealed record Pair(long MemberId, long ChallengeId);
}
