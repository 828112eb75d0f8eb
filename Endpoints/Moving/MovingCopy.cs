// Makes the private copy of an earlier site's database: of a SQLite file, of a dump in plain text, or of either of them compressed.
using System.IO.Compression;
using MathsSoc.Data;
using MathsSoc.Moving;

namespace MathsSoc.Endpoints;

/// <summary>Copies, unpacks and fills, within bounds.</summary>
internal static class MovingCopy
{
    /// <summary>What is packed more tightly is made to fill disks.</summary>
    private const int MaxRatio = 200, FreeBytes = 1 << 20;

    /// <summary>The copy in <paramref name="scratch"/>, and the tables and columns of a dump that are not known.</summary>
    public static (ForeignCopy Copy, IReadOnlyCollection<string> Unknown) Copy(string path, string scratch, CancellationToken ending)
    {
        var head = ReadHead(path);
        var hash = "";
        if (head.StartsWith<byte>([0x1F, 0x8B]))
        {
            var packed = Path.Combine(scratch, "packed");
            hash = DiskFiles.CopyAndHash(path, packed, ending);
            path = Path.Combine(scratch, "unpacked");
            using (var file = File.OpenRead(packed))
            using (var unpacking = new GZipStream(file, CompressionMode.Decompress))
                if (Unpack(unpacking, file.Length, path) is { } tooLarge) return Refuse(tooLarge);
            head = ReadHead(path);
        }
        if (DumpFile.FindRefusal(head) is { } refusal) return Refuse(refusal);
        if (DumpFile.IsText(head) && !head.StartsWith("SQLite format 3"u8)) return CopyDump(path, scratch, hash, ending);
        var copy = ForeignDatabase.Copy(path, scratch, ending);
        return (hash.Length == 0 ? copy : copy with { Hash = hash }, []);
    }

    /// <summary>Writes what a stream unpacks to. <paramref name="packed"/>: its length before, in bytes.</summary>
    /// <returns>A sentence if it is above a bound; otherwise null.</returns>
    public static string? Unpack(Stream from, long packed, string path)
    {
        using var file = DiskFiles.Create(path);
        var buffer = new byte[1 << 16];
        long written = 0;
        for (int read; (read = from.Read(buffer)) > 0; file.Write(buffer, 0, read))
        {
            written += read;
            if (written > ForeignDatabase.MaxBytes) return $"unpacked it is larger than {ForeignDatabase.MaxBytes >> 30} GB.";
            if (written > FreeBytes + packed * MaxRatio) return $"unpacked it is more than {MaxRatio} times as large, as no real copy is.";
        }
        return null;
    }

    private static (ForeignCopy, IReadOnlyCollection<string>) CopyDump(string path, string scratch, string hash, CancellationToken ending)
    {
        if (new FileInfo(path).Length > ForeignDatabase.MaxBytes) return Refuse($"it is larger than {ForeignDatabase.MaxBytes >> 30} GB.");
        if (hash.Length == 0)
        {
            var copy = Path.Combine(scratch, "source.sql");
            hash = DiskFiles.CopyAndHash(path, copy, ending);
            path = copy;
        }
        var target = Path.Combine(scratch, "source.db");
        if (File.Exists(target)) File.Delete(target);
        using var text = File.OpenRead(path);
        var (reading, refusal) = ForeignDatabase.Make(target, connection => DumpReader.Read(text, connection));
        if (reading is { IsDump: false }) refusal = "it is neither a SQLite database nor a dump that pg_dump made.";
        refusal ??= reading?.Refusal;
        return refusal is null ? (new ForeignCopy(target, hash, null), reading!.Unknown) : Refuse(refusal);
    }

    private static (ForeignCopy, IReadOnlyCollection<string>) Refuse(string sentence) => (new ForeignCopy("", "", sentence), []);

    private static ReadOnlySpan<byte> ReadHead(string path)
    {
        using var file = File.OpenRead(path);
        var head = new byte[DumpFile.Head];
        return head.AsSpan(0, file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false));
    }
}
