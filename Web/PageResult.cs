// Sends a rendered slice as a page.
using MathsSoc.Pages;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace MathsSoc.Web;

/// <summary>What a page's handler returns. Map it for <see cref="Verbs"/>: a page answers HEAD with the headers of its GET.</summary>
/// <param name="mayBeKept">Whether a browser may keep it if nobody is signed in, as it may keep most pages.</param>
public sealed class PageResult(Page page, int status = StatusCodes.Status200OK, bool mayBeKept = true) : IResult
{
    private static readonly StringValues Html = "text/html; charset=utf-8";
    private static readonly StringValues AskAgain = "no-cache";
    private static readonly StringValues KeepNothing = "no-store";

    /// <summary>The methods a page answers.</summary>
    public static readonly string[] Verbs = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Renders, then sends. Nothing is sent when the template throws.</summary>
    public Task ExecuteAsync(HttpContext context)
    {
        // A member's page may not be shown to the next person at a shared computer, and an error may be gone the next time.
        // The page of a one-time link holds its code.
        var isLasting = mayBeKept && page.Frame.Member is null && status == StatusCodes.Status200OK
            && !context.Request.Query.ContainsKey("token");
        return Send(context, page, status, isLasting);
    }

    private static async Task Send(HttpContext context, Slice page, int status, bool isLasting)
    {
        using var rendered = page.Render();
        var (request, response) = (context.Request, context.Response);
        response.StatusCode = status;
        response.Headers.ContentType = Html;
        response.Headers.CacheControl = isLasting ? AskAgain : KeepNothing;
        var body = rendered.Written;
        // What an address's query asks for may be repeated in the page, and there are more of them than are worth keeping.
        if (isLasting && !request.QueryString.HasValue)
        {
            response.Headers.Vary = HeaderNames.AcceptEncoding;
            if (AssetEncoding.TakesGzip(request.Headers.AcceptEncoding)
                && context.RequestServices.GetRequiredService<PackedPages>().Pack(request.Path.Value!, body.Span) is { } packed)
            {
                response.Headers.ContentEncoding = "gzip";
                body = packed;
            }
        }
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(request.Method)) await response.BodyWriter.WriteAsync(body);
    }
}
