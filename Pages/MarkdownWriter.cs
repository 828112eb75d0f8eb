// Writes a parsed text as HTML: only the elements named here ever come out, and every piece of text is encoded.
using System.Globalization;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace MathsSoc.Pages;

internal sealed partial class MarkdownWriter(PageBuffer html, MarkdownSettings settings, MarkdownDocument document)
{
    // More than an author would read at once; and of an upload's name, a long hash, what is enough to find it in the text.
    private const int MaxProblems = 20, MaxName = 16;

    private readonly List<TextProblem> problems = [];
    private readonly int highest = Highest(document);
    private int previousHeading = settings.FirstHeading - 1;
    private int tables;

    public bool HasMaths { get; private set; }

    public IReadOnlyList<TextProblem> Problems => problems;

    /// <summary>Whether writing ended early, because the text becomes more HTML than a page may have.</summary>
    public bool IsTooLong => html.Written.Length > Markdown.MaxBytes;

    public void Write() => Children(document);

    /// <summary>Writes what is in the paragraphs, without the paragraphs themselves.</summary>
    public void WriteInline()
    {
        foreach (var block in document)
            if (block is LeafBlock leaf) Inlines(leaf.Inline);
    }

    private void Children(ContainerBlock container)
    {
        foreach (var block in container) Write(block, isTight: false);
    }

    private void Write(Block block, bool isTight)
    {
        if (IsTooLong) return;
        switch (block)
        {
            case HeadingBlock heading: Heading(heading); break;
            case ParagraphBlock or TeXBlock: Paragraph((LeafBlock)block, isTight); break;
            case CodeBlock code: Code(code); break;
            case QuoteBlock quote: Around("blockquote", quote); break;
            case ListBlock list: List(list); break;
            case Table table: Table(table); break;
            case ThematicBreakBlock: html.Literal("<hr>\n"); break;
            // The remaining blocks (definitions of links) have nothing to show.
        }
    }

    // The text's highest heading becomes FirstHeading, and no heading skips a level on the way down.
    private void Heading(HeadingBlock heading)
    {
        var level = Math.Min(Math.Min(settings.FirstHeading + heading.Level - highest, previousHeading + 1), 6);
        previousHeading = level;
        ReadOnlySpan<char> name = ['h', (char)('0' + level)];
        html.Literal("<");
        html.Literal(name);
        html.Literal(">");
        Inlines(heading.Inline);
        html.Literal("</");
        html.Literal(name);
        html.Literal(">\n");
    }

    private static int Highest(MarkdownDocument document)
    {
        var highest = 6;
        foreach (var block in document.Descendants())
            if (block is HeadingBlock heading) highest = Math.Min(highest, heading.Level);
        return highest;
    }

    private void Paragraph(LeafBlock block, bool isTight)
    {
        var only = Only(block);
        if (only is TeXInline { IsDisplay: true } formula)
        {
            html.Literal("<div class=\"formula\">");
            Formula(formula);
            html.Literal("</div>\n");
        }
        else if (only is LinkInline { IsImage: true, Title.Length: > 0 } picture && !IsDecorative(picture) && Source(picture) is { } source)
        {
            html.Literal("<figure>");
            Picture(picture, source);
            html.Literal("<figcaption>");
            Text(picture.Title);
            html.Literal("</figcaption></figure>\n");
        }
        else if (isTight)
        {
            Inlines(block.Inline);
            html.Literal("\n");
        }
        else
        {
            html.Literal("<p>");
            Inlines(block.Inline);
            html.Literal("</p>\n");
        }
    }

    private static Inline? Only(LeafBlock block) => block.Inline is { FirstChild: { NextSibling: null } only } ? only : null;

    private void Code(CodeBlock code)
    {
        // Long lines scroll, and the keyboard must be able to scroll them.
        html.Literal("<pre tabindex=\"0\"><code>");
        for (var i = 0; i < code.Lines.Count; i++)
        {
            html.Text(code.Lines.Lines[i].Slice.AsSpan());
            html.Literal("\n");
        }
        html.Literal("</code></pre>\n");
    }

    private void Around(string element, ContainerBlock container)
    {
        html.Literal($"<{element}>\n");
        Children(container);
        html.Literal($"</{element}>\n");
    }

    private void List(ListBlock list)
    {
        html.Literal(list.IsOrdered ? "<ol" : "<ul");
        if (list.IsOrdered && int.TryParse(list.OrderedStart, NumberStyles.None, CultureInfo.InvariantCulture, out var start) && start != 1)
        {
            html.Literal(" start=\"");
            html.Formatted(start);
            html.Literal("\"");
        }
        html.Literal(">\n");
        foreach (var item in list)
        {
            html.Literal("<li>");
            foreach (var block in (ListItemBlock)item) Write(block, isTight: !list.IsLoose);
            html.Literal("</li>\n");
        }
        html.Literal(list.IsOrdered ? "</ol>\n" : "</ul>\n");
    }

