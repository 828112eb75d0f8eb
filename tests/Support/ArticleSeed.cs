// Puts articles into a test's database, as their authors' pages would leave them.
using MathsSoc.Data;

namespace MathsSoc.Tests.Support;

/// <summary>Builds articles that are published and for everybody, unless a test says otherwise.</summary>
public static class ArticleSeed
{
    /// <summary>An article, or a newsletter, that was published an hour before <paramref name="now"/>.</summary>
    public static Article Published(string title, long now, ArticleKind kind = ArticleKind.Article) => new()
    {
        Kind = kind, Title = title, Summary = $"What {title} is about.", Body = "A text with $x^2$ in it.", AuthorName = "Ms Noether",
        IsDraft = false, PublishedAt = now - 3600,
    };

    /// <summary>Stores it in whatever state it has, and returns its address.</summary>
    public static string AddArticle(this Site site, Article article)
    {
        using var db = site.OpenDatabase();
        var id = db.Write(sql =>
        {
            var added = Articles.Add(sql, article, article.CreatedAt);
            if (article.EditedAt is not null)
                Assert.True(Articles.Update(sql, Articles.Find(sql, added)! with { EditedAt = article.EditedAt }, site.Now));
            if (article.ArchivedAt is { } archived) Assert.True(Articles.SetArchived(sql, added, true, archived));
            return added;
        });
        return Article.PathOf(article.Kind, id);
    }

    /// <summary>The same with a PDF of this size; the bytes themselves are not there.</summary>
    public static string AddNewsletter(this Site site, Article article, string hash, long bytes)
    {
        var path = site.AddArticle(article);
        var id = long.Parse(path.Split('/')[^1]);
        using var db = site.OpenDatabase();
        db.Write(sql =>
        {
            Uploads.Add(sql, UploadOwner.Article(id), new Upload(hash, "application/pdf", bytes, ""), null, site.Now);
            Assert.True(Articles.Update(sql, Articles.Find(sql, id)! with { PdfHash = hash }, site.Now));
        });
        return path;
    }
}
