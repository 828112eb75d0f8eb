// Puts the status page's report together from the parts of the running program.
using System.Diagnostics;
using MathsSoc.Data;
using MathsSoc.Endpoints;
using MathsSoc.Observability;
using MathsSoc.Web;

namespace MathsSoc.Hosting;

/// <summary>What may be slow is read aside, so that no page waits for a disk.</summary>
internal sealed class StatusDesk
{
    private const int LimitMilliseconds = 400;
    private const int SlowestRoutes = 10;

    private readonly AppOptions options;
    private readonly TimeProvider clock;
    private readonly Monitoring monitoring;
    private readonly Jobs jobs;
    private readonly Logs logs;
    private readonly ClockSync sync;
    private readonly AlertBoard alerts;
    private readonly AlertWatch watch;
    private readonly Reading<BackupList> backups;
    private readonly BackupTasks tasks;
    private readonly DateTime startedAt = Process.GetCurrentProcess().StartTime.ToUniversalTime();
    private TimeSpan? startUp;

    public StatusDesk(AppOptions options, Db db, Monitoring monitoring, Jobs jobs, Logs logs, HeavyJobs heavy, ClockSync sync,
        AlertBoard alerts, AlertWatch watch, TimeProvider clock, IHostApplicationLifetime lifetime)
    {
        (this.alerts, this.watch) = (alerts, watch);
        (this.options, this.clock, this.monitoring, this.jobs, this.logs, this.sync) = (options, clock, monitoring, jobs, logs, sync);
        var log = logs.For("mathsoc.status");
        backups = new Reading<BackupList>(
            "backups", () => BackupTable.Read(options, Now, StartedAt, FindRetry()), freshMilliseconds: 0, log);
        tasks = new BackupTasks(options, db, heavy, clock, logs.For("mathsoc.backup"), lifetime.ApplicationStopping);
        lifetime.ApplicationStarted.Register(() => startUp = TimeProvider.System.GetUtcNow().UtcDateTime - startedAt);
        lifetime.ApplicationStopped.Register(tasks.End);
        Source = new StatusSource { Look = LookAsync, IsReadable = IsReadableAsync, Begin = tasks.Begin };
    }

    /// <summary>For the pages.</summary>
    public StatusSource Source { get; }

    private long Now => clock.GetUtcNow().ToUnixTimeSeconds();

    private long StartedAt => new DateTimeOffset(startedAt).ToUnixTimeSeconds();

    /// <summary>When a nightly backup that failed is tried again, in unix seconds; null if the last one did not fail.</summary>
    private long? FindRetry() => jobs.List().Find(job => job.Name == "backup") is { FailedAt: { } failed } backup
        && failed > (backup.SucceededAt ?? 0) ? backup.NextAt : null;

    /// <summary>With the report, which takes as long again, it stays below a second.</summary>
    private async Task<bool> IsReadableAsync()
    {
        var looking = monitoring.Readiness.CheckAsync();
        var limit = TimeSpan.FromMilliseconds(LimitMilliseconds);
        await ((Task)looking).WaitAsync(limit, TimeProvider.System).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!looking.IsCompleted) return false;
        var verdict = await looking;
        return verdict.Look is { Problem: null } look && look.SchemaVersion == monitoring.Readiness.Schema;
    }

    /// <param name="isWithoutDatabase">Whether the database is left alone, because it cannot be read.</param>
    private async Task<StatusReport> LookAsync(bool isWithoutDatabase)
    {
        var counting = isWithoutDatabase ? null : monitoring.CountAsync();
        await Task.WhenAll(monitoring.Health.RefreshAsync(), backups.RefreshAsync(LimitMilliseconds), counting ?? Task.CompletedTask);
        var facts = monitoring.Health.Check(monitoring.Readiness.Last);
        return new StatusReport
        {
            At = Now,
            Alerts = [.. alerts.Firing.Select(alert => SiteFact.Warn(alert.Name, alert.Sentence, alert.Remedy))],
            Facts = [.. facts.OrderByDescending(fact => fact.State)],
            Program = new ProgramState(BuildVersion.Number, BuildVersion.Commit, Migrator.Newest,
                StartedAt, startUp,
                watch.StartsLastHour),
            ClockSource = DescribeClock(),
            Backups = backups.Current ?? new BackupList([], "The disk does not answer.", options.BackupsDir, Now, ""),
            Task = tasks.Last,
            Jobs = jobs.List(),
            Problems = logs.Recent.List(),
            Minutes = monitoring.Requests.ListMinutes(),
            Slowest = monitoring.Requests.ListSlowest(SlowestRoutes),
            Database = (DbMeter.Busy, DbMeter.Timeouts),
            Counts = counting is null ? null : await counting,
            HasMetricsToken = options.Site.MetricsToken is not null,
            TrustedProxies = options.TrustedProxies.Count == 0 ? "none" : string.Join(", ", options.TrustedProxies),
        };
    }

    private string DescribeClock()
    {
        var stamp = sync.ReadStamp();
        if (sync.Says(Now, stamp, null))
        {
            if (stamp is not { } ticks) return "The network: the system says that the clock is synchronised.";
            var last = new DateTimeOffset(ticks, TimeSpan.Zero).ToUnixTimeSeconds();
            return $"The network, by systemd-timesyncd, last at {SchoolTime.Time(last)}.";
        }
        return "This computer: the system does not say that the clock is synchronised. timedatectl shows it.";
    }
}
