// Schools: the list with how many members each has, and the forms by which an owner adds and changes one.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The list. <c>Form</c> adds a school; null if this person may only look.</summary>
public sealed record SchoolsModel(FormView? Form, string? Notice, IReadOnlyList<School> Schools);

/// <summary>The form that changes a school, and the page that asks for confirmation before it is deleted.</summary>
public sealed record SchoolModel(FormView Form, School School)
{
    /// <summary>Whether somebody was ever enrolled for it in a competition, whose tables keep its name.</summary>
    public bool HasEnrolments { get; init; }
}

/// <summary>Maps /admin/schools and below.</summary>
public static class SchoolEndpoints
{
    private const int MaxName = 100;

    public static void Map(RouteGroup staff, RouteGroup owner)
    {
        staff.Page("/admin/schools", "schools", visit => List(visit, new FormView(), StatusCodes.Status200OK));
        owner.Post("/admin/schools", "schools.add", Add).WithMetadata(FilledForm.Shown);
        owner.Page("/admin/schools/{id}", "schools.edit_page", ShowOne);
        owner.Post("/admin/schools/{id}", "schools.edit", Edit).WithMetadata(FilledForm.Shown);
        owner.Page("/admin/schools/{id}/delete", "schools.delete_page", AskToDelete);
        owner.Post("/admin/schools/{id}/delete", "schools.delete", Delete);
    }

    private static async Task<IResult> List(Visit visit, FormView form, int status)
    {
        var notice = visit.Query("said") switch
        {
            "added" => "The school was added.",
            "changed" => "The school was changed.",
            "deleted" => "The school was deleted.",
            _ => null,
        };
        var mayWrite = visit.Member.Role.Opens(Access.Owner);
        var model = new SchoolsModel(mayWrite ? form : null, notice, await visit.Read(Schools.List));
        return visit.Page(new Pages_Schools { Frame = visit.Frame, Model = model }, status);
    }

    private static async Task<IResult> Add(Visit visit)
    {
        var form = new FormReader(visit.Form);
        var (name, domain) = Read(form);
        if (!form.IsGood) return await List(visit, form.View, StatusCodes.Status422UnprocessableEntity);
        var added = await visit.Write(sql =>
        {
            var id = Schools.Add(sql, name, domain, visit.Now);
            if (id is null) FailTaken(form, sql, 0, domain);
            else Audit.Add(sql, visit.Actor, "school.add", visit.Now, "school", id);
            return id;
        });
        if (added is null) return await List(visit, form.View, StatusCodes.Status422UnprocessableEntity);
        return visit.SeeOther("/admin/schools?said=added");
    }

    private static async Task<IResult> ShowOne(Visit visit) => await Find(visit) is { } school
        ? One(visit, new FormView { ["name"] = school.Name, ["domain"] = school.EmailDomain ?? "" }, school, StatusCodes.Status200OK)
        : visit.NotFound();

    private static async Task<IResult> Edit(Visit visit)
    {
        if (await Find(visit) is not { } school) return visit.NotFound();
        var form = new FormReader(visit.Form);
        var (name, domain) = Read(form);
        if (!form.IsGood) return One(visit, form.View, school, StatusCodes.Status422UnprocessableEntity);
        await visit.Write(sql =>
        {
            if (Schools.Update(sql, school.Id, name, domain)) Audit.Add(sql, visit.Actor, "school.edit", visit.Now, "school", school.Id);
            else FailTaken(form, sql, school.Id, domain);
        });
        return form.IsGood
            ? visit.SeeOther("/admin/schools?said=changed")
            : One(visit, form.View, school, StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<IResult> AskToDelete(Visit visit) =>
        await Find(visit) is { } school ? await DeletePage(visit, school, StatusCodes.Status200OK) : visit.NotFound();

    private static async Task<IResult> Delete(Visit visit)
    {
        if (await Find(visit) is not { } school) return visit.NotFound();
        var isDone = await visit.Write(sql =>
        {
            if (!Schools.Remove(sql, school.Id, visit.Now)) return false;
            // The name is kept in the audit, because the number of a deleted school means nothing; it is no one's personal data.
            Audit.Add(sql, visit.Actor, "school.delete", visit.Now, "school", school.Id, school.Name);
            return true;
        });
        if (isDone) return visit.SeeOther("/admin/schools?said=deleted");
        return await Find(visit) is { } now ? await DeletePage(visit, now, StatusCodes.Status422UnprocessableEntity) : visit.NotFound();
    }

    private static async Task<IResult> DeletePage(Visit visit, School school, int status)
    {
        var hasEnrolments = await visit.Read(sql => CompetitionSchools.HasEnrolments(sql, school.Id));
        var model = new SchoolModel(new FormView(), school) { HasEnrolments = hasEnrolments };
        return visit.Page(new Pages_SchoolDelete { Frame = visit.Frame, Model = model }, status);
    }

    private static IResult One(Visit visit, FormView form, School school, int status) =>
        visit.Page(new Pages_School { Frame = visit.Frame, Model = new SchoolModel(form, school) }, status);

    private static async Task<School?> Find(Visit visit) => visit.Id() is { } id ? await visit.Read(sql => Schools.Find(sql, id)) : null;

    private static (string Name, string? Domain) Read(FormReader form)
    {
        var name = form.Line("name", "Name", MaxName);
        var typed = form.Line("domain", "E-mail domain", EmailDomains.MaxLength + 1, isOptional: true);
        if (typed.Length == 0) return (name, null);
        var (domain, problem) = EmailDomains.Parse(typed);
        if (problem is not null) form.Fail("domain", $"E-mail domain: {problem}");
        return (name, domain);
    }

    /// <summary>Records which of name and domain belongs to another school.</summary>
    private static void FailTaken(FormReader form, Sql sql, long id, string? domain)
    {
        if (domain is not null && Schools.FindByDomain(sql, domain) is { } other && other.Id != id)
            form.Fail("domain", $"E-mail domain: it is that of {other.Name} already.");
        else form.Fail("name", "Name: there is a school of this name already. Add its town, or change the other one.");
    }
}
