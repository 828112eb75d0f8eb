// A short-lived cache of what many requests read: a value is used again until something is written, and for a second at most.
using System.Collections.Concurrent;

namespace MathsSoc.Data;

/// <summary>
/// Values by their keys. A value is used again while <see cref="Db.Writes"/> has not moved and it is younger than a second: another
/// process, such as <c>mathsoc reset-password</c>, may write too. Then all are dropped together; the same happens once
/// <paramref name="max"/> of them are kept.
/// </summary>
public sealed class CachedByKey<TKey, T>(Db db, TimeProvider clock, int max) where TKey : notnull where T : class
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private volatile Moment moment = new(-1, 0);

    /// <summary>
    /// The key's current value; null if <paramref name="read"/> returns null, which is not kept. Those who ask for a value that is being
    /// read at this moment share that reading. Throws <see cref="DatabaseUnavailableException"/> if the value has to be read and the
    /// database is unavailable.
    /// </summary>
    public Task<T?> Get(TKey key, Func<Sql, T?> read)
    {
        var current = moment;
        if (current.Writes != db.Writes || clock.GetElapsedTime(current.StartedAt) >= Fresh || current.Count >= max)
            // The count is taken before anything is read: a write in between then makes a fresh value look outdated, never the reverse.
            moment = current = new Moment(db.Writes, clock.GetTimestamp());
        return current.Values.TryGetValue(key, out var known) && known.IsCompleted ? known : Read(current, key, read);
    }

    private async Task<T?> Read(Moment current, TKey key, Func<Sql, T?> read)
    {
        var promise = new TaskCompletionSource<T?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = current.Values.GetOrAdd(key, promise.Task);
        if (first != promise.Task)
        {
            await SharedReading.Wait(first);
            return await first;
        }
        try
        {
            var value = await db.ReadAsync(read);
            if (value is null) current.Values.TryRemove(key, out _);
            else Interlocked.Increment(ref current.Count);
            promise.SetResult(value);
            return value;
        }
        catch (Exception problem)
        {
            current.Values.TryRemove(key, out _);
            promise.SetException(problem);
            return await promise.Task;
        }
    }

    /// <summary>The values read between two writes.</summary>
    private sealed class Moment(long writes, long startedAt)
    {
        public readonly long Writes = writes;
        public readonly long StartedAt = startedAt;
        public readonly ConcurrentDictionary<TKey, Task<T?>> Values = new();

        // Counted here because ConcurrentDictionary.Count takes every lock of the dictionary.
        public int Count;
    }
}

/// <summary>Waits for what somebody else reads.</summary>
internal static class SharedReading
{
    /// <summary>As long as others wait for a place to read: a disk that hangs may never end the reading that is shared.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // Of no type: a method for each kind of value would take the program 80 kB.
    public static async Task Wait(Task reading)
    {
        try
        {
            await reading.WaitAsync(Patience, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            throw new DatabaseUnavailableException("The database does not answer.");
        }
    }
}

/// <summary>A single value, cached by the same rule as in <see cref="CachedByKey{TKey, T}"/>.</summary>
public sealed class Cached<T>(Db db, TimeProvider clock, Func<Sql, T> read) where T : class
{
    private readonly CachedByKey<bool, T> one = new(db, clock, 2);

    /// <summary>
    /// The current value; throws <see cref="DatabaseUnavailableException"/> if it has to be read and the database is unavailable.
    /// </summary>
    public Task<T> Get() => one.Get(true, read)!;
}
