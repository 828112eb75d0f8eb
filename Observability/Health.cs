// The named checks behind /readyz?verbose, and the same facts as metrics.
using System.Diagnostics.Metrics;
using System.Text.Json;
using MathsSoc.Data;

namespace MathsSoc.Observability;

/// <summary>What the checks look at, and with which limits.</summary>
/// <param name="UploadsCapacity">Bytes that all uploads may use.</param>
public sealed record HealthOptions(StoragePlaces Places, long UploadsCapacity)
{
    /// <summary>The second folder for backups; null: there is none.</summary>
    public string? BackupDir { get; init; }

    /// <summary>See <see cref="SiteLook.BackupAdvice"/>.</summary>
    public string? BackupAdvice { get; init; }

    /// <summary>See <see cref="SiteLook.IsMetricsUnguarded"/>.</summary>
    public bool IsMetricsUnguarded { get; init; }

    /// <summary>The judgement on the clock; it must not wait for anything. Null: the clock is not checked.</summary>
    public Func<ClockVerdict>? Clock { get; init; }

    /// <summary>See <see cref="SiteLook.IsClockUnset"/>; it must not wait for anything.</summary>
    public Func<bool>? IsClockUnset { get; init; }

    /// <summary>See <see cref="SiteLook.IsClockSynchronised"/>; it must not wait for anything.</summary>
    public Func<bool>? IsClockSynchronised { get; init; }

    /// <summary>The site's address over https, whose certificate is looked at; null: there is none.</summary>
    public Uri? HttpsAddress { get; init; }

    /// <summary>See <see cref="SiteLook.Machine"/>.</summary>
    public IReadOnlyList<SiteFact> Machine { get; init; } = [];
}

/// <summary>Keeps looking at the database and the disk, and shows what was seen as facts and gauges.</summary>
public sealed class Health
{
    private const int LimitMilliseconds = 500;
    private readonly HealthOptions options;
    private readonly Reading<StorageLook> storage;
    private readonly DiskForecast forecast = new();
    private readonly Certificate? certificate;
    private readonly TimeProvider clock;

    /// <param name="meter">The server's own meter, on which the gauges are created.</param>
    public Health(HealthOptions options, Readiness readiness, TimeProvider clock, Meter meter, ILogger log)
    {
        this.options = options;
        this.clock = clock;
        Readiness = readiness;
        storage = new Reading<StorageLook>("disk", LookAtStorage, Storage.FreshMilliseconds, log);
        certificate = options.HttpsAddress is { } address ? new Certificate(address, clock, log) : null;
        CreateGauges(meter);
    }

    public Readiness Readiness { get; }

    /// <summary>
    /// Looks at the disk again if the last look is old; false if it does not answer within half a second. A look at the certificate that is
    /// due begins, and nobody waits for it.
    /// </summary>
    public Task<bool> RefreshAsync()
    {
        _ = certificate?.RefreshAsync();
        return storage.RefreshAsync(LimitMilliseconds);
    }

    /// <summary>Every fact, in the order in which they are shown, from the last looks; does not wait.</summary>
    public IReadOnlyList<SiteFact> Check(ReadinessVerdict verdict) => SiteFacts.List(
        new SiteLook
        {
            Database = verdict.Look,
            Schema = Readiness.Schema,
            Storage = storage.Current,
            UploadsCapacity = options.UploadsCapacity,
            DaysUntilFull = forecast.DaysLeft,
            BackupDir = options.BackupDir,
            BackupAdvice = options.BackupAdvice,
            IsDraining = Readiness.Draining,
            Clock = options.Clock?.Invoke(),
            IsClockUnset = options.IsClockUnset?.Invoke() ?? false,
            IsClockSynchronised = options.IsClockSynchronised?.Invoke(),
            IsMetricsUnguarded = options.IsMetricsUnguarded,
            Certificate = certificate?.Last,
            Machine = options.Machine,
        },
        clock.GetUtcNow());

    /// <summary>When the certificate of the public address ends; null: there is none, or it is not known.</summary>
    internal DateTimeOffset? CertificateEnd => certificate?.Last?.Ends;

    /// <summary>Ends when nobody is asking for the certificate any more, which takes three seconds at most.</summary>
    internal Task CertificateAsked => certificate?.RefreshAsync() ?? Task.CompletedTask;

