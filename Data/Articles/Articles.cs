// The articles table: lists for readers and for the feed, and one statement for each thing that an author does with an article.
using Dapper;

namespace MathsSoc.Data;

/// <summary>Reads and writes articles.</summary>
public static class Articles
{
    /// <summary>How many a page of a list shows.</summary>
    public const int PageSize = 20;

    /// <summary>The columns of an <see cref="Article"/> called a.</summary>
    internal const string Columns = "a.body, " + LineColumns;

    /// <summary>The same without the text, for lists.</summary>
    internal const string LineColumns = """
        a.id, a.kind, a.title, a.summary, a.author_id, a.author_name, a.audience, a.is_draft, a.published_at, a.unlisted_at, a.archived_at,
        a.waits_at, a.note, a.pdf_hash, a.feed_id, a.saved_by, a.created_at, a.updated_at, a.edited_at, a.version,
        (SELECT u.bytes FROM uploads u WHERE u.hash = a.pdf_hash) AS pdf_bytes
        """;

    /// <summary>The article, in whatever state; null if there is none. <see cref="ArticleRules"/> decides who may read it.</summary>
    public static Article? Find(Sql sql, long id) =>
        sql.QueryFirstOrDefault<Article>($"SELECT {Columns} FROM articles a WHERE a.id = @id", new { id });

    /// <summary>The article's version, which rises with every change; null if there is none with this id.</summary>
    public static long? FindVersion(Sql sql, long id) =>
        sql.ExecuteScalar<long?>("SELECT version FROM articles WHERE id = @id", new { id });

    /// <summary>What a reader's list shows, without texts: the newest first, equal times by id.</summary>
    public static List<Article> List(Sql sql, ArticleKind kind, bool isMember, long now, int skip) => sql.Query<Article>($"""
        SELECT {LineColumns} FROM articles a WHERE a.kind = @kind AND {ArticleRules.IsListed}
        ORDER BY a.published_at DESC, a.id DESC LIMIT @most OFFSET @skip
        """, new { kind, isMember, now, skip, most = PageSize }).AsList();

    /// <summary>How many that list has.</summary>
    public static long Count(Sql sql, ArticleKind kind, bool isMember, long now) => sql.ExecuteScalar<long>(
        $"SELECT count(*) FROM articles a WHERE a.kind = @kind AND {ArticleRules.IsListed}", new { kind, isMember, now });

    /// <summary>Whether that list has anything.</summary>
    public static bool AnyListed(Sql sql, ArticleKind kind, bool isMember, long now) => sql.ExecuteScalar<bool>(
        $"SELECT EXISTS (SELECT 1 FROM articles a WHERE a.kind = @kind AND {ArticleRules.IsListed})", new { kind, isMember, now });

    /// <summary>When the next scheduled article of either kind appears in lists; null: none is scheduled.</summary>
    public static long? FindNextPublication(Sql sql, long now)
    {
        long? Of(ArticleKind kind) => sql.ExecuteScalar<long?>("""
            SELECT min(a.published_at) FROM articles a
            WHERE a.kind = @kind AND a.is_draft = 0 AND a.archived_at IS NULL AND a.unlisted_at IS NULL AND a.published_at > @now
            """, new { kind, now });

        var (article, newsletter) = (Of(ArticleKind.Article), Of(ArticleKind.Newsletter));
        return article < newsletter ? article : newsletter ?? article;
    }

    // Each kind has its own part of the index: the newest of both are among the newest of each, and nothing else is looked at.
    private const string NewestIds = $"""
        SELECT n.id FROM (SELECT a.id FROM articles a WHERE a.kind = 'article' AND {ArticleRules.IsListed}
            ORDER BY a.published_at DESC, a.id DESC LIMIT @most) n
        UNION ALL SELECT n.id FROM (SELECT a.id FROM articles a WHERE a.kind = 'newsletter' AND {ArticleRules.IsListed}
            ORDER BY a.published_at DESC, a.id DESC LIMIT @most) n
        """;

    /// <summary>The newest of both kinds, without texts.</summary>
    public static List<Article> ListNewest(Sql sql, bool isMember, long now, int most) => sql.Query<Article>($"""
        SELECT {LineColumns} FROM articles a WHERE a.id IN ({NewestIds}) ORDER BY a.published_at DESC, a.id DESC LIMIT @most
        """, new { isMember, now, most }).AsList();

