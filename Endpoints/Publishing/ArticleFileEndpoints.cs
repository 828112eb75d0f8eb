// Sends one article as a file, or with its pictures and its PDF as a zip file, to whoever writes articles.
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Maps /admin/articles/{id}/export.md and /admin/articles/{id}/export.zip.</summary>
public sealed class ArticleFileEndpoints(UploadFolder folder)
{
    public void Map(RouteGroup content)
    {
        content.Page("/admin/articles/{id}/export.md", "articles.export", ShowFile);
        content.Page("/admin/articles/{id}/export.zip", "articles.export_zip", ShowZip);
    }

    private static async Task<IResult> ShowFile(Visit visit) => await ArticleEditor.Find(visit) is { } desk
        ? new Download($"{desk.FileId}.md", "text/markdown; charset=utf-8", ArticleFiles.TextOf(desk))
        : visit.NotFound();

    private async Task<IResult> ShowZip(Visit visit) => await ArticleEditor.Find(visit) is { } desk
        ? new ZipDownload($"{desk.FileId}.zip", zip => ArticleFiles.Send(zip, folder, desk, []))
        : visit.NotFound();
}
