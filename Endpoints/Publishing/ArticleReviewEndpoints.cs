// Where a teacher looks at what an editor wrote before readers see it, and publishes it or sends it back with a note.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Maps /admin/articles/{id}/review.</summary>
public static class ArticleReviewEndpoints
{
    private const string Publish = "publish", SendBack = "back";

    public static void Map(RouteGroup staff)
    {
        staff.Page("/admin/articles/{id}/review", "articles.review_page", visit => Show(visit, new FormView(), null));
        staff.Post("/admin/articles/{id}/review", "articles.review", Decide).WithMetadata(FilledForm.Shown);
    }

    private static async Task<IResult> Show(Visit visit, FormView form, string? notice, int status = StatusCodes.Status200OK)
    {
        if (await ArticleEditor.Find(visit) is not { } desk) return visit.NotFound();
        if (!IsWaiting(desk)) return visit.SeeOther("/admin/articles?said=decided");
        var (change, now) = (ChangeOf(desk), visit.Now);
        var next = NextOf(desk);
        // Of a change whose author is gone nobody is named, and not whoever saved the published text.
        var saver = change is not null ? change.SaverName : await visit.Read(sql =>
            desk.Article.SavedBy is { } id && Members.Find(sql, id) is { } member ? member.DisplayName : null);
        var model = new ArticleReviewModel(
            next, change is null ? null : desk.Article, await ArticleEditor.Render(visit, next), form)
        {
            SaverName = saver,
            At = change?.SavedAt ?? desk.Article.WaitsAt!.Value,
            WaitingId = change?.Id ?? 0,
            Changes = change is null ? [] : ArticleChecks.Changes(desk.Article, next),
            IsOvertaken = change is not null && change.Number != desk.Article.Version,
            When = change is null && TimeOf(desk.Article, now) is var at && at > now
                ? new DueText("Readers will see it on", at) : new DueText("Readers will see it at once.", null),
            Notice = notice,
        };
        return visit.Page(new Pages_ArticleReview { Frame = visit.Frame, Model = model }, status);
    }

    /// <summary>The article as it will be if it is published now.</summary>
    private static Article NextOf(ArticleEditor desk) =>
        ChangeOf(desk) is { } change ? ArticleEditor.Changed(desk.Article, change) : desk.Article;

    private static async Task<IResult> Decide(Visit visit)
    {
        if (await ArticleEditor.Find(visit) is not { } desk) return ArticleSaving.Gone(visit);
        if (!IsWaiting(desk)) return Decided(visit, desk);
        var form = new FormReader(visit.Form);
        var wish = visit.Form["do"].ToString();
        var note = NoteIn(form, isOptional: wish != SendBack);
        var (version, waiting) = (FormReader.IdIn(visit.Form["version"].ToString()), FormReader.IdIn(visit.Form["waiting"].ToString()));
        if (version != desk.Article.Version || waiting != (ChangeOf(desk)?.Id ?? 0)) return await Overtaken(visit, form);
        if (wish == Publish) await Check(visit, desk, form);
        if (!form.IsGood || wish is not (Publish or SendBack))
            return await Show(visit, form.View, null, StatusCodes.Status422UnprocessableEntity);
        if (wish == Publish && await ClockGate.FindRefusal(visit, ClockNeed.Credible) is { } refusal) return refusal;
        var isUpdated = visit.Form["updated"].ToString().Length > 0;
        var said = await visit.Write(sql => wish == Publish ? TakeOver(sql, visit, desk, isUpdated) : Return(sql, visit, desk, note));
        return said is null ? await Overtaken(visit, form) : visit.SeeOther($"/admin/articles?said={said}");
    }

    private static string NoteIn(FormReader form, bool isOptional) => form.Folded("note", "Note", Article.MaxNote, isOptional);

