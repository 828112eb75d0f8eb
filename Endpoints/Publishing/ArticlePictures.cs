// What authors do with the pictures of an article; what is typed in its form stays typed meanwhile.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Takes in, places and removes pictures. Their buttons are in the article's form, so nothing typed in it is lost.</summary>
public sealed class ArticlePictures(OwnedPictures pictures)
{
    private const string Used = "That picture is in the text, or in an earlier one that is kept. Take it out and save, or leave it.";

    /// <summary>A wider picture would be sent to phones that show a quarter of it.</summary>
    internal const int MaxWidth = 1600;

    /// <summary>Takes in a picture: recognised by its content, and kept once.</summary>
    public async Task<IResult> Send(Visit visit)
    {
        if (await ArticleEditor.Find(visit) is not { } desk) return ArticleSaving.Gone(visit);
        var form = new FormReader(visit.Form);
        // A program's form has the picture alone.
        var typed = visit.Form.ContainsKey("title")
            ? ArticleForm.Unjudged(ArticleForm.Read(visit.Form, desk.Text, desk.Rights, visit.Now, "").View) : null;
        if (visit.Form is KeptForm)
            return await Again(desk, form.View, typed, $"{KeptForm.Notice} The picture has to be chosen once more.",
                StatusCodes.Status200OK);
        var isDecorative = form.Ticked("decorative");
        var sent = SentUpload.Read(visit.Form, form, isDecorative);
        if (sent is not null && PictureSize.Read(sent.Bytes).Size is { Width: > MaxWidth and var width })
            form.Fail("file", $"Picture: it is {width:N0} pixels wide, and {MaxWidth:N0} is the most. Make it narrower in a program for "
                + "pictures, such as Photos or Paint: “resize”, 1,200 pixels wide. Then choose it again.");
        if (sent is null || !form.IsGood) return await Again(desk, form.View, typed);
        var upload = isDecorative && sent.Upload.Alt.Length == 0 ? sent.Upload with { Alt = Upload.Decorative } : sent.Upload;
        // Another may have deleted it since it was read, and a file belongs to something.
        var problem = await pictures.Add(visit, UploadOwner.Article(desk.Article.Id), upload, sent.Bytes,
            sql => Articles.FindVersion(sql, desk.Article.Id) is not null ? null
                : "Picture: somebody has deleted this draft. Copy what you typed into a new article, and send the picture there.");
        if (problem is var (status, sentence))
        {
            form.Fail("file", sentence);
            return await Again(desk, form.View, typed, status: status);
        }
        if (typed is null) return visit.SeeOther($"{ArticleEditor.PathOf(desk.Article.Id)}?said=picture#pictures");
        (typed["alt"], typed["decorative"]) = ("", "");
        return await Shown(visit, typed, $"{AuthorPictures.Here} Your text is below, and not saved yet.");
    }

    /// <summary>What a button beside a picture does, the form as it was typed; null if <paramref name="wish"/> is no such button.</summary>
    public async Task<IResult?> Act(Visit visit, FormView sent, string wish)
    {
        var typed = ArticleForm.Unjudged(sent);
        if (wish.StartsWith(AuthorPictures.Drop, StringComparison.Ordinal))
            return await Shown(visit, typed, await Take(visit, wish[AuthorPictures.Drop.Length..]));
        if (!wish.StartsWith(AuthorPictures.Place, StringComparison.Ordinal)) return null;
        if (await ArticleEditor.Find(visit) is not { } desk) return visit.NotFound();
        foreach (var picture in desk.Pictures)
        {
            if (picture.Hash != wish[AuthorPictures.Place.Length..]) continue;
            typed["body"] = AuthorPictures.With(typed["body"], picture);
            return await desk.Page(typed, "The picture is at the end of the text. Nothing is saved yet.", isUnsaved: true);
        }
        return null;
    }

    /// <summary>Removes a picture, unless a text shows it. What came of it; null if there is none of this name.</summary>
    private async Task<string?> Take(Visit visit, string hash) => visit.Id() is not { } id ? null
        : await pictures.Remove(visit, UploadOwner.Article(id), hash,
            sql => Articles.Find(sql, id) is { } article && ArticleDesk.Needs(sql, article, hash) ? Used : null);

    /// <summary>The page with the pictures as they are now, and the form as it was typed.</summary>
    private static async Task<IResult> Shown(Visit visit, FormView typed, string? notice) =>
        await ArticleEditor.Find(visit) is { } desk ? await desk.Page(typed, notice, isUnsaved: true) : visit.NotFound();

    /// <summary>The page with what is wrong with the picture, and the form as it was typed.</summary>
    private static Task<IResult> Again(ArticleEditor desk, FormView picture, FormView? typed, string? notice = null,
        int status = StatusCodes.Status422UnprocessableEntity) =>
        desk.Page(typed ?? desk.Fill(), notice, picture: picture, isUnsaved: typed is not null, status: status);
}
