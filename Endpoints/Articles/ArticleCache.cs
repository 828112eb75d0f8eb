// A cache for readers of articles: each article with its text rendered, and the newest few for the home page.
using MathsSoc.Data;
using MathsSoc.Pages;

namespace MathsSoc.Endpoints;

/// <summary>One version of an article. <see cref="ArticleRules"/> decides who may read it.</summary>
public sealed class RenderedArticle(Article article, string root)
{
    // Rendered when it is first shown, by one request while others wait for it.
    private readonly Lazy<RenderedText> text = new(() => Markdown.Render(article.Body, new MarkdownSettings
    {
        Link = path => root + path,
        Image = name => UploadTypes.Address(root, name),
    }));

    public Article Article => article;

    /// <summary>The path prefix under which a proxy serves the site; links in the text begin with it.</summary>
    internal string Root => root;

    public RenderedText Text => text.Value;
}

/// <summary>
/// Caches until the database is written to, or for one second. After that an article is looked at again, but only rendered again if its
/// version has changed.
/// </summary>
public sealed class ArticleCache(Db db, TimeProvider clock)
{
    /// <summary>More than are read at one time; when this many are kept, all are dropped. One is at most half a megabyte of HTML.</summary>
    private const int MaxKept = 30;

    private const int MaxNewest = 3;

    private readonly CachedByKey<long, RenderedArticle> looked = new(db, clock, MaxKept);
    private readonly CachedByKey<bool, NewestArticles> newest = new(db, clock, 3);
    private readonly KeptVersions<RenderedArticle> kept = new(MaxKept, static one => (one.Article.Version, one.Root));

    /// <summary>The article in any state; null if there is none. Addresses in it begin with <paramref name="root"/>.</summary>
    public async Task<RenderedArticle?> Find(long id, string root)
    {
        var found = await looked.Get(id, sql => Look(sql, id, root));
        return found is null || found.Root == root ? found : await db.ReadAsync(sql => Look(sql, id, root));
    }

    /// <summary>The newest few articles and newsletters that lists show at <paramref name="now"/>, without their texts.</summary>
    public async Task<IReadOnlyList<Article>> Newest(bool isMember, long now)
    {
        NewestArticles Read(Sql sql) =>
            new(Articles.ListNewest(sql, isMember, now, MaxNewest), Articles.FindNextPublication(sql, now));

        var found = (await newest.Get(isMember, Read))!;
        if (found.NextAt <= now) found = await db.ReadAsync(Read);
        return found.List;
    }

    /// <param name="NextAt">When the next scheduled one is published, and the list is another; null: none is scheduled.</param>
    private sealed record NewestArticles(IReadOnlyList<Article> List, long? NextAt);

    private RenderedArticle? Look(Sql sql, long id, string root)
    {
        if (Articles.FindVersion(sql, id) is not { } version) return null;
        if (kept.Find(id, version, root) is { } known) return known;
        if (Articles.Find(sql, id) is not { } article) return null;
        return kept.Keep(id, new RenderedArticle(article, root));
    }
}
