// Puts together the parts that watch the site: metrics, readiness, health, and the two middlewares that need them.
using System.Net;
using MathsSoc.Data;

namespace MathsSoc.Observability;

/// <summary>What <see cref="Monitoring"/> needs to know of the program it watches.</summary>
/// <param name="Health">The folders and limits of the health checks.</param>
/// <param name="MetricsToken">The operators' bearer token; null: only this machine may read.</param>
/// <param name="Schema">The schema version of this binary.</param>
/// <param name="Build">The labels version, commit, runtime and sqlite of <c>mathsoc_build_info</c>.</param>
/// <param name="Proxies">The networks of proxies, whose word on the trace of a request is believed.</param>
/// <param name="IsDraining">True once the process is about to stop.</param>
public sealed record MonitoringOptions(
    HealthOptions Health, string? MetricsToken, long Schema, IReadOnlyList<KeyValuePair<string, object?>> Build,
    IReadOnlyList<IPNetwork> Proxies, Func<bool> IsDraining);

/// <summary>One server's monitoring, from its start to its end. Dispose it before the database.</summary>
public sealed class Monitoring : IDisposable
{
    private const int FiguresMilliseconds = 500;
    private readonly DatabaseProbe probe;
    private readonly Reading<Figures> figures;

    public Monitoring(MonitoringOptions options, Db db, Logs logs, TimeProvider clock)
    {
        Metrics = new Metrics(logs.For("mathsoc.metrics"), options.Build);
        // The probe uses the machine's clock: how long a lock is held must not depend on a test's clock.
        probe = new DatabaseProbe(db, TimeProvider.System);
        Readiness = new Readiness(probe.Look, options.IsDraining, options.Schema, logs.For("mathsoc.readiness"));
        Health = new Health(options.Health, Readiness, clock, Metrics.Meter, logs.For("mathsoc.health"));
        Requests = new RequestHistory(clock);
        AccessLog = new AccessLog(logs, Metrics.Http, new RequestSpan(options.Proxies), Requests, clock).Wrap;
        figures = new Reading<Figures>("figures", () => ReadFigures(db, clock), freshMilliseconds: 0, logs.For("mathsoc.metrics"));
        Metrics.Meter.CreateObservableGauge("mathsoc_members", () => Health.Known(figures.Last?.Members), null, "Members of every role.");
        Metrics.Meter.CreateObservableGauge("mathsoc_sessions", () => Health.Known(figures.Last?.Sessions), null,
            "Sessions that have not expired.");
        Metrics.Meter.CreateObservableGauge("mathsoc_owners", () => Health.Known(figures.Last?.Owners), null, "Active owners.");
        Probes = new Probes(Health, Metrics, options.MetricsToken, RefreshAsync).Wrap;
        Metrics.Meter.CreateObservableGauge("mathsoc_db_connections_in_use", () => db.InUse, null,
            "Database connections at work, the writer included.");
        Metrics.Meter.CreateObservableGauge("mathsoc_db_missing_transactions", () => db.Loss?.Missing ?? 0, null,
            "Write transactions that an older copy of the database, put back since the start, lacks.");
        Metrics.Meter.CreateObservableGauge("mathsoc_db_connections_max", () => db.MaxReaders + 1, null,
            "Database connections that may work at once.");
    }

    public Metrics Metrics { get; }
    public Readiness Readiness { get; }
    public Health Health { get; }

    /// <summary>The requests of the last hour.</summary>
    public RequestHistory Requests { get; }

    /// <summary>The access-log middleware, which must be the first.</summary>
    public Func<RequestDelegate, RequestDelegate> AccessLog { get; }

    /// <summary>
    /// The middleware of /healthz, /readyz and /metrics; after the trusted-proxy headers, before anything that can refuse a request.
    /// </summary>
    public Func<RequestDelegate, RequestDelegate> Probes { get; }

    /// <summary>Looks at everything again, side by side; what does not come back within a second keeps its last value.</summary>
    public async Task<ReadinessVerdict> RefreshAsync()
    {
        var verdict = Readiness.CheckAsync();
        await Task.WhenAll(verdict, Health.RefreshAsync(), figures.RefreshAsync(FiguresMilliseconds));
        return await verdict;
    }

    public void Dispose()
    {
        Readiness.Dispose();
        Metrics.Dispose();
        probe.Dispose();
    }

    /// <summary>Members and sessions, counted within half a second; null if the database does not answer in that time.</summary>
    public async Task<(long Members, long Sessions)?> CountAsync() =>
        await figures.RefreshAsync(FiguresMilliseconds) && figures.Last is { } counted ? (counted.Members, counted.Sessions) : null;

    /// <summary>Null while the database is unavailable; readiness reports that.</summary>
    private static Figures? ReadFigures(Db db, TimeProvider clock)
    {
        try
        {
            return db.Read(sql => new Figures(
                Members.Count(sql), Members.CountOwners(sql), Sessions.Count(sql, clock.GetUtcNow().ToUnixTimeSeconds())));
        }
        catch (DatabaseUnavailableException)
        {
            return null;
        }
    }

    /// <summary>What a scrape counts in the database.</summary>
    private sealed record Figures(long Members, long Owners, long Sessions);
}
