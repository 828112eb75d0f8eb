// Answers /healthz, /readyz and /metrics for monitors, before anything that could refuse or slow these requests.
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Net.Http.Headers;

namespace MathsSoc.Observability;

/// <summary>The middleware of the operators' three addresses; every other request passes through.</summary>
public sealed class Probes
{
    private const string HealthPath = "/healthz";
    private const string ReadyPath = "/readyz";
    private const string MetricsPath = "/metrics";
    private const string JsonType = "application/json";
    private const string NoStore = "no-store";

    // Routes of their own, so that logs and metrics can name them although no routing happens.
    private static readonly RouteEndpoint HealthRoute = RouteOf(HealthPath);
    private static readonly RouteEndpoint ReadyRoute = RouteOf(ReadyPath);
    private static readonly RouteEndpoint MetricsRoute = RouteOf(MetricsPath);
    private static readonly string[] ForwardingHeaders = ["Forwarded", "Via", "X-Real-IP"];

    private readonly Health health;
    private readonly Metrics metrics;
    private readonly byte[]? tokenHash;
    private readonly Func<Task> refresh;

    /// <param name="metricsToken">The bearer token that opens /metrics and verbose readiness; null: only this machine may read.</param>
    /// <param name="refresh">Called before a scrape to look at every figure again; it returns within a second.</param>
    public Probes(Health health, Metrics metrics, string? metricsToken, Func<Task> refresh)
    {
        this.refresh = refresh;
        this.health = health;
        this.metrics = metrics;
        tokenHash = string.IsNullOrEmpty(metricsToken) ? null : SHA256.HashData(Encoding.UTF8.GetBytes(metricsToken));
    }

    private static ReadOnlySpan<byte> Alive => "{\"status\":\"ok\"}"u8;
    private static ReadOnlySpan<byte> Ready => "{\"status\":\"ready\"}"u8;
    private static ReadOnlySpan<byte> Degraded => "{\"status\":\"degraded\"}"u8;

    /// <summary>Whether <paramref name="route"/> is one of the three that the access log may leave out.</summary>
    internal static bool IsProbe(string route) => route is HealthPath or ReadyPath or MetricsPath;

    /// <summary>The middleware.</summary>
    public RequestDelegate Wrap(RequestDelegate next) => context => context.Request.Path.Value switch
    {
        HealthPath => AnswerHealth(context),
        ReadyPath => AnswerReady(context),
        MetricsPath when MayRead(context) => AnswerMetrics(context),
        // To a stranger the address does not exist: the request gets the site's ordinary 404.
        _ => next(context),
    };

    private static Task AnswerHealth(HttpContext context)
    {
        if (IsRefused(context, HealthRoute)) return Task.CompletedTask;
        Send(context, StatusCodes.Status200OK, JsonType, Alive);
        return Task.CompletedTask;
    }

    private async Task AnswerReady(HttpContext context)
    {
        if (IsRefused(context, ReadyRoute)) return;
        var verdict = await health.Readiness.CheckAsync();
        var status = verdict.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        if (context.Request.Query.ContainsKey("verbose") && (IsLocal(context) || HasToken(context)))
        {
            await health.RefreshAsync();
            var body = LineBuffer.ForThisThread();
            health.Write(body, verdict);
            Send(context, status, JsonType, body.Written);
            return;
        }
        Send(context, status, JsonType, verdict.Ready ? Ready : Degraded);
    }

    private async Task AnswerMetrics(HttpContext context)
    {
        if (IsRefused(context, MetricsRoute)) return;
        await refresh();
        var openMetrics = WantsOpenMetrics(context.Request);
        metrics.Scrape(openMetrics, text => Send(context, StatusCodes.Status200OK, MetricText.ContentType(openMetrics), text.Span));
    }

    private static bool IsRefused(HttpContext context, RouteEndpoint route)
    {
        context.SetEndpoint(route);
        context.Response.Headers.CacheControl = NoStore;
        var method = context.Request.Method;
        if (HttpMethods.IsGet(method) || HttpMethods.IsHead(method)) return false;
        context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        context.Response.Headers.Allow = "GET, HEAD";
        context.Response.ContentLength = 0;
        return true;
    }

    /// <summary>The body goes into the server's own buffer, which is sent when the request ends: no copy and no task.</summary>
    private static void Send(HttpContext context, int status, string type, ReadOnlySpan<byte> body)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = type;
        response.ContentLength = body.Length;
        if (HttpMethods.IsHead(context.Request.Method)) return;
        var writer = response.BodyWriter;
        body.CopyTo(writer.GetSpan(body.Length));
        writer.Advance(body.Length);
    }

    private bool MayRead(HttpContext context) => tokenHash is null ? IsLocal(context) : HasToken(context);

    private bool HasToken(HttpContext context)
    {
        const string scheme = "Bearer ";
        string? given = context.Request.Headers.Authorization;
        if (tokenHash is null || given is null || !given.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) return false;
        // Hashes are compared, in constant time, so that neither the token's characters nor its length can be found by timing.
        return CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given[scheme.Length..].Trim())), tokenHash);
    }

    /// <summary>
    /// Whether the client is a program on this machine that is not a proxy. The forwarding middleware may have replaced the peer's address,
    /// but then it has left an X-Original-For header behind.
    /// </summary>
    private static bool IsLocal(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } peer || !IPAddress.IsLoopback(peer)) return false;
        foreach (var (name, _) in context.Request.Headers)
        {
            if (name.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase)
                || name.StartsWith("X-Original-", StringComparison.OrdinalIgnoreCase)
                || ForwardingHeaders.Contains(name, StringComparer.OrdinalIgnoreCase)) return false;
        }
        return true;
    }

    private static bool WantsOpenMetrics(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)) return false;
        double open = 0, plain = 0;
        foreach (var type in accepted)
        {
            var quality = type.Quality ?? 1;
            if (type.MediaType.Equals("application/openmetrics-text", StringComparison.OrdinalIgnoreCase)) open = Math.Max(open, quality);
            if (type.MediaType.Equals("text/plain", StringComparison.OrdinalIgnoreCase)) plain = Math.Max(plain, quality);
        }
        return open > 0 && open >= plain;
    }

    private static RouteEndpoint RouteOf(string path) =>
        new(static _ => Task.CompletedTask, RoutePatternFactory.Parse(path), 0, EndpointMetadataCollection.Empty, path);
}
