// Changing many members at once, in three steps of one form: choosing the members and the change, the preview, and applying it.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>A member in the list who is not changed, and why.</summary>
public sealed record LeftOut(string Name, string Why);

/// <summary>One line of a list of members.</summary>
public sealed record NamedMember(long Id, string Name, string About);

/// <summary>The first step: the chosen members, those who are left out, and the changes to choose from.</summary>
public sealed record ChangeModel(FormView Form, IReadOnlyList<NamedMember> Chosen, IReadOnlyList<LeftOut> LeftOut, ChangeChoices Choices);

/// <summary>One member in the preview, as they are and as they would be.</summary>
public sealed record PreviewLine(string Name, string About, string From, string To);

/// <summary>
/// The second step: what will happen to each member, with the form's own fields to be sent again. <c>Same</c> are the members for whom it
/// makes no difference.
/// </summary>
public sealed record PreviewModel(
    FormView Form,
    IReadOnlyList<long> Ids,
    IReadOnlyList<PreviewLine> Lines,
    IReadOnlyList<NamedMember> Same,
    IReadOnlyList<LeftOut> LeftOut,
    string? Warning);

/// <summary>The lines of a preview as <c>_Preview.cshtml</c> writes them.</summary>
public sealed record PreviewTable(string Caption, IReadOnlyList<PreviewLine> Lines);

/// <summary>Ids that a form contains in hidden fields of one name, as <c>_Ids.cshtml</c> writes them.</summary>
public sealed record HiddenIds(string Name, IReadOnlyList<long> Ids);

/// <summary>Maps /admin/members/change.</summary>
public static class ChangeEndpoints
{
    public static void Map(RouteGroup people) =>
        people.Post("/admin/members/change", "changes.change", Change).WithMetadata(BodyLimit.Ticks);

    private static async Task<IResult> Change(Visit visit)
    {
        var form = new FormReader(visit.Form);
        var (members, schools) = await visit.Read(sql => (FindChosen(sql, visit, form), Schools.List(sql)));
        if (members.Count == 0 && form.IsGood) form.Fail("", "Nobody is ticked. Go back to the list and tick whom you mean.");
        if (!form.IsGood) return Choose(visit, form, [], schools, StatusCodes.Status422UnprocessableEntity);
        var step = visit.Form["step"].ToString();
        if (step is not ("preview" or "apply"))
        {
            // Coming back from the preview, the form keeps what was chosen.
            foreach (var field in ChangeOrder.Fields)
                if (visit.Form[field].ToString() is { Length: <= 100 } text) form.View[field] = text;
            return Choose(visit, form, members, schools, StatusCodes.Status200OK);
        }
        if (ChangeOrder.Read(visit, form, schools) is not { } order)
            return Choose(visit, form, members, schools, StatusCodes.Status422UnprocessableEntity);
        return step == "preview" ? Preview(visit, form, order, members, schools) : await Apply(visit, form, order, members, schools);
    }

    private static async Task<IResult> Apply(Visit visit, FormReader form, ChangeOrder order, List<Member> members, List<School> schools)
    {
        var outcome = await visit.WriteAlone(sql =>
        {
            var actor = ActingMember.Find(sql, visit);
            return MemberChanges.Apply(sql, visit.Actor, order.Action, members.Select(member => member.Id),
                member => order.WhyNot(actor, member) is null ? order.After(member) : member, visit.Now);
        });
        if (outcome.ChangeId is { } id) return visit.SeeOther($"/admin/changes/{id}?said=made");
        form.Fail("", outcome.NeedsOwner
            ? ChangeWords.NeedsOwner
            : "Nothing was changed: everybody here is like that already, or is not yours to change.");
        return Choose(visit, form, members, schools, StatusCodes.Status422UnprocessableEntity);
    }

    private static IResult Preview(Visit visit, FormReader form, ChangeOrder order, List<Member> members, List<School> schools)
    {
        var words = new ChangeWords(schools, visit.Rules, visit.SchoolYear);
        var (lines, same, leftOut) = (new List<PreviewLine>(), new List<NamedMember>(), new List<LeftOut>());
        foreach (var member in members)
        {
            if (order.WhyNot(visit.Member, member) is { } why)
            {
                leftOut.Add(new LeftOut(member.Name, why));
                continue;
            }
            var change = new MemberChange(member, order.After(member));
            if (!change.IsChange) same.Add(new NamedMember(member.Id, member.Name, words.About(member)));
            else
            {
                var (from, to) = words.Difference(MemberValues.Of(change.Before), MemberValues.Of(change.After));
                lines.Add(new PreviewLine(member.Name, words.About(member), from, to));
            }
        }
        if (lines.Count == 0)
        {
            form.Fail("", order.Action == ChangeAction.Delete
                ? "This changes nobody. Whoever is waiting for approval is turned away where the others are let in; "
                    + "whoever is to be deleted already stays so."
                : "This changes nobody: they are all like that already, or not yours to change.");
            return Choose(visit, form, members, schools, StatusCodes.Status422UnprocessableEntity);
        }
        return visit.Page(new Pages_MemberChangePreview
        {
            Frame = visit.Frame,
            Model = new PreviewModel(form.View, [.. members.Select(member => member.Id)], lines, same, leftOut, order.Warning(visit)),
        });
    }

    private static IResult Choose(Visit visit, FormReader form, List<Member> members, List<School> schools, int status)
    {
        var words = new ChangeWords(schools, visit.Rules, visit.SchoolYear);
        // An order that needs no more than the permission to edit the member.
        var order = new ChangeOrder(ChangeAction.Class, Role.Member, "", null, null);
        var (chosen, leftOut) = (new List<NamedMember>(), new List<LeftOut>());
        foreach (var member in members)
        {
            if (order.WhyNot(visit.Member, member) is { } why) leftOut.Add(new LeftOut(member.Name, why));
            else chosen.Add(new NamedMember(member.Id, member.Name, words.About(member)));
        }
        if (chosen.Count == 0 && form.IsGood)
        {
            form.Fail("", "You may not change any of those who are ticked.");
            status = StatusCodes.Status422UnprocessableEntity;
        }
        var model = new ChangeModel(form.View, chosen, leftOut, ChangeOrder.ChoicesFor(visit, schools));
        return visit.Page(new Pages_MemberChange { Frame = visit.Frame, Model = model }, status);
    }

    /// <summary>
    /// The ticked members, or all that the list's filter finds, if this person may see them. Too many are a mistake in the form.
    /// </summary>
    private static List<Member> FindChosen(Sql sql, Visit visit, FormReader form)
    {
        var isAll = form.Ticked("all");
        var ids = isAll
            ? MemberList.Ids(sql, MemberFilters.Read(visit), visit.Rules, visit.SchoolYear, MemberLimits.MaxChanged + 1)
            : form.Ids("id", MemberLimits.MaxChanged + 1);
        if (ids.Count > MemberLimits.MaxChanged)
        {
            form.Fail("", isAll
                ? "The list has more than 1,000 members. At most 1,000 are changed at once: "
                    + "narrow the list first, by year group for example."
                : "More than 1,000 members are ticked. At most 1,000 are changed at once: go back, and tick fewer.");
            return [];
        }
        var members = new List<Member>();
        foreach (var member in MemberList.ListByIds(sql, ids))
            if (member.State != MemberState.Former && MemberPermissions.MaySee(visit.Member, member)) members.Add(member);
        return members;
    }
}
