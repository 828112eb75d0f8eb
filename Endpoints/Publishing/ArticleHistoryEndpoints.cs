// The history of an article: its earlier texts with who saved them and what they changed, and putting one of them back.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Maps /admin/articles/{id}/history and below.</summary>
public static class ArticleHistoryEndpoints
{
    public static void Map(RouteGroup content)
    {
        content.Page("/admin/articles/{id}/history", "articles.history", List);
        content.Page("/admin/articles/{id}/history/{name}", "articles.version",
            visit => Show(visit, new FormView(), StatusCodes.Status200OK));
        content.Post("/admin/articles/{id}/history/{name}", "articles.put_back", PutBack);
    }

    private static async Task<IResult> List(Visit visit)
    {
        if (visit.Id() is not { } id) return visit.NotFound();
        var (article, versions, saver) = await visit.Read(sql =>
        {
            var article = Articles.Find(sql, id);
            return (article, ArticleVersions.List(sql, id),
                article?.SavedBy is { } member ? Members.Find(sql, member)?.DisplayName : null);
        });
        if (article is null) return visit.NotFound();
        var lines = new List<HistoryLine>
        {
            new(null, article.UpdatedAt, saver, versions.Count == 0 ? null : ArticleChecks.Changes(versions[0].Over(article), article)),
        };
        for (var i = 0; i < versions.Count; i++)
        {
            var changes = i + 1 < versions.Count
                ? ArticleChecks.Changes(versions[i + 1].Over(article), versions[i].Over(article)) : null;
            lines.Add(new HistoryLine(versions[i].Number, versions[i].SavedAt, versions[i].SaverName, changes));
        }
        return visit.Page(new Pages_ArticleHistory { Frame = visit.Frame, Model = new ArticleHistoryModel(article, lines) });
    }

    private static async Task<IResult> Show(Visit visit, FormView form, int status)
    {
        if (await Find(visit) is not var (desk, version)) return visit.NotFound();
        var then = version.Over(desk.Article);
        var body = await ArticleEditor.Render(visit, then);
        var model = new ArticleVersionModel(desk.Article, version, then, body, ArticleChecks.Changes(desk.Article, then), form)
        {
            MustWait = desk.Rights.MustWait,
        };
        return visit.Page(new Pages_ArticleVersion { Frame = visit.Frame, Model = model }, status);
    }

    /// <summary>The earlier text becomes a new one; who has to wait for a teacher only asks for it.</summary>
    private static async Task<IResult> PutBack(Visit visit)
    {
        if (await Find(visit) is not var (desk, version)) return visit.NotFound();
        var form = new FormReader(visit.Form);
        var mustWait = desk.Rights.MustWait && !desk.Article.IsDraft;
        var then = mustWait ? ArticleEditor.Changed(desk.Article, version) : version.Over(desk.Article);
        ArticleChecks.Fail(form, then, await ArticleEditor.Render(visit, then), live: !desk.Article.IsDraft);
        if (form.View.Errors is [var (_, sentence), ..])
        {
            var view = new FormView();
            view.Fail("", $"It cannot be put back like this. {sentence} Copy the text from here, and change it in the editor.");
            return await Show(visit, view, StatusCodes.Status422UnprocessableEntity);
        }
        var isDone = await visit.Write(sql =>
        {
            if (mustWait) return ArticleSaving.LetWait(sql, visit, desk, then);
            if (!ArticleDesk.Save(sql, desk.Article, then with { SavedBy = visit.Member.MemberId }, visit.Now)) return false;
            Audit.Add(sql, visit.Actor, "article.put_back", visit.Now, "article", desk.Article.Id);
            return true;
        });
        if (isDone) return visit.SeeOther($"{ArticleEditor.PathOf(desk.Article.Id)}?said={(mustWait ? "change-waits" : "put-back")}");
        form.Fail("", "Somebody saved the article at this moment. Nothing was put back: look at it, then press the button again.");
        return await Show(visit, form.View, StatusCodes.Status409Conflict);
    }

    private static async Task<(ArticleEditor Desk, ArticleVersion Version)?> Find(Visit visit)
    {
        if (await ArticleEditor.Find(visit) is not { } desk || visit.Id("name") is not { } number) return null;
        return await visit.Read(sql => ArticleVersions.Find(sql, desk.Article.Id, number)) is { } version ? (desk, version) : null;
    }
}
