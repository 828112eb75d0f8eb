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

    /// <summary>
    /// When one is made next: at its hour, or soon if the last one was missed. <paramref name="startedAt"/> is when the program started;
    /// one that was missed before that waits for <paramref name="startDelay"/> seconds from then.
    /// </summary>
    public static long FindNext(IEnumerable<BackupFile> oldestFirst, long now, TimeOnly at, long startedAt, long startDelay)
    {
        var due = LastDue(now, at);
        if (FindLast(oldestFirst, now) is { } last && last.At >= due) return LastDue(due + 26 * 3600, at);
        return due < startedAt && startedAt <= now ? Math.Max(now, startedAt + startDelay) : now;
    }

    /// <summary>The newest scheduled backup that was made before <paramref name="now"/>; null if there is none.</summary>
    public static BackupFile? FindLast(IEnumerable<BackupFile> oldestFirst, long now) =>
        oldestFirst.LastOrDefault(file => file.Reason == BackupReason.Daily && file.At <= now);
}