    /// <summary>The articles a file belongs to. <see cref="ArticleRules"/> decides whether somebody may see one of them.</summary>
    public static List<Article> ListOfUpload(Sql sql, string hash) => sql.Query<Article>($"""
        SELECT {Columns} FROM articles a
        WHERE a.id IN (SELECT x.owner_id FROM upload_uses x WHERE x.hash = @hash AND x.owner_kind = @kind)
        """, new { hash, kind = UploadOwner.ArticleKind }).AsList();

    /// <summary>Every article's id, whatever its state, in the order in which they were begun.</summary>
    public static List<long> ListIds(Sql sql, int most) =>
        sql.Query<long>("SELECT id FROM articles ORDER BY id LIMIT @most", new { most }).AsList();

    /// <summary>
    /// Adds an article and returns its id: its own if it has one, which no article may have had, otherwise the next. In files its name is
    /// <paramref name="name"/>, or a similar one if another article has that.
    /// </summary>
    public static long Add(Sql sql, Article article, long now, string name = "article") => sql.ExecuteScalar<long>("""
        INSERT INTO articles (id, file_id, kind, title, summary, body, author_id, author_name, audience, is_draft, published_at,
            unlisted_at, waits_at, pdf_hash, feed_id, saved_by, created_at, updated_at)
        VALUES (nullif(@Id, 0), @fileId, @Kind, @Title, @Summary, @Body, @AuthorId, @AuthorName, @Audience, @IsDraft, @PublishedAt,
            @UnlistedAt, @WaitsAt, @PdfHash, @FeedId, @SavedBy, @now, @now)
        RETURNING id
        """, new
        {
            article.Id, fileId = FileNames.FreeForArticle(sql, name), article.Kind, article.Title, article.Summary, article.Body,
            article.AuthorId, article.AuthorName, article.Audience, article.IsDraft, article.PublishedAt, article.UnlistedAt,
            article.WaitsAt, article.PdfHash, article.FeedId, article.SavedBy, now,
        });

    /// <summary>
    /// Writes what an author may change. False, and nothing is written, if the article was changed since <see cref="Article.Version"/>
    /// was read. Of a published text the id in the feed stays; a draft has none.
    /// </summary>
    public static bool Update(Sql sql, Article article, long now) => sql.Execute("""
        UPDATE articles SET kind = @Kind, title = @Title, summary = @Summary, body = @Body, author_name = @AuthorName, audience = @Audience,
            is_draft = @IsDraft, published_at = @PublishedAt, unlisted_at = @UnlistedAt, waits_at = @WaitsAt, note = @Note,
            pdf_hash = @PdfHash, feed_id = CASE WHEN @IsDraft = 0 THEN coalesce(feed_id, @FeedId) END, saved_by = @SavedBy,
            edited_at = @EditedAt, updated_at = @UpdatedAt, version = version + 1
        WHERE id = @Id AND version = @Version
        """, article with { UpdatedAt = now }) == 1;

    /// <summary>Archives an article or takes it out of the archive. False if nothing changes.</summary>
    public static bool SetArchived(Sql sql, long id, bool isArchived, long now) => sql.Execute("""
        UPDATE articles SET archived_at = CASE @isArchived WHEN 1 THEN @now END, updated_at = @now, version = version + 1
        WHERE id = @id AND (archived_at IS NOT NULL) <> @isArchived
        """, new { id, isArchived, now }) == 1;

    /// <summary>Removes a draft that was never published; false if it is no such draft.</summary>
    public static bool Remove(Sql sql, long id) =>
        sql.Execute("DELETE FROM articles WHERE id = @id AND is_draft = 1 AND feed_id IS NULL", new { id }) == 1;

    /// <summary>
    /// Takes a member's id off what they wrote, which stays. Their name stays on it where it is the display name, which others knew
    /// already; before the member's own row is emptied.
    /// </summary>
    internal static void Forget(Sql sql, long memberId)
    {
        const string Name = """
            author_name = CASE WHEN author_name = (SELECT m.display_name FROM members m WHERE m.id = @memberId) THEN author_name
                ELSE @former END
            """;
        var who = new { memberId, former = Members.FormerName };
        sql.Execute($"""
            UPDATE article_versions SET {Name} WHERE article_id IN (SELECT a.id FROM articles a WHERE a.author_id = @memberId)
            """, who);
        sql.Execute($"UPDATE articles SET author_id = NULL, note = '', {Name} WHERE author_id = @memberId", who);
        sql.Execute("UPDATE articles SET saved_by = NULL WHERE saved_by = @memberId", new { memberId });
        sql.Execute("UPDATE article_versions SET saved_by = NULL WHERE saved_by = @memberId", new { memberId });
    }
}
