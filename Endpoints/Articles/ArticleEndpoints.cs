// The lists of articles and newsletters, and one article's page. Data.ArticleRules decides who may read it; all else answers 404.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Lines under one heading.</summary>
/// <param name="Month">The heading, such as "December 2026"; null on a list without months.</param>
public sealed record ArticleGroup(string? Month, List<Article> Articles);

/// <summary>A page of a list.</summary>
/// <param name="PageNumber">Counts from 1.</param>
/// <param name="HasOther">Whether the reader finds something in the list of the other kind.</param>
/// <param name="IsAuthor">Whether the reader may write the first.</param>
public sealed record ArticleListModel(
    ArticleKind Kind, IReadOnlyList<ArticleGroup> Groups, long PageNumber, long PageCount, bool HasOther, bool IsAuthor)
{
    /// <summary>What the list says while it is empty: the one thing that this reader can do.</summary>
    public EmptyState Empty(SiteFrame frame)
    {
        var none = $"There is no {ArticleWords.Of(Kind).ToLowerInvariant()} here yet.";
        if (IsAuthor)
            return new(EmptyPicture.Page, none) { Path = frame.Link("/admin/articles"), Button = "Write the first" };
        // For a visitor the same whether or not there is something for members.
        return frame.Member is null
            ? new(EmptyPicture.Page, $"{none} Some of what the society writes is for its members.")
            {
                Path = frame.Link("/login?next=" + Uri.EscapeDataString(Article.ListPath(Kind))), Button = "Sign in",
            }
            : new(EmptyPicture.Page, $"{none} Until there is, there are problems to solve.")
            {
                Path = frame.Link("/challenges"), Button = "See the challenges",
            };
    }

    /// <summary>The path of a page of the list, without the site's root; of the last page for those after it.</summary>
    public string PathOf(long page) => Article.ListPath(Kind) + (Math.Min(page, PageCount) is > 1 and var shown ? $"?page={shown}" : "");
}

/// <summary>The page of one article.</summary>
/// <param name="Notice">For its authors: that readers do not see it as they see others, and why; null if they do.</param>
/// <param name="Address">Its address with scheme and host, to copy and to print.</param>
/// <param name="IsAuthor">Whether the page leads to the authors' desk.</param>
public sealed record ArticleModel(Article Article, RenderedText Text, string? Notice, string Address, bool IsAuthor)
{
    public string Title => LineText.WithoutTurns(Article.Title);

    /// <summary>The address of its file without the site's root; it has one.</summary>
    public string FilePath => $"/uploads/{Article.PdfHash}.pdf";

    /// <summary>A letter with the title and the address, for whoever the reader wants to send it to.</summary>
    public string Letter => $"mailto:?subject={Uri.EscapeDataString(Title)}&body={Uri.EscapeDataString($"{Title}\r\n{Address}")}";
}

/// <summary>Maps /articles and /newsletters, and the page of each below them.</summary>
public sealed class ArticleEndpoints(ArticleCache articles)
{
    // 20,000 articles, more than a society writes.
    private const int MaxPages = 1000;

    private const string Gone = "It was published here, and the society has taken it down. "
        + "The lists of articles and newsletters have what is there now.";

    public void Map(RouteGroup anyone)
    {
        anyone.Page("/articles", "article.list", visit => List(visit, ArticleKind.Article));
        anyone.Page("/articles/{id}", "article.show", visit => Show(visit, ArticleKind.Article));
        anyone.Page("/newsletters", "newsletter.list", visit => List(visit, ArticleKind.Newsletter));
        anyone.Page("/newsletters/{id}", "newsletter.show", visit => Show(visit, ArticleKind.Newsletter));
    }

    private static async Task<IResult> List(Visit visit, ArticleKind kind)
    {
        var (isMember, now) = (visit.Reader.Role is not null, visit.Now);
        var page = Rules.Whole(visit.Query("page"), 1, MaxPages) ?? 1;
        var other = kind == ArticleKind.Article ? ArticleKind.Newsletter : ArticleKind.Article;
        var (some, count, hasOther) = await visit.Read(sql => (
            Articles.List(sql, kind, isMember, now, (page - 1) * Articles.PageSize),
            Articles.Count(sql, kind, isMember, now),
            Articles.AnyListed(sql, other, isMember, now)));
        var pages = Math.Max(1, (count + Articles.PageSize - 1) / Articles.PageSize);
        var model = new ArticleListModel(
            kind, Group(some, hasMonths: kind == ArticleKind.Newsletter), page, pages, hasOther, visit.Reader.Authors);
        return visit.Page(new Pages_Articles { Frame = visit.Frame, Model = model });
    }

    private static List<ArticleGroup> Group(List<Article> articles, bool hasMonths)
    {
        var groups = new List<ArticleGroup>();
        foreach (var article in articles)
        {
            var month = hasMonths ? ReadingWords.Month(article.PublishedAt!.Value) : null;
            if (groups.Count == 0 || groups[^1].Month != month) groups.Add(new ArticleGroup(month, []));
            groups[^1].Articles.Add(article);
        }
        return groups;
    }

    /// <summary>Below /newsletters the earlier site had the PDFs, by their names.</summary>
    private static async Task<IResult> ShowFile(Visit visit, ArticleKind kind)
    {
        var name = visit.Context.Request.RouteValues["id"] as string ?? "";
        return kind == ArticleKind.Newsletter && await visit.Read(sql => OldLinks.OfFile(sql, visit, name)) is { } path
            ? visit.MovedTo(path) : visit.NotFound();
    }

    private async Task<IResult> Show(Visit visit, ArticleKind kind)
    {
        if (visit.Id() is not { } id) return await ShowFile(visit, kind);
        if (await articles.Find(id, visit.Root) is not { } rendered) return visit.NotFound();
        var (article, viewer) = (rendered.Article, visit.Reader);
        var standing = ArticleRules.For(article, viewer, visit.Now);
        if (standing.IsGone) return new Refusal(StatusCodes.Status410Gone, Gone);
        if (!standing.MayRead) return visit.NotFound();
        if (article.Kind != kind) return visit.MovedTo(article.Path);
        var notice = viewer.Authors ? ReadingWords.StateNotice(article, standing.State, visit.Now) : null;
        var model = new ArticleModel(article, rendered.Text, notice, visit.Absolute(article.Path), viewer.Authors);
        return visit.Page(new Pages_Article { Frame = visit.Frame, Model = model });
    }
}
