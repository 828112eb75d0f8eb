// Which backups are over: seven days and four weeks are kept, snapshots for a fortnight, nothing longer than the society's promise.
using System.Globalization;

namespace MathsSoc.Data;

/// <summary>What the rotation knows of a backup; <c>At</c> is in unix seconds.</summary>
/// <param name="Number">The order in which they were made, see <see cref="BackupManifest.Number"/>; 0 if unknown.</param>
public sealed record KeptBackup(BackupFile File, long Number, bool IsProven)
{
    public long At => File.At;
}

/// <summary>Decides, and removes what it decided on.</summary>
public static class BackupRotation
{
    /// <summary>Days and, older than those, weeks of which the newest scheduled backup is kept; and how many snapshots.</summary>
    public const int Days = 7, Weeks = 4, Snapshots = 5;

    /// <summary>The longest that a snapshot is kept, and that anything is, in days.</summary>
    public const int SnapshotDays = 14, MostDays = 35;

    private const long Day = 86_400;

    /// <summary>
    /// The backups that are over at <paramref name="now"/> (unix seconds). The newest and the last one that was proven never are, and which
    /// those are no clock decides. A backup whose name lies days ahead was made by a wrong clock, and counts as the oldest.
    /// </summary>
    /// <param name="mostDays">After these days everything else is over.</param>
    public static List<KeptBackup> FindOver(IReadOnlyCollection<KeptBackup> all, long now, int mostDays)
    {
        var kept = new HashSet<KeptBackup>();
        if (Newest(all) is { } newest) kept.Add(newest);
        if (Newest(all.Where(backup => backup.IsProven)) is { } proven) kept.Add(proven);
        var present = all.Where(backup => backup.At <= now + ClockVerdict.MaxAhead && backup.At > now - mostDays * Day)
            .OrderByDescending(backup => backup.At).ThenByDescending(backup => backup.Number).ToList();
        KeepScheduled(present.Where(backup => backup.File.Reason == BackupReason.Daily), kept);
        kept.UnionWith(present.Where(backup => backup.File.Reason == BackupReason.Manual));
        kept.UnionWith(present.Where(backup => BackupReason.IsSnapshot(backup.File.Reason) && backup.At > now - SnapshotDays * Day)
            .Take(Snapshots));
        return [.. all.Where(backup => !kept.Contains(backup))];
    }

    /// <summary>The newest of each of the last days, and of what is older the newest of each of the last weeks.</summary>
    private static void KeepScheduled(IEnumerable<KeptBackup> newestFirst, HashSet<KeptBackup> kept)
    {
        var (days, weeks) = (new HashSet<DateTime>(), new HashSet<(int, int)>());
        foreach (var backup in newestFirst)
        {
            var day = SchoolTime.Local(backup.At).Date;
            if (days.Contains(day)) continue;
            if (days.Count < Days)
            {
                days.Add(day);
                kept.Add(backup);
            }
            else if (weeks.Count < Weeks && weeks.Add((ISOWeek.GetYear(day), ISOWeek.GetWeekOfYear(day))))
            {
                kept.Add(backup);
            }
        }
    }

    private static KeptBackup? Newest(IEnumerable<KeptBackup> backups) => backups.MaxBy(backup => (backup.Number, backup.At));

    /// <summary>
    /// Removes what is over at <paramref name="now"/>, and the uploads that no backup needs any more; returns the names. Throws
    /// <see cref="IOException"/> and <see cref="UnauthorizedAccessException"/>. Only while the folder's lock is held.
    /// </summary>
    /// <param name="mark">The society of a folder that others may use too: theirs stay; null: all are this one's.</param>
    public static List<string> Run(string folder, long now, int mostDays, uint? mark = null) =>
        Remove(folder, FindOver(Look(folder, mark), now, mostDays));

    /// <summary>The same for those that were made by hand: all but the newest <paramref name="most"/> of them.</summary>
    public static List<string> KeepManual(string folder, int most, uint? mark = null)
    {
        var all = Look(folder, mark);
        var (newest, proven) = (Newest(all), Newest(all.Where(backup => backup.IsProven)));
        return Remove(folder, all.Where(backup => backup.File.Reason == BackupReason.Manual)
            .OrderByDescending(backup => (backup.Number, backup.At)).Skip(most)
            .Where(backup => backup != newest && backup != proven).ToList());
    }

    /// <summary>The same for snapshots: all but the newest few, whatever any of them was made before.</summary>
    public static List<string> KeepSnapshots(string folder) =>
        Remove(folder, Look(folder).Where(backup => BackupReason.IsSnapshot(backup.File.Reason))
            .OrderByDescending(backup => (backup.Number, backup.At)).Skip(Snapshots).Where(backup => !backup.IsProven).ToList());

    private static List<KeptBackup> Look(string folder, uint? mark = null)
    {
        var found = new List<KeptBackup>();
        foreach (var file in BackupFolder.List(folder))
        {
            var (manifest, _) = BackupManifest.Read(file.ManifestPath);
            // Another society's manifest may be of a newer version of the program, which this one cannot read.
            if (mark is null || SocietyNames.MarkOf(file, manifest) == mark)
                found.Add(new KeptBackup(file, manifest?.Number ?? 0, manifest?.ProvenAt is not null));
        }
        return found;
    }

    private static List<string> Remove(string folder, List<KeptBackup> backups)
    {
        foreach (var backup in backups)
        {
            // In this order a database that is still there has its manifest.
            File.Delete(backup.File.Path);
            File.Delete(backup.File.ManifestPath);
        }
        BackupUploads.Sweep(folder);
        return [.. backups.Select(backup => backup.File.Name)];
    }
}
