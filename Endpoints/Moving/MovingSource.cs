// Finds the database and the uploaded files of an earlier site: a file, a folder or a zip of both, of which only what is asked for is read.
using System.IO.Compression;
using MathsSoc.Data;
using MathsSoc.Moving;

namespace MathsSoc.Endpoints;

/// <summary>An earlier site that was opened, in a private folder; disposing leaves the folder to whoever made it.</summary>
public sealed class MovingSource : IDisposable
{
    /// <summary>The clause of <see cref="ReadUpload"/> on a file that is nowhere.</summary>
    public const string Missing = "it is missing";

    private const int MaxEntries = 20_000;
    private static readonly string TooMany = $"it has more than {MaxEntries:N0} files.";
    private static readonly string[] Endings = [".db", ".sqlite", ".sqlite3", ".sql", ".dump", ".pgdump", ".pgsql"];
    private static readonly string[] UploadPlaces = ["uploads", "static/uploads", "app/static/uploads"];

    private readonly List<string> folders = [];
    private readonly Dictionary<string, string> entries = new(StringComparer.Ordinal);
    private ZipArchive? zip;
    private string zipPath = "";

    private MovingSource()
    {
    }

    /// <summary>The copied database.</summary>
    public ForeignCopy Database { get; private set; } = new("", "", null);

    /// <summary>Whether there is anywhere to look for uploaded files.</summary>
    public bool HasUploads => folders.Count + entries.Count > 0;

    /// <summary>The site, or a sentence on why it cannot be used.</summary>
    public SourceReading Site { get; private set; } = new(null, null);

    /// <summary>The society, if it is another MathsSoc's; null: it is not, or it cannot be used.</summary>
    public OtherSociety? Society { get; private set; }

    /// <summary>
    /// Opens what <paramref name="path"/> names and reads its database. <paramref name="uploads"/>: the folder of uploaded files; null: the
    /// one within <paramref name="path"/>, if there is one. <paramref name="scratch"/> is a private folder for copies.
    /// </summary>
    public static MovingSource Open(string path, string? uploads, string scratch, CancellationToken ending)
    {
        var source = new MovingSource();
        try
        {
            var refusal = source.Find(path, uploads, scratch, ending, out var database)
                ?? (source.zip?.GetEntry(CtfdExport.Marker) is null ? source.ReadDatabase(database, scratch, ending) : source.ReadCtfd());
            if (refusal is not null) source.Site = new SourceReading(null, refusal);
        }
        catch (Exception problem) when (IsOfTheFile(problem))
        {
            source.Site = new SourceReading(null, $"it cannot be read: {problem.Message}");
        }
        return source;
    }

    /// <summary>
    /// The bytes of the first of these files that is there; or why there are none, a clause: missing, no plain file, more than
    /// <paramref name="most"/> bytes.
    /// </summary>
    public (byte[]? Bytes, string Problem) ReadUpload(int most, params ReadOnlySpan<string> names)
    {
        try
        {
            foreach (var name in names)
            {
                if (entries.TryGetValue(name, out var entry)) return ReadEntry(entry, most);
                foreach (var folder in folders)
                {
                    var path = Path.Combine(folder, name);
                    if (!File.Exists(path) && !Directory.Exists(path)) continue;
                    return IsPlain(folder, path)
                        ? Bounded(File.OpenRead(path), new FileInfo(path).Length, most)
                        : (null, "it is a folder, a link or a pipe");
                }
            }
            return (null, Missing);
        }
        catch (Exception problem) when (IsOfTheFile(problem))
        {
            return (null, "it cannot be read");
        }
    }

    /// <summary>Lets an archive go; files can still be read.</summary>
    public void Dispose()
    {
        zip?.Dispose();
        zip = null;
    }

    /// <summary>There are many rows, and once they are converted only what they became is needed.</summary>
    public void ForgetSociety() => Society = null;

    private (byte[]? Bytes, string Problem) ReadEntry(string name, int most)
    {
        using var again = zip is null ? ZipFile.OpenRead(zipPath) : null;
        return (again ?? zip)!.GetEntry(name) is { } entry ? Bounded(entry.Open(), entry.Length, most) : (null, Missing);
    }

    /// <summary>Whether the file or its disk is at fault: a zip may be damaged, or packed in a way that is not known.</summary>
    private static bool IsOfTheFile(Exception problem) =>
        problem is IOException or UnauthorizedAccessException or InvalidDataException or NotSupportedException;

    private string? ReadDatabase(string path, string scratch, CancellationToken ending)
    {
        (Database, var unknown) = MovingCopy.Copy(path, scratch, ending);
        if (Database.Refusal is not null) return Database.Refusal;
        var (site, refusal) = ForeignDatabase.Read(Database.Path, SourceReader.Read);
        if (site is { IsOurs: true }) return ReadSociety(path, scratch);
        if (site is not null) Site = site;
        Site.Site?.Unknown.AddRange(unknown);
        return refusal ?? Site.Refusal;
    }

