// Routes that fail in every way behind the site's own crash handler and error pages; the site itself has none that does.
using MathsSoc.Data;
using MathsSoc.Endpoints;
using MathsSoc.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MathsSoc.Tests.Support;

/// <summary>A server of its own, with the crash handler and the error pages of the site.</summary>
public sealed class FaultySite : IAsyncDisposable
{
    /// <summary>What /status/N answers with.</summary>
    public static readonly int[] Statuses = [400, 403, 404, 405, 413, 415, 429, 500, 503];

    private readonly TemporaryFolder folder;
    private readonly Db db;
    private readonly WebApplication app;

    private FaultySite(TemporaryFolder folder, Db db, WebApplication app, ListLog log)
    {
        (this.folder, this.db, this.app, Log) = (folder, db, app, log);
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public ListLog Log { get; }
    public HttpClient Client { get; }
    public string LastRequestId { get; private set; } = "";

    public static async Task<FaultySite> StartAsync()
    {
        var folder = new TemporaryFolder();
        Migrator.Run(folder["mathsoc.db"], Migrator.Sections, 1);
        var db = Db.Open(folder["mathsoc.db"], readers: 1);
        var log = new ListLog();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Debug);
        builder.Services.AddSingleton(db).AddSingleton(TimeProvider.System)
            .AddSingleton(new SiteFrames(db, TimeProvider.System, AdminAreas.NavFor)).AddSingleton<CrashHandler>();
        var app = builder.Build();
        FaultySite? site = null;
        app.Use((context, next) =>
        {
            site!.LastRequestId = context.TraceIdentifier;
            return next(context);
        });
        app.Use(app.Services.GetRequiredService<CrashHandler>().Handle);
        app.UseRouting();
        foreach (var status in Statuses) app.MapGet($"/status/{status}", context => Refuse(context, status));
        app.MapGet("/throw/bug", context => throw new InvalidOperationException("secret detail"));
        app.MapGet("/throw/database", context => throw new DatabaseUnavailableException("The database file is missing."));
        app.MapGet("/throw/bad",
            context => throw new BadHttpRequestException("Request body too large.", StatusCodes.Status413PayloadTooLarge));
        app.MapGet("/throw/late", FailLate);
        app.MapGet("/throw/half-way", FailHalfWay);
        app.MapGet("/limited", Limit);
        app.MapGet("/slow", context => Task.Delay(TimeSpan.FromSeconds(30), context.RequestAborted));
        await app.StartAsync();
        return site = new FaultySite(folder, db, app, log);
    }

    public async Task<HttpResponseMessage> GetAsync(string path, string accept = "text/html")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (accept.Length > 0) request.Headers.TryAddWithoutValidation("Accept", accept);
        return await Client.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.DisposeAsync();
        db.Dispose();
        folder.Dispose();
    }

    private static Task Refuse(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private static Task Limit(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "90";
        return Refuse(context, StatusCodes.Status429TooManyRequests);
    }

    private static Task FailLate(HttpContext context)
    {
        context.Response.ContentType = "text/csv";
        context.Response.Headers.ETag = "\"x\"";
        context.Response.Headers.CacheControl = "public";
        context.Response.Cookies.Append("session", "x");
        throw new InvalidOperationException("late");
    }

    private static async Task FailHalfWay(HttpContext context)
    {
        await context.Response.WriteAsync("half");
        await context.Response.Body.FlushAsync();
        throw new InvalidOperationException("half-way");
    }
}

/// <summary>Keeps what our own classes log.</summary>
public sealed class ListLog : ILoggerProvider
{
    public System.Collections.Concurrent.ConcurrentQueue<(LogLevel Level, string Message, Exception? Exception)> Lines { get; } = new();

    public ILogger CreateLogger(string category) => new Writer(this, category.StartsWith("mathsoc.", StringComparison.Ordinal));

    public void Dispose()
    {
    }

    private sealed class Writer(ListLog log, bool isOurs) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel level) => isOurs;

        public void Log<TState>(LogLevel level, EventId id, TState state, Exception? exception, Func<TState, Exception?, string> format)
        {
            if (isOurs) log.Lines.Enqueue((level, format(state, exception), exception));
        }
    }
}
