// The results of handlers that are not pages: a redirect after a form, a refusal with its page, a file.
using System.Text;

namespace MathsSoc.Web;

/// <summary>303: the form was processed, and the result is at another address.</summary>
public sealed class SeeOther(string address) : IResult
{
    public Task ExecuteAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = address;
        context.Response.Headers.CacheControl = "no-store";
        return Task.CompletedTask;
    }
}

/// <summary>A status of 400 or more with its page; <paramref name="advice"/> replaces the usual sentence on what to do next.</summary>
public sealed class Refusal(int status, string? advice) : IResult
{
    public Task ExecuteAsync(HttpContext context) => ErrorPages.Write(context, status, advice);
}

/// <summary>A file to download, made for this one person and therefore never cached.</summary>
public sealed class Download(string fileName, string contentType, Stream content) : IResult
{
    /// <summary>A text file in UTF-8.</summary>
    public Download(string fileName, string contentType, string text)
        : this(fileName, contentType, new MemoryStream(Encoding.UTF8.GetBytes(text)))
    {
    }

    public async Task ExecuteAsync(HttpContext context)
    {
        await using var closing = content;
        var headers = context.Response.Headers;
        headers.ContentType = contentType;
        // Safe without escaping: the site makes the file names, of letters, digits, dashes and a dot.
        headers.ContentDisposition = $"attachment; filename=\"{fileName}\"";
        headers.CacheControl = "no-store";
        context.Response.ContentLength = content.Length;
        content.Position = 0;
        if (!HttpMethods.IsHead(context.Request.Method)) await content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}

/// <summary>A small JSON response for one of the site's own scripts, made for this one person.</summary>
public sealed class JsonAnswer(ReadOnlyMemory<byte> json) : IResult
{
    public async Task ExecuteAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentLength = json.Length;
        await context.Response.BodyWriter.WriteAsync(json);
    }
}
