// Decides whether the write-ahead log beside a database file is its own: SQLite would write any log into the file, and damage both.
namespace MathsSoc.Data;

/// <summary>
/// Compares the file's header with the pages in the log. Every write transaction counts itself in the header (see
/// <see cref="Sql.CountTransaction"/>), so a log continues exactly the file that has at least the transaction before the log's first one.
/// </summary>
public static class OwnLog
{
    /// <summary>
    /// Why SQLite must not open the database at <paramref name="path"/> with the log beside it: a phrase to follow "The database is". Null
    /// if the log is its own or there is none, and if the file itself has a problem (see <see cref="DatabaseFile.Look"/>). May run beside
    /// a server that writes.
    /// </summary>
    public static string? FindProblem(string path)
    {
        // The file's counter only rises. Before the log was read it must not be past the log's end, and afterwards not before its
        // beginning; so whatever a server does in between is no false alarm.
        var (before, unreadable) = DatabaseFile.Look(path);
        if (unreadable is not null || WriteAheadLog.Look(path + "-wal") is not { Frames: > 0 } log) return null;
        var (after, lost) = DatabaseFile.Look(path);
        if (lost is not null) return null;
        if (log.First is not { } first || log.Last is not { } last) return before.IsWal ? null : Copy;
        if (first.Mark != after.Mark) return "not the one that the log beside it belongs to. " + Advice;
        var between = DatabaseFile.Distance(after.Counter, first.Counter) - 1;
        if (between > 0)
            return $"an older copy, and the log beside it is not its own: {Transactions(between)} between the two. {Advice}";
        if (DatabaseFile.Distance(before.Counter, last.Counter) < 0)
            return "newer than the log beside it, which is not its own. " + Advice;
        // VACUUM gives a copy a new schema cookie and other pages; it looks like the database, but the log's pages do not fit into it.
        return !before.IsWal || (int)(before.SchemaCookie - last.SchemaCookie) > 0 ? Copy : null;
    }

    private const string Copy = "a copy, and the log beside it is not its own. " + Advice;

    internal const string Advice = "Put the database itself back; or, to use this file without what the log holds, "
        + "stop the site and move the files ending in -wal and -shm away";

    internal static string Transactions(long number) =>
        number == 1 ? "1 write transaction is missing" : $"{number} write transactions are missing";
}
