// How full the disk is, how much uploads use and how old the last proven backup is, as one look.
using MathsSoc.Data;

namespace MathsSoc.Observability;

/// <summary>Sizes in bytes. A value that cannot be read, or does not exist yet, is null.</summary>
/// <param name="Backups">Null also if they cannot be read.</param>
/// <param name="Rescued">The names of the copies that were saved when the database was lost.</param>
public sealed record StorageLook(
    long? DiskFree, long? DiskTotal, long? UploadsBytes, BackupState? Backups, IReadOnlyList<string> Rescued);

/// <summary>Reads the state of the data folder's disk, see <see cref="Reading{T}"/>.</summary>
internal static class Storage
{
    /// <summary>How long a look is used, in milliseconds: it goes through all uploads.</summary>
    public const int FreshMilliseconds = 10_000;

    private const int MaxFiles = 200_000;

    /// <param name="now">In unix seconds.</param>
    public static StorageLook Look(string dataDir, string uploadsDir, string backupsDir, long now)
    {
        var drive = Try(() => new DriveInfo(dataDir));
        return new StorageLook(
            TryNumber(() => drive?.AvailableFreeSpace),
            TryNumber(() => drive?.TotalSize),
            TryNumber(() => Files(uploadsDir).Sum(file => file.Length)),
            Try(() => BackupState.Look(backupsDir, now)),
            [.. RescuedFiles.List(Path.Combine(dataDir, "mathsoc.db")).Select(file => file.Name)]);
    }

    private static IEnumerable<FileInfo> Files(string folder) =>
        Directory.Exists(folder) ? new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Take(MaxFiles) : [];

    private static T? Try<T>(Func<T?> read) where T : class
    {
        try { return read(); }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException) { return null; }
    }

    private static long? TryNumber(Func<long?> read)
    {
        try { return read(); }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException) { return null; }
    }
}
