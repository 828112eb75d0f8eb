// Keeps a log file within its bounds on disk: a full one is renamed to name.1, the older ones move up, and the oldest are removed.
using System.Globalization;

namespace MathsSoc.Observability;

/// <summary>
/// How much of a log is kept: files of at most <c>FileBytes</c>, <c>Files</c> of them together with the one that is being written, and
/// <c>TotalBytes</c> in all. <c>IsDaily</c>: each day has a file of its own, so that lines can be removed by their age.
/// </summary>
internal sealed record LogBounds(long FileBytes, int Files, long TotalBytes, bool IsDaily)
{
    /// <summary>Of a log whose newest part is what is asked for; as much as the application log.</summary>
    public static readonly LogBounds Recent = new(10_000_000, 5, 50_000_000, IsDaily: false);

    /// <summary>Of a log that is evidence: a month, which <see cref="LogRotation.RemoveOlder"/> ends, or what has room.</summary>
    /// <remarks>Two files a day: where the clock is set only after each start, one begins at the start and one then.</remarks>
    public static readonly LogBounds Month = new(5_000_000, 62, 50_000_000, IsDaily: true);
}

/// <summary>Renames and removes the older files of a log.</summary>
internal static class LogRotation
{
    /// <summary>
    /// Moves the log at <paramref name="path"/> out of the way, so that the next line begins a new file; false if that is not possible.
    /// </summary>
    public static bool Rotate(string path, LogBounds bounds)
    {
        // Something other than a plain file was named, such as /dev/stdout: it is not ours to rename.
        if (new FileInfo(path).LinkTarget is not null) return false;
        try
        {
            var newest = 0;
            while (File.Exists(Name(path, newest + 1))) newest++;
            for (var number = newest; number >= 1; number--)
                File.Move(Name(path, number), Name(path, number + 1), overwrite: true);
            File.Move(path, Name(path, 1));
            RemoveBeyond(path, bounds);
            return true;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>
    /// Removes the older files whose last line was written before <paramref name="oldest"/>. The files' own times are of whatever clock
    /// there was: what stands after a line of last week is not older than it, and nothing was written after <paramref name="now"/>.
    /// </summary>
    public static void RemoveOlder(string path, DateTimeOffset oldest, DateTimeOffset now)
    {
        var number = 0;
        while (File.Exists(Name(path, number + 1))) number++;
        for (var last = DateTime.MinValue; number >= 1; number--)
        {
            var file = Name(path, number);
            var written = File.GetLastWriteTimeUtc(file);
            if (written > now.UtcDateTime) File.SetLastWriteTimeUtc(file, written = now.UtcDateTime);
            if (written > last) last = written;
            if (last < oldest.UtcDateTime) File.Delete(file);
        }
    }

    private static void RemoveBeyond(string path, LogBounds bounds)
    {
        var bytes = bounds.FileBytes;
        for (var number = 1; File.Exists(Name(path, number)); number++)
        {
            bytes += new FileInfo(Name(path, number)).Length;
            if (number >= bounds.Files || bytes > bounds.TotalBytes) File.Delete(Name(path, number));
        }
    }

    private static string Name(string path, int number) => string.Create(CultureInfo.InvariantCulture, $"{path}.{number}");
}
