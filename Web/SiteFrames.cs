// Fills the frame around every page: the society as the settings table describes it, the navigation, and who is signed in.
using MathsSoc.Data;
using MathsSoc.Pages;

namespace MathsSoc.Web;

/// <summary>
/// Makes <see cref="SiteFrame"/>s. The society and its current announcements are read again after any write, and once a second; a page
/// that is written while the database is unavailable uses what was read last.
/// </summary>
/// <param name="adminNav">The navigation below /admin for a role.</param>
public sealed class SiteFrames(Db db, TimeProvider clock, Func<Role, IReadOnlyList<NavGroup>> adminNav)
{
    private static readonly NavLink Home = new("/", "Home"),
        Challenges = new("/challenges", "Challenges"),
        Competitions = new("/competitions", "Competitions"),
        Leaderboard = new("/leaderboard", "Leaderboard"),
        News = new("/announcements", "Announcements"),
        About = new("/about", "About"),
        Admin = new("/admin", "Admin");
    private const int NoArticles = 2;

    // Without a competition and with one; each with the list of articles in which the reader finds something, by its kind, the last
    // without.
    private static readonly NavLink[][][]
        ForVisitors = [WithArticles([Home], [About]), WithArticles([Home, Competitions], [About])],
        ForMembers = ForMembersWith([News]),
        ForAdmins = ForMembersWith([News, Admin]);

    private const string NoSchool =
        "You look after the pupils of one school, and you belong to none: it was taken away, or never given. "
        + "So no member is shown here. Ask a teacher to choose your school on your page under Members.";

    private readonly Cached<Seen> seen = new(db, clock, sql => Look(sql, clock.GetUtcNow().ToUnixTimeSeconds()));
    private volatile Known known = new(Society.Default, Theme.Default);
    private volatile PlannedWork? work;
    private volatile Current current = new([], Rules.Default, CompetitionLinks.None);
    private readonly ArticleLinkCache articles = new(db, clock);
    private volatile ArticleLinks links = ArticleLinks.None;

    /// <summary>
    /// The announced work as it was at the last <see cref="Refresh"/>, which need not have begun; null: none is announced. Never waits, and
    /// stays known while the database is unavailable.
    /// </summary>
    public PlannedWork? Work => work;

    /// <summary>Whether announced work goes on now, by what is known of it: then nobody needs to be alarmed.</summary>
    public bool IsWorkOn => work?.IsOn(clock.GetUtcNow().ToUnixTimeSeconds()) ?? false;

    /// <summary>The frame of a page, with the society as it was at the last <see cref="Refresh"/>.</summary>
    public SiteFrame For(HttpContext context)
    {
        var (now, theme) = known;
        var request = context.Request;
        var signedIn = context.Features.Get<SignedIn>();
        var hasAdminPages = signedIn is { State: MemberState.Active } && signedIn.Role.HasAdminPages();
        var member = signedIn is null ? null : new FrameMember(signedIn.DisplayName, hasAdminPages) { Id = signedIn.MemberId };
        var isMember = signedIn is { State: MemberState.Active };
        var list = isMember ? links.ForMembers : links.ForVisitors;
        var hasCompetition = isMember ? current.Competitions.ForMembers : current.Competitions.ForVisitors;
        var navs = signedIn is null ? ForVisitors : hasAdminPages ? ForAdmins : ForMembers;
        var nav = navs[hasCompetition ? 1 : 0][list is { } kind ? (int)kind : NoArticles];
        var frame = new SiteFrame(now.Name, now.Motto, theme, request.PathBase.Value ?? "", request.Path.Value ?? "/", member, nav)
        {
            Crest = now.Crest.Length == 0 ? null : $"{request.PathBase}/crest/{now.Crest}",
            IsKeptFromSearch = now.IsKeptFromSearch,
            IsReaderUnknown = context.Features.Get<UnknownSession>() is not null,
            Now = clock.GetUtcNow().ToUnixTimeSeconds(),
            Work = work is { } planned && planned.IsShown(clock.GetUtcNow().ToUnixTimeSeconds()) ? planned.Words : null,
        };
        var (announcements, rules, _) = current;
        frame = FrameNews.AddTo(frame, announcements, signedIn, rules, request);
        if (!hasAdminPages || !request.Path.StartsWithSegments(Admin.Path)) return frame;
        return frame with
        {
            AdminNav = adminNav(signedIn!.Role),
            AdminNote = MemberPermissions.NeedsSchool(signedIn.Role, signedIn.SchoolId) ? NoSchool : null,
        };
    }

    /// <summary>The society as it was at the last <see cref="Refresh"/>: known without the database.</summary>
    public Society Society => known.Society;

    /// <summary>The current announcements as they were at the last <see cref="Refresh"/>.</summary>
    public IReadOnlyList<AnnouncementHead> Announcements => current.Announcements;

    /// <summary>The society's theme as it was at the last <see cref="Refresh"/>.</summary>
    public Theme Theme => known.Theme;

    /// <summary>Reads the society again if it may have changed; keeps the last one if the database is unavailable.</summary>
    public async ValueTask Refresh()
    {
        try
        {
            var now = await seen.Get();
            Remember(now.Society);
            work = now.Work;
            current = now.Current;
            links = await articles.Get();
        }
        catch (DatabaseUnavailableException)
        {
            // A page that needs nothing else from the database is still worth sending; readiness and the log report the failure.
        }
    }

    private static NavLink[][][] ForMembersWith(NavLink[] after) =>
    [
        WithArticles([Home, Challenges, Leaderboard], after), WithArticles([Home, Challenges, Competitions, Leaderboard], after),
    ];

    private static NavLink[][] WithArticles(NavLink[] before, NavLink[] after)
    {
        // One link leads to both lists, each of which leads to the other.
        string[] lists = [Article.ListPath(ArticleKind.Article), Article.ListPath(ArticleKind.Newsletter)];
        NavLink Of(ArticleKind kind) => new(Article.ListPath(kind), ReadingWords.ListName(kind)) { Others = lists };
        return
        [
            [.. before, Of(ArticleKind.Article), .. after],
            [.. before, Of(ArticleKind.Newsletter), .. after],
            [.. before, .. after],
        ];
    }

    private void Remember(Society now)
    {
        var before = known;
        if (before.Society == now) return;
        // An accent that was written into the table by hand may not be a colour.
        var theme = before.Society.Accent == now.Accent ? before.Theme : Theme.TryMake(now.Accent, out _) ?? Theme.Default;
        known = new Known(now, theme);
    }

    private static Seen Look(Sql sql, long now)
    {
        var settings = Settings.FindWithCrest(sql);
        var current = new Current(Data.Announcements.ListCurrent(sql, now), settings.Rules, CompetitionLinks.Find(sql));
        return new Seen(settings.Society, PlannedWork.Find(sql, now), current);
    }

    private sealed record Seen(Society Society, PlannedWork? Work, Current Current);

    /// <summary>The current announcements, the rules that say in which key stage a pupil is, and who finds a competition.</summary>
    private sealed record Current(IReadOnlyList<AnnouncementHead> Announcements, Rules Rules, CompetitionLinks Competitions);

    private sealed record Known(Society Society, Theme Theme);
}
