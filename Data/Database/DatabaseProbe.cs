// Readiness' own look at the database: a connection that nobody else uses, so that a busy site is not taken for a broken one.
using System.Diagnostics;
using Microsoft.Data.Sqlite;

using Dapper;

namespace MathsSoc.Data;

/// <summary>
/// What one look found. <c>Problem</c> is why pages cannot be served (null: they can); <c>WriteProblem</c> why nothing can be saved;
/// <c>SchemaVersion</c> is null when it could not be read; sizes in bytes.
/// </summary>
public sealed record DatabaseLook(string? Problem, string? WriteProblem, long? SchemaVersion, TimeSpan ReadTime, long DatabaseBytes, long WalBytes);

/// <summary>Looks at the database for /readyz. One thread at a time; it may block when the disk does, so the caller has a time limit.</summary>
public sealed class DatabaseProbe(Db db, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan LongestWrite = TimeSpan.FromSeconds(2);
    private SqliteConnection? connection;
    private int generation;
    private DateTimeOffset? lockedSince;

    /// <summary>One look: at the file first, then through SQLite at a real page of it.</summary>
    public DatabaseLook Look()
    {
        var walBytes = Length(db.Path + "-wal");
        var bytes = Length(db.Path);
        if (db.FindProblem() is { } problem)
        {
            Close();
            return new DatabaseLook($"the database file is {problem}", "nothing can be saved", null, TimeSpan.Zero, bytes, walBytes);
        }
        var started = Stopwatch.GetTimestamp();
        try
        {
            if (connection is null || generation != db.Generation)
            {
                Close();
                generation = db.Generation;
                connection = Connections.Open(db.Path, queryOnly: false, busyMilliseconds: 0);
            }
            var sql = new Sql(connection, null);
            var version = sql.ExecuteScalar<long>("SELECT max(number) FROM migrations");
            var readTime = Stopwatch.GetElapsedTime(started);
            return new DatabaseLook(null, FindWriteProblem(connection), version, readTime, bytes, walBytes);
        }
        catch (SqliteException broken)
        {
            Close();
            return new DatabaseLook(Connections.Explain(broken) ?? "the database cannot be read", "nothing can be saved", null,
                Stopwatch.GetElapsedTime(started), bytes, walBytes);
        }
    }

    public void Dispose() => Close();

    /// <summary>Asks SQLite itself: the driver would ask again and again for seconds while another program holds the lock.</summary>
    private string? FindWriteProblem(SqliteConnection open)
    {
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
        return now - lockedSince > LongestWrite ? $"a writer has held the lock for {(now - lockedSince.Value).TotalSeconds:0} s" : null;
    }

    private void Close()
    {
        connection?.Dispose();
        connection = null;
    }

    private static long Length(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? file.Length : 0;
    }
}
