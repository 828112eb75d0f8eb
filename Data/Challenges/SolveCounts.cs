// How many of the society's pupils tried and how many solved each challenge that is open: the bars on cards.
using Dapper;

namespace MathsSoc.Data;

/// <summary>Of those who tried a challenge, how many have completed it; pupils of guest schools are not counted.</summary>
public sealed record SolveCount(long ChallengeId, long Tried, long Solved);

/// <summary>Counts solvers.</summary>
public static class SolveCounts
{
    /// <summary>The counts of challenges that are open, at most 100 of them, the latest first.</summary>
    public static List<SolveCount> ListOpen(Sql sql, long now) => sql.Query<SolveCount>($"""
        SELECT h.id AS challenge_id,
            (SELECT count(DISTINCT a.member_id) FROM parts p JOIN attempts a ON a.part_id = p.id
                WHERE p.challenge_id = h.id AND p.removed_at IS NULL AND NOT {IsGuests("a")}) AS tried,
            (SELECT count(*) FROM completions c WHERE c.challenge_id = h.id AND NOT {IsGuests("c")}) AS solved
        FROM challenges h WHERE {ChallengeRules.IsOnShelf} AND h.released_at <= @now
            AND (h.locked_at IS NULL OR h.locked_at > @now) ORDER BY h.released_at DESC LIMIT 100
        """, new { now }).AsList();

    /// <summary>The condition that a row of this table is of a member of a guest school: a set that is read once for all rows.</summary>
    private static string IsGuests(string table) => $"""
        {table}.member_id IN (SELECT m.id FROM schools g CROSS JOIN members m ON m.school_id = g.id WHERE g.is_guest = 1)
        """;
}
