// The two ways in which a log writes a time.
using System.Globalization;
using System.Text;

namespace MathsSoc.Observability;

/// <summary>
/// Writes times in UTC, or in the process's time zone if the environment variable TZ names one: a change to the server's own zone file
/// should not change what a log shipper reads.
/// </summary>
internal sealed class LogTime(TimeProvider clock, TimeZoneInfo zone)
{
    private Second current = new(long.MinValue, []);

    private sealed record Second(long UnixSeconds, byte[] AccessTime);

    /// <summary>The time zone of the logs: TZ's, otherwise UTC.</summary>
    public static TimeZoneInfo FindZone(TimeProvider clock) =>
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable("TZ")) ? TimeZoneInfo.Utc : clock.LocalTimeZone;

    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>Adds <c>[03/Mar/2026:14:32:10 +0000]</c>.</summary>
    public void AddAccessTime(LineBuffer line)
    {
        var now = clock.GetUtcNow();
        var seconds = now.ToUnixTimeSeconds();
        var known = current;
        if (known.UnixSeconds != seconds)
        {
            var local = TimeZoneInfo.ConvertTime(now, zone);
            var offset = local.Offset;
            var text = string.Create(CultureInfo.InvariantCulture,
                $"[{local:dd/MMM/yyyy:HH:mm:ss} {(offset < TimeSpan.Zero ? '-' : '+')}{offset:hhmm}]");
            current = known = new Second(seconds, Encoding.ASCII.GetBytes(text));
        }
        line.Add(known.AccessTime);
    }

    /// <summary>The time as the application log writes it: <c>2026-03-03 14:32:10,123</c>.</summary>
    public string ToLogText(DateTimeOffset at) =>
        TimeZoneInfo.ConvertTime(at, zone).ToString("yyyy-MM-dd HH:mm:ss,fff", CultureInfo.InvariantCulture);
}
