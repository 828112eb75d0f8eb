// The list of facts about the site, made from what was seen of its database, disk, backups and clock.
using System.Globalization;
using MathsSoc.Data;

namespace MathsSoc.Observability;

/// <summary>What was seen at one moment. What nobody has looked at is left out of the list.</summary>
public sealed record SiteLook
{
    /// <summary>Whether the database was looked at: <c>check</c> leaves one alone that it has already found unusable.</summary>
    public bool HasDatabase { get; init; } = true;

    /// <summary>The database; null if it did not answer within a second.</summary>
    public required DatabaseLook? Database { get; init; }

    /// <summary>The schema version that this program needs.</summary>
    public required long Schema { get; init; }

    /// <summary>The disk, uploads and backups; null if the disk did not answer.</summary>
    public required StorageLook? Storage { get; init; }

    /// <summary>Bytes that all uploads may use.</summary>
    public required long UploadsCapacity { get; init; }

    /// <summary>Days until the disk is full at the pace of the last days; null if it does not fill, or is not known yet.</summary>
    public double? DaysUntilFull { get; init; }

    /// <summary>A second folder for backups; null: there is none.</summary>
    public string? BackupDir { get; init; }

    /// <summary>How a backup is made now, and when the next one is made by itself.</summary>
    public string? BackupAdvice { get; init; }

    /// <summary>Whether a server looks that is about to stop; null if no server looks.</summary>
    public bool? IsDraining { get; init; }

    /// <summary>The judgement on the clock; null: it is not looked at.</summary>
    public ClockVerdict? Clock { get; init; }

    /// <summary>Whether systemd-timesyncd is there and has not set the clock since the machine started.</summary>
    public bool IsClockUnset { get; init; }

    /// <summary>Whether the system says that its clock is synchronised; null: nobody asked it.</summary>
    public bool? IsClockSynchronised { get; init; }

    /// <summary>A public address without a metrics token: a request from a proxy without forwarding headers would look local.</summary>
    public bool IsMetricsUnguarded { get; init; }

    /// <summary>When the certificate of the public address ends; null: there is none, or it is not known.</summary>
    public CertificateLook? Certificate { get; init; }

    /// <summary>What does not change while the program runs: its libraries.</summary>
    public IReadOnlyList<SiteFact> Machine { get; init; } = [];
}

/// <summary>Each method is one fact; <see cref="List"/> is all of them in the order in which they are shown.</summary>
public static class SiteFacts
{
    private const double SlowReadSeconds = 0.25;

    // The alerts have the same limits.
    internal const long LargeWalBytes = 64 << 20;
    internal const double LowDiskShare = 0.1;
    internal const double FullUploadsShare = 0.8;
    internal const double FewDays = 14;

    /// <summary>The facts by <paramref name="now"/>; waits for nothing.</summary>
    public static List<SiteFact> List(SiteLook look, DateTimeOffset now) =>
    [
        .. look.HasDatabase ? (SiteFact[])[Database(look.Database), Schema(look), Writable(look.Database)] : [],
        Disk(look), Uploads(look), .. Backups(look, now),
        .. look.HasDatabase ? (SiteFact[])[Wal(look.Database)] : [],
        .. Draining(look), .. Clock(look), .. Opening(look, now), .. Rescued(look.Storage), .. Metrics(look),
        .. Certificate(look, now), .. look.Machine,
    ];

    private static SiteFact Database(DatabaseLook? look)
    {
        const string Name = "database", Advice = "Look into it with mathsoc check.";
        if (look is null) return SiteFact.Fail(Name, "It did not answer within a second.", Advice);
        if (look.Problem is { } problem) return SiteFact.Fail(Name, Sentence(problem), Advice);
        var seconds = Math.Round(look.ReadTime.TotalSeconds, 6);
        if (look.Loss is { Missing: > 0 and var missing } loss)
            return new(Name, FactState.Warn, seconds, $"An older copy was put back: {OwnLog.Transactions(missing)}.",
                loss.Rescued is { } name ? $"The newest state is saved as {name}." : null);
        return new(Name, seconds > SlowReadSeconds ? FactState.Warn : FactState.Ok, seconds,
            string.Create(CultureInfo.InvariantCulture, $"Read in {look.ReadTime.TotalSeconds * 1000:0.00} ms."));
    }

