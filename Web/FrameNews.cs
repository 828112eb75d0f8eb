// What the frame of every page says of announcements: how many are new, and the line about those that are pinned.
using MathsSoc.Data;
using MathsSoc.Pages;

namespace MathsSoc.Web;

/// <summary>
/// Chooses from the current announcements what one reader sees at this second, so that they begin and end by the clock however long they
/// have been in memory.
/// </summary>
internal static class FrameNews
{
    /// <summary>The frame with what its reader sees of <paramref name="current"/>, pinned ones and the newest first.</summary>
    public static SiteFrame AddTo(
        SiteFrame frame, IReadOnlyList<AnnouncementHead> current, SignedIn? member, Rules rules, HttpRequest request)
    {
        if (current.Count == 0) return frame;
        var reader = AnnouncementReader.Of(member, rules, frame.Now);
        var (count, pinned, hidden) = (0, new List<AnnouncementHead>(), reader.IsMember ? member!.NewsHiddenAt : null);
        foreach (var one in current)
        {
            if (!AnnouncementRules.Shows(one, reader, frame.Now)) continue;
            if (reader.IsMember && !(one.ShownFrom <= member!.NewsSeenAt)) count++;
            if (one.IsPinned && !(one.ShownFrom <= hidden)) pinned.Add(one);
        }
        return frame with
        {
            NewAnnouncements = count,
            Pinned = pinned.Count == 0 ? null : new PinnedLine(pinned[0].Id, pinned[0].Title, pinned.Count - 1)
            {
                Until = pinned.Max(static one => one.ShownFrom!.Value),
                Back = reader.IsMember ? BackTo(request) : null,
            },
        };
    }

    /// <summary>Where somebody goes on after hiding the line; null on the answer to a form, which has no address of its own.</summary>
    private static string? BackTo(HttpRequest request)
    {
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method)) return null;
        var whole = request.Path.ToUriComponent() + request.QueryString.ToUriComponent();
        return LocalPath.Of(whole.Length <= LocalPath.MaxLength ? whole : request.Path.ToUriComponent());
    }
}
