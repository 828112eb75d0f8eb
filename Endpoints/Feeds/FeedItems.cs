// What the feed holds at this moment: whatever of each kind is open to everybody. A new kind is one method and one line in List.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>An entry before its text is rendered.</summary>
/// <param name="Version">Differs whenever the entry or its text does.</param>
internal sealed record FeedItem(FeedEntry Entry, long Version)
{
    /// <summary>Its text, all of which everybody may read; empty where it has none.</summary>
    public Func<Sql, string> Text { get; init; } = static _ => "";
}

/// <summary>Finds what is in the feed, and renders it.</summary>
internal static class FeedItems
{
    /// <summary>The newest of all kinds, for a visitor at the time of <paramref name="visit"/>.</summary>
    public static List<FeedItem> List(Sql sql, Visit visit, SiteName site)
    {
        IEnumerable<FeedItem> items =
        [
            .. Challenges(sql, visit, site), .. Articles(sql, visit, site), .. Announcements(sql, visit, site),
            .. Competitions(sql, visit, site),
        ];
        return [.. items.OrderByDescending(static item => item.Entry.PublishedAt).Take(AtomText.MaxEntries)];
    }

    /// <summary>The entries with their texts, as a reader shows them that is nowhere near this site.</summary>
    public static List<FeedEntry> Render(Sql sql, Visit visit, IEnumerable<FeedItem> items)
    {
        var settings = new MarkdownSettings
        {
            HasTeXAsCode = true,
            Link = visit.Absolute,
            Image = name => UploadTypes.HashIn(name) is { } hash && UploadRules.Find(sql, Viewer.Visitor, hash, visit.Now) is not null
                ? UploadTypes.Address(visit.Absolute(""), name) : null,
        };
        // No more is rendered than there is room for: thirty of the longest texts would take seconds.
        var (entries, left) = (new List<FeedEntry>(), AtomText.MaxText);
        foreach (var item in items)
        {
            var text = item.Text(sql);
            var isRendered = text.Length > 0 && text.Length <= left;
            if (isRendered) left -= text.Length;
            entries.Add(isRendered ? item.Entry with { Text = Markdown.Render(text, settings).Html } : item.Entry);
        }
        return entries;
    }

    private static IEnumerable<FeedItem> Challenges(Sql sql, Visit visit, SiteName site) => !visit.Rules.NamesChallenges ? [] :
        ChallengeQueries.ListReleased(sql, visit.Now, AtomText.MaxEntries).Select(challenge => new FeedItem(
            new FeedEntry(
                site.Tag("challenge", challenge.Id, challenge.CreatedAt),
                ChallengeWords.Event("New challenge", challenge.Title, challenge.KeyStage),
                $"/challenges/{challenge.Id}",
                challenge.ReleasedAt!.Value)
            {
                Summary = challenge.KeyStage.Length == 0 ? $"{ChallengeWords.ForEverybody}." : $"For {challenge.KeyStage}.",
            },
            challenge.Version));

    /// <summary>Those that visitors may read, from when pupils may enrol; never their challenges, nor a school's own times.</summary>
    private static IEnumerable<FeedItem> Competitions(Sql sql, Visit visit, SiteName site) =>
        Data.Competitions.ListPublic(sql).Where(one => visit.Now >= one.EnrolFrom).Select(one => new FeedItem(
            new FeedEntry(
                site.Tag("competition", one.Id, one.CreatedAt),
                $"Competition: {one.Title}",
                $"/competitions/{one.Id}",
                one.EnrolFrom)
            {
                Summary = $"Opens {SchoolTime.Time(one.OpensAt)}, closes {SchoolTime.Time(one.ClosesAt)}.",
            },
            one.Version));

    private static IEnumerable<FeedItem> Articles(Sql sql, Visit visit, SiteName site) =>
        Data.Articles.ListNewest(sql, isMember: false, visit.Now, AtomText.MaxEntries).Select(article => new FeedItem(
            new FeedEntry(
                article.FeedId ?? site.Tag("article", article.Id, article.CreatedAt),
                article.Title,
                article.Path,
                article.PublishedAt!.Value)
            {
                EditedAt = article.EditedAt,
                Author = article.AuthorName,
                Summary = article.Summary,
                File = article.PdfHash is { } hash
                    ? new FeedFile(UploadTypes.Address("", $"{hash}.pdf")!, article.PdfBytes ?? 0) : null,
            },
            article.Version)
        {
            Text = texts => Data.Articles.Find(texts, article.Id)?.Body ?? "",
        });

    /// <summary>Those to everybody, while they are shown. They have no page of their own, and no time of an edit.</summary>
    private static IEnumerable<FeedItem> Announcements(Sql sql, Visit visit, SiteName site) =>
        Data.Announcements.List(sql, AnnouncementReader.Visitor, visit.Now, visit.Now, 0)
            .Select(one => new FeedItem(
                new FeedEntry(
                    site.Tag("announcement", one.Id, site.MadeAt),
                    one.Title,
                    $"/announcements#announcement-{one.Id}",
                    one.ShownFrom!.Value),
                one.Version)
            {
                Text = _ => one.Body,
            });
}
