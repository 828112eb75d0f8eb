// The pages on which articles and newsletters are written: the list of all of them, and the form of one, with its preview and pictures.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Maps /admin/articles, /admin/articles/new, /admin/articles/{id} and the pictures below it.</summary>
public static class ArticleDeskEndpoints
{
    private const int MaxPages = 200, MaxWaiting = 50;

    public static void Map(RouteGroup content, HeavyJobs heavy, ArticlePictures pictures)
    {
        content.Page("/admin/articles", "articles.list", visit => List(visit, new FormView(), StatusCodes.Status200OK));
        content.Post("/admin/articles/new", "articles.add", Add).WithMetadata(FilledForm.Shown);
        content.Page("/admin/articles/{id}", "articles.edit_page", Show);
        content.Post("/admin/articles/{id}", "articles.edit",
            visit => ArticleForm.IsLong(visit.Form) ? heavy.Run(visit, one => Edit(one, pictures)) : Edit(visit, pictures))
            .WithMetadata(BodyLimit.Challenge, FilledForm.Shown);
        content.Post("/admin/articles/{id}/uploads", "articles.upload", pictures.Send).WithMetadata(BodyLimit.Picture, FilledForm.Shown);
    }

    private static async Task<IResult> List(Visit visit, FormView adding, int status)
    {
        var form = new FormView { ["q"] = visit.Query("q"), ["state"] = visit.Query("state") };
        var state = EnumText.Parse<ArticleState>(form["state"]);
        if (state is null) form["state"] = "";
        var (now, wanted) = (visit.Now, Rules.Whole(visit.Query("page"), 1, MaxPages) ?? 1);
        var isStaff = visit.Member.Role.Opens(Access.Staff);
        var (total, page, lines, waiting) = await visit.Read(sql =>
        {
            var total = ArticleDesk.Count(sql, state, form["q"], now);
            var page = (int)Math.Clamp(wanted, 1, Math.Max(1, (total + ArticleDesk.PageSize - 1) / ArticleDesk.PageSize));
            return (total, page, ArticleDesk.List(sql, state, form["q"], now, (page - 1) * ArticleDesk.PageSize),
                isStaff ? ArticleDesk.ListWaiting(sql, MaxWaiting) : []);
        });
        var states = new List<Choice> { new("", "Every state") };
        foreach (var one in Enum.GetValues<ArticleState>()) states.Add(new Choice(EnumText.Of(one), ArticleWords.Of(one)));
        var model = new ArticleDeskModel
        {
            Form = form,
            New = adding,
            States = states,
            Rows = lines.ConvertAll(line =>
                new ArticleRow(line, ArticleWords.Of(ArticleRules.StateAt(line, now)), ArticleWords.WhenOf(line, now))),
            Waiting = waiting,
            Total = total,
            Page = page,
            Pages = (int)((total + ArticleDesk.PageSize - 1) / ArticleDesk.PageSize),
            Notice = visit.Query("said") switch
            {
                "imported" => "The files are brought in.",
                "deleted" => "The draft was deleted.",
                "published" => "It is published.",
                "scheduled" => "It is published when its time comes.",
                "changed" => "The change is published.",
                "decided" => "Somebody has decided on that already, or it was withdrawn.",
                "sent-back" => "It is sent back, with your note.",
                _ => null,
            },
        };
        return visit.Page(new Pages_AdminArticles { Frame = visit.Frame, Model = model }, status);
    }

    private static async Task<IResult> Add(Visit visit)
    {
        var form = new FormReader(visit.Form);
        var title = form.Line("title", "Title", Article.MaxTitle);
        var kind = form.One<ArticleKind>("kind", "Kind");
        if (!form.IsGood || kind is not { } chosen) return await List(visit, form.View, StatusCodes.Status422UnprocessableEntity);
        var me = visit.Member;
        var id = await visit.Write(sql =>
        {
            if (ArticleDesk.FindTwin(sql, me.MemberId, chosen, title, visit.Now) is { } twin) return twin;
            var draft = new Article
            {
                Kind = chosen, Title = title, AuthorId = me.MemberId, AuthorName = me.DisplayName, SavedBy = me.MemberId,
            };
            var added = Articles.Add(sql, draft, visit.Now, ChallengeBundles.Slug(title, "article"));
            Audit.Add(sql, visit.Actor, "article.add", visit.Now, "article", added);
            return added;
        });
        return visit.SeeOther(ArticleEditor.PathOf(id));
    }

    private static async Task<IResult> Show(Visit visit) => await ArticleEditor.Find(visit) is { } desk
        ? await desk.Page(desk.Fill(), ForgottenPicture.NoticeOf(visit.Query("said"), Notice))
        : visit.NotFound();

    private static string? Notice(string code) => code switch
    {
        "saved" => "It is saved.",
        "published-now" => "It is saved and published: readers see it now.",
        "published" => "It is saved. Readers see it when its time comes.",
        "draft" => "It is a draft again: readers do not see it.",
        "waiting" => "It is saved and waits for a teacher. Readers see it once a teacher has published it.",
        "change-waits" => "Your change is saved and waits for a teacher. Until then readers see the text as it was.",
        "withdrawn" => "Your change is withdrawn. Readers see the text as it was.",
        "put-back" => "The earlier text is back. The one before it is kept in the history.",
        "archived" => "It is archived: whoever follows a link to it reads that it is no longer here.",
        "restored" => "It is out of the archive.",
        "picture" => AuthorPictures.Here,
        _ => null,
    };

    private static async Task<IResult> Edit(Visit visit, ArticlePictures pictures)
    {
        if (await ArticleEditor.Find(visit) is not { } desk) return ArticleSaving.Gone(visit);
        var wish = visit.Form["do"].ToString();
        if (wish == "withdraw" && visit.Form is not KeptForm) return await Withdraw(visit, desk);
        var typed = ArticleForm.Read(visit.Form, desk.Text, desk.Rights, visit.Now, wish);
        if (wish is "save" or ArticleForm.PublishNow or "") return await ArticleSaving.Save(visit, desk, typed);
        if (visit.Form is not KeptForm && await pictures.Act(visit, typed.View, wish) is { } done) return done;
        var preview = wish == "preview" ? await desk.Preview(typed) : null;
        var view = preview is null ? ArticleForm.Unjudged(typed.View) : typed.View;
        return await desk.Page(view, ForgottenPicture.Find(visit.Form), preview, isUnsaved: true);
    }

    /// <summary>Takes back the change that waits, as whoever has to wait may.</summary>
    private static async Task<IResult> Withdraw(Visit visit, ArticleEditor desk)
    {
        if (desk.WaitingId == 0) return visit.SeeOther(ArticleEditor.PathOf(desk.Article.Id));
        await visit.Write(sql =>
        {
            if (ArticleVersions.FindWaiting(sql, desk.Article.Id)?.Id != desk.WaitingId) return;
            ArticleVersions.Drop(sql, desk.Article.Id);
            Audit.Add(sql, visit.Actor, "article.withdraw", visit.Now, "article", desk.Article.Id);
        });
        return visit.SeeOther($"{ArticleEditor.PathOf(desk.Article.Id)}?said=withdrawn");
    }
}
