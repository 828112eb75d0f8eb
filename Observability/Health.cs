// The named checks behind /readyz?verbose, and the same facts as metrics.
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text.Json;
using MathsSoc.Data;

namespace MathsSoc.Observability;

/// <summary>The result of a check: only a failing database, schema or draining makes the site unready.</summary>
public enum CheckStatus { Ok, Warn, Fail }

/// <summary>
/// One check. <c>Observed</c> is a number in base units (bytes, seconds), null if there is none; <c>Detail</c> is a sentence for people.
/// </summary>
public sealed record HealthCheck(string Name, CheckStatus Status, double? Observed, string Detail);

/// <summary>The folders and limits that the checks look at.</summary>
/// <param name="UploadsCapacity">Bytes that all uploads may use.</param>
/// <param name="MetricsUnguarded">
/// The site has a public address and no metrics token: requests from a proxy that sets no forwarding headers would look local.
/// </param>
/// <param name="Clock">The judgement on the clock; it must not wait for anything. Null: the clock is not checked.</param>
public sealed record HealthOptions(
    string DataDir, string UploadsDir, string BackupsDir, long UploadsCapacity, bool MetricsUnguarded, Func<ClockVerdict>? Clock = null);

/// <summary>Turns the readings of the database and the disk into checks and gauges.</summary>
public sealed class Health
{
    private const double SlowReadSeconds = 0.25;
    private const long LargeWalBytes = 64 << 20;
    private const double LowDiskShare = 0.1;
    private const double FullUploadsShare = 0.8;
    private const int LimitMilliseconds = 500;
    private readonly HealthOptions options;
    private readonly Reading<StorageLook> storage;
    private readonly TimeProvider clock;

    /// <param name="meter">The server's own meter, on which the gauges are created.</param>
    public Health(HealthOptions options, Readiness readiness, TimeProvider clock, Meter meter, ILogger log)
    {
        this.options = options;
        this.clock = clock;
        Readiness = readiness;
        storage = new Reading<StorageLook>("disk",
            () => Storage.Look(options.DataDir, options.UploadsDir, options.BackupsDir, clock.GetUtcNow().ToUnixTimeSeconds()),
            Storage.FreshMilliseconds, log);
        CreateGauges(meter);
    }

    public Readiness Readiness { get; }

    /// <summary>Looks at the disk again if the last look is old; false if it does not answer within half a second.</summary>
    public Task<bool> RefreshAsync() => storage.RefreshAsync(LimitMilliseconds);

