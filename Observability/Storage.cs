// How full the disk is, how much uploads use and when the last backup was made, read on another thread so that a hung mount blocks no one.
using MathsSoc.Data;

namespace MathsSoc.Observability;

/// <summary>Sizes in bytes. A value that cannot be read, or does not exist yet, is null.</summary>
/// <param name="Rescued">The names of the copies that were saved when the database was lost.</param>
public sealed record StorageLook(long? DiskFree, long? DiskTotal, long? UploadsBytes, DateTimeOffset? LastBackupAt, long? LastBackupBytes,
    IReadOnlyList<string> Rescued);

/// <summary>Reads the state of the data folder's disk; one reading at a time, kept for ten seconds.</summary>
internal sealed class Storage(string dataDir, string uploadsDir, string backupsDir)
{
    private const int FreshMilliseconds = 10_000;
    private const int LimitMilliseconds = 500;
    private const int MaxFiles = 200_000;
    private readonly Lock sync = new();
    private Task<StorageLook>? reading;
    private long readAt;

    /// <summary>The state of the disk; null if it did not respond within half a second.</summary>
    public StorageLook? Look()
    {
        Task<StorageLook> task;
        lock (sync)
        {
            var now = Environment.TickCount64;
            if (reading is null || (reading.IsCompleted && now - readAt > FreshMilliseconds))
            {
                reading = Task.Run(Read);
                readAt = now;
            }
            task = reading;
        }
        return task.Wait(LimitMilliseconds) ? task.Result : null;
    }

    private StorageLook Read()
    {
        var drive = Try(() => new DriveInfo(dataDir));
        var backup = Try(() => Files(backupsDir).Where(file => file.Extension == ".db").MaxBy(file => file.LastWriteTimeUtc));
        return new StorageLook(
            TryNumber(() => drive?.AvailableFreeSpace),
            TryNumber(() => drive?.TotalSize),
            TryNumber(() => Files(uploadsDir).Sum(file => file.Length)),
            backup is null ? null : new DateTimeOffset(backup.LastWriteTimeUtc),
            backup?.Length,
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
