// Looks at the site's numbers every 30 seconds, keeps the state of each alert, shows what fires and sends messages about it.
using System.Diagnostics.Metrics;
using MathsSoc.Data;

namespace MathsSoc.Observability;

/// <summary>Where messages go, and what they say about the site.</summary>
/// <param name="Folder">The data folder, in which the alerts keep their file.</param>
/// <param name="Site">The site's address, as messages name it.</param>
public sealed record AlertOptions(string Folder, string Site, string Version)
{
    /// <summary>Whether announced work goes on: alerts are shown and kept then, and no message is sent. Null: never.</summary>
    public Func<bool>? IsMuted { get; init; }

    /// <summary>Who gets the messages; null: nobody, and what fires is only shown.</summary>
    public Uri? Webhook { get; init; }

    public AlertFormat Format { get; init; }

    /// <summary>Asked every five minutes while the site is ready; null: none.</summary>
    public Uri? Heartbeat { get; init; }
}

/// <summary>One server's alerts. <c>serve</c> keeps <see cref="RunAsync"/> going; a test calls <see cref="LookAsync"/>.</summary>
public sealed class AlertWatch : IDisposable
{
    private const int HeartbeatLooks = 5 * 60 / AlertRules.LookSeconds;
    private const int RetryLooks = 3600 / AlertRules.LookSeconds;

    private readonly AlertOptions options;
    private readonly Monitoring monitoring;
    private readonly AlertBoard board;
    private readonly TimeProvider clock;
    private readonly ILogger log;
    private readonly Outbox messages, pings;
    private readonly AlertWindow window = new();
    private readonly AlertSaver saver;
    private readonly Lock gate = new();

    // What the gate guards: a message that is received changes a state at any moment.
    private readonly Dictionary<string, long> notBefore = new(StringComparer.Ordinal);
    private AlertMemory memory;

    private long looks;

    public AlertWatch(AlertOptions options, Monitoring monitoring, AlertBoard board, TimeProvider clock, ILogger log)
    {
        (this.options, this.monitoring, this.board, this.clock, this.log) = (options, monitoring, board, clock, log);
        var path = Path.Combine(options.Folder, AlertMemory.FileName);
        saver = new AlertSaver(path, () => Locked(() => memory!.ToJson()), clock, log);
        messages = new Outbox("ALERT_WEBHOOK_URL", clock, log);
        pings = new Outbox("HEARTBEAT_URL", clock, log);
        (memory, var problem) = AlertMemory.Read(path);
        if (problem is not null) log.LogWarning("{Problem}: earlier alerts and starts are forgotten", problem);
        CreateGauges(monitoring.Metrics.Meter);
    }

    /// <summary>Notes the start, looks at once and then every 30 seconds, and sends messages, until <paramref name="ending"/>.</summary>
    public async Task RunAsync(CancellationToken ending)
    {
        lock (gate) memory = memory.WithStart(Now);
        await saver.SaveAsync();
        await Task.WhenAll(LookOnAsync(ending), messages.RunAsync(ending), pings.RunAsync(ending));
        await saver.SaveAsync();
    }

    /// <summary>Looks once, and puts what is to be sent into the queue. Returns within some seconds whatever hangs.</summary>
    public async Task LookAsync(CancellationToken ending = default)
    {
        var verdict = await monitoring.RefreshAsync();
        var look = MakeLook(verdict);
        lock (gate) Judge(look);
        if (looks++ % HeartbeatLooks == 0 && verdict.Ready && options.Heartbeat is { } heartbeat)
            pings.TryAdd(new Outgoing(heartbeat, null, "", null));
        await saver.SaveAsync();
        // Last, because it may take seconds; the next look has the answer.
        await monitoring.Health.CertificateAsked.WaitAsync(ending);
    }

    /// <summary>Sends what is in the queues now.</summary>
    public async Task SendAsync(CancellationToken ending = default)
    {
        await messages.SendWaitingAsync(ending);
        await pings.SendWaitingAsync(ending);
        await saver.SaveAsync();
    }

    /// <summary>Starts of the program within the last hour, but those after MAX_REQUESTS.</summary>
    public int StartsLastHour => Locked(() => memory.RecentStarts(Now).Count);

    /// <summary>The process is about to end as planned, so the next start does not count.</summary>
    public async Task EndAsPlannedAsync()
    {
        lock (gate) memory = memory with { HasEndedAsPlanned = true };
        await saver.SaveAsync();
    }

    public void Dispose()
    {
        messages.Dispose();
        pings.Dispose();
    }

    private long Now => clock.GetUtcNow().ToUnixTimeSeconds();

