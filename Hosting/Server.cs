// The web server: what is registered, and the one place where the order of the middleware is written.
using MathsSoc.Endpoints;

namespace MathsSoc.Hosting;

/// <summary>Builds the site. <c>serve</c> and the tests call the same method.</summary>
public static class Server
{
    /// <summary>Requests with a larger body are refused with 413; an upload route raises it for itself.</summary>
    private const long MaxBodyBytes = 1 << 20;

    /// <summary>A server that has not started yet; the caller starts, stops and disposes it.</summary>
    public static WebApplication Build(AppOptions options, TimeProvider clock)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = "mathsoc", ContentRootPath = options.DataDir });
        builder.Configuration.Sources.Clear();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
            kestrel.Listen(options.Listen, options.Port);
        });
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(options.Site);
        builder.Services.AddSingleton(clock);

        var app = builder.Build();
        // The order below is DESIGN's: access log + metrics, trusted proxies, crash handler, security headers, probes, static assets,
        // session, rate limits, same-origin check, routes.
        app.UseRouting();
        Routes.Map(app);
        return app;
    }
}
