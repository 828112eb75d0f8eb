// Converts one HTML text of an earlier site with the pictures in it, and says what could not be kept.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Moving;

namespace MathsSoc.Endpoints;

/// <summary>Converts the text of one challenge, article or announcement.</summary>
/// <param name="pictures">Gets the files that the text shows; null: such a text shows none.</param>
/// <param name="tell">Takes a code and a sentence for each thing that is not as it was, each once.</param>
internal sealed class EarlierText(EarlierFiles files, List<Upload>? pictures, Action<string, string> tell)
{
    private const string Prefix = "/static/uploads/";
    private readonly HashSet<string> told = new(StringComparer.Ordinal);

    /// <summary>The Markdown, of any length; empty if the text is of spaces alone.</summary>
    public string Convert(string html)
    {
        if (html.Length > SourceSchema.MaxBody)
            Tell("long", $"The text is longer than {SourceSchema.MaxBody:N0} characters, and was cut there.");
        var text = FaithfulMarkdown.Of(html, FindPicture);
        if (text.Dropped > 0) Tell("dropped", "Programs, frames or drawings in the text were left out.");
        if (text.Loss == MarkdownLoss.Marks)
            Tell("marks", "Emphasis and links were left out, because they could not be kept where they were.");
        if (text.Loss == MarkdownLoss.Everything)
            Tell("as-code", "The text could not be turned into Markdown without a difference, so it stands as plain text. Look at it.");
        if (text.Markdown.Contains($"![{HtmlToMarkdown.NoWords}](", StringComparison.Ordinal))
            Tell("alt", "Say what the picture in the text shows: nobody had written that down.");
        return text.Markdown;
    }

    /// <summary>A description without the characters that mean something in Markdown.</summary>
    public static string WithoutMarks(string alt) =>
        string.Concat(alt.Select(static letter => "[]\\`*_<>$&|".Contains(letter, StringComparison.Ordinal) ? " " : letter.ToString()));

    /// <summary>
    /// What the text here calls a picture that the editor had put into it; null if it is not there, and its description stays.
    /// </summary>
    private string? FindPicture(string address)
    {
        if (pictures is null)
        {
            Tell("picture", "An announcement shows no pictures, so those in its text are left out.");
            return null;
        }
        var at = address.IndexOf(Prefix, StringComparison.Ordinal);
        var name = at < 0 ? "" : WebUtility.UrlDecode(address[(at + Prefix.Length)..]);
        if (name.Length == 0 || name.Contains('/', StringComparison.Ordinal))
        {
            Tell("picture", "A picture in the text is from another site, so it is left out.");
            return null;
        }
        if (files.FindPicture(name, [""], Tell) is not { } file) return null;
        if (!pictures.Exists(one => one.Hash == file.Hash)) pictures.Add(file);
        return UploadTypes.Scheme + AuthorPictures.FileOf(file);
    }

    /// <summary>A text may be converted twice, and what is wrong with it is said once.</summary>
    private void Tell(string code, string sentence)
    {
        if (told.Add(sentence)) tell(code, sentence);
    }
}
