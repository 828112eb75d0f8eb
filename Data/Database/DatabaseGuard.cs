// Watches the file behind the open connections, and decides when they must be closed and when it is safe to open new ones.

namespace MathsSoc.Data;

/// <summary>
/// Compares the file at the path with the one that was opened: by device, inode, header, mark and counter. While they differ nothing may
/// be written; once our own database is back, <see cref="Generation"/> rises and every older connection is closed.
/// </summary>
internal sealed class DatabaseGuard(string path, DatabaseFile opened, ILogger? events)
{
    /// <summary>
    /// How long a file may be shorter than its header says: a checkpoint writes the header before the pages behind it, and a slow memory
    /// card takes a while to write them.
    /// </summary>
    private const int CheckpointMilliseconds = 500;

    private const int PauseMilliseconds = 25;

    private readonly Lock sync = new();
    private DatabaseFile current = opened;
    private string? problem;
    private volatile int generation;

    /// <summary>Connections opened in an earlier generation belong to a file or a log that has been missing since.</summary>
    public int Generation => generation;

    /// <summary>
    /// What is wrong with the file now; null if it is the database that was opened, even if it was missing in between. Blocks for up to
    /// half a second while a checkpoint is written.
    /// </summary>
    public string? FindProblem()
    {
        for (var waited = 0; ; waited += PauseMilliseconds)
        {
            if (TryJudge(isLastLook: waited >= CheckpointMilliseconds, out var found)) return found;
            Thread.Sleep(PauseMilliseconds);
        }
    }

    /// <summary>The same, without blocking the thread.</summary>
    public async ValueTask<string?> FindProblemAsync()
    {
        for (var waited = 0; ; waited += PauseMilliseconds)
        {
            if (TryJudge(isLastLook: waited >= CheckpointMilliseconds, out var found)) return found;
            await Task.Delay(TimeSpan.FromMilliseconds(PauseMilliseconds), TimeProvider.System);
        }
    }

    /// <summary>False if the file may be in the middle of a checkpoint and must be looked at again.</summary>
    private bool TryJudge(bool isLastLook, out string? found)
    {
        // The file is read under the lock too: an older reading that is judged after a newer one would be a false alarm.
        lock (sync)
        {
            (var file, found) = DatabaseFile.Look(path);
            if (found == DatabaseFile.Truncated && problem is null && !isLastLook) return false;
            found ??= Judge(file);
            if (found is not null)
            {
                if (problem != found)
                    events?.LogCritical("Database file {Path} is {Problem}: writing is refused until it is back", path, found);
                problem = found;
                return true;
            }
            if (problem is not null || file.Identity != current.Identity)
            {
                events?.LogWarning("Database file {Path} is back: its handles are opened again", path);
                generation++;
            }
            problem = null;
            current = file;
            return true;
        }
    }

    /// <summary>Makes every connection be closed and opened again.</summary>
    public void Renew() => Interlocked.Increment(ref generation);

    /// <summary>
    /// Our own database has our mark, whatever its inode: it may have been restored from a copy. An older copy is refused as long as a
    /// write-ahead log lies beside it, because SQLite would write the log's newer pages into it and damage both.
    /// </summary>
    private string? Judge(DatabaseFile file)
    {
        if (file.Mark != current.Mark) return "replaced by another one";
        if (!file.IsOlderThan(current)) return null;
        var log = new FileInfo(path + "-wal");
        return log.Exists && log.Length > 0
            ? "an older copy, and the log beside it is not its own. Put the database itself back; "
                + "or stop the site and move the files ending in -wal and -shm away"
            : null;
    }
}
