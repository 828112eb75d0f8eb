// Which file a path names right now, by device and inode; read with statx because its layout is the same on every processor.
using System.Runtime.InteropServices;

namespace MathsSoc.Data;

/// <summary>A file's device and inode: two paths with the same identity are the same file.</summary>
public readonly partial record struct FileIdentity(uint Major, uint Minor, ulong Inode)
{
    /// <summary>The identity of what <paramref name="path"/> names now; null if there is no such file or it cannot be read.</summary>
    public static FileIdentity? Of(string path)
    {
        Span<byte> stat = stackalloc byte[StatxSize];
        if (statx(CurrentDirectory, path, 0, WantInode, ref MemoryMarshal.GetReference(stat)) != 0) return null;
        return new FileIdentity(
            MemoryMarshal.Read<uint>(stat[DeviceMajorAt..]),
            MemoryMarshal.Read<uint>(stat[(DeviceMajorAt + 4)..]),
            MemoryMarshal.Read<ulong>(stat[InodeAt..]));
    }

    /// <summary>
    /// Whether <paramref name="path"/> names a file with bytes of its own, or a link to one: reading a pipe or a device may never end.
    /// </summary>
    public static bool IsFile(string path)
    {
        Span<byte> stat = stackalloc byte[StatxSize];
        return statx(CurrentDirectory, path, 0, WantType, ref MemoryMarshal.GetReference(stat)) == 0
            && (MemoryMarshal.Read<ushort>(stat[ModeAt..]) & TypeMask) == RegularFile;
    }

    // struct statx of <linux/stat.h>: 256 bytes, stx_mode at 28, stx_ino at 32, stx_dev_major at 136.
    private const int StatxSize = 256;
    private const int ModeAt = 28;
    private const int InodeAt = 32;
    private const int DeviceMajorAt = 136;
    private const int CurrentDirectory = -100;
    private const uint WantInode = 0x100;
    private const uint WantType = 1;
    private const ushort TypeMask = 0xF000, RegularFile = 0x8000; // S_IFMT and S_IFREG of inode(7)

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int folder, string path, int flags, uint mask, ref byte stat);
}
