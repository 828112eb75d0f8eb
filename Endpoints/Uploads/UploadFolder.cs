// The folder of uploaded files: each is named by the hash of its bytes, and is written completely or not at all.
using System.Security.Cryptography;
using MathsSoc.Data;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Stores the files; their types and owners are in <see cref="Data.Uploads"/>.</summary>
/// <param name="Capacity">How many bytes all files together may use.</param>
public sealed record UploadFolder(string Path, long Capacity)
{
    private static readonly SemaphoreSlim Staging = new(1, 1);

    /// <summary>The SHA-256 of these bytes, which is the file's name.</summary>
    public static string HashOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>Whether this could be a file's name. Any other name is never looked up in the folder.</summary>
    public static bool IsHash(ReadOnlySpan<char> text)
    {
        if (text.Length != 64) return false;
        foreach (var c in text)
            if (!char.IsAsciiHexDigitLower(c)) return false;
        return true;
    }

    /// <summary>The full path of a file.</summary>
    public string PathOf(string hash) =>
        IsHash(hash) ? System.IO.Path.Combine(Path, hash) : throw new ArgumentException("This is no hash.", nameof(hash));

    /// <summary>
    /// Writes files under temporary names and flushes them to disk, one caller after the other: the disk would not be faster with more, and
    /// each blocks a thread. Throws <see cref="IOException"/>, as on a full disk.
    /// </summary>
    public async Task<StagedFiles> Stage(IReadOnlyList<(string Hash, byte[] Bytes)> files)
    {
        await Staging.WaitAsync();
        try
        {
            return await Task.Run(() => StagedFiles.Write(this, files));
        }
        finally
        {
            Staging.Release();
        }
    }

    /// <summary>A path that no file has; names that begin with a dot are temporary.</summary>
    public string NewTemporary()
    {
        Directory.CreateDirectory(Path);
        return System.IO.Path.Combine(Path, $".{Guid.NewGuid():N}");
    }

    /// <summary>A temporary file for data that may be too large for memory; it is deleted when it is closed.</summary>
    public FileStream OpenPassing() =>
        new FileStream(NewTemporary(), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);

    /// <summary>
    /// Removes files whose rows are gone. It does so inside a write transaction, although nothing is written to the database, so that the
    /// same file cannot be uploaded again between the check and the removal.
    /// </summary>
    public async Task RemoveUnused(Visit visit, List<string> hashes)
    {
        if (hashes.Count == 0) return;
        await visit.Write(sql =>
        {
            foreach (var hash in hashes)
                if (Uploads.FindType(sql, hash) is null) File.Delete(PathOf(hash));
        });
    }
}
