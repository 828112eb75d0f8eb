// Checks the database for /readyz on a connection of its own, so that a busy site is not mistaken for a broken one.
using System.Diagnostics;
using Dapper;
using Microsoft.Data.Sqlite;

namespace MathsSoc.Data;

/// <summary>
/// The result of one check. <c>Problem</c> is why pages cannot be served, <c>WriteProblem</c> why nothing can be saved; both are null if
/// all is well. <c>SchemaVersion</c> is null if it could not be read. Sizes are in bytes. <c>Loss</c> is the last one since the start.
/// </summary>
public sealed record DatabaseLook(
    string? Problem, string? WriteProblem, long? SchemaVersion, TimeSpan ReadTime, long DatabaseBytes, long WalBytes,
    DatabaseLoss? Loss = null)
{
    /// <summary>Those that are not over long before now, some of the past among them; empty if they could not be read.</summary>
    public IReadOnlyList<CompetitionOpening> Competitions { get; init; } = [];
}

/// <summary>
/// Checks the database for /readyz. Only one thread at a time may use it; it can block when the disk does, so its caller sets a time limit.
/// </summary>
public sealed class DatabaseProbe(Db db, TimeProvider clock) : IDisposable
{
    /// <summary>Bytes that the pages of one answer need in the write-ahead log.</summary>
    private const long RoomToWrite = 16 * 4096;

    private const string Full = "the disk is full. Free some space";

    private static readonly TimeSpan LongestWrite = TimeSpan.FromSeconds(2);
    private Sql? sql;
    private int generation;
    private DateTimeOffset? lockedSince;

    /// <summary>Checks the file first, then reads a page of it through SQLite.</summary>
    public DatabaseLook Look()
    {
        var walBytes = Length(db.Path + "-wal");
        var bytes = Length(db.Path);
        if (db.FindProblem() is { } problem)
        {
            Close();
            var saved = db.Loss?.Rescued is { } name ? $". What it held is saved as {name}" : "";
            return new DatabaseLook($"the database file is {problem}{saved}", "nothing can be saved", null, TimeSpan.Zero, bytes, walBytes,
                db.Loss);
        }
        var started = Stopwatch.GetTimestamp();
        try
        {
            if (sql is null || generation != db.Generation)
            {
                Close();
                generation = db.Generation;
                sql = new Sql(Connections.Open(db.Path, queryOnly: false, busyMilliseconds: 0), null);
            }
            var version = sql.ExecuteScalar<long>("SELECT max(number) FROM migrations");
            var readTime = Stopwatch.GetElapsedTime(started);
            // Of another version the caller says so; here it is about tables that were changed without a migration.
            var changed = version == Migrator.Newest ? db.FindSchemaProblem(sql) : null;
            var writeProblem = changed is null ? FindWriteProblem(sql.Connection) : "nothing can be saved";
            return new DatabaseLook(changed, writeProblem, version, readTime, bytes, walBytes, db.Loss)
            {
                Competitions = version == Migrator.Newest && changed is null ? CompetitionOpening.ListLast(sql) : [],
            };
        }
        catch (SqliteException broken)
        {
            Close();
            return new DatabaseLook(Connections.Explain(broken) ?? "the database cannot be read", "nothing can be saved", null,
                Stopwatch.GetElapsedTime(started), bytes, walBytes);
        }
    }

    /// <summary>
    /// The same of a database that is not served, by a process that has not opened it: without taking its lock, which would leave files
    /// beside it. Throws <see cref="DatabaseUnavailableException"/>.
    /// </summary>
    public static DatabaseLook LookAside(string path) => DatabaseCheck.Read(path, sql =>
    {
        var started = Stopwatch.GetTimestamp();
        var version = sql.ExecuteScalar<long>("SELECT max(number) FROM migrations");
        var full = FreeBytes(path) < RoomToWrite ? Full : null;
        return new DatabaseLook(null, full, version, Stopwatch.GetElapsedTime(started), Length(path), Length(path + "-wal"))
        {
            Competitions = version == Migrator.Newest ? CompetitionOpening.ListLast(sql) : [],
        };
    });

    public void Dispose() => Close();

    /// <summary>
    /// Why nothing can be saved; null if writing works. Calls SQLite directly, because the driver would retry for seconds while another
    /// program holds the lock.
    /// </summary>
    private string? FindWriteProblem(SqliteConnection open)
    {
        // Asked of the file system: a transaction that is rolled back writes nothing, and one a second that does would wear out a card.
        if (FreeBytes(db.Path) < RoomToWrite) return Full;
        var code = SQLitePCL.raw.sqlite3_exec(open.Handle!, "BEGIN IMMEDIATE");
        if (code == SQLitePCL.raw.SQLITE_OK)
        {
            SQLitePCL.raw.sqlite3_exec(open.Handle!, "ROLLBACK");
            lockedSince = null;
            return null;
        }
        if (code is not (Connections.Busy or Connections.Locked)) return Connections.Explain(code) ?? "writing is refused";
        var now = clock.GetUtcNow();
        lockedSince ??= now;
        return now - lockedSince > LongestWrite
            ? $"a writer has held the lock for {(now - lockedSince.Value).TotalSeconds:0} s"
            : null;
    }

    /// <summary>Null if the file system does not say.</summary>
    private static long? FreeBytes(string path)
    {
        try
        {
            return new DriveInfo(Path.GetDirectoryName(path)!).AvailableFreeSpace;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private void Close()
    {
        sql?.Dispose();
        sql = null;
    }

    private static long Length(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? file.Length : 0;
    }
}
