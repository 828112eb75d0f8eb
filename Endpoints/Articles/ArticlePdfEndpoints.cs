// The page on which a newsletter gets its PDF, another one, or none: the file is streamed to the disk, for it may have 20 MB.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The page about a newsletter's PDF.</summary>
/// <param name="MayChange">False: it is out, and the reader is an editor, whose changes a teacher has to look at.</param>
public sealed record ArticlePdfModel(Article Article, FormView Form, string? Notice, bool MayChange);

/// <summary>Maps /admin/articles/{id}/pdf.</summary>
public sealed class ArticlePdfEndpoints(UploadFolder folder)
{
    private static readonly Dictionary<string, string> Notices = new(StringComparer.Ordinal)
    {
        ["pdf"] = "The PDF is in its place.",
        ["removed"] = "The PDF is removed.",
    };

    public void Map(RouteGroup content)
    {
        content.Page("/admin/articles/{id}/pdf", "articles.pdf_page", visit => Show(visit, new FormView(),
            Notices.GetValueOrDefault(visit.Query("said")), StatusCodes.Status200OK));
        content.Post("/admin/articles/{id}/pdf", "articles.pdf", Send).WithMetadata(BodyLimit.Newsletter, FilledForm.Shown);
        content.Post("/admin/articles/{id}/pdf/remove", "articles.pdf_remove", Remove);
    }

    private async Task<IResult> Send(Visit visit)
    {
        if (visit.Form is KeptForm)
            return await Show(visit, new FormView(), $"{KeptForm.Notice} The PDF has to be chosen once more.", StatusCodes.Status200OK);
        var form = new FormReader(visit.Form);
        if (ReadFile(visit.Form, form) is { } file)
        {
            var upload = new Upload(file.Hash, UploadTypes.Pdf, file.Length, "");
            if (await Change(visit, form, upload, file)) return visit.SeeOther($"{PathOf(visit)}?said=pdf");
        }
        return await Show(visit, form.View, null, StatusCodes.Status422UnprocessableEntity);
    }

    private async Task<IResult> Remove(Visit visit)
    {
        var form = new FormReader(visit.Form);
        return await Change(visit, form, null, null)
            ? visit.SeeOther($"{PathOf(visit)}?said=removed")
            : await Show(visit, form.View, null, StatusCodes.Status422UnprocessableEntity);
    }

    /// <summary>The PDF that was sent; null, with the reason beside its field, if it is none.</summary>
    private static ArrivedFile? ReadFile(IFormCollection sent, FormReader form)
    {
        if (form.File("pdf", "PDF") is not ArrivedFile file) return null;
        if (file.IsTooLarge)
            form.Fail("pdf", $"PDF: at most {BodyLimit.Newsletter.FileBytes >> 20} MB, please. Save it with smaller pictures first.");
        else if (UploadTypes.Find(file.Beginning) != UploadTypes.Pdf)
            form.Fail("pdf", "PDF: this file is no PDF, whatever it is called. Save or print it as PDF first.");
        else return file;
        return null;
    }

    /// <summary>Gives the newsletter this PDF, or none; false if that may not be, which <paramref name="form"/> then tells.</summary>
    private async Task<bool> Change(Visit visit, FormReader form, Upload? upload, ArrivedFile? file)
    {
        List<string> unused = [];
        var problem = await visit.Write(sql =>
        {
            if (Find(sql, visit) is not { } article) return "";
            if (!MayChange(visit, article)) return "PDF: this newsletter is out. Ask a teacher to change its PDF.";
            if (article.PdfHash == upload?.Hash) return null;
            var next = (article with { PdfHash = upload?.Hash }).SavedAs(visit.Member.MemberId);
            if (!article.IsDraft && FindLack(next) is { } lack) return lack;
            var owner = UploadOwner.Article(article.Id);
            if (upload is not null && folder.Store(sql, visit, owner, upload, () => file!.MoveTo(folder.PathOf(upload.Hash))) is { } no)
                return no;
            ArticleDesk.Save(sql, article, next, visit.Now);
            if (article.PdfHash is { } old && ArticleDesk.GiveUp(sql, next, old)) unused = Uploads.RemoveUnused(sql);
            var (action, detail) = upload is null ? ("article.pdf_removed", "") : ("article.pdf", $"{upload.Bytes} bytes");
            Audit.Add(sql, visit.Actor, action, visit.Now, "article", article.Id, detail);
            return null;
        });
        await folder.RemoveUnused(visit, unused);
        if (problem is { Length: > 0 }) form.Fail("pdf", problem);
        return problem is null;
    }

    private static async Task<IResult> Show(Visit visit, FormView form, string? notice, int status) =>
        await visit.Read(sql => Find(sql, visit)) is { } article
            ? visit.Page(new Pages_ArticlePdf
            {
                Frame = visit.Frame, Model = new ArticlePdfModel(article, form, notice, MayChange(visit, article)),
            }, status)
            : visit.NotFound();

    private static Article? Find(Sql sql, Visit visit) =>
        visit.Id() is { } id && Articles.Find(sql, id) is { Kind: ArticleKind.Newsletter, ArchivedAt: null } article ? article : null;

    private static bool MayChange(Visit visit, Article article) => article.IsDraft || !ArticleEditor.RightsOf(visit).MustWait;

    /// <summary>What a newsletter that readers have would lack; null if nothing.</summary>
    private static string? FindLack(Article next) =>
        next is { PdfHash: null, Body.Length: 0 }
            ? "PDF: the newsletter has no text, and would be empty without it. Write a text first, or send another PDF in its place."
        : next.PdfHash is not null && next.Summary.Length < ArticleChecks.LeastSummary
            ? $"PDF: write a summary of at least {ArticleChecks.LeastSummary} characters first, for readers who cannot open a PDF."
        : null;

    private static string PathOf(Visit visit) => $"/admin/articles/{visit.Id()}/pdf";
}