    private void Table(Table table)
    {
        // A group, not a region: a page may show several texts, and each landmark would need a name that no other has.
        html.Literal("<div class=\"table\" role=\"group\" aria-label=\"Table");
        if (++tables > 1)
        {
            html.Literal(" ");
            html.Formatted(tables);
        }
        html.Literal("\" tabindex=\"0\"><table>\n");
        var isBody = false;
        foreach (TableRow row in table)
        {
            if (row.IsHeader) html.Literal("<thead>");
            else if (!isBody) html.Literal("<tbody>");
            isBody = !row.IsHeader;
            html.Literal("<tr>");
            var cells = 0;
            foreach (TableCell cell in row) Cell(table, cell, row.IsHeader, cells++);
            html.Literal(row.IsHeader ? "</tr></thead>\n" : "</tr>\n");
        }
        html.Literal(isBody ? "</tbody></table></div>\n" : "</table></div>\n");
    }

    private void Cell(Table table, TableCell cell, bool isHeader, int column)
    {
        var isRight = column < table.ColumnDefinitions.Count && table.ColumnDefinitions[column].Alignment == TableColumnAlign.Right;
        html.Literal(isHeader ? "<th scope=\"col\"" : "<td");
        html.Literal(isRight ? " class=\"number\">" : ">");
        foreach (var block in cell)
            if (block is LeafBlock leaf) Inlines(leaf.Inline);
        html.Literal(isHeader ? "</th>" : "</td>");
    }

    private void Inlines(ContainerInline? container)
    {
        for (var inline = container?.FirstChild; inline is not null; inline = inline.NextSibling) Write(inline);
    }

    private void Write(Inline inline)
    {
        if (IsTooLong) return;
        switch (inline)
        {
            case LiteralInline literal: Text(literal.Content.AsSpan()); break;
            case TeXInline tex:
                html.Literal("<span class=\"tex\">");
                Formula(tex);
                html.Literal("</span>");
                break;
            case CodeInline code:
                html.Literal("<code>");
                html.Text(code.ContentSpan);
                html.Literal("</code>");
                break;
            case EmphasisInline emphasis:
                html.Literal(emphasis.DelimiterCount == 2 ? "<strong>" : "<em>");
                Inlines(emphasis);
                html.Literal(emphasis.DelimiterCount == 2 ? "</strong>" : "</em>");
                break;
            case LineBreakInline lineBreak: html.Literal(lineBreak.IsHard ? "<br>\n" : "\n"); break;
            case HtmlEntityInline entity: Text(entity.Transcoded.AsSpan()); break;
            case LinkInline { IsImage: true } picture: Picture(picture); break;
            case LinkInline link: Link(link, link.GetDynamicUrl?.Invoke() ?? link.Url); break;
            case AutolinkInline auto: Link(auto, auto.IsEmail ? "mailto:" + auto.Url : auto.Url); break;
            case ContainerInline container: Inlines(container); break;
        }
    }

    private void Link(Inline link, string? written)
    {
        var address = MarkdownLinks.Address(written, settings.Link);
        if (address is null)
        {
            Report(
                $"The link to “{Cut(written)}” leads nowhere: begin it with https://, or with / for a page of this site.",
                refuse: false);
        }
        else
        {
            html.Literal("<a href=\"");
            html.Text(address);
            html.Literal("\">");
        }
        if (link is ContainerInline container) Inlines(container);
        else Text(((AutolinkInline)link).Url);
        if (address is not null) html.Literal("</a>");
    }

    private void Picture(LinkInline picture)
    {
        if (Source(picture) is { } source)
        {
            Picture(picture, source);
            return;
        }
        Report($"There is no picture “{Cut(picture.Url)}” among the uploads: readers see its description instead.", refuse: false);
        Inlines(picture);
    }

    private void Picture(LinkInline picture, string source)
    {
        var alternative = PlainText.Of(picture);
        if (alternative.Length == 0 && !IsDecorative(picture))
            {
                var name = Cut(picture.Url, MaxName);
                Report(
                    $"Say what the picture “{name}” shows: ![what it shows]({name}). If it only decorates: ![]({name} \"decorative\").",
                    refuse: true);
            }
        if (PictureWords.FindProblem(alternative) is { } problem) Report(problem, refuse: false);
        html.Literal("<img src=\"");
        html.Text(source);
        html.Literal("\" alt=\"");
        html.Text(alternative);
        html.Literal("\">");
    }

    private string? Source(LinkInline picture) =>
        MarkdownLinks.Picture(picture.GetDynamicUrl?.Invoke() ?? picture.Url) is { } name ? settings.Image(name) : null;

    private static bool IsDecorative(LinkInline picture) => picture.Title == Data.Upload.Decorative;

    private void Formula(TeXInline tex)
    {
        HasMaths = true;
        if (tex.Formula.Length > Markdown.MaxTeX)
            Report(
                $"The formula that begins “{Cut(tex.Source)}” is longer than {Markdown.MaxTeX} characters and stays TeX.", refuse: false);
        if (settings.HasTeXAsCode) html.Literal("<code>");
        html.Text(tex.Source);
        if (settings.HasTeXAsCode) html.Literal("</code>");
    }

    // A dollar that begins no formula gets an element of its own, so that maths.js never takes two of them for a formula.
    private void Text(ReadOnlySpan<char> text)
    {
        for (int at; (at = text.IndexOf('$')) >= 0; text = text[(at + 1)..])
        {
            html.Text(text[..at]);
            html.Literal("<span>$</span>");
        }
        html.Text(text);
    }

    private void Report(string message, bool refuse)
    {
        if (problems.Count < MaxProblems && !problems.Exists(one => one.Message == message)) problems.Add(new(message, refuse));
    }

    private static string Cut(string? text, int most = 60) => text is null ? "" : text.Length > most ? text[..most] + "…" : text;
}
