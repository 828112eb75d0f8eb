// Reads HTML as an editor stored it into a small tree, forgiving whatever is wrong with it: no text is lost, and the work is linear.
using System.Net;

namespace MathsSoc.Moving;

/// <summary>An element with its children, or a text (with an empty name).</summary>
internal sealed class HtmlNode(string name, string text = "")
{
    public string Name => name;
    public string Text => text;

    /// <summary>Where a link leads, or a picture is; empty: not given.</summary>
    public string Address { get; init; } = "";

    /// <summary>What a picture shows; empty: not given.</summary>
    public string Alt { get; init; } = "";

    public List<HtmlNode> Children { get; } = [];
}

/// <summary>Builds the tree.</summary>
internal sealed class HtmlTree
{
    /// <summary>Elements within one another; what is deeper becomes part of the last one.</summary>
    public const int MaxDepth = 50;

    private const int MaxAttributes = 30;
    private static readonly string[] Dropped =
        ["script", "style", "iframe", "object", "svg", "textarea", "noscript", "template", "title", "select"];
    private static readonly string[] Void =
        ["br", "hr", "img", "input", "meta", "link", "col", "area", "base", "embed", "source", "track", "wbr", "param"];

    internal static readonly string[] Blocks =
    [
        "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "table", "tr", "td", "th", "thead", "tbody",
        "tfoot", "caption", "hr", "section", "article", "header", "footer", "figure", "figcaption", "address", "dl", "dt", "dd", "center",
        "form", "fieldset", "main", "nav", "aside", "details", "summary", "body", "html",
    ];

    private readonly List<HtmlNode> open = [new HtmlNode("root")];
    private int skipped;

    /// <summary>Elements that were left out with all that is in them: programs, frames, drawings.</summary>
    public int DroppedElements { get; private set; }

    public HtmlNode Root => open[0];

    public static HtmlTree Parse(string html)
    {
        var tree = new HtmlTree();
        tree.Read(html);
        return tree;
    }

    private void Read(string html)
    {
        for (var at = 0; at < html.Length;)
        {
            var tag = html.IndexOf('<', at);
            if (tag < 0) tag = html.Length;
            if (tag > at) AddText(html[at..tag]);
            at = tag == html.Length ? tag : ReadTag(html, tag);
        }
    }

    /// <summary>Reads what begins at a &lt; and returns where it ends.</summary>
    private int ReadTag(string html, int at)
    {
        var next = at + 1 < html.Length ? html[at + 1] : ' ';
        if (next is '!' or '?') return EndOfComment(html, at);
        var isEnd = next == '/';
        var start = isEnd ? at + 2 : at + 1;
        var end = start;
        while (end < html.Length && char.IsAsciiLetterOrDigit(html[end]) && end - start < 20) end++;
        if (end == start || !char.IsAsciiLetter(html[start]))
        {
            AddText("<");
            return at + 1;
        }
        var name = html[start..end].ToLowerInvariant();
        var (address, alt) = ("", "");
        at = ReadAttributes(html, end, name, ref address, ref alt);
        if (isEnd) Close(name);
        else if (Dropped.Contains(name)) return Skip(html, at, name);
        else Open(name, address, alt);
        return at;
    }

    private static int EndOfComment(string html, int at)
    {
        var isComment = string.CompareOrdinal(html, at, "<!--", 0, 4) == 0;
        var end = html.IndexOf(isComment ? "-->" : ">", at + 2, StringComparison.Ordinal);
        return end < 0 ? html.Length : end + (isComment ? 3 : 1);
    }

    private int Skip(string html, int at, string name)
    {
        DroppedElements++;
        var end = html.IndexOf("</" + name, at, StringComparison.OrdinalIgnoreCase);
        if (end < 0) return html.Length;
        var close = html.IndexOf('>', end);
        return close < 0 ? html.Length : close + 1;
    }

    /// <summary>Reads up to the end of the tag; keeps the addresses and descriptions that the text needs, and no other attribute.</summary>
    private static int ReadAttributes(string html, int at, string name, ref string address, ref string alt)
    {
        for (var count = 0; at < html.Length && html[at] != '>';)
        {
            var start = at;
            while (at < html.Length && html[at] is not ('=' or '>' or '/') && !char.IsWhiteSpace(html[at])) at++;
            if (at == start)
            {
                at++;
                continue;
            }
            var attribute = at - start <= 10 ? html[start..at].ToLowerInvariant() : "";
            while (at < html.Length && char.IsWhiteSpace(html[at])) at++;
            if (at >= html.Length || html[at] != '=') continue;
            at++;
            while (at < html.Length && char.IsWhiteSpace(html[at])) at++;
            if (at >= html.Length) break;
            var quote = html[at] is '"' or '\'' ? html[at++] : '\0';
            start = at;
            while (at < html.Length && (quote == '\0' ? html[at] != '>' && !char.IsWhiteSpace(html[at]) : html[at] != quote)) at++;
            if (++count > MaxAttributes || at - start > 2000) continue;
            var wanted = (name, attribute) is ("a", "href") or ("img", "src");
            if (wanted) address = WebUtility.HtmlDecode(html[start..at]).Trim();
            else if ((name, attribute) is ("img", "alt")) alt = WebUtility.HtmlDecode(html[start..at]).Trim();
            if (quote != '\0' && at < html.Length) at++;
        }
        return Math.Min(html.Length, at + 1);
    }

    private void AddText(string raw)
    {
        var text = WebUtility.HtmlDecode(raw);
        // Without the characters that entities can stand for and no text should have.
        if (text.AsSpan().ContainsAnyInRange('\0', '\x08')) text = string.Concat(text.Where(static letter => letter > '\x08'));
        if (text.Length > 0) open[^1].Children.Add(new HtmlNode("", text));
    }

    private void Open(string name, string address, string alt)
    {
        if (Blocks.Contains(name)) CloseWithin("p", name is "li" or "td" or "th" or "blockquote" ? "" : name);
        switch (name)
        {
            case "li": CloseWithin("li", "ul", "ol"); break;
            case "tr": CloseWithin("tr", "table"); break;
            case "td" or "th":
                CloseWithin("td", "tr", "table");
                CloseWithin("th", "tr", "table");
                break;
            case "dt" or "dd":
                CloseWithin("dt", "dl");
                CloseWithin("dd", "dl");
                break;
        }
        var node = new HtmlNode(name) { Address = address, Alt = alt };
        var isVoid = Void.Contains(name);
        if (open.Count > MaxDepth && !isVoid)
        {
            skipped++;
            return;
        }
        open[^1].Children.Add(node);
        if (!isVoid) open.Add(node);
    }

    private void Close(string name)
    {
        if (skipped > 0)
        {
            skipped--;
            return;
        }
        for (var i = open.Count - 1; i > 0; i--)
        {
            if (open[i].Name != name) continue;
            open.RemoveRange(i, open.Count - i);
            return;
        }
    }

    /// <summary>Closes the innermost element of this name, unless one of <paramref name="borders"/> is between.</summary>
    private void CloseWithin(string name, params ReadOnlySpan<string> borders)
    {
        for (var i = open.Count - 1; i > 0; i--)
        {
            var found = open[i].Name;
            if (found == name)
            {
                open.RemoveRange(i, open.Count - i);
                return;
            }
            if (borders.Contains(found) || (name == "p" && found is "td" or "th" or "li" or "blockquote")) return;
        }
    }
}
