// Reads the database file's header without SQLite, to find out whether it is still the file that was opened: SQLite would not notice.
using System.Buffers.Binary;

namespace MathsSoc.Data;

/// <summary>
/// The file that the path names, as its first 100 bytes describe it (the database header of https://sqlite.org/fileformat2.html,
/// section 1.3). <c>Mark</c> is the header's application id: MathsSoc gives every database its own, so that another sound database is not
/// mistaken for it. <c>Counter</c> is the header's user version, which counts write transactions here (<see cref="Sql.CountTransaction"/>):
/// an older copy has a lower one. SQLite's own change counter cannot be used, because in WAL mode a connection may leave it unchanged.
/// </summary>
public readonly record struct DatabaseFile(FileIdentity Identity, uint Mark, uint Counter)
{
    /// <summary>SQLite raises it with every change of the schema.</summary>
    public uint SchemaCookie { get; private init; }

    /// <summary>Whether changes go to a write-ahead log; not so in a copy made by VACUUM INTO that was never opened.</summary>
    public bool IsWal { get; private init; }

    private const int HeaderBytes = 100;

    /// <summary>
    /// The problem of a file that is shorter than its header says. A sound file can look like this for a moment, see
    /// <see cref="DatabaseGuard"/>.
    /// </summary>
    public const string Truncated = "truncated";

    /// <summary>The byte that opens every MathsSoc database's application id; the other three are random.</summary>
    public const uint MarkPrefix = 0x4D000000;

    /// <summary>
    /// Looks at <paramref name="path"/>. The problem is a short phrase ("missing", "truncated"), or null if the file is a whole SQLite
    /// database. Takes microseconds and no lock.
    /// </summary>
    public static (DatabaseFile File, string? Problem) Look(string path)
    {
        if (FileIdentity.Of(path) is not { } identity) return (default, "missing");
        var file = new DatabaseFile(identity, 0, 0);
        if (HeldFiles.Find(path, identity) is not { } handle) return (file, "not readable");
        Span<byte> header = stackalloc byte[HeaderBytes];
        long length;
        try
        {
            length = RandomAccess.GetLength(handle);
            if (length == 0) return (file, "empty");
            if (RandomAccess.Read(handle, header, 0) < HeaderBytes) return (file, "not a database");
        }
        catch (IOException)
        {
            return (file, "not readable");
        }
        if (!header[..16].SequenceEqual("SQLite format 3\0"u8)) return (file, "not a database");
        file = file with
        {
            Mark = Number(header, 68), Counter = Number(header, 60), SchemaCookie = Number(header, 40), IsWal = header[19] == 2,
        };
        long pageSize = BinaryPrimitives.ReadUInt16BigEndian(header[16..]);
        if (pageSize == 1) pageSize = 65_536;
        return length < Number(header, 28) * pageSize ? (file, Truncated) : (file, null);
    }

    /// <summary>Whether <paramref name="other"/> is a later state of the same database. The counter wraps around.</summary>
    public bool IsOlderThan(DatabaseFile other) => Distance(Counter, other.Counter) > 0;

    /// <summary>How many transactions lie between two counters; negative if <paramref name="to"/> is the older one.</summary>
    public static long Distance(uint from, uint to)
    {
        var distance = (to - from) & int.MaxValue;
        return distance > int.MaxValue / 2 ? distance - (1L << 31) : distance;
    }

    private static uint Number(ReadOnlySpan<byte> header, int at) => BinaryPrimitives.ReadUInt32BigEndian(header[at..]);
}
