// The addresses of uploaded files, for whoever may see what shows them; and those to which a challenge's authors send them.
using MathsSoc.Data;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Maps /uploads/{name} and the upload of files below /admin/challenges.</summary>
public sealed class UploadEndpoints(UploadFolder folder, ChallengePictures pictures)
{
    public void Map(RouteGroup anyone, RouteGroup content)
    {
        // Parts of a page: many visitors of one address must not lose its pictures to each other's page views.
        anyone.Page("/uploads/{name}", "uploads.show", Show).WithMetadata(RatePolicy.Door);
        content.Post("/admin/challenges/{id}/uploads", "challenges.upload", pictures.Send)
            .WithMetadata(BodyLimit.Picture, FilledForm.Shown);
    }

    private async Task<IResult> Show(Visit visit)
    {
        if (ReadHash(visit) is not { } hash) return visit.NotFound();
        var file = await visit.Read(sql => UploadRules.Find(sql, visit.Reader, hash, visit.Now));
        return file is null ? visit.NotFound()
            : new UploadResult(folder.PathOf(hash), hash, file) { IsForEverybody = visit.Reader.Role is null };
    }

    private static string? ReadHash(Visit visit) => UploadTypes.HashIn((visit.Context.Request.RouteValues["name"] as string) ?? "");
}