    private static SiteFact Schema(SiteLook look) => look.Database?.SchemaVersion switch
    {
        null => SiteFact.Fail("schema", "It could not be read."),
        var version when version == look.Schema => SiteFact.Ok("schema", "The one this program needs.", version),
        var version => new("schema", FactState.Fail, version, $"This program needs {look.Schema}.",
            version < look.Schema ? "serve or migrate brings it up." : "Install the newer version of the program."),
    };

    private static SiteFact Writable(DatabaseLook? look) => look switch
    {
        null => SiteFact.Fail("writable", "The database did not answer within a second."),
        { WriteProblem: { } problem } => SiteFact.Fail("writable", Sentence(problem)),
        _ => SiteFact.Ok("writable", "The write lock was free."),
    };

    private static SiteFact Disk(SiteLook look)
    {
        if (look.Storage?.DiskFree is not { } free || look.Storage.DiskTotal is not { } total)
            return SiteFact.Warn("disk", "It did not answer.");
        var isLow = free < total * LowDiskShare || look.DaysUntilFull < FewDays;
        return new("disk", isLow ? FactState.Warn : FactState.Ok, free,
            $"{Size.Of(free)} of {Size.Of(total)} free.{Forecast(look.DaysUntilFull)}", isLow ? "Make room." : null);
    }

    private static string Forecast(double? days) => days switch
    {
        null => "",
        < 2 => " At the pace of the last days it is full tomorrow.",
        _ => string.Create(CultureInfo.InvariantCulture, $" At the pace of the last days it is full in {Math.Floor(days.Value):N0} days."),
    };

    private static SiteFact Uploads(SiteLook look)
    {
        const string Name = "uploads";
        if (look.Storage is null) return SiteFact.Warn(Name, "The disk did not answer.");
        if (look.Storage.UploadsBytes is not { } used)
            return SiteFact.Ok(Name, $"No uploads yet; {Size.Of(look.UploadsCapacity)} allowed.", 0);
        var isFull = used > look.UploadsCapacity * FullUploadsShare;
        return new(Name, isFull ? FactState.Warn : FactState.Ok, used,
            $"{Size.Of(used)} of {Size.Of(look.UploadsCapacity)} used.",
            isFull ? "That is above 80 %: remove pictures of old challenges, or raise UPLOADS_CAPACITY." : null);
    }

    private static IEnumerable<SiteFact> Backups(SiteLook look, DateTimeOffset now)
    {
        const string Name = "backup";
        if (look.Storage?.Backups is { } backups)
        {
            var state = backups.Failed is not null ? FactState.Fail : backups.IsStale(now) ? FactState.Warn : FactState.Ok;
            yield return new(Name, state, backups.Age(now) is { } age ? Math.Round(age.TotalSeconds) : null, backups.Describe(now),
                state == FactState.Ok ? null : look.BackupAdvice);
        }
        else yield return SiteFact.Warn(Name, "The folder of backups cannot be read.", "Check its owner and permissions.");
        if (look is { BackupDir: { } second, Storage: { } storage }) yield return SecondPlace(second, storage);
    }

    private static SiteFact SecondPlace(string folder, StorageLook storage) => storage.SecondPlace switch
    {
        PlaceState.Missing => SiteFact.Warn("copies", $"BACKUP_DIR {folder} is not there.", "Is its disk plugged in?"),
        PlaceState.Closed => SiteFact.Warn("copies", $"BACKUP_DIR {folder} cannot be written by this user.", "Correct its permissions."),
        PlaceState.SameDisk => SiteFact.Warn("copies",
            $"BACKUP_DIR {folder} is on the same disk as the site: when it breaks, both are lost.", "Name a folder on another disk."),
        _ => SiteFact.Ok("copies", $"BACKUP_DIR {folder} is there."),
    };

    private static SiteFact Wal(DatabaseLook? look) => look is null
        ? SiteFact.Warn("wal", "The database did not answer within a second.")
        : new("wal", look.WalBytes > LargeWalBytes ? FactState.Warn : FactState.Ok, look.WalBytes,
            $"{Size.Of(look.WalBytes)} not yet in the database file.",
            look.WalBytes > LargeWalBytes ? "Another program may be reading it for a long time." : null);

