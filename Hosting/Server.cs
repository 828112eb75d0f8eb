// The web server: the services it registers, and the one place that states the order of the middleware.
using MathsSoc.Data;
using MathsSoc.Endpoints;
using MathsSoc.Observability;
using MathsSoc.Web;
using Microsoft.AspNetCore.HttpOverrides;

namespace MathsSoc.Hosting;

/// <summary>Builds the site; <c>serve</c> and the tests call the same method.</summary>
public static class Server
{
    /// <summary>Opens the migrated database; throws <see cref="DatabaseUnavailableException"/>.</summary>
    public static Db OpenDatabase(AppOptions options, Logs logs) =>
        Db.Open(options.DatabasePath, options.DbConnections, logs.For(Logs.SqlName), logs.For("mathsoc.db"));

    /// <summary>A server that has not started yet; the caller starts, stops and disposes it.</summary>
    /// <param name="sync">Who is asked whether the clock is synchronised; null: the system.</param>
    /// <param name="acceptor">Where connections come from; null: a socket that Kestrel itself opens where the settings say.</param>
    internal static WebApplication Build(AppOptions options, Db db, Lifecycle lifecycle, Logs logs, TimeProvider clock,
        ClockSync? sync = null, Acceptor? acceptor = null)
    {
        sync ??= new ClockSync();
        var watch = new ClockWatch(db, clock, sync, BuildVersion.SourceDate, logs.For("mathsoc.clock"));
        // The first request must not be answered by a clock that nobody has looked at.
        watch.Look();
        // The slim builder would add settings files, environment variables, console loggers and Kestrel's own settings, none of which
        // this program uses.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = "mathsoc",
            ContentRootPath = options.DataDir,
            // In an environment called Development the framework would show its own error page, with the stack trace.
            EnvironmentName = Environments.Production,
        });
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // No form takes so much: FormBody holds each to its own limit, and what is refused is read to its end up to this one.
            kestrel.Limits.MaxRequestBodySize = RestOfBody.MaxBytes;
            kestrel.Listen(options.Endpoint);
        });
        acceptor?.AddTo(builder.Services);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(options.Site);
        builder.Services.AddSingleton(options.RateLimits);
        builder.Services.AddSingleton(clock);
        builder.Services.AddSingleton(db);
        builder.Services.AddSingleton(watch);
        builder.Services.AddSingleton(logs);
        logs.AddTo(builder.Logging);
        builder.Services.AddSingleton(_ =>
            new Monitoring(MonitoringFor(options, lifecycle, watch, () => IsSynchronised(sync, clock)), db, logs, clock));
        builder.Services.AddSingleton<SecurityLog>();
        builder.Services.AddSingleton<RateLimiter>();
        builder.Services.AddSingleton<RateLimitGate>();
        builder.Services.AddSingleton(new SiteFrames(db, clock, AdminAreas.NavFor));
        builder.Services.AddSingleton<CrashHandler>();
        builder.Services.AddSingleton(new Cached<Rules>(db, clock, Rules.Find));
        builder.Services.AddSingleton<SessionStore>();
        builder.Services.AddSingleton<BodySeats>();
        builder.Services.AddSingleton<PackedPages>();
        builder.Services.AddSingleton<AlertBoard>();
        builder.Services.AddSingleton(provider => new AlertWatch(
            options.Alerts with { IsMuted = () => provider.GetRequiredService<SiteFrames>().IsWorkOn },
            provider.GetRequiredService<Monitoring>(),
            provider.GetRequiredService<AlertBoard>(), clock, logs.For("mathsoc.alerts")));
        builder.Services.AddSingleton(_ => new BackupPings(options.BackupPingUrl, clock, logs.For("mathsoc.backup")));
        builder.Services.AddSingleton(provider => new BackupJob(options, db, clock, logs.For("mathsoc.backup"),
            provider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping)
        {
            Watcher = provider.GetRequiredService<BackupPings>().Note,
        });
        builder.Services.AddSingleton(new Snapshots(options.BackupSource, db, clock));
        builder.Services.AddSingleton(new ErasureJob(options, db, clock, logs.For("mathsoc.backup")));
        builder.Services.AddSingleton<Jobs>();
        builder.Services.AddSingleton(sync);
        builder.Services.AddSingleton<StatusDesk>();
        builder.Services.AddSingleton(provider => provider.GetRequiredService<StatusDesk>().Source);
        builder.Services.AddSingleton<StatusWithoutDatabase>();
        builder.Services.AddSingleton(provider => new MovingDesk(options.MovingTarget, db, provider.GetRequiredService<HeavyJobs>(), clock,
            logs.For("mathsoc.import"), provider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping));
        builder.Services.AddSingleton<PasswordQueue>();
        builder.Services.AddSingleton<SignInDelays>();
        builder.Services.AddSingleton<GuessedLogins>();
        builder.Services.AddSingleton<PasswordCheck>();
        builder.Services.AddSingleton<SetupLink>();
        builder.Services.AddSingleton<ChallengeCache>();
        builder.Services.AddSingleton<ArticleCache>();
        builder.Services.AddSingleton<HeavyJobs>();
        builder.Services.AddSingleton<BoardCache>();
        builder.Services.AddSingleton<TableCache>();
        builder.Services.AddSingleton<AnnouncementCache>();
        builder.Services.AddSingleton(new UploadFolder(options.UploadsDir, options.UploadsCapacity, logs.For("mathsoc.uploads")));
        builder.Services.AddSingleton(provider =>
            new ArrivingFiles(provider.GetRequiredService<UploadFolder>().NewTemporary, logs.For("mathsoc.uploads")));
        builder.Services.AddSingleton<Services>();
        // serve handles the process's signals; the host must not stop the server before it has drained.
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();

        var app = builder.Build();
        // The order below is DESIGN's: access log + metrics, trusted proxies, crash handler, security headers, probes, static assets,
        // the status page without a database, session, rate limits, same-origin check, routes.
        var monitoring = app.Services.GetRequiredService<Monitoring>();
        var security = app.Services.GetRequiredService<SecurityLog>();
        app.Services.GetRequiredService<Jobs>().ShowIn(monitoring.Metrics.Meter);
        // Its file is read and its gauges are there from the start, also in a server that nobody keeps looking at.
        app.Services.GetRequiredService<AlertWatch>();
        app.Use(monitoring.AccessLog);
        app.Use(Count(lifecycle));
        // With an empty list of proxies the middleware would believe every client.
        if (options.TrustedProxies.Count > 0) app.UseForwardedHeaders(ForwardedHeadersFor(options));
        if (options.Site.PublicUrl is { AbsolutePath: not "/" } url) app.Use(BelowPath(PathString.FromUriComponent(url)));
        app.Use(app.Services.GetRequiredService<CrashHandler>().Handle);
        app.Use(SecureHeaders(options.Site.PublicUrl));
        app.Use(monitoring.Probes);
        app.Use(AssetMiddleware.Serve);
        app.Use(app.Services.GetRequiredService<StatusWithoutDatabase>().Handle);
        app.Use(RefuseWithoutDatabase(monitoring.Readiness));
        app.UseRouting();
        app.Use(SessionCookie.Middleware(app.Services.GetRequiredService<SessionStore>()));
        app.Use(RequestTrace.Middleware(logs.For("mathsoc.requests")));
        app.Use(LimitRate(app.Services.GetRequiredService<RateLimitGate>()));
        app.Use(RefuseOtherOrigins(options.Site.PublicUrl, security));
        Routes.Map(app);
        app.Lifetime.ApplicationStopped.Register(security.EndAll);
        app.Lifetime.ApplicationStopped.Register(app.Services.GetRequiredService<MovingDesk>().End);
        return app;
    }

    private static bool IsSynchronised(ClockSync sync, TimeProvider clock) =>
        sync.Says(clock.GetUtcNow().ToUnixTimeSeconds());

    private static MonitoringOptions MonitoringFor(
        AppOptions options, Lifecycle lifecycle, ClockWatch watch, Func<bool> isSynchronised) => new(
        new HealthOptions(SiteCheck.PlacesOf(options), options.UploadsCapacity)
        {
            BackupDir = options.BackupDir,
            BackupAdvice = BackupCheck.Advise(options),
            IsMetricsUnguarded = SiteCheck.IsMetricsUnguarded(options),
            Clock = watch.Glance,
            IsClockUnset = SiteCheck.IsClockUnset,
            IsClockSynchronised = isSynchronised,
            HttpsAddress = SiteCheck.HttpsAddressOf(options),
            Machine = MachineCheck.Run(),
        },
        options.Site.MetricsToken,
        Migrator.Newest,
        [
            new("version", BuildVersion.Number), new("commit", BuildVersion.Commit),
            new("runtime", BuildVersion.Runtime), new("sqlite", SqliteLibrary.Version),
        ],
        options.TrustedProxies,
        () => lifecycle.Draining);

    /// <summary>
    /// Refuses also pages that come from memory, which would hide that the database is not ours to use; and pages that would wait, on a
    /// thread, for a disk that hangs.
    /// </summary>
    private static Func<HttpContext, RequestDelegate, Task> RefuseWithoutDatabase(Readiness readiness) => (context, next) =>
    {
        var isOurs = readiness.Last.Look?.SchemaVersion is not { } version || version == readiness.Schema;
        if (isOurs && !readiness.IsHanging) return next(context);
        // The page must not say that whoever has a session has none.
        if (SessionCookie.TokensOf(context.Request).Count > 0)
            context.Features.Set(new UnknownSession(new DatabaseUnavailableException("The database does not answer.")));
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return Task.CompletedTask;
    };

    private static Func<HttpContext, RequestDelegate, Task> Count(Lifecycle lifecycle) => (context, next) =>
    {
        lifecycle.CountRequest();
        // Clients and proxies that keep connections open reconnect for their next request, which a new process will answer.
        if (lifecycle.Draining) context.Response.Headers.Connection = "close";
        return next(context);
    };

    /// <summary>
    /// Puts the site below the path of its public address. A proxy may pass that path on or strip it: links have it in either case.
    /// </summary>
    private static Func<HttpContext, RequestDelegate, Task> BelowPath(PathString below) => (context, next) =>
    {
        var request = context.Request;
        if (request.Path.StartsWithSegments(below, out var matched, out var rest)) (request.PathBase, request.Path) = (matched, rest);
        else request.PathBase = below;
        return next(context);
    };

    private static Func<HttpContext, RequestDelegate, Task> SecureHeaders(Uri? publicUrl)
    {
        var isHttpsOnly = publicUrl?.Scheme == Uri.UriSchemeHttps;
        return (context, next) =>
        {
            SecurityHeaders.Set(context.Response, isHttpsOnly);
            return next(context);
        };
    }

    private static ForwardedHeadersOptions ForwardedHeadersFor(AppOptions options)
    {
        var forwarded = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost,
            ForwardLimit = null, // hops are read from the right, up to the first one that is not trusted
        };
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var network in options.TrustedProxies) forwarded.KnownIPNetworks.Add(network);
        return forwarded;
    }

    private static Func<HttpContext, RequestDelegate, Task> LimitRate(RateLimitGate gate) => (context, next) =>
    {
        if (gate.Allows(context)) return next(context);
        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        return Task.CompletedTask;
    };

    private static Func<HttpContext, RequestDelegate, Task> RefuseOtherOrigins(Uri? publicUrl, SecurityLog security) => (context, next) =>
    {
        if (SameOrigin.Allows(context.Request, publicUrl)) return next(context);
        security.OriginRefused(context);
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    };

    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellation) => Task.CompletedTask;
        public Task StopAsync(CancellationToken cancellation) => Task.CompletedTask;
    }
}
