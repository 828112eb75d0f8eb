// Saves an article from its form: publishes it, or lets it wait for a teacher, and finds out what others saved meanwhile.
using System.Globalization;
using MathsSoc.Data;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The only code that saves the form.</summary>
internal static class ArticleSaving
{
    public static async Task<IResult> Save(Visit visit, ArticleEditor desk, TypedArticle typed)
    {
        if (IsStale(desk, typed)) return await Overtaken(desk, typed);
        var isLive = !typed.Article.IsDraft;
        ArticleChecks.Fail(typed.Form, typed.Article, await ArticleEditor.Render(visit, typed.Article), isLive);
        if (!typed.Form.IsGood)
            return await desk.Page(typed.View, null, isUnsaved: true, status: StatusCodes.Status422UnprocessableEntity);
        var mustWait = desk.Rights.MustWait;
        if (isLive && desk.Article.IsDraft && !mustWait && await ClockGate.FindRefusal(visit, ClockNeed.Credible) is { } refusal)
            return refusal;
        var isChange = mustWait && !desk.Article.IsDraft;
        var next = isChange ? typed.Article : Prepared(visit, desk, typed);
        var isSaved = await visit.Write(sql =>
        {
            if (isChange) return LetWait(sql, visit, desk, next);
            if (!Store(sql, visit, desk.Article, next)) return false;
            // Their change of a text that a teacher has made a draft again is now in the draft.
            if (desk.WaitingId != 0) ArticleVersions.Drop(sql, desk.Article.Id);
            return true;
        });
        if (!isSaved) return await ArticleEditor.Find(visit) is { } now ? await Overtaken(now, typed) : Gone(visit);
        return Done(visit, desk.Article.Id, isChange ? "change-waits" : CodeOf(desk.Article, next, visit.Now));
    }

    /// <summary>The answer to the form of an article that is not there: what was typed in it is not lost.</summary>
    public static IResult Gone(Visit visit) => KeptForm.Of(visit.Form).ShowAsGone(visit, StatusCodes.Status404NotFound,
        "There is no such article: somebody may have deleted the draft since you opened it. What you typed is below. To go on with it, "
        + "copy it into a new article.");

    /// <summary>Stores the article and the audit entry; false if somebody else saved it meanwhile.</summary>
    public static bool Store(Sql sql, Visit visit, Article old, Article next)
    {
        if (!ArticleDesk.Save(sql, old, next, visit.Now)) return false;
        ShareFiles(sql, next);
        var (action, detail) = next switch
        {
            { WaitsAt: { } waits } when old.WaitsAt != waits => ("article.wait", ""),
            { IsDraft: false } when old.IsDraft => ("article.publish",
                next.PublishedAt > visit.Now ? $"for {SchoolTime.Time(next.PublishedAt.Value)}" : ""),
            { IsDraft: true } when !old.IsDraft => ("article.draft", ""),
            _ => ("article.edit", ""),
        };
        Audit.Add(sql, visit.Actor, action, visit.Now, "article", old.Id, detail);
        return true;
    }

    /// <summary>
    /// Lets a change of a published text wait for a teacher; false if somebody else saved it meanwhile. A text that is as readers have it
    /// does not wait, and ends the waiting of one before it.
    /// </summary>
    public static bool LetWait(Sql sql, Visit visit, ArticleEditor desk, Article next)
    {
        var id = desk.Article.Id;
        if (Articles.Find(sql, id) is not { } article || article.Version != desk.Article.Version) return false;
        if ((ArticleVersions.FindWaiting(sql, id)?.Id ?? 0) != desk.WaitingId) return false;
        if (ArticleDesk.HasSameText(article, next)) ArticleVersions.Drop(sql, id);
        else
        {
            ArticleVersions.Wait(sql, next, visit.Member.MemberId, visit.Now);
            ShareFiles(sql, next);
        }
        Audit.Add(sql, visit.Actor, "article.wait", visit.Now, "article", id, "a change");
        return true;
    }

    /// <summary>
    /// The id in the feed: fixed when it is first published, so that it stays when the site moves (RFC 4151).
    /// </summary>
    public static string FeedIdOf(Visit visit, long id) => string.Create(CultureInfo.InvariantCulture,
        $"tag:{new Uri(visit.Absolute("/")).Host},{SchoolTime.Local(visit.Now):yyyy-MM-dd}:article/{id}");

    private static void ShareFiles(Sql sql, Article article) =>
        Uploads.Share(sql, UploadOwner.Article(article.Id), UploadTypes.HashesIn(article.Body, Uploads.MaxOfOwner));

    /// <summary>The form's article as it is stored: published, or as a draft that waits for a teacher.</summary>
    private static Article Prepared(Visit visit, ArticleEditor desk, TypedArticle typed)
    {
        var next = typed.Article.SavedAs(visit.Member.MemberId);
        if (next.IsDraft) return desk.Rights.MustWait ? next with { WaitsAt = null } : next;
        if (!desk.Rights.MustWait)
            return next with { WaitsAt = null, Note = "", FeedId = desk.Article.FeedId ?? FeedIdOf(visit, desk.Article.Id) };
        var isNow = typed.View["publish"] == ArticleForm.Now;
        return next with { IsDraft = true, WaitsAt = visit.Now, Note = "", PublishedAt = isNow ? null : next.PublishedAt };
    }

    private static bool IsStale(ArticleEditor desk, TypedArticle typed) =>
        typed.Article.Version != desk.Article.Version || typed.WaitingId != desk.WaitingId;

    /// <summary>Somebody saved it since the form was loaded: the same person with a button pressed twice, or another one.</summary>
    private static async Task<IResult> Overtaken(ArticleEditor desk, TypedArticle typed)
    {
        var (visit, stored) = (desk.Visit, desk.Text);
        var saver = desk.WaitingId == 0 ? desk.Article.SavedBy : desk.Waiting!.SavedBy;
        var isAsWished = desk.Article.IsDraft && (desk.Article.WaitsAt is null) == typed.Article.IsDraft;
        if (saver == visit.Member.MemberId && ArticleDesk.HasSameText(stored, typed.Article) && stored.Kind == typed.Article.Kind
            && (isAsWished || !(desk.Article.IsDraft || typed.Article.IsDraft)))
            return Done(visit, desk.Article.Id, desk.WaitingId != 0 ? "change-waits"
                : desk.Article.WaitsAt is not null ? "waiting"
                : ArticleRules.IsOut(desk.Article, visit.Now) ? "published-now" : desk.Article.IsDraft ? "saved" : "published");
        var conflict = new ArticleConflict(stored, ArticleChecks.Changes(stored, typed.Article));
        typed.View["version"] = $"{desk.Article.Version}";
        typed.View["waiting"] = $"{desk.WaitingId}";
        return await desk.Page(typed.View, null, conflict: conflict, isUnsaved: true, status: StatusCodes.Status409Conflict);
    }

    private static IResult Done(Visit visit, long id, string code) =>
        visit.SeeOther(ForgottenPicture.Mark(visit.Form, $"{ArticleEditor.PathOf(id)}?said={code}"));

    private static string CodeOf(Article old, Article next, long now) =>
        next.IsDraft ? next.WaitsAt == now ? "waiting" : old.IsDraft ? "saved" : "draft"
        : next.PublishedAt > now ? "published"
        : old.IsDraft ? "published-now" : "saved";
}
