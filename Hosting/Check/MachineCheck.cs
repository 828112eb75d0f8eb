// What `mathsoc check` says of the machine: SQLite, the clock, OpenSSL and the zone database.
using MathsSoc.Data;

namespace MathsSoc.Hosting;

/// <summary>Looks at what is not in the data folder.</summary>
internal static class MachineCheck
{
    /// <param name="database">The database file, which remembers the newest time; null: there is none to ask.</param>
    public static IEnumerable<CheckLine> Run(string? database) => [CheckSqlite(), CheckClock(database), CheckTls(), CheckTimeZone()];

    private static CheckLine CheckSqlite() => CheckLine.FailIf(
        SqliteLibrary.FindProblem(), "sqlite", $"{SqliteLibrary.Version}, {string.Join(' ', SqliteLibrary.NeededOptions)}");

    /// <summary>A Raspberry Pi has no battery-backed clock: until the network sets it, it shows the time of the last shutdown.</summary>
    private static CheckLine CheckClock(string? database)
    {
        var now = TimeProvider.System.GetUtcNow();
        var sync = new ClockSync();
        var verdict = FindClockRecord(database).Judge(now.ToUnixTimeSeconds(), BuildVersion.SourceDate);
        // A serving process has seen more: it knows whether the system has said so since the clock moved.
        if (!verdict.IsCredible && !sync.Says(verdict.Now, sync.ReadStamp(), null))
            return verdict.IsTooEarly ? CheckLine.Fail("clock", verdict.Explanation) : CheckLine.Warn("clock", verdict.Explanation);
        return Directory.Exists(Path.GetDirectoryName(ClockSync.StampPath)) && !File.Exists(ClockSync.StampPath)
            ? CheckLine.Warn("clock", "it has not been set from the network since the machine started.")
            : CheckLine.Ok("clock", $"{now:yyyy-MM-dd HH:mm:ss} UTC");
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

    private static CheckLine CheckTls() =>
        LibSsl.Find() is { } name ? CheckLine.Ok("libssl", name) : CheckLine.Fail("libssl", LibSsl.Missing);

    private static CheckLine CheckTimeZone() => TimeZoneInfo.TryFindSystemTimeZoneById("Europe/London", out _)
        ? CheckLine.Ok("time zone", "Europe/London")
        : CheckLine.Warn("time zone",
            "the zone database is missing; Europe/London's built-in rule is used. On Debian: apt-get install tzdata");
}
