// The approval queue: approving or refusing people who signed up, and deciding about the aliases that members request.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The queue. <c>AllTicked</c>: every box is ticked when the page is loaded.</summary>
public sealed record ApprovalsModel(
    string? Notice,
    IReadOnlyList<WaitingMember> Waiting,
    IReadOnlyList<WantedName> Names,
    int Most,
    int SchoolYear,
    int LastYear,
    bool AllTicked);

/// <summary>The page that asks for confirmation before these people are refused.</summary>
public sealed record RefuseModel(IReadOnlyList<WaitingMember> People, int SchoolYear, int LastYear);

/// <summary>Maps /admin/approvals and below.</summary>
public static class ApprovalEndpoints
{
    /// <summary>The most people on the page, and in one decision; those who wait longest come first.</summary>
    private const int Most = 200;

    public static void Map(RouteGroup staff)
    {
        staff.Page("/admin/approvals", "approvals", Show);
        staff.Post("/admin/approvals", "approvals.let_in", Approve);
        staff.Page("/admin/approvals/refuse", "approvals.refuse_page", AskToRefuse);
        staff.Post("/admin/approvals/refuse", "approvals.refuse", Refuse);
        staff.Post("/admin/approvals/names/{id}", "approvals.name", DecideName);
    }

    private static async Task<IResult> Show(Visit visit)
    {
        var (waiting, names) = await visit.Read(sql => (Approvals.Waiting(sql, Most), Approvals.WantedNames(sql, Most)));
        var many = Rules.Whole(visit.Query("n"), 1, Most) ?? 0;
        var notice = visit.Query("said") switch
        {
            "in" => many == 1 ? "1 person was let in." : $"{many} people were let in.",
            "refused" => many == 1
                ? "1 person was refused, and what was known of them removed."
                : $"{many} people were refused, and what was known of them removed.",
            "none" => "Nobody was ticked, or somebody else has decided in the meantime. Nothing was changed.",
            "shown" => "The new name is shown from now on.",
            "numbered" => "The new name is shown from now on, with a number, because another member has it already.",
            "kept" => "The name was refused. The member keeps the old one.",
            "changed" => "That wish was changed or decided on in the meantime. Nothing was done; what is wanted now stands below.",
            _ => null,
        };
        var model = new ApprovalsModel(notice, waiting, names, Most, visit.SchoolYear, visit.Rules.LastYear, visit.Query("tick") == "all");
        return visit.Page(new Pages_Approvals { Frame = visit.Frame, Model = model });
    }

    private static async Task<IResult> Approve(Visit visit)
    {
        var ids = new FormReader(visit.Form).Ids("member", Most);
        var many = await visit.Write(sql =>
        {
            var done = 0;
            foreach (var id in ids)
            {
                if (!Approvals.Approve(sql, id, visit.Now)) continue;
                Audit.Add(sql, visit.Actor, "member.approve", visit.Now, "member", id);
                done++;
            }
            return done;
        });
        return Back(visit, "in", many);
    }

    private static async Task<IResult> AskToRefuse(Visit visit)
    {
        var ids = FormReader.IdsIn(visit.Context.Request.Query["member"], Most);
        var people = new List<WaitingMember>();
        foreach (var person in await visit.Read(sql => Approvals.Waiting(sql, Most)))
            if (ids.Contains(person.Id)) people.Add(person);
        if (people.Count == 0) return Back(visit, "refused", 0);
        var model = new RefuseModel(people, visit.SchoolYear, visit.Rules.LastYear);
        return visit.Page(new Pages_Refuse { Frame = visit.Frame, Model = model });
    }

    private static async Task<IResult> Refuse(Visit visit)
    {
        var ids = new FormReader(visit.Form).Ids("member", Most);
        if (await visit.SnapshotBeforeErasing(ids.Count) is { } refusal) return refusal;
        var many = await visit.Write(sql =>
        {
            var done = 0;
            foreach (var id in ids)
            {
                if (!Approvals.Reject(sql, id, visit.Now)) continue;
                Audit.Add(sql, visit.Actor, "member.refuse", visit.Now, "member", id);
                done++;
            }
            return done;
        });
        return Back(visit, "refused", many);
    }

    private static async Task<IResult> DecideName(Visit visit)
    {
        if (visit.Id() is not { } id || await visit.Read(sql => Members.Find(sql, id)) is null) return visit.NotFound();
        var seen = visit.Form["seen"].ToString();
        var said = visit.Form["do"].ToString() switch
        {
            "show" => await visit.Write(sql =>
            {
                if (Approvals.ShowAlias(sql, id, seen) is not { } shown) return "changed";
                Audit.Add(sql, visit.Actor, "member.name", visit.Now, "member", id, "approved");
                return shown == seen ? "shown" : "numbered";
            }),
            "keep" => await visit.Write(sql =>
            {
                if (!Approvals.DropAlias(sql, id, seen)) return "changed";
                Audit.Add(sql, visit.Actor, "member.name", visit.Now, "member", id, "refused");
                return "kept";
            }),
            _ => "changed",
        };
        return visit.SeeOther($"/admin/approvals?said={said}");
    }

    private static IResult Back(Visit visit, string said, int many) =>
        visit.SeeOther(many == 0 ? "/admin/approvals?said=none" : $"/admin/approvals?said={said}&n={many}");
}
