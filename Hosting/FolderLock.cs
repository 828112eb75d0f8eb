// One server for each folder: a lock file that the kernel releases however the process ends.
using System.Globalization;
using MathsSoc.Data;

namespace MathsSoc.Hosting;

/// <summary>Held by <c>serve</c> for as long as it runs, and by <c>restore</c>. Other verbs do not need it.</summary>
public sealed class FolderLock : IDisposable
{
    private const string FileName = "mathsoc.lock";
    private const int WouldBlock = 11; // EWOULDBLOCK of errno.h

    private readonly FileStream file;

    private FolderLock(FileStream file) => this.file = file;

    /// <summary>
    /// Takes the lock of <paramref name="folder"/>; otherwise a sentence on why it cannot be had: another process serves the folder, the
    /// disk is full, or the file may not be written.
    /// </summary>
    public static (FolderLock? Lock, string? Problem) TryTake(string folder)
    {
        var path = Path.Combine(folder, FileName);
        FileStream? file = null;
        try
        {
            // FileShare.None is an advisory flock on Linux.
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            file.SetLength(0);
            file.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n"));
            file.Flush();
            return (new FolderLock(file), null);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            Close(file);
            return (null, problem.HResult switch
            {
                WouldBlock => $"the folder {folder} is already served by another process{Named(path)}. "
                    + "Stop that one, or name another folder with --data.",
                DataFolder.NoSpace => DataFolder.Full(folder),
                _ => $"the file {path} cannot be written. Check its owner and its permissions.",
            });
        }
    }

    /// <summary>Whether another process serves the folder now.</summary>
    public static bool IsTaken(string folder)
    {
        try
        {
            // FileShare.Read is a shared flock, which a server's exclusive one refuses.
            using var file = new FileStream(Path.Combine(folder, FileName), FileMode.Open, FileAccess.Read, FileShare.Read);
            return false;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return problem.HResult == WouldBlock;
        }
    }

    /// <summary>The process that has the lock of <paramref name="folder"/>, as it wrote itself; null if nobody knows.</summary>
    public static int? FindHolder(string folder)
    {
        var text = DiskFiles.ReadLocked(Path.Combine(folder, FileName)).Trim();
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
    }

    private static string Named(string path) => FindHolder(Path.GetDirectoryName(path)!) is { } id ? $" ({id})" : "";

    public void Dispose() => file.Dispose();

    // What could not be written cannot be when the file is closed either.
    private static void Close(FileStream? file)
    {
        try { file?.Dispose(); }
        catch (IOException) { }
    }
}
