// What authors do with articles: their list, saving a text while the one before is kept, and the queue that waits for a teacher.
using Dapper;

namespace MathsSoc.Data;

/// <summary>Something that a teacher is to look at.</summary>
/// <param name="Title">As it would be after the change.</param>
/// <param name="At">Since when it waits, in unix seconds.</param>
/// <param name="SaverName">The display name of who sent it; null if the account is gone.</param>
/// <param name="IsChange">Whether it changes a published text; otherwise it is a draft.</param>
public sealed record WaitingArticle(long Id, ArticleKind Kind, string Title, long At, string? SaverName, bool IsChange);

/// <summary>Reads and writes articles for their authors.</summary>
public static class ArticleDesk
{
    /// <summary>How many a page of the authors' list shows.</summary>
    public const int PageSize = 50;

    /// <summary>For how long an archived article can be brought back.</summary>
    public const int UndoDays = 14;

    private const long UndoSeconds = UndoDays * 86_400, TwinSeconds = 60;

    private const string Matches = $"""
        (@query = '' OR instr(lower(a.title), lower(@query)) > 0) AND (@state = '' OR @state = {ArticleRules.StateNow})
        """;

    private const string Waiting = """
        SELECT a.id, a.kind, a.title, a.waits_at AS at, a.saved_by, 0 AS is_change FROM articles a
        WHERE a.waits_at IS NOT NULL AND a.is_draft = 1 AND a.archived_at IS NULL
        UNION ALL
        SELECT v.article_id, a.kind, v.title, v.saved_at, v.saved_by, 1
        FROM article_versions v JOIN articles a ON a.id = v.article_id
        WHERE v.is_waiting = 1 AND v.note = '' AND a.is_draft = 0
        """;

    /// <summary>
    /// Whether a teacher has to look at what this role does before readers see it. Such a person changes nothing that readers see: a change
    /// of a published or scheduled text waits, and archiving, listing, times and audience are for teachers.
    /// </summary>
    public static bool MustWait(Role role, Rules rules) => role == Role.Editor && rules.EditorsWait;

    /// <summary>Until when an archived article can be brought back, in unix seconds.</summary>
    public static long UndoEnds(long archivedAt) => archivedAt + UndoSeconds;

    /// <summary>How many match. <paramref name="state"/> null: every state; <paramref name="query"/> is searched for in titles.</summary>
    public static long Count(Sql sql, ArticleState? state, string query, long now) => sql.ExecuteScalar<long>(
        $"SELECT count(*) FROM articles a WHERE {Matches}", new { state = StoredName(state), query, now });

    /// <summary>Those that match, without their texts: drafts first, then the latest, archived ones last.</summary>
    public static List<Article> List(Sql sql, ArticleState? state, string query, long now, int skip) => sql.Query<Article>($"""
        SELECT {Articles.LineColumns} FROM articles a WHERE {Matches}
        ORDER BY a.archived_at IS NOT NULL, a.is_draft DESC, a.published_at DESC, a.id DESC LIMIT @most OFFSET @skip
        """, new { state = StoredName(state), query, now, skip, most = PageSize }).AsList();

    /// <summary>What waits for a teacher, the longest waiting first.</summary>
    public static List<WaitingArticle> ListWaiting(Sql sql, int most) => sql.Query<WaitingArticle>($"""
        SELECT w.id, w.kind, w.title, w.at, (SELECT m.display_name FROM members m WHERE m.id = w.saved_by) AS saver_name, w.is_change
        FROM ({Waiting}) w ORDER BY w.at, w.id LIMIT @most
        """, new { most }).AsList();

    /// <summary>How many there are of those.</summary>
    public static long CountWaiting(Sql sql) => sql.ExecuteScalar<long>($"SELECT count(*) FROM ({Waiting})");

    /// <summary>
    /// The empty draft of this title that this member began within the last minute: a button that was pressed twice begins one article.
    /// Null if there is none.
    /// </summary>
    public static long? FindTwin(Sql sql, long memberId, ArticleKind kind, string title, long now) => sql.ExecuteScalar<long?>("""
        SELECT max(id) FROM articles
        WHERE author_id = @memberId AND kind = @kind AND title = @title AND is_draft = 1 AND version = 1 AND body = ''
            AND created_at > @since
        """, new { memberId, kind, title, since = now - TwinSeconds });

    /// <summary>
    /// Stores <paramref name="next"/> in the place of <paramref name="old"/>, whose text is kept if readers had it. False, and nothing is
    /// written, if it was changed since it was read.
    /// </summary>
    public static bool Save(Sql sql, Article old, Article next, long now)
    {
        if (!Articles.Update(sql, next with { Version = old.Version }, now)) return false;
        if (ArticleRules.IsOut(old, now) && !HasSameText(old, next) && ArticleVersions.Keep(sql, old) is { } pdf) GiveUp(sql, next, pdf);
        return true;
    }

    /// <summary>Whether the two have the same in everything that a version keeps.</summary>
    public static bool HasSameText(Article one, Article other) =>
        one.Title == other.Title && one.Summary == other.Summary && one.Body == other.Body && one.AuthorName == other.AuthorName
        && one.Audience == other.Audience && one.PdfHash == other.PdfHash;

    /// <summary>
    /// Whether a file is shown by the article, by an earlier text of it that is kept, or by a change that waits.
    /// </summary>
    public static bool Needs(Sql sql, Article article, string hash) =>
        article.PdfHash == hash || article.Body.Contains(hash, StringComparison.Ordinal)
        || sql.ExecuteScalar<bool>("""
            SELECT EXISTS (SELECT 1 FROM article_versions WHERE article_id = @Id AND (pdf_hash = @hash OR instr(body, @hash) > 0))
            """, new { article.Id, hash });

    /// <summary>
    /// Takes a file away from an article, unless a text of it still needs the file; true if the caller then has to remove unused files.
    /// </summary>
    public static bool GiveUp(Sql sql, Article article, string hash) =>
        !Needs(sql, article, hash) && Uploads.Remove(sql, UploadOwner.Article(article.Id), hash);

    private static string StoredName(ArticleState? state) => state is { } one ? EnumText.Of(one) : "";
}
