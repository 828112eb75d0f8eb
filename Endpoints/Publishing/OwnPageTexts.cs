// The pages of the society's own words as visitors read them: rendered once for each version, and known without the database.
using System.Collections.Concurrent;
using MathsSoc.Data;
using MathsSoc.Pages;

namespace MathsSoc.Endpoints;

/// <summary>One page, rendered.</summary>
/// <param name="Root">The path prefix that the links in it have.</param>
/// <param name="Summary">The beginning of the text, for search engines.</param>
public sealed record OwnPageText(OwnPageVersion Version, string Root, RenderedText Text, string Summary);

/// <summary>Finds and renders the pages.</summary>
public sealed class OwnPageTexts(Db db, TimeProvider clock)
{
    private readonly Cached<List<OwnPageVersion>> newest = new(db, clock, OwnPages.ListNewest);
    private readonly ConcurrentDictionary<string, OwnPageText> rendered = new(StringComparer.Ordinal);
    private volatile List<OwnPageVersion> last = [];

    /// <summary>
    /// The page as it is now, with links below <paramref name="root"/>. While the database is unavailable, as it was read last; the
    /// original text if it never was.
    /// </summary>
    public async Task<OwnPageText> Find(OwnPageKind kind, string root)
    {
        var version = await FindVersion(kind);
        if (rendered.TryGetValue(kind.Name, out var known) && known.Version == version && known.Root == root) return known;
        var body = BodyOf(kind, version);
        return rendered[kind.Name] = new OwnPageText(
            version, root, Render(body, root), Markdown.Excerpt(body, PageDescription.MaxSummary));
    }

    /// <summary>The newest version of a page, by the same rule.</summary>
    public async Task<OwnPageVersion> FindVersion(OwnPageKind kind)
    {
        try
        {
            last = await newest.Get();
        }
        catch (DatabaseUnavailableException)
        {
            // Whom to ask is never more needed than now. Readiness and the log report the failure.
        }
        return last.Find(version => version.Name == kind.Name) ?? OwnPageVersion.None(kind.Name);
    }

    /// <summary>The text that a version shows.</summary>
    public static string BodyOf(OwnPageKind kind, OwnPageVersion version) => version.IsWritten ? version.Body : kind.Original;

    /// <summary>A text as its page shows it; <paramref name="firstHeading"/> is the level of its highest heading.</summary>
    public static RenderedText Render(string body, string root, int firstHeading = 2) => Markdown.Render(body,
        new MarkdownSettings { FirstHeading = firstHeading, HasSections = true, Link = path => root + path });
}
