// Reads who is on the tables of a competition, and with how many points: live, or as it was known when the tables were frozen.
using Dapper;

namespace MathsSoc.Data;

/// <summary>Identifies the tables of a competition, or of one division.</summary>
/// <param name="Division">Empty: all of them together.</param>
/// <param name="FrozenAt">Only what was known at this instant; null: live.</param>
public sealed record TableScope(long CompetitionId, string Division = "", long? FrozenAt = null);

/// <summary>How many take part in a competition, whether they have started or not. Times are unix seconds.</summary>
public sealed record TableNumbers
{
    /// <summary>The divisions in which somebody is, by how many; empty: in none of the competition's.</summary>
    public required IReadOnlyList<DivisionCount> Divisions { get; init; }

    /// <summary>The schools that accepted.</summary>
    public required long Schools { get; init; }

    /// <summary>The pupils whom an owner moved to another school or division.</summary>
    public required long Moved { get; init; }

    /// <summary>When the last pupil's window closes: the close, and the longest extra time that a pupil has.</summary>
    public required long EndsAt { get; init; }

    /// <summary>How many pupils are enrolled.</summary>
    public long Pupils => Divisions.Sum(one => one.Pupils);

    /// <summary>How many are enrolled in a division.</summary>
    public long In(string division) => Of(division)?.Pupils ?? 0;

    /// <summary>How many lines the live table has, of a division or (empty) of all.</summary>
    public long Shown(string division) => division.Length == 0 ? Divisions.Sum(one => one.Shown) : Of(division)?.Shown ?? 0;

    private DivisionCount? Of(string division) =>
        Divisions.FirstOrDefault(one => one.Division.Equals(division, StringComparison.OrdinalIgnoreCase));
}

/// <summary>
/// How many pupils are enrolled in a division, how many of them started or sent an answer that counted, and how many the live table names.
/// </summary>
public sealed record DivisionCount(string Division, long Pupils, long TookPart, long Shown);

/// <summary>A pupil as the coordinator of the school sees them.</summary>
public sealed record SchoolPupil(long MemberId, string DisplayName, string Division, long Points, bool TookPart);

/// <summary>Reads tables.</summary>
public static class CompetitionTables
{
    /// <summary>
    /// The pupils who are on tables, on an enrolments table that is called e: those who are enrolled and whose school has not left.
    /// </summary>
    internal const string IsIn = """
        e.competition_id = @CompetitionId AND e.state = 'enrolled' AND coalesce(e.school_id, 0) NOT IN (
            SELECT s.school_id FROM competition_schools s WHERE s.competition_id = @CompetitionId AND s.state <> 'accepted')
        """;

    // Points without an answer are those that a teacher gave.
    private const string TookPartNow = "(e.answered_at IS NOT NULL OR e.started_at IS NOT NULL OR e.points <> 0)";

    // The same at @FrozenAt: l is what was earned later.
    private const string TookPartThen = """
        (coalesce(e.answered_at <= @FrozenAt, 0) OR coalesce(e.started_at <= @FrozenAt, 0) OR e.points - coalesce(l.points, 0) <> 0)
        """;

    /// <summary>The numbers of a competition.</summary>
    public static TableNumbers FindNumbers(Sql sql, Competition competition) => new()
    {
        Divisions = sql.Query<DivisionCount>($"""
            SELECT e.division, count(*) AS pupils, count(*) FILTER (WHERE {TookPartNow}) AS took_part,
                count(*) FILTER (WHERE e.points > 0 AND e.is_listed = 1) AS shown
            FROM enrolments e WHERE {IsIn} GROUP BY e.division
            """, new { CompetitionId = competition.Id }).AsList(),
        Schools = sql.ExecuteScalar<long>("""
            SELECT count(*) FROM competition_schools WHERE competition_id = @Id AND state = 'accepted'
            """, new { competition.Id }),
        Moved = sql.ExecuteScalar<long>("""
            SELECT count(*) FROM enrolments INDEXED BY enrolments_moved
            WHERE competition_id = @Id AND state = 'enrolled' AND moved_at IS NOT NULL
            """, new { competition.Id }),
        EndsAt = FindEnd(sql, competition),
    };

    /// <summary>
    /// When nobody may answer any more: the close, and the longest extra time of the pupils who are enrolled. Until then results cannot be
    /// published, and verdicts that are held back are not given away by a table.
    /// </summary>
    public static long FindEnd(Sql sql, Competition competition) => competition.ClosesAt + 60 * sql.ExecuteScalar<long>("""
        SELECT coalesce(max(x.minutes), 0) FROM extra_time x CROSS JOIN enrolments e
            ON e.competition_id = @Id AND e.member_id = x.member_id AND e.state = 'enrolled'
        """, new { competition.Id });