    /// <summary>Every check, in display order, from the last looks; does not wait.</summary>
    public IReadOnlyList<HealthCheck> Check(ReadinessVerdict verdict)
    {
        var disk = storage.Current;
        return
        [
            Database(verdict), Schema(verdict), Writable(verdict), Disk(disk), Uploads(disk), Backup(disk), Wal(verdict), Draining(),
            .. Clock(), .. Rescued(disk), .. Access(),
        ];
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
            json.WriteString("status"u8, NameOf(check.Status));
            if (check.Observed is { } number) json.WriteNumber("observed"u8, (decimal)number);
            else json.WriteNull("observed"u8);
            json.WriteString("detail"u8, check.Detail);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static HealthCheck Database(ReadinessVerdict verdict)
    {
        if (verdict.Look is not { } look) return new("database", CheckStatus.Fail, null, "It did not answer within a second.");
        if (look.Problem is { } problem) return new("database", CheckStatus.Fail, null, Sentence(problem));
        var seconds = look.ReadTime.TotalSeconds;
        if (look.Loss is { Missing: > 0 and var missing } loss)
            return new("database", CheckStatus.Warn, Math.Round(seconds, 6), $"An older copy was put back: {OwnLog.Transactions(missing)}."
                + (loss.Rescued is { } name ? $" The newest state is saved as {name}." : ""));
        return new("database", seconds > SlowReadSeconds ? CheckStatus.Warn : CheckStatus.Ok, Math.Round(seconds, 6),
            string.Create(CultureInfo.InvariantCulture, $"Read in {seconds * 1000:0.00} ms."));
    }

    private HealthCheck Schema(ReadinessVerdict verdict) => verdict.Look?.SchemaVersion switch
    {
        null => new("schema", CheckStatus.Fail, null, "It could not be read."),
        var version when version == Readiness.Schema => new("schema", CheckStatus.Ok, version, "The one this program needs."),
        var version => new("schema", CheckStatus.Fail, version, $"This program needs {Readiness.Schema}."),
    };

    private static HealthCheck Writable(ReadinessVerdict verdict) => verdict.Look switch
    {
        null => new("writable", CheckStatus.Fail, null, "The database did not answer within a second."),
        { WriteProblem: { } problem } => new("writable", CheckStatus.Fail, null, Sentence(problem)),
        _ => new("writable", CheckStatus.Ok, null, "The write lock was free."),
    };

    private static HealthCheck Disk(StorageLook? look)
    {
        if (look?.DiskFree is not { } free || look.DiskTotal is not { } total)
            return new("disk", CheckStatus.Warn, null, "It did not answer.");
        var low = free < total * LowDiskShare;
        return new("disk", low ? CheckStatus.Warn : CheckStatus.Ok, free,
            $"{Size(free)} of {Size(total)} free.{(low ? " Make room." : "")}");
    }

    private HealthCheck Uploads(StorageLook? look)
    {
        if (look is null) return new("uploads", CheckStatus.Warn, null, "The disk did not answer.");
        if (look.UploadsBytes is not { } used)
            return new("uploads", CheckStatus.Ok, 0, $"No uploads yet; {Size(options.UploadsCapacity)} allowed.");
        return new("uploads", used > options.UploadsCapacity * FullUploadsShare ? CheckStatus.Warn : CheckStatus.Ok, used,
            $"{Size(used)} of {Size(options.UploadsCapacity)} used.");
    }

    private HealthCheck Backup(StorageLook? look)
    {
        if (look?.Backups is not { } backups) return new("backup", CheckStatus.Warn, null, "The folder of backups cannot be read.");
        var now = clock.GetUtcNow();
        var status = backups.Failed is not null ? CheckStatus.Fail : backups.IsStale(now) ? CheckStatus.Warn : CheckStatus.Ok;
        return new("backup", status, backups.Age(now) is { } age ? Math.Round(age.TotalSeconds) : null, backups.Describe(now));
    }

    private static HealthCheck Wal(ReadinessVerdict verdict)
    {
        if (verdict.Look is not { } look) return new("wal", CheckStatus.Warn, null, "The database did not answer within a second.");
        return new("wal", look.WalBytes > LargeWalBytes ? CheckStatus.Warn : CheckStatus.Ok, look.WalBytes,
            $"{Size(look.WalBytes)} not yet in the database file.");
    }

    private HealthCheck Draining() => Readiness.Draining
        ? new("draining", CheckStatus.Fail, 1, "The server is stopping.")
        : new("draining", CheckStatus.Ok, 0, "No.");

    /// <summary>A wrong clock does not make the site unready: pages are still served, and an owner has to get in to confirm it.</summary>
    private IEnumerable<HealthCheck> Clock()
    {
        if (options.Clock?.Invoke() is not { } verdict) return [];
        var status = verdict.IsCredible ? CheckStatus.Ok : verdict.IsTooEarly ? CheckStatus.Fail : CheckStatus.Warn;
        var detail = verdict.IsCredible ? $"It says {SchoolTime.Time(verdict.Now)}." : verdict.Explanation;
        return [new("clock", status, verdict.Newest is { } newest ? verdict.Now - newest : null, detail)];
    }
    private static IEnumerable<HealthCheck> Rescued(StorageLook? look) => look is { Rescued: { Count: > 0 } names }
        ? [
            new("rescued", CheckStatus.Warn, names.Count,
                $"Saved when the database was lost: {string.Join(", ", names)}. Kept for {RescuedFiles.KeptDays} days."),
        ]
        : [];

    private IEnumerable<HealthCheck> Access() => options.MetricsUnguarded
        ? [
            new("metrics", CheckStatus.Warn, null,
                "METRICS_TOKEN is not set though PUBLIC_URL is: a proxy that forwards without headers would show metrics to everybody."),
        ]
        : [];

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
        meter.CreateObservableGauge("mathsoc_health_check_status",
            () => Check(Readiness.Last).Select(check =>
                new Measurement<int>((int)check.Status, new KeyValuePair<string, object?>("check", check.Name))), null,
            "The checks of /readyz?verbose: 0 ok, 1 warn, 2 fail.", [new("check", "")]);
    }

    /// <summary>A gauge's value, or no sample if it is unknown: a made-up figure would be worse.</summary>
    internal static IEnumerable<Measurement<long>> Known(long? value) => value is null ? [] : [new Measurement<long>(value.Value)];

    private static string NameOf(CheckStatus status) => status switch { CheckStatus.Ok => "ok", CheckStatus.Warn => "warn", _ => "fail" };

    private static string Sentence(string phrase) =>
        phrase.Length == 0 ? phrase : $"{char.ToUpperInvariant(phrase[0])}{phrase[1..].TrimEnd('.')}.";

    private static string Size(long bytes) => bytes switch
    {
        >= 1L << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.0} GB"),
        >= 1L << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 20):0.0} MB"),
        >= 1L << 10 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 10):0.0} KB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes"),
    };
}