    private StorageLook LookAtStorage()
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var look = Storage.Look(options.Places, now);
        if (look.DiskFree is { } free) forecast.Add(now, free);
        return look;
    }

    /// <summary>The body of <c>/readyz?verbose</c>.</summary>
    internal void Write(LineBuffer output, ReadinessVerdict verdict)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("status"u8, verdict.Ready ? "ready"u8 : "degraded"u8);
        json.WriteStartObject("checks"u8);
        foreach (var check in Check(verdict))
        {
            json.WriteStartObject(check.Name);
            json.WriteString("status"u8, NameOf(check.State));
            if (check.Number is { } number) json.WriteNumber("observed"u8, (decimal)number);
            else json.WriteNull("observed"u8);
            json.WriteString("detail"u8, check.Sentence);
            if (check.Advice is not null) json.WriteString("advice"u8, check.Advice);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Every gauge shows what was seen last: while the disk hangs a scrape must still be answered.</summary>
    private void CreateGauges(Meter meter)
    {
        meter.CreateObservableGauge("mathsoc_ready", () => Readiness.Last.Ready ? 1 : 0, null, "1 while the site is ready, otherwise 0.");
        meter.CreateObservableGauge("mathsoc_db_size_bytes", () => Known(Readiness.LastLook?.DatabaseBytes), "By",
            "Size of the database file.");
        meter.CreateObservableGauge("mathsoc_wal_size_bytes", () => Known(Readiness.LastLook?.WalBytes), "By",
            "Size of the write-ahead log.");
        meter.CreateObservableGauge("mathsoc_disk_free_bytes", () => Known(storage.Last?.DiskFree), "By",
            "Space left on the data folder's disk.");
        meter.CreateObservableGauge("mathsoc_disk_size_bytes", () => Known(storage.Last?.DiskTotal), "By",
            "Size of the data folder's disk.");
        meter.CreateObservableGauge("mathsoc_uploads_bytes", () => Known(storage.Last?.UploadsBytes), "By", "Space used by uploads.");
        meter.CreateObservableGauge("mathsoc_uploads_capacity_bytes", () => options.UploadsCapacity, "By",
            "Space that uploads may use.");
        meter.CreateObservableGauge("mathsoc_backup_last_success_timestamp_seconds",
            () => Known(storage.Last?.Backups?.Proven?.StartedAt.ToUnixTimeSeconds()), "s",
            "When the newest scheduled backup that is proven was made, in unix time.");
        meter.CreateObservableGauge("mathsoc_backup_last_size_bytes", () => Known(storage.Last?.Backups?.Proven?.Bytes), "By",
            "Size of the newest scheduled backup that is proven.");
        meter.CreateObservableGauge("mathsoc_backup_last_duration_seconds",
            () => KnownSeconds(storage.Last?.Backups?.Proven?.Seconds), "s",
            "How long it took to make and to prove the newest scheduled backup that is proven.");
        meter.CreateObservableGauge("mathsoc_backup_last_proof_timestamp_seconds",
            () => Known(storage.Last?.Backups?.Proven?.ProvenAt?.ToUnixTimeSeconds()), "s",
            "When the newest scheduled backup that is proven was last opened and found whole, in unix time.");
        meter.CreateObservableGauge("mathsoc_backup_proven_members",
            () => Known(storage.Last?.Backups?.Proven?.Rows.GetValueOrDefault("members")), null,
            "Members in the newest scheduled backup that is proven.");
        meter.CreateObservableGauge("mathsoc_backup_proven_answers",
            () => Known(storage.Last?.Backups?.Proven?.Rows.GetValueOrDefault("attempts")), null,
            "Answers in the newest scheduled backup that is proven.");
        meter.CreateObservableGauge("mathsoc_certificate_end_timestamp_seconds", () => Known(CertificateEnd?.ToUnixTimeSeconds()), "s",
            "When the certificate of PUBLIC_URL ends, in unix time.");
        meter.CreateObservableGauge("mathsoc_health_check_status",
            () => Check(Readiness.Last).Select(check =>
                new Measurement<int>((int)check.State, new KeyValuePair<string, object?>("check", check.Name))), null,
            "The checks of /readyz?verbose: 0 ok, 1 warn, 2 fail.", [new("check", "")]);
    }

    /// <summary>A gauge's value, or no sample if it is unknown: a made-up figure would be worse.</summary>
    internal static IEnumerable<Measurement<long>> Known(long? value) => value is null ? [] : [new Measurement<long>(value.Value)];

    private static IEnumerable<Measurement<double>> KnownSeconds(double? value) =>
        value is null ? [] : [new Measurement<double>(value.Value)];

    private static string NameOf(FactState state) => state switch { FactState.Ok => "ok", FactState.Warn => "warn", _ => "fail" };
}
