// /theme.css: the society's accent colour as custom properties, the one style sheet that differs from site to site.
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Serves the style sheet that <see cref="Theme"/> writes.</summary>
public static class ThemeEndpoints
{
    public static void Map(IEndpointRouteBuilder app) =>
        // Part of a page, as the files under /static are, and not a page view; so no rate limit counts it.
        app.MapMethods("/theme.css", PageResult.Verbs, (RequestDelegate)Show).WithName("theme").WithMetadata(RatePolicy.None);

    /// <summary>
    /// A page names the version it needs; the content at that address never changes, any other address is revalidated each time.
    /// </summary>
    private static async Task Show(HttpContext context)
    {
        var frames = context.RequestServices.GetRequiredService<SiteFrames>();
        await frames.Refresh();
        var theme = frames.Theme;
        var (request, response) = (context.Request, context.Response);
        var etag = $"\"{theme.Version}\"";
        response.Headers.ETag = etag;
        response.Headers.CacheControl = request.Query["v"] == theme.Version ? AssetMiddleware.Forever : "no-cache";
        if (AssetMiddleware.Matches(request.Headers.IfNoneMatch, etag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        response.ContentType = "text/css; charset=utf-8";
        response.ContentLength = theme.Css.Length; // hexadecimal digits and property names: one byte each
        if (HttpMethods.IsGet(request.Method)) await response.WriteAsync(theme.Css, context.RequestAborted);
    }
}