    /// <summary>The pupils whose points schools' scores are made of; those who have neither started nor points are left out.</summary>
    /// <param name="withDivisions">Whether <see cref="ScoredPupil.Division"/> is needed; otherwise it is empty.</param>
    public static List<ScoredPupil> ListScored(Sql sql, TableScope scope, bool withDivisions)
    {
        // Of 20,000 pupils each column is a millisecond of the page: only those that differ are read.
        var rows = sql.Query<ScoredRow>($"""
            SELECT s.member_id, coalesce(s.school_id, 0) AS school_id, s.points, iif(@withDivisions, s.division, NULL) AS division
            FROM ({Scores(scope)}) s WHERE s.took_part
            """, new { scope.CompetitionId, scope.Division, scope.FrozenAt, withDivisions }).AsList();
        var pupils = new List<ScoredPupil>(rows.Count);
        foreach (var (member, school, points, division) in rows)
            pupils.Add(new ScoredPupil(member, school, division ?? "", points, TookPart: true));
        return pupils;
    }

    /// <summary>The pupils of one school, whether they took part or not, those with the most points first; at most 2,000.</summary>
    public static List<SchoolPupil> ListOfSchool(Sql sql, TableScope scope, long schoolId) => sql.Query<SchoolPupil>($"""
        SELECT s.member_id, m.display_name, s.division, s.points, s.took_part
        FROM ({Scores(scope)}) s JOIN members m ON m.id = s.member_id WHERE s.school_id = @schoolId
        ORDER BY s.points DESC, m.display_name, m.id LIMIT 2000
        """, new { scope.CompetitionId, scope.Division, scope.FrozenAt, schoolId }).AsList();

    /// <summary>What each member earned in each week, from the ledger.</summary>
    public static List<WeekPoints> ListWeeks(Sql sql, TableScope scope) => sql.Query<WeekPoints>("""
        SELECT w.member_id, w.week, sum(w.points) AS points FROM awards w INDEXED BY awards_competition
        WHERE w.competition_id = @CompetitionId AND w.made_at <= @until GROUP BY w.member_id, w.week
        """, new { scope.CompetitionId, until = scope.FrozenAt ?? long.MaxValue }).AsList();

    /// <summary>The same of the rows that were added to the ledger after the row <paramref name="id"/>.</summary>
    public static List<WeekPoints> ListWeeksAfter(Sql sql, TableScope scope, long id) => sql.Query<WeekPoints>("""
        SELECT w.member_id, w.week, w.points FROM awards w NOT INDEXED
        WHERE w.id > @id AND w.competition_id = @CompetitionId AND w.made_at <= @until
        """, new { id, scope.CompetitionId, until = scope.FrozenAt ?? long.MaxValue }).AsList();

    /// <summary>
    /// A query for everybody on the tables: member_id, school_id, division, points, reached_at, is_listed, took_part. A live table is a
    /// range of one index; of a frozen one, only the points that were earned since are looked up in the ledger.
    /// </summary>
    internal static string Scores(TableScope scope)
    {
        var where = scope.Division.Length == 0 ? IsIn : $"{IsIn} AND e.division = @Division";
        if (scope.FrozenAt is null)
            return $"""
                SELECT e.member_id, e.school_id, e.division, e.points, e.reached_at, e.is_listed, {TookPartNow} AS took_part
                FROM enrolments e WHERE {where}
                """;
        return $"""
            WITH later AS MATERIALIZED (SELECT w.member_id, sum(w.points) AS points FROM awards w INDEXED BY awards_made
                WHERE w.made_at > @FrozenAt AND w.competition_id = @CompetitionId GROUP BY 1)
            SELECT e.member_id, e.school_id, e.division, e.points - coalesce(l.points, 0) AS points,
                CASE WHEN l.member_id IS NULL THEN e.reached_at ELSE (SELECT max(w.at) FROM awards w INDEXED BY awards_competition
                    WHERE w.competition_id = @CompetitionId AND w.member_id = e.member_id AND w.made_at <= @FrozenAt) END AS reached_at,
                e.is_listed, {TookPartThen} AS took_part
            FROM enrolments e LEFT JOIN later l ON l.member_id = e.member_id WHERE {where}
            """;
    }

    internal sealed record ScoredRow(long MemberId, long SchoolId, long Points, string? Division);
}
