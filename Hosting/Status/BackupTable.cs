// The backups of the site's folder and of BACKUP_DIR as one table.
using MathsSoc.Data;
using MathsSoc.Endpoints;

namespace MathsSoc.Hosting;

/// <summary>Reads every manifest, and takes as long as the disks do.</summary>
internal static class BackupTable
{
    private const int Most = 60;

    /// <summary>The newest first. All times are unix seconds.</summary>
    /// <param name="startedAt">When the program started: a backup that was missed before waits a little after that.</param>
    /// <param name="retryAt">When one that failed is tried again; null: it did not fail.</param>
    public static BackupList Read(AppOptions options, long now, long startedAt, long? retryAt)
    {
        var (lines, here) = (new List<BackupLine>(), new List<BackupFile>());
        string? problem = null;
        try
        {
            var second = options.BackupDir is { } folder ? NamesIn(folder) : [];
            here = BackupFolder.List(options.BackupsDir);
            foreach (var file in Enumerable.Reverse(here).Take(Most))
            {
                var (manifest, unreadable) = BackupManifest.Read(file.ManifestPath);
                string[] places = second.Remove(file.Name) ? [BackupLine.Here, options.BackupDir!] : [BackupLine.Here];
                lines.Add(new BackupLine(file, manifest, unreadable ?? manifest?.ProofProblem, places));
            }
            foreach (var name in second.OrderDescending(StringComparer.Ordinal).Take(Most))
            {
                var file = BackupFolder.Parse(Path.Combine(options.BackupDir!, name))!;
                var (manifest, unreadable) = BackupManifest.Read(file.ManifestPath);
                lines.Add(new BackupLine(file, manifest, unreadable ?? manifest?.ProofProblem, [options.BackupDir!]));
            }
            lines.Sort((one, other) => other.File.At.CompareTo(one.File.At));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            problem = $"{options.BackupsDir} cannot be read. Check its owner and permissions.";
        }
        var next = BackupTimes.FindNext(here, now, options.BackupAt, startedAt, BackupJob.StartDelay);
        // After a failure it waits longer.
        return new BackupList(
            lines, problem, options.BackupsDir, Math.Max(next, retryAt ?? next), ShellCommand.For("restore latest", options.DataDir));
    }

    private static HashSet<string> NamesIn(string folder)
    {
        try
        {
            return [.. BackupFolder.List(folder).Select(file => file.Name)];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Unplugged, which a line among the facts says.
            return [];
        }
    }
}
