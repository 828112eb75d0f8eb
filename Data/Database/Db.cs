// The open database: a limited number of readers, one writer, and a guard that refuses to write to a file that is no longer ours.
using Microsoft.Data.Sqlite;

namespace MathsSoc.Data;

/// <summary>
/// The open database. Reads run side by side on query-only connections; writes are run by one thread, see <see cref="Writer"/>. All throw
/// <see cref="DatabaseUnavailableException"/> if the file is missing, replaced, damaged or read-only, the disk is full, or the wait was too
/// long; nothing is saved then. Requests await; the methods without <c>Async</c> block, and are for commands, jobs and tests.
/// </summary>
public sealed class Db : IDisposable
{
    private static readonly TimeSpan SeatLimit = TimeSpan.FromSeconds(5);

    /// <summary>With more than this many waiting to read, the database is in trouble, and a quick refusal is kinder.</summary>
    private const int MaxWaiting = 1000;

    /// <summary>A reader seldom meets a lock in WAL mode; while it waits for one it blocks its thread, so it does not wait long.</summary>
    private const int ReaderBusyMilliseconds = 500;

    private readonly ILogger? statements;
    private readonly DatabaseGuard guard;
    private readonly Writer writer;
    private readonly SemaphoreSlim seats;
    private readonly SchemaGuard schema = new();
    private readonly Stack<(Sql Sql, int Generation)> idle = new();
    private int waiting;
    private bool disposed;

    private Db(string path, DatabaseFile file, int readers, bool isReadOnly, ILogger? statements, ILogger? events)
    {
        (Path, MaxReaders, this.statements) = (path, readers, statements);
        guard = new DatabaseGuard(path, file, events);
        writer = new Writer(new WriterConnection(path, guard, schema, statements, events) { IsReadOnly = isReadOnly });
        seats = new SemaphoreSlim(readers, readers);
    }

    /// <summary>The database file.</summary>
    public string Path { get; }

    /// <summary>How many connections may read at once.</summary>
    public int MaxReaders { get; }

    /// <summary>Connections in use now, the writer included.</summary>
    public int InUse => MaxReaders - seats.CurrentCount + (writer.IsBusy ? 1 : 0);

    /// <summary>
    /// The number of write transactions of this process that were committed and changed a row: what was read before the last of them may be
    /// out of date, see <see cref="CachedByKey{TKey, T}"/>.
    /// </summary>
    public long Writes => writer.Writes;

    /// <summary>The last loss of the file since it was opened; null: there was none.</summary>
    public DatabaseLoss? Loss => guard.Loss;

    /// <summary>Rises whenever the connections opened before must be closed.</summary>
    internal int Generation => guard.Generation;

    /// <summary>Opens a database that <see cref="Migrator"/> has made ready.</summary>
    /// <param name="statements">Where every statement is logged; null: nowhere.</param>
    /// <param name="events">Where the loss and return of the file are logged; null: nowhere.</param>
    public static Db Open(string path, int readers, ILogger? statements = null, ILogger? events = null) =>
        Open(path, readers, isReadOnly: false, statements, events);

    /// <summary>Opens a copy that is only read: every write throws <see cref="DatabaseUnavailableException"/>.</summary>
    public static Db OpenReadOnly(string path, int readers) => Open(path, readers, isReadOnly: true, null, null);

    private static Db Open(string path, int readers, bool isReadOnly, ILogger? statements, ILogger? events)
    {
        var (file, problem) = DatabaseFile.Look(path);
        if (problem is not null) throw new DatabaseUnavailableException($"The database {path} is {problem}.");
        return new Db(path, file, readers, isReadOnly, statements, events);
    }

    /// <summary>
    /// Why the database cannot be written now ("missing", "replaced by another one"); null if it can. Looks at the file, not through
    /// SQLite; blocks for up to half a second while a checkpoint is written.
    /// </summary>
    public string? FindProblem() => guard.FindProblem();

    /// <summary>What is wrong with the schema that this connection sees, a phrase; null if it is ours.</summary>
    internal string? FindSchemaProblem(Sql sql)
    {
        try
        {
            schema.Prove(sql);
            return null;
        }
        catch (DatabaseUnavailableException problem)
        {
            return char.ToLowerInvariant(problem.Message[0]) + problem.Message[1..].TrimEnd('.');
        }
    }

    /// <summary>
    /// Runs <paramref name="work"/> on a query-only connection. All its statements see the database as it was when the first of them ran.
    /// </summary>
    public DbTask<T> ReadAsync<T>(Func<Sql, T> work) => new(ReadObjectAsync(sql => work(sql)));

