// The schools of a competition: inviting them, accepting for our own, taking one out, and the slot of each.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The page.</summary>
public sealed record CompetitionSchoolsModel
{
    public required CompetitionHead Head { get; init; }

    /// <summary>What is wrong with what was sent.</summary>
    public required FormView Form { get; init; }

    public required IReadOnlyList<CompetitionSchoolLine> Schools { get; init; }
    public required IReadOnlyList<InvitableSchool> Invitable { get; init; }

    public string Path => $"/admin/competitions/{Head.One.Id}/schools";
    public bool HasSlots => Head.One.TimeKind == TimeKind.School;

    /// <summary>Guest schools without anybody who could accept, by name.</summary>
    public IReadOnlyList<string> WithoutCoordinator =>
        [.. Schools.Where(school => school is { IsGuest: true, Coordinators: 0, State: SchoolPart.Invited or SchoolPart.Accepted })
            .Select(school => school.Name)];

    /// <summary>The end of a slot as its field shows it: as it was typed if it was refused.</summary>
    public string Slot(CompetitionSchoolLine school, string end)
    {
        var name = $"{end}-{school.SchoolId}";
        return Form[name].Length > 0 ? Form[name] : FormReader.InstantText(end == "from" ? school.SlotFrom : school.SlotUntil);
    }
}

/// <summary>Maps /admin/competitions/{id}/schools and the school below it.</summary>
public static class CompetitionSchoolEndpoints
{
    private const int MaxInvited = 1000;

    public static void Map(RouteGroup staff)
    {
        staff.Page("/admin/competitions/{id}/schools", "competitions.schools", Show);
        staff.Post("/admin/competitions/{id}/schools", "competitions.schools_invite", Invite);
        staff.Post("/admin/competitions/{id}/schools/{name}", "competitions.school", Change);
    }

    private static async Task<IResult> Show(Visit visit)
    {
        if (await CompetitionDesk.FindOne(visit) is not { } one) return visit.NotFound();
        var notice = visit.Query("said") switch
        {
            "invited" => "The schools are invited. Their coordinators find it on their pages.",
            "none" => "No school was ticked, so none was invited.",
            "accepted" => "The school takes part. Its pupils can be enrolled.",
            "withdrawn" => "The school is out. Its pupils keep their points, and the tables leave them out.",
            "slot" => "The slot is saved.",
            "state" => "Somebody else changed it at this moment, so nothing was done. This is how it is now.",
            _ => null,
        };
        return await Page(visit, one, new FormView(), notice, StatusCodes.Status200OK);
    }

    private static async Task<IResult> Page(Visit visit, Competition one, FormView form, string? notice, int status)
    {
        var (schools, invitable) = await visit.Read(sql =>
            (CompetitionSchoolList.List(sql, one.Id), CompetitionSchoolList.ListInvitable(sql, one.Id)));
        var model = new CompetitionSchoolsModel
        {
            Head = CompetitionHead.Of(visit, one, "/schools", notice), Form = form, Schools = schools, Invitable = invitable,
        };
        return visit.Page(new Pages_AdminCompetitionSchools { Frame = visit.Frame, Model = model }, status);
    }

    private static async Task<IResult> Invite(Visit visit)
    {
        if (await CompetitionDesk.FindOne(visit) is not { } one) return visit.NotFound();
        if (one.IsOver) return await Refused(visit, one, "This competition is over, so no school is invited to it any more.");
        var ids = FormReader.IdsIn(visit.Form["school"], MaxInvited);
        var invited = await visit.Write(sql =>
        {
            var count = 0;
            foreach (var school in ids)
            {
                if (Schools.Find(sql, school) is null || !CompetitionSchools.Invite(sql, one.Id, school, visit.Now)) continue;
                Audit.Add(sql, visit.Actor, "competition.invite", visit.Now, "school", school, $"competition {one.Id}");
                count++;
            }
            return count;
        });
        return Said(visit, one, invited > 0 ? "invited" : "none");
    }

