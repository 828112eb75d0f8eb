// Actions on a whole article: archive it and bring it back, and delete a draft.
using MathsSoc.Data;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Maps archive and delete below /admin/articles/{id}.</summary>
public sealed class ArticleStateEndpoints(UploadFolder folder)
{
    public void Map(RouteGroup content)
    {
        content.Post("/admin/articles/{id}/archive", "articles.archive", Archive);
        content.Page("/admin/articles/{id}/delete", "articles.delete_page", AskDelete);
        content.Post("/admin/articles/{id}/delete", "articles.delete", Delete);
    }

    private static async Task<IResult> Archive(Visit visit)
    {
        if (await ArticleEditor.Find(visit) is not { } desk) return visit.NotFound();
        var (article, isArchived) = (desk.Article, visit.Form["archived"].ToString() == "1");
        if (desk.Rights.MustWait)
            return new Refusal(StatusCodes.Status403Forbidden, "A teacher archives articles, and takes them out again. Ask one.");
        if (isArchived && article.IsDraft)
            return new Refusal(StatusCodes.Status409Conflict,
                "Nobody has read this draft, so there is nothing to archive. Delete it instead.");
        if (!isArchived && article.ArchivedAt is { } at && visit.Now >= ArticleDesk.UndoEnds(at))
            return new Refusal(StatusCodes.Status409Conflict,
                $"It was archived more than {ArticleDesk.UndoDays} days ago, and stays in the archive. Begin a new article with its text.");
        await visit.Write(sql =>
        {
            if (Articles.SetArchived(sql, article.Id, isArchived, visit.Now))
                Audit.Add(sql, visit.Actor, isArchived ? "article.archive" : "article.restore", visit.Now, "article", article.Id);
        });
        return visit.SeeOther($"{ArticleEditor.PathOf(article.Id)}?said={(isArchived ? "archived" : "restored")}");
    }

    private static async Task<IResult> AskDelete(Visit visit)
    {
        if (await ArticleEditor.Find(visit) is not { Article: { IsDraft: true, FeedId: null } article }) return visit.NotFound();
        string[] sentences =
        [
            "Its text, its pictures and its PDF are gone then, and nobody can bring them back.",
            "A draft that is kept costs nothing, and readers do not see it.",
        ];
        var path = ArticleEditor.PathOf(article.Id);
        return new ConfirmModel(article.Title, path, "Delete this draft?", sentences, "delete", "Delete the draft").Show(visit);
    }

    private async Task<IResult> Delete(Visit visit)
    {
        if (await ArticleEditor.Find(visit) is not { } desk) return visit.NotFound();
        List<string> unused = [];
        var isGone = await visit.Write(sql =>
        {
            if (!Articles.Remove(sql, desk.Article.Id)) return false;
            unused = Uploads.RemoveUnused(sql);
            Audit.Add(sql, visit.Actor, "article.delete", visit.Now, "article", desk.Article.Id);
            return true;
        });
        await folder.RemoveUnused(visit, unused);
        return isGone ? visit.SeeOther("/admin/articles?said=deleted") : new Refusal(StatusCodes.Status409Conflict,
            "This was published, so it stays: links lead to it. Archive it instead.");
    }
}
