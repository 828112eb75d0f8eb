// Converts HTML to Markdown and makes sure that readers see the same words: what Markdown cannot express gives way before a word does.
using System.Net;
using System.Text;
using MathsSoc.Moving;
using MathsSoc.Pages;

namespace MathsSoc.Endpoints;

/// <summary>What could not be kept: nothing, emphasis and links, or all but the bare text.</summary>
public enum MarkdownLoss { Nothing, Marks, Everything }

/// <summary>A converted text.</summary>
/// <param name="Dropped">Programs, frames and drawings that were left out.</param>
public sealed record FaithfulText(string Markdown, string Plain, int Dropped, MarkdownLoss Loss);

/// <summary>Tries the best conversion first.</summary>
public static class FaithfulMarkdown
{
    /// <param name="picture">As for <see cref="HtmlToMarkdown"/>.</param>
    public static FaithfulText Of(string html, Func<string, string?> picture)
    {
        var text = new HtmlToMarkdown(picture).Convert(html);
        // What is too long for a page is shown as its source, whatever it is.
        if (text.Markdown.Length > Markdown.MaxLength || IsFaithful(text))
            return new FaithfulText(text.Markdown, text.Plain, text.Dropped, MarkdownLoss.Nothing);
        // Where emphasis or a link begins and ends cannot always be said in Markdown.
        var bare = new HtmlToMarkdown(picture, isBare: true).Convert(html);
        if (IsFaithful(bare)) return new FaithfulText(bare.Markdown, bare.Plain, bare.Dropped, MarkdownLoss.Marks);
        return new FaithfulText(HtmlToMarkdown.AsCode(text.Spaced), text.Plain, text.Dropped, MarkdownLoss.Everything);
    }

    private static bool IsFaithful(ConvertedText text)
    {
        var shown = Markdown.Render(text.Markdown, new MarkdownSettings { Image = static name => name });
        return shown.Refusal is null && Words(WithoutTags(shown.Html.Markup)) == Words(text.Plain);
    }

    /// <summary>The words of an HTML text of our own, run together.</summary>
    public static string WordsOf(string html) => Words(WithoutTags(html));

    /// <summary>A text without its spaces, which Markdown may move.</summary>
    public static string Words(string text) => string.Concat(text.Where(static letter => !char.IsWhiteSpace(letter) && letter != '\u200B'));

    private static string WithoutTags(string html)
    {
        var text = new StringBuilder(html.Length);
        var isTag = false;
        foreach (var letter in html)
        {
            if (letter == '<') isTag = true;
            else if (letter == '>') isTag = false;
            else if (!isTag) text.Append(letter);
        }
        return WebUtility.HtmlDecode(text.ToString());
    }
}
