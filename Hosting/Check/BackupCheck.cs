// What the list of facts needs to know of backups from the settings: the second place, and how one is made by hand.
using MathsSoc.Data;
using MathsSoc.Observability;

namespace MathsSoc.Hosting;

/// <summary>Used by <c>check</c> and by the running site.</summary>
internal static class BackupCheck
{
    /// <summary>When one is made by itself, and how to make one now.</summary>
    public static string Advise(AppOptions options) => $"serve makes one every day at {options.BackupAt.ToString("HH:mm", null)}; "
        + $"{ShellCommand.For("backup", options.DataDir)} makes one now, and says what is in the way.";

    /// <summary>A restore that was interrupted; null: none was. Looked at also where there is no database any more.</summary>
    public static SiteFact? FindInterrupted(AppOptions options)
    {
        // While one goes on, its lock is held.
        if (!RestoreJournal.IsUnfinished(options.DataDir)) return null;
        return FolderLock.IsTaken(options.DataDir)
            ? SiteFact.Warn("restore", $"one goes on now, in process {FolderLock.FindHolder(options.DataDir)?.Id}.")
            : SiteFact.Fail("restore", $"{InterruptedRestore.Describe(options.DataDir)} The next start of serve finishes it.");
    }

    /// <summary>The databases that restores have set aside: each can be put back until it is removed.</summary>
    public static IEnumerable<SiteFact> ListAsides(AppOptions options) =>
        AsideFolder.List(options.DataDir).Select(aside => DescribeAside(aside, options));

    private static SiteFact DescribeAside(SetAside aside, AppOptions options) =>
        SiteFact.Warn("aside", $"{aside.Folder} ({aside.Bytes / 1024} kB) is the database that a restore set aside on "
            + $"{SchoolTime.Time(aside.At)}. "
            + $"{ShellCommand.For($"restore {ShellCommand.Quote(aside.Database)}", options.DataDir)} puts it back; "
            + $"it is removed after {options.BackupDays} days.");

    /// <summary>Looks at BACKUP_DIR, which may take as long as its disk does; null if it is not set.</summary>
    public static Func<PlaceState>? SecondPlaceOf(AppOptions options) => options.BackupDir is { } folder
        ? () => LookAt(folder, options.DataDir)
        : null;

    private static PlaceState LookAt(string folder, string dataDir) =>
        !Directory.Exists(folder) ? PlaceState.Missing
        : !FileOwner.MayUse(folder) ? PlaceState.Closed
        : FileIdentity.Of(folder) is { } there && FileIdentity.Of(dataDir) is { } here
            && (there.Major, there.Minor) == (here.Major, here.Minor) ? PlaceState.SameDisk
        : PlaceState.Sound;
}
