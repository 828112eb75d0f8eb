// Login slips: a code each for the members that were ticked, on a sheet to print and cut, shown this once.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>One slip.</summary>
public sealed record Slip(string Name, string Login, string Code);

/// <summary>A sheet of slips.</summary>
/// <param name="Address">What to type into a browser.</param>
/// <param name="LeftOut">Who got none, and why, a sentence each.</param>
public sealed record SlipsModel(string Address, IReadOnlyList<Slip> Slips, IReadOnlyList<string> LeftOut, long ExpiresAt);

/// <summary>Maps the making of slips.</summary>
public static class AdminSlipEndpoints
{
    public static void Map(RouteGroup people) =>
        people.Post("/admin/members/slips", "members.slips", Make).WithMetadata(BodyLimit.Ticks);

    private static async Task<IResult> Make(Visit visit)
    {
        var filter = MemberFilters.Read(visit);
        var form = new FormReader(visit.Form);
        const int TooMany = MemberLimits.MaxSlips + 1;
        var ids = form.Ticked("all")
            ? await visit.Read(sql => MemberList.Ids(sql, filter, visit.Rules, visit.SchoolYear, TooMany))
            : form.Ids("id", TooMany);
        if (ids.Count == 0) return visit.SeeOther(MemberFilters.Path(filter, ("said", "nobody")));
        if (ids.Count > MemberLimits.MaxSlips) return visit.SeeOther(MemberFilters.Path(filter, ("said", "many")));
        // An id that is nobody's and one that is not this person's to see get the same answer, and nobody gets a slip.
        var seen = await visit.Read(sql => MemberList.ListByIds(sql, ids));
        if (seen.Count < ids.Count || !seen.TrueForAll(member => MemberPermissions.MaySee(visit.Member, member))) return visit.NotFound();

        var (slips, leftOut) = (new List<Slip>(), new List<string>());
        await visit.Write(sql =>
        {
            foreach (var member in MemberList.ListByIds(sql, ids))
            {
                if (MemberPermissions.MayMakeLink(visit.Member, member))
                    slips.Add(new Slip(member.Name, member.Login, OneTimeCodes.Write(OneTimeLinks.Make(sql, visit.Actor, member.Id, isSlip: true, visit.Now))));
                else if (MemberPermissions.MaySee(visit.Member, member)) leftOut.Add($"{member.Name}: {Reason(visit.Member, member)}");
            }
        });
        var model = new SlipsModel(visit.AddressToType("/reset"), slips, leftOut, visit.Now + OneTimeLinks.SlipDays * 86_400L);
        return visit.Page(new Pages_AdminSlips { Frame = visit.Frame, Model = model });
    }

    private static string Reason(SignedIn actor, Member member) => MemberPermissions.MayEdit(actor, member)
        ? $"{MemberWords.Of(member.State).ToLowerInvariant()}, so they cannot sign in."
        : member.State == MemberState.Former ? "gone." : $"{MemberWords.Of(member.Role).ToLowerInvariant()}, which is for an owner or a teacher to help.";
}
