// The one list of the pages that search engines may list, for the sitemap and for robots.txt.
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>One page. <c>Path</c> is without the site's root.</summary>
/// <param name="ChangedAt">When its text was last changed, in unix seconds; null: not known.</param>
public sealed record PublicPage(string Path, long? ChangedAt);

/// <summary>Lists the pages. Whatever is in it, a visitor who is not signed in can read now.</summary>
public sealed class PublicPages(OwnPageTexts ownPages)
{
    /// <summary>The most addresses of a sitemap, by its protocol (https://www.sitemaps.org/protocol.html).</summary>
    public const int Most = 50_000;

    /// <summary>
    /// What robots may read below the site's root: the beginnings of addresses, or a whole one where a dollar ends it (RFC 9309, 2.2.3).
    /// A page needs its style, its pictures and the crest to be shown.
    /// </summary>
    public static IEnumerable<string> Open =>
    [
        "/$", .. OwnPageKind.All.Select(static kind => kind.Path), "/privacy", "/accessibility", "/static/", "/theme.css", "/crest/",
    ];

    /// <summary>Every page now, at most <see cref="Most"/>.</summary>
    public async Task<IReadOnlyList<PublicPage>> List(Visit visit)
    {
        var pages = new List<PublicPage> { new("/", null) };
        foreach (var kind in OwnPageKind.All)
        {
            var version = await ownPages.FindVersion(kind);
            pages.Add(new PublicPage(kind.Path, version.Version > 0 ? version.UpdatedAt : null));
        }
        pages.Add(new PublicPage("/privacy", null));
        pages.Add(new PublicPage("/accessibility", null));
        return pages;
    }
}
