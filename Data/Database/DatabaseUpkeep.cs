// What the database needs now and then while it is served: its log folded in when nobody writes, and a loss written into the audit.
using Dapper;
using Microsoft.Data.Sqlite;

namespace MathsSoc.Data;

/// <summary>Called every few seconds, by one thread at a time.</summary>
public sealed class DatabaseUpkeep(Db db)
{
    private (long Bytes, DateTime WrittenAt) lastLog;
    private DatabaseLoss? recorded;

    /// <summary>Does what is due at <paramref name="now"/>, in unix seconds. Throws <see cref="DatabaseUnavailableException"/>.</summary>
    public void Run(long now)
    {
        if (db.FindProblem() is not null) return;
        if (db.Loss is { Missing: > 0 } loss && loss != recorded)
        {
            db.Write(sql => DatabaseLosses.Add(sql, loss, now));
            recorded = loss;
        }
        FoldInLog();
    }

    /// <summary>
    /// Writes the log into the file when nobody has written since the last call, so that the file by itself is the whole database for
    /// whoever copies it. Never waits for a lock: a reader or writer that is in the way is simply let be until the next time.
    /// </summary>
    private void FoldInLog()
    {
        var file = new FileInfo(db.Path + "-wal");
        (long Bytes, DateTime WrittenAt) log = file.Exists ? (file.Length, file.LastWriteTimeUtc) : default;
        var isIdle = log == lastLog;
        lastLog = log;
        if (!isIdle || log.Bytes == 0) return;
        try
        {
            using var connection = Connections.Open(db.Path, queryOnly: false, busyMilliseconds: 0);
            if (db.FindProblem() is null) new Sql(connection, null).ExecuteScalar<long>("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        catch (SqliteException problem) when (Connections.Explain(problem) is not null)
        {
            // Readiness reports what is wrong with the file; the log is folded in another time.
        }
    }
}
