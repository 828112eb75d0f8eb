// What a process that was killed leaves in the data folder: half-written uploads, copies of an import, the file that proves it writable.
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

    /// <summary>A sentence for <c>check</c> about those that are there at <paramref name="now"/>; null if there are none.</summary>
    public static string? FindProblem(AppOptions options, DateTimeOffset now)
    {
        var files = Find(options);
        files.RemoveAll(file => now - file.LastWriteTimeUtc < Arriving);
        return files.Count == 0
            ? null
            : $"{Describe(files)} left by a process that was killed, such as half an upload. The next start of serve removes them.";
    }

    private static string Describe(List<FileInfo> files) =>
        $"{files.Count} {(files.Count == 1 ? "file" : "files")}, {files.Sum(file => file.Length):N0} bytes,";

    private static List<FileInfo> Find(AppOptions options) =>
    [
        .. UploadFolder.FindLeftovers(options.UploadsDir),
        .. new DirectoryInfo(options.DataDir).EnumerateFiles(DataFolder.TrialPrefix + "*").Where(file => file.Exists),
    ];
}
