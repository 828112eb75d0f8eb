// Watches over the file beneath the open handles, and says when they must be given up and when it is safe to open new ones.
using Microsoft.Extensions.Logging;

namespace MathsSoc.Data;

/// <summary>
/// Compares the file at the path with the one that was opened: by device, inode, header and mark. While they differ nothing may be written;
/// once our own database is back, <see cref="Generation"/> rises and every older handle is dropped.
/// </summary>
internal sealed class DatabaseGuard(string path, DatabaseFile opened, ILogger? events)
{
    private readonly Lock sync = new();
    private DatabaseFile current = opened;
    private string? problem;
    private volatile int generation;

    /// <summary>Connections opened in an earlier generation belong to a file that was away in the meantime.</summary>
    public int Generation => generation;

    /// <summary>What is wrong with the file now; null when it is the database that was opened, or has come back.</summary>
    public string? FindProblem()
    {
        var (file, found) = DatabaseFile.Look(path);
        lock (sync)
        {
            if (found is null && file == current && problem is null) return null;
            // A copy that was put back has an inode of its own, but the mark tells that it is ours.
            if (found is null && file.Mark != current.Mark) found = "replaced by another one";
            if (found is not null)
            {
                if (problem != found) events?.LogCritical("Database file {Path} is {Problem}: writing is refused until it is back", path, found);
                problem = found;
                return found;
            }
            if (problem is not null || file != current)
            {
                events?.LogWarning("Database file {Path} is back: its handles are opened again", path);
                generation++;
            }
            problem = null;
            current = file;
            return null;
        }
    }
}
