// Enrolling, withdrawing and moving many pupils of a competition: the ticks, the preview, and doing it; the record is at /admin/changes.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Maps /admin/competitions/{id}/enrol and /admin/competitions/{id}/change.</summary>
public static class EnrolmentChangeEndpoints
{
    public static void Map(RouteGroup staff)
    {
        staff.Page("/admin/competitions/{id}/enrol", "competitions.enrol_page", ShowOthers);
        staff.Post("/admin/competitions/{id}/change", "competitions.change", Change)
            .WithMetadata(BodyLimit.Ticks, ClockPolicy.SchoolYear);
    }

    private static async Task<IResult> ShowOthers(Visit visit)
    {
        if (await CompetitionDesk.FindOne(visit) is not { } one) return visit.NotFound();
        var form = new FormView { ["class"] = ClassNames.Fold(visit.Query("class")) };
        var school = FormReader.IdIn(visit.Query("school"));
        form["school"] = school is null ? "" : $"{school}";
        var (schools, members, obstacle) = await visit.Read(sql => (Schools.List(sql),
            EnrolmentChanges.ListOthers(sql, one.Id, school, form["class"], MemberLimits.MaxChanged + 1),
            EnrolmentChanges.FindObstacle(one) ?? SchoolEnrolments.FindObstacle(sql, one, null, visit.Now)));
        List<Choice> choices = [new("", "Every school of ours"), new("0", "No school")];
        foreach (var each in schools)
            if (!each.IsGuest) choices.Add(new Choice($"{each.Id}", each.Name));
        var words = new ChangeWords(schools, visit.Rules, visit.SchoolYear);
        var names = new EnrolmentWords(schools);
        List<NamedMember> pupils = [.. members.Take(MemberLimits.MaxChanged)
            .Select(member => new NamedMember(member.Id, member.Name, $"{words.About(member)}, {names.School(member.SchoolId)}"))];
        return visit.Page(new Pages_CompetitionEnrol
        {
            Frame = visit.Frame,
            Model = new CompetitionEnrolModel(CompetitionHead.Of(visit, one, "/enrol"), form, choices, pupils, obstacle,
                members.Count > pupils.Count),
        });
    }

    private static async Task<IResult> Change(Visit visit)
    {
        if (await CompetitionDesk.FindOne(visit) is not { } one) return visit.NotFound();
        var form = new FormReader(visit.Form);
        var ids = await FindChosen(visit, one, form);
        if (ids.Count == 0 && form.IsGood) form.Fail("", "Nobody is ticked. Go back to the list and tick whom you mean.");
        if (!form.IsGood) return await Choose(visit, one, form, [], StatusCodes.Status422UnprocessableEntity);
        var step = visit.Form["step"].ToString();
        if (step is not ("preview" or "apply"))
        {
            foreach (var field in EnrolmentOrderFields.All)
                if (visit.Form[field].ToString() is { Length: <= CompetitionPupils.MaxReason } text) form.View[field] = text;
            return await Choose(visit, one, form, ids, StatusCodes.Status200OK);
        }
        if (Read(visit, one, form) is not { } order)
            return await Choose(visit, one, form, ids, StatusCodes.Status422UnprocessableEntity);
        if (step == "preview") return await Preview(visit, one, form, order, ids);
        var change = await visit.WriteAlone(sql => Competitions.Find(sql, one.Id) is { } now
            ? EnrolmentChanges.Apply(sql, visit.Actor, now, order, ids, visit.Now) : null);
        if (change is { } id) return visit.SeeOther($"/admin/changes/{id}?said=made");
        form.Fail("", "Nothing was changed: it makes no difference to anybody here. Look at the preview again.");
        return await Choose(visit, one, form, ids, StatusCodes.Status422UnprocessableEntity);
    }

