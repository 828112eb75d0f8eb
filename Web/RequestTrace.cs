// At LOG_LEVEL=debug, a line when a request reaches its route: which route, for whom, and whether a proxy's word was believed.
using System.Security.Claims;

namespace MathsSoc.Web;

/// <summary>The middleware; after the session, so that the member is known. It logs the route's name and never what was sent.</summary>
public static class RequestTrace
{
    public static Func<HttpContext, RequestDelegate, Task> Middleware(ILogger log) => (context, next) =>
    {
        if (log.IsEnabled(LogLevel.Debug)) Write(log, context);
        return next(context);
    };

    private static void Write(ILogger log, HttpContext context)
    {
        var member = context.User.FindFirstValue(ClaimTypes.NameIdentifier);
        log.LogDebug("{Method} {Endpoint} begins for {Who} at {ClientIp}", context.Request.Method, RateLimitGate.EndpointName(context),
            member is null ? "a visitor" : "member " + member, RateLimitGate.AddressOf(context));
        // The middleware that believes the header removes what it has read of it.
        if (context.Request.Headers.ContainsKey("X-Forwarded-For"))
            log.LogDebug("X-Forwarded-For is not believed, or not all of it: {ClientIp} is not in TRUSTED_PROXIES",
                RateLimitGate.AddressOf(context));
    }
}