    private async Task LookOnAsync(CancellationToken ending)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(AlertRules.LookSeconds), clock);
        try
        {
            do
            {
                try
                {
                    await LookAsync(ending);
                }
                catch (Exception problem) when (problem is not OperationCanceledException)
                {
                    // A bug in one look must not end the alerts.
                    log.LogError(problem, "A look of the alerts failed");
                }
            }
            while (await timer.WaitForNextTickAsync(ending));
        }
        catch (OperationCanceledException)
        {
            // The server is stopping: this is the normal end.
        }
    }

    private AlertLook MakeLook(ReadinessVerdict verdict)
    {
        var (now, metrics) = (Now, monitoring.Metrics.Read());
        var (requests, errors) = monitoring.Metrics.Http.CountVisitors();
        var checks = monitoring.Health.Check(verdict);
        var isClockCredible = checks.All(one => one.Name != "clock" || one.State == FactState.Ok);
        lock (gate) if (isClockCredible) memory = Note(memory, metrics, now);
        return new AlertLook
        {
            Now = now,
            Metrics = metrics,
            Checks = checks,
            Problem = verdict.Problem,
            Recent = window.Add(new(requests, errors, metrics.Find("mathsoc_db_connection_timeouts_total") ?? 0)),
            // By a clock that may be wrong, nothing is old and nothing ends soon.
            BackupAge = isClockCredible ? memory.BackupAge(now) : null,
            SoleOwnerAge = !isClockCredible ? null : now - (memory.SoleOwnerSince ?? now),
            CertificateEnd = isClockCredible ? monitoring.Health.CertificateEnd?.ToUnixTimeSeconds() : null,
        };
    }

    /// <summary>Keeps what only the course of time shows. Times that are later than now were noted by a wrong clock.</summary>
    private static AlertMemory Note(AlertMemory memory, MetricSnapshot metrics, long now)
    {
        var backup = (long?)metrics.Find("mathsoc_backup_last_success_timestamp_seconds") ?? memory.BackupAt ?? now;
        var owners = metrics.Find("mathsoc_owners");
        return memory with
        {
            Starts = memory.RecentStarts(now),
            BackupAt = Math.Min(backup, now),
            SoleOwnerSince = owners is 1 ? Math.Min(memory.SoleOwnerSince ?? now, now) : owners is null ? memory.SoleOwnerSince : null,
        };
    }

    private void Judge(AlertLook look)
    {
        var firing = new List<FiringAlert>();
        var next = new SortedList<string, AlertState>(StringComparer.Ordinal);
        foreach (var rule in AlertRules.All)
        {
            var before = memory.Alerts.GetValueOrDefault(rule.Name, AlertState.Quiet);
            var value = rule.Value(look);
            var state = before.Next(rule, value, look.Now);
            if (state.Phase != before.Phase) Log(rule, before, state, look);
            if (state.Phase == AlertPhase.Firing) firing.Add(Describe(rule, state, look));
            if (state.FindNews(look.Now) is { } news) Announce(rule, news, state, value, look);
            if (state.Phase != AlertPhase.Quiet) next.Add(rule.Name, state);
        }
        memory = memory with { Alerts = next };
        board.Firing = firing;
    }

    private static FiringAlert Describe(AlertRule rule, AlertState state, AlertLook look) => new(rule.Name, rule.Title, state.Since,
        AlertMessage.Join(SiteFacts.Sentence(rule.Title), rule.Detail(look)), rule.Remedy, rule.IsPageOnly);

    private void Log(AlertRule rule, AlertState before, AlertState state, AlertLook look)
    {
        if (state.Phase == AlertPhase.Firing) log.LogWarning("Alert {Alert}: {Title}. {Detail}", rule.Name, rule.Title, rule.Detail(look));
        else if (before.Phase == AlertPhase.Firing) log.LogInformation("Alert {Alert} is over: {Title}", rule.Name, rule.Title);
    }

    /// <summary>One message an alert is under way at most; one that was given up is tried again after an hour.</summary>
    private void Announce(AlertRule rule, AlertNews news, AlertState state, double? value, AlertLook look)
    {
        if (rule.IsPageOnly || options.IsMuted?.Invoke() == true) return;
        if (options.Webhook is not { } webhook || notBefore.GetValueOrDefault(rule.Name) > looks) return;
        var message = AlertMessage.Of(rule, news, state, value, rule.Detail(look), look.Now);
        var body = message.ToBody(options.Format, options.Site, options.Version);
        var isQueued = messages.TryAdd(new Outgoing(webhook, body, AlertMessage.TypeOf(options.Format),
            isReceived => EndAsync(rule.Name, news, state.Since, isReceived)));
        // Until its end is known.
        if (isQueued) notBefore[rule.Name] = long.MaxValue;
    }

    private Task EndAsync(string name, AlertNews news, long since, bool isReceived)
    {
        lock (gate)
        {
            notBefore[name] = isReceived ? 0 : looks + RetryLooks;
            if (!isReceived) return Task.CompletedTask;
            var state = memory.Alerts.GetValueOrDefault(name, AlertState.Quiet).Sent(news, since, Now);
            memory.Alerts.Remove(name);
            if (state.Phase != AlertPhase.Quiet) memory.Alerts.Add(name, state);
        }
        // At once: a process that is killed over and over must not send it at each start.
        return saver.SaveAsync();
    }

    private void CreateGauges(Meter meter)
    {
        meter.CreateObservableGauge("mathsoc_starts_last_hour", () => StartsLastHour, null,
            "Starts of the program within the last hour, but those after MAX_REQUESTS.");
        meter.CreateObservableGauge("mathsoc_backup_age_seconds",
            () => Health.Known((long?)Locked(() => memory.BackupAge(Now))), "s",
            "Age of the newest scheduled backup that is proven; until there is one, how long the site has been watched.");
        meter.CreateObservableGauge("mathsoc_alert_firing", () => AlertRules.All.Select(rule => new Measurement<int>(
            board.Firing.Any(alert => alert.Name == rule.Name) ? 1 : 0, new KeyValuePair<string, object?>("alert", rule.Name))), null,
            "1 while the program's own alert fires, otherwise 0.", [new("alert", "")]);
    }

    private T Locked<T>(Func<T> read)
    {
        lock (gate) return read();
    }
}
