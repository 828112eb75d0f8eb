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
public sealed record RenderedText(SafeHtml Html, bool HasMaths, IReadOnlyList<TextProblem> Problems);

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

    // Lists, quotations and emphasis within one another. Ordinary texts stay under ten.
    private const int MaxDepth = 50;

    // Markdig searches for the end of each link up to the end of its paragraph: 25,000 links that never end took it five seconds.
    private const int MaxLinks = 1000;

    private static readonly MarkdownPipeline Pipeline = BuildPipeline();

    /// <summary>The text as HTML.</summary>
    public static RenderedText Render(string text, MarkdownSettings settings)
    {
        var (document, refusal) = Parse(text);
        using var buffer = new PageBuffer();
        if (document is null)
        {
            // The reader still sees what was written.
            buffer.Literal("<pre class=\"command\">");
            buffer.Text(text.AsSpan(0, Math.Min(text.Length, MaxLength)));
            buffer.Literal("</pre>\n");
            var source = new SafeHtml(Encoding.UTF8.GetString(buffer.Written.Span));
            return new RenderedText(source, false, [new TextProblem(refusal!, Refuse: true)]);
        }
        var writer = new MarkdownWriter(buffer, settings, document);
        writer.Write();
        return new RenderedText(new SafeHtml(Encoding.UTF8.GetString(buffer.Written.Span)), writer.HasMaths, writer.Problems);
    }

    /// <summary>
    /// The text without its markup, on one line, for feeds and summaries; formulas as TeX, code blocks and tables left out.
    /// </summary>
    /// <param name="maxLength">The longest excerpt; a longer text is cut between words and ends in an ellipsis.</param>
    public static string Excerpt(string text, int maxLength)
    {
        var plain = Parse(text).Document is { } document
            ? PlainText.Of(document, maxLength)
            : PlainText.OnOneLine(text.AsSpan(0, Math.Min(text.Length, MaxLength)));
        if (plain.Length <= maxLength) return plain;
        var cut = plain.LastIndexOf(' ', maxLength - 1);
        if (cut < maxLength / 3) cut = maxLength - 1; // one very long word
        if (char.IsHighSurrogate(plain[cut - 1])) cut--;
        return plain[..cut].TrimEnd(' ', ',', ';', ':', '.') + "…";
    }

    /// <summary>The TeX between the dollars of every formula in the text, in order, up to <see cref="MaxFormulas"/>.</summary>
    public static IReadOnlyList<string> Formulas(string text)
    {
        var formulas = new List<string>();
        if (Parse(text).Document is not { } document) return formulas;
        foreach (var node in document.Descendants())
        {
            if (node is not TeXInline tex) continue;
            formulas.Add(tex.Formula.Trim());
            if (formulas.Count == MaxFormulas) break;
        }
        return formulas;
    }

    private static (MarkdownDocument? Document, string? Refusal) Parse(string text)
    {
        if (text.Length > MaxLength) return (null, "This text is too long: 100,000 characters is the most. Make two of it.");
        if (text.AsSpan().Count("](") > MaxLinks) return (null, "This text has too many links: 1,000 is the most. Make two of it.");
        try
        {
            // Markdig's own Markdown.Parse can set up every extension there is from a line of the text, which brings them all into the
            // binary (some 700 kB).
            return (MarkdownParser.Parse(text, Pipeline), null);
        }
        catch (ArgumentException) // Markdig's only signal that MaxDepth was reached
        {
            return (null, "This text has too many lists, quotations or brackets inside one another. "
                + "Look for a character that was repeated by accident.");
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
        return builder.Build();
    }
}
