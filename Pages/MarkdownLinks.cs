// Which addresses a text may link to: the web, a mailbox, or this site; never scripts, data or pictures of other sites.
namespace MathsSoc.Pages;

internal static class MarkdownLinks
{
    private const int MaxLength = 2000;

    private static readonly string[] Schemes = ["https://", "http://", "mailto:"];

    /// <summary>
    /// The address to write into the page, or null if the link is not allowed. Links carry no <c>rel</c>: they open in the same window,
    /// so there is no opener to hide; the site's Referrer-Policy hides the address they are followed from; and the authors are staff
    /// whose links are intended, so search engines may follow them.
    /// </summary>
    public static string? Address(string? written, Func<string, string> onThisSite)
    {
        if (written is null || written.Length is 0 or > MaxLength || HasControl(written)) return null;
        foreach (var scheme in Schemes)
            if (written.Length > scheme.Length && written.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) return written;
        // A second slash, or a backslash, which browsers treat as one, would lead to another host.
        if (written[0] == '#') return written;
        return written[0] == '/' && !written.StartsWith("//", StringComparison.Ordinal) && !written.Contains('\\')
            ? onThisSite(written)
            : null;
    }

    /// <summary>
    /// The reference of one of our own pictures: <c>upload:</c> and a name, or a name; null for anything with a path or another scheme.
    /// </summary>
    public static string? Picture(string? written)
    {
        if (written is null || written.Length > MaxLength || HasControl(written)) return null;
        var name = written.StartsWith("upload:", StringComparison.Ordinal) ? written.AsSpan(7) : written;
        return name.Length > 0 && name.IndexOfAny(":/\\") < 0 && name[0] != '.' ? written : null;
    }

    // Browsers drop tabs and line ends from an address before they look at its scheme.
    private static bool HasControl(string text)
    {
        foreach (var c in text)
            if (char.IsControl(c)) return true;
        return false;
    }
}
