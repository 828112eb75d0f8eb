// What the database remembers of the clock, so that a wrong date can be recognised: two rows of the settings table.
using System.Globalization;
using Dapper;

namespace MathsSoc.Data;

/// <summary>What was recorded of the clock; all times in unix seconds.</summary>
/// <param name="SeenAt">The newest time that was trusted; null before the first check.</param>
/// <param name="AwayAt">The last time recorded while the clock was far from <c>SeenAt</c>; null while it is near it.</param>
/// <param name="AwaySeconds">How long the site has run since the clock moved away, in seconds.</param>
public sealed record ClockRecord(long? SeenAt, long? AwayAt, long AwaySeconds)
{
    private const string Seen = "clock.seen", Away = "clock.away";

    /// <summary>Reads the current record.</summary>
    public static ClockRecord Find(Sql sql)
    {
        var seconds = sql.ExecuteScalar<string>("SELECT value FROM settings WHERE name = @name", new { name = Away });
        long.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var run);
        return new ClockRecord(At(sql, Seen), At(sql, Away), run);
    }

    /// <summary>
    /// When the newest audit line was written; null if there is none. A database without a clock record was in use until at least then.
    /// </summary>
    public static long? FindNewestAudit(Sql sql) =>
        sql.ExecuteScalar<long?>("SELECT at FROM audit ORDER BY id DESC LIMIT 1");

    /// <summary>Records <paramref name="seen"/> as the newest time that is trusted, and that the clock is near it.</summary>
    public static void SetTrusted(Sql sql, long seen)
    {
        Settings.Set(sql, Seen, "", seen);
        sql.Execute("DELETE FROM settings WHERE name = @name", new { name = Away });
    }

    /// <summary>Records that the clock is at <paramref name="now"/>, far from the trusted time <paramref name="seen"/>.</summary>
    public static void SetAway(Sql sql, long seen, long now, long seconds)
    {
        Settings.Set(sql, Seen, "", seen);
        Settings.Set(sql, Away, $"{seconds}", now);
    }

    private static long? At(Sql sql, string name) =>
        sql.ExecuteScalar<long?>("SELECT updated_at FROM settings WHERE name = @name", new { name });
}
