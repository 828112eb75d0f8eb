// Saves a copy of the database when its file is lost: a connection that was opened before still reads the deleted file and its log.
using Microsoft.Data.Sqlite;

namespace MathsSoc.Data;

/// <summary>
/// Holds a connection that nothing else uses. A deleted or renamed file lives on as long as somebody has it open; when the last connection
/// is closed, it is gone. The caller must not open the path again while a copy is being saved: SQLite shares the log's index between all
/// connections of a path. Not safe for several threads, but for <see cref="IsSaving"/>.
/// </summary>
internal sealed class DatabaseRescue(string path, ILogger events, TimeProvider clock) : IDisposable
{
    /// <summary>With more copies than this, something destroys the file again and again, and copies would fill the disk.</summary>
    public const int MostCopies = 3;

    /// <summary>Bytes that must be left on the disk after the copy: less, and the site itself would be in trouble.</summary>
    public const long LeastFree = 200L << 20;

    private const int BusyMilliseconds = 100;
    private SqliteConnection? held;
    private Task<string?>? saving;

    /// <summary>Whether a copy is being saved now.</summary>
    public bool IsSaving => saving is { IsCompleted: false };

    /// <summary>The name of the copy that was saved since <see cref="Hold"/>; null: none was.</summary>
    public string? Saved => saving is { IsCompletedSuccessfully: true } done ? done.Result : null;

    /// <summary>The number of the last write transaction, as of the last <see cref="ReadCounter"/>; null: unknown.</summary>
    public uint? Newest { get; private set; }

    /// <summary>Lets go of the file held so far, and holds the one at the path.</summary>
    public void Hold()
    {
        Dispose();
        (saving, Newest) = (null, null);
        try
        {
            held = Connections.Open(path, queryOnly: true, BusyMilliseconds);
            // The log and its index are opened by the first statement that reads.
            ReadCounter();
        }
        catch (SqliteException)
        {
            Dispose();
        }
    }

    /// <summary>Reads the number of the last write transaction from the held file and its log.</summary>
    public void ReadCounter()
    {
        if (held is null || IsSaving) return;
        try
        {
            var counter = (uint)Connections.ReadUserVersion(held);
            // A file that was overwritten with an older one must not hide what was there before.
            if (Newest is not { } known || DatabaseFile.Distance(known, counter) > 0) Newest = counter;
        }
        catch (SqliteException)
        {
            // The held file was overwritten; what was read last is the best that is known.
        }
    }

    /// <summary>Begins to save a copy, once for each <see cref="Hold"/>, on a thread of its own.</summary>
    public void Begin()
    {
        if (saving is not null || held is not { } source) return;
        ReadCounter();
        saving = Task.Run(() => Save(source));
    }

    public void Dispose()
    {
        // A copy that is being saved reads from the connection.
        saving?.Wait();
        held?.Dispose();
        held = null;
    }

    private string? Save(SqliteConnection source)
    {
        var target = RescuedFiles.PathFor(path, clock.GetUtcNow());
        var partial = target + RescuedFiles.Partial;
        try
        {
            var problem = FindObstacle(source) ?? Connections.Copy(source, partial, Newest);
            if (problem is not null)
            {
                events.LogCritical("No copy of the lost database {Path} was saved: {Problem}", path, problem);
                return null;
            }
            File.Move(partial, target);
            events.LogCritical("The lost database was saved as {Rescued}", target);
            return Path.GetFileName(target);
        }
        catch (Exception failure) when (failure is SqliteException or IOException or UnauthorizedAccessException)
        {
            events.LogCritical("No copy of the lost database {Path} was saved: {Problem}", path, failure.Message);
            return null;
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private string? FindObstacle(SqliteConnection source)
    {
        if (RescuedFiles.List(path).Count >= MostCopies)
            return $"there are {MostCopies} rescued copies already. Move them to a safe place";
        var free = new DriveInfo(Path.GetDirectoryName(path)!).AvailableFreeSpace;
        return free - Connections.CountBytes(source) < LeastFree ? "less than 200 MB of the disk would be left free" : null;
    }
}
