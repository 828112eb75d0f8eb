// Which list of articles the navigation of every page leads to: none as long as it would be empty.
namespace MathsSoc.Data;

/// <summary>The list that the navigation leads to; null while a reader would find both lists empty.</summary>
public sealed record ArticleLinks(ArticleKind? ForVisitors, ArticleKind? ForMembers)
{
    public static readonly ArticleLinks None = new(null, null);

    /// <summary>Whether no new article could change anything.</summary>
    internal bool IsFull => ForVisitors == ArticleKind.Article;

    /// <summary>The links at <paramref name="now"/>: the articles if there are any, otherwise the newsletters.</summary>
    public static ArticleLinks Find(Sql sql, long now)
    {
        var forVisitors = First(sql, false, now);
        return new ArticleLinks(forVisitors, forVisitors == ArticleKind.Article ? forVisitors : First(sql, true, now));
    }

    private static ArticleKind? First(Sql sql, bool isMember, long now)
    {
        foreach (var kind in (ArticleKind[])[ArticleKind.Article, ArticleKind.Newsletter])
            if (Articles.AnyListed(sql, kind, isMember, now)) return kind;
        return null;
    }
}

/// <summary>
/// Caches the links. Once both are there they are looked at again after ten seconds, whatever is written meanwhile: a class that answers
/// writes all the time, and until then a link leads at worst to an empty list. Before that, a new article is seen at once.
/// </summary>
public sealed class ArticleLinkCache(Db db, TimeProvider clock)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);

    private readonly Cached<ArticleLinks> read = new(db, clock, sql => ArticleLinks.Find(sql, clock.GetUtcNow().ToUnixTimeSeconds()));
    private volatile Known? known;

    /// <summary>Throws <see cref="DatabaseUnavailableException"/> if they have to be read and the database is unavailable.</summary>
    public async ValueTask<ArticleLinks> Get()
    {
        if (known is { Links.IsFull: true } last && clock.GetElapsedTime(last.At) < Fresh) return last.Links;
        var links = await read.Get();
        known = new Known(links, clock.GetTimestamp());
        return links;
    }

    private sealed record Known(ArticleLinks Links, long At);
}
