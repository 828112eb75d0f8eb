// Is the file at the database's path still the database that was opened? Looked at byte by byte, without SQLite, which would not notice.
using System.Buffers.Binary;

namespace MathsSoc.Data;

/// <summary>
/// What the path names, as far as its first 100 bytes tell (the database header of https://sqlite.org/fileformat2.html, section 1.3).
/// <c>Mark</c> is the header's application id: MathsSoc gives every database one of its own, so that another sound database is not taken for it.
/// </summary>
public readonly record struct DatabaseFile(FileIdentity Identity, uint Mark)
{
    private const int HeaderBytes = 100;

    /// <summary>The byte that opens every MathsSoc database's application id; the other three are random.</summary>
    public const uint MarkPrefix = 0x4D000000;

    /// <summary>
    /// Looks at <paramref name="path"/>; what is wrong with it is a short phrase ("missing", "truncated"), null when it is a whole SQLite database.
    /// Takes microseconds and no lock.
    /// </summary>
    public static (DatabaseFile File, string? Problem) Look(string path)
    {
        var first = LookOnce(path);
        // A checkpoint by another process writes the header before the pages behind it: such a file is short for a moment only.
        if (first.Problem != "truncated") return first;
        Thread.Sleep(30);
        return LookOnce(path);
    }

    private static (DatabaseFile File, string? Problem) LookOnce(string path)
    {
        if (FileIdentity.Of(path) is not { } identity) return (default, "missing");
        Span<byte> header = stackalloc byte[HeaderBytes];
        long length;
        try
        {
            using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            length = RandomAccess.GetLength(handle);
            if (length == 0) return (new DatabaseFile(identity, 0), "empty");
            if (RandomAccess.Read(handle, header, 0) < HeaderBytes) return (new DatabaseFile(identity, 0), "not a database");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return (new DatabaseFile(identity, 0), "not readable");
        }
        var file = new DatabaseFile(identity, BinaryPrimitives.ReadUInt32BigEndian(header[68..]));
        if (!header[..16].SequenceEqual("SQLite format 3\0"u8)) return (file, "not a database");
        long pageSize = BinaryPrimitives.ReadUInt16BigEndian(header[16..]);
        if (pageSize == 1) pageSize = 65_536;
        long pages = BinaryPrimitives.ReadUInt32BigEndian(header[28..]);
        return length < pages * pageSize ? (file, "truncated") : (file, null);
    }
}
