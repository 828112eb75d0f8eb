// The outermost middleware: counts, times and traces every request, and writes its access line when it has ended.
using System.Diagnostics;
using System.Globalization;
using System.Security.Claims;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Features.Authentication;

namespace MathsSoc.Observability;

/// <summary>One finished request with the figures that an access line needs, whichever format it is written in.</summary>
internal readonly record struct AccessEntry(HttpContext Context, IHttpRequestFeature Request, int Status, long Bytes, TimeSpan Elapsed)
{
    public long Microseconds => (long)Elapsed.TotalMicroseconds;

    /// <summary>
    /// The signed-in member's id; null for a visitor. Read from the feature, because HttpContext.User creates an empty user if there is
    /// none.
    /// </summary>
    public string? MemberId =>
        Context.Features.Get<IHttpAuthenticationFeature>()?.User?.FindFirst(ClaimTypes.NameIdentifier)?.Value;

    /// <summary>
    /// The path as the client sent it, without the query. Secrets are masked here too: people paste links with an encoded question mark.
    /// </summary>
    public string RawPath
    {
        get
        {
            var target = Request.RawTarget;
            var mark = target.IndexOf('?', StringComparison.Ordinal);
            return Secrets.MaskField(mark < 0 ? target : target[..mark]);
        }
    }
}

/// <summary>Access lines and the http_* metrics, both taken at the same moment: when the request's work is done.</summary>
internal sealed class AccessLog(Logs logs, HttpMetrics metrics, RequestSpan spans, RequestHistory history, TimeProvider clock)
{
    private static readonly JsonWriterOptions Json =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    [ThreadStatic] private static Utf8JsonWriter? jsonWriter;
    private readonly LineWriter? lines = logs.AccessLines;
    private readonly AccessLogFormat? format = logs.AccessFormat;
    private readonly byte[] prefix = Encoding.ASCII.GetBytes(logs.AccessPrefix);

    /// <summary>The middleware; it must be the first.</summary>
    public RequestDelegate Wrap(RequestDelegate next) => context => Handle(context, next);

    private async Task Handle(HttpContext context, RequestDelegate next)
    {
        var started = clock.GetTimestamp();
        var span = spans.Begin(context);
        var record = RequestRecord.Begin(context);
        metrics.Begin();
        var failed = true;
        try
        {
            await next(context);
            failed = false;
        }
        finally
        {
            // For an exception that got this far the server itself sends a 500, after this method has returned.
            var status = failed && !context.Response.HasStarted ? StatusCodes.Status500InternalServerError : context.Response.StatusCode;
            Finish(context, record, status, clock.GetElapsedTime(started), span);
            record.End();
        }
    }

    private void Finish(HttpContext context, RequestRecord record, int status, TimeSpan elapsed, Activity? span)
    {
        var request = context.Features.GetRequiredFeature<IHttpRequestFeature>();
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? HttpMetrics.Unmatched;
        metrics.End(request.Method, route, status, elapsed);
        history.Add(route, status, elapsed);
        if (span is not null) RequestSpan.End(span, context, route, status);
        if (lines is null || (!logs.AccessProbes && status < 400 && Probes.IsProbe(route))) return;
        var silent = HttpMethods.IsHead(request.Method) || status is 204 or 304;
        var entry = new AccessEntry(context, request, status, silent ? 0 : record.Bytes, elapsed);
        var line = LineBuffer.ForThisThread();
        line.Add(prefix);
        if (format is not null) format.Write(line, entry);
        else WriteJson(line, entry);
        line.Add((byte)'\n');
        lines.Write(line.Written);
    }

    private void WriteJson(LineBuffer line, in AccessEntry entry)
    {
        var json = jsonWriter ??= new Utf8JsonWriter(line, Json);
        json.Reset(line);
        var path = entry.RawPath;
        json.WriteStartObject();
        json.WriteNumber("timestamp"u8, logs.Time.Now.ToUnixTimeMilliseconds() / 1000m);
        json.WriteString("level"u8, "INFO"u8);
        json.WriteString("message"u8, string.Create(CultureInfo.InvariantCulture, $"{entry.Request.Method} {path} {entry.Status}"));
        json.WriteString("module"u8, "access"u8);
        json.WriteString("method"u8, entry.Request.Method);
        json.WriteString("path"u8, path);
        json.WriteNumber("status"u8, entry.Status);
        json.WriteNumber("bytes"u8, entry.Bytes);
        json.WriteNumber("duration_us"u8, entry.Microseconds);
        var address = entry.Context.Connection.RemoteIpAddress;
        json.WriteString("client_ip"u8, (address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address)?.ToString());
        WriteHeader(json, "user_agent"u8, entry.Request.Headers.UserAgent);
        WriteHeader(json, "referer"u8, entry.Request.Headers.Referer);
        if (long.TryParse(entry.MemberId, NumberStyles.None, CultureInfo.InvariantCulture, out var member))
            json.WriteNumber("user_id"u8, member);
        else
            json.WriteString("user_id"u8, entry.MemberId);
        json.WriteString("request_id"u8, entry.Context.TraceIdentifier);
        json.WriteEndObject();
        json.Flush();
    }

    private static void WriteHeader(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value) =>
        json.WriteString(name, value is null ? null : Secrets.MaskField(value));
}
