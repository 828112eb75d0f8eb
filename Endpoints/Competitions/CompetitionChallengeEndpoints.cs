// The challenges of a competition by division: beginning one for it, and moving one in or out.
using MathsSoc.ChallengeFiles;
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The challenges of one division; <c>Words</c> is its name, or says that they are for all.</summary>
public sealed record DivisionChallenges(string Words, IReadOnlyList<AuthorLine> Lines);

/// <summary>The page.</summary>
public sealed record CompetitionChallengesModel
{
    public required CompetitionHead Head { get; init; }

    /// <summary>Every division, those without challenges too.</summary>
    public required IReadOnlyList<DivisionChallenges> Divisions { get; init; }

    /// <summary>The form that begins a challenge.</summary>
    public required FormView New { get; init; }

    public required IReadOnlyList<Choice> Stages { get; init; }

    /// <summary>The society's own challenges that may be moved in, to choose from; only the empty choice: there is none.</summary>
    public required IReadOnlyList<Choice> Movable { get; init; }

    public string Path => $"/admin/competitions/{Head.One.Id}/challenges";
}

/// <summary>Maps /admin/competitions/{id}/challenges and below. Student editors use it too: they write challenges.</summary>
public static class CompetitionChallengeEndpoints
{
    public static void Map(RouteGroup content)
    {
        content.Page("/admin/competitions/{id}/challenges", "competitions.challenges", Show);
        content.Post("/admin/competitions/{id}/challenges", "competitions.challenges_new", Begin).WithMetadata(FilledForm.Shown);
        content.Post("/admin/competitions/{id}/challenges/move", "competitions.challenges_move", Move);
    }

    private static async Task<IResult> Show(Visit visit)
    {
        if (await CompetitionDesk.FindOne(visit) is not { } one) return visit.NotFound();
        var notice = visit.Query("said") switch
        {
            "added" => "The competition is saved, as a draft. Next: its challenges.",
            "in" => "The challenge is in the competition now, as a draft with the competition’s times.",
            "out" => "The challenge is the society’s own now, as a draft without times.",
            _ => null,
        };
        return await Page(visit, one, new FormView(), notice, StatusCodes.Status200OK);
    }

    private static async Task<IResult> Page(Visit visit, Competition one, FormView form, string? notice, int status)
    {
        var (lines, movable) = await visit.Read(sql =>
            (CompetitionChallenges.List(sql, one.Id), CompetitionChallenges.ListMovable(sql, visit.Now)));
        var choices = new List<Choice> { new("", "Choose one") };
        foreach (var each in movable) choices.Add(new Choice($"{each.Id}", each.Title));
        var model = new CompetitionChallengesModel
        {
            Head = CompetitionHead.Of(visit, one, "/challenges", notice),
            Divisions = ByDivision(one, lines),
            New = form,
            Stages = ChallengeEditor.StagesOf(one.DivisionList, "All divisions"),
            Movable = choices,
        };
        return visit.Page(new Pages_AdminCompetitionChallenges { Frame = visit.Frame, Model = model }, status);
    }

    private static List<DivisionChallenges> ByDivision(Competition one, List<AuthorLine> lines)
    {
        var groups = new List<DivisionChallenges>();
        var left = new List<AuthorLine>(lines);
        foreach (var division in one.DivisionList)
        {
            var own = left.FindAll(line => line.Challenge.KeyStage.Equals(division.Name, StringComparison.OrdinalIgnoreCase));
            groups.Add(new DivisionChallenges(division.Name, own));
            left.RemoveAll(own.Contains);
        }
        groups.Insert(0, new DivisionChallenges("All divisions", left));
        return groups;
    }

    private static async Task<IResult> Begin(Visit visit)
    {
        if (await CompetitionDesk.FindOne(visit) is not { } one) return visit.NotFound();
        var form = new FormReader(visit.Form);
        var title = form.Line("title", "Title", Bundle.MaxTitle);
        var stage = form.Line("stage", "Division", Bundle.MaxStage, isOptional: true);
        if (stage.Length > 0 && !one.HasDivision(stage))
            form.Fail("stage", "Division: please choose one.");
        if (one.IsOver)
            form.Fail("", "This competition is over, so nothing is added to it.");
        if (!form.IsGood) return await Page(visit, one, form.View, null, StatusCodes.Status422UnprocessableEntity);
        var id = await visit.Write(sql =>
        {
            var empty = Challenge.Draft(visit.Rules.Scoring, visit.Member.MemberId, visit.Member.DisplayName);
            var draft = empty with { Title = title, KeyStage = stage, CompetitionId = one.Id };
            var added = Challenges.Add(sql, draft.ReleasedOn(one.OpensAt, null, one.ClosesAt), visit.Now, ChallengeBundles.Slug(title));
            Audit.Add(sql, visit.Actor, "challenge.add", visit.Now, "challenge", added, $"competition {one.Id}");
            return added;
        });
        return visit.SeeOther(ChallengeEditor.PathOf(id));
    }

    private static async Task<IResult> Move(Visit visit)
    {
        if (await CompetitionDesk.FindOne(visit) is not { } one) return visit.NotFound();
        var isOut = visit.Form["do"].ToString() == "out";
        if (FormReader.IdIn(visit.Form["challenge"].ToString()) is not { } challenge)
            return await Refused(visit, one, MoveResult.Missing);
        if (one.IsOver)
        {
            var form = new FormView();
            form.Fail("", "This competition is over, so nothing is moved in or out.");
            return await Page(visit, one, form, null, StatusCodes.Status422UnprocessableEntity);
        }
        var result = await visit.Write(sql =>
        {
            var moved = isOut
                ? CompetitionChallenges.MoveOut(sql, challenge, one.Id, visit.Rules, visit.Now)
                : CompetitionChallenges.MoveIn(sql, challenge, one, visit.Now);
            if (moved == MoveResult.Moved)
            {
                Audit.Add(sql, visit.Actor, isOut ? "competition.challenge_out" : "competition.challenge_in", visit.Now, "challenge",
                    challenge, $"competition {one.Id}");
            }
            return moved;
        });
        return result == MoveResult.Moved
            ? visit.SeeOther($"{CompetitionDesk.PathOf(one.Id)}/challenges?said={(isOut ? "out" : "in")}")
            : await Refused(visit, one, result);
    }

    private static Task<IResult> Refused(Visit visit, Competition one, MoveResult result)
    {
        var form = new FormView();
        form.Fail("", result switch
        {
            MoveResult.Answered => "Somebody has answered this challenge, so it stays where it is. Copy it, and move the copy.",
            MoveResult.Released => "Pupils have seen this challenge, so it stays where it is. Copy it, and move the copy.",
            MoveResult.InAnother =>
                "It belongs to another competition, and a challenge belongs to one at most. Move it out there first.",
            _ => "There is no such challenge to move. Choose one of the list.",
        });
        return Page(visit, one, form, null, StatusCodes.Status422UnprocessableEntity);
    }
}