    /// <summary>A backup lies beside its uploads and beside the record of who was erased since.</summary>
    private string? ReadSociety(string path, string scratch)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!HasUploads && Directory.Exists(Path.Combine(folder, "uploads"))) folders.Add(Path.Combine(folder, "uploads"));
        if (zip?.Entries.FirstOrDefault(static entry => entry.Name == ErasureRecord.FileName) is { } packed)
            using (var record = packed.Open())
                if (MovingCopy.Unpack(record, packed.CompressedLength, Path.Combine(scratch, ErasureRecord.FileName)) is { } tooLarge)
                    return tooLarge;
        var erased = ErasureRecord.Read(folder);
        erased.Add(ErasureRecord.Read(Path.Combine(folder, "backups")));
        (Society, var refusal) = SocietyCopy.Read(Database.Path, erased);
        return refusal;
    }

    private string? ReadCtfd()
    {
        Site = CtfdExport.Read(name => zip!.GetEntry(name)?.Open());
        return Site.Refusal;
    }

    private string? Find(string path, string? uploads, string scratch, CancellationToken ending, out string database)
    {
        database = path;
        if (uploads is not null)
        {
            if (!Directory.Exists(uploads)) return $"there is no folder {uploads}.";
            folders.Add(Path.GetFullPath(uploads));
        }
        if (Directory.Exists(path) && File.Exists(Path.Combine(path, "toc.dat"))) return DumpFile.PgRestore;
        if (Directory.Exists(path)) return FindInFolder(path, out database);
        if (!File.Exists(path)) return "there is no such file.";
        if (!FileIdentity.IsFile(path)) return "it is a pipe or a device, and no file.";
        if (!IsZip(path)) return null;
        zip = ZipList.Open(File.OpenRead(zipPath = path), MaxEntries);
        if (zip is null) return TooMany;
        if (zip.GetEntry(CtfdExport.Marker) is null) return FindInZip(zip, scratch, out database);
        // What is read a second time is a copy that nobody else writes.
        zip.Dispose();
        zipPath = Path.Combine(scratch, "export.zip");
        Database = new ForeignCopy(zipPath, DiskFiles.CopyAndHash(path, zipPath, ending), null);
        zip = ZipList.Open(File.OpenRead(zipPath), MaxEntries);
        if (zip is null) return TooMany;
        ListEntries(zip);
        return null;
    }

    private string? FindInFolder(string path, out string database)
    {
        database = "";
        foreach (var place in UploadPlaces)
            if (folders.Count == 0 && Directory.Exists(Path.Combine(path, place))) folders.Add(Path.GetFullPath(Path.Combine(path, place)));
        var found = new List<string>();
        foreach (var folder in new[] { path, Path.Combine(path, "instance") })
            if (Directory.Exists(folder))
                found.AddRange(Directory.EnumerateFiles(folder)
                    .Where(static file => IsDatabase(file) && Path.GetFileName(file)[0] != '.'
                        && IsPlain(Path.GetDirectoryName(file)!, file))
                    .Take(10));
        if (found.Count == 1) database = found[0];
        return Refuse(found);
    }

    private string? FindInZip(ZipArchive zip, string scratch, out string database)
    {
        database = Path.Combine(scratch, "zipped.db");
        var found = new List<ZipArchiveEntry>();
        ListEntries(zip, found);
        if (Refuse([.. found.Select(static entry => entry.FullName)]) is { } unclear) return unclear;
        // What was saved last may be in the log beside it.
        foreach (var ending in (string[])["-wal", ""])
            if (zip.GetEntry(found[0].FullName + ending) is { Length: > 0 } entry)
            {
                using var packed = entry.Open();
                if (MovingCopy.Unpack(packed, entry.CompressedLength, database + ending) is { } tooLarge) return tooLarge;
            }
        return File.Exists(database) ? null : "the database in it is empty.";
    }

    /// <summary>Notes the uploads in the archive, and gathers the databases.</summary>
    private void ListEntries(ZipArchive zip, List<ZipArchiveEntry>? databases = null)
    {
        foreach (var entry in zip.Entries)
        {
            // A name that leads out of the archive, or another drive's.
            if (entry.FullName.Split('/', '\\').Contains("..") || entry.FullName.StartsWith('/') || entry.Name.Length == 0) continue;
            // Macs put a second file beside each, with the same name after a dot.
            if (entry.Name[0] == '.') continue;
            if (entry.FullName.IndexOf("uploads/", StringComparison.Ordinal) is >= 0 and var at)
                entries[entry.FullName[(at + 8)..]] = entry.FullName;
            else if (IsDatabase(entry.Name)) databases?.Add(entry);
        }
    }

    private static string? Refuse(List<string> databases) => databases.Count switch
    {
        0 => "there is no database in it: a file whose name ends in .db, .sqlite, .sql or .dump, or in one of these and .gz.",
        1 => null,
        _ => $"there are several databases in it ({string.Join(", ", databases.Select(Path.GetFileName))}). Name the one to import.",
    };

    private static bool IsDatabase(string name) => Endings.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)
        || name.EndsWith(ending + ".gz", StringComparison.OrdinalIgnoreCase));

    private static bool IsZip(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> head = stackalloc byte[4];
        return file.ReadAtLeast(head, 4, throwOnEndOfStream: false) == 4 && head.SequenceEqual("PK\x03\x04"u8);
    }

    /// <summary>A plain file, with no link on the way to it from the folder.</summary>
    private static bool IsPlain(string folder, string path)
    {
        for (var at = path; at is not null && at.Length > folder.Length; at = Path.GetDirectoryName(at))
            if (new FileInfo(at).LinkTarget is not null) return false;
        return FileIdentity.IsFile(path);
    }

    private static (byte[]? Bytes, string Problem) Bounded(Stream stream, long length, int most)
    {
        using var from = stream;
        if (length == 0) return (null, "it is empty");
        if (length > most) return (null, $"it is larger than {most >> 20} MB");
        var bytes = new byte[length];
        // A zip may say another length than it has.
        var read = from.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return read == length && from.ReadByte() < 0 ? (bytes, "") : (null, "it cannot be read");
    }
}
