// When the scheduled backup is due: once a day, at an hour by the school's clock.
namespace MathsSoc.Data;

/// <summary>All instants are unix seconds.</summary>
public static class BackupTimes
{
    /// <summary>The last moment, not after <paramref name="now"/>, at which clocks in London showed <paramref name="at"/>.</summary>
    public static long LastDue(long now, TimeOnly at)
    {
        var day = SchoolTime.Local(now).Date;
        var due = SchoolTime.Instant(day + at.ToTimeSpan());
        return due <= now ? due : SchoolTime.Instant(day.AddDays(-1) + at.ToTimeSpan());
    }

    /// <summary>The newest scheduled backup that was made before <paramref name="now"/>; null if there is none.</summary>
    public static BackupFile? FindLast(IEnumerable<BackupFile> oldestFirst, long now) =>
        oldestFirst.LastOrDefault(file => file.Reason == BackupReason.Daily && file.At <= now);
}
