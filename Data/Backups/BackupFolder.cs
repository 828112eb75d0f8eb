// A folder of backups: how they are named, which there are, and what an interrupted one left.
using System.Globalization;
using System.Text.RegularExpressions;

namespace MathsSoc.Data;

/// <summary>
/// A backup by its name, <c>2026-11-27T023000Z-daily.db</c>. <c>At</c> is in unix seconds, and as right as the clock was.
/// </summary>
public sealed record BackupFile(string Path, long At, string Reason)
{
    public string Name => System.IO.Path.GetFileName(Path);

    public string ManifestPath => System.IO.Path.ChangeExtension(Path, ".json");
}

/// <summary>
/// Holds databases, each with its manifest, and one folder of uploads for all of them. At any moment every database in it is whole and has
/// its manifest and its uploads, so it can be copied with any tool. Files with other names are left alone.
/// </summary>
public static partial class BackupFolder
{
    /// <summary>The ending of a file that is being written.</summary>
    internal const string Partial = ".partial";

    /// <summary>How the name of the private folder begins, in which a backup is served once to prove it.</summary>
    internal const string Proof = ".proof-";

    private const string Time = "yyyy-MM-dd'T'HHmmss'Z'";

    /// <summary>Where the uploads of all backups of a folder are, named by their hash.</summary>
    public static string UploadsOf(string folder) => Path.Combine(folder, "uploads");

    /// <summary>
    /// The backups in a folder, by the time in their names, the oldest first; none if it does not exist. Throws <see cref="IOException"/>
    /// and <see cref="UnauthorizedAccessException"/>.
    /// </summary>
    public static List<BackupFile> List(string folder)
    {
        var found = new List<BackupFile>();
        if (!Directory.Exists(folder)) return found;
        foreach (var path in Directory.EnumerateFiles(folder, "*.db"))
            if (Parse(path) is { } file && new FileInfo(path).LinkTarget is null && FileIdentity.IsFile(path))
                found.Add(file);
        found.Sort((one, other) => one.At != other.At ? one.At.CompareTo(other.At) : string.CompareOrdinal(one.Path, other.Path));
        return found;
    }

    /// <summary>The backup that a path names; null if it is not named like one.</summary>
    public static BackupFile? Parse(string path) =>
        NamePattern().Match(Path.GetFileName(path)) is { Success: true } name
        && DateTimeOffset.TryParseExact(
            name.Groups[1].ValueSpan, Time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? new BackupFile(path, at.ToUnixTimeSeconds(), name.Groups[2].Value)
            : null;

    /// <summary>
    /// A name that no backup in the folder has yet, for one of this moment: a clock that was set back may come here again.
    /// </summary>
    public static BackupFile NewFile(string folder, DateTimeOffset at, string reason)
    {
        while (true)
        {
            var path = Path.Combine(folder, $"{at.UtcDateTime.ToString(Time, CultureInfo.InvariantCulture)}-{reason}.db");
            var file = new BackupFile(path, at.ToUnixTimeSeconds(), reason);
            if (!Path.Exists(path) && !Path.Exists(file.ManifestPath)) return file;
            at = at.AddSeconds(1);
        }
    }

    /// <summary>
    /// Removes what an interrupted backup or proof left: files half written, manifests without a database, and copies that were served to
    /// prove them. Only while the folder's lock is held. Throws <see cref="IOException"/> and <see cref="UnauthorizedAccessException"/>.
    /// </summary>
    public static void RemoveLeftovers(string folder)
    {
        foreach (var path in FindLeftovers(folder)) File.Delete(path);
        RemoveProofs(folder);
    }

    /// <summary>Removes what interrupted proofs left. Only while the folder's lock is held.</summary>
    public static void RemoveProofs(string folder)
    {
        foreach (var path in Directory.GetDirectories(folder, Proof + "*")) Directory.Delete(path, recursive: true);
    }

    /// <summary>The files that an interrupted backup or proof left, or that one writes just now; none if there is no such folder.</summary>
    public static List<string> FindLeftovers(string folder)
    {
        if (!Directory.Exists(folder)) return [];
        var left = Directory.EnumerateFiles(folder).Where(IsLeftover).ToList();
        foreach (var proof in Directory.EnumerateDirectories(folder, Proof + "*")) left.AddRange(Directory.EnumerateFiles(proof));
        if (Directory.Exists(UploadsOf(folder)))
            left.AddRange(Directory.EnumerateFiles(UploadsOf(folder), "*" + Partial)
                .Where(path => Uploads.IsHash(Path.GetFileNameWithoutExtension(path.AsSpan()))));
        return left;
    }

    private static bool IsLeftover(string path)
    {
        var name = Path.GetFileName(path);
        if (name == ErasureRecord.FileName + Partial) return true;
        // SQLite adds -wal, -shm or -journal to the name of the file that it writes.
        var at = name.IndexOf(Partial, StringComparison.Ordinal);
        var isPartial = at > 0;
        if (isPartial) name = name[..at];
        if (Path.GetExtension(name) is not (".db" or ".json") || Parse(Path.ChangeExtension(name, ".db")) is null) return false;
        return isPartial || (Path.GetExtension(name) == ".json" && !File.Exists(Path.ChangeExtension(path, ".db")));
    }

    [GeneratedRegex(@"^(\d{4}-\d\d-\d\dT\d{6}Z)-([a-z]{1,20})\.db\z")]
    private static partial Regex NamePattern();
}
