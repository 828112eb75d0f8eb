// Whether a backup fits on a disk and leaves it room to work.
namespace MathsSoc.Data;

/// <summary>Asked before a backup begins: one that fills the disk would stop the site.</summary>
internal static class BackupRoom
{
    /// <summary>Bytes that must be left besides.</summary>
    private const long LeastFree = 200L << 20;

    /// <summary>A sentence if 1.2 times the database, the uploads that are not there yet and 200 MB do not fit; null if they do.</summary>
    /// <param name="databaseBytes">The size of the database.</param>
    /// <param name="uploadBytes">The size of the uploads that have to be copied.</param>
    public static string? FindProblem(string folder, long databaseBytes, long uploadBytes)
    {
        var needed = databaseBytes + databaseBytes / 5 + uploadBytes + LeastFree;
        var free = new DriveInfo(folder).AvailableFreeSpace;
        return free >= needed
            ? null
            : $"There is not enough room in {folder}: {needed >> 20} MB are needed and {free >> 20} MB are free. Nothing was written; "
                + "free some space on that disk.";
    }
}
