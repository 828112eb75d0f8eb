// A running site for one test: in this process with a clock the test sets, or the published binary if MATHSOC_TEST_BINARY names it.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Endpoints;
using MathsSoc.Hosting;
using MathsSoc.Observability;
using MathsSoc.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace MathsSoc.Tests.Support;

/// <summary>Real Kestrel on its own port, with its own database in its own folder.</summary>
public sealed class Site : IAsyncDisposable
{
    private bool isDisposed;
    private readonly TemporaryFolder folder;
    private readonly ManualClock? clock;
    private readonly ServerProcess? process;
    private readonly WebApplication? app;
    private readonly Db? db;
    private readonly Lifecycle? lifecycle;
    private readonly Logs? logs;

    private Site(TemporaryFolder folder, ManualClock clock, WebApplication app, Db db, Lifecycle lifecycle, Logs logs)
    {
        (this.folder, this.clock, this.app, this.db, this.lifecycle, this.logs) = (folder, clock, app, db, lifecycle, logs);
        Address = new Uri(app.Urls.First());
        Client = MakeClient();
    }

    private Site(TemporaryFolder folder, ManualClock? clock, ServerProcess process)
    {
        (this.folder, this.clock, this.process) = (folder, clock, process);
        Address = process.Address;
        Client = MakeClient();
    }

    /// <summary>Whether the tests run against the published binary.</summary>
    public static bool IsBinary => Environment.GetEnvironmentVariable("MATHSOC_TEST_BINARY") is { Length: > 0 };

    public Uri Address { get; }

    /// <summary>Does not follow redirects and keeps no cookies, so that a test sees the response itself.</summary>
    public HttpClient Client { get; }

    /// <summary>The site's clock, which does not move until the test moves it.</summary>
    public ManualClock Clock => clock ?? throw new InvalidOperationException("It runs on the machine's clock: use StartWithClockAsync.");

    /// <summary>
    /// Every mapped route but those of files: its verbs, its template, the access it requires (null if it has no gate) and the size limit
    /// of its form (null if it takes none); only in process.
    /// </summary>
    public IEnumerable<(string Verbs, string Template, Access? Access, BodyLimit? Limit)> Routes =>
        ((IEndpointRouteBuilder)app!).DataSources
        .SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
        .Select(endpoint => (
            string.Join(' ', endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods), endpoint.RoutePattern.RawText!,
            endpoint.Metadata.GetMetadata<RouteAccess>()?.Access, endpoint.Metadata.GetMetadata<BodyLimit>()));

    /// <summary>The program's own jobs, for a test to run; only in process.</summary>
    internal Jobs Jobs => app!.Services.GetRequiredService<Jobs>();

    /// <summary>What watches the numbers and sends messages, for a test to make look; only in process.</summary>
    internal AlertWatch Alerts => app!.Services.GetRequiredService<AlertWatch>();

    /// <summary>What fires, as pages see it; only in process.</summary>
    internal AlertBoard Board => app!.Services.GetRequiredService<AlertBoard>();

    /// <summary>The nightly backup, for a test to run without the other jobs; only in process.</summary>
    internal BackupJob Backups => app!.Services.GetRequiredService<BackupJob>();

    /// <summary>What tells a service how backups fare; only in process.</summary>
    internal BackupPings Pings => app!.Services.GetRequiredService<BackupPings>();

    /// <summary>Lets time pass as if the site had run all the while, so that the program trusts its clock.</summary>
    public void KeepRunning(TimeSpan time)
    {
        // Before the clock moves: the binary's jobs may compare the two at any moment, and they only wait while the clock is behind.
        using (var db = OpenDatabase()) db.Write(sql => ClockRecord.SetTrusted(sql, Now + (long)time.TotalSeconds));
        Clock.Advance(time);
    }

    /// <summary>Makes the system say, only in process, that its clock as it is now is synchronised, as systemd-timesyncd does.</summary>
    public void Synchronise()
    {
        File.WriteAllText(folder["synchronized"], "");
        File.SetLastWriteTimeUtc(folder["synchronized"], Clock.GetUtcNow().UtcDateTime);
    }

    /// <summary>Unix seconds by the site's clock.</summary>
    public long Now => (clock ?? TimeProvider.System).GetUtcNow().ToUnixTimeSeconds();

