// An owner agrees that the members are erased who are due and are more than the program erases by itself.
using MathsSoc.Data;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Maps /admin/erasures; the form stands on /admin.</summary>
public static class ErasureEndpoints
{
    /// <summary>The most that one click erases: the page answers in time, and offers the rest again.</summary>
    private const long MaxErased = 500;

    public static void Map(RouteGroup owner) =>
        owner.Post("/admin/erasures", "erasures.agree", Agree).WithMetadata(ClockPolicy.Credible);

    private static async Task<IResult> Agree(Visit visit)
    {
        var seen = FormReader.IdIn(visit.Form["members"].ToString()) ?? 0;
        if (await visit.Read(sql => WaitingErasures.Find(sql, visit.Rules)) is not { } waiting) return visit.SeeOther("/admin");
        // Never more than the owner was shown.
        var room = (int)Math.Min(Math.Min(seen, waiting.Members), MaxErased);
        if (room == 0) return visit.SeeOther("/admin#erasures");
        if (await visit.SnapshotBeforeErasing(room) is { } refusal) return refusal;
        await visit.Write(sql => Audit.Add(sql, visit.Actor, "retention.agree", visit.Now, detail: Audit.Count(room, "member")));
        foreach (var overdue in Retention.At(visit.Rules, waiting.Since))
        {
            for (var done = Retention.Batch; room > 0 && done == Retention.Batch; room -= done)
            {
                var most = Math.Min(Retention.Batch, room);
                done = await visit.Write(sql => Retention.Anonymise(sql, overdue, most, visit.Now));
            }
        }
        await visit.Write(sql =>
        {
            if (WaitingErasures.Find(sql, visit.Rules) is null) Retention.EndWaiting(sql);
        });
        return visit.SeeOther("/admin?said=erased");
    }
}
