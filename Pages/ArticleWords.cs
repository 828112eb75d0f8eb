// Words for articles: a state, a kind, who may read one, and sentences for the people who write them.
using MathsSoc.Data;

namespace MathsSoc.Pages;

/// <summary>States, kinds and times of articles in words.</summary>
public static class ArticleWords
{
    /// <summary>A state in a word.</summary>
    public static string Of(ArticleState state) => state switch
    {
        ArticleState.Draft => "Draft",
        ArticleState.Scheduled => "Scheduled",
        ArticleState.Published => "Published",
        _ => "Archived",
    };

    /// <summary>One of a kind: "Newsletter".</summary>
    public static string Of(ArticleKind kind) => kind == ArticleKind.Newsletter ? "Newsletter" : "Article";

    /// <summary>Who may read it.</summary>
    public static string Of(Audience audience) => audience == Audience.Members ? "Members only" : "Everybody";

    /// <summary>The article's next or last time.</summary>
    public static DueText WhenOf(Article article, long now) => ArticleRules.StateAt(article, now) switch
    {
        ArticleState.Draft when article.WaitsAt is { } waits => new DueText("Waits for a teacher since", waits),
        ArticleState.Draft => article.PublishedAt is { } planned
            ? new DueText("Planned for", planned)
            : new DueText("Readers do not see it", null),
        ArticleState.Scheduled => new DueText(
            $"Readers see it in {ChallengeWords.Span(article.PublishedAt!.Value - now)}:", article.PublishedAt)
        {
            Short = "Opens",
        },
        ArticleState.Archived => new DueText("Since", article.ArchivedAt),
        _ => new DueText(article.UnlistedAt is null ? "Since" : "Unlisted. Since", article.PublishedAt),
    };
}
