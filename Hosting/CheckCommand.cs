// `mathsoc check [--repair]`: ok/warn/fail lines about everything that can be wrong with an installation; exit 1 on a fail.
using System.Runtime.InteropServices;
using MathsSoc.Data;

namespace MathsSoc.Hosting;

/// <summary>
/// Runs beside a serving process and changes nothing: the file that proves the folder writable is deleted at once. With --repair it
/// writes all totals of points again, but only if they differ from the ledger.
/// </summary>
internal static class CheckCommand
{
    private const int DiskWarnPercent = 10;

    private enum Level { Ok, Warn, Fail }

    private readonly record struct Line(Level Level, string Subject, string Detail);

    public static int Run(SettingSources sources, bool repair)
    {
        var (options, errors) = AppOptions.Load(sources);
        var lines = new List<Line>();
        lines.AddRange(errors.Select(error => new Line(Level.Fail, "settings", error)));
        if (errors.Count == 0)
        {
            lines.Add(new Line(Level.Ok, "settings", $"{options.Values.Count} read"));
            lines.AddRange(CheckFolder(options, repair));
            if (options.Site.PublicUrl is not null && options.Site.MetricsToken is null)
                lines.Add(new Line(Level.Warn, "metrics", "PUBLIC_URL is set and METRICS_TOKEN is not: "
                    + "a proxy that forwards without headers would publish /metrics. Set a token."));
        }
        lines.Add(CheckSqlite());
        lines.AddRange(CheckClock(errors.Count == 0 ? options.DatabasePath : null));
        lines.Add(CheckTls());
        lines.Add(CheckTimeZone());
        foreach (var line in lines) Console.WriteLine($"{line.Level.ToString().ToLowerInvariant(),-4}  {line.Subject,-10}  {line.Detail}");
        return lines.Any(line => line.Level == Level.Fail) ? Exit.Failed : Exit.Ok;
    }

    private static IEnumerable<Line> CheckFolder(AppOptions options, bool repair)
    {
        if (!Directory.Exists(options.DataDir))
        {
            yield return new Line(Level.Warn, "folder", $"{options.DataDir} is not there yet: serve or migrate makes it.");
            yield break;
        }
        yield return DataFolder.Prepare(options.DataDir) is { } problem
            ? new Line(Level.Fail, "folder", problem)
            : new Line(Level.Ok, "folder", options.DataDir);
        if (Leftovers.FindProblem(options, TimeProvider.System.GetUtcNow()) is { } leftovers)
            yield return new Line(Level.Warn, "leftovers", leftovers);
        var drive = new DriveInfo(options.DataDir);
        var free = drive.AvailableFreeSpace * 100 / Math.Max(1, drive.TotalSize);
        yield return new Line(free < DiskWarnPercent ? Level.Warn : Level.Ok, "disk",
            $"{drive.AvailableFreeSpace / (1 << 20)} MB free ({free} %)");
        foreach (var line in CheckDatabase(options.DatabasePath, repair)) yield return line;
    }

    private static IEnumerable<Line> CheckDatabase(string path, bool repair)
    {
        if (!File.Exists(path))
        {
            yield return new Line(Level.Warn, "database", $"{path} is not there yet: serve or migrate makes it.");
            yield break;
        }
        var outcome = Migrator.Run(path, Migrator.Sections, 0, dryRun: true);
        if (outcome.Result != MigrationResult.Ready)
        {
            yield return new Line(Level.Fail, "database", outcome.Message);
            yield break;
        }
        yield return outcome.Applied.Count == 0
            ? new Line(Level.Ok, "schema", $"{outcome.Version}")
            : new Line(Level.Warn, "schema", $"{outcome.Version} of {Migrator.Newest}: serve or migrate brings it up.");
        foreach (var line in LookInside(path, repair)) yield return line;
    }

