// Sends a text to which programs subscribe, such as a calendar: kept for five minutes, and not sent again while it stays the same.
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace MathsSoc.Web;

/// <summary>A text that is the same for everybody.</summary>
/// <param name="Since">Since when it is as it is, as far as this process knows, in unix seconds.</param>
public sealed record FeedText(byte[] Bytes, string ETag, long Since);

/// <summary>
/// Knows since when a text is as it is. That moves forward with each change, also with one that takes something away: the newest time in
/// the text itself would then move back, and who asks by time alone would keep what is gone. After a start the text counts as new.
/// </summary>
public sealed class FeedMemory
{
    private readonly Lock sync = new();
    private FeedText? last;

    /// <summary>The text with its entity tag and its time.</summary>
    public FeedText Of(string text, long now)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var etag = $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 16))}\"";
        lock (sync)
        {
            // HTTP counts in seconds: two changes in one second still have two times.
            if (last?.ETag != etag) last = new FeedText(bytes, etag, last is null ? now : Math.Max(now, last.Since + 1));
            return last;
        }
    }
}

/// <summary>Answers GET and HEAD, with 304 if the program has this text already.</summary>
public sealed class FeedResult(FeedText text, string contentType) : IResult
{
    public async Task ExecuteAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        var since = DateTimeOffset.FromUnixTimeSeconds(text.Since);
        response.Headers.CacheControl = "public, max-age=300";
        response.Headers.ETag = text.ETag;
        response.Headers.LastModified = since.ToString("R", CultureInfo.InvariantCulture);
        if (IsKnown(request, since))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        response.ContentType = contentType;
        response.ContentLength = text.Bytes.Length;
        if (!HttpMethods.IsHead(request.Method)) await response.Body.WriteAsync(text.Bytes, context.RequestAborted);
    }

    /// <summary>The time counts only where no entity tag was sent (RFC 9110, 13.1.3).</summary>
    private bool IsKnown(HttpRequest request, DateTimeOffset since) =>
        request.Headers.IfNoneMatch.Count > 0
            ? AssetMiddleware.Matches(request.Headers.IfNoneMatch, text.ETag)
            : HeaderUtilities.TryParseDate(request.Headers.IfModifiedSince.ToString(), out var known) && since <= known;
}
