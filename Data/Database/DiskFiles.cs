// Files that must outlive a power cut and are nobody else's business: private modes, flushes of files and folders, hard links.
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace MathsSoc.Data;

/// <summary>What .NET's own file calls leave out. All of it throws <see cref="IOException"/> unless it says otherwise.</summary>
internal static partial class DiskFiles
{
    /// <summary>0640: the site's user writes, its group reads.</summary>
    public const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    private const UnixFileMode PrivateFolder = Private | UnixFileMode.UserExecute | UnixFileMode.GroupExecute;

    /// <summary>Opens a new file with mode 0640 for writing; one that is there is emptied.</summary>
    public static FileStream Create(string path) =>
        new(path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = Private });

    /// <summary>Creates a folder with mode 0750, unless it is there.</summary>
    public static void CreateFolder(string path) => Directory.CreateDirectory(path, PrivateFolder);

    /// <summary>Waits until the disk has what was written to a file.</summary>
    public static void Flush(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Waits until the disk has a folder's names, without which a renamed file may be gone after a power cut.</summary>
    public static void FlushFolder(string path)
    {
        var folder = open(path, ForReading | CloseOnExec);
        if (folder < 0) throw new IOException($"The folder {path} cannot be opened.");
        try
        {
            // Some network shares cannot do this; what they promise is then all there is.
            if (fsync(folder) != 0 && Marshal.GetLastPInvokeError() is not (InvalidArgument or NotSupported))
                throw new IOException($"The folder {path} could not be flushed to the disk.");
        }
        finally
        {
            close(folder);
        }
    }

    /// <summary>
    /// Gives a file a second name; false if the two are on different disks, or on one without hard links, and nothing was done.
    /// </summary>
    public static bool TryLink(string existing, string name)
    {
        if (link(existing, name) == 0) return true;
        return Marshal.GetLastPInvokeError() switch
        {
            NoSpace => throw new IOException($"No space left on device : '{name}'", NoSpace),
            _ => false,
        };
    }

    /// <summary>
    /// Writes a file completely or not at all, and flushes it and its folder. Throws <see cref="IOException"/> and
    /// <see cref="UnauthorizedAccessException"/>.
    /// </summary>
    /// <param name="partial">Where it is written first, on the same disk.</param>
    public static void Replace(string path, string partial, Action<FileStream> write)
    {
        using (var file = Create(partial))
        {
            write(file);
            file.Flush(flushToDisk: true);
        }
        File.Move(partial, path, overwrite: true);
        FlushFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>The first bytes of a file as text, also while another process keeps it locked; empty if it cannot be read.</summary>
    public static string ReadLocked(string path)
    {
        // .NET's own calls ask for a lock of their own.
        var descriptor = open(path, ForReading | CloseOnExec);
        if (descriptor < 0) return "";
        using var file = new SafeFileHandle(descriptor, ownsHandle: true);
        try
        {
            Span<byte> bytes = stackalloc byte[200];
            return Encoding.UTF8.GetString(bytes[..RandomAccess.Read(file, bytes, 0)]);
        }
        catch (IOException)
        {
            return "";
        }
    }

    /// <summary>The SHA-256 of a file's bytes, 64 hexadecimal digits; null if it cannot be read.</summary>
    public static string? FindHash(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return Convert.ToHexStringLower(SHA256.HashData(file));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Copies a file, flushes the copy to the disk and returns the SHA-256 of what was copied.</summary>
    public static string CopyAndHash(string from, string to, CancellationToken ending)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var source = File.OpenRead(from);
        using var target = Create(to);
        var buffer = new byte[1 << 17];
        int read, unflushed = 0;
        while ((read = source.Read(buffer)) > 0)
        {
            ending.ThrowIfCancellationRequested();
            hash.AppendData(buffer.AsSpan(0, read));
            target.Write(buffer.AsSpan(0, read));
            // In small portions, so that whoever saves an answer meanwhile does not wait for all of it.
            if ((unflushed += read) < FlushEvery) continue;
            target.Flush(flushToDisk: true);
            unflushed = 0;
        }
        target.Flush(flushToDisk: true);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Bytes after which a long copy is flushed.</summary>
    public const int FlushEvery = 8 << 20;

    // Numbers of errno.h and fcntl.h.
    private const int NoSpace = 28, InvalidArgument = 22, NotSupported = 95;
    private const int ForReading = 0, CloseOnExec = 0x80000;

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(int file);

    [LibraryImport("libc")]
    private static partial int close(int file);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int link(string existing, string name);
}
