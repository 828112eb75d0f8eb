// Where log lines end up: standard output, standard error, or a file that is opened again after it was moved away.
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MathsSoc.Observability;

/// <summary>Takes whole lines; called by one thread at a time.</summary>
internal abstract class LineTarget : IDisposable
{
    /// <summary>
    /// Writes all of <paramref name="lines"/>; throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>.
    /// </summary>
    public abstract void Write(ReadOnlySpan<byte> lines);

    /// <summary>Closes the file, so that the next write goes to the file that the path names then.</summary>
    public virtual void Reopen() { }

    public abstract void Dispose();
}

/// <summary>
/// Standard output or standard error. The streams that Console opens hold the lock of Console.Out while they write, even to standard
/// error: one pipe that no one reads would block every thread that prints.
/// </summary>
internal sealed partial class DescriptorTarget(int descriptor) : LineTarget
{
    public const int Output = 1;
    public const int Errors = 2;
    private const int Interrupted = 4;
    private const int TryAgain = 11;
    private const int BrokenPipe = 32;
    private const short ReadyForWriting = 4;

    public override void Write(ReadOnlySpan<byte> lines)
    {
        while (!lines.IsEmpty)
        {
            var written = write(descriptor, lines, lines.Length);
            if (written >= 0)
            {
                lines = lines[(int)written..];
                continue;
            }
            var error = Marshal.GetLastPInvokeError();
            // The reader has gone for good; an operator has nothing to correct.
            if (error == BrokenPipe) return;
            if (error == TryAgain) WaitForReader();
            else if (error != Interrupted) throw new IOException(Marshal.GetPInvokeErrorMessage(error));
        }
    }

    public override void Dispose() { }

    /// <summary>For a pipe that another of its users has made non-blocking.</summary>
    private void WaitForReader()
    {
        var wanted = new PollEntry(descriptor, ReadyForWriting, 0);
        _ = poll(ref wanted, 1, -1);
    }

    private record struct PollEntry(int Descriptor, short Events, short Found);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint write(int descriptor, ReadOnlySpan<byte> bytes, nint count);

    [LibraryImport("libc")]
    private static partial int poll(ref PollEntry entry, nuint count, int milliseconds);
}

/// <summary>A stream that a test passes in place of standard output or standard error.</summary>
internal sealed class StreamTarget(Stream stream) : LineTarget
{
    public override void Write(ReadOnlySpan<byte> lines)
    {
        stream.Write(lines);
        stream.Flush();
    }

    public override void Dispose() => stream.Dispose();
}

/// <summary>
/// A log file, created with mode 0640, appended to, kept within its bounds, and opened again when its path no longer leads to the open
/// file.
/// </summary>
internal sealed class FileTarget(string path, LogBounds bounds, TimeProvider clock) : LineTarget
{
    private readonly Lock renaming = new();
    private FileStream? stream;
    private FileWatch? watch;
    private DateOnly day;
    private long most;
    private bool torn;

    private DateOnly Today => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);

    public override void Write(ReadOnlySpan<byte> lines)
    {
        if (watch is { HasGone: true }) Reopen();
        if (stream is null) Open();
        if (!stream!.CanSeek) { RandomAccess.Write(stream.SafeFileHandle, lines, 0); return; }
        KeepWithinBounds(lines.Length);
        var handle = stream.SafeFileHandle;
        // Append at the current end: after a rotation that copies and truncates, the old position would leave a hole of zero bytes.
        var end = RandomAccess.GetLength(handle);
        try
        {
            if (torn && end > 0) RandomAccess.Write(handle, "\n"u8, end++);
            RandomAccess.Write(handle, lines, end);
            torn = false;
        }
        catch (IOException)
        {
            torn |= RandomAccess.GetLength(handle) > end;
            throw;
        }
    }

    public override void Reopen()
    {
        stream?.Dispose();
        watch?.Dispose();
        stream = null;
        watch = null;
        torn = false;
    }

    /// <summary>Removes the older files whose last line was written before <paramref name="oldest"/>; any thread may call it.</summary>
    public void RemoveOlder(DateTimeOffset oldest)
    {
        lock (renaming) LogRotation.RemoveOlder(path, oldest, clock.GetUtcNow());
    }

    public override void Dispose() => Reopen();

    private void Open()
    {
        stream = LogFiles.Open(path);
        if (!stream.CanSeek) return;
        watch = new FileWatch(path);
        most = bounds.FileBytes;
        day = stream.Length == 0 ? Today : DateOnly.FromDateTime(File.GetLastWriteTimeUtc(stream.SafeFileHandle));
    }

    private void KeepWithinBounds(int more)
    {
        var length = RandomAccess.GetLength(stream!.SafeFileHandle);
        if (length == 0) day = Today;
        // A clock that was set back does not begin a new day.
        if (length == 0 || (length + more <= most && !(bounds.IsDaily && day < Today))) return;
        bool moved;
        lock (renaming) moved = LogRotation.Rotate(path, bounds);
        if (moved)
        {
            Reopen();
            Open();
        }
        else
        {
            // A log that grows is better than none; it is tried again when as much has been written once more, or the next day.
            most = length + bounds.FileBytes;
            day = Today;
        }
    }
}

/// <summary>What every log file shares: its mode, its sharing, and the sentence about a failure.</summary>
internal static class LogFiles
{
    // 0640: the service writes and its group (a log shipper) reads; no one else may see members' addresses.
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    /// <summary>Opens a log for writing, creating it with mode 0640 if it is missing.</summary>
    public static FileStream Open(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = Mode;
        return new FileStream(path, options);
    }

    /// <summary>Gives the same mode to a file that other code has just created.</summary>
    public static void Restrict(string path)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, Mode);
    }

    /// <summary>
    /// A sentence on why a log is not written. The system's message ends with the path, which <paramref name="name"/> already has.
    /// </summary>
    public static string Explain(string name, string problem) =>
        $"{name} cannot be written: {problem.Split(" : ")[0].TrimEnd('.')}. "
        + "Its lines are lost until it can; free space or correct its permissions.";

    /// <summary>
    /// A sentence if no log can be written at <paramref name="path"/>; null if it can. Creates the file if it is missing.
    /// </summary>
    public static string? FindProblem(string path)
    {
        try
        {
            if (Directory.Exists(path)) return $"{path} is a folder. Name a file in it.";
            using var stream = Open(path);
            return null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return $"{path} cannot be written. Make its folder, and let the user the site runs as write there.";
        }
    }
}

/// <summary>
/// Knows whether a path still leads to the file it led to when the watch began, by the name the system reports for an open handle.
/// </summary>
internal sealed class FileWatch : IDisposable
{
    private readonly SafeFileHandle? handle;
    private readonly FileInfo? link;
    private readonly string? name;

    public FileWatch(string path)
    {
        try
        {
            handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            // Linux keeps this link up to date: it reads "/new/name" after a move and "/old/name (deleted)" after a removal.
            link = new FileInfo($"/proc/self/fd/{handle.DangerousGetHandle()}");
            name = link.LinkTarget;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // Without /proc, or without permission to read the log, the file is reopened by signal only.
        }
    }

    public bool HasGone
    {
        get
        {
            if (name is null || link is null) return false;
            link.Refresh();
            return link.LinkTarget != name;
        }
    }

    public void Dispose() => handle?.Dispose();
}
