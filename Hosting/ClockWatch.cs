// Decides whether the date can be right: a computer without a battery-backed clock may start years ahead, and must not erase anyone then.
using System.Globalization;
using MathsSoc.Data;

namespace MathsSoc.Hosting;

/// <summary>
/// Compares the clock with the newest time in the database. If the two are more than 48 hours apart, the clock is trusted only after the
/// site has run for 24 hours by it: a site that was off all summer recovers by itself, and a wrong date is noticed in time.
/// </summary>
public sealed class ClockWatch(Db db, ILogger log)
{
    private const long Hour = 3600;

    /// <summary>How far the clock may be from the newest known time, in seconds.</summary>
    public const long MaxApart = 48 * Hour;

    /// <summary>How long the site must have run by a clock that is further away, in seconds.</summary>
    public const long RunningTime = 24 * Hour;

    /// <summary>In seconds: two looks no further apart count as the site running between them. The jobs look every ten minutes.</summary>
    public const long LongestGap = Hour;

    private bool hasWarned;

    /// <summary>Whether irreversible work may be done at <paramref name="now"/>, in unix seconds. Records the time.</summary>
    public bool Trusts(long now)
    {
        var (record, newestAudit) = db.Read(sql => (ClockRecord.Find(sql), ClockRecord.FindNewestAudit(sql)));
        var seen = record.SeenAt ?? newestAudit ?? now;
        if (Math.Abs(now - seen) <= MaxApart)
        {
            hasWarned = false;
            // Several jobs call this every few minutes; the record is kept to the hour.
            if (record.SeenAt is null || record.AwayAt is not null || now - seen >= Hour)
                db.Write(sql => ClockRecord.SetTrusted(sql, Math.Max(seen, now)));
            return true;
        }
        var seconds = RunFor(record, now);
        if (seconds >= RunningTime)
        {
            hasWarned = false;
            db.Write(sql => ClockRecord.SetTrusted(sql, now));
            log.LogInformation("The site has run for 24 hours by the clock as it is now, which is trusted from here on");
            return true;
        }
        if (record.AwayAt != now) db.Write(sql => ClockRecord.SetAway(sql, seen, now, seconds));
        if (!hasWarned)
        {
            hasWarned = true;
            log.LogWarning("The clock says {Now}, but when this site last ran it said {Seen}. Until the site has run for 24 hours by this "
                + "clock, nobody is erased and nothing else ends for good. If the date is right, there is nothing to do. If it is wrong, "
                + "set the clock of this computer; timedatectl shows it", Shown(now), Shown(seen));
        }
        return false;
    }

    /// <summary>How long the site has run since the clock jumped, in seconds. A second jump starts the count again.</summary>
    private static long RunFor(ClockRecord record, long now)
    {
        if (record.AwayAt is not { } last || now < last || now - last > MaxApart) return 0;
        return record.AwaySeconds + (now - last <= LongestGap ? now - last : 0);
    }

    private static string Shown(long now) =>
        DateTimeOffset.FromUnixTimeSeconds(now).ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
