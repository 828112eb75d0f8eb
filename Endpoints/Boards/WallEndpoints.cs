// The wall, a screen in the corridor: the newest challenge, when it locks and its QR code; names are shown only with a key that staff make.
using System.Text;
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The challenge on the wall.</summary>
public sealed record WallProblem
{
    public required string Title { get; init; }
    public required string Audience { get; init; }

    /// <summary>The first lines of the statement.</summary>
    public required RenderedText Beginning { get; init; }

    /// <summary>Whether <see cref="Beginning"/> is the whole statement.</summary>
    public required bool IsWhole { get; init; }

    /// <summary>The titles of challenges that opened at the same time.</summary>
    public required IReadOnlyList<string> Also { get; init; }

    /// <summary>Null if it never locks.</summary>
    public long? LocksAt { get; init; }

    /// <summary>Seconds until it locks; null if it never does.</summary>
    public long? Left { get; init; }

    /// <summary>The QR code of the challenge's page; null if the address is too long for one.</summary>
    public SafeHtml? Code { get; init; }

    /// <summary>The address to type without a camera.</summary>
    public required string Address { get; init; }
}

/// <summary>The wall page.</summary>
/// <param name="Problem">Null if no challenge is open.</param>
/// <param name="Top">The leaders of the week, by display name; null if the address has no valid key.</param>
/// <param name="HasOldKey">Whether the address has a key that is not, or no longer, valid.</param>
public sealed record WallModel(WallProblem? Problem, long? NextRelease, IReadOnlyList<BoardRow>? Top, bool HasOldKey, long? FrozenAt);

/// <summary>The page on which the key is made and ended.</summary>
/// <param name="Since">When the key was made; null if there is none.</param>
/// <param name="NewAddress">The wall's address with the key that was just made, shown only once; otherwise null.</param>
public sealed record WallKeyModel(string Address, long? Since, string? NewAddress, string? Notice);

/// <summary>Maps /wall and /admin/wall.</summary>
public sealed class WallEndpoints(ChallengeCache challenges, BoardCache boards)
{
    // How often the browser reloads the page by itself. Nothing on it is animated.
    private const string RefreshSeconds = "300";

    private const int Names = 5, MaxAlso = 3, MaxText = 420;

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
        var lines = await challenges.Lines();
        var newest = FindNewest(lines, visit.Now);
        var (challenge, fits) = await visit.Read(sql => (
            newest is null ? null : Challenges.Find(sql, newest.Id),
            typed.Length > 0 && OneTimeCodes.Parse(typed) is { } key && WallKeys.Fits(sql, key)));
        var frozen = rules.FrozenSince(visit.Now);
        var top = fits ? await boards.Top(new Board(Periods.At(rules, visit.Now).Week, FrozenAt: frozen), Names) : null;
        var problem = challenge is null ? null : ProblemOf(visit, challenge, lines);
        var model = new WallModel(problem, ChallengeCache.NextRelease(lines, visit.Now), top, typed.Length > 0 && !fits, frozen);
        var headers = visit.Context.Response.Headers;
        headers["Refresh"] = RefreshSeconds;
        headers["X-Robots-Tag"] = "noindex";
        return visit.Page(new Pages_Wall { Frame = visit.Frame, Model = model });
    }

    /// <summary>The open challenge that was released last; null if none is open.</summary>
    private static Challenge? FindNewest(IReadOnlyList<ChallengeSummary> lines, long now)
    {
        Challenge? newest = null;
        foreach (var line in lines)
            if (line.Challenge.StateAt(now) == ChallengeState.Open && !(newest?.ReleasedAt >= line.Challenge.ReleasedAt))
                newest = line.Challenge;
        return newest;
    }

    private static WallProblem ProblemOf(Visit visit, Challenge challenge, IReadOnlyList<ChallengeSummary> lines)
    {
        var also = new List<string>();
        foreach (var line in lines)
        {
            if (also.Count == MaxAlso) break;
            var other = line.Challenge;
            if (other.Id != challenge.Id && other.ReleasedAt == challenge.ReleasedAt && other.StateAt(visit.Now) == ChallengeState.Open)
                also.Add(other.Title);
        }
        var beginning = Begin(challenge.Body);
        var path = $"/challenges/{challenge.Id}";
        return new WallProblem
        {
            Title = challenge.Title,
            Audience = ChallengeWords.Audience(challenge),
            Beginning = Markdown.Render(beginning, new MarkdownSettings { Link = visit.Frame.Link }),
            IsWhole = beginning.Length == challenge.Body.Trim().Length,
            Also = also,
            LocksAt = challenge.LockedAt,
            Left = challenge.LockedAt - visit.Now,
            Code = QrCode.Draw(visit.Absolute(path), "QR code of the problem’s page"),
            Address = visit.AddressToType(path),
        };
    }

    /// <summary>
    /// The first paragraphs of a text, as many as fit on the screen. A first paragraph that is too long is cut between words, without its
    /// formatting.
    /// </summary>
    internal static string Begin(string body)
    {
        const StringSplitOptions Clean = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;
        var text = new StringBuilder();
        foreach (var paragraph in body.ReplaceLineEndings("\n").Trim().Split("\n\n", Clean))
        {
            if (text.Length > 0 && text.Length + paragraph.Length > MaxText) break;
            if (text.Length > 0) text.Append("\n\n");
            text.Append(paragraph);
        }
        return text.Length <= 2 * MaxText ? text.ToString() : Markdown.Excerpt(text.ToString(), MaxText);
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
        // Shown in this response, not after a redirect: only the key's hash is stored, so no later page could show it.
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
