// One pupil of a competition: how the points came about, and adjusting them, disqualifying, and moving to another school or division.
using System.Globalization;
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The page.</summary>
public sealed record CompetitionPupilModel
{
    public required CompetitionHead Head { get; init; }
    public required CompetitionPupil Pupil { get; init; }
    public required IReadOnlyList<Award> Awards { get; init; }

    /// <summary>The form that was refused, or an empty one.</summary>
    public required FormView Form { get; init; }

    /// <summary>The schools that take part, to choose from; empty: this reader may not move pupils, or nobody may any more.</summary>
    public required IReadOnlyList<Choice> Schools { get; init; }

    public required IReadOnlyList<Choice> Divisions { get; init; }

    public string Path => $"/admin/competitions/{Head.One.Id}/pupils/{Pupil.MemberId}";
}

/// <summary>Maps /admin/competitions/{id}/pupils/{name} and below.</summary>
public static class CompetitionOnePupilEndpoints
{
    public static void Map(RouteGroup staff, RouteGroup owner)
    {
        staff.Page("/admin/competitions/{id}/pupils/{name}", "competitions.pupil", Show);
        staff.Post("/admin/competitions/{id}/pupils/{name}/adjust", "competitions.adjust", Adjust);
        staff.Post("/admin/competitions/{id}/pupils/{name}/disqualify", "competitions.disqualify", Disqualify);
        owner.Post("/admin/competitions/{id}/pupils/{name}/move", "competitions.move", Move);
    }

    private static async Task<(Competition One, CompetitionPupil Pupil)?> Find(Visit visit)
    {
        if (await CompetitionDesk.FindOne(visit) is not { } one || visit.Id("name") is not { } member) return null;
        return await visit.Read(sql => CompetitionPupils.Find(sql, one.Id, member)) is { } pupil ? (one, pupil) : null;
    }

    private static async Task<IResult> Show(Visit visit)
    {
        if (await Find(visit) is not var (one, pupil)) return visit.NotFound();
        var notice = visit.Query("said") switch
        {
            "adjusted" => "The points are changed, and the pupil finds the reason beside them.",
            "out" => "The pupil is disqualified: the points leave the tables, and the ledger keeps them.",
            "in" => "The pupil takes part again.",
            "moved" => "The pupil is moved, and the tables say how many were.",
            "points" => "The points have changed since you loaded the page, so nothing was given or taken. Look at them below, and send it "
                + "again if it is still right.",
            "state" => "Somebody else changed it at this moment, so nothing was done. This is how it is now.",
            _ => null,
        };
        return await Page(visit, one, pupil, new FormView(), notice, StatusCodes.Status200OK);
    }

    private static async Task<IResult> Page(
        Visit visit, Competition one, CompetitionPupil pupil, FormView form, string? notice, int status)
    {
        var (awards, schools) = await visit.Read(sql =>
            (Awards.ListIn(sql, pupil.MemberId, one.Id), CompetitionSchools.List(sql, one.Id)));
        var mayMove = one.ResultsAt is null && visit.Member.Role.Opens(Access.Owner);
        var choices = new List<Choice>();
        foreach (var school in schools)
            if (school.State == SchoolPart.Accepted) choices.Add(new Choice($"{school.SchoolId}", school.Name));
        if (form["school"].Length == 0) form["school"] = $"{pupil.SchoolId}";
        if (form["division"].Length == 0) form["division"] = pupil.Division;
        var model = new CompetitionPupilModel
        {
            Head = CompetitionHead.Of(visit, one, "/pupils", notice), Pupil = pupil, Awards = awards, Form = form,
            Schools = mayMove ? choices : [],
            Divisions = [.. one.DivisionList.Select(division => new Choice(division.Name, division.Name))],
        };
        return visit.Page(new Pages_AdminCompetitionPupil { Frame = visit.Frame, Model = model }, status);
    }

