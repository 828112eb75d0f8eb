// The wall, a screen in the corridor: the newest challenge, when it locks and its QR code; names are shown only with a key that staff make.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The wall page.</summary>
/// <param name="Problem">Null if no challenge is open.</param>
/// <param name="Top">The leaders of the week, by display name; null if the address has no valid key.</param>
/// <param name="HasOldKey">Whether the address has a key that is not, or no longer, valid.</param>
public sealed record WallModel(WallProblem? Problem, long? NextRelease, IReadOnlyList<BoardRow>? Top, bool HasOldKey, long? FrozenAt);

/// <summary>The page on which the key is made and ended.</summary>
/// <param name="Since">When the key was made; null if there is none.</param>
/// <param name="NewAddress">The wall's address with the key that was just made, shown only once; otherwise null.</param>
/// <param name="ShowsWhole">Whether the front page shows visitors the whole problem.</param>
public sealed record WallKeyModel(string Address, long? Since, string? NewAddress, string? Notice, bool ShowsWhole);

/// <summary>Maps /wall and /admin/wall.</summary>
public sealed class WallEndpoints(ChallengeCache challenges, BoardCache boards, UploadFolder uploads)
{
    // How often the browser reloads the page by itself. Nothing on it is animated.
    private const string RefreshSeconds = "300";

    private const int Names = 5;

    public void Map(RouteGroup anyone, RouteGroup staff)
    {
        anyone.Page("/wall", "wall", Show).WithMetadata(RatePolicy.Door);
        anyone.Page("/wall/{name}", "wall.picture", ShowPicture).WithMetadata(RatePolicy.Door);
        staff.Page("/admin/wall", "wall.admin", visit => ShowKey(visit, null));
        staff.Post("/admin/wall", "wall.key", MakeKey);
        staff.Post("/admin/wall/end", "wall.end", EndKey);
        staff.Post("/admin/wall/front", "wall.front", SetFront);
    }

    private async Task<IResult> Show(Visit visit)
    {
        var (typed, rules) = (visit.Query("key"), visit.Rules.Scoring);
        var lines = await challenges.Lines();
        var sheet = await NewestProblem.Find(visit, challenges);
        var fits = typed.Length > 0 && OneTimeCodes.Parse(typed) is { } key && await visit.Read(sql => WallKeys.Fits(sql, key));
        var frozen = rules.FrozenSince(visit.Now);
        var top = fits ? await boards.Top(new Board(Periods.At(rules, visit.Now).Week, FrozenAt: frozen), Names) : null;
        var problem = sheet is null ? null : NewestProblem.For(visit, sheet, lines);
        if (problem is not null)
            problem = problem with { Code = QrCode.Draw(visit.Absolute(problem.Path), "QR code of the problem’s page") };
        var model = new WallModel(problem, ChallengeCache.NextRelease(lines, visit.Now), top, typed.Length > 0 && !fits, frozen);
        var headers = visit.Context.Response.Headers;
        headers["Refresh"] = RefreshSeconds;
        headers["X-Robots-Tag"] = "noindex";
        return visit.Page(new Pages_Wall { Frame = visit.Frame, Model = model });
    }

    /// <summary>
    /// A picture of the problem that visitors are shown at this moment, on the wall and on the front page. Every other picture is for
    /// those who may see its challenge.
    /// </summary>
    private async Task<IResult> ShowPicture(Visit visit)
    {
        if (UploadTypes.HashIn((visit.Context.Request.RouteValues["name"] as string) ?? "") is not { } hash) return visit.NotFound();
        if (await NewestProblem.Find(visit, challenges) is not { Challenge: var challenge }) return visit.NotFound();
        var text = await visit.Read(FrontPage.ShowsWhole) ? challenge.Body : NewestProblem.Begin(challenge.Body);
        if (!text.Contains(hash, StringComparison.Ordinal)) return visit.NotFound();
        var type = await visit.Read(sql => Uploads.FindType(sql, hash));
        return type is null ? visit.NotFound() : new UploadResult(uploads.PathOf(hash), hash, new VisibleUpload(type, null));
    }

    private static async Task<IResult> ShowKey(Visit visit, string? newKey)
    {
        var notice = visit.Query("said") switch
        {
            "ended" => "The key was ended: wherever the wall is open with it, names are gone within five minutes.",
            "none" => "There was no key to end.",
            "front" => "It is set: that is what visitors see on the front page.",
            _ => null,
        };
        var address = visit.Absolute("/wall");
        var since = await visit.Read(WallKeys.FindSince);
        var newAddress = newKey is null ? null : $"{address}?key={OneTimeCodes.Write(newKey)}";
        var model = new WallKeyModel(address, since, newAddress, newKey is null ? notice : null, await visit.Read(FrontPage.ShowsWhole));
        return visit.Page(new Pages_WallKey { Frame = visit.Frame, Model = model });
    }

    private static async Task<IResult> MakeKey(Visit visit)
    {
        var key = OneTimeCodes.NewPasswordCode();
        await visit.Write(sql =>
        {
            WallKeys.Set(sql, key, visit.Now);
            Audit.Add(sql, visit.Actor, "wall.key", visit.Now, "wall");
        });
        // Shown in this response, not after a redirect: only the key's hash is stored, so no later page could show it.
        return await ShowKey(visit, key);
    }

    private static async Task<IResult> SetFront(Visit visit)
    {
        var isWhole = visit.Form["whole"] == "1";
        await visit.Write(sql =>
        {
            FrontPage.Set(sql, isWhole, visit.Now);
            Audit.Add(sql, visit.Actor, "wall.front", visit.Now, "wall", detail: isWhole ? "the whole problem" : "its first lines");
        });
        return visit.SeeOther("/admin/wall?said=front");
    }

    private static async Task<IResult> EndKey(Visit visit)
    {
        var isEnded = await visit.Write(sql =>
        {
            if (!WallKeys.End(sql)) return false;
            Audit.Add(sql, visit.Actor, "wall.end", visit.Now, "wall");
            return true;
        });
        return visit.SeeOther(isEnded ? "/admin/wall?said=ended" : "/admin/wall?said=none");
    }
}
