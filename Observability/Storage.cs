// How full the disk is, how much uploads use and how old the last proven backup is, as one look.
using MathsSoc.Data;

namespace MathsSoc.Observability;

/// <summary>Sizes in bytes. A value that cannot be read, or does not exist yet, is null.</summary>
/// <param name="Backups">Null also if they cannot be read.</param>
/// <param name="Rescued">The names of the copies that were saved when the database was lost.</param>
public sealed record StorageLook(
    long? DiskFree, long? DiskTotal, long? UploadsBytes, BackupState? Backups, IReadOnlyList<string> Rescued)
{
    /// <summary>The second folder for backups; null: there is none.</summary>
    public PlaceState? SecondPlace { get; init; }
}

/// <summary>What is seen of the second folder for backups. <c>Closed</c>: it may not be written to.</summary>
public enum PlaceState { Sound, Missing, Closed, SameDisk }

/// <summary>The folders that are looked at.</summary>
/// <param name="SecondPlace">Looks at the second folder for backups; null: there is none.</param>
public sealed record StoragePlaces(string DataDir, string UploadsDir, string BackupsDir, Func<PlaceState>? SecondPlace = null);

/// <summary>Reads the state of the data folder's disk, see <see cref="Reading{T}"/>.</summary>
public static class Storage
{
    /// <summary>How long a look is used, in milliseconds: it goes through all uploads.</summary>
    internal const int FreshMilliseconds = 10_000;

    private const int MaxFiles = 200_000;

    /// <summary>Looks once, which takes as long as the disk does.</summary>
    /// <param name="now">In unix seconds.</param>
    public static StorageLook Look(StoragePlaces places, long now)
    {
        var drive = Try(() => new DriveInfo(places.DataDir));
        var database = Path.Combine(places.DataDir, "mathsoc.db");
        return new StorageLook(
            TryNumber(() => drive?.AvailableFreeSpace),
            TryNumber(() => drive?.TotalSize),
            TryNumber(() => Files(places.UploadsDir).Sum(file => file.Length)),
            Try(() => BackupState.Look(places.BackupsDir, now, PresentDatabase.FindMark(database))),
            [.. RescuedFiles.List(database).Select(file => file.Name)])
        {
            SecondPlace = places.SecondPlace?.Invoke(),
        };
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
