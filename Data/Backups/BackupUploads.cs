// The uploaded files of all backups in a folder: each kept once under its hash, and dropped when no backup names it any more.
namespace MathsSoc.Data;

/// <summary>On the site's own disk they are further names of the site's files and take no room; on another disk they are copies.</summary>
internal static class BackupUploads
{
    /// <summary>Bytes that <see cref="Keep"/> would have to copy: none on the disk that the uploads are on.</summary>
    public static long CountMissing(IReadOnlyList<StoredUpload> uploads, string from, string folder)
    {
        if (FileIdentity.Of(from) is { } source && FileIdentity.Of(folder) is { } target
            && (source.Major, source.Minor) == (target.Major, target.Minor)) return 0;
        var place = BackupFolder.UploadsOf(folder);
        return uploads.Where(upload => !IsThere(Path.Combine(place, upload.Hash), upload.Bytes)).Sum(upload => upload.Bytes);
    }

    /// <summary>
    /// Puts the files that are not there yet into the folder's uploads and returns how many. The problem is a sentence that names the first
    /// file which is missing or damaged, unless those may be missing. Throws what <see cref="DiskFiles"/> does.
    /// </summary>
    /// <param name="mayMiss">For a first pass, before it is certain which files are needed.</param>
    public static (int Added, string? Problem) Keep(
        IReadOnlyList<StoredUpload> uploads, string from, string folder, bool mayMiss, CancellationToken ending)
    {
        var place = BackupFolder.UploadsOf(folder);
        if (uploads.Count > 0) DiskFiles.CreateFolder(place);
        var added = 0;
        foreach (var upload in uploads)
        {
            ending.ThrowIfCancellationRequested();
            var (source, target) = (Path.Combine(from, upload.Hash), Path.Combine(place, upload.Hash));
            if (IsThere(target, upload.Bytes)) continue;
            if (Directory.Exists(target)) return (added, $"The folder {target} has the name of an upload. Move it away.");
            if (!IsThere(source, upload.Bytes))
            {
                if (mayMiss) continue;
                return (added, File.Exists(source)
                    ? $"The upload {upload.Hash} is damaged: in {from} it has not the {upload.Bytes} bytes that were sent. {Advice}"
                    : $"The upload {upload.Hash} is missing in {from}. {Advice}");
            }
            File.Delete(target);
            if (!DiskFiles.TryLink(source, target) && !TryCopy(source, target, upload.Hash, ending))
                return (added, $"The upload {upload.Hash} is damaged: the file in {from} is not the one that was sent. {Advice}");
            added++;
        }
        if (added > 0) DiskFiles.FlushFolder(place);
        return (added, null);
    }

    private const string Advice = "Put it back from an older backup, or take it off its challenge.";

    /// <summary>
    /// Removes the files that no manifest in the folder names, and returns how many. Does nothing if one of the manifests cannot be read:
    /// its files could not be told from the others.
    /// </summary>
    public static int Sweep(string folder)
    {
        var place = BackupFolder.UploadsOf(folder);
        if (!Directory.Exists(place)) return 0;
        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in BackupFolder.List(folder))
        {
            if (BackupManifest.Read(file.ManifestPath).Manifest is not { } manifest) return 0;
            foreach (var upload in manifest.Uploads) named.Add(upload.Hash);
        }
        var removed = 0;
        foreach (var path in Directory.EnumerateFiles(place).ToList())
        {
            var name = Path.GetFileName(path);
            if (!Uploads.IsHash(name) || named.Contains(name)) continue;
            File.Delete(path);
            removed++;
        }
        return removed;
    }

    private static bool TryCopy(string source, string target, string hash, CancellationToken ending)
    {
        var partial = target + BackupFolder.Partial;
        try
        {
            if (DiskFiles.CopyAndHash(source, partial, ending) != hash) return false;
            File.Move(partial, target);
            return true;
        }
        finally
        {
            File.Delete(partial);
        }
    }

    // A link could name a file that is replaced later, or none.
    private static bool IsThere(string path, long bytes) =>
        new FileInfo(path) is { Exists: true, LinkTarget: null } file && file.Length == bytes;
}
