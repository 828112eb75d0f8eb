// The facts that the running site shows too, looked at by `mathsoc check` itself, so that it needs no running site.
using MathsSoc.Data;
using MathsSoc.Observability;

namespace MathsSoc.Hosting;

/// <summary>Makes a <see cref="SiteLook"/> from the files.</summary>
internal static class SiteCheck
{
    /// <param name="found">What was found of the database's files; null if there is no data folder.</param>
    public static IEnumerable<SiteFact> Run(AppOptions options, DatabaseFindings? found)
    {
        var now = TimeProvider.System.GetUtcNow();
        var (database, record) = found is { IsLogForeign: false } && File.Exists(options.DatabasePath)
            ? LookAtDatabase(options, found.IsCurrent) : (null, ClockRecord.None);
        var look = new SiteLook
        {
            HasDatabase = database is not null,
            Database = database,
            Schema = Migrator.Newest,
            // The copies saved when the database was lost have lines of their own, with what they hold.
            Storage = found is null ? null
                : Storage.Look(PlacesOf(options), now.ToUnixTimeSeconds()) with { Rescued = [] },
            UploadsCapacity = options.UploadsCapacity,
            BackupDir = options.BackupDir,
            BackupAdvice = BackupCheck.Advise(options),
            Clock = JudgeClock(record, now.ToUnixTimeSeconds()),
            IsClockUnset = IsClockUnset(),
            IsClockSynchronised = new ClockSync().Says(now.ToUnixTimeSeconds()),
            IsMetricsUnguarded = IsMetricsUnguarded(options),
            Certificate = HttpsAddressOf(options) is { } address ? Certificate.AskAsync(address, null).GetAwaiter().GetResult() : null,
            Machine = MachineCheck.Run(),
        };
        var facts = SiteFacts.List(look, now);
        if (File.Exists(options.DatabasePath)) return facts;
        // Of a site that is not there yet only the machine can be judged.
        return facts.Where(fact =>
            fact.Name is "clock" or "metrics" or "certificate" || (fact.Name == "disk" && found is not null)
            || look.Machine.Contains(fact));
    }

    public static StoragePlaces PlacesOf(AppOptions options) =>
        new(options.DataDir, options.UploadsDir, options.BackupsDir, BackupCheck.SecondPlaceOf(options));

    public static bool IsMetricsUnguarded(AppOptions options) => options.Site.PublicUrl is not null && options.Site.MetricsToken is null;

    /// <summary>The site's address if visitors reach it over https; null if they do not.</summary>
    public static Uri? HttpsAddressOf(AppOptions options) =>
        options.Site.PublicUrl is { } url && url.Scheme == Uri.UriSchemeHttps ? url : null;

    /// <summary>A Raspberry Pi has no battery-backed clock: until the network sets it, it shows the time of the last shutdown.</summary>
    public static bool IsClockUnset() =>
        Directory.Exists(Path.GetDirectoryName(ClockSync.StampPath)) && !File.Exists(ClockSync.StampPath);

    /// <summary>A serving process has seen more: it knows whether the system has said so since the clock moved.</summary>
    private static ClockVerdict JudgeClock(ClockRecord record, long now)
    {
        var verdict = record.Judge(now, BuildVersion.SourceDate);
        return verdict.IsCredible || !new ClockSync().Says(now) ? verdict : verdict with { State = ClockState.Credible };
    }

    /// <summary>The look, null if the database is not current; and what it remembers of the clock. Other lines report what fails.</summary>
    private static (DatabaseLook? Look, ClockRecord Record) LookAtDatabase(AppOptions options, bool isCurrent)
    {
        var path = options.DatabasePath;
        try
        {
            var record = DatabaseCheck.Read(path, sql => DatabaseCheck.HasTable(sql, "settings") && DatabaseCheck.HasTable(sql, "audit")
                ? ClockRecord.Find(sql, BuildVersion.SourceDate) : ClockRecord.None);
            if (!isCurrent) return (null, record);
            if (!FolderLock.IsServed(options.DataDir)) return (DatabaseProbe.LookAside(path), record);
            using var db = Db.Open(path, readers: 1);
            using var probe = new DatabaseProbe(db, TimeProvider.System);
            return (probe.Look(), record);
        }
        catch (DatabaseUnavailableException)
        {
            return (null, ClockRecord.None);
        }
    }
}
