// Unpacks a zip of a backup, as the site offers it for download: a database, its manifest and its uploads.
using System.IO.Compression;

namespace MathsSoc.Data;

/// <summary>Of a zip only these files are taken, under names of our own: nothing in it decides where a file is written.</summary>
internal static class RestoreZip
{
    private const int MostEntries = 200_000;
    private const string DatabaseName = "backup.db", ManifestName = "backup.json";

    /// <summary>
    /// The path of the unpacked database in <paramref name="scratch"/>; otherwise a phrase on what is wrong with the zip. Throws
    /// <see cref="IOException"/> and <see cref="UnauthorizedAccessException"/>.
    /// </summary>
    public static (string? Database, string? Problem) Unpack(string path, string scratch, CancellationToken ending)
    {
        try
        {
            using var zip = ZipList.Open(File.OpenRead(path), MostEntries);
            if (zip is null) return (null, "it holds far more files than a backup has.");
            var databases = zip.Entries.Where(entry => entry.Name.EndsWith(".db", StringComparison.Ordinal)).ToList();
            if (databases.Count != 1)
                return (null, $"it holds {databases.Count} databases. A zip of one backup has one, its manifest, and its uploads.");
            var folder = FolderOf(databases[0]);
            var wanted = zip.Entries.Select(entry => (Entry: entry, Name: NameFor(entry, folder)))
                .Where(one => one.Name is not null).ToList();
            if (wanted.GroupBy(one => one.Name).Any(same => same.Count() > 1)) return (null, "it holds a file twice.");
            var problem = BackupRoom.FindProblem(scratch, databases[0].Length, wanted.Sum(one => one.Entry.Length) - databases[0].Length);
            if (problem is not null) return (null, problem);
            DiskFiles.CreateFolder(BackupFolder.UploadsOf(scratch));
            // The manifest comes before the uploads, so that only those it names are unpacked.
            HashSet<string>? named = null;
            foreach (var (entry, name) in wanted.OrderBy(one => one.Name!.Contains('/', StringComparison.Ordinal)))
            {
                if (name!.Contains('/', StringComparison.Ordinal))
                {
                    named ??= ReadNames(Path.Combine(scratch, ManifestName), wanted.Select(one => one.Entry.Name));
                    if (!named.Contains(entry.Name)) continue;
                }
                if (!TryUnpack(entry, Path.Combine(scratch, name), ending))
                    return (null, $"{entry.FullName} in it is longer than the zip says.");
            }
            return (Path.Combine(scratch, DatabaseName), null);
        }
        catch (InvalidDataException)
        {
            return (null, "the zip is damaged. Download it again, or copy it again.");
        }
    }

    /// <summary>The uploads that a manifest names; without one that can be read, all there are.</summary>
    private static HashSet<string> ReadNames(string manifestPath, IEnumerable<string> all) =>
        new(BackupManifest.Read(manifestPath).Manifest?.Uploads.Select(upload => upload.Hash) ?? all, StringComparer.Ordinal);

    /// <summary>Where an entry is put, below the scratch folder; null if it is no part of a backup.</summary>
    private static string? NameFor(ZipArchiveEntry entry, string folder)
    {
        if (FolderOf(entry) == folder)
        {
            if (entry.Name == ErasureRecord.FileName) return entry.Name;
            return Path.GetExtension(entry.Name) switch { ".db" => DatabaseName, ".json" => ManifestName, _ => null };
        }
        return FolderOf(entry) == folder + "uploads/" && Uploads.IsHash(entry.Name) ? Path.Combine("uploads", entry.Name) : null;
    }

    private static string FolderOf(ZipArchiveEntry entry) => entry.FullName[..(entry.FullName.LastIndexOf('/') + 1)];

    private static bool TryUnpack(ZipArchiveEntry entry, string path, CancellationToken ending)
    {
        using var source = entry.Open();
        using var target = DiskFiles.Create(path);
        var buffer = new byte[1 << 17];
        var left = entry.Length;
        int read;
        while ((read = source.Read(buffer)) > 0)
        {
            ending.ThrowIfCancellationRequested();
            if ((left -= read) < 0) return false;
            target.Write(buffer.AsSpan(0, read));
        }
        return true;
    }
}
