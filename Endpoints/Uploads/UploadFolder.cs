// The folder of uploaded files: each is named by the hash of its bytes, and is written completely or not at all.
using System.IO.Compression;
using System.Security.Cryptography;
using MathsSoc.Data;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Stores the files; their types and owners are in <see cref="Data.Uploads"/>.</summary>
/// <param name="capacity">How many bytes all files together may use.</param>
public sealed class UploadFolder(string path, long capacity, ILogger log)
{
    public string Path => path;

    public long Capacity => capacity;

    private static readonly SemaphoreSlim Staging = new(1, 1);

    /// <summary>The SHA-256 of these bytes, which is the file's name.</summary>
    public static string HashOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>The full path of a file.</summary>
    public string PathOf(string hash) =>
        Uploads.IsHash(hash) ? System.IO.Path.Combine(Path, hash) : throw new ArgumentException("This is no hash.", nameof(hash));

    /// <summary>
    /// Writes files under temporary names and flushes them to disk, one caller after the other: the disk would not be faster with more, and
    /// each blocks a thread. Null, and an error in the log, if that is not possible, because the disk is full for example. A process that
    /// is killed meanwhile leaves files: see <see cref="FindLeftovers"/>.
    /// </summary>
    public async Task<StagedFiles?> Stage(IReadOnlyList<(string Hash, byte[] Bytes)> files)
    {
        await Staging.WaitAsync();
        try
        {
            return await Task.Run(() => StagedFiles.Write(this, files));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            log.LogError("An upload could not be stored: {Problem}", problem.Message);
            return null;
        }
        finally
        {
            Staging.Release();
        }
    }

    /// <summary>
    /// Gives a file to an owner, inside a write transaction: its name in the folder by <paramref name="keep"/>, and its row. A sentence on
    /// why not, and nothing is done, if there is no room for it.
    /// </summary>
    public string? Store(Sql sql, Visit visit, UploadOwner owner, Upload upload, Action keep)
    {
        var label = upload.ContentType == UploadTypes.Pdf ? "PDF" : "Picture";
        var isNew = Uploads.FindType(sql, upload.Hash) is null;
        if (isNew && Uploads.Total(sql) + upload.Bytes > Capacity)
            return $"{label}: there is no room left for uploads. Remove some that are not needed, "
                + "or ask whoever runs the server for more (UPLOADS_CAPACITY).";
        if (Uploads.List(sql, owner) is { Count: >= Uploads.MaxOfOwner } all && !all.Exists(one => one.Hash == upload.Hash))
            return $"{label}: there are {Uploads.MaxOfOwner} files here already, and that is the most. Remove one that is not needed.";
        // The file gets its name before its row is written, so that a row never names a missing file.
        keep();
        Uploads.Add(sql, owner, upload, visit.Member.MemberId, visit.Now);
        return null;
    }

    /// <summary>
    /// Adds a file to a zip file, in its folder <paramref name="under"/>, by the name that texts give it; nothing if the file is gone.
    /// </summary>
    public async Task Send(ZipSender zip, string under, Upload upload, DateTime time)
    {
        var path = PathOf(upload.Hash);
        if (!File.Exists(path)) return;
        await using var file = File.OpenRead(path);
        await zip.Add(under + AuthorPictures.FileOf(upload), time, file, CompressionLevel.NoCompression);
    }

    /// <summary>A path that no file has; names that begin with a dot are temporary.</summary>
    public string NewTemporary()
    {
        Directory.CreateDirectory(Path);
        return System.IO.Path.Combine(Path, $".{Guid.NewGuid():N}");
    }

    /// <summary>
    /// The temporary files in the folder <paramref name="path"/>. While a site is served they may belong to uploads that are arriving.
    /// </summary>
    public static IReadOnlyList<FileInfo> FindLeftovers(string path)
    {
        var found = new List<FileInfo>();
        if (!Directory.Exists(path)) return found;
        // Of a folder that this process may not read, others report whose it is.
        var all = new EnumerationOptions { AttributesToSkip = 0, IgnoreInaccessible = true };
        foreach (var file in new DirectoryInfo(path).EnumerateFiles(".*", all))
            // Exists reads the size and time too, which then stay known if the file goes.
            if (Guid.TryParseExact(file.Name.AsSpan(1), "N", out _) && file.Exists) found.Add(file);
        return found;
    }

    /// <summary>
    /// Removes files whose rows are gone. It does so inside a write transaction, although nothing is written to the database, so that the
    /// same file cannot be uploaded again between the check and the removal.
    /// </summary>
    public async Task RemoveUnused(Visit visit, List<string> hashes)
    {
        if (hashes.Count > 0) await visit.Write(sql => Delete(sql, hashes));
    }

    /// <summary>
    /// Removes the files that have no owner left: what an earlier text showed goes with that text, in the middle of something else.
    /// </summary>
    public void Sweep(Db db)
    {
        var unused = db.Write(Uploads.RemoveUnused);
        if (unused.Count > 0) db.Write(sql => Delete(sql, unused));
    }

    private void Delete(Sql sql, List<string> hashes)
    {
        foreach (var hash in hashes)
            if (Uploads.FindType(sql, hash) is null) File.Delete(PathOf(hash));
    }
}