    private static async Task<IResult> Adjust(Visit visit)
    {
        if (await Find(visit) is not var (one, pupil)) return visit.NotFound();
        var form = new FormReader(visit.Form);
        var text = form.Line("points", "Points", 6);
        var isNumber = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var points)
            && points != 0 && Math.Abs((long)points) <= CompetitionPupils.MaxPoints;
        if (!isNumber)
            form.Fail("points", $"Points: a whole number such as 2 or -2, please, and at most {CompetitionPupils.MaxPoints} at once.");
        var reason = form.Line("reason", "Reason", CompetitionPupils.MaxReason);
        if (pupil.State != EnrolmentState.Enrolled) form.Fail("", "This pupil does not take part at the moment, so the points stay.");
        if (!form.IsGood) return await Page(visit, one, pupil, form.View, null, StatusCodes.Status422UnprocessableEntity);
        var isSeen = long.TryParse(visit.Form["seen"], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seen);
        var isDone = await visit.Write(sql =>
            CompetitionPupils.Adjust(sql, one, pupil.MemberId, points, reason, isSeen ? seen : null, visit.Actor, visit.Rules, visit.Now));
        return Said(visit, one, pupil, isDone ? "adjusted" : "points");
    }

    private static async Task<IResult> Disqualify(Visit visit)
    {
        if (await Find(visit) is not var (one, pupil)) return visit.NotFound();
        var isOut = visit.Form["out"].ToString() == "1";
        var form = new FormReader(visit.Form);
        var reason = form.Line("why", "Reason", CompetitionPupils.MaxReason);
        if (!form.IsGood) return await Page(visit, one, pupil, form.View, null, StatusCodes.Status422UnprocessableEntity);
        var isDone = await visit.Write(sql =>
        {
            if (!CompetitionPupils.SetDisqualified(sql, one.Id, pupil.MemberId, isOut, reason, visit.Now)) return false;
            Audit.Add(sql, visit.Actor, isOut ? "competition.disqualify" : "competition.reinstate", visit.Now, "member", pupil.MemberId,
                $"competition {one.Id}");
            return true;
        });
        return Said(visit, one, pupil, !isDone ? "state" : isOut ? "out" : "in");
    }

    private static async Task<IResult> Move(Visit visit)
    {
        if (await Find(visit) is not var (one, pupil)) return visit.NotFound();
        var form = new FormReader(visit.Form);
        var school = FormReader.IdIn(form.Line("school", "School", 20));
        var division = form.OneOf("division", "Division", one.DivisionList.Select(each => each.Name));
        var reason = form.Line("move_reason", "Reason", CompetitionPupils.MaxReason);
        if (one.ResultsAt is not null) form.Fail("", "The results are published, so nobody is moved any more.");
        var part = school is { } id ? await visit.Read(sql => CompetitionSchools.Find(sql, one.Id, id)) : null;
        if (part is not { State: SchoolPart.Accepted }) form.Fail("school", "School: please choose one that takes part.");
        if (division == pupil.Division && school == pupil.SchoolId)
            form.Fail("school", "School: the pupil is in this school and division already. Choose another of the two.");
        if (!form.IsGood) return await Page(visit, one, pupil, form.View, null, StatusCodes.Status422UnprocessableEntity);
        var isDone = await visit.Write(sql =>
        {
            if (Competitions.Find(sql, one.Id) is not { ResultsAt: null }
                || !CompetitionPupils.Move(sql, one.Id, pupil.MemberId, school, division!, reason, visit.Now)) return false;
            Audit.Add(sql, visit.Actor, "competition.move", visit.Now, "member", pupil.MemberId, $"competition {one.Id}");
            return true;
        });
        return Said(visit, one, pupil, isDone ? "moved" : "state");
    }

    private static IResult Said(Visit visit, Competition one, CompetitionPupil pupil, string said) =>
        visit.SeeOther($"{CompetitionDesk.PathOf(one.Id)}/pupils/{pupil.MemberId}?said={said}");
}
