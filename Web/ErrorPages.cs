// Writes the response of a failed request: a page in the site's style, or application/problem+json, and never an exception's text.
using System.Buffers;
using System.Globalization;
using System.Text.Json;
using MathsSoc.Pages;
using Microsoft.Net.Http.Headers;

namespace MathsSoc.Web;

/// <summary>Writes errors. Works without the database: the frame is the last one known.</summary>
public static class ErrorPages
{
    private const int SecondsUntilBack = 10;

    /// <summary>The end of a page that says that the database cannot be used.</summary>
    internal const string ForKeepers = "Whoever looks after the computer finds the cause with the command mathsoc check.";

    /// <summary>
    /// Responds to a request whose response has not started. Headers that describe the refusal (Allow, Retry-After) stay; those of a body
    /// that will not be sent are dropped. <paramref name="advice"/> replaces the usual sentence on what to do next.
    /// </summary>
    public static async Task Write(HttpContext context, int status, string? advice = null)
    {
        await RestOfBody.Drop(context);
        var response = context.Response;
        foreach (var name in AboutTheBody) response.Headers.Remove(name);
        if (status == StatusCodes.Status503ServiceUnavailable && response.Headers.RetryAfter.Count == 0)
            response.Headers.RetryAfter = $"{SecondsUntilBack}";
        var (sign, heading, usual) = Words(status, advice is not null, response.Headers.RetryAfter.ToString());
        var model = new ErrorModel(status, sign, heading, advice ?? usual, context.TraceIdentifier);
        if (WantsJson(context.Request))
        {
            await WriteProblem(context, model);
            return;
        }
        var frames = context.RequestServices.GetRequiredService<SiteFrames>();
        var request = context.Request;
        if (status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable
            && HttpMethods.IsGet(request.Method))
            model = model with { Again = LocalPath.Of(request.Path.ToUriComponent() + request.QueryString) };
        await new PageResult(new Pages_Error { Frame = frames.For(context), Model = model }, status).ExecuteAsync(context);
    }

    /// <summary>Whether the client's Accept header prefers JSON to HTML; a client that accepts anything gets the page.</summary>
    internal static bool WantsJson(HttpRequest request)
    {
        if (request.Headers.Accept.Count == 0
            || !MediaTypeHeaderValue.TryParseList(request.Headers.Accept.ToArray()!, out var types))
            return false;
        double json = 0, html = 0;
        foreach (var type in types)
        {
            var quality = type.Quality ?? 1;
            if (type.SubTypeWithoutSuffix.Equals("json", StringComparison.OrdinalIgnoreCase)
                || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase))
                json = Math.Max(json, quality);
            else if (type.MatchesMediaType("text/html")) html = Math.Max(html, quality);
        }
        return json > html;
    }

    private static readonly string[] AboutTheBody =
    [
        HeaderNames.ContentType,
        HeaderNames.ContentLength,
        HeaderNames.ContentEncoding,
        HeaderNames.ContentRange,
        HeaderNames.ContentDisposition,
        HeaderNames.ETag,
        HeaderNames.LastModified,
        HeaderNames.AcceptRanges,
        HeaderNames.Vary,
        HeaderNames.Location,
        HeaderNames.SetCookie,
    ];

    private static (string Sign, string Heading, string Advice) Words(int status, bool isAdvised, string retryAfter) => status switch
    {
        400 => ("?", "That request made no sense to the site",
            "Something in the address or in what was sent cannot be read. Go back, load the page again and try once more."),
        403 => ("∉", "You may not do that here",
            "It may belong to somebody else, or the form may have been sent from another site. "
            + "Go back, load the page again and try once more."),
        404 => ("∅", "There is nothing at this address",
            "It may have been moved or removed, or the address may have a slip in it. The home page leads everywhere else."),
        405 => ("≠", "This address cannot be used that way",
            "It is there, but not for what was asked of it. Go back and use the page’s own links and buttons."),
        408 => ("…", "That came too slowly",
            "The connection may be poor. Nothing was saved, and what you typed is still in your browser: go back to it and send it again."),
        409 when isAdvised => ("≠", "That cannot be done as things are", ""),
        409 => ("≠", "This page is another member’s",
            "Another member has signed in on this browser since the page was loaded. Nothing was sent. "
            + "Copy what you typed, load the page again and send it from there."),
        410 => ("∅", "This is no longer here",
            "It was published here, and the society has taken it down. The home page leads to what is there now."),
        413 => (">", "That is too large",
            "What was sent is more than the site takes. Make it smaller, then send it again. Nothing was saved."),
        415 => ("≠", "That form was sent in a way it cannot be read",
            "It takes no files, and is read only as its own page sends it. Go back, load the page again and send it from there. "
            + "Nothing was saved."),
        429 => ("∞", "That was a lot of requests",
            $"The site has had too many from you or from your network in a short time. {WhenToRetry(retryAfter)}"),
        503 => ("…", "The site cannot do that just now",
            "Nothing was saved. If you had written something, go back and keep a copy of it, then send it again in a minute or two. "
            + ForKeepers),
        >= 500 => ("⊥", "Something went wrong here",
            "The fault is the site’s, not yours, and it has been noted. What you sent may not have been saved: "
            + "go back and look before you send it again."),
        _ => ("?", "The site could not do that", "Go back, load the page again and try once more."),
    };

    /// <summary>"Wait 40 seconds, then try again.", from a Retry-After header.</summary>
    internal static string WhenToRetry(string retryAfter)
    {
        if (!long.TryParse(retryAfter, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return "Wait a minute, then try again.";
        var wait = seconds switch
        {
            <= 1 => "a second",
            < 120 => $"{seconds} seconds",
            < 7200 => $"{(seconds + 59) / 60} minutes",
            _ => $"{(seconds + 3599) / 3600} hours",
        };
        return $"Wait {wait}, then try again.";
    }

    /// <summary>RFC 9457, with the request's id as an extension.</summary>
    private static async Task WriteProblem(HttpContext context, ErrorModel model)
    {
        var body = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("type", "about:blank");
            json.WriteString("title", model.Heading);
            json.WriteNumber("status", model.Status);
            json.WriteString("detail", model.Advice);
            json.WriteString("request_id", model.RequestId);
            json.WriteEndObject();
        }
        var response = context.Response;
        response.StatusCode = model.Status;
        response.ContentType = "application/problem+json";
        response.ContentLength = body.WrittenCount;
        response.Headers.CacheControl = "no-store";
        if (!HttpMethods.IsHead(context.Request.Method)) await response.BodyWriter.WriteAsync(body.WrittenMemory);
    }
}
