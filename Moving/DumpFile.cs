// Tells by its first bytes whether a file may be a dump in plain text, and says of the other forms how to make a text of them.
namespace MathsSoc.Moving;

public static class DumpFile
{
    /// <summary>How many first bytes of a file are looked at.</summary>
    public const int Head = 4096;

    public const string PgRestore = "it is a PostgreSQL dump in a form that only pg_restore reads. "
        + "pg_restore -f dump.sql FILE makes a text of it, and that can be imported.";

    private const int TarMagic = 257;

    /// <summary>A sentence on a file that is a dump and no plain text in UTF-8; otherwise null.</summary>
    public static string? FindRefusal(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("PGDMP"u8)) return PgRestore;
        if (head.StartsWith("toc.dat\0"u8) && head.Length > TarMagic && head[TarMagic..].StartsWith("ustar"u8)) return PgRestore;
        if (head.StartsWith<byte>([0xFF, 0xFE]) || head.StartsWith<byte>([0xFE, 0xFF]))
            return "it is a text in UTF-16, as “>” makes one on Windows. Make it again with pg_dump -f dump.sql DATABASE.";
        return null;
    }

    /// <summary>Whether it is a text of any kind.</summary>
    public static bool IsText(ReadOnlySpan<byte> head) => head.Length > 0 && !head.Contains((byte)0);
}
