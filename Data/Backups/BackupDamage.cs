// Says what happened to a backup whose bytes are not those that were written: cut short, a damaged header or page, another manifest.
using System.Security.Cryptography;

namespace MathsSoc.Data;

/// <summary>Compares a file with its manifest, without SQLite.</summary>
internal static class BackupDamage
{
    /// <summary>
    /// A sentence on what is wrong with the bytes of the file, null if they are those that were written; throws <see cref="IOException"/>.
    /// </summary>
    public static string? Find(string path, BackupManifest manifest, CancellationToken ending)
    {
        var length = new FileInfo(path).Length;
        var header = DatabaseHeader.Read(path);
        var isOwnHeader = Convert.ToHexStringLower(header) == manifest.Header;
        if (length < manifest.Bytes && (isOwnHeader || header.Length < DatabaseHeader.Bytes))
            return $"it is cut short: {length} bytes of {manifest.Bytes} are there.";
        if (length > manifest.Bytes && isOwnHeader)
            return $"something was added to it: it has {length} bytes, and {manifest.Bytes} were written.";
        if (HashWith(path, manifest.Header, ending) == manifest.Sha256)
            return isOwnHeader ? null : "its header is damaged, and no program can open it. All of its pages are as they were written.";
        if (isOwnHeader) return "a page is damaged: its bytes are not those that were written (SHA-256).";
        return "its manifest is another backup's, or nothing of it is as it was written. If files were renamed, put each manifest beside "
            + "its own database.";
    }

    /// <summary>The SHA-256 of the file as it would be with this header.</summary>
    private static string HashWith(string path, string header, CancellationToken ending)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var file = File.OpenRead(path);
        hash.AppendData(Convert.FromHexString(header));
        file.Position = Math.Min(file.Length, DatabaseHeader.Bytes);
        var buffer = new byte[1 << 17];
        int read;
        while ((read = file.Read(buffer)) > 0)
        {
            ending.ThrowIfCancellationRequested();
            hash.AppendData(buffer.AsSpan(0, read));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
