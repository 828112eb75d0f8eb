// Pictures and PDF sheets of challenges: served to those who may see the challenge, and sent and removed by its authors.
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
public sealed class UploadEndpoints(UploadFolder folder, ChallengePictures pictures)
{
    public void Map(RouteGroup member, RouteGroup content)
    {
        member.Page("/uploads/{name}", "uploads.show", Show);
        content.Post("/admin/challenges/{id}/uploads", "challenges.upload", pictures.Send)
            .WithMetadata(BodyLimit.Picture, FilledForm.Shown);
        content.Post("/admin/challenges/{id}/uploads/{name}/remove", "challenges.upload_remove",
            visit => ReadHash(visit) is { } hash ? pictures.Remove(visit, hash) : Task.FromResult<IResult>(visit.NotFound()));
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
}