    /// <summary>
    /// The same button was pressed twice, another teacher decided, or its author withdrew it: a note that was written in vain can be
    /// copied.
    /// </summary>
    private static IResult Decided(Visit visit, ArticleEditor desk)
    {
        var note = NoteIn(new FormReader(visit.Form), isOptional: true);
        if (note.Length == 0) return visit.SeeOther("/admin/articles?said=decided");
        return note == (desk.Waiting?.Note ?? desk.Article.Note)
            ? visit.SeeOther("/admin/articles?said=sent-back")
            : KeptForm.Of(visit.Form).ShowAsGone(visit, StatusCodes.Status409Conflict,
                "Somebody has decided on this article already, or it was withdrawn, while you wrote your note. It is below: if its author "
                + "still needs it, tell them.");
    }

    private static async Task<IResult> Overtaken(Visit visit, FormReader form) =>
        await ArticleEditor.Find(visit) is { } desk && !IsWaiting(desk)
            ? Decided(visit, desk)
            : await Show(visit, form.View, "It was changed while you looked at it. Nothing is done: this is how it is now.",
                StatusCodes.Status409Conflict);

    /// <summary>A text that was good when it was sent may not be any more: a picture of it may be gone.</summary>
    private static async Task Check(Visit visit, ArticleEditor desk, FormReader form)
    {
        var next = NextOf(desk);
        var check = new FormReader(visit.Form);
        ArticleChecks.Fail(check, next, await ArticleEditor.Render(visit, next), live: true);
        if (check.View.Errors is [var (_, sentence), ..])
            form.Fail("", $"It cannot be published like this. {sentence} Edit it, or send it back.");
    }

    /// <summary>Publishes what waits; null if it was changed meanwhile.</summary>
    private static string? TakeOver(Sql sql, Visit visit, ArticleEditor desk, bool isUpdated)
    {
        var (old, now) = (desk.Article, visit.Now);
        if (ChangeOf(desk) is { } change)
        {
            // Another teacher may have sent it back at this moment.
            if (ArticleVersions.FindWaiting(sql, old.Id) is not { Note: "" } waiting || waiting.Id != change.Id) return null;
            var next = ArticleEditor.Changed(old, change) with
            {
                SavedBy = change.SavedBy, EditedAt = isUpdated && ArticleRules.IsOut(old, now) ? now : old.EditedAt,
            };
            if (!ArticleDesk.Save(sql, old, next, now)) return null;
            ArticleVersions.Drop(sql, old.Id);
            Audit.Add(sql, visit.Actor, "article.approve", now, "article", old.Id, "a change");
            return "changed";
        }
        var published = old with
        {
            IsDraft = false, WaitsAt = null, Note = "", PublishedAt = TimeOf(old, now), FeedId = ArticleSaving.FeedIdOf(visit, old.Id),
        };
        if (!ArticleDesk.Save(sql, old, published, now)) return null;
        Audit.Add(sql, visit.Actor, "article.approve", now, "article", old.Id);
        return published.PublishedAt > now ? "scheduled" : "published";
    }

    /// <summary>Sends back what waits, with a note; null if it was changed meanwhile.</summary>
    private static string? Return(Sql sql, Visit visit, ArticleEditor desk, string note)
    {
        var old = desk.Article;
        var isDone = ChangeOf(desk) is { } change
            ? ArticleVersions.SendBack(sql, old.Id, change.Id, note)
            : Articles.Update(sql, old with { WaitsAt = null, Note = note }, visit.Now);
        if (!isDone) return null;
        Audit.Add(sql, visit.Actor, "article.send_back", visit.Now, "article", old.Id);
        return "sent-back";
    }

    private static bool IsWaiting(ArticleEditor desk) => ChangeOf(desk) is not null
        || desk.Article is { IsDraft: true, WaitsAt: not null, ArchivedAt: null };

    /// <summary>The change that waits; one that was sent back does not.</summary>
    private static ArticleVersion? ChangeOf(ArticleEditor desk) =>
        desk.Article.IsDraft ? null : desk.Waiting is { Note.Length: 0 } change ? change : null;

    /// <summary>
    /// When it is published if a teacher agrees now. A time in the past that was wished for is kept; one that passed while it waited
    /// becomes now.
    /// </summary>
    private static long TimeOf(Article article, long now) =>
        article.PublishedAt is not { } wished ? now : wished < article.WaitsAt || wished > now ? wished : now;
}
