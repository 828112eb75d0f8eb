// Turns the HTML of the earlier site's editor into Markdown: what has a counterpart is kept, everything else becomes its bare text.
using System.Text;

namespace MathsSoc.Moving;

/// <summary>A converted text.</summary>
/// <param name="Plain">What a reader must see of it, formulas as TeX in dollars and without spaces, for comparing.</param>
/// <param name="Spaced">The bare text of the HTML, with its spaces.</param>
/// <param name="Dropped">Programs, frames and drawings that were left out.</param>
public sealed record ConvertedText(string Markdown, string Plain, string Spaced, int Dropped);

/// <summary>Converts one text.</summary>
/// <param name="picture">How a text here names the picture with this address; null: there is no such picture.</param>
/// <param name="isBare">Without emphasis and links, for a text in which Markdown cannot express where they begin and end.</param>
public sealed class HtmlToMarkdown(Func<string, string?> picture, bool isBare = false)
{
    /// <summary>The description of a picture that has none.</summary>
    public const string NoWords = "A picture";

    private const int MaxCells = 1500, MaxColumns = 60;
    private static readonly (string Start, bool IsFile)[] Pages =
        [("/challenges/", false), ("/article/", false), ("/newsletter/", false), ("/newsletters/", true)];

    private readonly StringBuilder plain = new();
    private int lists;

    /// <summary>Converts any text, however broken its HTML is; what Markdown has no form for becomes plain words.</summary>
    public ConvertedText Convert(string html)
    {
        var tree = HtmlTree.Parse(html);
        var blocks = Blocks(tree.Root);
        return new ConvertedText(string.Join("\n\n", blocks), plain.ToString(), AllText(tree.Root), tree.DroppedElements);
    }

    /// <summary>The bare text as a block of code, when nothing else keeps it as it is.</summary>
    public static string AsCode(string text)
    {
        var fence = new string('`', Math.Max(3, LongestRun(text) + 1));
        return $"{fence}\n{text.ReplaceLineEndings("\n").Trim('\n')}\n{fence}";
    }

    private List<string> Blocks(HtmlNode parent)
    {
        var blocks = new List<string>();
        var line = new MarkdownText(plain);
        foreach (var child in parent.Children)
        {
            if (child.Name.Length > 0 && (HtmlTree.Blocks.Contains(child.Name) || HoldsBlock(child)))
            {
                Take(ref line, blocks);
                Block(child, blocks);
            }
            else Inline(child, line);
        }
        Take(ref line, blocks);
        return blocks;
    }

    private void Take(ref MarkdownText line, List<string> blocks)
    {
        if (line.Done.TrimEnd('\\').Trim() is { Length: > 0 }) blocks.Add(Trimmed(line.Done));
        if (!line.IsEmpty) line = new MarkdownText(plain);
    }

    // A break at the end of a paragraph would show its backslash.
    private static string Trimmed(string line)
    {
        while (line.EndsWith("\\\n", StringComparison.Ordinal) || (line.EndsWith('\\') && EndsInBreak(line))) line = line[..^1].TrimEnd();
        return line;
    }

    private static bool EndsInBreak(string line)
    {
        var run = 0;
        while (run < line.Length && line[^(run + 1)] == '\\') run++;
        return run % 2 == 1;
    }

    private void Block(HtmlNode node, List<string> blocks)
    {
        switch (node.Name)
        {
            case "h1" or "h2" or "h3" or "h4" or "h5" or "h6":
                if (OneLine(node) is { Length: > 0 } heading) blocks.Add($"{new string('#', node.Name[1] - '0')} {heading}");
                break;
            case "ul" or "ol": List(node, blocks); break;
            case "blockquote":
                if (Blocks(node) is { Count: > 0 } quoted) blocks.Add(Indented(string.Join("\n\n", quoted), "> ", "> "));
                break;
            case "pre":
                var code = AllText(node);
                plain.Append(code);
                if (code.Trim().Length > 0) blocks.Add(AsCode(code));
                break;
            case "hr": blocks.Add("---"); break;
            case "table": Table(node, blocks); break;
            default: blocks.AddRange(Blocks(node)); break;
        }
    }

