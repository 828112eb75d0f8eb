// How the score of one school was made: its pupils' points by their display names, which of them count, and the sum.
using MathsSoc.Data;
using MathsSoc.Pages;

namespace MathsSoc.Endpoints;

/// <summary>One pupil of the school.</summary>
/// <param name="Counts">Whether the points are in the school's score.</param>
public sealed record MadeOf(string Name, string Division, long Points, bool TookPart, bool Counts);

/// <summary>The page.</summary>
/// <param name="Place">"3rd" or "joint 3rd"; null: too few took part for a place.</param>
/// <param name="Example">How the score is worked out, "65 ÷ 5 = 13".</param>
/// <param name="Formula">The formula in a sentence, without an example.</param>
public sealed record SchoolScoreModel(
    TableView View, string School, IReadOnlyList<MadeOf> Pupils, long TookPart, string? Place, string Example, string Formula)
{
    /// <summary>Reads it; null if the school does not take part.</summary>
    public static SchoolScoreModel? Read(Sql sql, TableView view, SchoolTable table, long school)
    {
        if (CompetitionSchools.Find(sql, view.Competition.Id, school) is not { State: SchoolPart.Accepted } part) return null;
        var competition = view.Competition;
        var score = table.Scores.Find(one => one.SchoolId == school);
        if (score is null) return null;
        var pupils = new List<MadeOf>();
        foreach (var pupil in CompetitionTables.ListOfSchool(sql, view.Scope, school))
        {
            var counts = competition.Formula == SchoolFormula.Best
                ? pupil.Points > 0 && pupils.Count < competition.BestOf
                : pupil.TookPart;
            pupils.Add(new MadeOf(pupil.DisplayName, pupil.Division, pupil.Points, pupil.TookPart, counts));
        }
        return new SchoolScoreModel(view, part.Name, pupils, score.Pupils,
            score.Rank is { } rank ? BoardWords.Spoken(rank, score.IsShared) : null,
            CompetitionTableWords.Example(competition.Formula, score), CompetitionTableWords.Formula(competition, null, null));
    }
}
