// A school's part in a competition, for its coordinator: the invitation with its terms, the numbers, and how the pupils get on.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Maps /admin/own-competitions and /admin/competitions/{id}/own-school.</summary>
public sealed class OwnSchoolEndpoints(ChallengeCache challengeCache)
{
    private static readonly Dictionary<string, string> Notices = new(StringComparer.Ordinal)
    {
        ["accepted"] = "The school takes part. Enrol its pupils now: tick those who are here, bring in a list, or make a join code.",
        ["declared"] = "The number was noted.",
        ["left"] = "The school does not take part. If that changes, ask the society for another invitation.",
        ["withdrawn"] = "They do not take part any more. They can be enrolled again for as long as enrolment is open.",
        ["stay"] = "Pupils who have answered already stay: only those who run the competition can take them out. The others you ticked do "
            + "not take part any more.",
        ["nobody"] = "Nobody was ticked, so nothing was done. Tick the boxes before the names first.",
    };

    public void Map(RouteGroup people)
    {
        people.Page("/admin/own-competitions", "own_school.list", List);
        people.Page("/admin/competitions/{id}/own-school", "own_school", Show);
        people.Post("/admin/competitions/{id}/own-school/accept", "own_school.accept", Accept);
        people.Post("/admin/competitions/{id}/own-school/declare", "own_school.declare", Declare);
        people.Post("/admin/competitions/{id}/own-school/leave", "own_school.leave", Leave);
    }

    private static async Task<IResult> List(Visit visit)
    {
        var (school, competitions, ends) = await visit.Read(sql =>
            visit.Member.SchoolId is { } id && Schools.Find(sql, id) is { } own
                ? (own, SchoolEnrolments.Competitions(sql, id), GuestEnds.Find(sql, visit.Rules, id, visit.Now))
                : ((School?)null, [], new GuestEnds([])));
        var model = new OwnCompetitionsModel(school, competitions, ends);
        return visit.Page(new Pages_OwnCompetitions { Frame = visit.Frame, Model = model });
    }

    private async Task<IResult> Show(Visit visit) => await OwnSchool.Find(visit) is { } own
        ? await Page(visit, own, new FormView { ["declared"] = $"{own.Part.Declared}" }, StatusCodes.Status200OK)
        : visit.NotFound();

    private async Task<IResult> Accept(Visit visit)
    {
        if (await OwnSchool.Find(visit) is not { } own) return visit.NotFound();
        var form = new FormReader(visit.Form);
        var declared = form.Number("declared", "How many pupils", 0, CompetitionSchools.MaxDeclared, isOptional: true);
        if (!form.Ticked("agree")) form.Fail("agree", "Tick that you have read this and accept it for the school.");
        if (FormReader.IdIn(visit.Form["terms"]) != own.Competition.TermsVersion)
            form.Fail("agree", "The text was changed since you loaded the page. Read it again, then accept it.");
        if (visit.Now >= own.Competition.ClosesAt) form.Fail("", "This competition is over, so the school cannot enter it any more.");
        if (!form.IsGood) return await Page(visit, own, form.View, StatusCodes.Status422UnprocessableEntity);
        var isDone = await visit.Write(sql =>
        {
            if (own.FindAgain(sql, visit) is not { } now || now.Competition.TermsVersion != own.Competition.TermsVersion) return false;
            if (!CompetitionSchools.Accept(sql, now.Competition, now.Part.SchoolId, visit.Member.MemberId, declared, visit.Now))
                return now.Part.State == SchoolPart.Accepted;
            Audit.Add(sql, visit.Actor, "competition.accept", visit.Now, "competition", now.Competition.Id,
                $"school {now.Part.SchoolId}, terms {now.Competition.TermsVersion}");
            return true;
        });
        return isDone ? visit.SeeOther(own.PathOf("", "said=accepted")) : visit.SeeOther(own.PathOf());
    }

    private async Task<IResult> Declare(Visit visit)
    {
        if (await OwnSchool.Find(visit) is not { } own) return visit.NotFound();
        var form = new FormReader(visit.Form);
        var declared = form.Number("declared", "How many pupils", 0, CompetitionSchools.MaxDeclared);
        if (!form.IsGood) return await Page(visit, own, form.View, StatusCodes.Status422UnprocessableEntity);
        var isDone = await visit.Write(sql =>
        {
            if (own.FindAgain(sql, visit) is not { } now) return false;
            if (!CompetitionSchools.Declare(sql, now.Competition.Id, now.Part.SchoolId, declared!.Value)) return false;
            Audit.Add(sql, visit.Actor, "competition.declare", visit.Now, "competition", now.Competition.Id,
                $"school {now.Part.SchoolId}, {Audit.Count(declared.Value, "pupil")}");
            return true;
        });
        return visit.SeeOther(isDone ? own.PathOf("", "said=declared") : own.PathOf());
    }

