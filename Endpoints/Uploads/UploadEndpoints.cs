// Pictures and PDF sheets of challenges: sent by authors, recognised by their content, and served to those who may see the challenge.
using MathsSoc.Data;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>
/// Serves a file, inline where browsers show its type. Browsers revalidate it each time, because who may see it can change.
/// </summary>
public sealed class UploadResult(string path, string hash, string contentType) : IResult
{
    public async Task ExecuteAsync(HttpContext context)
    {
        var (headers, etag) = (context.Response.Headers, $"\"{hash}\"");
        headers.CacheControl = "private, no-cache";
        headers.ETag = etag;
        if (AssetMiddleware.Matches(context.Request.Headers.IfNoneMatch, etag))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        if (!File.Exists(path))
        {
            headers.ETag = default;
            await new Refusal(StatusCodes.Status404NotFound, null).ExecuteAsync(context);
            return;
        }
        var isShown = contentType.StartsWith("image/", StringComparison.Ordinal) || contentType == "application/pdf";
        headers.ContentType = contentType;
        headers.ContentDisposition = isShown ? "inline" : "attachment";
        context.Response.ContentLength = new FileInfo(path).Length;
        if (!HttpMethods.IsHead(context.Request.Method)) await context.Response.SendFileAsync(path, context.RequestAborted);
    }
}

/// <summary>Maps /uploads/{name} and the upload and removal of files below /admin/challenges.</summary>
public sealed class UploadEndpoints(UploadFolder folder)
{
    public void Map(RouteGroup member, RouteGroup content)
    {
        member.Page("/uploads/{name}", "uploads.show", Show);
        content.Post("/admin/challenges/{id}/uploads", "challenges.upload", Send).WithMetadata(BodyLimit.Picture);
        content.Post("/admin/challenges/{id}/uploads/{name}/remove", "challenges.upload_remove", Remove);
    }

    private async Task<IResult> Show(Visit visit)
    {
        if (ReadHash(visit) is not { } hash) return visit.NotFound();
        var type = await visit.Read(sql => Uploads.FindType(sql, hash) is { } found && MaySee(sql, visit, hash) ? found : null);
        return type is null ? visit.NotFound() : new UploadResult(folder.PathOf(hash), hash, type);
    }

    private static string? ReadHash(Visit visit) => UploadTypes.HashIn((visit.Context.Request.RouteValues["name"] as string) ?? "");

    /// <summary>
    /// A picture may be seen by those who may see the text that contains it: the statement, or the worked solution once shown.
    /// </summary>
    private static bool MaySee(Sql sql, Visit visit, string hash)
    {
        var viewer = new Viewer(visit.Member.MemberId, visit.Member.Role, 0);
        if (viewer.Authors) return true;
        foreach (var challenge in Uploads.ListChallenges(sql, hash))
        {
            var standing = ChallengeRules.For(challenge, viewer, visit.Now);
            if (standing.MaySee && challenge.Body.Contains(hash, StringComparison.Ordinal)) return true;
            if (standing.MaySee && standing.MaySeeSolution && challenge.Solution.Contains(hash, StringComparison.Ordinal))
                return true;
        }
        return false;
    }

