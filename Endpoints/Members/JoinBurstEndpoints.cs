// Who joined very quickly with one code: shown to staff, who say that they belong here, or undo them together.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The page. <c>People</c> are in the order in which they joined; <c>Until</c> is when the last of them did.</summary>
public sealed record JoinBurstModel(string? Notice, JoinCode Code, IReadOnlyList<JoinedMember> People, long Until);

/// <summary>Maps /admin/codes/{id}/joined and below.</summary>
public static class JoinBurstEndpoints
{
    public static void Map(RouteGroup staff)
    {
        staff.Page("/admin/codes/{id}/joined", "codes.joined", Show);
        staff.Post("/admin/codes/{id}/joined/keep", "codes.joined_keep", Keep);
        staff.Post("/admin/codes/{id}/joined/undo", "codes.joined_undo", Undo);
    }

    private static async Task<IResult> Show(Visit visit)
    {
        if (visit.Id() is not { } id) return visit.NotFound();
        var (code, people) = await visit.Read(sql => (JoinCodes.Find(sql, id), JoinBursts.Members(sql, id, visit.Now)));
        if (code is null) return visit.NotFound();
        var many = Rules.Whole(visit.Query("n"), 0, JoinBursts.MaxListed) ?? 0;
        var notice = visit.Query("said") switch
        {
            "kept" => "They belong here. Nothing was changed.",
            "undone" when many == 0 => "Nobody was undone: their accounts have been used or changed in the meantime.",
            "undone" => $"{English.Count(many, "sign-up")} undone. What was known of them is removed, and the code can be used "
                + "as often again.",
            _ => null,
        };
        var until = people.Count == 0 ? 0 : people[^1].JoinedAt;
        return visit.Page(new Pages_JoinBurst { Frame = visit.Frame, Model = new JoinBurstModel(notice, code, people, until) });
    }

    private static async Task<IResult> Keep(Visit visit)
    {
        if (visit.Id() is not { } id) return visit.NotFound();
        // Only those whom the page showed: others may have joined since.
        var until = Math.Min(FormReader.IdIn(visit.Form["until"].ToString()) ?? 0, visit.Now);
        var isFound = await visit.Write(sql =>
        {
            if (JoinCodes.Find(sql, id) is null) return false;
            if (JoinBursts.Check(sql, id, until) > 0) Audit.Add(sql, visit.Actor, "code.check", visit.Now, "join code", id);
            return true;
        });
        return isFound ? visit.SeeOther($"/admin/codes/{id}/joined?said=kept") : visit.NotFound();
    }

    private static async Task<IResult> Undo(Visit visit)
    {
        if (visit.Id() is not { } id) return visit.NotFound();
        var ids = new FormReader(visit.Form).Ids("member", JoinBursts.MaxListed);
        if (await visit.SnapshotBeforeErasing(ids.Count) is { } refusal) return refusal;
        var undone = await visit.Write(sql =>
        {
            if (JoinCodes.Find(sql, id) is null) return (int?)null;
            var undone = JoinBursts.Undo(sql, id, ids, visit.Now);
            foreach (var member in undone) Audit.Add(sql, visit.Actor, "member.unjoin", visit.Now, "member", member);
            if (undone.Count > 0)
                Audit.Add(sql, visit.Actor, "code.undo", visit.Now, "join code", id, Audit.Count(undone.Count, "sign-up"));
            return undone.Count;
        });
        return undone is null ? visit.NotFound() : visit.SeeOther($"/admin/codes/{id}/joined?said=undone&n={undone}");
    }
}
