// What the pages show on which articles are written, looked at and put back.
using MathsSoc.Data;
using MathsSoc.Pages;

namespace MathsSoc.Endpoints;

/// <summary>One line of the authors' list.</summary>
public sealed record ArticleRow(Article Article, string State, DueText When);

/// <summary>The authors' list.</summary>
public sealed record ArticleDeskModel
{
    /// <summary>The filter.</summary>
    public required FormView Form { get; init; }

    /// <summary>The form that begins an article.</summary>
    public required FormView New { get; init; }

    public required IReadOnlyList<Choice> States { get; init; }
    public required IReadOnlyList<ArticleRow> Rows { get; init; }

    /// <summary>What waits for a teacher; empty for others.</summary>
    public required IReadOnlyList<WaitingArticle> Waiting { get; init; }

    public long Total { get; init; }
    public int Page { get; init; }
    public int Pages { get; init; }
    public string? Notice { get; init; }

    public bool IsFiltered => Form["q"].Length + Form["state"].Length > 0;

    public string PathOf(int page) => $"/admin/articles?q={Uri.EscapeDataString(Form["q"])}&state={Form["state"]}&page={page}";
}

/// <summary>An article as readers will see it, from a form that is not saved.</summary>
public sealed record ArticlePreview(Article Article, RenderedText Body, IReadOnlyList<string> Warnings);

/// <summary>What another person saved while this one was writing.</summary>
/// <param name="Changes">What saving now would change in it.</param>
public sealed record ArticleConflict(Article Theirs, IReadOnlyList<string> Changes);

/// <summary>The page with the form of one article.</summary>
public sealed record ArticleFormModel
{
    /// <summary>The article as it is stored.</summary>
    public required Article Article { get; init; }

    public required FormView Form { get; init; }
    public required string State { get; init; }
    public required DueText When { get; init; }
    public required ArticleRights Rights { get; init; }

    /// <summary>Whether readers have it, so that its time is over.</summary>
    public bool IsOut { get; init; }

    public string? Notice { get; init; }
    public bool IsUnsaved { get; init; }
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Null if nobody else saved it.</summary>
    public ArticleConflict? Conflict { get; init; }

    public ArticlePreview? Preview { get; init; }
    public required IReadOnlyList<Upload> Pictures { get; init; }

    /// <summary>The form that sends a picture.</summary>
    public required FormView Picture { get; init; }

    /// <summary>The change that waits for a teacher, or was sent back; null if there is none.</summary>
    public ArticleVersion? Waiting { get; init; }

    /// <summary>What the teacher wrote who sent it back; null if nobody did, or it is for somebody else.</summary>
    public string? Note { get; init; }

    public required IReadOnlyList<Choice> Publish { get; init; }
    public bool HasHistory { get; init; }

    /// <summary>The address at which it is a file, or a zip file if it shows pictures or has a PDF.</summary>
    public required string FilePath { get; init; }

    /// <summary>Whether it can be taken out of the archive.</summary>
    public bool MayUndo { get; init; }

    /// <summary>Whether kind, audience, list and time are for a teacher to change.</summary>
    public bool IsLocked => Rights.MustWait && !Article.IsDraft;

    public string Path => ArticleEditor.PathOf(Article.Id);
}

/// <summary>What a teacher looks at before readers see it.</summary>
/// <param name="Article">As it would be.</param>
/// <param name="Now">As readers have it; null if it is a draft.</param>
public sealed record ArticleReviewModel(Article Article, Article? Now, RenderedText Body, FormView Form)
{
    public string? SaverName { get; init; }
    public long At { get; init; }
    public long WaitingId { get; init; }
    public required IReadOnlyList<string> Changes { get; init; }

    /// <summary>Whether the published text was changed after this change of it was written.</summary>
    public bool IsOvertaken { get; init; }

    /// <summary>When it is published if the teacher says so: "now", or a time.</summary>
    public required DueText When { get; init; }

    public string? Notice { get; init; }
    public string Path => $"{ArticleEditor.PathOf(Article.Id)}/review";
}

/// <summary>One text in the history. <c>Number</c> is null for the present one.</summary>
/// <param name="Changes">What it changed in the text before; null for the first that is kept.</param>
public sealed record HistoryLine(long? Number, long SavedAt, string? SaverName, IReadOnlyList<string>? Changes);

/// <summary>The history of an article.</summary>
public sealed record ArticleHistoryModel(Article Article, IReadOnlyList<HistoryLine> Lines);

/// <summary>One earlier text.</summary>
public sealed record ArticleVersionModel(
    Article Now, ArticleVersion Version, Article Then, RenderedText Body, IReadOnlyList<string> Changes, FormView Form)
{
    public bool MustWait { get; init; }
    public string Path => $"{ArticleEditor.PathOf(Now.Id)}/history/{Version.Number}";
}
