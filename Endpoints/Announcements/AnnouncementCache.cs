// Announcements as pages show them: their texts are rendered once a version, and the home page reads nothing while nothing is written.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>One announcement on a page.</summary>
/// <param name="Heading">The level of its heading, from 2 to 5; those in its text are below it.</param>
/// <param name="IsNew">Whether the member has not marked it as read.</param>
public sealed record AnnouncementView(SiteFrame Frame, Announcement One, RenderedText Body, int Heading, bool IsNew)
{
    /// <summary>Whether it is over.</summary>
    public bool IsOver => One.StateAt(Frame.Now) == AnnouncementState.Over;
}

/// <summary>Caches the current announcements, and the rendered texts.</summary>
public sealed class AnnouncementCache(Db db, TimeProvider clock)
{
    private const int OnHome = 3;

    private const int MaxTexts = 300;

    private readonly Cached<List<AnnouncementHead>> current =
        new(db, clock, sql => Announcements.ListCurrent(sql, clock.GetUtcNow().ToUnixTimeSeconds()));
    private readonly CachedByKey<long, Announcement> looked = new(db, clock, Announcements.MaxCurrent);
    private readonly Dictionary<(long Id, long Version, int Heading, string Root), RenderedText> texts = [];

    /// <summary>The first announcements that this visit's reader sees.</summary>
    public async Task<IReadOnlyList<AnnouncementView>> ForHome(Visit visit)
    {
        var reader = AnnouncementReader.Of(visit.SignedIn, visit.Rules, visit.Now);
        var views = new List<AnnouncementView>();
        // Chosen at this second, so that they begin and end by the clock however long they have been in memory.
        foreach (var head in await current.Get())
        {
            if (!AnnouncementRules.Shows(head, reader, visit.Now)) continue;
            // It may have been removed since.
            if (await looked.Get(head.Id, sql => Announcements.Find(sql, head.Id)) is { } one) views.Add(View(visit, one, 3));
            if (views.Count == OnHome) break;
        }
        return views;
    }

    /// <summary>One of them for a page of this visit.</summary>
    public AnnouncementView View(Visit visit, Announcement one, int heading)
    {
        var frame = visit.Frame;
        var isNew = visit.SignedIn is { State: MemberState.Active } member && !(one.ShownFrom <= member.NewsSeenAt)
            && one.StateAt(visit.Now) == AnnouncementState.Shown;
        return new AnnouncementView(frame, one, TextOf(one, heading, frame.Root), heading, isNew);
    }

    /// <summary>A text as it is shown below a heading of this level. It has no pictures: an announcement is a few lines.</summary>
    public static RenderedText Render(string body, int heading, string root) =>
        Markdown.Render(body, new MarkdownSettings { FirstHeading = heading + 1, Link = path => root + path });

    private RenderedText TextOf(Announcement one, int heading, string root)
    {
        var key = (one.Id, one.Version, heading, root);
        lock (texts)
            if (texts.TryGetValue(key, out var known)) return known;
        var text = Render(one.Body, heading, root);
        lock (texts)
        {
            if (texts.Count >= MaxTexts) texts.Clear();
            texts[key] = text;
        }
        return text;
    }
}