    private void List(HtmlNode list, List<string> blocks)
    {
        // Two lists that follow one another stay two, because their marks differ.
        var isEven = lists++ % 2 == 0;
        var number = 0;
        var items = new List<string>();
        foreach (var child in list.Children)
        {
            if (child.Name.Length == 0 && child.Text.Trim().Length == 0) continue;
            var mark = list.Name == "ul" ? (isEven ? "- " : "* ") : $"{++number}{(isEven ? ". " : ") ")}";
            List<string> content;
            if (child.Name == "li") content = Blocks(child);
            else
            {
                var alone = new HtmlNode("li");
                alone.Children.Add(child);
                content = Blocks(alone);
            }
            if (content.Count > 0) items.Add(Indented(string.Join("\n\n", content), mark, new string(' ', mark.Length)));
        }
        var isLoose = items.Exists(static item => item.Contains("\n\n", StringComparison.Ordinal));
        if (items.Count > 0) blocks.Add(string.Join(isLoose ? "\n\n" : "\n", items));
    }

    private void Table(HtmlNode table, List<string> blocks)
    {
        var rows = new List<List<HtmlNode>>();
        Collect(table, rows);
        rows.RemoveAll(static row => row.Count == 0);
        var columns = rows.Count == 0 ? 0 : rows.Max(static row => row.Count);
        foreach (var caption in table.Children)
            if (caption.Name == "caption" && OneLine(caption) is { Length: > 0 } line) blocks.Add(line);
        if (columns == 0)
        {
            // No cells: whatever was written between them stays.
            blocks.AddRange(table.Children.Where(static child => child.Name != "caption").SelectMany(Blocks));
            return;
        }
        if (rows.Count * columns > MaxCells || columns > MaxColumns)
        {
            foreach (var row in rows) blocks.AddRange(row.SelectMany(Blocks));
            return;
        }
        var written = new StringBuilder();
        for (var i = 0; i < rows.Count; i++)
        {
            written.Append('|');
            for (var column = 0; column < columns; column++)
                written.Append(' ').Append(column < rows[i].Count ? OneLine(rows[i][column]) : "").Append(" |");
            written.Append('\n');
            if (i == 0) written.Append('|').Insert(written.Length, " --- |", columns).Append('\n');
        }
        blocks.Add(written.ToString().TrimEnd('\n'));
    }

    private static void Collect(HtmlNode node, List<List<HtmlNode>> rows)
    {
        foreach (var child in node.Children)
        {
            if (child.Name == "tr") rows.Add([]);
            if (child.Name is "td" or "th")
            {
                if (rows.Count == 0) rows.Add([]);
                rows[^1].Add(child);
            }
            else if (child.Name is "tr" or "thead" or "tbody" or "tfoot") Collect(child, rows);
        }
    }

    /// <summary>All of an element in one line, for a heading or a cell.</summary>
    private string OneLine(HtmlNode node)
    {
        var line = new MarkdownText(plain);
        Flat(node, line);
        return line.Done;
    }

    private void Flat(HtmlNode node, MarkdownText line)
    {
        foreach (var child in node.Children)
        {
            if (child.Name is "br" or "hr" || HtmlTree.Blocks.Contains(child.Name)) line.Words(" ");
            if (child.Name.Length > 0 && (HtmlTree.Blocks.Contains(child.Name) || HoldsBlock(child))) Flat(child, line);
            else if (child.Name != "br") Inline(child, line);
        }
    }

    private void Inline(HtmlNode node, MarkdownText line)
    {
        switch (node.Name)
        {
            case "":
                foreach (var piece in TeXInHtml.Split(node.Text))
                    if (piece.IsFormula) line.Formula(piece.Text, piece.IsDisplay);
                    else line.Words(piece.Text);
                break;
            case "br": line.Break(); break;
            case "img":
                if (picture(node.Address) is { } name)
                    line.Ready($"![{Words(node.Alt)}]({name})", "");
                break;
            case "strong" or "b" when !isBare: line.Around("**", () => Inlines(node, line)); break;
            case "em" or "i" when !isBare: line.Around("*", () => Inlines(node, line)); break;
            case "code" or "kbd" or "samp" or "tt": Code(TeXInHtml.OneLine(AllText(node)), line); break;
            case "sub" or "sup" when IsSmall(AllText(node)):
                line.Formula($"{(node.Name == "sub" ? '_' : '^')}{{{AllText(node).Trim()}}}", false);
                break;
            case "a" when !isBare && Address(node.Address) is { } address: line.Link(address, () => Inlines(node, line)); break;
            default: Inlines(node, line); break;
        }
    }

    private void Inlines(HtmlNode node, MarkdownText line)
    {
        foreach (var child in node.Children) Inline(child, line);
    }

    private static void Code(string code, MarkdownText line)
    {
        if (code.Length == 0) return;
        var fence = new string('`', LongestRun(code) + 1);
        var space = code[0] == '`' || code[^1] == '`' ? " " : "";
        line.Ready($"{fence}{space}{code}{space}{fence}", code);
    }

    private static bool IsSmall(string text)
    {
        text = text.Trim();
        return text.Length is > 0 and <= 6 && (text.All(char.IsAsciiDigit) || (text.Length == 1 && char.IsAsciiLetter(text[0])));
    }

    private static string? Address(string written)
    {
        if (IsPage(written)) return written;
        if (!Uri.TryCreate(written, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https" or "mailto")) return null;
        var address = uri.AbsoluteUri;
        return address.Length < 1000 && !address.AsSpan().ContainsAny("<>\\ \n") ? address : null;
    }

    /// <summary>A page of the earlier site of which there is one here, or a redirect to it.</summary>
    private static bool IsPage(string written)
    {
        if (written is "/challenges" or "/articles" or "/newsletters" or "/leaderboard" or "/about") return true;
        foreach (var (start, isFile) in Pages)
            if (written.Length > start.Length && written.Length < 300 && written.StartsWith(start, StringComparison.Ordinal))
                return written[start.Length..].All(isFile ? IsOfFileName : char.IsAsciiDigit);
        return false;
    }

    private static bool IsOfFileName(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.';

    private static string Words(string alt)
    {
        var safe = new StringBuilder();
        foreach (var letter in TeXInHtml.OneLine(alt.Length > 250 ? alt[..250] : alt))
            if (!"[]\\`*_<>$&|".Contains(letter, StringComparison.Ordinal)) safe.Append(letter);
        return safe.ToString().Trim() is { Length: > 0 } words ? words : NoWords;
    }

    /// <summary>Whether there is a block within an element that belongs into a line, as in a link around a heading.</summary>
    private static bool HoldsBlock(HtmlNode node)
    {
        foreach (var child in node.Children)
            if (child.Name.Length > 0 && (HtmlTree.Blocks.Contains(child.Name) || HoldsBlock(child))) return true;
        return false;
    }

    private static string AllText(HtmlNode node)
    {
        var text = new StringBuilder(node.Text);
        foreach (var child in node.Children)
        {
            text.Append(child.Name == "br" ? "\n" : AllText(child));
            if (child.Name.Length > 0 && HtmlTree.Blocks.Contains(child.Name)) text.Append('\n');
        }
        return text.ToString();
    }

    private static string Indented(string text, string first, string others)
    {
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
            if (i == 0 || lines[i].Length > 0 || others[0] == '>') lines[i] = (i == 0 ? first : others) + lines[i];
        return string.Join('\n', lines);
    }

    private static int LongestRun(string text)
    {
        var (longest, run) = (0, 0);
        foreach (var letter in text) longest = Math.Max(longest, run = letter == '`' ? run + 1 : 0);
        return longest;
    }
}
