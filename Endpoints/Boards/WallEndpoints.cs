// The screen in the corridor: the newest problem, when it locks, a code for the camera; names only with a key, which staff make and end below /admin.
using System.Text;
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The problem on the wall.</summary>
/// <param name="Beginning">The first lines of the statement.</param>
/// <param name="IsWhole">Whether that is all of it.</param>
/// <param name="Also">Titles that opened at the same time.</param>
/// <param name="Left">Seconds until it locks; null: it does not.</param>
/// <param name="Code">Leads a camera to the problem's page; null: its address is too long to draw.</param>
/// <param name="Address">What is typed by whoever has no camera.</param>
public sealed record WallProblem(string Title, string Audience, RenderedText Beginning, bool IsWhole, IReadOnlyList<string> Also, long? LocksAt, long? Left, SafeHtml? Code, string Address);

/// <summary>The wall.</summary>
/// <param name="Problem">Null: nothing is open.</param>
/// <param name="Top">The first of the week by the names they chose; null: this address has no key that is good.</param>
/// <param name="HasOldKey">Whether its key was ended, or never was.</param>
public sealed record WallModel(WallProblem? Problem, long? NextRelease, IReadOnlyList<BoardRow>? Top, bool HasOldKey, long? FrozenAt);

/// <summary>The page on which the key is made and ended.</summary>
/// <param name="Since">Since when there is a key; null: there is none.</param>
/// <param name="NewAddress">The wall's address with the key that was just made, shown this once.</param>
public sealed record WallKeyModel(string Address, long? Since, string? NewAddress, string? Notice);

/// <summary>Maps /wall and /admin/wall.</summary>
public sealed class WallEndpoints(ChallengeCache challenges, BoardCache boards)
{
    // So often the screen looks again by itself. Nothing on it moves.
    private const string RefreshSeconds = "300";

    private const int Names = 5, MostAlso = 3, MostText = 420;

    public void Map(RouteGroup anyone, RouteGroup staff)
    {
        anyone.Page("/wall", "wall", Show);
        staff.Page("/admin/wall", "wall.admin", visit => ShowKey(visit, null));
        staff.Post("/admin/wall", "wall.key", MakeKey);
        staff.Post("/admin/wall/end", "wall.end", EndKey);
    }

    private async Task<IResult> Show(Visit visit)
    {
        var (typed, rules) = (visit.Query("key"), visit.Rules.Scoring);
        var lines = challenges.Lines;
        var newest = FindNewest(lines, visit.Now);
        var (challenge, fits) = await visit.Read(sql => (newest is null ? null : Challenges.Find(sql, newest.Id),
            typed.Length > 0 && OneTimeCodes.Parse(typed) is { } key && WallKeys.Fits(sql, key)));
        var frozen = rules.FrozenSince(visit.Now);
        var top = fits ? boards.Top(new Board(Periods.At(rules, visit.Now).Week, FrozenAt: frozen), Names) : null;
        var model = new WallModel(challenge is null ? null : ProblemOf(visit, challenge, lines), ChallengeCache.NextRelease(lines, visit.Now), top, typed.Length > 0 && !fits, frozen);
        var headers = visit.Context.Response.Headers;
        headers["Refresh"] = RefreshSeconds;
        headers["X-Robots-Tag"] = "noindex";
        return visit.Page(new Pages_Wall { Frame = visit.Frame, Model = model });
    }

    /// <summary>The open challenge that was released last: what is scheduled, locked or put away never stands here.</summary>
    private static Challenge? FindNewest(IReadOnlyList<ShelfLine> lines, long now)
    {
        Challenge? newest = null;
        foreach (var line in lines)
            if (line.Challenge.StateAt(now) == ChallengeState.Open && !(newest?.ReleasedAt >= line.Challenge.ReleasedAt)) newest = line.Challenge;
        return newest;
    }

    private static WallProblem ProblemOf(Visit visit, Challenge challenge, IReadOnlyList<ShelfLine> lines)
    {
        var also = new List<string>();
        foreach (var line in lines)
        {
            var other = line.Challenge;
            if (other.Id != challenge.Id && other.ReleasedAt == challenge.ReleasedAt && other.StateAt(visit.Now) == ChallengeState.Open && also.Count < MostAlso) also.Add(other.Title);
        }
        var beginning = Begin(challenge.Body);
        var path = FormattableString.Invariant($"/challenges/{challenge.Id}");
        return new WallProblem(challenge.Title, ChallengeWords.Audience(challenge), Markdown.Render(beginning, new MarkdownSettings { Link = visit.Frame.Link }), beginning.Length == challenge.Body.Trim().Length,
            also, challenge.LockedAt, challenge.LockedAt - visit.Now, QrCode.Draw(visit.Absolute(path), "QR code of the problem’s page"),
            visit.AddressToType(path));
    }

    /// <summary>The first paragraphs of a text, as many as a screen has room for; one that is too long by itself is cut between words, without its marks.</summary>
    internal static string Begin(string body)
    {
        var text = new StringBuilder();
        foreach (var paragraph in body.ReplaceLineEndings("\n").Trim().Split("\n\n", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (text.Length > 0 && text.Length + paragraph.Length > MostText) break;
            if (text.Length > 0) text.Append("\n\n");
            text.Append(paragraph);
        }
        return text.Length <= 2 * MostText ? text.ToString() : Markdown.Excerpt(text.ToString(), MostText);
    }

    private static async Task<IResult> ShowKey(Visit visit, string? newKey)
    {
        var notice = visit.Query("said") switch
        {
            "ended" => "The key was ended: wherever the wall is open with it, names are gone within five minutes.",
            "none" => "There was no key to end.",
            _ => null,
        };
        var address = visit.Absolute("/wall");
        var since = await visit.Read(WallKeys.FindSince);
        var newAddress = newKey is null ? null : $"{address}?key={OneTimeCodes.Write(newKey)}";
        var model = new WallKeyModel(address, since, newAddress, newKey is null ? notice : null);
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
        // Shown by the answer itself: it is kept nowhere, so that no later page could show it.
        return await ShowKey(visit, key);
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
