// The manifest beside each backup: who made it of what and when, what it holds, and when it was last proved.
using System.Text.Json;

namespace MathsSoc.Data;

/// <summary>
/// One JSON object, <c>2026-11-27T023000Z-daily.json</c>. Times are UTC. A reader refuses a <see cref="Format"/> that it does not know.
/// </summary>
public sealed record BackupManifest
{
    public const int CurrentFormat = 1;

    /// <summary>Far more than the largest society's list of uploads takes, in bytes.</summary>
    private const long MostBytes = 64 << 20;

    /// <summary>More than any folder reaches: the next one must still be higher.</summary>
    private const long MostNumber = 1L << 53;

    public required int Format { get; init; }

    /// <summary>The version of the program that made it, and the commit it was built from.</summary>
    public required string Version { get; init; }

    public required string Commit { get; init; }

    public required int Schema { get; init; }

    /// <summary>One of <see cref="BackupReason"/>.</summary>
    public required string Reason { get; init; }

    /// <summary>Rises with every backup in the folder: it gives their order even if a clock was wrong.</summary>
    public required long Number { get; init; }

    /// <summary>The moment of which the backup is.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset FinishedAt { get; init; }

    public required long Bytes { get; init; }

    /// <summary>The SHA-256 of the database file, and its first 100 bytes; both in hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    public required string Header { get; init; }

    /// <summary>The society's mark, see <see cref="DatabaseFile"/>: two societies' backups may lie in one folder.</summary>
    public required uint Mark { get; init; }

    /// <summary>The count of write transactions.</summary>
    public required uint Counter { get; init; }

    /// <summary>The number of rows of each table.</summary>
    public required SortedList<string, long> Rows { get; init; }

    public required List<StoredUpload> Uploads { get; init; }

    /// <summary>When it was last opened and found whole; null: never, or it was found damaged afterwards.</summary>
    public DateTimeOffset? ProvenAt { get; init; }

    /// <summary>How long that took.</summary>
    public double? ProofSeconds { get; init; }

    /// <summary>Why the last proof failed; null if it did not.</summary>
    public string? ProofProblem { get; init; }

    /// <summary>How long it took to make and to prove it.</summary>
    public double Seconds => (FinishedAt - StartedAt).TotalSeconds + (ProofSeconds ?? 0);

    /// <summary>Scheduled backups are the ones whose age counts.</summary>
    public bool IsScheduled => Reason == BackupReason.Daily;

    /// <summary>Reads the manifest at <paramref name="path"/>; otherwise a phrase on what is wrong with it.</summary>
    public static (BackupManifest? Manifest, string? Problem) Read(string path)
    {
        try
        {
            if (!File.Exists(path)) return (null, "it has no manifest beside it");
            if (!FileIdentity.IsFile(path)) return (null, "its manifest is a pipe or a device, and was not read");
            if (new FileInfo(path).Length > MostBytes) return (null, "its manifest is far too large to be one");
            var manifest = ManifestText.Read(File.ReadAllBytes(path));
            if (manifest.Format != CurrentFormat)
                return (null, $"its manifest has format {manifest.Format}, and this program reads format {CurrentFormat}. "
                    + "Use the version that made it");
            if (!manifest.HasHashes) return (null, "its manifest names an upload by something that is no hash");
            return manifest.Number is > 0 and <= MostNumber
                ? (manifest, null)
                : (null, $"its manifest gives it the number {manifest.Number}, which no backup has");
        }
        catch (JsonException)
        {
            return (null, "its manifest is damaged: it is not the JSON that this program writes");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return (null, "its manifest cannot be read. Check its owner and permissions");
        }
    }

    /// <summary>The <see cref="Number"/> of a backup; 0 if its manifest cannot be read.</summary>
    public static long NumberOf(BackupFile file) => Read(file.ManifestPath).Manifest?.Number ?? 0;

    /// <summary>
    /// Writes it completely or not at all; throws <see cref="IOException"/> and <see cref="UnauthorizedAccessException"/>.
    /// </summary>
    public void Write(string path) => DiskFiles.Replace(path, path + BackupFolder.Partial, file =>
    {
        using (var json = new Utf8JsonWriter(file, Json.Indented)) ManifestText.Write(this, json);
        file.WriteByte((byte)'\n');
    });

    // Hashes become names of files, so nothing else may stand in their place. JSON may hold null in a list, whatever its type here says.
    private bool HasHashes =>
        Uploads.TrueForAll(upload => (StoredUpload?)upload is { Bytes: >= 0 } && Data.Uploads.IsHash(upload.Hash));
}

/// <summary>Why a backup was made. All but the first two are snapshots before something that changes much at once.</summary>
public static class BackupReason
{
    public const string Daily = "daily", Manual = "manual";

    public const string BeforeMigrating = "migrate", BeforeRestoring = "restore", BeforeErasing = "erase", BeforeSchoolYear = "september",
        BeforeImporting = "import";

    public static bool IsSnapshot(string reason) => reason is not (Daily or Manual);
}
