// Schools: the list with how many members each has, and the forms by which an owner adds and changes one.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The list. <c>Form</c> adds a school; null if this person may only look.</summary>
public sealed record SchoolsModel(FormView? Form, string? Notice, IReadOnlyList<School> Schools);

/// <summary>The form that changes a school.</summary>
/// <param name="OnBoards">How many of its pupils are on a board; of a guest school, how many would be.</param>
public sealed record SchoolModel(FormView Form, School School, long OnBoards);

/// <summary>The page that asks for confirmation before a school is deleted.</summary>
/// <param name="IsInCompetition">Whether it takes part in a competition, or did: then it cannot be deleted.</param>
public sealed record SchoolDeleteModel(School School, bool IsInCompetition);

/// <summary>Maps /admin/schools and below.</summary>
public static class SchoolEndpoints
{
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
        var (name, town, domain) = Read(form);
        if (!form.IsGood) return await List(visit, form.View, StatusCodes.Status422UnprocessableEntity);
        var added = await visit.Write(sql =>
        {
            if (Schools.Add(sql, name, domain, visit.Now, town) is not { } id)
            {
                FailTaken(form, sql, 0, domain);
                return false;
            }
            Audit.Add(sql, visit.Actor, "school.add", visit.Now, "school", id);
            SetGuest(visit, sql, id, form);
            return true;
        });
        if (!added) return await List(visit, form.View, StatusCodes.Status422UnprocessableEntity);
        return visit.SeeOther("/admin/schools?said=added");
    }

    private static async Task<IResult> ShowOne(Visit visit)
    {
        if (await Find(visit) is not { } school) return visit.NotFound();
        var form = new FormView
        {
            ["name"] = school.Name,
            ["town"] = school.Town,
            ["domain"] = school.EmailDomain ?? "",
            ["guest"] = school.IsGuest ? "1" : "",
        };
        return await One(visit, form, school, StatusCodes.Status200OK);
    }

    private static async Task<IResult> Edit(Visit visit)
    {
        if (await Find(visit) is not { } school) return visit.NotFound();
        var form = new FormReader(visit.Form);
        var (name, town, domain) = Read(form);
        if (!form.IsGood) return await One(visit, form.View, school, StatusCodes.Status422UnprocessableEntity);
        await visit.Write(sql =>
        {
            if (Schools.Update(sql, school.Id, name, domain, town))
            {
                Audit.Add(sql, visit.Actor, "school.edit", visit.Now, "school", school.Id);
                SetGuest(visit, sql, school.Id, form);
            }
            else FailTaken(form, sql, school.Id, domain);
        });
        return form.IsGood
            ? visit.SeeOther("/admin/schools?said=changed")
            : await One(visit, form.View, school, StatusCodes.Status422UnprocessableEntity);
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
        var isInCompetition = await visit.Read(sql => CompetitionSchoolList.IsInAny(sql, school.Id));
        return visit.Page(
            new Pages_SchoolDelete { Frame = visit.Frame, Model = new SchoolDeleteModel(school, isInCompetition) }, status);
    }

    private static async Task<IResult> One(Visit visit, FormView form, School school, int status)
    {
        var onBoards = await visit.Read(sql => Schools.CountOnBoards(sql, school.Id));
        return visit.Page(new Pages_School { Frame = visit.Frame, Model = new SchoolModel(form, school, onBoards) }, status);
    }

    private static async Task<School?> Find(Visit visit) => visit.Id() is { } id ? await visit.Read(sql => Schools.Find(sql, id)) : null;

    private static (string Name, string Town, string? Domain) Read(FormReader form)
    {
        var name = form.Line("name", "Name", Schools.MaxName);
        var town = form.Line("town", "Town", Schools.MaxTown, isOptional: true);
        form.View["guest"] = form.Ticked("guest") ? "1" : "";
        var typed = form.Line("domain", "E-mail domain", EmailDomains.MaxLength + 1, isOptional: true);
        if (typed.Length == 0) return (name, town, null);
        var (domain, problem) = EmailDomains.Parse(typed);
        if (problem is not null) form.Fail("domain", $"E-mail domain: {problem}");
        return (name, town, domain);
    }

    /// <summary>Makes the school a guest or one of the society's own, as the form says, and records a change with its effect.</summary>
    private static void SetGuest(Visit visit, Sql sql, long id, FormReader form)
    {
        var isGuest = form.Ticked("guest");
        if (!Schools.SetGuest(sql, id, isGuest, visit.Now)) return;
        var pupils = English.Count(Schools.CountOnBoards(sql, id), "pupil");
        Audit.Add(sql, visit.Actor, isGuest ? "school.guest" : "school.own", visit.Now, "school", id,
            isGuest ? $"{pupils} left the boards" : $"{pupils} came back to the boards");
    }

    /// <summary>Records which of name and domain belongs to another school.</summary>
    private static void FailTaken(FormReader form, Sql sql, long id, string? domain)
    {
        if (domain is not null && Schools.FindByDomain(sql, domain) is { } other && other.Id != id)
            form.Fail("domain", $"E-mail domain: it is that of {other.Name} already.");
        else form.Fail("name", "Name: there is a school of this name already. Write the town into the name, or change the other one.");
    }
}
