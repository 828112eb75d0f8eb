// What members read first who came from the society's earlier site: what others see of them now, and what is kept about them.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The page.</summary>
/// <param name="WasHidden">Whether others saw the display name on the earlier site too, and not the full name.</param>
/// <param name="Next">The address to which its button leads, without the site's root.</param>
public sealed record WelcomeModel(Member Me, bool WasHidden, int LeaverMonths, string Next);

/// <summary>Maps /welcome, to which the first sign-in leads.</summary>
public static class WelcomeEndpoints
{
    public static void Map(RouteGroup member)
    {
        member.Page("/welcome", "welcome", Show);
        member.Post("/welcome", "welcome.read", Read);
    }

    private static async Task<IResult> Show(Visit visit)
    {
        var next = LocalPath.Of(visit.Query("next", LocalPath.MaxLength));
        var model = await visit.Read(sql => Arrived.HasToRead(sql, visit.Member.MemberId)
            ? new WelcomeModel(visit.FindMe(sql), Arrived.WasHidden(sql, visit.Member.MemberId), visit.Rules.LeaverMonths, next) : null);
        return model is null ? visit.SeeOther(next) : visit.Page(new Pages_Welcome { Frame = visit.Frame, Model = model });
    }

    private static async Task<IResult> Read(Visit visit)
    {
        await visit.Write(sql => Arrived.NoteRead(sql, visit.Member.MemberId, PrivacyNotice.Version));
        return visit.SeeOther(LocalPath.Of(visit.Form["next"].ToString()));
    }
}
