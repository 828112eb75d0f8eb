// Who a file belongs to, and whether this process or another user may use it; read with statx, as FileIdentity reads an inode.
using System.Globalization;
using System.Runtime.InteropServices;

namespace MathsSoc.Hosting;

/// <summary>A file's or folder's user, group and permission bits.</summary>
public readonly partial record struct FileOwner(uint User, uint Group, UnixFileMode Mode)
{
    /// <summary>The user this process runs as.</summary>
    public static uint CurrentUser => geteuid();

    /// <summary>The owner of what <paramref name="path"/> names; null if there is nothing or it cannot be asked.</summary>
    public static FileOwner? Of(string path)
    {
        Span<byte> stat = stackalloc byte[StatxSize];
        if (statx(CurrentFolder, path, 0, WantModeAndOwner, ref MemoryMarshal.GetReference(stat)) != 0) return null;
        return new FileOwner(MemoryMarshal.Read<uint>(stat[UserAt..]), MemoryMarshal.Read<uint>(stat[(UserAt + 4)..]),
            (UnixFileMode)(MemoryMarshal.Read<ushort>(stat[ModeAt..]) & AllPermissions));
    }

    /// <summary>
    /// Whether this process may read and write the file, or, if it is a folder, make files in it. True for what is not there, and for root
    /// always.
    /// </summary>
    public static bool MayUse(string path)
    {
        var wanted = Directory.Exists(path) ? Readable | Writable | Executable : Readable | Writable;
        return access(path, wanted) == 0 || Marshal.GetLastPInvokeError() != PermissionDenied;
    }

    /// <summary>Whether files can be made in the folder: neither its permissions nor a disk that is only read are in the way.</summary>
    public static bool MayWriteTo(string folder) => access(folder, Readable | Writable | Executable) == 0;

    /// <summary>Whether this process may read the file.</summary>
    public static bool MayRead(string path) => access(path, Readable) == 0;

    /// <summary>The name of a user, or the number if the machine knows no name for it.</summary>
    public static string NameOf(uint user) => FindUser(user)?[0] ?? user.ToString(CultureInfo.InvariantCulture);

    /// <summary>The fields of the user's line in /etc/passwd (passwd(5)), at least three; null if there is none.</summary>
    internal static string[]? FindUser(uint user)
    {
        var number = user.ToString(CultureInfo.InvariantCulture);
        try
        {
            return File.ReadLines("/etc/passwd").Select(line => line.Split(':'))
                .FirstOrDefault(fields => fields.Length > 2 && fields[2] == number);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // struct statx of <linux/stat.h>: stx_uid at 20, stx_gid at 24, stx_mode at 28.
    private const int StatxSize = 256;
    private const int UserAt = 20;
    private const int ModeAt = 28;
    private const int AllPermissions = 0b111_111_111_111;
    private const int CurrentFolder = -100;
    private const uint WantModeAndOwner = 0x2 | 0x8 | 0x10;
    private const int Executable = 1, Writable = 2, Readable = 4;
    private const int PermissionDenied = 13;

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int folder, string path, int flags, uint mask, ref byte stat);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int access(string path, int mode);

    [LibraryImport("libc")]
    private static partial uint geteuid();
}
