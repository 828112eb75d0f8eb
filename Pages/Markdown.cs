// Markdown with TeX, as authors write statements, solutions and articles, turned into safe HTML, an excerpt, or the list of its formulas.
using System.Text;
using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Parsers;
using Markdig.Parsers.Inlines;
using Markdig.Syntax;

namespace MathsSoc.Pages;

/// <summary>The settings that depend on the page around a text.</summary>
public sealed record MarkdownSettings
{
    /// <summary>The level that the text's highest heading gets: 2 below a page's own h1, 3 within a section.</summary>
    public int FirstHeading { get; init; } = 2;

    /// <summary>Whether formulas are TeX in <c>code</c>, for readers that typeset nothing.</summary>
    public bool HasTeXAsCode { get; init; }

    /// <summary>
    /// Whether the text is a whole page: its first paragraph, if no heading comes before it, is the page's lead, and each of its highest
    /// headings begins a section.
    /// </summary>
    public bool HasSections { get; init; }

    /// <summary>
    /// The address of a picture by the reference in the text, <c>upload:HASH.png</c> or <c>name.png</c>; null if there is none.
    /// </summary>
    public Func<string, string?> Image { get; init; } = static _ => null;

    /// <summary>The address of a page of this site, as <see cref="SiteFrame.Link"/> gives it.</summary>
    public Func<string, string> Link { get; init; } = static path => path;
}

/// <summary>Something in a text that its author should change, as a sentence.</summary>
/// <param name="Refuse">True if the text must not be published as it is.</param>
public sealed record TextProblem(string Message, bool Refuse);

/// <summary>A text as a page shows it.</summary>
/// <param name="HasMaths">Whether there is TeX in it, so that the page loads the typesetter.</param>
public sealed record RenderedText(SafeHtml Html, bool HasMaths, IReadOnlyList<TextProblem> Problems)
{
    /// <summary>What comes before the first section, of a text with sections; it is not in <see cref="Html"/> too.</summary>
    public SafeHtml Opening { get; init; } = SafeHtml.Nothing;

    /// <summary>Why the text is beyond the bounds, so that it must not be saved, as a sentence; null if it is within them.</summary>
    public string? Refusal { get; init; }

    /// <summary>What <see cref="Markdown.Formulas"/> finds in the text.</summary>
    public IReadOnlyList<string> Formulas { get; init; } = [];
}

/// <summary>
/// CommonMark with pipe tables and TeX, and nothing else: every feature is code in the binary. HTML in a text is shown as plain text.
/// The work is bounded: see the limits below.
/// </summary>
public static class Markdown
{
    /// <summary>The longest text, in characters: some forty printed pages.</summary>
    public const int MaxLength = 100_000;

    /// <summary>A formula longer than this is not typeset: wwwroot/js/maths.js has the same number.</summary>
    public const int MaxTeX = 4000;

    /// <summary>Formulas that <see cref="Formulas"/> lists.</summary>
    public const int MaxFormulas = 500;

    /// <summary>Cells of one table, and of all tables of a text: Markdig makes every row as long as the longest.</summary>
    public const int MaxCells = 2000, MaxCellsInAll = 12_000;

    /// <summary>The most HTML that a text becomes, in bytes; an honest text of the greatest length becomes some 200 kB.</summary>
    public const int MaxBytes = 500_000;

    // Lists, quotations and emphasis within one another. Ordinary texts stay under ten.
    private const int MaxDepth = 50;

    private const string TooDeep = "This text has too many lists, quotations or brackets inside one another. "
        + "Look for a character that was repeated by accident.";

    private const int MaxLinks = 1000, MaxLines = 10_000;

    // Of a text that is refused, the part that readers see as it was typed; and of any text, the part that an excerpt may come from.
    private const int MaxSource = 50_000, MaxExcerpted = 20_000;

    private static readonly MarkdownPipeline Pipeline = BuildPipeline(), OneLine = BuildLine(true), PlainLine = BuildLine(false);

    /// <summary>The text as HTML; a text beyond the bounds becomes a sentence that says so, above its source.</summary>
    public static RenderedText Render(string text, MarkdownSettings settings)
    {
        var (document, refusal) = Parse(text);
        if (document is null) return Refused(text, refusal!);
        using var buffer = new PageBuffer();
        var writer = new MarkdownWriter(buffer, settings, document);
        if (settings.HasSections) writer.WriteSections();
        else writer.Write();
        if (writer.IsTooLong)
            return Refused(text, $"This text becomes too long a page: {MaxBytes / 1000} kB of HTML is the most. Make two of it.");
        var (written, sections) = (buffer.Written, writer.SectionsAt);
        return new RenderedText(new SafeHtml(Encoding.UTF8.GetString(written[sections..].Span)), writer.HasMaths, writer.Problems)
        {
            Opening = new SafeHtml(Encoding.UTF8.GetString(written[..sections].Span)),
            Formulas = FormulasIn(document),
        };
    }

    /// <summary>
    /// One line, such as a question or a hint: emphasis, code and TeX; no links, pictures, lists or headings. With
    /// <paramref name="isPlain"/> TeX alone, for choices, whose stars and underscores are part of an answer.
    /// </summary>
    public static WrittenLine Line(string text, bool isPlain = false)
    {
        var document = Parse(text, isPlain ? PlainLine : OneLine).Document;
        using var buffer = new PageBuffer();
        if (document is null)
        {
            buffer.Text(text);
            return new WrittenLine(new SafeHtml(Encoding.UTF8.GetString(buffer.Written.Span)), text, false);
        }
        var writer = new MarkdownWriter(buffer, new MarkdownSettings(), document);
        writer.WriteInline();
        return new WrittenLine(new SafeHtml(Encoding.UTF8.GetString(buffer.Written.Span)), PlainText.Spoken(document), writer.HasMaths);
    }

