// Watches the file behind the open connections, and decides when they must be closed and when it is safe to open new ones.

namespace MathsSoc.Data;

/// <summary>What was lost with the file that was at the path before.</summary>
/// <param name="Missing">How many write transactions the file that is there now lacks; 0: none, or there is no file.</param>
/// <param name="Rescued">The name of the copy that was saved of the lost file; null: none could be.</param>
public sealed record DatabaseLoss(long Missing, string? Rescued);

/// <summary>
/// Compares the file at the path with the one that was opened: by device, inode, header, mark and counter. While they differ nothing may
/// be written; once our own database is back, <see cref="Generation"/> rises and every older connection is closed.
/// </summary>
internal sealed class DatabaseGuard : IDisposable
{
    /// <summary>
    /// How long a file may be shorter than its header says: a checkpoint writes the header before the pages behind it, and a slow memory
    /// card takes a while to write them.
    /// </summary>
    private const int CheckpointMilliseconds = 500;

    private const int PauseMilliseconds = 25;

    private readonly Lock sync = new();
    private readonly string path;
    private readonly ILogger? events;
    private readonly DatabaseRescue? rescue;
    private DatabaseFile current;
    private string? problem;
    private volatile int generation;
    private volatile DatabaseLoss? loss;
    private long counterReadAt;

    /// <param name="events">Where a loss is logged; null: nowhere, and then no copy of a lost file is saved either.</param>
    public DatabaseGuard(string path, DatabaseFile opened, ILogger? events)
    {
        (this.path, current, this.events) = (path, opened, events);
        if (events is null) return;
        rescue = new DatabaseRescue(path, events, TimeProvider.System);
        rescue.Hold();
    }

    /// <summary>Connections opened in an earlier generation belong to a file or a log that has been missing since.</summary>
    public int Generation => generation;

    /// <summary>The last loss since the start; null: there was none.</summary>
    public DatabaseLoss? Loss => loss;

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
            var isChanged = problem is not null || file.Identity != current.Identity || file.IsOlderThan(current);
            if (found is null && !isChanged)
            {
                current = file;
                ReadCounterNowAndThen();
                return true;
            }
            var missing = found is null ? CountMissing(file) : 0;
            found ??= SaveFirst(missing);
            if (found is not null) Refuse(found);
            else Accept(file, missing);
            return true;
        }
    }

    /// <summary>Makes every connection be closed and opened again.</summary>
    public void Renew()
    {
        lock (sync)
        {
            generation++;
            rescue?.Hold();
        }
    }

    public void Dispose()
    {
        lock (sync) rescue?.Dispose();
    }

    /// <summary>
    /// Our own database has our mark, whatever its inode: it may have been restored from a copy. A copy that is older than a write-ahead
    /// log beside it is refused, because SQLite would write the log's newer pages into it and damage both.
    /// </summary>
    private string? Judge(DatabaseFile file)
    {
        if (file.Mark != current.Mark) return "replaced by another one";
        if (file.Identity == current.Identity && !file.IsOlderThan(current)) return null;
        if (OwnLog.FindProblem(path) is { } stray) return stray;
        var log = new FileInfo(path + "-wal");
        return file.IsOlderThan(current) && log.Exists && log.Length > 0
            ? $"an older copy, and the log beside it is not its own: {OwnLog.Transactions(CountMissing(file))}. {OwnLog.Advice}"
            : null;
    }

    // A file that is overwritten in place can no longer be asked what it held.
    private void ReadCounterNowAndThen()
    {
        var now = Environment.TickCount64;
        if (now - counterReadAt < 1000) return;
        counterReadAt = now;
        rescue?.ReadCounter();
    }

    /// <summary>How many of the transactions that were committed before the file changed are neither in it nor in its log.</summary>
    private long CountMissing(DatabaseFile file)
    {
        // Nobody has opened the new file yet, so the old one can still be read.
        if (problem is null) rescue?.ReadCounter();
        var counter = WriteAheadLog.Look(path + "-wal") is { Last: { } last } && DatabaseFile.Distance(file.Counter, last.Counter) > 0
            ? last.Counter
            : file.Counter;
        return Math.Max(0, DatabaseFile.Distance(counter, rescue?.Newest ?? current.Counter));
    }

    /// <summary>
    /// Before a file that lacks something is accepted, the old one is saved: with the last connection to it, what it held would be gone. A
    /// phrase while that goes on, null otherwise.
    /// </summary>
    private string? SaveFirst(long missing)
    {
        if (missing > 0) rescue?.Begin();
        if (rescue is not { IsSaving: true }) return null;
        return missing > 0
            ? "an older copy, and what it lacks is still being saved from the lost one"
            : "back, and a copy of the lost one is still being saved";
    }

    private void Refuse(string found)
    {
        if (problem is null)
        {
            events?.LogCritical("Database file {Path} is {Problem}: writing is refused until it is back", path, found);
            rescue?.Begin();
        }
        problem = found;
        loss = new DatabaseLoss(0, rescue?.Saved);
    }

    private void Accept(DatabaseFile file, long missing)
    {
        if (missing > 0)
            events?.LogCritical("{Missing} write transactions are missing: an older copy of the database {Path} was put back. {Rescued}",
                missing, path, rescue?.Saved is { } name ? $"The newest state is saved as {name}" : "No newer copy of it could be saved");
        else
            events?.LogWarning("Database file {Path} is back: its handles are opened again", path);
        if (missing > 0 || rescue?.Saved is not null) loss = new DatabaseLoss(missing, rescue?.Saved);
        generation++;
        problem = null;
        current = file;
        rescue?.Hold();
    }
}