    private async Task<IResult> Send(Visit visit)
    {
        if (visit.Id() is not { } id || await visit.Read(sql => Challenges.Find(sql, id)) is not { } challenge)
            return visit.NotFound();
        var form = new FormReader(visit.Form);
        var alt = form.Line("alt", "What it shows", UploadTypes.MaxAlt, isOptional: true);
        var bytes = ReadFile(visit.Form, form);
        var type = bytes is null ? null : UploadTypes.Find(bytes);
        if (bytes is not null && type is null)
            form.Fail("file", "Picture: this is no PNG, JPEG, GIF, WebP or PDF file, or it is damaged or far too large in size. "
                + "An SVG drawing must be saved as PNG first.");
        if (type is not null && alt.Length == 0 && type != "application/pdf")
            form.Fail("alt", "What it shows: please fill this in, for pupils who cannot see the picture. Choose the file once more.");
        if (!form.IsGood || bytes is null || type is null) return await Again(visit, challenge, form);

        var upload = new Upload(UploadFolder.HashOf(bytes), type, bytes.Length, alt);
        using var staged = await folder.Stage([(upload.Hash, bytes)]);
        if (staged is null) return UploadFolder.CannotStore;
        var problem = await visit.Write(sql =>
        {
            var isNew = Uploads.FindType(sql, upload.Hash) is null;
            if (isNew && Uploads.Total(sql) + upload.Bytes > folder.Capacity)
                return "Picture: there is no room left for uploads. Remove some that are not needed, "
                    + "or ask whoever runs the server for more (UPLOADS_CAPACITY).";
            if (Uploads.List(sql, UploadOwner.Challenge(id)) is { Count: >= Uploads.MaxOfOwner } all
                && !all.Exists(one => one.Hash == upload.Hash))
                return $"Picture: a challenge has at most {Uploads.MaxOfOwner}. Remove one that is not needed.";
            // The file gets its name before its row is written, so that a row never names a missing file.
            staged.Keep(upload.Hash);
            Uploads.Add(sql, UploadOwner.Challenge(id), upload, visit.Member.MemberId, visit.Now);
            Audit.Add(sql, visit.Actor, "challenge.picture", visit.Now, "challenge", id, $"{upload.ContentType}, {upload.Bytes} bytes");
            return null;
        });
        if (problem is not null) form.Fail("file", problem);
        return form.IsGood ? visit.SeeOther($"{ChallengeEditor.PathOf(id)}?said=picture#pictures") : await Again(visit, challenge, form);
    }

    private static byte[]? ReadFile(IFormCollection sent, FormReader form)
    {
        if (sent.Files.GetFile("file") is not { Length: > 0 } file) form.Fail("file", "Picture: please choose a file.");
        else if (file.Length > UploadTypes.MaxBytes)
            form.Fail("file", "Picture: at most 2 MB, please. Make it smaller first: 1,500 pixels across are plenty.");
        else
        {
            using var content = new MemoryStream((int)file.Length);
            file.CopyTo(content);
            return content.ToArray();
        }
        return null;
    }

    /// <summary>Removes a picture, unless the stored statement or solution shows it.</summary>
    private async Task<IResult> Remove(Visit visit)
    {
        if (visit.Id() is not { } id || ReadHash(visit) is not { } hash) return visit.NotFound();
        List<string> unused = [];
        var result = await visit.Write(sql =>
        {
            if (Challenges.Find(sql, id) is not { } challenge) return "";
            if (challenge.Body.Contains(hash, StringComparison.Ordinal) || challenge.Solution.Contains(hash, StringComparison.Ordinal))
                return "picture-used";
            if (!Uploads.Remove(sql, UploadOwner.Challenge(id), hash)) return "";
            Audit.Add(sql, visit.Actor, "challenge.picture_removed", visit.Now, "challenge", id);
            unused = Uploads.RemoveUnused(sql);
            return "picture-removed";
        });
        await folder.RemoveUnused(visit, unused);
        if (result.Length == 0) return visit.NotFound();
        return visit.SeeOther($"{ChallengeEditor.PathOf(id)}?said={result}#pictures");
    }

    /// <summary>The challenge's page, with the errors of the picture form.</summary>
    private static async Task<IResult> Again(Visit visit, Challenge challenge, FormReader form)
    {
        if (await ChallengeEditor.Find(visit, challenge.Id) is not { } editor) return visit.NotFound();
        var stored = ChallengeForm.Fill(editor.Challenge, editor.Parts);
        return await editor.Page(stored, null, picture: form.View, status: StatusCodes.Status422UnprocessableEntity);
    }
}
