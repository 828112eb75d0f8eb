// The folder in which files to be imported lie: those that were sent on the page, those that somebody put there, and the reports.
using System.Globalization;
using MathsSoc.Data;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>A file or folder that may hold an earlier site.</summary>
/// <param name="Bytes">0 for a folder.</param>
/// <param name="IsSent">Whether it was sent on the page: unused it is removed after a day.</param>
public sealed record MovingFile(string Name, long Bytes, bool IsFolder, bool IsSent);

/// <summary>DATA_DIR/import. Methods throw <see cref="IOException"/> and <see cref="UnauthorizedAccessException"/>.</summary>
public sealed class MovingFolder(string path)
{
    /// <summary>Days for which a report is kept: names are in it.</summary>
    public const int ReportDays = 30;

    private const int MostListed = 50, MaxEnding = 8;
    private const string Sent = "sent-", Uploads = "uploads", Plan = "plan";
    private static readonly TimeSpan SentKept = TimeSpan.FromDays(1), ReportsKept = TimeSpan.FromDays(ReportDays);

    // Logs and indexes of logs belong to the database beside them.
    private static readonly string[] Companions = ["-wal", "-shm", "-journal"];

    public string Path => path;

    private string Reports => System.IO.Path.Combine(path, ".reports");

    /// <summary>Makes the folder, so that somebody can put a file into it.</summary>
    public void Prepare() => DiskFiles.CreateFolder(path);

    /// <summary>What lies there, by name; neither links nor the uploads beside a database.</summary>
    public IReadOnlyList<MovingFile> List()
    {
        if (!Directory.Exists(path)) return [];
        var found = new List<MovingFile>();
        foreach (var entry in new DirectoryInfo(path).EnumerateFileSystemInfos())
        {
            if (entry.Name[0] == '.' || entry.Name == Uploads || entry.LinkTarget is not null) continue;
            if (Companions.Any(ending => entry.Name.EndsWith(ending, StringComparison.Ordinal))) continue;
            found.Add(new MovingFile(entry.Name, entry is FileInfo file ? file.Length : 0, entry is DirectoryInfo,
                entry.Name.StartsWith(Sent, StringComparison.Ordinal)));
        }
        return [.. found.OrderBy(static file => file.Name, StringComparer.Ordinal).Take(MostListed)];
    }

    /// <summary>The path of one that is listed, and the folder of uploads that goes with a database alone; null if it is gone.</summary>
    public (string Path, string? Uploads)? Find(string name)
    {
        if (List().FirstOrDefault(file => file.Name == name) is not { } found) return null;
        var uploads = System.IO.Path.Combine(path, Uploads);
        return (System.IO.Path.Combine(path, name), !found.IsFolder && !found.IsSent && Directory.Exists(uploads) ? uploads : null);
    }

    /// <summary>Keeps a file that was sent, under a name of its own with the ending that it had.</summary>
    public void Keep(ArrivedFile file, long now)
    {
        Prepare();
        var ending = System.IO.Path.GetExtension(file.FileName).TrimStart('.').ToLowerInvariant();
        if (ending.Length > MaxEnding || !ending.All(char.IsAsciiLetterOrDigit)) ending = "";
        var stem = $"{Sent}{SchoolTime.Local(now).ToString("yyyy-MM-dd-HHmmss", CultureInfo.InvariantCulture)}";
        var name = ending.Length == 0 ? stem : $"{stem}.{ending}";
        var target = System.IO.Path.Combine(path, name);
        file.MoveTo(target);
        File.SetUnixFileMode(target, DiskFiles.Private);
        Date(target, now);
    }

    /// <summary>Removes one that is listed, with what goes with it.</summary>
    public void Remove(string name)
    {
        if (Find(name) is not { } found) return;
        if (Directory.Exists(found.Path)) Directory.Delete(found.Path, recursive: true);
        foreach (var ending in Companions.Prepend("")) File.Delete(found.Path + ending);
        if (found.Uploads is { } uploads) Directory.Delete(uploads, recursive: true);
    }

    /// <summary>Writes the report of an import, or of the plan (null), in place of the one before.</summary>
    public void WriteReport(long? import, string text, long now)
    {
        Prepare();
        DiskFiles.CreateFolder(Reports);
        var target = ReportOf(import);
        using (var file = new StreamWriter(DiskFiles.Create(target))) file.Write(text);
        Date(target, now);
    }

    /// <summary>The report of an import, or of the plan (null); null if there is none, or its time is over.</summary>
    public Task<string?> ReadReportAsync(long? import) =>
        Task.Run(() => File.Exists(ReportOf(import)) ? File.ReadAllText(ReportOf(import)) : null);

    public Task<bool> HasReportAsync(long import) => Task.Run(() => File.Exists(ReportOf(import)));

    public void RemovePlanReport() => File.Delete(ReportOf(null));

    /// <summary>Removes sent files after a day, and reports after a month.</summary>
    public void Sweep(long now)
    {
        if (!Directory.Exists(path)) return;
        RemoveOlder(Directory.EnumerateFiles(path, Sent + "*"), now, SentKept);
        if (Directory.Exists(Reports)) RemoveOlder(Directory.EnumerateFiles(Reports), now, ReportsKept);
    }

    private static void RemoveOlder(IEnumerable<string> files, long now, TimeSpan kept)
    {
        var before = DateTimeOffset.FromUnixTimeSeconds(now).UtcDateTime - kept;
        foreach (var file in files)
            if (File.GetLastWriteTimeUtc(file) < before) File.Delete(file);
    }

    private string ReportOf(long? import) => System.IO.Path.Combine(
        Reports, $"{import?.ToString(CultureInfo.InvariantCulture) ?? Plan}.csv");

    private static void Date(string file, long now) =>
        File.SetLastWriteTimeUtc(file, DateTimeOffset.FromUnixTimeSeconds(now).UtcDateTime);
}
