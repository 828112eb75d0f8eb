// The writer's connection: opened again whenever the file or its log was lost and came back, and never used on a file that is not ours.
using Dapper;
using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace MathsSoc.Data;

/// <summary>Used by the thread of <see cref="Writer"/> only.</summary>
internal sealed class WriterConnection(string path, DatabaseGuard guard, SchemaGuard schema, ILogger? statements, ILogger? events)
{
    /// <summary>How long SQLite itself waits for a lock; after that the writer looks whether anybody still waits.</summary>
    private const int BusyMilliseconds = 200;

    private const string UsualCache = "PRAGMA cache_size = -2000", LargeCache = "PRAGMA cache_size = -16000";

    private Sql? sql;
    private int generation;
    private FileIdentity? log;

    /// <summary>Whether nothing may be written at all: the file is only a copy.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>The open connection, after <see cref="Prepare"/>.</summary>
    public Sql Sql => sql!;

    public bool IsInTransaction => sql is not null && sqlite3_get_autocommit(Handle) == 0;

    /// <summary>Rows inserted, updated or deleted since the connection was opened.</summary>
    public int Changes => Connections.CountChanges(Sql.Connection);

    /// <summary>Makes the connection ready; throws <see cref="DatabaseUnavailableException"/> if the file is not our database.</summary>
    public void Prepare()
    {
        if (IsReadOnly) throw new DatabaseUnavailableException("The database is only read here: nothing was saved.");
        Guard();
        SaveLostLog();
        if (generation != guard.Generation) Close();
        if (sql is not null) return;
        generation = guard.Generation;
        sql = new Sql(Connections.Open(path, queryOnly: false, BusyMilliseconds), statements) { KeepsStatements = true };
    }

    /// <summary>
    /// Begins a transaction that may write; false if another program holds the lock. Throws <see cref="DatabaseUnavailableException"/> if
    /// the schema is not ours any more.
    /// </summary>
    public bool TryBegin()
    {
        var code = sqlite3_exec(Handle, "BEGIN IMMEDIATE");
        if (code is Connections.Busy or Connections.Locked) return false;
        Check(code);
        schema.Prove(Sql);
        return true;
    }

    /// <summary>Commits, if the file is still ours; counts a transaction that changed a row in the file's header.</summary>
    public void Commit(bool hasChanged)
    {
        if (hasChanged) Sql.CountTransaction();
        Guard();
        Execute("COMMIT");
        log ??= FileIdentity.Of(LogPath);
    }

    /// <summary>Undoes the transaction, if there is one.</summary>
    public void Rollback()
    {
        if (IsInTransaction) sqlite3_exec(Handle, "ROLLBACK");
    }

    /// <summary>For a large write the pages of indexes, which many rows go into at random, are kept in memory.</summary>
    public void BeginLarge() => Execute(LargeCache);

    /// <summary>Ends what <see cref="BeginLarge"/> began; the memory goes with the end of the transaction.</summary>
    public void EndLarge()
    {
        if (sql is not null) sqlite3_exec(Handle, UsualCache);
    }

    /// <summary>Runs a statement of the transaction itself, neither timed nor logged.</summary>
    public void Execute(string statement) => Connections.Execute(Sql.Connection, statement);

    /// <summary>
    /// Writes the log's pages into the database file, as far as no reader is in the way. True if nothing is left to write.
    /// </summary>
    public bool CheckpointAsFarAsPossible()
    {
        if (sql is null || generation != guard.Generation) return true;
        if (guard.FindProblem() is not null) return false;
        var code = sqlite3_wal_checkpoint_v2(Handle, null, SQLITE_CHECKPOINT_PASSIVE, out var inLog, out var written);
        return code == SQLITE_OK && inLog == written;
    }

    public void Close()
    {
        sql?.Dispose();
        (sql, log) = (null, null);
    }

    private string LogPath => path + "-wal";

    private SQLitePCL.sqlite3 Handle => Sql.Connection.Handle!;

    private void Check(int code)
    {
        if (code != SQLITE_OK) SqliteException.ThrowExceptionForRC(code, Handle);
    }

    private void Guard()
    {
        if (guard.FindProblem() is { } problem)
            throw new DatabaseUnavailableException($"The database file is {problem}: nothing was saved.");
    }

    /// <summary>
    /// Saves what was committed when the write-ahead log was deleted from the folder: it lives on in the deleted file that our connection
    /// still has open, so it is written into the database before anything else, and all connections are opened again.
    /// </summary>
    private void SaveLostLog()
    {
        if (sql is null || log is null || generation != guard.Generation || FileIdentity.Of(LogPath) == log) return;
        if (sql.ExecuteScalar<long>("PRAGMA wal_checkpoint(FULL)") != 0)
            throw new DatabaseUnavailableException("The database's log was removed, and could not be saved yet: nothing was saved.");
        events?.LogCritical("The database's log {Path} was removed; what it held has been saved", LogPath);
        guard.Renew();
    }
}
