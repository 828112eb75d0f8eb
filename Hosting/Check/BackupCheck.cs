// What `mathsoc check` says of backups: the age of the last proven one, and whether the second place is there.
using MathsSoc.Data;

namespace MathsSoc.Hosting;

/// <summary>Says what /readyz?verbose says of them, from the same facts.</summary>
internal static class BackupCheck
{
    private const string Subject = "backup";

    public static IEnumerable<CheckLine> Run(AppOptions options)
    {
        yield return CheckState(options);
        if (options.BackupDir is { } second) yield return CheckSecondPlace(second, options.DataDir);
        foreach (var aside in AsideFolder.List(options.DataDir)) yield return DescribeAside(aside, options);
    }

    /// <summary>A restore that was interrupted; null: none was. Looked at also where there is no database any more.</summary>
    public static CheckLine? FindInterrupted(AppOptions options)
    {
        // While one goes on, its lock is held.
        if (!RestoreJournal.IsUnfinished(options.DataDir)) return null;
        return FolderLock.IsTaken(options.DataDir)
            ? CheckLine.Warn("restore", $"one goes on now, in process {FolderLock.FindHolder(options.DataDir)}.")
            : CheckLine.Fail("restore", $"{InterruptedRestore.Describe(options.DataDir)} The next start of serve finishes it.");
    }

    private static CheckLine DescribeAside(SetAside aside, AppOptions options) =>
        CheckLine.Warn("aside", $"{aside.Folder} ({aside.Bytes / 1024} kB) is the database that a restore set aside on "
            + $"{SchoolTime.Time(aside.At)}. {Hints.Command($"restore {Hints.Quote(aside.Database)}", options)} puts it back; "
            + $"it is removed after {options.BackupDays} days.");

    private static CheckLine CheckState(AppOptions options)
    {
        var now = TimeProvider.System.GetUtcNow();
        try
        {
            var state = BackupState.Look(options.BackupsDir, now.ToUnixTimeSeconds());
            var text = state.Describe(now);
            if (state.Failed is not null) return CheckLine.Fail(Subject, text);
            return state.IsStale(now)
                ? CheckLine.Warn(Subject, $"{text} serve makes one every day at {options.BackupAt.ToString("HH:mm", null)}; "
                    + $"{Hints.Command(Subject, options)} makes one now, and says what is in the way.")
                : CheckLine.Ok(Subject, text);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return CheckLine.Fail(Subject, $"{options.BackupsDir} cannot be read. Check its owner and permissions.");
        }
    }

    private static CheckLine CheckSecondPlace(string folder, string dataDir)
    {
        if (!Directory.Exists(folder)) return CheckLine.Warn(Subject, $"BACKUP_DIR {folder} is not there. Is its disk plugged in?");
        if (!FileOwner.MayUse(folder))
            return CheckLine.Warn(Subject, $"BACKUP_DIR {folder} cannot be written by this user. Correct its permissions.");
        return FileIdentity.Of(folder) is { } there && FileIdentity.Of(dataDir) is { } here
            && (there.Major, there.Minor) == (here.Major, here.Minor)
            ? CheckLine.Warn(Subject, $"BACKUP_DIR {folder} is on the same disk as the site: when it breaks, both are lost.")
            : CheckLine.Ok(Subject, $"BACKUP_DIR {folder}");
    }
}
