// One process that serves or replaces a folder's site: a lock file that the kernel releases however the process ends.
using System.Globalization;
using System.Text;
using MathsSoc.Data;

namespace MathsSoc.Hosting;

/// <summary>The process that has a folder's lock, as it wrote itself. <c>Who</c>: "mathsoc restore".</summary>
public sealed record FolderHolder(int Id, string Who)
{
    public bool IsServing => Who == FolderLock.Serve;

    public override string ToString() => $"{Who} (process {Id})";
}

/// <summary>Held by <c>serve</c> for as long as it runs, and by <c>restore</c> and <c>import</c>. Other verbs do not need it.</summary>
public sealed class FolderLock : IDisposable
{
    internal const string Serve = "mathsoc serve", Restore = "mathsoc restore", Import = "mathsoc import";

    private const string FileName = "mathsoc.lock";
    private const int WouldBlock = 11; // EWOULDBLOCK of errno.h

    private readonly FileStream file;

    private FolderLock(FileStream file) => this.file = file;

    /// <summary>
    /// Takes the lock of <paramref name="folder"/>; otherwise a sentence on why it cannot be had: another process has it, the disk is full,
    /// or the file may not be written.
    /// </summary>
    /// <param name="who">Who asks, as another one will read it: "mathsoc serve".</param>
    public static (FolderLock? Lock, string? Problem) TryTake(string folder, string who = Serve)
    {
        var path = Path.Combine(folder, FileName);
        FileStream? file = null;
        try
        {
            // FileShare.None is an advisory flock on Linux.
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            file.SetLength(0);
            file.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}\n{who}\n")));
            file.Flush();
            return (new FolderLock(file), null);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            Close(file);
            return (null, problem.HResult switch
            {
                WouldBlock => DescribeHolder(folder),
                DataFolder.NoSpace => DataFolder.Full(folder),
                _ => $"the file {path} cannot be written. Check its owner and its permissions.",
            });
        }
    }

    /// <summary>Whether another process has the lock of the folder now: it serves the site, or puts another in its place.</summary>
    public static bool IsTaken(string folder)
    {
        try
        {
            // FileShare.Read is a shared flock, which the exclusive one refuses. Nothing is written.
            using var file = new FileStream(Path.Combine(folder, FileName), FileMode.Open, FileAccess.Read, FileShare.Read);
            return false;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return problem.HResult == WouldBlock;
        }
    }

    /// <summary>Whether another process serves the folder's site now.</summary>
    public static bool IsServed(string folder) => IsTaken(folder) && FindHolder(folder) is null or { IsServing: true };

    /// <summary>
    /// The process that has the lock of <paramref name="folder"/>; null if nobody knows. An earlier version wrote its number alone.
    /// </summary>
    public static FolderHolder? FindHolder(string folder)
    {
        var lines = DiskFiles.ReadLocked(Path.Combine(folder, FileName)).Split('\n');
        return int.TryParse(lines[0], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? new FolderHolder(id, lines is [_, { Length: > 0 } who, ..] ? who : Serve)
            : null;
    }

    /// <summary>Who has the lock, and what to do: a sentence that begins in lower case.</summary>
    public static string DescribeHolder(string folder) => FindHolder(folder) switch
    {
        { IsServing: false } other => $"{other} is at work in {folder}. Wait until it has ended, or stop it: kill {other.Id}",
        { } server => $"the folder {folder} is already served by another process ({server.Id}). "
            + "Stop that one, or name another folder with --data.",
        null => $"the folder {folder} is already served by another process. Stop that one, or name another folder with --data.",
    };

    public void Dispose() => file.Dispose();

    // What could not be written cannot be when the file is closed either.
    private static void Close(FileStream? file)
    {
        try { file?.Dispose(); }
        catch (IOException) { }
    }
}