    private static List<Line> LookInside(string path, bool repair)
    {
        try
        {
            using var db = Db.Open(path, readers: 1);
            var (lines, wrongTotal) = db.Read(sql =>
            {
                // Every page is looked at several times: 64 MB of them kept at hand halve the time for a large society.
                DatabaseCheck.KeepPages(sql, megabytes: 64);
                var integrity = DatabaseCheck.CheckIntegrity(sql);
                var orphans = DatabaseCheck.CountOrphans(sql);
                var hasOwner = DatabaseCheck.HasTable(sql, "members") && Members.AnyOwner(sql);
                var wrongTotal = DatabaseCheck.HasTable(sql, "totals") && Totals.Check(sql, 1) is { Count: > 0 } wrong ? wrong[0] : null;
                return (new List<Line>
                {
                    new(integrity == "ok" ? Level.Ok : Level.Fail, "integrity", integrity),
                    new(orphans == 0 ? Level.Ok : Level.Fail, "references",
                        orphans == 0 ? "ok" : $"{orphans} rows refer to rows that are gone. Restore a backup."),
                    new(hasOwner ? Level.Ok : Level.Warn, "owner",
                        hasOwner ? "there is one" : "nobody can run the site yet: mathsoc create-admin --login you@school"),
                }, wrongTotal);
            });
            lines.Add(CheckPoints(db, wrongTotal, repair && lines[0].Level == Level.Ok));
            return lines;
        }
        catch (DatabaseUnavailableException problem)
        {
            return [new Line(Level.Fail, "database", problem.Message)];
        }
    }

    /// <summary>The ledger is the record and totals are only its sums, so writing them again loses nothing.</summary>
    private static Line CheckPoints(Db db, string? wrongTotal, bool repair)
    {
        if (wrongTotal is null) return new Line(Level.Ok, "points", "every total is the sum of its ledger");
        if (!repair)
        {
            return new Line(Level.Fail, "points",
                $"a total is not the sum of its ledger: mathsoc check --repair writes all totals anew from the ledger. {wrongTotal}");
        }
        db.Write(sql =>
        {
            Totals.Rebuild(sql);
            Audit.Add(sql, Actor.CommandLine, "points.repair", TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        });
        return new Line(Level.Warn, "points",
            $"a total was not the sum of its ledger; all totals have been written anew from the ledger. {wrongTotal}");
    }

    private static Line CheckSqlite() => SqliteLibrary.FindProblem() is { } problem
        ? new Line(Level.Fail, "sqlite", problem)
        : new Line(Level.Ok, "sqlite", $"{SqliteLibrary.Version}, {string.Join(' ', SqliteLibrary.NeededOptions)}");

    /// <summary>A Raspberry Pi has no battery-backed clock: until the network sets it, it shows the time of the last shutdown.</summary>
    private static IEnumerable<Line> CheckClock(string? database)
    {
        var now = TimeProvider.System.GetUtcNow();
        var sync = new ClockSync();
        var verdict = FindClockRecord(database).Judge(now.ToUnixTimeSeconds(), BuildVersion.SourceDate);
        // A serving process has seen more: it knows whether the system has said so since the clock moved.
        if (!verdict.IsCredible && !sync.Says(verdict.Now, sync.ReadStamp(), null))
            yield return new Line(verdict.IsTooEarly ? Level.Fail : Level.Warn, "clock", verdict.Explanation);
        else if (Directory.Exists(Path.GetDirectoryName(ClockSync.StampPath)) && !File.Exists(ClockSync.StampPath))
            yield return new Line(Level.Warn, "clock", "it has not been set from the network since the machine started.");
        else yield return new Line(Level.Ok, "clock", $"{now:yyyy-MM-dd HH:mm:ss} UTC");
    }

    /// <summary>What the database remembers of the clock; nothing if it cannot be read, which other lines report.</summary>
    private static ClockRecord FindClockRecord(string? database)
    {
        if (database is null || !File.Exists(database)) return ClockRecord.None;
        try
        {
            using var db = Db.Open(database, readers: 1);
            return db.Read(sql => DatabaseCheck.HasTable(sql, "settings") && DatabaseCheck.HasTable(sql, "audit")
                ? ClockRecord.Find(sql, BuildVersion.SourceDate) : ClockRecord.None);
        }
        catch (DatabaseUnavailableException)
        {
            return ClockRecord.None;
        }
    }

    private static Line CheckTls()
    {
        if (!NativeLibrary.TryLoad("libssl.so.3", out var handle))
            return new Line(Level.Fail, "libssl", "libssl 3 is missing. On Debian: apt-get install libssl3");
        NativeLibrary.Free(handle);
        return new Line(Level.Ok, "libssl", "libssl.so.3");
    }

    private static Line CheckTimeZone() => TimeZoneInfo.TryFindSystemTimeZoneById("Europe/London", out _)
        ? new Line(Level.Ok, "time zone", "Europe/London")
        : new Line(Level.Warn, "time zone",
            "the zone database is missing; Europe/London's built-in rule is used. On Debian: apt-get install tzdata");
}
