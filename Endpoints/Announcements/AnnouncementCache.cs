// Announcements as pages show them: their texts are rendered once a version, and the home page reads nothing while nothing is written.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>One announcement on a page.</summary>
/// <param name="IsNew">Whether the member has not marked it as read.</param>
public sealed record AnnouncementView(Announcement One, RenderedText Body, bool IsNew, bool IsOver);

/// <summary>Caches the announcements that the home page shows, and the rendered texts.</summary>
public sealed class AnnouncementCache(Db db, TimeProvider clock)
{
    private const int OnHome = 3;

    private const int MaxTexts = 300;

    private readonly CachedByKey<long, Announcement> looked = new(db, clock, Announcements.MaxCurrent);
    private readonly Dictionary<(long Id, long Version, string Root), RenderedText> texts = [];

    /// <summary>The first announcements that this visit's reader sees.</summary>
    public async Task<IReadOnlyList<AnnouncementView>> ForHome(Visit visit)
    {
        var reader = AnnouncementReader.Of(visit.SignedIn, visit.Rules, visit.Now);
        var views = new List<AnnouncementView>();
        // Chosen at this second, so that they begin and end by the clock however long they have been in memory.
        foreach (var head in visit.Announcements)
        {
            if (!AnnouncementRules.Shows(head, reader, visit.Now)) continue;
            // It may have been removed since.
            if (await looked.Get(head.Id, sql => Announcements.Find(sql, head.Id)) is { } one) views.Add(View(visit, one));
            if (views.Count == OnHome) break;
        }
        return views;
    }

    /// <summary>One of them for a page of this visit.</summary>
    public AnnouncementView View(Visit visit, Announcement one)
    {
        var state = one.StateAt(visit.Now);
        var isNew = visit.SignedIn is { State: MemberState.Active } member && !(one.ShownFrom <= member.NewsSeenAt)
            && state == AnnouncementState.Shown;
        return new AnnouncementView(one, TextOf(one, visit.Root), isNew, state == AnnouncementState.Over);
    }

    /// <summary>A text as it is shown below its title, a heading of level 3. It has no pictures: an announcement is a few lines.</summary>
    public static RenderedText Render(string body, string root) =>
        Markdown.Render(body, new MarkdownSettings { FirstHeading = 4, Link = path => root + path });

    private RenderedText TextOf(Announcement one, string root)
    {
        var key = (one.Id, one.Version, root);
        lock (texts)
            if (texts.TryGetValue(key, out var known)) return known;
        var text = Render(one.Body, root);
        lock (texts)
        {
            if (texts.Count >= MaxTexts) texts.Clear();
            texts[key] = text;
        }
        return text;
    }
}
