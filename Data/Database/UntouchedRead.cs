// Reads a database without leaving a trace of it beside the file, as far as SQLite can do that.
using Microsoft.Data.Sqlite;

namespace MathsSoc.Data;

/// <summary>
/// SQLite's ordinary reader makes the files ending in -wal and -shm beside a database, writes into the latter, and leaves both. As long as
/// the log is empty, the file alone is the whole database, and is read as a copy that nobody writes; if somebody did write meanwhile, it is
/// read again. What stands in a log only the ordinary reader can find: then the database and its log stay as they are, and the -shm is made
/// or changed. Closing the file drops the locks that this process has on it, so a process that has it open otherwise must not do this.
/// </summary>
internal static class UntouchedRead
{
    /// <summary>Throws <see cref="SqliteException"/>.</summary>
    public static T Run<T>(string path, Func<Sql, T> work)
    {
        var before = Look(path);
        if (before is { LogBytes: 0, HasJournal: false })
        {
            try
            {
                var result = DatabaseCheck.ReadCopy(path, work, CancellationToken.None);
                if (Look(path) == before) return result;
            }
            catch (SqliteException) when (Look(path) != before)
            {
                // Half of what was read was from before a checkpoint, half from after it.
            }
        }
        using var connection = Connections.Open(path, queryOnly: true);
        using var transaction = connection.BeginTransaction(deferred: true);
        return work(new Sql(connection, null));
    }

    private static State Look(string path)
    {
        var (file, log) = (new FileInfo(path), new FileInfo(path + "-wal"));
        return new State(DatabaseFile.Look(path).File, file.Exists ? (file.Length, file.LastWriteTimeUtc) : null,
            log.Exists ? log.Length : 0, File.Exists(path + "-journal"));
    }

    /// <summary>A checkpoint changes the time, and what it brings changes the count of transactions in the header.</summary>
    private readonly record struct State(DatabaseFile File, (long, DateTime)? Time, long LogBytes, bool HasJournal);
}
