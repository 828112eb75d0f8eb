// A parsed text without its markup: for excerpts, and for the description of a picture.
using System.Text;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace MathsSoc.Pages;

internal static class PlainText
{
    /// <summary>Paragraphs, headings and list items on one line, up to a little more than <paramref name="enough"/> characters.</summary>
    public static string Of(MarkdownDocument document, int enough)
    {
        var text = new StringBuilder();
        Add(text, document, enough);
        return OnOneLine(text.ToString());
    }

    /// <summary>The text of an inline element.</summary>
    public static string Of(ContainerInline inline)
    {
        var text = new StringBuilder();
        Add(text, inline);
        return OnOneLine(text.ToString());
    }

    /// <summary>The text of a line, each formula in words.</summary>
    public static string Spoken(MarkdownDocument line)
    {
        var text = new StringBuilder();
        foreach (var block in line)
            if (block is LeafBlock { Inline: { } inlines }) Add(text, inlines, isSpoken: true);
        return OnOneLine(text.ToString());
    }

    /// <summary>Runs of white space become one space; white space at the ends is removed.</summary>
    public static string OnOneLine(ReadOnlySpan<char> text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (!char.IsWhiteSpace(c) && !char.IsControl(c)) line.Append(c);
            else if (line.Length > 0 && line[^1] != ' ') line.Append(' ');
        }
        return line.ToString().TrimEnd();
    }

    private static void Add(StringBuilder text, ContainerBlock container, int enough)
    {
        foreach (var block in container)
        {
            if (text.Length > enough) return;
            if (block is Table) continue;
            if (block is ContainerBlock inner) Add(text, inner, enough);
            else if (block is LeafBlock { Inline: { } inlines })
            {
                Add(text, inlines);
                text.Append(' ');
            }
        }
    }

    private static void Add(StringBuilder text, ContainerInline container, bool isSpoken = false)
    {
        for (var inline = container.FirstChild; inline is not null; inline = inline.NextSibling)
        {
            switch (inline)
            {
                case LiteralInline literal: text.Append(literal.Content.AsSpan()); break;
                case TeXInline tex when isSpoken: text.Append(SpokenMaths.Of(tex.Formula.Trim())); break;
                case TeXInline tex: text.Append(tex.Formula.AsSpan().Trim()); break;
                case CodeInline code: text.Append(code.ContentSpan); break;
                case HtmlEntityInline entity: text.Append(entity.Transcoded.AsSpan()); break;
                case AutolinkInline auto: text.Append(auto.Url); break;
                case LineBreakInline: text.Append(' '); break;
                case ContainerInline inner: Add(text, inner, isSpoken); break;
            }
        }
    }
}
