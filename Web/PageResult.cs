// Sends a rendered slice as a page.
using MathsSoc.Pages;
using Microsoft.Extensions.Primitives;

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
        return Send(context, page, status, isLasting ? AskAgain : KeepNothing);
    }

    private static async Task Send(HttpContext context, Slice page, int status, StringValues caching)
    {
        using var rendered = page.Render();
        var response = context.Response;
        response.StatusCode = status;
        response.Headers.ContentType = Html;
        response.Headers.CacheControl = caching;
        response.ContentLength = rendered.Written.Length;
        if (!HttpMethods.IsHead(context.Request.Method)) await response.BodyWriter.WriteAsync(rendered.Written);
    }
}
