// One article or newsletter as it is stored, and the one rule for who may read it now.
using System.Globalization;
using System.Text;

namespace MathsSoc.Data;

/// <summary>A newsletter is an article that may be a PDF, and that is listed by month.</summary>
public enum ArticleKind { Article, Newsletter }

/// <summary>Who may read it once it is published.</summary>
public enum Audience { Everyone, Members }

/// <summary>The state of an article, in the order in which it usually passes through them.</summary>
public enum ArticleState { Draft, Scheduled, Published, Archived }

/// <summary>One article. Times are unix seconds.</summary>
public record Article
{
    public const int MaxTitle = 100, MaxSummary = 300, MaxBody = 100_000, MaxAuthorName = 100, MaxNote = 500;

    /// <summary>0: not stored yet.</summary>
    public long Id { get; init; }

    public required ArticleKind Kind { get; init; }
    public string Title { get; init; } = "";
    public string Summary { get; init; } = "";

    /// <summary>Markdown and TeX.</summary>
    public string Body { get; init; } = "";

    /// <summary>Null: the author's account is gone, or it came from a file.</summary>
    public long? AuthorId { get; init; }

    /// <summary>As it is shown on pages: a display name, or what a teacher typed.</summary>
    public string AuthorName { get; init; } = "";

    public Audience Audience { get; init; }
    public bool IsDraft { get; init; } = true;

    /// <summary>In the future: scheduled. Null only in a draft, which may have a time already.</summary>
    public long? PublishedAt { get; init; }

    /// <summary>Since then no list shows it; who has its address may read it.</summary>
    public long? UnlistedAt { get; init; }

    public long? ArchivedAt { get; init; }

    /// <summary>Since then an editor's draft waits for a teacher to publish it.</summary>
    public long? WaitsAt { get; init; }

    /// <summary>From the teacher who sent a draft back, for its author alone.</summary>
    public string Note { get; init; } = "";

    /// <summary>The file of a newsletter; it is one of the article's uploads too.</summary>
    public string? PdfHash { get; init; }

    /// <summary>Its id in the feed, which stays when the site moves; null until it is first published.</summary>
    public string? FeedId { get; init; }

    /// <summary>Who saved the text as it is now; null: the program, or the account is gone.</summary>
    public long? SavedBy { get; init; }

    /// <summary>
    /// The article with this member as who saved it. A draft that was sent back stays with whom it was sent back to: the note is theirs.
    /// </summary>
    public Article SavedAs(long memberId) => IsDraft && Note.Length > 0 ? this : this with { SavedBy = memberId };

    public long CreatedAt { get; init; }
    public long UpdatedAt { get; init; }

    /// <summary>Shown as "Updated": when a published text changed by more than a slip.</summary>
    public long? EditedAt { get; init; }

    /// <summary>Rises with every change.</summary>
    public long Version { get; init; }

    /// <summary>The bytes of the PDF; only where a statement selects them.</summary>
    public long? PdfBytes { get; init; }

    /// <summary>Its address below the site's root.</summary>
    public string Path => PathOf(Kind, Id);

    public static string PathOf(ArticleKind kind, long id) => $"{ListPath(kind)}/{id}";

    /// <summary>
    /// What its PDF is called when it is saved, such as <c>newsletter-2026-12-primes.pdf</c>: with the month in which it is published, and
    /// the title in letters of any script.
    /// </summary>
    public string PdfName
    {
        get
        {
            var name = new StringBuilder("newsletter");
            if (PublishedAt is { } at) name.Append(SchoolTime.Local(at).ToString("-yyyy-MM", CultureInfo.InvariantCulture));
            name.Append('-');
            foreach (var rune in Title.EnumerateRunes())
                if (Rune.IsLetterOrDigit(rune)) name.Append(Rune.ToLowerInvariant(rune).ToString());
                else if (name[^1] != '-') name.Append('-');
            return name.ToString().TrimEnd('-') + ".pdf";
        }
    }

    /// <summary>The address of the list of a kind.</summary>
    public static string ListPath(ArticleKind kind) => kind == ArticleKind.Newsletter ? "/newsletters" : "/articles";
}

/// <summary>What a person may do with one article now.</summary>
/// <param name="MayRead">Its page, its pictures and its PDF.</param>
/// <param name="IsListed">Lists, the home page, the search and, for visitors, the feed and the map of the site show it.</param>
/// <param name="IsGone">It was open to this person and is archived: its address answers 410, not 404.</param>
public sealed record ArticleStanding(ArticleState State, bool MayRead, bool IsListed, bool IsGone);

/// <summary>The one rule, which lists, pages, files, the feed and the search all use.</summary>
public static class ArticleRules
{
    /// <summary>
    /// The same as <see cref="ArticleStanding.IsListed"/> in SQL on an articles table that is called a, at @now; @isMember is whether the
    /// reader is an active member. A test checks that the two agree.
    /// </summary>
    internal const string IsListed = """
        a.is_draft = 0 AND a.archived_at IS NULL AND a.unlisted_at IS NULL AND a.published_at <= @now
            AND (@isMember OR a.audience = 'everyone')
        """;

    /// <summary>The state of an article a at @now in SQL, as <see cref="StateAt"/> says it.</summary>
    internal const string StateNow = """
        CASE
            WHEN a.archived_at IS NOT NULL THEN 'archived'
            WHEN a.is_draft = 1 THEN 'draft'
            WHEN @now < a.published_at THEN 'scheduled'
            ELSE 'published' END
        """;

    /// <summary>Whether readers have it, or had it.</summary>
    public static bool IsOut(Article article, long now) => !article.IsDraft && article.PublishedAt <= now;

    /// <summary>Its state, which is the same for everybody.</summary>
    public static ArticleState StateAt(Article article, long now)
    {
        if (article.ArchivedAt is not null) return ArticleState.Archived;
        if (article.IsDraft || article.PublishedAt is not { } published) return ArticleState.Draft;
        return now < published ? ArticleState.Scheduled : ArticleState.Published;
    }

    /// <summary>
    /// What <paramref name="viewer"/> may do at <paramref name="now"/>. Who writes content reads everything; lists show them what a member
    /// sees.
    /// </summary>
    public static ArticleStanding For(Article article, Viewer viewer, long now)
    {
        var state = StateAt(article, now);
        var isMeant = article.Audience == Audience.Everyone || viewer.Role is not null;
        var isOut = state == ArticleState.Published && isMeant;
        var wasOut = state == ArticleState.Archived && !article.IsDraft && article.PublishedAt <= article.ArchivedAt && isMeant;
        return new ArticleStanding(state, isOut || viewer.Authors, isOut && article.UnlistedAt is null, wasOut && !viewer.Authors);
    }
}