    private async Task<IResult> Leave(Visit visit)
    {
        if (await OwnSchool.Find(visit) is not { } own) return visit.NotFound();
        var form = new FormReader(visit.Form);
        if (!form.Ticked("sure")) form.Fail("sure", "Tick that you are sure.");
        if (own.Competition.ResultsAt is not null) form.Fail("", "The results are published, so they stay as they are.");
        if (!form.IsGood) return await Page(visit, own, form.View, StatusCodes.Status422UnprocessableEntity);
        var isDone = await visit.Write(sql =>
        {
            if (own.FindAgain(sql, visit) is not { Competition.ResultsAt: null } now
                || !CompetitionSchools.Leave(sql, now.Competition.Id, now.Part.SchoolId, visit.Now)) return false;
            Audit.Add(sql, visit.Actor, "competition.leave", visit.Now, "competition", now.Competition.Id, $"school {now.Part.SchoolId}");
            return true;
        });
        return visit.SeeOther(isDone ? own.PathOf("", "said=left") : own.PathOf());
    }

    private async Task<IResult> Page(Visit visit, OwnSchool own, FormView form, int status)
    {
        var (pupils, codes, obstacle, challenges, extraMinutes, ends) = await visit.Read(sql => (
            SchoolEnrolments.List(sql, own.Competition.Id, own.Part.SchoolId),
            JoinCodes.ListOf(sql, own.Competition.Id, own.Part.SchoolId),
            SchoolEnrolments.FindObstacle(sql, own.Competition, own.Part.SchoolId, visit.Now),
            own.Part.State == SchoolPart.Accepted ? SchoolEnrolments.ListChallenges(sql, own.Competition.Id) : [],
            SchoolMistakes.FindExtraMinutes(sql, own.Competition.Id),
            GuestEnds.Find(sql, visit.Rules, own.Part.SchoolId, visit.Now)));
        List<OwnPupilLine> lines = [.. pupils.Select(one => new OwnPupilLine(
            one,
            MemberWords.Year(one.StartYear, visit.SchoolYear, visit.Rules),
            one.ShowsPoints(own.Competition, visit.Now, visit.Rules.Scoring.GraceSeconds) ? one.Points : null))];
        var frame = visit.Frame;
        var texts = challengeCache.Competitions.TextsOf(own.Competition, frame.Root);
        var model = new OwnSchoolModel
        {
            Own = own,
            Form = form,
            About = texts.Body.Html,
            Fairness = texts.Fairness.Html,
            HasMaths = texts.Body.HasMaths || texts.Fairness.HasMaths,
            Pupils = lines,
            Codes = codes,
            Ends = ends,
            Papers = Choose(challenges, challenge => PaperEntry.FindRefusal(visit, challenge) is null),
            Posters = Choose(challenges, challenge => PosterModel.MayPrint(visit, challenge)),
            Mistakes = Choose(challenges, challenge => SchoolMistakes.MayShow(own.Competition, challenge, extraMinutes, visit.Now)),
            Places = own.Part.State == SchoolPart.Accepted ? ListPlaces(own, visit.Now) : [],
            Obstacle = obstacle,
            PointsNote = lines.TrueForAll(line => line.Points is not null) ? null
                : own.Competition.FrozenAt is not null ? "The tables and the points are frozen until the results are published."
                : "Points are shown once the competition has closed for everybody.",
            Notice = Notices.GetValueOrDefault(visit.Query("said")) ?? OwnPupilWords.Notice(visit),
            Now = visit.Now,
        };
        return visit.Page(new Pages_OwnSchool { Frame = frame, Model = model }, status);
    }

    private static List<Choice> Choose(List<Challenge> challenges, Func<Challenge, bool> isChosen) =>
        [.. challenges.Where(isChosen).Select(challenge => new Choice($"{challenge.Id}", challenge.Title))];

    private static List<BoardLink> ListPlaces(OwnSchool own, long now)
    {
        var (path, school) = ($"/competitions/{own.Competition.Id}", own.Part.SchoolId);
        var links = new List<BoardLink> { new(path, "As pupils see it", false) };
        if (now >= own.Competition.OpensAt)
        {
            links.Add(new BoardLink($"{path}/pupils", "Table of pupils", false));
            links.Add(new BoardLink($"{path}/schools", "Table of schools", false));
            links.Add(new BoardLink($"{path}/schools/{school}", "How the school’s score is made", false));
        }
        if (own.Competition.ResultsAt is not null)
            links.Add(new BoardLink(
                $"/admin/competitions/{own.Competition.Id}/certificates{(own.IsNamed ? $"?school={school}" : "")}", "Certificates", false));
        return links;
    }
}
