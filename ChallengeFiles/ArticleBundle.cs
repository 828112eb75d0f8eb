// An article or newsletter as one text file: what such a file holds, and how it is read and written.
using System.Text;
using MathsSoc.Data;

namespace MathsSoc.ChallengeFiles;

/// <summary>An article as it is in its file; <c>docs/authoring.md</c> describes the format.</summary>
public sealed record BundleArticle(string Title)
{
    /// <summary>The name by which an import finds the article again; null: it is found by its title.</summary>
    public string? Id { get; init; }

    public ArticleKind Kind { get; init; }

    /// <summary>As pages show it; null: whoever brings the file in, or the author that the article has already.</summary>
    public string? Author { get; init; }

    /// <summary>When readers see it, in unix seconds on a whole minute; null: a draft.</summary>
    public long? PublishedAt { get; init; }

    /// <summary>Null: everyone, or whoever may read the article already.</summary>
    public Audience? Audience { get; init; }

    public string Summary { get; init; } = "";

    /// <summary>The hash of the newsletter's PDF, which is its file's name too; null: it has none.</summary>
    public string? PdfHash { get; init; }

    /// <summary>No list shows it.</summary>
    public bool IsUnlisted { get; init; }

    /// <summary>Markdown with TeX; empty only in a draft or beside a PDF.</summary>
    public string Body { get; init; } = "";
}

/// <summary>Reads and writes the files of articles.</summary>
public static class ArticleBundle
{
    private const string PdfEnding = ".pdf";

    // The first two are names of a challenge's lines as well.
    private const int Shared = 2;

    internal static readonly string[] Keys =
        ["id", "title", "kind", "author", "published-at", "audience", "summary", "pdf", "unlisted"];

    /// <summary>Whether a file is that of an article, not of a challenge: it has a line that only articles have, and no parts.</summary>
    public static bool IsArticle(string text) =>
        Array.Exists(Keys[Shared..], key => FindLine(text, key) is not null) && FindLine(text, "parts") is null;

    /// <summary>
    /// The line (from 1) with what <paramref name="key"/> names; that of the dashes below the front matter if there is none, and for the
    /// text itself, which is <c>body</c>.
    /// </summary>
    public static int LineOf(string text, string key) => FindLine(text, key) ?? FindLine(text, "")!.Value;

    /// <summary>The file as an article, or what is wrong with it.</summary>
    public static (BundleArticle? Article, IReadOnlyList<BundleError> Errors) Read(string text) => new ArticleReader(text).Read();

    /// <summary>The text of an article as the file keeps it.</summary>
    public static string Tidy(string markdown) => Bundle.TidyLines(markdown).TrimEnd();

    /// <summary>The name of a PDF in files.</summary>
    public static string? PdfName(string? hash) => hash is null ? null : hash + PdfEnding;

    /// <summary>The hash in such a name; null if it is no such name.</summary>
    internal static string? PdfHash(string name) =>
        name.EndsWith(PdfEnding, StringComparison.Ordinal) && Uploads.IsHash(name.AsSpan(0, name.Length - PdfEnding.Length))
            ? name[..^PdfEnding.Length] : null;

    /// <summary>
    /// The article as a file that <see cref="Read"/> reads to the same article: always the same text for the same article.
    /// </summary>
    public static string Write(BundleArticle article)
    {
        var text = new StringBuilder();
        BundleWriter.Line(text, Bundle.Fence);
        string?[] values =
        [
            article.Id, article.Title, EnumText.Of(article.Kind), article.Author, BundleTime.Write(article.PublishedAt),
            article.Audience is { } audience ? EnumText.Of(audience) : null, article.Summary.Length == 0 ? null : article.Summary,
            PdfName(article.PdfHash), article.IsUnlisted ? "true" : null,
        ];
        for (var i = 0; i < Keys.Length; i++) BundleWriter.Field(text, "", Keys[i], values[i]);
        BundleWriter.Line(text, Bundle.Fence);
        if (Tidy(article.Body) is { Length: > 0 } body) text.Append('\n').Append(body).Append('\n');
        return text.ToString();
    }

    /// <summary>The line of the front matter with this name, or with an empty name the line that ends it; null if there is none.</summary>
    internal static int? FindLine(string text, string key)
    {
        var line = 0;
        foreach (var range in text.AsSpan().Split('\n'))
        {
            var content = text.AsSpan(range).TrimEnd();
            if (++line == 1) continue;
            if (content.SequenceEqual(Bundle.Fence)) return key.Length == 0 ? line : null;
            if (key.Length > 0 && content.StartsWith(key, StringComparison.Ordinal) && content.Length > key.Length
                && content[key.Length] == ':') return line;
        }
        return null;
    }
}

/// <summary>An instance reads one text, once.</summary>
internal sealed class ArticleReader(string text) : FrontMatterReader(text)
{
    private BundleArticle article = new("");

    public (BundleArticle? Article, IReadOnlyList<BundleError> Errors) Read()
    {
        if (!ReadFields()) return (null, Errors);
        var end = At + 1;
        if (!Seen.Contains("title")) FaultAt(end, "The article has no title: add a line such as “title: On tilings”.");
        var body = ArticleBundle.Tidy(string.Join('\n', Lines, end, Lines.Length - end));
        if (body.Length > Article.MaxBody)
            FaultAt(end, $"The text is too long: {Article.MaxBody:N0} characters is the most.");
        return Errors.Count > 0 ? (null, Errors) : (article with { Body = body }, Errors);
    }

    protected override void Take(Field field)
    {
        if (field.Indent != 0 || field.IsItem)
            Fault("This line does not stand in its place: every line of an article begins at the margin.");
        else if (IsKnown(field, "An article", ArticleBundle.Keys) && Value(field) is { } value) article = Take(field.Key!, value);
    }

    private BundleArticle Take(string key, string value)
    {
        switch (key)
        {
            case "id": return article with { Id = Id(value) };
            case "title": return Within(value, Article.MaxTitle) ? article with { Title = value } : article;
            case "author": return Within(value, Article.MaxAuthorName) ? article with { Author = value } : article;
            case "summary": return Within(value, Article.MaxSummary) ? article with { Summary = value } : article;
            case "published-at": return article with { PublishedAt = Time(value) };
            case "kind":
                if (EnumText.Parse<ArticleKind>(value) is { } kind) return article with { Kind = kind };
                Fault("Write article or newsletter.");
                return article;
            case "audience":
                if (EnumText.Parse<Audience>(value) is { } audience) return article with { Audience = audience };
                Fault("Write everyone or members.");
                return article;
            case "pdf":
                if (ArticleBundle.PdfHash(value) is { } hash) return article with { PdfHash = hash };
                Fault("Write the name that the PDF has in the zip file: 64 digits and letters, then .pdf.");
                return article;
            default:
                if (value != "true") Fault("Write true, or leave the line out: lists then show it.");
                return article with { IsUnlisted = true };
        }
    }
}
