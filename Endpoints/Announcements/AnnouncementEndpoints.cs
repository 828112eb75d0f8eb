// The announcements a reader sees, and what a member does with them: mark them as read, hide the line about pinned ones.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The page of announcements.</summary>
/// <param name="Current">Those that are shown now.</param>
/// <param name="Past">Those of this school year that are over.</param>
public sealed record AnnouncementsModel(
    IReadOnlyList<AnnouncementView> Current, IReadOnlyList<AnnouncementView> Past, int Page, int Pages, string? Notice)
{
    /// <summary>When the newest of those on this page began that are new, in unix seconds; 0: none is new.</summary>
    public long NewUntil => Current.Where(static view => view.IsNew).Select(static view => view.One.ShownFrom!.Value)
        .DefaultIfEmpty().Max();

    /// <summary>In their place when there is none yet.</summary>
    public EmptyState Nothing(SiteFrame frame)
    {
        var isWriter = frame.Member is { IsStaff: true };
        return new EmptyState(EmptyPicture.Board, "There is nothing to announce at the moment.")
        {
            Path = frame.Link(isWriter ? "/admin/announcements/new" : "/challenges"),
            Button = isWriter ? "Write an announcement" : frame.Member is null ? null : "See the challenges",
        };
    }
}

/// <summary>Maps /announcements and below.</summary>
public sealed class AnnouncementEndpoints(AnnouncementCache cache)
{
    private const int MaxPages = 200;

    public void Map(RouteGroup anyone, RouteGroup member)
    {
        anyone.Page("/announcements", "announcements", Show);
        // A look at the page changes nothing, as with every page of the site: browsers look ahead, and the page may be open on a screen
        // that nobody reads. So a member says it: a button marks as read what the page has shown.
        member.Post("/announcements/read", "announcements.read", visit => Note(visit, Announcements.MarkRead, "/announcements?said=read"));
        member.Post("/announcements/hide", "announcements.hide",
            visit => Note(visit, Announcements.Hide, LocalPath.Of(visit.Form["next"].ToString())));
    }

    private async Task<IResult> Show(Visit visit)
    {
        var (now, reader) = (visit.Now, AnnouncementReader.Of(visit.SignedIn, visit.Rules, visit.Now));
        var began = SchoolTime.SchoolYearBegan(now);
        var wanted = Rules.Whole(visit.Query("page"), 1, MaxPages) ?? 1;
        var (page, pages, rows) = await visit.Read(sql =>
        {
            var total = Announcements.Count(sql, reader, began, now);
            var pages = (int)Math.Clamp((total + Announcements.ReadersPage - 1) / Announcements.ReadersPage, 1, MaxPages);
            var page = Math.Min(wanted, pages);
            return (page, pages, Announcements.List(sql, reader, began, now, (page - 1) * Announcements.ReadersPage));
        });
        var views = rows.ConvertAll(one => cache.View(visit, one));
        var notice = visit.Query("said") == "read" && visit.SignedIn is not null ? "They are marked as read." : null;
        var model = new AnnouncementsModel(
            views.FindAll(static view => !view.IsOver), views.FindAll(static view => view.IsOver), page, pages, notice);
        return visit.Page(new Pages_Announcements { Frame = visit.Frame, Model = model });
    }

    /// <summary>
    /// Notes up to which announcement the page had been read or hidden, and goes on to <paramref name="next"/>. What began after that page
    /// was made stays new, and a time to come counts as now.
    /// </summary>
    private static async Task<IResult> Note(Visit visit, Action<Sql, long, long> note, string next)
    {
        if (FormReader.IdIn(visit.Form["seen"].ToString()) is { } until)
            await visit.Write(sql => note(sql, visit.Member.MemberId, Math.Min(until, visit.Now)));
        return visit.SeeOther(next);
    }
}
