// The data folder: created if it is missing, proved writable, and refused on a network file system, where SQLite's log is not safe.
using System.Runtime.InteropServices;

namespace MathsSoc.Hosting;

/// <summary>Prepares the folder that <c>--data</c> names.</summary>
public static partial class DataFolder
{
    /// <summary>How the name of the file begins that is written for a moment, to prove that the folder can be written to.</summary>
    internal const string TrialPrefix = ".writable-";

    /// <summary>Makes files created from now on accessible to their owner and group only: they hold personal data.</summary>
    public static void KeepFilesPrivate() => umask(0b000_010_111); // 027

    [LibraryImport("libc")]
    private static partial uint umask(uint mask);

    internal const int NoSpace = 28; // ENOSPC of errno.h

    internal static string Full(string path) => $"the disk of the folder {path} is full. Free some space on it.";

    /// <summary>Creates the folder (mode 0750) if needed; a sentence if it cannot be used, null if it can.</summary>
    public static string? Prepare(string path)
    {
        try
        {
            if (!Directory.Exists(path))
                Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                    | UnixFileMode.GroupRead | UnixFileMode.GroupExecute);
            var trial = Path.Combine(path, $"{TrialPrefix}{Environment.ProcessId}");
            File.WriteAllBytes(trial, []);
            File.Delete(trial);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            if (problem.HResult == NoSpace) return Full(path);
            return Closed(path);
        }
        return FindNetworkProblem(path);
    }

    /// <summary>A sentence if an existing folder cannot be used, as far as can be seen without writing to it; null if it can.</summary>
    public static string? FindProblem(string path) => FileOwner.MayWriteTo(path) ? FindNetworkProblem(path) : Closed(path);

    private static string Closed(string path) =>
        $"the folder {path} cannot be written to. Check that it exists and belongs to the user that runs mathsoc.";

    private static string? FindNetworkProblem(string path) => IsOnNetwork(path)
        ? $"the folder {path} is on a network file system, where a database can be damaged. Name a folder on this machine's own disk."
        : null;

    private static bool IsOnNetwork(string path)
    {
        var format = new DriveInfo(path).DriveFormat;
        return format.StartsWith("nfs", StringComparison.Ordinal) || format.StartsWith("smb", StringComparison.Ordinal)
            || format is "cifs" or "fuse.sshfs" or "9p" or "afs" or "ceph";
    }
}
