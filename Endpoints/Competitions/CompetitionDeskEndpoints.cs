// The desk of competitions: the list, and the forms of a new and of a stored one.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The list.</summary>
public sealed record CompetitionListModel(IReadOnlyList<CompetitionLine> Rows, long Now, string? Notice);

/// <summary>Maps /admin/competitions, its form for a new one, and the form of each.</summary>
public static class CompetitionDeskEndpoints
{
    public static void Map(RouteGroup staff)
    {
        staff.Page("/admin/competitions", "competitions.list", List);
        staff.Page("/admin/competitions/new", "competitions.new_page", ShowNew);
        staff.Post("/admin/competitions/new", "competitions.new", SaveNew).WithMetadata(BodyLimit.OwnPage, FilledForm.Shown);
        staff.Page("/admin/competitions/{id}/edit", "competitions.edit_page", Show);
        staff.Post("/admin/competitions/{id}/edit", "competitions.edit", Save).WithMetadata(BodyLimit.OwnPage, FilledForm.Shown);
    }

    private static async Task<IResult> List(Visit visit)
    {
        var notice = visit.Query("said") == "deleted" ? "The draft was deleted." : null;
        var model = new CompetitionListModel(await visit.Read(CompetitionList.List), visit.Now, notice);
        return visit.Page(new Pages_AdminCompetitions { Frame = visit.Frame, Model = model });
    }

    private static Task<IResult> ShowNew(Visit visit) =>
        Task.FromResult(CompetitionDesk.New(visit).Page(CompetitionForm.Empty(visit.Rules, visit.Now)));

    private static async Task<IResult> SaveNew(Visit visit)
    {
        var (page, ready) = await CompetitionDesk.New(visit).Read();
        if (page is not null) return page;
        var key = FormKey.Of(visit.Form);
        var id = await visit.Write(sql =>
        {
            if (Competitions.FindByForm(sql, key) is { } before) return before;
            var added = Competitions.Add(sql, ready with { CreatedBy = visit.Member.MemberId }, key, visit.Now);
            Audit.Add(sql, visit.Actor, "competition.add", visit.Now, "competition", added);
            return added;
        });
        return visit.SeeOther($"{CompetitionDesk.PathOf(id)}/challenges?said=added");
    }

    private static async Task<IResult> Show(Visit visit)
    {
        if (await CompetitionDesk.Find(visit) is not { } desk) return visit.NotFound();
        var notice = visit.Query("said") switch
        {
            "saved" => "It is saved.",
            "redivided" => "It is saved. Pupils whose year group is in another division now were moved to it.",
            "draft" => "It is a draft again: nobody but its writers sees it or its challenges.",
            "archived" => "It is archived. What was earned in it stays.",
            "restored" => "It is out again.",
            "copied" => "This is the copy, a draft, a year later. Look at its times, then publish it.",
            "imported" => "It is brought in, as a draft. Look at its times and its challenges, then publish it.",
            "answered" => "Somebody has answered already, so it cannot be a draft again.",
            "begun" => "A pupil’s own minutes have begun already, so it cannot be a draft again.",
            "changed" => "Somebody else changed it at this moment, so nothing was done. Look at it, then try again.",
            _ => null,
        };
        return desk.Page(CompetitionForm.Fill(desk.Stored), notice);
    }

    private static async Task<IResult> Save(Visit visit)
    {
        if (await CompetitionDesk.Find(visit) is not { } desk) return visit.NotFound();
        var (page, ready) = await desk.Read();
        if (page is not null) return page;
        var (isSaved, moved) = await visit.Write(sql => Store(sql, visit, desk.Stored, ready));
        if (!isSaved) return await CompetitionDesk.Overtaken(visit);
        return visit.SeeOther($"{CompetitionDesk.PathOf(ready.Id)}/edit?said={(moved > 0 ? "redivided" : "saved")}");
    }

    /// <summary>Whether it was written, and how many pupils its new divisions moved.</summary>
    private static (bool IsSaved, int Moved) Store(Sql sql, Visit visit, Competition stored, Competition ready)
    {
        // Somebody may have answered or begun their minutes since the form was checked.
        var use = CompetitionChanges.FindUse(sql, stored, ready, visit.Now);
        if (CompetitionChanges.FindProblems(stored, ready, use, visit.Now).Count > 0) return (false, 0);
        if (!Competitions.Update(sql, ready, visit.Now)) return (false, 0);
        Audit.Add(sql, visit.Actor, "competition.edit", visit.Now, "competition", ready.Id);
        return (true, stored.Divisions == ready.Divisions ? 0 : CompetitionChanges.Redivide(sql, ready));
    }
}
