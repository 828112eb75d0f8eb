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

    // struct statx of <linux/stat.h>: 256 bytes, stx_ino at 32, stx_dev_major at 136.
    private const int StatxSize = 256;
    private const int InodeAt = 32;
    private const int DeviceMajorAt = 136;
    private const int CurrentDirectory = -100;
    private const uint WantInode = 0x100;

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int folder, string path, int flags, uint mask, ref byte stat);
}