    private static RenderedText Refused(string text, string refusal)
    {
        using var buffer = new PageBuffer();
        buffer.Literal("<p><strong>This text cannot be shown as it should look.</strong> ");
        buffer.Text(refusal);
        buffer.Literal("</p>\n<pre class=\"command\">");
        buffer.Text(text.AsSpan(0, Math.Min(text.Length, MaxSource)));
        buffer.Literal(text.Length > MaxSource ? "…</pre>\n" : "</pre>\n");
        return new RenderedText(new SafeHtml(Encoding.UTF8.GetString(buffer.Written.Span)), false, [new TextProblem(refusal, Refuse: true)])
        {
            Refusal = refusal,
        };
    }

    /// <summary>
    /// The text without its markup, on one line, for feeds and summaries; formulas as TeX, code blocks and tables left out.
    /// </summary>
    /// <param name="maxLength">The longest excerpt; a longer text is cut between words and ends in an ellipsis.</param>
    public static string Excerpt(string text, int maxLength)
    {
        if (text.Length > MaxExcerpted) text = text[..MaxExcerpted];
        var plain = Parse(text).Document is { } document ? PlainText.Of(document, maxLength) : PlainText.OnOneLine(text);
        if (plain.Length <= maxLength) return plain;
        var cut = plain.LastIndexOf(' ', maxLength - 1);
        if (cut < maxLength / 3) cut = maxLength - 1; // one very long word
        if (char.IsHighSurrogate(plain[cut - 1])) cut--;
        return plain[..cut].TrimEnd(' ', ',', ';', ':', '.') + "…";
    }

    /// <summary>The TeX between the dollars of every formula in the text, in order, up to <see cref="MaxFormulas"/>.</summary>
    public static IReadOnlyList<string> Formulas(string text) => Parse(text).Document is { } document ? FormulasIn(document) : [];

    private static List<string> FormulasIn(MarkdownDocument document)
    {
        var formulas = new List<string>();
        foreach (var node in document.Descendants())
        {
            if (node is not TeXInline tex) continue;
            formulas.Add(tex.Formula.Trim());
            if (formulas.Count == MaxFormulas) break;
        }
        return formulas;
    }

    private static (MarkdownDocument? Document, string? Refusal) Parse(string text, MarkdownPipeline? pipeline = null)
    {
        if (text.Length > MaxLength) return (null, "This text is too long: 100,000 characters is the most. Make two of it.");
        if (text.AsSpan().Count("](") > MaxLinks) return (null, "This text has too many links: 1,000 is the most. Make two of it.");
        if (text.AsSpan().Count('\n') + text.AsSpan().Count('\r') > MaxLines)
            return (null, "This text has too many lines: 10,000 is the most, empty ones included. Make two of it.");
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (MarkdownWork.CountOpenings(line) > MaxDepth) return (null, TooDeep);
            if (line.Count('|') > MaxCells) return (null, MarkdownWork.TooManyCells);
        }
        var work = new MarkdownWork();
        try
        {
            // Markdig's own Markdown.Parse can set up every extension there is from a line of the text, which brings them all into the
            // binary (some 700 kB).
            var document = MarkdownParser.Parse(text, pipeline ?? Pipeline, MarkdownWorkParser.ContextOf(work));
            return work.Refusal is null ? (document, null) : (null, work.Refusal);
        }
        catch (ArgumentException) // Markdig's only signal that MaxDepth was reached
        {
            return (null, TooDeep);
        }
    }

    private static MarkdownPipeline BuildPipeline()
    {
        var builder = new MarkdownPipelineBuilder { MaximumNestingDepth = MaxDepth }.DisableHtml();
        // The same as UsePipeTables, without the HTML renderers that it would bring into the binary.
        builder.BlockParsers.Insert(0, new PipeTableBlockParser());
        var lineBreaks = builder.InlineParsers.FindExact<LineBreakInlineParser>()!;
        builder.InlineParsers.InsertBefore<EmphasisInlineParser>(new PipeTableParser(lineBreaks));
        builder.BlockParsers.Insert(0, new TeXBlockParser());
        builder.InlineParsers.Insert(0, new TeXInlineParser());
        builder.InlineParsers.Insert(0, new MarkdownWorkParser());
        return builder.Build();
    }

    private static MarkdownPipeline BuildLine(bool hasEmphasis)
    {
        var builder = new MarkdownPipelineBuilder { MaximumNestingDepth = MaxDepth }.DisableHtml();
        builder.BlockParsers.Clear();
        builder.BlockParsers.Add(new ParagraphBlockParser { ParseSetextHeadings = false });
        builder.InlineParsers.TryRemove<LinkInlineParser>();
        builder.InlineParsers.TryRemove<AutolinkInlineParser>();
        if (!hasEmphasis)
        {
            builder.InlineParsers.TryRemove<EmphasisInlineParser>();
            builder.InlineParsers.TryRemove<CodeInlineParser>();
        }
        builder.InlineParsers.Insert(0, new TeXInlineParser());
        builder.InlineParsers.Insert(0, new MarkdownWorkParser());
        return builder.Build();
    }
}
