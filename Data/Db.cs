// The database: bounded readers, one writer, and the guard that refuses to write to a file that is no longer ours.
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace MathsSoc.Data;

/// <summary>
/// The open database. Reads run side by side on query-only connections; writes queue on one lock and are immediate transactions.
/// Both throw <see cref="DatabaseUnavailableException"/> when the file is gone, replaced, broken, full or read-only; nothing is saved then.
/// </summary>
public sealed class Db : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly ILogger? statements;
    private readonly DatabaseGuard guard;
    private readonly SemaphoreSlim readerSeats;
    private readonly SemaphoreSlim writerSeat = new(1, 1);
    private readonly Stack<(SqliteConnection Connection, int Generation)> idle = new();
    private (SqliteConnection Connection, int Generation)? writer;
    private bool disposed;

    private Db(string path, DatabaseFile file, int readers, ILogger? statements, ILogger? events)
    {
        Path = path;
        MaxReaders = readers;
        this.statements = statements;
        guard = new DatabaseGuard(path, file, events);
        readerSeats = new SemaphoreSlim(readers, readers);
    }

    /// <summary>The database file.</summary>
    public string Path { get; }

    /// <summary>How many connections may read at once.</summary>
    public int MaxReaders { get; }

    /// <summary>Connections at work now, the writer included.</summary>
    public int InUse => MaxReaders - readerSeats.CurrentCount + (1 - writerSeat.CurrentCount);

    /// <summary>Whether this process is in the middle of a write transaction now.</summary>
    public bool Writing => writerSeat.CurrentCount == 0;

    /// <summary>Rises whenever handles opened before must be given up.</summary>
    internal int Generation => guard.Generation;

    /// <summary>Opens a database that <see cref="Migrator"/> has made ready.</summary>
    /// <param name="statements">Where every statement is logged; null: nowhere.</param>
    /// <param name="events">Where the loss and return of the file are logged.</param>
    public static Db Open(string path, int readers, ILogger? statements = null, ILogger? events = null)
    {
        var (file, problem) = DatabaseFile.Look(path);
        if (problem is not null) throw new DatabaseUnavailableException($"The database {path} is {problem}.");
        return new Db(path, file, readers, statements, events);
    }

    /// <summary>Why the database cannot be written now ("missing", "replaced"); null when it is whole. Looks at the file, not at SQLite.</summary>
    public string? FindProblem() => guard.FindProblem();

    /// <summary>Runs <paramref name="work"/> on a query-only connection.</summary>
    public T Read<T>(Func<Sql, T> work)
    {
        if (!readerSeats.Wait(Patience)) throw Overcrowded();
        try
        {
            var generation = guard.Generation;
            var connection = TakeIdle(generation) ?? OpenReader();
            var keep = false;
            try
            {
                var result = work(new Sql(connection, statements));
                keep = true;
                return result;
            }
            finally
            {
                PutBack(connection, generation, keep);
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
    /// The file is looked at before the transaction begins and again before it is committed.
    /// </summary>
    public T Write<T>(Func<Sql, T> work)
    {
        if (!writerSeat.Wait(Patience)) throw Overcrowded();
        try
        {
            Guard();
            if (writer is { } old && old.Generation != guard.Generation) { old.Connection.Dispose(); writer = null; }
            writer ??= (Connections.Open(Path, queryOnly: false), guard.Generation);
            var connection = writer.Value.Connection;
            using var transaction = connection.BeginTransaction();
            var result = work(new Sql(connection, statements));
            Guard();
            transaction.Commit();
            return result;
        }
        catch (SqliteException problem) when (IsUnavailable(problem))
        {
            writer?.Connection.Dispose();
            writer = null;
            throw Unavailable(problem);
        }
        finally
        {
            writerSeat.Release();
        }
    }

    /// <summary>Folds the write-ahead log into the database file; false when the file is not ours or a reader is in the way.</summary>
    public bool Checkpoint()
    {
        if (!writerSeat.Wait(Patience)) return false;
        try
        {
            if (guard.FindProblem() is not null) return false;
            using var connection = Connections.Open(Path, queryOnly: false);
            return new Sql(connection, null).Scalar<long>("PRAGMA wal_checkpoint(TRUNCATE)") == 0;
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
            while (idle.TryPop(out var entry)) entry.Connection.Dispose();
        }
        writer?.Connection.Dispose();
        writer = null;
    }

    private void Guard()
    {
        if (guard.FindProblem() is { } problem)
            throw new DatabaseUnavailableException($"The database file is {problem}: nothing was saved.");
    }

    private SqliteConnection OpenReader()
    {
        // SQLite would take whatever stands at the path and mix our write-ahead log into it.
        Guard();
        return Connections.Open(Path, queryOnly: true);
    }

    private SqliteConnection? TakeIdle(int generation)
    {
        lock (idle)
        {
            while (idle.TryPop(out var entry))
            {
                if (entry.Generation == generation) return entry.Connection;
                entry.Connection.Dispose();
            }
        }
        return null;
    }

    private void PutBack(SqliteConnection connection, int generation, bool keep)
    {
        lock (idle)
        {
            if (keep && !disposed && generation == guard.Generation) idle.Push((connection, generation));
            else connection.Dispose();
        }
    }

    private static DatabaseUnavailableException Overcrowded()
    {
        DbMeter.Timeouts.Add(1);
        return new DatabaseUnavailableException("Every database connection was busy for five seconds.");
    }

    private static DatabaseUnavailableException Unavailable(SqliteException problem)
    {
        if (problem.SqliteErrorCode is Connections.Busy or Connections.Locked) DbMeter.Busy.Add(1);
        return new DatabaseUnavailableException($"The database could not be used: {Connections.Explain(problem)}", problem);
    }

    private static bool IsUnavailable(SqliteException problem) => Connections.Explain(problem) is not null;
}
