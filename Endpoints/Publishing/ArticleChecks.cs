// Checks an article before it is saved and before readers see it, and says in words how one text of it differs from another.
using MathsSoc.ChallengeFiles;
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Errors that readers would meet prevent publishing; everything else is a warning, and the author decides.</summary>
public static class ArticleChecks
{
    /// <summary>With a PDF, readers who cannot open it read this much at least.</summary>
    public const int LeastSummary = 40;

    /// <summary>
    /// Adds an error at each field that must not be saved and, if the article is or goes <paramref name="live"/>, at each that must not be
    /// published.
    /// </summary>
    public static void Fail(FormReader form, Article article, RenderedText body, bool live)
    {
        ChallengeChecks.FailLine(form, "title", "Title", article.Title);
        AuthorTexts.Fail(form, "body", "Text", body, live);
        if (article is { Kind: ArticleKind.Article, PdfHash: not null })
            form.Fail("kind", "Kind: only a newsletter has a PDF. Remove the PDF first, or leave it a newsletter.");
        if (!live) return;
        if (article is { Body.Length: 0, PdfHash: null })
            form.Fail("body", article.Kind == ArticleKind.Newsletter
                ? "Text: write something, or send a PDF, before it is published."
                : "Text: write something before it is published.");
        if (article.PdfHash is not null && article.Summary.Length < LeastSummary)
            form.Fail("summary", $"Summary: say in at least {LeastSummary} characters what is in the PDF, for readers who cannot open it.");
    }

    /// <summary>The warnings, one sentence each.</summary>
    public static List<string> Warnings(RenderedText body) => [.. body.Problems.Select(static problem => $"Text: {problem.Message}")];

    /// <summary>What differs, one sentence each; the sentences are in the present: "The title “A” becomes “B”."</summary>
    public static List<string> Changes(Article old, Article next)
    {
        var changes = new List<string>();
        TextDiff.Compare(changes, "The title", old.Title, next.Title);
        if (old.Kind != next.Kind) changes.Add(next.Kind == ArticleKind.Newsletter ? "It becomes a newsletter." : "It becomes an article.");
        TextDiff.Compare(changes, "The author", old.AuthorName, next.AuthorName);
        TextDiff.Compare(changes, "The summary", old.Summary, next.Summary);
        TextDiff.Text(changes, "The text", old.Body, next.Body);
        if (old.Audience != next.Audience)
            changes.Add(next.Audience == Audience.Members ? "Only members may read it." : "Everybody may read it.");
        if (old.PdfHash != next.PdfHash)
            changes.Add(old.PdfHash is null ? "A PDF is added." : next.PdfHash is null ? "The PDF goes." : "Another PDF takes the place.");
        return changes;
    }
}
