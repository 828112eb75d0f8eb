// One article that is being edited: everything stored about it, read once per request, and the page with its form.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The stored article. Created by <see cref="Find(Visit)"/>.</summary>
/// <param name="Pictures">Every file that belongs to it but its PDF and those of earlier texts.</param>
/// <param name="Waiting">The change that waits for a teacher, or was sent back; null if there is none.</param>
internal sealed record ArticleEditor(
    Visit Visit, Article Article, IReadOnlyList<Upload> Pictures, ArticleVersion? Waiting, bool HasHistory)
{
    /// <summary>Its name in files.</summary>
    public required string FileId { get; init; }

    /// <summary>The address of an article's form.</summary>
    public static string PathOf(long id) => $"/admin/articles/{id}";

    /// <summary>What this person may do with it.</summary>
    public ArticleRights Rights => RightsOf(Visit);

    public static ArticleRights RightsOf(Visit visit) =>
        new(ArticleDesk.MustWait(visit.Member.Role, visit.Rules), visit.Member.Role != Role.Editor);

    /// <summary>The text that this person goes on with: an editor's is the one that waits, if one does.</summary>
    public Article Text => IsOfWaiting ? Changed(Article, Waiting!) : Article;

    /// <summary>The article with a waiting change. The change is one of words: the audience and the PDF stay as they are now.</summary>
    public static Article Changed(Article article, ArticleVersion waiting) =>
        waiting.Over(article) with { Audience = article.Audience, PdfHash = article.PdfHash };

    /// <summary>The waiting change that this person goes on with; 0 if there is none.</summary>
    public long WaitingId => IsOfWaiting ? Waiting!.Id : 0;

    private bool IsOfWaiting => Rights.MustWait && Waiting is not null;

    /// <summary>The article in the address; null if there is none.</summary>
    public static async Task<ArticleEditor?> Find(Visit visit) => visit.Id() is { } id ? await Find(visit, id) : null;

    /// <summary>The article with this id; null if there is none.</summary>
    public static Task<ArticleEditor?> Find(Visit visit, long id) => visit.Read(sql =>
    {
        if (Articles.Find(sql, id) is not { } article) return null;
        var pdfs = ArticleVersions.ListPdfs(sql, id);
        return new ArticleEditor(
            visit,
            article,
            Uploads.List(sql, UploadOwner.Article(id)).FindAll(upload => upload.Hash != article.PdfHash && !pdfs.Contains(upload.Hash)),
            ArticleVersions.FindWaiting(sql, id),
            ArticleVersions.Exist(sql, id))
        {
            FileId = FileNames.OfArticle(sql, id),
        };
    });

    /// <summary>The text as a page shows it: only pictures that were uploaded are in it.</summary>
    public static async Task<RenderedText> Render(Visit visit, Article article) =>
        Markdown.Render(article.Body, await AuthorTexts.SettingsFor(visit, article.Body));

    /// <summary>The form as it is stored.</summary>
    public FormView Fill() => ArticleForm.Fill(Text, WaitingId);

    /// <summary>What a form would store, as readers will see it; a text beyond the bounds is an error in the form.</summary>
    public async Task<ArticlePreview> Preview(TypedArticle typed)
    {
        var body = await Render(Visit, typed.Article);
        AuthorTexts.Fail(typed.Form, "body", "Text", body, live: false);
        return new ArticlePreview(typed.Article, body, ArticleChecks.Warnings(body));
    }

    /// <summary>The page with the form.</summary>
    public async Task<IResult> Page(FormView form, string? notice, ArticlePreview? preview = null, ArticleConflict? conflict = null,
        FormView? picture = null, bool isUnsaved = false, int status = StatusCodes.Status200OK)
    {
        var body = isUnsaved || form.HasErrors ? null : await Render(Visit, Text);
        var model = new ArticleFormModel
        {
            Article = Article,
            Form = form,
            State = ArticleWords.Of(ArticleRules.StateAt(Article, Visit.Now)),
            When = ArticleWords.WhenOf(Article, Visit.Now),
            Rights = Rights,
            IsOut = ArticleRules.IsOut(Article, Visit.Now),
            Notice = notice,
            IsUnsaved = isUnsaved,
            Warnings = body is null ? [] : ArticleChecks.Warnings(body),
            Conflict = conflict,
            Preview = preview,
            Pictures = Pictures,
            Picture = picture ?? new FormView(),
            Waiting = Waiting,
            Note = FindNote(),
            Publish = Choices(),
            HasHistory = HasHistory,
            FilePath = $"{PathOf(Article.Id)}/export.{(ArticleFiles.UploadsOf(this).Count > 0 ? "zip" : "md")}",
            MayUndo = Article.ArchivedAt is { } at && Visit.Now < ArticleDesk.UndoEnds(at),
        };
        return Visit.Page(new Pages_AdminArticle { Frame = Visit.Frame, Model = model }, status);
    }

    /// <summary>The note is for whoever wrote or sent the text, and for nobody else.</summary>
    private string? FindNote()
    {
        var me = Visit.Member.MemberId;
        if (Waiting is { Note.Length: > 0 } change && change.SavedBy == me) return change.Note;
        return Article is { IsDraft: true, Note.Length: > 0 } && (Article.AuthorId == me || Article.SavedBy == me) ? Article.Note : null;
    }

    private List<Choice> Choices() => Rights.MustWait
        ?
        [
            new(ArticleForm.Draft, "Keep it a draft"),
            new(ArticleForm.Now, "As soon as a teacher has looked at it"),
            new(ArticleForm.At, "At the time below, if a teacher has looked at it by then"),
        ]
        : [new(ArticleForm.Draft, "Keep it a draft"), new(ArticleForm.Now, "Now"), new(ArticleForm.At, "At the time below")];
}