    /// <summary>The order that the form contains; null if it is no good, with the reason at its field.</summary>
    private static EnrolmentOrder? Read(Visit visit, Competition one, FormReader form)
    {
        var action = form.OneOf(EnrolmentOrderFields.Action, "What to do", [ChangeAction.Enrol, ChangeAction.Withdraw, ChangeAction.Move]);
        if (EnrolmentChanges.FindObstacle(one) is { } obstacle) form.Fail("", obstacle);
        if (action != ChangeAction.Move) return form.IsGood ? new EnrolmentOrder(action!, null, null, "") : null;
        if (!visit.Member.Role.Opens(Access.Owner)) form.Fail("", "Only an owner moves pupils to another school or division. Ask one.");
        var school = FormReader.IdIn(form.Line(EnrolmentOrderFields.School, "School", 20, isOptional: true));
        var wanted = form.Line(EnrolmentOrderFields.Division, "Division", 100, isOptional: true);
        var division = one.FindDivision(wanted);
        if (wanted.Length > 0 && division is null)
            form.Fail(EnrolmentOrderFields.Division, "Division: please choose one of this competition.");
        if (school is null && wanted.Length == 0)
            form.Fail(EnrolmentOrderFields.School, "School: choose where they move to, a school, a division or both.");
        var reason = form.Line(EnrolmentOrderFields.Reason, "Reason", CompetitionPupils.MaxReason);
        return form.IsGood ? new EnrolmentOrder(ChangeAction.Move, school, division, reason) : null;
    }

    private static async Task<IResult> Preview(Visit visit, Competition one, FormReader form, EnrolmentOrder order, List<long> ids)
    {
        var (plan, schools) = await visit.Read(sql => (EnrolmentChanges.Plan(sql, one, order, ids, visit.Now), Schools.List(sql)));
        var (words, members) = (new EnrolmentWords(schools), new ChangeWords(schools, visit.Rules, visit.SchoolYear));
        var (lines, leftOut) = (new List<PreviewLine>(), new List<LeftOut>());
        foreach (var each in plan)
        {
            if (each.After is null) leftOut.Add(new LeftOut(each.Member.Name, each.WhyNot));
            else
                lines.Add(new PreviewLine(each.Member.Name, members.About(each.Member), words.Of(EnrolmentValues.Of(each.Before)),
                    words.Of(each.After)));
        }
        if (lines.Count == 0)
        {
            form.Fail("", leftOut.Count == 0 ? "Nobody of these is here any more."
                : $"This changes nobody. {leftOut[0].Name}, for one: {leftOut[0].Why}");
            return await Choose(visit, one, form, ids, StatusCodes.Status422UnprocessableEntity);
        }
        return visit.Page(new Pages_EnrolmentPreview
        {
            Frame = visit.Frame,
            Model = new EnrolmentPreviewModel(CompetitionHead.Of(visit, one, "/change"), form.View,
                [.. plan.Select(each => each.Member.Id)], lines, leftOut),
        });
    }

    private static async Task<IResult> Choose(Visit visit, Competition one, FormReader form, List<long> ids, int status)
    {
        var (members, schools, all) = await visit.Read(sql =>
            (MemberList.ListByIds(sql, ids), CompetitionSchools.List(sql, one.Id), Schools.List(sql)));
        var words = new ChangeWords(all, visit.Rules, visit.SchoolYear);
        List<Choice> targets = [];
        if (visit.Member.Role.Opens(Access.Owner))
        {
            targets.Add(new Choice("", "Each keeps their own"));
            foreach (var school in schools)
                if (school.State == SchoolPart.Accepted) targets.Add(new Choice($"{school.SchoolId}", school.Name));
        }
        var model = new EnrolmentChangeModel(CompetitionHead.Of(visit, one, "/change"), form.View,
            [.. members.Select(member => new NamedMember(member.Id, member.Name, words.About(member)))], targets,
            ChallengeEditor.StagesOf(one.DivisionList, "Each keeps their own"));
        return visit.Page(new Pages_EnrolmentChange { Frame = visit.Frame, Model = model }, status);
    }

    /// <summary>The ticked members, or all whom the list's filter finds. Too many are a mistake in the form.</summary>
    private static async Task<List<long>> FindChosen(Visit visit, Competition one, FormReader form)
    {
        List<long> ids;
        if (form.Ticked("all"))
        {
            var (_, filter) = CompetitionPupilFilter.ReadForm(visit);
            var pupils = await visit.Read(sql =>
                CompetitionPupils.List(sql, one.Id, filter, 0, MemberLimits.MaxChanged + 1, countsAnswers: false));
            ids = pupils.ConvertAll(static pupil => pupil.MemberId);
        }
        else
        {
            ids = form.Ids("id", MemberLimits.MaxChanged + 1);
        }
        if (ids.Count <= MemberLimits.MaxChanged) return ids;
        form.Fail("", "These are more than 1,000 pupils. At most 1,000 are changed at once: narrow the list first, by school for example.");
        return [];
    }
}
