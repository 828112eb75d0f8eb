// The first 100 bytes of a database file that nobody has open, such as a backup.
using System.Buffers.Binary;

namespace MathsSoc.Data;

/// <summary>
/// The header of https://sqlite.org/fileformat2.html, section 1.3. For a file that may be open use <see cref="DatabaseFile"/>: closing it
/// would drop SQLite's locks.
/// </summary>
internal static class DatabaseHeader
{
    public const int Bytes = 100;

    /// <summary>The header, or as much of it as there is; throws <see cref="IOException"/>.</summary>
    public static byte[] Read(string path)
    {
        using var file = File.OpenRead(path);
        var header = new byte[Bytes];
        return header[..file.ReadAtLeast(header, Bytes, throwOnEndOfStream: false)];
    }

    /// <summary>The application id, which is the society's mark.</summary>
    public static uint MarkOf(ReadOnlySpan<byte> header) => BinaryPrimitives.ReadUInt32BigEndian(header[68..]);

    /// <summary>The user version, which counts write transactions.</summary>
    public static uint CounterOf(ReadOnlySpan<byte> header) => BinaryPrimitives.ReadUInt32BigEndian(header[60..]);
}
