// Proves a backup: opens it as a restore would, with this program's own reader, and compares all that is in it with its manifest.
namespace MathsSoc.Data;

/// <summary>
/// The result of a proof. <c>Problem</c> is a sentence, null if the backup is whole; <c>Note</c> is something to know besides. All are null
/// if the proof was interrupted because the program ends.
/// </summary>
/// <param name="Manifest">As it is after the proof; null if it could not be read.</param>
public sealed record ProofResult(BackupManifest? Manifest, string? Problem, string? Note = null);

/// <summary>A checksum alone is no proof: it says that the bytes are the same, not that they are a site.</summary>
public sealed class BackupProof(TimeProvider clock)
{
    /// <summary>How many uploads an ordinary proof reads again.</summary>
    private const int UploadsRead = 20;

    /// <summary>Proves one backup and writes the result into its manifest.</summary>
    /// <param name="allUploads">Whether all of its uploads are read again, not only some of them.</param>
    public ProofResult Run(BackupFile file, bool allUploads, CancellationToken ending)
    {
        var began = clock.GetTimestamp();
        var (manifest, unreadable) = BackupManifest.Read(file.ManifestPath);
        if (!File.Exists(file.Path)) return new ProofResult(null, Sentence(file, "it is not there."));
        if (manifest is null) return new ProofResult(null, Sentence(file, $"{unreadable}."));
        string? problem;
        try
        {
            problem = FindProblem(file, manifest, allUploads, ending);
        }
        catch (Exception) when (ending.IsCancellationRequested)
        {
            return new ProofResult(null, null);
        }
        catch (Exception failure) when (DiskProblem.IsExpected(failure))
        {
            problem = DiskProblem.Describe(failure);
        }
        if (problem is null && manifest.Schema < Migrator.Newest)
            // What an earlier version found of it stays true.
            return new ProofResult(manifest, Sentence(file, $"it has the older schema {manifest.Schema}, and this program needs "
                + $"{Migrator.Newest}. Its bytes are as they were written, but only the version that made it can prove it."));
        var proven = problem is null
            ? manifest with
            {
                ProvenAt = DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().ToUnixTimeSeconds()),
                ProofSeconds = Math.Round(clock.GetElapsedTime(began).TotalSeconds, 3),
                ProofProblem = null,
            }
            : manifest with { ProvenAt = null, ProofSeconds = null, ProofProblem = problem };
        return new ProofResult(proven, problem is null ? null : Sentence(file, problem), Save(file, proven));
    }

    /// <summary>
    /// Notes in the manifest that a backup is not proven after all, because of <paramref name="problem"/>; returns the sentence.
    /// </summary>
    public static string Fail(BackupFile file, BackupManifest manifest, string problem)
    {
        Save(file, manifest with { ProvenAt = null, ProofSeconds = null, ProofProblem = problem });
        return Sentence(file, problem);
    }

    private static string? FindProblem(BackupFile file, BackupManifest manifest, bool allUploads, CancellationToken ending)
    {
        var (contents, problem) = Examine(file, manifest, allUploads, ending);
        if (contents is null) return problem;
        // A society that nobody has set up yet is whole without an owner: whoever becomes the first is not to be met by an alarm.
        var isUnbegun = contents.Rows.GetValueOrDefault("members") == 0 && contents.Rows.GetValueOrDefault("challenges") == 0;
        return contents.HasOwner || isUnbegun || contents.Schema < Migrator.Newest
            ? null
            : "nobody in it is an owner, so nobody could run the site that is made from it. Make one with mathsoc create-admin.";
    }

    /// <summary>
    /// Compares all that is in a backup with its manifest: its contents, or a phrase on the first thing that is wrong. Throws what
    /// <see cref="DiskProblem.IsExpected"/> names, and <see cref="OperationCanceledException"/>.
    /// </summary>
    internal static (BackupContents? Contents, string? Problem) Examine(
        BackupFile file, BackupManifest manifest, bool allUploads, CancellationToken ending)
    {
        if (BackupDamage.Find(file.Path, manifest, ending) is { } damage) return (null, damage);
        var (contents, problem) = DatabaseCheck.ReadCopy(file.Path, BackupContents.Read, ending);
        if (contents is null) return (null, problem);
        problem = Compare(file, manifest, contents, allUploads, ending);
        return problem is null ? (contents, null) : (null, problem);
    }

    private static string? Compare(
        BackupFile file, BackupManifest manifest, BackupContents contents, bool allUploads, CancellationToken ending)
    {
        if (contents.Schema != manifest.Schema)
            return $"it has schema {contents.Schema}, and its manifest says {manifest.Schema}.";
        if (FindRowProblem(manifest.Rows, contents.Rows) is { } rows) return rows;
        if (!manifest.Uploads.SequenceEqual(contents.Uploads)) return "its manifest names other uploads than it has.";
        return FindUploadProblem(file, contents.Uploads, allUploads, ending);
    }

    /// <summary>A phrase on the first table whose number of rows is not the expected one; null if there is none.</summary>
    internal static string? FindRowProblem(SortedList<string, long> expected, SortedList<string, long> found)
    {
        foreach (var name in expected.Keys.Union(found.Keys))
            if (expected.GetValueOrDefault(name, -1) is var wanted && found.GetValueOrDefault(name, -1) is var there && wanted != there)
                return $"the table {name} has {Math.Max(0, there)} rows, and its manifest says {Math.Max(0, wanted)}.";
        return null;
    }

    private static string? FindUploadProblem(BackupFile file, List<StoredUpload> uploads, bool all, CancellationToken ending)
    {
        var place = BackupFolder.UploadsOf(Path.GetDirectoryName(file.Path)!);
        foreach (var upload in uploads)
            if (new FileInfo(Path.Combine(place, upload.Hash)) is not { Exists: true } there)
                return $"the upload {upload.Hash} is missing in {place}.";
            else if (there.Length != upload.Bytes)
                return $"the upload {upload.Hash} in {place} has {there.Length} bytes, and {upload.Bytes} were sent.";
        var chosen = uploads.ToArray();
        Random.Shared.Shuffle(chosen);
        foreach (var upload in chosen.Take(all ? chosen.Length : UploadsRead))
        {
            ending.ThrowIfCancellationRequested();
            if (DiskFiles.FindHash(Path.Combine(place, upload.Hash)) != upload.Hash)
                return $"the upload {upload.Hash} in {place} is damaged: its bytes are not those that were sent.";
        }
        return null;
    }

    /// <summary>A note if the manifest cannot be written, as on a disk that can only be read.</summary>
    private static string? Save(BackupFile file, BackupManifest manifest)
    {
        try
        {
            manifest.Write(file.ManifestPath);
            return null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return $"This could not be noted in {file.ManifestPath}: {DiskProblem.Describe(problem)}";
        }
    }

    private static string Sentence(BackupFile file, string what) => $"The backup {file.Path} is not proven: {what}";
}
