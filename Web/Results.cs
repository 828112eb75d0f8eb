// The results of handlers that are not pages: a redirect after a form, a refusal with its page, a file.
using System.Text;

namespace MathsSoc.Web;

/// <summary>
/// Sends the browser to another address: 303 when a form was processed, 301 when what is here has another address. That one may change
/// again too, so that nothing keeps it.
/// </summary>
public sealed class Redirect(int status, string address) : IResult
{
    public Task ExecuteAsync(HttpContext context)
    {
        context.Response.StatusCode = status;
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

/// <summary>A text file to download, in UTF-8, made for this one person and therefore never cached.</summary>
public sealed class Download(string fileName, string contentType, string text) : IResult
{
    // Slow readers keep their files in memory; a small file is always sent.
    private const long MaxSending = 32 << 20, Small = 256 << 10;

    private static long sending;

    private readonly byte[] bytes = Encoding.UTF8.GetBytes(text);

    public async Task ExecuteAsync(HttpContext context)
    {
        if (HttpMethods.IsHead(context.Request.Method))
        {
            SetHeaders(context.Response, fileName, contentType);
            context.Response.ContentLength = bytes.Length;
            return;
        }
        try
        {
            if (Interlocked.Add(ref sending, bytes.Length) > MaxSending && bytes.Length > Small)
            {
                await ErrorPages.Write(context, StatusCodes.Status503ServiceUnavailable,
                    "Several large files are being downloaded at this moment. Wait a minute, then ask for this one again.");
                return;
            }
            SetHeaders(context.Response, fileName, contentType);
            context.Response.ContentLength = bytes.Length;
            await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
        }
        finally
        {
            Interlocked.Add(ref sending, -bytes.Length);
        }
    }

    /// <summary>The headers of a file that the browser saves.</summary>
    internal static void SetHeaders(HttpResponse response, string fileName, string contentType)
    {
        response.Headers.ContentType = contentType;
        // Safe without escaping: the site makes the file names, of letters, digits, dashes and a dot.
        response.Headers.ContentDisposition = $"attachment; filename=\"{fileName}\"";
        response.Headers.CacheControl = "no-store";
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
