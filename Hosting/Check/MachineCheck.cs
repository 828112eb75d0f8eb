// What `mathsoc check` says of the machine: SQLite, the clock, OpenSSL and the zone database.
using MathsSoc.Data;

namespace MathsSoc.Hosting;

/// <summary>Looks at what is not in the data folder.</summary>
internal static class MachineCheck
{
    public static IEnumerable<CheckLine> Run() => [CheckSqlite(), CheckClock(), CheckTls(), CheckTimeZone()];

    private static CheckLine CheckSqlite() => CheckLine.FailIf(
        SqliteLibrary.FindProblem(), "sqlite", $"{SqliteLibrary.Version}, {string.Join(' ', SqliteLibrary.NeededOptions)}");

    /// <summary>A Raspberry Pi has no battery-backed clock: until the network sets it, it shows the time of the last shutdown.</summary>
    private static CheckLine CheckClock()
    {
        var built = File.GetLastWriteTimeUtc(Environment.ProcessPath!);
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        if (now < built.AddDays(-1))
            return CheckLine.Fail("clock", $"it says {now:yyyy-MM-dd}, before this program was installed. Set the time.");
        if (Directory.Exists("/run/systemd/timesync") && !File.Exists("/run/systemd/timesync/synchronized"))
            return CheckLine.Warn("clock", "it has not been set from the network since the machine started.");
        return CheckLine.Ok("clock", $"{now:yyyy-MM-dd HH:mm:ss} UTC");
    }

    private static CheckLine CheckTls() =>
        LibSsl.Find() is { } name ? CheckLine.Ok("libssl", name) : CheckLine.Fail("libssl", LibSsl.Missing);

    private static CheckLine CheckTimeZone() => TimeZoneInfo.TryFindSystemTimeZoneById("Europe/London", out _)
        ? CheckLine.Ok("time zone", "Europe/London")
        : CheckLine.Warn("time zone",
            "the zone database is missing; Europe/London's built-in rule is used. On Debian: apt-get install tzdata");
}
