// The open database: a limited number of readers, one writer, and a guard that refuses to write to a file that is no longer ours.
using Dapper;
using Microsoft.Data.Sqlite;

namespace MathsSoc.Data;

/// <summary>
/// The open database. Reads run side by side on query-only connections; writes queue on one lock and are immediate transactions. Both throw
/// <see cref="DatabaseUnavailableException"/> if the file is missing, replaced, damaged or read-only, or the disk is full; nothing is saved
/// then.
/// </summary>
public sealed class Db : IDisposable
{
    private static readonly TimeSpan WaitLimit = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Each waiting request blocks a thread; with more than this many, the database is in trouble and waiting would stop the site.
    /// </summary>
    private const int MaxWaiting = 256;

    private readonly ILogger? statements;
    private readonly ILogger? events;
    private readonly DatabaseGuard guard;
    private readonly SchemaGuard schema = new();
    private readonly SemaphoreSlim readerSeats;
    private readonly SemaphoreSlim writerSeat = new(1, 1);
    private readonly Stack<(Sql Sql, int Generation)> idle = new();
    private Writer? writer;
    private int waiting;
    private long writes;
    private bool disposed;

    private Db(string path, DatabaseFile file, int readers, ILogger? statements, ILogger? events)
    {
        Path = path;
        MaxReaders = readers;
        (this.statements, this.events) = (statements, events);
        guard = new DatabaseGuard(path, file, events);
        readerSeats = new SemaphoreSlim(readers, readers);
    }

    /// <summary>The database file.</summary>
    public string Path { get; }

    /// <summary>How many connections may read at once.</summary>
    public int MaxReaders { get; }

    /// <summary>Connections in use now, the writer included.</summary>
    public int InUse => MaxReaders - readerSeats.CurrentCount + (1 - writerSeat.CurrentCount);

    /// <summary>
    /// The number of write transactions of this process that were committed and changed a row: what was read before the last of them may be
    /// out of date, see <see cref="CachedByKey{TKey, T}"/>.
    /// </summary>
    public long Writes => Interlocked.Read(ref writes);

    /// <summary>The last loss of the file since it was opened; null: there was none.</summary>
    public DatabaseLoss? Loss => guard.Loss;

    /// <summary>Rises whenever the connections opened before must be closed.</summary>
    internal int Generation => guard.Generation;

    /// <summary>Opens a database that <see cref="Migrator"/> has made ready.</summary>
    /// <param name="statements">Where every statement is logged; null: nowhere.</param>
    /// <param name="events">Where the loss and return of the file are logged; null: nowhere.</param>
    public static Db Open(string path, int readers, ILogger? statements = null, ILogger? events = null)
    {
        var (file, problem) = DatabaseFile.Look(path);
        if (problem is not null) throw new DatabaseUnavailableException($"The database {path} is {problem}.");
        return new Db(path, file, readers, statements, events);
    }

    /// <summary>
    /// Why the database cannot be written now ("missing", "replaced by another one"); null if it can. Looks at the file, not through
    /// SQLite.
    /// </summary>
    public string? FindProblem() => guard.FindProblem();

    /// <summary>
    /// Runs <paramref name="work"/> on a query-only connection. All its statements see the database as it was when the first of them ran.
    /// </summary>
    public T Read<T>(Func<Sql, T> work)
    {
        Enter(readerSeats);
        try
        {
            var generation = guard.Generation;
            var sql = TakeIdle(generation) ?? OpenReader();
            var keep = false;
            try
            {
                using (sql.Connection.BeginTransaction(deferred: true))
                {
                    schema.Prove(sql);
                    var result = work(sql);
                    keep = true;
                    return result;
                }
            }
            finally
            {
                PutBack(sql, generation, keep);
            }
        }
        catch (SqliteException problem) when (IsUnavailable(problem))
        {
            throw Unavailable(problem);
        }
        finally
        {
            readerSeats.Release();
        }
    }

    /// <summary>
    /// Runs <paramref name="work"/> in one immediate transaction, committed when it returns and rolled back when it throws.
    /// The file is checked before the transaction begins and again before it is committed.
    /// </summary>
    public T Write<T>(Func<Sql, T> work)
    {
        Enter(writerSeat);
        try
        {
            Guard();
            SaveLostLog();
            if (writer is { } old && old.Generation != guard.Generation) CloseWriter();
            writer ??= OpenWriter();
            using var transaction = writer.Sql.Connection.BeginTransaction();
            schema.Prove(writer.Sql);
            var before = Connections.CountChanges(writer.Sql.Connection);
            var result = work(writer.Sql);
            // A write that changed no row does not outdate anything that was read before it.
            var hasChanged = Connections.CountChanges(writer.Sql.Connection) != before;
            if (hasChanged) writer.Sql.CountTransaction();
            Guard();
            transaction.Commit();
            if (hasChanged) Interlocked.Increment(ref writes);
            writer.Log ??= FileIdentity.Of(LogPath);
            return result;
        }
        catch (SqliteException problem) when (IsUnavailable(problem))
        {
            CloseWriter();
            throw Unavailable(problem);
        }
        finally
        {
            writerSeat.Release();
        }
    }

