// The response that is an uploaded file: whole, or the one part of it that was asked for.
using MathsSoc.Data;
using MathsSoc.Web;
using Microsoft.Net.Http.Headers;

namespace MathsSoc.Endpoints;

/// <summary>
/// Serves a file, inline where browsers show its type. Browsers revalidate it each time, because who may see it can change. A viewer of
/// PDFs may ask for one range of bytes (RFC 9110, 14.2); to several ranges the whole file is the answer.
/// </summary>
public sealed class UploadResult(string path, string hash, VisibleUpload file) : IResult
{
    /// <summary>Whether a visitor sees it, so that pages of others may show it: a feed reader in a browser does.</summary>
    public bool IsForEverybody { get; init; }

    public async Task ExecuteAsync(HttpContext context)
    {
        if (!File.Exists(path))
        {
            await new Refusal(StatusCodes.Status404NotFound, null).ExecuteAsync(context);
            return;
        }
        var (request, headers) = (context.Request, context.Response.Headers);
        headers.CacheControl = "private, no-cache";
        headers.ContentDisposition = Disposition();
        if (IsForEverybody) headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        // Only GET has ranges, and of bytes alone; the framework does not look at either.
        var isOfBytes = request.Headers.Range.ToString().StartsWith("bytes=", StringComparison.OrdinalIgnoreCase);
        if (HttpMethods.IsHead(request.Method) || !isOfBytes) request.Headers.Range = default;
        await TypedResults.PhysicalFile(path, file.ContentType, entityTag: new EntityTagHeaderValue($"\"{hash}\""),
            enableRangeProcessing: true).ExecuteAsync(context);
    }

    /// <summary>
    /// What a browser does with the file, and its name twice: in the letters that every program understands, and as it is (RFC 6266).
    /// </summary>
    private string Disposition()
    {
        var isShown = file.ContentType.StartsWith("image/", StringComparison.Ordinal) || file.ContentType == UploadTypes.Pdf;
        var kind = isShown ? "inline" : "attachment";
        if (file.FileName is not { } name) return kind;
        var plain = string.Concat(Latin.Plain(name).Where(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.'))
            .Replace("-.", ".", StringComparison.Ordinal);
        return $"{kind}; filename=\"{plain}\"; filename*=UTF-8''{Uri.EscapeDataString(name)}";
    }
}