    private static async Task<IResult> Change(Visit visit)
    {
        if (await CompetitionDesk.FindOne(visit) is not { } one || visit.Id("name") is not { } id) return visit.NotFound();
        if (await visit.Read(sql => CompetitionSchoolList.Find(sql, one.Id, id)) is not { } school) return visit.NotFound();
        if (one.IsOver) return await Refused(visit, one, "This competition is over, so its schools stay as they are.");
        return visit.Form["do"].ToString() switch
        {
            "accept" => await Accept(visit, one, school),
            "withdraw" => await Withdraw(visit, one, school),
            "slot" => await SetSlot(visit, one, school),
            _ => Said(visit, one, "state"),
        };
    }

    private static async Task<IResult> Accept(Visit visit, Competition one, CompetitionSchoolLine school)
    {
        if (school.IsGuest)
            return await Refused(visit, one, $"{school.Name} is a guest: its own coordinator accepts the terms for it.");
        var form = new FormReader(visit.Form);
        var declared = form.Number("declared", $"Pupils expected of {school.Name}", 0, CompetitionSchools.MaxDeclared, isOptional: true);
        if (!form.IsGood) return await Page(visit, one, form.View, null, StatusCodes.Status422UnprocessableEntity);
        var isDone = await visit.Write(sql =>
        {
            if (!CompetitionSchools.Accept(sql, one, school.SchoolId, visit.Member.MemberId, declared, visit.Now)) return false;
            Audit.Add(sql, visit.Actor, "competition.accept", visit.Now, "school", school.SchoolId, $"competition {one.Id}");
            return true;
        });
        return Said(visit, one, isDone ? "accepted" : "state");
    }

    private static async Task<IResult> Withdraw(Visit visit, Competition one, CompetitionSchoolLine school)
    {
        var isDone = await visit.Write(sql =>
        {
            if (!CompetitionSchools.Leave(sql, one.Id, school.SchoolId, visit.Now)) return false;
            Audit.Add(sql, visit.Actor, "competition.withdraw", visit.Now, "school", school.SchoolId, $"competition {one.Id}");
            return true;
        });
        return Said(visit, one, isDone ? "withdrawn" : "state");
    }

    private static async Task<IResult> SetSlot(Visit visit, Competition one, CompetitionSchoolLine school)
    {
        if (one.TimeKind != TimeKind.School)
        {
            return await Refused(visit, one,
                "This competition has no slots: choose “A slot for each school” in its text and times first.");
        }
        var form = new FormReader(visit.Form);
        var (fromField, untilField) = ($"from-{school.SchoolId}", $"until-{school.SchoolId}");
        var from = form.Instant(fromField, $"Slot of {school.Name} from", isOptional: true, school.SlotFrom);
        var until = form.Instant(untilField, $"Slot of {school.Name} until", isOptional: true, school.SlotUntil);
        if (form.IsGood && CompetitionSchoolList.FindSlotProblem(one, school, from, until, visit.Now) is { } problem)
            form.Fail(fromField, $"Slot of {school.Name}: {problem}");
        if (!form.IsGood) return await Page(visit, one, form.View, null, StatusCodes.Status422UnprocessableEntity);
        var isDone = await visit.Write(sql =>
        {
            // Somebody may have moved the competition, or a pupil may have answered, since it was checked.
            if (Competitions.Find(sql, one.Id) is not { } now || CompetitionSchoolList.Find(sql, one.Id, school.SchoolId) is not { } line
                || CompetitionSchoolList.FindSlotProblem(now, line, from, until, visit.Now) is not null) return false;
            CompetitionSchoolList.SetSlot(sql, one.Id, school.SchoolId, from, until);
            Audit.Add(sql, visit.Actor, "competition.slot", visit.Now, "school", school.SchoolId, $"competition {one.Id}");
            return true;
        });
        return Said(visit, one, isDone ? "slot" : "state");
    }

    private static IResult Said(Visit visit, Competition one, string said) =>
        visit.SeeOther($"{CompetitionDesk.PathOf(one.Id)}/schools?said={said}");

    private static Task<IResult> Refused(Visit visit, Competition one, string sentence)
    {
        var form = new FormView();
        form.Fail("", sentence);
        return Page(visit, one, form, null, StatusCodes.Status422UnprocessableEntity);
    }
}
