// What a process that was killed leaves in the data folder: half-written uploads and backups, copies of an import, an empty trial file.
using MathsSoc.Data;
using MathsSoc.Endpoints;

namespace MathsSoc.Hosting;

/// <summary>Removed by <c>serve</c> before it takes requests; <c>check</c> reports them.</summary>
internal static class Leftovers
{
    // While the site is served, a younger file is an upload that is arriving.
    private static readonly TimeSpan Arriving = TimeSpan.FromMinutes(10);

    /// <summary>Deletes all of them. Only the process that holds the folder's lock may do this.</summary>
    public static void Remove(AppOptions options, ILogger log)
    {
        MovingScratch.RemoveLeftover(options.DataDir);
        RemoveHalfBackups(options, log);
        var files = Find(options);
        if (files.Count == 0) return;
        log.LogInformation("Removing {Files} left by a process that was killed", Describe(files));
        foreach (var file in files)
        {
            try
            {
                file.Delete();
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                log.LogWarning("{Path}, left by a process that was killed, cannot be removed: {Problem}", file.FullName, problem.Message);
            }
        }
    }

    // While a backup is being made, what looks like half of one is that. The next backup removes what is left.
    private static void RemoveHalfBackups(AppOptions options, ILogger log)
    {
        if (!Directory.Exists(options.BackupsDir)) return;
        try
        {
            using var held = BackupLock.TryTake(
                options.BackupsDir, FolderLock.Serve, TimeProvider.System.GetUtcNow(), TimeSpan.Zero).Lock;
            if (held is not null) BackupFolder.RemoveLeftovers(options.BackupsDir);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            log.LogWarning(
                "What an interrupted backup left in {Folder} cannot be removed: {Problem}", options.BackupsDir, problem.Message);
        }
    }

    /// <summary>A sentence for <c>check</c> about those that are there at <paramref name="now"/>; null if there are none.</summary>
    public static string? FindProblem(AppOptions options, DateTimeOffset now)
    {
        var files = Find(options);
        files.AddRange(BackupFolder.FindLeftovers(options.BackupsDir).Select(path => new FileInfo(path)));
        files.RemoveAll(file => now - file.LastWriteTimeUtc < Arriving);
        return files.Count == 0
            ? null
            : $"{Describe(files)} left by a process that was killed, such as half an upload or backup. The next start of serve removes "
                + "them.";
    }

    private static string Describe(List<FileInfo> files) =>
        $"{files.Count} {(files.Count == 1 ? "file" : "files")}, {files.Sum(file => file.Length):N0} bytes,";

    private static List<FileInfo> Find(AppOptions options) =>
    [
        .. UploadFolder.FindLeftovers(options.UploadsDir),
        .. new DirectoryInfo(options.DataDir).EnumerateFiles(DataFolder.TrialPrefix + "*").Where(file => file.Exists),
    ];
}
