// The databases that restores have set aside: where they are, and how long they are kept.
using System.Globalization;
using System.Text.RegularExpressions;

namespace MathsSoc.Data;

/// <summary>A database that was set aside with its log. <c>At</c> is in unix seconds, <c>Bytes</c> of all its files.</summary>
public sealed record SetAside(string Folder, long At, long Bytes)
{
    public string Database => Path.Combine(Folder, AsideFolder.DatabaseName);
}

/// <summary>
/// <c>aside/2026-11-27T093000Z/</c> in the data folder, one a restore. They hold what backups hold, and are kept no longer.
/// </summary>
public static partial class AsideFolder
{
    internal const string DatabaseName = "mathsoc.db";

    private const string Top = "aside";
    private const string Time = "yyyy-MM-dd'T'HHmmss'Z'";
    private const long Day = 86_400;

    /// <summary>A database and what SQLite keeps beside it, in the order in which they are moved.</summary>
    internal static readonly string[] Endings = ["", "-wal", "-shm"];

    /// <summary>A name that no folder has yet, below the data folder: "aside/2026-11-27T093000Z".</summary>
    public static string NewName(string dataDir, DateTimeOffset now)
    {
        while (true)
        {
            var name = $"{Top}/{now.UtcDateTime.ToString(Time, CultureInfo.InvariantCulture)}";
            if (!Path.Exists(Path.Combine(dataDir, name))) return name;
            now = now.AddSeconds(1);
        }
    }

    /// <summary>Whether a text is such a name: a journal could hold anything.</summary>
    public static bool IsName(string text) => NamePattern().IsMatch(text);

    /// <summary>Everything that was set aside, the oldest first; none if the folder cannot be read.</summary>
    public static List<SetAside> List(string dataDir)
    {
        var found = new List<SetAside>();
        try
        {
            var top = Path.Combine(dataDir, Top);
            if (!Directory.Exists(top)) return found;
            foreach (var folder in Directory.EnumerateDirectories(top))
                if (DateTimeOffset.TryParseExact(Path.GetFileName(folder), Time, CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeUniversal, out var at))
                    found.Add(new SetAside(folder, at.ToUnixTimeSeconds(), FilesIn(folder).Sum(path => new FileInfo(path).Length)));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return [];
        }
        found.Sort((one, other) => one.At.CompareTo(other.At));
        return found;
    }

    /// <summary>
    /// Removes what was set aside more than <paramref name="days"/> before <paramref name="now"/> (unix seconds), and returns the folders.
    /// Files of others in them stay, and so do their folders.
    /// </summary>
    public static List<string> Sweep(string dataDir, long now, int days)
    {
        var gone = new List<string>();
        foreach (var aside in List(dataDir))
        {
            if (aside.At >= now - days * Day) continue;
            foreach (var path in FilesIn(aside.Folder).ToList()) File.Delete(path);
            if (!Directory.EnumerateFileSystemEntries(aside.Folder).Any()) Directory.Delete(aside.Folder);
            gone.Add(aside.Folder);
        }
        var top = Path.Combine(dataDir, Top);
        if (gone.Count > 0 && !Directory.EnumerateFileSystemEntries(top).Any()) Directory.Delete(top);
        return gone;
    }

    private static IEnumerable<string> FilesIn(string folder) =>
        Endings.Select(ending => Path.Combine(folder, DatabaseName + ending)).Where(File.Exists);

    [GeneratedRegex(@"^aside/\d{4}-\d\d-\d\dT\d{6}Z\z")]
    private static partial Regex NamePattern();
}
