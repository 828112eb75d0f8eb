// The words for articles and newsletters: their dates, the state an author sees, and the link to a newsletter's file.
using System.Globalization;
using MathsSoc.Data;

namespace MathsSoc.Pages;

/// <summary>Words for articles on readers' pages.</summary>
public static class ReadingWords
{
    /// <summary>The name of a list: "Articles".</summary>
    public static string ListName(ArticleKind kind) => kind == ArticleKind.Newsletter ? "Newsletters" : "Articles";

    /// <summary>A day near <paramref name="now"/> without its year, <c>3 Dec</c>; any other with it, <c>3 Dec 2024</c>.</summary>
    public static string ShortDay(long at, long now)
    {
        const long HalfYear = 183 * 86_400;
        return SchoolTime.Local(at).ToString(Math.Abs(at - now) <= HalfYear ? "d MMM" : "d MMM yyyy", CultureInfo.InvariantCulture);
    }

    /// <summary>The month in London: "December 2026".</summary>
    public static string Month(long at) => SchoolTime.Local(at).ToString("MMMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>The type and size of its file: "PDF, 2.3 MB"; null if it has none.</summary>
    public static string? File(Article article) => article switch
    {
        { PdfHash: null } => null,
        { PdfBytes: { } bytes } => $"PDF, {Size.Of(bytes)}",
        _ => "PDF",
    };

    /// <summary>The link to its file: "Newsletter, December 2026 (PDF, 2.3 MB)". It has a file.</summary>
    public static string FileLink(Article article) =>
        $"{ArticleWords.Of(article.Kind)}{(article.PublishedAt is { } at ? $", {Month(at)}" : "")} ({File(article)})";

    /// <summary>For an author: that readers do not see it as they would see another, and why; null if they do.</summary>
    public static string? StateNotice(Article article, ArticleState state, long now) => state switch
    {
        ArticleState.Draft => "This is a draft: only those who write for the society see it.",
        ArticleState.Scheduled => $"Readers do not see this yet. It is published {SchoolTime.Moment(article.PublishedAt!.Value, now)}.",
        ArticleState.Archived => $"This is in the archive since {SchoolTime.Date(article.ArchivedAt!.Value)}: "
            + "readers are told that it is no longer here.",
        _ => article.UnlistedAt is null ? null : "No list shows this: only those who have its address read it.",
    };
}
