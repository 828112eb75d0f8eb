// Copies a finished backup to a second place, such as a stick or a share, which may be unplugged at any moment.
namespace MathsSoc.Data;

/// <summary>There it is written as it was at first: under another name until it is whole, the manifest before the database.</summary>
public static class BackupCopies
{
    /// <summary>
    /// Copies a backup from its folder to <paramref name="folder"/>, which is never made: without its disk, a copy would fill this one. A
    /// sentence on what went wrong; null if the copy is there, or was before, or the program ends.
    /// </summary>
    public static string? Copy(BackupFile file, BackupManifest manifest, string folder, CancellationToken ending)
    {
        if (!Directory.Exists(folder)) return $"{folder} is not there. Is its disk plugged in?";
        try
        {
            BackupFolder.RemoveLeftovers(folder);
            return CopyInto(file, manifest, folder, ending);
        }
        catch (Exception) when (ending.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return $"{folder} could not take a copy of {file.Name}: {DiskProblem.Describe(problem)}";
        }
    }

    private static string? CopyInto(BackupFile file, BackupManifest manifest, string folder, CancellationToken ending)
    {
        var target = new BackupFile(Path.Combine(folder, file.Name), file.At, file.Reason);
        if (File.Exists(target.Path))
        {
            var there = BackupManifest.Read(target.ManifestPath).Manifest;
            if (there?.Sha256 == manifest.Sha256) return null;
            // Two societies that share a stick make theirs in the same second of the night.
            if (there is not null && there.Mark != manifest.Mark)
                target = BackupFolder.NewFile(folder, DateTimeOffset.FromUnixTimeSeconds(file.At), file.Reason);
        }
        var uploads = BackupFolder.UploadsOf(Path.GetDirectoryName(file.Path)!);
        var problem = BackupRoom.FindProblem(folder, manifest.Bytes, BackupUploads.CountMissing(manifest.Uploads, uploads, folder));
        if (problem is not null) return problem;
        (_, problem) = BackupUploads.Keep(manifest.Uploads, uploads, folder, mayMiss: false, ending);
        if (problem is not null) return problem;
        ErasureRecord.Read(Path.GetDirectoryName(file.Path)!).AddTo(folder);
        var partial = target.Path + BackupFolder.Partial;
        try
        {
            if (DiskFiles.CopyAndHash(file.Path, partial, ending) != manifest.Sha256)
                return $"{file.Path} is not as it was written, and was not copied to {folder}.";
            manifest.Write(target.ManifestPath);
            File.Move(partial, target.Path, overwrite: true);
            DiskFiles.FlushFolder(folder);
            return null;
        }
        finally
        {
            File.Delete(partial);
        }
    }
}
