// What everybody who may read a competition's tables may know of it in numbers, and who earned points last.
using Dapper;

namespace MathsSoc.Data;

/// <summary>The whole competition in sums: its answers, and the points of those who are on its tables.</summary>
public sealed record CompetitionTotals
{
    /// <summary>Answers that counted as an attempt.</summary>
    public long Answers { get; init; }

    public long Right { get; init; }
    public long Points { get; init; }

    /// <summary>Challenges that are open for somebody: released, and not yet locked for all.</summary>
    public long OpenChallenges { get; init; }
}

/// <summary>When a pupil earned points last.</summary>
/// <param name="School">As at enrolment; null: of none.</param>
/// <param name="At">In unix seconds.</param>
public sealed record RecentPoints(long MemberId, string DisplayName, string? School, string Division, long At);

/// <summary>Reads both.</summary>
public static class CompetitionActivity
{
    /// <summary>So many pupils are in the list of the latest.</summary>
    public const int Shown = 15;

    // More than are shown, because the last points of some are an adjustment by staff, which is nobody else's business.
    private const int Looked = 60;

    /// <summary>The sums. They read an entry of an index for each answer, so callers keep them for a while.</summary>
    public static CompetitionTotals FindTotals(Sql sql, long competitionId, long now) => sql.QuerySingle<CompetitionTotals>($"""
        SELECT count(*) AS answers, coalesce(sum(a.is_right), 0) AS right,
            (SELECT coalesce(sum(e.points), 0) FROM enrolments e WHERE {CompetitionTables.IsIn}) AS points,
            (SELECT count(*) FROM challenges o WHERE o.competition_id = @CompetitionId AND o.is_draft = 0 AND o.archived_at IS NULL
                AND o.released_at <= @now AND coalesce(o.locked_at, @now + 1) > @now) AS open_challenges
        FROM challenges h JOIN parts p ON p.challenge_id = h.id JOIN attempts a ON a.part_id = p.id
        WHERE h.competition_id = @CompetitionId
        """, new { CompetitionId = competitionId, now });

    /// <summary>
    /// The pupils who earned points for answers last, the latest first, each once. Those whom the tables do not name are left out.
    /// </summary>
    public static List<RecentPoints> ListRecent(Sql sql, TableScope scope) => sql.Query<RecentPoints>($"""
        SELECT t.member_id, m.display_name, c.name AS school, t.division, w.at
        FROM (SELECT e.member_id, e.school_id, e.division FROM enrolments e
            WHERE {CompetitionTables.IsIn} AND (@Division = '' OR e.division = @Division) AND e.is_listed = 1 AND e.points > 0
            ORDER BY e.reached_at DESC, e.member_id LIMIT {Looked}) t
        JOIN members m ON m.id = t.member_id LEFT JOIN schools c ON c.id = t.school_id
        JOIN awards w ON w.id = (SELECT a.id FROM awards a
            WHERE a.competition_id = @CompetitionId AND a.member_id = t.member_id AND a.points > 0 AND a.kind IN ('completion', 'part')
            ORDER BY a.made_at DESC, a.id DESC LIMIT 1)
        ORDER BY w.at DESC, t.member_id LIMIT {Shown}
        """, new { scope.CompetitionId, scope.Division }).AsList();
}