    /// <summary>Runs <paramref name="work"/> as the other overload does, for work without a result.</summary>
    public void Write(Action<Sql> work) => Write(sql =>
    {
        work(sql);
        return true;
    });

    /// <summary>
    /// Writes the write-ahead log's pages into the database file; false if the file is not ours or a reader is in the way.
    /// </summary>
    public bool Checkpoint()
    {
        if (!writerSeat.Wait(WaitLimit)) return false;
        try
        {
            if (guard.FindProblem() is not null) return false;
            // The writer's connection still has the log open even if it was deleted from the folder.
            writer ??= OpenWriter();
            return writer.Sql.ExecuteScalar<long>("PRAGMA wal_checkpoint(TRUNCATE)") == 0;
        }
        catch (SqliteException)
        {
            return false;
        }
        finally
        {
            writerSeat.Release();
        }
    }

    /// <summary>Closes every idle connection; the write-ahead log stays as it is, see <see cref="Checkpoint"/>.</summary>
    public void Dispose()
    {
        lock (idle)
        {
            disposed = true;
            while (idle.TryPop(out var entry)) entry.Sql.Dispose();
        }
        CloseWriter();
        guard.Dispose();
    }

    private string LogPath => Path + "-wal";

    private void Enter(SemaphoreSlim seats)
    {
        if (seats.Wait(0)) return;
        if (Interlocked.Increment(ref waiting) <= MaxWaiting && seats.Wait(WaitLimit))
        {
            Interlocked.Decrement(ref waiting);
            return;
        }
        Interlocked.Decrement(ref waiting);
        DbMeter.Timeouts.Add(1);
        throw new DatabaseUnavailableException("Every database connection is busy.");
    }

    private void CloseWriter()
    {
        writer?.Sql.Dispose();
        writer = null;
    }

    /// <summary>
    /// Saves what was committed when the write-ahead log was deleted from the folder: it lives on in the deleted file that our connection
    /// still has open, so it is written into the database before anything else, and all connections are opened again.
    /// </summary>
    private void SaveLostLog()
    {
        if (writer?.Log is not { } log || writer.Generation != guard.Generation) return;
        if (FileIdentity.Of(LogPath) == log) return;
        if (writer.Sql.ExecuteScalar<long>("PRAGMA wal_checkpoint(FULL)") != 0)
            throw new DatabaseUnavailableException("The database's log was removed, and could not be saved yet: nothing was saved.");
        events?.LogCritical("The database's log {Path} was removed; what it held has been saved", LogPath);
        guard.Renew();
    }

    private void Guard()
    {
        if (guard.FindProblem() is { } problem)
            throw new DatabaseUnavailableException($"The database file is {problem}: nothing was saved.");
    }

    private Writer OpenWriter() => new(new Sql(Connections.Open(Path, queryOnly: false), statements), guard.Generation);

    private Sql OpenReader()
    {
        // Without this check SQLite would open any file at the path and mix our write-ahead log into it.
        Guard();
        return new Sql(Connections.Open(Path, queryOnly: true), statements);
    }

    private Sql? TakeIdle(int generation)
    {
        lock (idle)
        {
            while (idle.TryPop(out var entry))
            {
                if (entry.Generation == generation) return entry.Sql;
                entry.Sql.Dispose();
            }
        }
        return null;
    }

    private void PutBack(Sql sql, int generation, bool keep)
    {
        lock (idle)
        {
            if (keep && !disposed && generation == guard.Generation) idle.Push((sql, generation));
            else sql.Dispose();
        }
    }

    private static DatabaseUnavailableException Unavailable(SqliteException problem)
    {
        if (problem.SqliteErrorCode is Connections.Busy or Connections.Locked) DbMeter.Busy.Add(1);
        return new DatabaseUnavailableException($"The database could not be used: {Connections.Explain(problem)}", problem);
    }

    private static bool IsUnavailable(SqliteException problem) => Connections.Explain(problem) is not null;

    /// <summary>The writing connection, the generation it was opened in, and the identity of its write-ahead log.</summary>
    private sealed class Writer(Sql sql, int generation)
    {
        public Sql Sql => sql;
        public int Generation => generation;
        /// <summary>Null until the first transaction is committed.</summary>
        public FileIdentity? Log { get; set; }
    }
}
