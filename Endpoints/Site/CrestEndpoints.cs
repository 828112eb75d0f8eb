// The society's crest: an owner sends or removes it on the settings page, and everybody is served it, since every page shows it.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The page about the crest. <c>Shown</c> is the path of the present one; null if there is none.</summary>
public sealed record CrestModel(FormView Form, string? Notice, string? Shown);

/// <summary>Maps /crest/{hash} and the form for the crest.</summary>
public sealed class CrestEndpoints
{
    /// <summary>The most bytes of a crest, and the most pixels along an edge.</summary>
    public const int MaxBytes = 200 * 1000, MaxEdge = 1024;

    private static readonly Dictionary<string, string> Notices = new(StringComparer.Ordinal)
    {
        ["saved"] = "The crest is in its place: at the top of every page, on posters and on certificates.",
        ["removed"] = "The crest is removed. The site’s own sign is back.",
    };

    // The last one that was asked for: every page names it, and its hash says whether it is still the one.
    private volatile Crest? last;

    public void Map(RouteGroup anyone, RouteGroup owner)
    {
        // Part of a page, as the files under /static are, and not a page view; so no rate limit counts it.
        anyone.Page("/crest/{hash}", "crest", Show).WithMetadata(RatePolicy.None);
        owner.Page("/admin/settings/crest", "settings.crest_page",
            visit => CrestPage(visit, new FormView(), Notices.GetValueOrDefault(visit.Query("said")), StatusCodes.Status200OK));
        owner.Post("/admin/settings/crest", "settings.crest", Save).WithMetadata(BodyLimit.Crest);
        owner.Post("/admin/settings/crest/remove", "settings.crest_remove", Remove);
    }

    private async Task<IResult> Show(Visit visit)
    {
        var hash = visit.Context.Request.RouteValues["hash"] as string ?? "";
        if (!Uploads.IsHash(hash)) return visit.NotFound();
        if (last is not { } crest || crest.Hash != hash)
        {
            if (await visit.Read(Crests.Find) is not { } found || found.Hash != hash) return visit.NotFound();
            last = crest = found;
        }
        return new CrestResult(crest);
    }

    private static async Task<IResult> Save(Visit visit)
    {
        var form = new FormReader(visit.Form);
        if (Read(visit.Form, form) is not { } crest)
            return await CrestPage(visit, form.View, null, StatusCodes.Status422UnprocessableEntity);
        await visit.Write(sql =>
        {
            Crests.Set(sql, crest, visit.Now);
            Audit.Add(sql, visit.Actor, "settings.change", visit.Now, "settings", null,
                $"{Crests.Setting}: {crest.ContentType}, {crest.Bytes.Length} bytes");
            return 0;
        });
        return visit.SeeOther("/admin/settings/crest?said=saved");
    }

    private static async Task<IResult> Remove(Visit visit)
    {
        await visit.Write(sql =>
        {
            if (Crests.Remove(sql))
                Audit.Add(sql, visit.Actor, "settings.change", visit.Now, "settings", null, $"{Crests.Setting}: removed");
            return 0;
        });
        return visit.SeeOther("/admin/settings/crest?said=removed");
    }

    private static async Task<IResult> CrestPage(Visit visit, FormView form, string? notice, int status)
    {
        var hash = await visit.Read(Crests.FindHash);
        var shown = hash.Length == 0 ? null : $"/crest/{hash}";
        return visit.Page(new Pages_CrestPage { Frame = visit.Frame, Model = new CrestModel(form, notice, shown) }, status);
    }

    private static Crest? Read(IFormCollection sent, FormReader form)
    {
        if (form.File("crest", "Crest") is not { } file) return null;
        if (file.Length > MaxBytes) form.Fail("crest", "Crest: at most 200 kB, please. 512 pixels a side are plenty.");
        else
        {
            using var content = new MemoryStream((int)file.Length);
            file.CopyTo(content);
            var bytes = content.ToArray();
            var type = UploadTypes.Find(bytes, MaxEdge);
            if (type is "image/png" or "image/jpeg" or "image/webp")
                return new Crest(UploadFolder.HashOf(bytes), type, bytes);
            form.Fail("crest", PictureSize.Read(bytes) is ("image/png" or "image/jpeg" or "image/webp", { } size)
                    && Math.Max(size.Width, size.Height) > MaxEdge
                ? $"Crest: this picture is {size.Width:N0} by {size.Height:N0} pixels, and at most {MaxEdge:N0} a side are taken. "
                    + "Make it smaller, then choose it again; 512 are plenty."
                : $"Crest: a PNG, JPEG or WebP picture of at most {MaxEdge:N0} pixels a side, please. "
                    + "An SVG drawing must be saved as PNG first.");
        }
        return null;
    }

    private sealed class CrestResult(Crest crest) : IResult
    {
        public async Task ExecuteAsync(HttpContext context)
        {
            var (headers, etag) = (context.Response.Headers, $"\"{crest.Hash}\"");
            headers.CacheControl = AssetMiddleware.Forever;
            headers.ETag = etag;
            if (AssetMiddleware.Matches(context.Request.Headers.IfNoneMatch, etag))
            {
                context.Response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }
            headers.ContentType = crest.ContentType;
            context.Response.ContentLength = crest.Bytes.Length;
            if (!HttpMethods.IsHead(context.Request.Method)) await context.Response.Body.WriteAsync(crest.Bytes, context.RequestAborted);
        }
    }
}
