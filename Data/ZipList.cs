// Opens zips, and looks at the end of each before: .NET reads the list of all its files into memory, however long that list is.
using System.Buffers.Binary;
using System.IO.Compression;

namespace MathsSoc.Data;

/// <summary>The central directory of a zip, by PKWARE's APPNOTE.TXT 4.3.</summary>
public static class ZipList
{
    // The end record with its comment, the locator before it of a large zip's own end record, and that one.
    private const int End = 22, MaxComment = ushort.MaxValue, Locator = 20, LargeEnd = 56;

    /// <summary>What a file may take in the list, its name included.</summary>
    private const int MaxBytesEach = 400;

    /// <summary>
    /// The zip, which closes <paramref name="stream"/>; null if it has more than this many files. Throws
    /// <see cref="InvalidDataException"/> of what is no zip.
    /// </summary>
    public static ZipArchive? Open(Stream stream, int files)
    {
        ZipArchive? zip = null;
        try
        {
            if (!IsLonger(stream, files)) zip = new ZipArchive(stream, ZipArchiveMode.Read);
            if (zip?.Entries.Count <= files) return zip;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
        stream.Dispose();
        return null;
    }

    /// <summary>
    /// Whether the list is longer than that of this many files: how many it says there are is only a claim. False also of what is no zip.
    /// </summary>
    public static bool IsLonger(Stream zip, int files)
    {
        var tail = Read(zip, Math.Max(0, zip.Length - End - MaxComment - Locator), End + MaxComment + Locator);
        var at = tail.AsSpan().LastIndexOf("PK\u0005\u0006"u8);
        if (at < 0 || at + End > tail.Length) return false;
        long start = BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(at + 16));
        // Where it says nothing, all of the file may be the list.
        if (start == uint.MaxValue) start = at < Locator ? 0 : FindLargeStart(zip, tail.AsSpan(at - Locator, Locator));
        zip.Position = 0;
        return zip.Length - start > (long)files * MaxBytesEach;
    }

    private static long FindLargeStart(Stream zip, ReadOnlySpan<byte> locator)
    {
        if (!locator.StartsWith("PK\u0006\u0007"u8)) return 0;
        var end = BinaryPrimitives.ReadInt64LittleEndian(locator[8..]);
        if (end < 0 || end > zip.Length - LargeEnd) return 0;
        return Math.Max(0, BinaryPrimitives.ReadInt64LittleEndian(Read(zip, end, LargeEnd).AsSpan(48)));
    }

    private static byte[] Read(Stream zip, long from, int most)
    {
        var bytes = new byte[Math.Min(most, zip.Length - from)];
        zip.Position = from;
        zip.ReadExactly(bytes);
        return bytes;
    }
}
