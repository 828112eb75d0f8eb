// What the database remembers of the clock, so that a wrong date can be recognised: two rows of the settings table.
using System.Globalization;
using Dapper;

namespace MathsSoc.Data;

/// <summary>What was recorded of the clock; all times in unix seconds.</summary>
/// <param name="SeenAt">
/// The newest time that was known to be right. A database without such a record was in use until at least the newest line of its audit,
/// which is then used here; null if there is none either, or it was written by a clock that cannot have been right.
/// </param>
/// <param name="IsRecorded">False if <paramref name="SeenAt"/> was taken from the audit, or is null.</param>
/// <param name="IsEarlyAccepted">Whether that time was accepted although it is before the program was made.</param>
/// <param name="AwayAt">The last time recorded while the clock was not known to be right; null while it is.</param>
/// <param name="AwaySeconds">How long the site has run since then, in seconds.</param>
public sealed record ClockRecord(long? SeenAt, bool IsRecorded, bool IsEarlyAccepted, long? AwayAt, long AwaySeconds)
{
    private const string Seen = "clock.seen", Away = "clock.away", EarlyAccepted = "accepted";

    /// <summary>For a database that remembers nothing.</summary>
    public static readonly ClockRecord None = new(null, false, false, null, 0);

    /// <summary>The judgement on a clock at <paramref name="now"/>; <paramref name="build"/> is when this program was made.</summary>
    public ClockVerdict Judge(long now, long build) => ClockVerdict.Judge(now, SeenAt, IsEarlyAccepted ? long.MinValue : build);

    /// <summary>Reads the current record; <paramref name="build"/> is when this program was made, in unix seconds.</summary>
    public static ClockRecord Find(Sql sql, long build)
    {
        var (seen, away) = (FindRow(sql, Seen), FindRow(sql, Away));
        long.TryParse(away?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var run);
        var newest = seen?.UpdatedAt ?? FindNewestAudit(sql, build);
        return new ClockRecord(newest, seen is not null, seen?.Value == EarlyAccepted, away?.UpdatedAt, run);
    }

    /// <summary>Records <paramref name="seen"/> as the newest time that is right, and that the clock is near it.</summary>
    /// <param name="isEarly">Whether it was accepted although it is before the program was made.</param>
    public static void SetTrusted(Sql sql, long seen, bool isEarly = false)
    {
        Settings.Set(sql, Seen, isEarly ? EarlyAccepted : "", seen);
        Settings.Remove(sql, Away);
    }

    /// <summary>
    /// Records, in an older copy that takes the place of the database, the newest time that the database knew to be right (null: none):
    /// otherwise the present would look like a jump of the clock.
    /// </summary>
    internal static void Advance(Sql sql, long? seen)
    {
        if (seen is { } newest && !(FindRow(sql, Seen)?.UpdatedAt >= newest)) SetTrusted(sql, newest);
    }

    /// <summary>The recorded newest time that was known to be right, in unix seconds; null if none is recorded.</summary>
    internal static long? FindSeen(Sql sql) => FindRow(sql, Seen)?.UpdatedAt;

    /// <summary>
    /// Records that the clock is at <paramref name="now"/> and not known to be right. The newest right time is recorded too if it was only
    /// known from the audit: lines that are written from now on must not count.
    /// </summary>
    public void SetAway(Sql sql, long now, long seconds)
    {
        if (!IsRecorded && SeenAt is { } seen) Settings.Set(sql, Seen, "", seen);
        Settings.Set(sql, Away, seconds.ToString(CultureInfo.InvariantCulture), now);
    }

    /// <summary>
    /// How long the site had run by the clock before this process, in seconds; 0 if the clock has moved since then. A computer that is off
    /// at night collects its hours.
    /// </summary>
    public long RunBefore(long now) =>
        AwayAt is { } last && now >= last && now - last <= ClockVerdict.MaxAhead ? AwaySeconds : 0;

    private static long? FindNewestAudit(Sql sql, long build) =>
        sql.ExecuteScalar<long?>("SELECT at FROM audit ORDER BY id DESC LIMIT 1") is { } at && at >= build ? at : null;

    private static TimedSetting? FindRow(Sql sql, string name) =>
        sql.QueryFirstOrDefault<TimedSetting>("SELECT value, updated_at FROM settings WHERE name = @name", new { name });

    internal sealed record TimedSetting(string Value, long UpdatedAt);
}
