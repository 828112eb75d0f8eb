// What `mathsoc check` says of the program's libraries: SQLite, OpenSSL and the zone database.
using MathsSoc.Data;

namespace MathsSoc.Hosting;

/// <summary>Looks at what stays the same while the program runs.</summary>
internal static class MachineCheck
{
    public static IReadOnlyList<SiteFact> Run() => [CheckSqlite(), CheckTls(), CheckTimeZone()];

    private static SiteFact CheckSqlite() => SiteFact.FailIf(
        SqliteLibrary.FindProblem(), "sqlite", $"{SqliteLibrary.Version}, {string.Join(' ', SqliteLibrary.NeededOptions)}");

    private static SiteFact CheckTls() =>
        LibSsl.Find() is { } name ? SiteFact.Ok("libssl", name) : SiteFact.Fail("libssl", LibSsl.Missing);

    private static SiteFact CheckTimeZone() => TimeZoneInfo.TryFindSystemTimeZoneById("Europe/London", out _)
        ? SiteFact.Ok("time zone", "Europe/London")
        : SiteFact.Warn("time zone",
            "the zone database is missing; Europe/London's built-in rule is used. On Debian: apt-get install tzdata");
}
