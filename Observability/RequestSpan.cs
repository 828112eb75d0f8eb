// The span of a request, for whoever collects traces; without a collector there is none and it costs nothing.
using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Http.Features;

namespace MathsSoc.Observability;

/// <summary>
/// Begins and ends server spans after OpenTelemetry's conventions for HTTP. A span has the route and never a path, a query or a name. Its
/// trace id becomes the request's id, which the log's lines carry.
/// </summary>
/// <param name="proxies">The networks whose <c>traceparent</c> is believed; a client's own could hide a request among another's.</param>
internal sealed class RequestSpan(IReadOnlyList<IPNetwork> proxies)
{
    private static readonly ActivitySource Spans = new(Metrics.MeterName);

    /// <summary>Null if nobody collects, the sampler leaves this request out, or it is a probe's.</summary>
    public Activity? Begin(HttpContext context)
    {
        if (!Spans.HasListeners() || Probes.IsProbe(context.Request.Path)) return null;
        // The framework may have begun an activity below what any client sent.
        Activity.Current = null;
        var span = Spans.StartActivity(HttpMetrics.NameOf(context.Request.Method), ActivityKind.Server, ParentOf(context));
        if (span is not null) context.TraceIdentifier = span.TraceId.ToHexString();
        return span;
    }

    /// <summary>The last word on the request: its route is known now.</summary>
    public static void End(Activity span, HttpContext context, string route, int status)
    {
        var method = HttpMetrics.NameOf(context.Features.GetRequiredFeature<IHttpRequestFeature>().Method);
        span.SetTag("http.request.method", method);
        span.SetTag("http.response.status_code", status);
        span.SetTag("url.scheme", context.Request.Scheme);
        if (route != HttpMetrics.Unmatched)
        {
            span.DisplayName = $"{method} {route}";
            span.SetTag("http.route", route);
        }
        if (status >= StatusCodes.Status500InternalServerError) span.SetStatus(ActivityStatusCode.Error);
        span.Dispose();
    }

    private ActivityContext ParentOf(HttpContext context)
    {
        var peer = context.Connection.RemoteIpAddress;
        if (peer is { IsIPv4MappedToIPv6: true }) peer = peer.MapToIPv4();
        if (peer is null || !proxies.Any(network => network.Contains(peer))) return default;
        var headers = context.Request.Headers;
        return ActivityContext.TryParse(headers.TraceParent, headers.TraceState, isRemote: true, out var parent) ? parent : default;
    }
}
