// The society's feed as Atom 1.0 (RFC 4287).
using System.Globalization;
using MathsSoc.Data;

namespace MathsSoc.Pages;

/// <summary>One thing that the feed tells of. Times are unix seconds.</summary>
/// <param name="Id">The same for ever, wherever the site is.</param>
/// <param name="Path">The address of its page, without the site's root.</param>
/// <param name="PublishedAt">Since when it has been there; entries are in this order.</param>
public sealed record FeedEntry(string Id, string Title, string Path, long PublishedAt)
{
    /// <summary>When it changed by more than a slip; null: never.</summary>
    public long? EditedAt { get; init; }

    /// <summary>Moves only when a reader should look again.</summary>
    public long UpdatedAt => Math.Max(PublishedAt, EditedAt ?? 0);

    /// <summary>Empty: the society.</summary>
    public string Author { get; init; } = "";

    /// <summary>A sentence or two without markup; empty: none.</summary>
    public string Summary { get; init; } = "";

    /// <summary>All of it, with absolute addresses; null: the summary has to do.</summary>
    public SafeHtml? Text { get; init; }

    /// <summary>A file that belongs to it; null: none.</summary>
    public FeedFile? File { get; init; }
}

/// <summary>A PDF. <c>Path</c> is its address without the site's root.</summary>
public sealed record FeedFile(string Path, long Bytes);

/// <summary>Writes the feed.</summary>
public static class AtomText
{
    /// <summary>The media type.</summary>
    public const string Type = "application/atom+xml; charset=utf-8";

    /// <summary>How many entries there are at most.</summary>
    public const int MaxEntries = 30;

    /// <summary>
    /// The most characters of HTML in all entries together: what is beyond has its summary only, so that no reader fetches megabytes.
    /// </summary>
    public const int MaxText = 600_000;

    private const string Namespace = "http://www.w3.org/2005/Atom";

    /// <summary>The feed with these entries, the newest first.</summary>
    /// <param name="address">The absolute address of a page by its path.</param>
    public static string Of(string name, string motto, SiteName site, Func<string, string> address, IReadOnlyList<FeedEntry> entries)
    {
        var xml = new AtomWriter();
        xml.Begin("feed", "xmlns", Namespace, "xml:lang", "en-GB");
        xml.Text("id", site.Tag("feed", 1, site.MadeAt));
        xml.Text("title", name);
        if (motto.Length > 0) xml.Text("subtitle", motto);
        xml.Text("updated", SchoolTime.Machine(entries.Count == 0 ? site.MadeAt : entries.Max(static entry => entry.UpdatedAt)));
        xml.Empty("link", "rel", "self", "type", "application/atom+xml", "href", address("/feed.xml"));
        xml.Empty("link", "rel", "alternate", "type", "text/html", "href", address("/"));
        Author(xml, name);
        xml.Text("generator", "MathsSoc");
        var left = MaxText;
        foreach (var entry in entries)
        {
            var text = entry.Text?.Markup.Length <= left ? entry.Text.Markup : null;
            left -= text?.Length ?? 0;
            Write(xml, entry, address, text);
        }
        xml.End("feed");
        return xml.ToString();
    }

    private static void Write(AtomWriter xml, FeedEntry entry, Func<string, string> address, string? text)
    {
        xml.Begin("entry");
        xml.Text("id", entry.Id);
        xml.Text("title", entry.Title);
        xml.Text("published", SchoolTime.Machine(entry.PublishedAt));
        xml.Text("updated", SchoolTime.Machine(entry.UpdatedAt));
        if (entry.Author.Length > 0) Author(xml, entry.Author);
        xml.Empty("link", "rel", "alternate", "type", "text/html", "href", address(entry.Path));
        if (entry.File is { } file)
            xml.Empty("link", "rel", "enclosure", "type", "application/pdf",
                "length", file.Bytes.ToString(CultureInfo.InvariantCulture), "href", address(file.Path));
        if (entry.Summary.Length > 0) xml.Text("summary", entry.Summary);
        if (text is not null) xml.Text("content", text, "type", "html");
        xml.End("entry");
    }

    private static void Author(AtomWriter xml, string name)
    {
        xml.Begin("author");
        xml.Text("name", name);
        xml.End("author");
    }
}