    private static IEnumerable<SiteFact> Draining(SiteLook look) => look.IsDraining switch
    {
        null => [],
        true => [new("draining", FactState.Fail, 1, "The server is stopping.")],
        false => [new("draining", FactState.Ok, 0, "No.")],
    };

    /// <summary>A wrong clock does not make the site unready: pages are still served, and an owner has to get in to confirm it.</summary>
    private static IEnumerable<SiteFact> Clock(SiteLook look)
    {
        if (look.Clock is not { } verdict) yield break;
        var state = verdict.IsTooEarly ? FactState.Fail : verdict.IsCredible && !look.IsClockUnset ? FactState.Ok : FactState.Warn;
        double? number = verdict.Newest is { } newest ? verdict.Now - newest : null;
        if (!verdict.IsCredible) yield return new("clock", state, number, $"{verdict.Problem} {verdict.Consequence}", ClockVerdict.Remedy);
        else
            yield return new("clock", state, number, $"It says {ClockVerdict.Shown(verdict.Now)}.",
                look.IsClockUnset ? "It has not been set from the network since the machine started: timedatectl shows why." : null);
    }

    /// <summary>
    /// From a day before a competition opens until it closes: by a clock that nobody sets it begins and ends at the wrong moment for
    /// everybody, and no answer can be given back its time.
    /// </summary>
    private static IEnumerable<SiteFact> Opening(SiteLook look, DateTimeOffset now)
    {
        var at = now.ToUnixTimeSeconds();
        if (look.IsClockSynchronised is not { } isSynchronised || look.Database is not { } database) yield break;
        if (database.Competitions.Where(one => one.IsNear(at)).MinBy(one => one.OpensAt) is not { } next) yield break;
        var when = next.OpensAt > at ? $"opens on {SchoolTime.Time(next.OpensAt)}" : $"closes on {SchoolTime.Time(next.ClosesAt)}";
        yield return isSynchronised
            ? SiteFact.Ok("opening", $"“{next.Title}” {when}, and the clock is synchronised.")
            : SiteFact.Warn("opening",
                $"“{next.Title}” {when}, and the system does not say that its clock is synchronised: it may be too early or too late.",
                "Connect the computer to the network and run timedatectl set-ntp true; timedatectl then says “synchronized: yes”.");
    }

    private static IEnumerable<SiteFact> Rescued(StorageLook? look) => look is { Rescued: { Count: > 0 } names }
        ? [
            new("rescued", FactState.Warn, names.Count,
                $"Saved when the database was lost: {string.Join(", ", names)}. Kept for {RescuedFiles.KeptDays} days.",
                "Move them to a safe place if they are needed."),
        ]
        : [];

    private static IEnumerable<SiteFact> Metrics(SiteLook look) => look.IsMetricsUnguarded
        ? [
            SiteFact.Warn("metrics",
                "METRICS_TOKEN is not set though PUBLIC_URL is: a proxy that forwards without headers would show metrics to everybody.",
                "Set a token."),
        ]
        : [];

    private static IEnumerable<SiteFact> Certificate(SiteLook look, DateTimeOffset now)
    {
        if (look.Certificate is not { } seen) yield break;
        if (seen.Ends is not { } ends)
        {
            // Many networks do not let a machine reach its own public address, so that this alone is no reason to worry.
            yield return SiteFact.Ok("certificate", seen.Problem!);
            yield break;
        }
        var days = Math.Floor((ends - now).TotalDays);
        var isSoon = days < FewDays;
        yield return new("certificate", days < 0 ? FactState.Fail : isSoon ? FactState.Warn : FactState.Ok,
            (ends - now).TotalSeconds, $"It ends on {SchoolTime.Time(ends.ToUnixTimeSeconds())}.",
            isSoon ? "Whatever renews it has not done so: look into the proxy's log." : null);
    }

    internal static string Sentence(string phrase) =>
        phrase.Length == 0 ? phrase : $"{char.ToUpperInvariant(phrase[0])}{phrase[1..].TrimEnd('.')}.";
}
