// Serves wwwroot from the executable's own memory at /static/{hash}/{path}, which browsers cache for a year.
using MathsSoc.Pages;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace MathsSoc.Web;

/// <summary>
/// Answers everything below /static/. The content at an address with the hash of this executable's files never changes. An address with
/// another hash comes from a page loaded before an update (or from another process): it gets the current file, revalidated each time.
/// The same goes for the two icons that browsers and phones ask for by a fixed name, whatever a page says.
/// </summary>
public static class AssetMiddleware
{
    /// <summary>Cache-Control for an address that contains the hash of its content.</summary>
    public const string Forever = "public, max-age=31536000, immutable";

    private const int ChunkBytes = 64 * 1024;
    private static readonly StringValues ForeverValue = Forever;
    private static readonly StringValues AskAgain = "no-cache";
    private static readonly StringValues VaryValue = "Accept-Encoding";
    private static readonly StringValues NoSniff = "nosniff";
    private static readonly StringValues Bytes = "bytes";
    private static readonly StringValues BrotliValue = "br";
    private static readonly StringValues GzipValue = "gzip";
    private static readonly StringValues AllowValue = "GET, HEAD";

    /// <summary>The name of these requests in access logs and metrics.</summary>
    private static readonly Endpoint Route = new RouteEndpoint(_ => Task.CompletedTask,
        Microsoft.AspNetCore.Routing.Patterns.RoutePatternFactory.Parse("/static/{hash}/{**path}"),
        0,
        EndpointMetadataCollection.Empty,
        "static");

