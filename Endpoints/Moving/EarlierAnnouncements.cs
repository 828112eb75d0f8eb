// Converts announcements: there the newest was shown until the next, here each is shown for a month from its day.
using MathsSoc.Data;
using MathsSoc.Moving;

namespace MathsSoc.Endpoints;

internal static class EarlierAnnouncements
{
    /// <summary>For how long one is shown that came from the earlier site, which never ended any.</summary>
    public const int ShownDays = 30;

    private const string Kind = "announcements";

    public static void Convert(EarlierSite site, EarlierFiles files, Arrivals arrivals, MovingOptions options)
    {
        foreach (var from in site.Announcements.OrderBy(one => options.Instant(one.Posted)).ThenBy(static one => one.Id))
            if (options.Choices.KeepsOldAnnouncements || !IsOver(from, options))
                arrivals.Announcements.Add(Convert(from, files, arrivals, options));
    }

    /// <summary>Whether it is not shown any more when it arrives.</summary>
    public static bool IsOver(SourceAnnouncement from, MovingOptions options) =>
        options.Instant(from.Posted) + ShownDays * 86_400L <= options.Now;

    private static ArrivingAnnouncement Convert(
        SourceAnnouncement from, EarlierFiles files, Arrivals arrivals, MovingOptions options)
    {
        var title = EarlierMembers.Line(from.Title, Announcements.MaxTitle);
        if (title.Length == 0) title = $"Announcement {from.Id}";
        void Tell(string code, string sentence) => arrivals.Lines.Add(new MoveLine(Kind, from.Id, title, MoveFate.Changed, code, sentence));
        if (title != LineText.Tidy(from.Title)) Tell("title", "The title was empty or too long, or had characters that cannot be shown.");
        var posted = options.Instant(from.Posted);
        if (posted > options.Now)
            Tell("odd-time", "It was posted in the future, by its own date: it counts as posted now.");
        posted = Math.Min(posted, options.Now);
        var body = new EarlierText(files, null, Tell).Convert(from.Content);
        var until = posted + ShownDays * 86_400L;
        if (body.Length > Announcements.MaxBody)
        {
            Tell("long", $"It is longer than {Announcements.MaxBody:N0} characters, so it arrives as one that is over. "
                + "An article is the place for such a text.");
            until = Math.Min(until, Math.Max(options.Now, posted + 1));
        }
        return new ArrivingAnnouncement(from.Id, new Announcement
        {
            Title = title,
            Body = body,
            Audience = AnnouncementAudience.Everyone,
            ShownFrom = posted,
            ShownUntil = until,
        }, MovedRows.Hash($"{from.Title}|{from.Content}|{from.Posted}"));
    }
}
