// Login slips: a code for each ticked member, on a sheet to print and cut, shown only once.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>One slip.</summary>
/// <param name="Qr">The QR code of the page on which this code is typed in already; null if the site's address is too long for one.</param>
public sealed record Slip(string Name, string Login, string Code, SafeHtml? Qr);

/// <summary>A sheet of slips.</summary>
/// <param name="Address">The address to type into a browser.</param>
/// <param name="LeftOut">The members without a slip and why, a sentence each.</param>
public sealed record SlipsModel(string Address, IReadOnlyList<Slip> Slips, IReadOnlyList<string> LeftOut, long ExpiresAt);

/// <summary>The question before slips are made from the list. <c>Carried</c> are the fields that make them.</summary>
public sealed record SlipsQuestion(int Members, IReadOnlyList<(string Name, string Value)> Carried, string Back);

/// <summary>Maps /admin/members/slips.</summary>
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
        // The response is the same for an id that does not exist and one that this person may not see, and no slip is made.
        var seen = await visit.Read(sql => MemberList.ListByIds(sql, ids));
        if (seen.Count < ids.Count || !seen.TrueForAll(member => MemberPermissions.MaySee(visit.Member, member))) return visit.NotFound();

        if (form.Ticked("ask"))
        {
            List<(string, string)> carried = [.. ids.Select(static id => ("id", $"{id}")), .. MemberFilters.Fields(filter)];
            var question = new SlipsQuestion(ids.Count, carried, MemberFilters.Path(filter));
            return visit.Page(new Pages_AdminSlipsAsk { Frame = visit.Frame, Model = question });
        }

        var (slips, leftOut) = await visit.WriteAlone(sql =>
        {
            var (slips, leftOut) = (new List<Slip>(), new List<string>());
            foreach (var member in MemberList.ListByIds(sql, ids))
            {
                if (MemberPermissions.MayMakeLink(visit.Member, member))
                {
                    var code = OneTimeLinks.Make(sql, visit.Actor, member.Id, isSlip: true, visit.Now);
                    var written = OneTimeCodes.Write(code);
                    var qr = QrCode.Draw(visit.Absolute($"/reset?token={written}"), "QR code of the page that takes this code");
                    slips.Add(new Slip(member.Name, member.Login, written, qr));
                }
                else if (MemberPermissions.MaySee(visit.Member, member)) leftOut.Add($"{member.Name}: {Reason(visit.Member, member)}");
            }
            return (slips, leftOut);
        });
        var model = new SlipsModel(visit.AddressToType("/reset"), slips, leftOut, visit.Now + OneTimeLinks.SlipDays * 86_400L);
        return visit.Page(new Pages_AdminSlips { Frame = visit.Frame, Model = model });
    }

    private static string Reason(SignedIn actor, Member member) => MemberPermissions.MayEdit(actor, member)
        ? $"{MemberWords.Of(member.State).ToLowerInvariant()}, so they cannot sign in."
        : member.State == MemberState.Former
            ? "gone."
            : $"{MemberWords.Of(member.Role).ToLowerInvariant()}, which is for an owner or a teacher to help.";
}
