// Begins, publishes and reads articles, for the tests about them.
using MathsSoc.Data;

namespace MathsSoc.Tests.Support;

/// <summary>What writers do; they press the form's buttons with <see cref="Authors.WriteAsync"/>.</summary>
public static class Writers
{
    /// <summary>Begins an article or a newsletter and returns the address of its form.</summary>
    public static async Task<string> BeginArticleAsync(this Person who, string title, string kind = "article") =>
        (await who.PostAsync("/admin/articles/new", ("title", title), ("kind", kind))).Path.Split('?')[0];

    /// <summary>An article in the database: published an hour ago, for everybody, unless the test says otherwise.</summary>
    public static long AddArticle(this Site site, Func<Article, Article>? change = null)
    {
        using var db = site.OpenDatabase();
        var article = new Article
        {
            Kind = ArticleKind.Article, Title = "On tilings", Body = "Squares and hexagons.", AuthorName = "T S", IsDraft = false,
            PublishedAt = site.Now - 3600, FeedId = "tag:club.example,2026-11-10:article/x",
        };
        return db.Write(sql => Articles.Add(sql, change is null ? article : change(article), site.Now - 7200, "tilings"));
    }

    /// <summary>Turns the setting "Articles by editors wait" off; before the site's first request.</summary>
    public static void LetEditorsPublish(this Site site)
    {
        using var db = site.OpenDatabase();
        db.Write(sql => Settings.Set(sql, "articles.editors_wait", "0", 1));
    }
}
