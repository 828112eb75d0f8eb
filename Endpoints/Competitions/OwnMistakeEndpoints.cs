// The wrong answers of a school's own pupils to one challenge of a competition, for its coordinator's next lesson. It names nobody.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Maps /admin/competitions/{id}/own-school/mistakes/{name}, where the name is a challenge's id.</summary>
public static class OwnMistakeEndpoints
{
    private static readonly string TooFew =
        $"Fewer than {CompetitionTableWords.LeastShown} pupils of the school have answered this, so what they wrote is not listed.";

    public static void Map(RouteGroup people) =>
        people.Page("/admin/competitions/{id}/own-school/mistakes/{name}", "own_school.mistakes", Show);

    private static async Task<IResult> Show(Visit visit)
    {
        if (await OwnSchool.Find(visit) is not { Part.State: SchoolPart.Accepted } own) return visit.NotFound();
        if (visit.Id("name") is not { } id) return visit.NotFound();
        var (challenge, parts) = await visit.Read(sql => Read(sql, own, id, visit.Now));
        if (challenge is null) return visit.NotFound();
        // Coordinators are shown the right answers when pupils are.
        var isShown = ChallengeRules.For(challenge, visit.Reader, visit.Now).MaySeeSolution;
        var shown = new List<MistakePart>();
        foreach (var (part, wrong, answered) in parts)
        {
            if (part.RemovedAt is not null && wrong.Count == 0) continue;
            var isFew = answered < CompetitionTableWords.LeastShown;
            var line = MistakeParts.Of(part, parts.Count, isFew ? [] : wrong, CompetitionTableWords.Few, isShown);
            shown.Add(isFew ? line with { Silence = TooFew } : line);
        }
        var model = new MistakesModel(id, challenge.Title, shown, MistakeParts.Most)
        {
            School = own.Part.Name, Back = new NavLink(own.PathOf(), $"{own.Competition.Title}: {own.Part.Name}"),
        };
        return visit.Page(new Pages_Mistakes { Frame = visit.Frame, Model = model });
    }

    /// <summary>No challenge if there is none of this id in the competition, or its wrong answers may not be shown yet.</summary>
    private static (Challenge?, List<(Part Part, List<WrongAnswer> Wrong, long Answered)>) Read(Sql sql, OwnSchool own, long id, long now)
    {
        var (competition, school) = (own.Competition, own.Part.SchoolId);
        var parts = new List<(Part, List<WrongAnswer>, long)>();
        if (Challenges.Find(sql, id) is not { } challenge
            || !SchoolMistakes.MayShow(competition, challenge, SchoolMistakes.FindExtraMinutes(sql, competition.Id), now))
            return (null, parts);
        foreach (var part in Parts.ListAll(sql, id))
        {
            parts.Add((part, Attempts.ListWrong(sql, part.Id, MistakeParts.Most, competition.Id, school),
                SchoolMistakes.CountAnswered(sql, part.Id, competition.Id, school)));
        }
        return (challenge, parts);
    }
}