    private async Task<object?> ReadObjectAsync(Func<Sql, object?> work)
    {
        if (!seats.Wait(0) && !(IsRoomToWait && await Waited(seats.WaitAsync(SeatLimit)))) throw NoSeat();
        try
        {
            var generation = guard.Generation;
            return Run(work, TakeIdle(generation) ?? OpenReader(await guard.FindProblemAsync()), generation);
        }
        catch (SqliteException problem) when (Connections.Explain(problem) is not null)
        {
            throw Connections.Unavailable(problem);
        }
        finally
        {
            seats.Release();
        }
    }

    /// <summary>Reads as <see cref="ReadAsync{T}"/> does, and blocks the thread while it waits.</summary>
    public T Read<T>(Func<Sql, T> work) => (T)ReadObject(sql => work(sql))!;

    private object? ReadObject(Func<Sql, object?> work)
    {
        if (!seats.Wait(SeatLimit)) throw NoSeat();
        try
        {
            var generation = guard.Generation;
            return Run(work, TakeIdle(generation) ?? OpenReader(guard.FindProblem()), generation);
        }
        catch (SqliteException problem) when (Connections.Explain(problem) is not null)
        {
            throw Connections.Unavailable(problem);
        }
        finally
        {
            seats.Release();
        }
    }

    /// <summary>
    /// Runs <paramref name="work"/> in a transaction that is committed when this returns; if it throws, its changes are undone. Other
    /// writes may share the transaction. The work may run twice, so it changes nothing but the database. The file is checked before the
    /// transaction begins and again before it is committed.
    /// </summary>
    public DbTask<T> WriteAsync<T>(Func<Sql, T> work) => writer.WriteAsync(work, WriteKind.Together);

    /// <summary>Writes as <see cref="WriteAsync{T}"/> does, in a transaction of its own: for work longer than a moment.</summary>
    public DbTask<T> WriteAloneAsync<T>(Func<Sql, T> work) => writer.WriteAsync(work, WriteKind.Alone);

    /// <summary>Writes as <see cref="WriteAloneAsync{T}"/> does, and blocks the thread while it waits.</summary>
    public T WriteAlone<T>(Func<Sql, T> work) => writer.Write(work, WriteKind.Alone);

    /// <summary>Writes as <see cref="WriteAsync{T}"/> does, and blocks the thread while it waits.</summary>
    public T Write<T>(Func<Sql, T> work) => writer.Write(work, WriteKind.Together);

    /// <summary>Writes as the other overload does, for work without a result.</summary>
    public void Write(Action<Sql> work) => Write(sql =>
    {
        work(sql);
        return true;
    });

    /// <summary>
    /// Writes the write-ahead log's pages into the database file and empties the log; false if the file is not ours or a reader is in the
    /// way. With <paramref name="keepsLog"/> it writes what it can and leaves the log as it is, for a program that copies it.
    /// </summary>
    public bool Checkpoint(bool keepsLog = false)
    {
        try
        {
            return writer.Write(sql => Connections.Checkpoint(sql, keepsLog), WriteKind.Upkeep);
        }
        catch (DatabaseUnavailableException)
        {
            return false;
        }
    }

    /// <summary>Ends the queued writes and closes every connection; the write-ahead log stays, see <see cref="Checkpoint"/>.</summary>
    public void Dispose()
    {
        lock (idle)
        {
            disposed = true;
            while (idle.TryPop(out var entry)) entry.Sql.Dispose();
        }
        writer.Dispose();
        guard.Dispose();
    }

    private bool IsRoomToWait => Volatile.Read(ref waiting) < MaxWaiting;

    private async Task<bool> Waited(Task<bool> seat)
    {
        Interlocked.Increment(ref waiting);
        try
        {
            return await seat;
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }

    private static DatabaseUnavailableException NoSeat()
    {
        DbMeter.CountTimeout();
        return new DatabaseUnavailableException("Every database connection is busy.");
    }

    private object? Run(Func<Sql, object?> work, Sql sql, int generation)
    {
        var keep = false;
        try
        {
            // Not the driver's transaction: statements are kept prepared from one to the next. What throws closes the connection.
            Connections.Execute(sql.Connection, "BEGIN");
            schema.Prove(sql);
            var result = work(sql);
            Connections.Execute(sql.Connection, "COMMIT");
            keep = true;
            return result;
        }
        finally
        {
            PutBack(sql, generation, keep);
        }
    }

    private Sql OpenReader(string? problem)
    {
        // Without this check SQLite would open any file at the path and mix our write-ahead log into it.
        if (problem is not null) throw new DatabaseUnavailableException($"The database file is {problem}.");
        return new Sql(Connections.Open(Path, queryOnly: true, ReaderBusyMilliseconds), statements) { KeepsStatements = true };
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
}
