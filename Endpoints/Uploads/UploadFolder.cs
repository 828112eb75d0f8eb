// The folder of uploaded files: each is named by the hash of its bytes, written whole or not at all.
using System.Security.Cryptography;
using MathsSoc.Data;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Keeps the files. What they are and whose says <see cref="Data.Uploads"/>.</summary>
/// <param name="Capacity">Bytes that all of them together may use.</param>
public sealed record UploadFolder(string Path, long Capacity)
{
    /// <summary>The name of a file with these bytes.</summary>
    public static string HashOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>Whether this could be a file's name: nothing else is ever looked for in the folder.</summary>
    public static bool IsHash(ReadOnlySpan<char> text)
    {
        if (text.Length != 64) return false;
        foreach (var c in text)
            if (!char.IsAsciiHexDigitLower(c)) return false;
        return true;
    }

    /// <summary>Where a file lies.</summary>
    public string PathOf(string hash) => IsHash(hash) ? System.IO.Path.Combine(Path, hash) : throw new ArgumentException("This is no hash.", nameof(hash));

    /// <summary>Writes a file: whole, and on the disk before its name is there. One that is there already is left.</summary>
    public void Save(string hash, byte[] bytes)
    {
        var path = PathOf(hash);
        if (File.Exists(path)) return;
        Directory.CreateDirectory(Path);
        var trial = System.IO.Path.Combine(Path, $".{Guid.NewGuid():N}");
        try
        {
            using (var file = new FileStream(trial, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                file.Write(bytes);
                file.Flush(flushToDisk: true);
            }
            File.Move(trial, path, overwrite: true);
        }
        finally
        {
            File.Delete(trial);
        }
    }

    /// <summary>A file to write and to read once, for what may be too much for the memory; gone when it is closed.</summary>
    public FileStream OpenPassing()
    {
        Directory.CreateDirectory(Path);
        return new FileStream(System.IO.Path.Combine(Path, $".{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
    }

    /// <summary>
    /// Removes files whose rows are gone. In a transaction of its own, which writes nothing: nobody can send the same file again between
    /// the look and the removal.
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
