// What the list of facts needs to know of backups from the settings: the second place, and how one is made by hand.
using MathsSoc.Data;
using MathsSoc.Observability;

namespace MathsSoc.Hosting;

/// <summary>Used by <c>check</c> and by the running site.</summary>
internal static class BackupCheck
{
    /// <summary>When one is made by itself, and how to make one now.</summary>
    public static string Advise(AppOptions options) => $"serve makes one every day at {options.BackupAt.ToString("HH:mm", null)}; "
        + $"{Hints.Command("backup", options)} makes one now, and says what is in the way.";

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
