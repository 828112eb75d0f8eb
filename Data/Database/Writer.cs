// The one thread that writes: it runs the writes of a moment in one transaction, so that a slow disk syncs once for all of them.
using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace MathsSoc.Data;

/// <summary>
/// Takes writes from a short queue and commits those of a moment together ("group commit"). Each has a savepoint of its own, so one that
/// fails is undone alone. If the commit itself fails (a deferred foreign key, a full disk), all are rolled back and run again one by one.
/// </summary>
internal sealed class Writer : IDisposable
{
    /// <summary>How long a write waits to begin before its caller is refused.</summary>
    public static readonly TimeSpan WaitLimit = TimeSpan.FromSeconds(5);

    private const int MaxWaiting = 512;
    private const int MaxTogether = 64;

    /// <summary>No more writes join a transaction that has run this long: the results of the first ones wait for its commit.</summary>
    private static readonly TimeSpan TogetherLimit = TimeSpan.FromMilliseconds(100);

    /// <summary>Without a write for this long, the log's pages are written into the database file, so that it is complete.</summary>
    private static readonly TimeSpan IdleLimit = TimeSpan.FromSeconds(5);

    private readonly WriterConnection connection;
    private readonly BlockingCollection<PendingWrite> queue = new(MaxWaiting);
    private readonly Thread thread;
    private PendingWrite? next;
    private long writes;
    private bool isCheckpointed = true;
    private bool isDisposed;
    private volatile bool isBusy;
    private volatile bool isLockedOut;
    private volatile bool isLarge;

    public Writer(WriterConnection connection)
    {
        this.connection = connection;
        thread = new Thread(Run) { IsBackground = true, Name = "database writer" };
        thread.Start();
    }

    /// <summary>The number of transactions that were committed and changed a row.</summary>
    public long Writes => Interlocked.Read(ref writes);

    /// <summary>Whether it is writing, or waiting for the lock, at this moment.</summary>
    public bool IsBusy => isBusy;

    /// <summary>
    /// Queues the work and returns its result once it is committed. Throws <see cref="DatabaseUnavailableException"/> if the queue is full,
    /// or the work has not begun within <see cref="WaitLimit"/>. It is not undone when its caller stops waiting.
    /// </summary>
    public DbTask<T> WriteAsync<T>(Func<Sql, T> work, WriteKind kind) => new(WriteObjectAsync(sql => work(sql), kind));

    private async Task<object?> WriteObjectAsync(Func<Sql, object?> work, WriteKind kind)
    {
        var write = Enqueue(work, kind);
        var result = write.Result;
        if (!result.IsCompleted)
            await ((Task)result).WaitAsync(WaitLimit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!result.IsCompleted && write.TryGiveUp()) throw WaitedInVain();
        // A write that has begun is waited for, however long it takes: only its result says whether it was saved.
        return await result;
    }

    /// <summary>The same, blocking the calling thread.</summary>
    public T Write<T>(Func<Sql, T> work, WriteKind kind) => (T)WriteObject(sql => work(sql), kind)!;

    private object? WriteObject(Func<Sql, object?> work, WriteKind kind)
    {
        var write = Enqueue(work, kind);
        var handle = ((IAsyncResult)write.Result).AsyncWaitHandle;
        if (!handle.WaitOne(WaitLimit) && write.TryGiveUp()) throw WaitedInVain();
        return write.Result.GetAwaiter().GetResult();
    }

    /// <summary>Lets the queued writes end, and closes the connection. The write-ahead log stays as it is.</summary>
    public void Dispose()
    {
        if (isDisposed) return;
        isDisposed = true;
        queue.CompleteAdding();
        // A disk that does not answer must not keep the process from ending.
        if (thread.Join(TimeSpan.FromSeconds(10))) queue.Dispose();
    }

    private PendingWrite Enqueue(Func<Sql, object?> work, WriteKind kind)
    {
        if (Thread.CurrentThread == thread) throw new InvalidOperationException("A write inside a write would wait for itself.");
        var write = new PendingWrite(work, kind);
        try
        {
            if (queue.TryAdd(write)) return write;
        }
        catch (InvalidOperationException)
        {
            // The queue has been closed, perhaps at this very moment.
            throw new DatabaseUnavailableException("The server is stopping: nothing was saved.");
        }
        DbMeter.CountTimeout();
        throw Refuse($"{MaxWaiting} writes are waiting already.");
    }

    private DatabaseUnavailableException WaitedInVain()
    {
        DbMeter.CountTimeout();
        return Refuse($"The write has waited for {WaitLimit.TotalSeconds:0} s.");
    }

    private DatabaseUnavailableException Refuse(string what) =>
        isLockedOut ? new($"{what} Another program holds the database's lock.", null,
            "Another program on the server is using the society’s database.")
        : isLarge ? new($"{what} A large change, such as an import, is being saved.", null,
            "A large change, such as an import, is being saved at this moment.")
        : new($"{what} The disk is slow.", null, "The server’s disk is very slow at this moment.");

    // ---- The thread --------------------------------------------------------------------------------------------------------------------

    private void Run()
    {
        while (TakeNext() is var write && (write is not null || !queue.IsCompleted))
        {
            isBusy = true;
            isLarge = write?.Kind == WriteKind.Alone;
            if (write is null) isCheckpointed = connection.CheckpointAsFarAsPossible();
            else RunWith(write);
            isBusy = isLarge = false;
        }
        connection.Close();
    }

