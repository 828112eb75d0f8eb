// Requests as the access log and the probes see them, without a server.
using System.Net;
using System.Security.Claims;
using MathsSoc.Observability;
using MathsSoc.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MathsSoc.Tests.Unit.Observability;

internal static class Requests
{
    /// <summary>A GET from 192.0.2.7 over HTTP/1.1; the target is as it was sent.</summary>
    public static DefaultHttpContext Make(string target = "/", string method = "GET", params (string Name, string Value)[] headers)
    {
        var context = new DefaultHttpContext();
        var request = context.Features.GetRequiredFeature<IHttpRequestFeature>();
        (request.Method, request.RawTarget, request.Protocol) = (method, target, "HTTP/1.1");
        var mark = target.IndexOf('?', StringComparison.Ordinal);
        request.Path = mark < 0 ? target : target[..mark];
        request.QueryString = mark < 0 ? "" : target[mark..];
        context.Connection.RemoteIpAddress = IPAddress.Parse("192.0.2.7");
        context.Response.Body = new MemoryStream();
        foreach (var (name, value) in headers) context.Request.Headers[name] = value;
        return context;
    }

    public static void SignIn(this HttpContext context, string id) =>
        context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, id)], "test"));

    /// <summary>The line in <paramref name="format"/> for a request; by default 200 and 15 bytes in 1523 microseconds.</summary>
    public static string Line(string format, HttpContext context, int status = 200, long bytes = 15, long microseconds = 1523)
    {
        var line = new LineBuffer();
        var entry = new AccessEntry(
            context, context.Features.GetRequiredFeature<IHttpRequestFeature>(), status, bytes,
            TimeSpan.FromMicroseconds(microseconds));
        AccessLogFormat.Compile(format, new LogTime(new ManualClock(), TimeZoneInfo.Utc)).Write(line, entry);
        return System.Text.Encoding.UTF8.GetString(line.Written);
    }
}