    public string Folder => folder.Path;
    public string DatabasePath => folder["mathsoc.db"];
    public string LogPath => folder["app.log"];
    public string AccessLogPath => folder["access.log"];

    /// <summary>The setting for a test that sends more requests than one computer may.</summary>
    public static readonly (string, string)[] RateLimitOff = [("RATELIMIT_ENABLED", "false")];

    /// <summary>
    /// Starts a site with settings as environment variables. The access log is a file in the folder unless a setting differs.
    /// </summary>
    public static Task<Site> StartAsync(params (string Name, string Value)[] settings) => StartAsync(needsClock: false, settings);

    /// <summary>The same on a clock that the test sets; for the published binary that needs libfaketime, or the test is skipped.</summary>
    public static Task<Site> StartWithClockAsync(params (string Name, string Value)[] settings)
    {
        Assert.SkipUnless(!IsBinary || FakeTime.IsInstalled, "libfaketime, which sets the published binary's clock, is not installed.");
        return StartAsync(needsClock: true, settings);
    }

    private static async Task<Site> StartAsync(bool needsClock, (string Name, string Value)[] settings)
    {
        var folder = new TemporaryFolder();
        var all = new Dictionary<string, string>(StringComparer.Ordinal) { ["ACCESS_LOG"] = "access.log" };
        foreach (var (name, value) in settings) all[name] = value;
        if (IsBinary)
        {
            var setClock = needsClock ? new ManualClock(folder["clock"]) : null;
            if (needsClock) foreach (var (name, value) in FakeTime.Settings(folder["clock"])) all[name] = value;
            return new Site(folder, setClock, await ServerProcess.StartAsync(folder.Path, [.. all.Select(one => (one.Key, one.Value))]));
        }

        var flags = new Dictionary<string, string>(StringComparer.Ordinal) { ["DATA_DIR"] = folder.Path, ["PORT"] = "0" };
        var (options, errors) = AppOptions.Load(new SettingSources(flags, all, null));
        Assert.Empty(errors);
        var clock = new ManualClock();
        var outcome = Migrator.Run(options.DatabasePath, Migrator.Sections, clock.GetUtcNow().ToUnixTimeSeconds());
        Assert.Equal(MigrationResult.Ready, outcome.Result);
        var logs = Logs.Open(options.Log, clock);
        var db = Server.OpenDatabase(options, logs);
        var lifecycle = new Lifecycle(options.MaxRequests, options.MaxRequestsJitter);
        var app = Server.Build(options, db, lifecycle, logs, clock, new ClockSync(folder["synchronized"]));
        await app.StartAsync();
        return new Site(folder, clock, app, db, lifecycle, logs);
    }

    /// <summary>The link that makes the first owner: taken from the service in process, otherwise from the printed greeting.</summary>
    public async Task<string> FindSetupLinkAsync()
    {
        if (app is not null) return app.Services.GetRequiredService<SetupLink>().Path;
        string? Link() => process!.Output.FirstOrDefault(line => line.Contains("/setup?token=", StringComparison.Ordinal));
        await Eventually.TrueAsync(() => Link() is not null);
        return Link()![Link()!.IndexOf("/setup?token=", StringComparison.Ordinal)..];
    }

    /// <summary>Opens the site's database directly, as another program would.</summary>
    public Db OpenDatabase() => Db.Open(DatabasePath, readers: 1);

    /// <summary>Sends a request with headers.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers) Assert.True(request.Headers.TryAddWithoutValidation(name, value), name);
        return Client.SendAsync(request);
    }

    public Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, path, headers);

    public async ValueTask DisposeAsync()
    {
        // A test may end its site before its own end.
        if (isDisposed) return;
        isDisposed = true;
        Client.Dispose();
        if (process is not null)
        {
            var id = process.Id;
            await process.DisposeAsync();
            if (clock is not null) FakeTime.CleanUp(id);
        }
        if (app is not null) await app.DisposeAsync();
        db?.Dispose();
        lifecycle?.Dispose();
        logs?.Dispose();
        folder.Dispose();
    }

    private HttpClient MakeClient() =>
        new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.None,
        })
        {
            BaseAddress = Address,
            // Sixty passwords take fifteen seconds of a processor, and on a busy machine many times that.
            Timeout = TimeSpan.FromMinutes(3),
        };
}
