// A text that is the same for everybody, such as robots.txt: kept for some minutes by whoever asks, and by the proxies between.
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace MathsSoc.Web;

/// <summary>Sends the text with an entity tag; 304 to whoever has it already. It must hold nothing that is for one person.</summary>
public sealed class CacheableText(string contentType, string text) : IResult
{
    private static readonly StringValues ForMinutes = "public, max-age=300";

    private readonly byte[] bytes = Encoding.UTF8.GetBytes(text);

    public async Task ExecuteAsync(HttpContext context)
    {
        var (headers, etag) = (context.Response.Headers, $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes)[..16])}\"");
        headers.CacheControl = ForMinutes;
        headers.ETag = etag;
        if (AssetMiddleware.Matches(context.Request.Headers.IfNoneMatch, etag))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        headers.ContentType = contentType;
        context.Response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(context.Request.Method)) await context.Response.BodyWriter.WriteAsync(bytes);
    }
}
