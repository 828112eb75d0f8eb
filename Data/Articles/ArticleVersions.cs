// What a published text was before each change; and an editor's change of a published text, which waits for a teacher.
using Dapper;

namespace MathsSoc.Data;

/// <summary>A text that an article had, or the one that is to replace it.</summary>
/// <param name="Number">The article's version with this text; of a waiting one, the version that it changes.</param>
public sealed record ArticleVersion(
    long Id, long ArticleId, long Number, string Title, string Summary, string Body, string AuthorName, Audience Audience)
{
    public string? PdfHash { get; init; }
    public long? SavedBy { get; init; }

    /// <summary>The display name of who saved it; null: the program, or the account is gone.</summary>
    public string? SaverName { get; init; }

    public long SavedAt { get; init; }

    /// <summary>Only of a waiting one: from the teacher who sent it back, for whoever saved it; empty: it waits for a teacher.</summary>
    public string Note { get; init; } = "";

    /// <summary>The article with this text.</summary>
    public Article Over(Article article) => article with
    {
        Title = Title, Summary = Summary, Body = Body, AuthorName = AuthorName, Audience = Audience, PdfHash = PdfHash,
    };
}

/// <summary>Reads and writes the versions of articles.</summary>
public static class ArticleVersions
{
    /// <summary>How many earlier texts of one article are kept.</summary>
    public const int MaxKept = 50;

    private const string Columns = """
        v.id, v.article_id, v.number, v.title, v.summary, v.body, v.author_name, v.audience, v.pdf_hash, v.saved_by, v.saved_at, v.note,
        (SELECT m.display_name FROM members m WHERE m.id = v.saved_by) AS saver_name
        """;

    /// <summary>The earlier texts, the newest first.</summary>
    public static List<ArticleVersion> List(Sql sql, long articleId) => sql.Query<ArticleVersion>($"""
        SELECT {Columns} FROM article_versions v WHERE v.article_id = @articleId AND v.is_waiting = 0 ORDER BY v.number DESC LIMIT @most
        """, new { articleId, most = MaxKept }).AsList();

    /// <summary>Whether an earlier text is kept.</summary>
    public static bool Exist(Sql sql, long articleId) => sql.ExecuteScalar<bool>(
        "SELECT EXISTS (SELECT 1 FROM article_versions WHERE article_id = @articleId AND is_waiting = 0)", new { articleId });

    /// <summary>The PDFs of the earlier texts and of a waiting one.</summary>
    public static List<string> ListPdfs(Sql sql, long articleId) => sql.Query<string>("""
        SELECT DISTINCT pdf_hash FROM article_versions WHERE article_id = @articleId AND pdf_hash IS NOT NULL
        """, new { articleId }).AsList();

    /// <summary>One earlier text; null if there is none of this number.</summary>
    public static ArticleVersion? Find(Sql sql, long articleId, long number) => sql.QueryFirstOrDefault<ArticleVersion>($"""
        SELECT {Columns} FROM article_versions v WHERE v.article_id = @articleId AND v.number = @number AND v.is_waiting = 0
        """, new { articleId, number });

    /// <summary>The change that waits for a teacher, or was sent back by one; null if there is none.</summary>
    public static ArticleVersion? FindWaiting(Sql sql, long articleId) => sql.QueryFirstOrDefault<ArticleVersion>(
        $"SELECT {Columns} FROM article_versions v WHERE v.article_id = @articleId AND v.is_waiting = 1", new { articleId });

    /// <summary>
    /// Keeps a text before another replaces it; the oldest beyond <see cref="MaxKept"/> goes. Returns the PDF of that one, null if none
    /// went or it had none: another text of the article may show it too.
    /// </summary>
    public static string? Keep(Sql sql, Article old)
    {
        sql.Execute("""
            INSERT INTO article_versions (article_id, number, title, summary, body, author_name, audience, pdf_hash, saved_by, saved_at)
            VALUES (@Id, @Version, @Title, @Summary, @Body, @AuthorName, @Audience, @PdfHash, @SavedBy, @UpdatedAt)
            """, old);
        return sql.ExecuteScalar<string?>("""
            DELETE FROM article_versions WHERE article_id = @Id AND is_waiting = 0 AND number <= (SELECT v.number FROM article_versions v
                WHERE v.article_id = @Id AND v.is_waiting = 0 ORDER BY v.number DESC LIMIT 1 OFFSET @most)
            RETURNING pdf_hash
            """, new { old.Id, most = MaxKept });
    }

    /// <summary>
    /// Lets a change of a published article wait for a teacher, in the place of one that waits already. It is one of words: it keeps no PDF
    /// that a teacher replaces meanwhile.
    /// </summary>
    public static void Wait(Sql sql, Article changed, long savedBy, long now)
    {
        Drop(sql, changed.Id);
        sql.Execute("""
            INSERT INTO article_versions (article_id, number, is_waiting, title, summary, body, author_name, audience, saved_by, saved_at)
            VALUES (@Id, @Version, 1, @Title, @Summary, @Body, @AuthorName, @Audience, @savedBy, @now)
            """, new
            {
                changed.Id, changed.Version, changed.Title, changed.Summary, changed.Body, changed.AuthorName, changed.Audience, savedBy,
                now,
            });
    }

    /// <summary>Sends a waiting change back to whoever saved it; false if it is no longer the one that waits.</summary>
    public static bool SendBack(Sql sql, long articleId, long id, string note) => sql.Execute("""
        UPDATE article_versions SET note = @note WHERE article_id = @articleId AND id = @id AND is_waiting = 1 AND note = ''
        """, new { articleId, id, note }) == 1;

    /// <summary>Ends the waiting of a change: it was taken over, or withdrawn.</summary>
    public static void Drop(Sql sql, long articleId) =>
        sql.Execute("DELETE FROM article_versions WHERE article_id = @articleId AND is_waiting = 1", new { articleId });
}