    /// <summary>Serves a file; passes on every request that is not below /static/.</summary>
    public static Task Serve(HttpContext context, RequestDelegate next)
    {
        var path = context.Request.Path.Value.AsSpan();
        var icon = IconAt(path);
        if (icon is null && !path.StartsWith(AssetPack.Prefix, StringComparison.Ordinal)) return next(context);
        context.SetEndpoint(Route);
        var (request, response) = (context.Request, context.Response);
        var isHead = HttpMethods.IsHead(request.Method);
        if (!isHead && !HttpMethods.IsGet(request.Method))
        {
            response.Headers.Allow = AllowValue;
            response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return Task.CompletedTask;
        }
        ReadOnlySpan<char> hash = [];
        if (icon is null)
        {
            path = path[AssetPack.Prefix.Length..];
            hash = path[..Math.Max(path.IndexOf('/'), 0)];
        }
        var file = icon is not null ? AssetPack.Current.Find(icon)
            : IsHash(hash) ? AssetPack.Current.Find(path[(hash.Length + 1)..])
            : null;
        if (file is null)
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }
        SecurityHeaders.LeaveOutOfFile(response);
        var headers = response.Headers;
        headers.CacheControl = hash.SequenceEqual(AssetPack.Current.Hash) ? ForeverValue : AskAgain;
        headers.XContentTypeOptions = NoSniff;
        headers.AcceptRanges = Bytes;
        if (file.Brotli is not null || file.Gzip is not null) headers.Vary = VaryValue;
        return Answer(request, response, file, isHead);
    }

    private static string? IconAt(ReadOnlySpan<char> path) => path switch
    {
        "/favicon.ico" => "images/favicon.ico",
        "/apple-touch-icon.png" => "images/touch-icon.png",
        _ => null,
    };

    /// <summary>Whether an If-None-Match header names this entity tag (RFC 9110, 13.1.2: compared weakly).</summary>
    public static bool Matches(StringValues ifNoneMatch, string etag)
    {
        if (ifNoneMatch.Count == 0) return false;
        if (ifNoneMatch.Count == 1 && ifNoneMatch[0] == etag) return true;
        if (!EntityTagHeaderValue.TryParseList(ifNoneMatch.ToArray()!, out var tags)) return false;
        return tags.Any(tag => tag.Tag == "*" || tag.Tag.Equals(etag, StringComparison.Ordinal));
    }

    private static Task Answer(HttpRequest request, HttpResponse response, Asset file, bool isHead)
    {
        var headers = response.Headers;
        // A byte range always refers to the unencoded file: a client that requests ranges wants to put them together.
        var isPart = !isHead && request.Headers.Range.Count > 0;
        var form = isPart ? file.Identity : AssetEncoding.Choose(request.Headers.AcceptEncoding, file);
        if (ReferenceEquals(form, file.Brotli)) headers.ContentEncoding = BrotliValue;
        else if (ReferenceEquals(form, file.Gzip)) headers.ContentEncoding = GzipValue;
        headers.ETag = form.ETag;
        if (Matches(request.Headers.IfNoneMatch, form.ETag))
        {
            headers.ContentEncoding = default;
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }
        headers.ContentType = file.ContentType;
        if (isPart && FindPart(request, form) is { } part) return SendPart(response, form, part);
        response.ContentLength = form.Bytes.Length;
        return isHead ? Task.CompletedTask : Send(response, form.Bytes);
    }

    /// <summary>
    /// The requested range: first byte and length; a negative length if the range lies outside the file. Null to send the whole file,
    /// because the header is malformed, names several ranges, or If-Range names other bytes than these (RFC 9110, 13.1.5 and 14.2).
    /// </summary>
    private static (int From, int Length)? FindPart(HttpRequest request, AssetForm form)
    {
        var ifRange = request.Headers.IfRange;
        if (ifRange.Count > 0 && ifRange != form.ETag) return null;
        if (!RangeHeaderValue.TryParse(request.Headers.Range.ToString(), out var range)) return null;
        if (range.Unit != "bytes" || range.Ranges.Count != 1) return null;
        var size = form.Bytes.Length;
        var wanted = range.Ranges.First();
        if (wanted.From is not { } from)
        {
            var last = (int)Math.Min(wanted.To ?? 0, size);
            return last == 0 ? (0, -1) : (size - last, last);
        }
        if (from >= size) return (0, -1);
        var to = (int)Math.Min(wanted.To ?? size - 1, size - 1);
        return ((int)from, to - (int)from + 1);
    }

    private static Task SendPart(HttpResponse response, AssetForm form, (int From, int Length) part)
    {
        var size = form.Bytes.Length;
        if (part.Length < 0)
        {
            response.Headers.ContentRange = $"bytes */{size}";
            response.Headers.ContentType = default;
            response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
            response.ContentLength = 0;
            return Task.CompletedTask;
        }
        response.StatusCode = StatusCodes.Status206PartialContent;
        response.Headers.ContentRange = $"bytes {part.From}-{part.From + part.Length - 1}/{size}";
        response.ContentLength = part.Length;
        return Send(response, form.Bytes.Slice(part.From, part.Length));
    }

    private static Task Send(HttpResponse response, ReadOnlyMemory<byte> bytes)
    {
        var write = response.BodyWriter.WriteAsync(bytes.Length <= ChunkBytes ? bytes : bytes[..ChunkBytes]);
        if (bytes.Length <= ChunkBytes && write.IsCompletedSuccessfully)
        {
            _ = write.Result;
            return Task.CompletedTask;
        }
        return SendRest(response, write, bytes);
    }

    /// <summary>Sends large files in chunks, so that a slow reader does not make the server hold a whole file.</summary>
    private static async Task SendRest(HttpResponse response, ValueTask<System.IO.Pipelines.FlushResult> write, ReadOnlyMemory<byte> bytes)
    {
        var sent = Math.Min(ChunkBytes, bytes.Length);
        var flushed = await write;
        while (sent < bytes.Length && !flushed.IsCompleted)
        {
            var piece = bytes.Slice(sent, Math.Min(ChunkBytes, bytes.Length - sent));
            flushed = await response.BodyWriter.WriteAsync(piece);
            sent += piece.Length;
        }
    }

    private static bool IsHash(ReadOnlySpan<char> text) =>
        text.Length == 16 && !text.ContainsAnyExcept("0123456789abcdef");
}