    /// <summary>The next write of the queue; null if none came for a while, or the queue has ended.</summary>
    private PendingWrite? TakeNext()
    {
        var write = next;
        next = null;
        if (write is null) queue.TryTake(out write, isCheckpointed ? Timeout.InfiniteTimeSpan : IdleLimit);
        return write;
    }

    /// <summary>Runs a write, and with it those that may share its transaction.</summary>
    private void RunWith(PendingWrite first)
    {
        var batch = new List<PendingWrite>();
        if (Attempt(first, batch, mayShare: first.Kind == WriteKind.Together) is not { } problem) return;
        if (batch.Count < 2)
        {
            foreach (var write in batch) write.Fail(problem);
            return;
        }
        // Together they cannot be saved. Alone, all may be but the one at fault.
        var single = new List<PendingWrite>(1);
        foreach (var write in batch)
        {
            single.Clear();
            if (Attempt(write, single, mayShare: false) is not { } own) continue;
            foreach (var failed in single) failed.Fail(own);
        }
    }

    /// <summary>
    /// Runs one transaction. Returns null once it is committed; otherwise why none of the writes that are now in <paramref name="batch"/>
    /// was saved. A write that failed by itself has been given its error and is not among them.
    /// </summary>
    private Exception? Attempt(PendingWrite first, List<PendingWrite> batch, bool mayShare)
    {
        try
        {
            connection.Prepare();
            if (first.Kind != WriteKind.Upkeep && !Begin(first)) return null;
        }
        catch (Exception problem)
        {
            if (first.TryBegin()) batch.Add(first);
            return Abandon(problem);
        }
        try
        {
            if (first.Kind == WriteKind.Upkeep) RunUpkeep(first, batch);
            else if (first.Kind == WriteKind.Alone) Commit(RunLarge(first, batch));
            else Commit(RunAll(first, batch, mayShare));
        }
        catch (Exception problem)
        {
            return Abandon(problem);
        }
        foreach (var write in batch) write.Succeed();
        return null;
    }

    private void RunUpkeep(PendingWrite write, List<PendingWrite> batch)
    {
        if (!write.TryBegin()) return;
        batch.Add(write);
        write.Run(connection.Sql);
    }

    /// <summary>Runs a write and those that come while it runs. True if one of them changed a row.</summary>
    private bool RunAll(PendingWrite first, List<PendingWrite> batch, bool mayShare)
    {
        var began = Stopwatch.GetTimestamp();
        var hasChanged = false;
        for (var write = first; write is not null; write = mayShare ? TakeAnother(batch.Count, began) : null)
            hasChanged |= RunInSavepoint(write, batch);
        return hasChanged;
    }

    private bool RunLarge(PendingWrite write, List<PendingWrite> batch)
    {
        connection.BeginLarge();
        try
        {
            return RunInSavepoint(write, batch);
        }
        finally
        {
            connection.EndLarge();
        }
    }

    /// <summary>Another write that may share the transaction; null if none waits, or the transaction is large enough.</summary>
    private PendingWrite? TakeAnother(int count, long began)
    {
        if (count >= MaxTogether || Stopwatch.GetElapsedTime(began) > TogetherLimit || !queue.TryTake(out var write)) return null;
        if (write.Kind == WriteKind.Together) return write;
        next = write;
        return null;
    }

    private bool RunInSavepoint(PendingWrite write, List<PendingWrite> batch)
    {
        if (!write.TryBegin()) return false;
        batch.Add(write);
        connection.Execute("SAVEPOINT one_write");
        var before = connection.Changes;
        try
        {
            write.Run(connection.Sql);
        }
        catch (Exception problem) when (connection.IsInTransaction && !IsUnavailable(problem))
        {
            connection.Execute("ROLLBACK TO one_write");
            connection.Execute("RELEASE one_write");
            batch.Remove(write);
            write.Fail(problem);
            return false;
        }
        connection.Execute("RELEASE one_write");
        return connection.Changes != before;
    }

    private void Commit(bool hasChanged)
    {
        connection.Commit(hasChanged);
        // A write that changed no row does not outdate anything that was read before it.
        if (!hasChanged) return;
        Interlocked.Increment(ref writes);
        isCheckpointed = false;
    }

    /// <summary>Undoes the transaction; after an error of the disk it closes the connection. Returns the callers' error.</summary>
    private Exception Abandon(Exception problem)
    {
        connection.Rollback();
        if (!IsUnavailable(problem)) return problem;
        connection.Close();
        return Connections.Unavailable((SqliteException)problem);
    }

    /// <summary>Begins the transaction; false if another program held the lock until nobody waited for this write any more.</summary>
    private bool Begin(PendingWrite first)
    {
        var since = Stopwatch.GetTimestamp();
        while (!connection.TryBegin())
        {
            if (!isLockedOut) DbMeter.CountBusy();
            // The others in the queue are refused for this reason too, so it stays until a transaction begins.
            isLockedOut = true;
            if (first.IsGivenUp) return false;
            // One that is run again after its batch has failed cannot be given up.
            if (Stopwatch.GetElapsedTime(since) > WaitLimit + WaitLimit) throw Refuse("The write could not be run again.");
        }
        isLockedOut = false;
        return true;
    }

    private static bool IsUnavailable(Exception problem) => problem is SqliteException broken && Connections.Explain(broken) is not null;
}
