// A table of schools of a competition, over all divisions or in one: read, scored and ranked at once.
using Dapper;

namespace MathsSoc.Data;

/// <summary>A school that takes part. The town tells schools of one name apart; empty: not given.</summary>
public sealed record TableSchool(long Id, string Name, string Town);

/// <summary>One table of schools.</summary>
/// <param name="Schools">By name.</param>
/// <param name="Scores">In the order of the table.</param>
public sealed record SchoolTable(IReadOnlyList<TableSchool> Schools, List<SchoolScore> Scores)
{
    /// <summary>Reads the pupils of the scope's division, or of all if it is empty.</summary>
    /// <param name="kept">Has the sums of weeks, or gets them.</param>
    public static SchoolTable Read(Sql sql, Competition competition, TableScope scope, KeptWeekSums kept)
    {
        var schools = SchoolTables.ListSchools(sql, competition.Id);
        List<long> ids = [.. schools.Select(school => school.Id)];
        // Medals are given in each division; for other scores, and within one division, it makes no difference.
        var pupils = CompetitionTables.ListScored(sql, scope,
            withDivisions: scope.Division.Length == 0 && competition.Formula == SchoolFormula.Medals);
        return new SchoolTable(schools, SchoolScores.RankBy(competition, ids, pupils,
            SchoolScores.CountsWeeks(competition) ? kept.BySchool(sql, scope, pupils) : []));
    }
}

/// <summary>Every table of schools of a competition.</summary>
/// <param name="Scores">By division, in the order of the table; the division that is empty is all of them together.</param>
public sealed record SchoolTables(IReadOnlyList<(string Division, List<SchoolScore> Scores)> Scores)
{
    /// <summary>The tables as they are now, or as they were known at <paramref name="frozenAt"/>.</summary>
    public static SchoolTables Read(Sql sql, Competition competition, long? frozenAt)
    {
        var kept = new KeptWeekSums();
        var scores = new List<(string, List<SchoolScore>)>();
        foreach (var division in competition.DivisionList.Select(division => division.Name).Prepend(""))
            scores.Add((division, SchoolTable.Read(sql, competition, new TableScope(competition.Id, division, frozenAt), kept).Scores));
        return new SchoolTables(scores);
    }

    /// <summary>The schools that take part, by name; at most 1,000.</summary>
    public static List<TableSchool> ListSchools(Sql sql, long competitionId) => sql.Query<TableSchool>("""
        SELECT c.id, c.name, c.town FROM competition_schools s JOIN schools c ON c.id = s.school_id
        WHERE s.competition_id = @competitionId AND s.state = 'accepted' ORDER BY c.name, c.town, c.id LIMIT 1000
        """, new { competitionId }).AsList();
}
