// The tables of schools of one competition, over all divisions and in each: read, scored and ranked at once.
using Dapper;

namespace MathsSoc.Data;

/// <summary>A school that takes part. The town tells schools of one name apart; empty: not given.</summary>
public sealed record TableSchool(long Id, string Name, string Town);

/// <summary>Every table of schools of a competition.</summary>
/// <param name="Schools">By name.</param>
/// <param name="Scores">By division, in the order of the table; the division that is empty is all of them together.</param>
public sealed record SchoolTables(
    IReadOnlyList<TableSchool> Schools, IReadOnlyList<(string Division, List<SchoolScore> Scores)> Scores)
{
    /// <summary>The tables as they are now, or as they were known at <paramref name="frozenAt"/>.</summary>
    public static SchoolTables Read(Sql sql, Competition competition, long? frozenAt)
    {
        var scope = new TableScope(competition.Id, FrozenAt: frozenAt);
        var schools = ListSchools(sql, competition.Id);
        List<long> ids = [.. schools.Select(school => school.Id)];
        var pupils = CompetitionTables.ListScored(sql, scope);
        var weeks = competition.Formula is SchoolFormula.Places or SchoolFormula.Weeks ? CompetitionTables.ListWeeks(sql, scope) : [];
        var scores = new List<(string, List<SchoolScore>)> { ("", SchoolScores.Rank(competition, ids, pupils, weeks)) };
        foreach (var division in competition.DivisionList)
        {
            var own = pupils.FindAll(pupil => pupil.Division.Equals(division.Name, StringComparison.OrdinalIgnoreCase));
            scores.Add((division.Name, SchoolScores.Rank(competition, ids, own, weeks)));
        }
        return new SchoolTables(schools, scores);
    }

    /// <summary>The schools that take part, by name; at most 1,000.</summary>
    public static List<TableSchool> ListSchools(Sql sql, long competitionId) => sql.Query<TableSchool>("""
        SELECT c.id, c.name, c.town FROM competition_schools s JOIN schools c ON c.id = s.school_id
        WHERE s.competition_id = @competitionId AND s.state = 'accepted' ORDER BY c.name, c.town, c.id LIMIT 1000
        """, new { competitionId }).AsList();

    /// <summary>The table of one division, or of all if it is empty.</summary>
    public List<SchoolScore> Of(string division)
    {
        foreach (var (name, scores) in Scores)
            if (name.Equals(division, StringComparison.OrdinalIgnoreCase)) return scores;
        return [];
    }
}
