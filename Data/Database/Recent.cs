// Things read from the database by their ids, used again by whoever asks until something is written, and for a second at most.
namespace MathsSoc.Data;

/// <summary>Many values under the rule of <see cref="Snapshot{T}"/>: true of the present, or read again.</summary>
public sealed class Recent<T>(Db db, TimeProvider clock) where T : class
{
    private const int Most = 5000;

    private readonly object gate = new();
    private Dictionary<long, T> kept = [];
    private long writes = -1;
    private long at;

    /// <summary>The value of an id; null, which is not kept, when <paramref name="read"/> finds none.</summary>
    public T? Get(long id, Func<T?> read)
    {
        Dictionary<long, T> current;
        lock (gate)
        {
            // Counted before reading: a write in between makes what is read stale, never the other way round.
            if (writes != db.Writes || clock.GetElapsedTime(at) >= Snapshot<T>.Fresh || kept.Count >= Most)
                (kept, writes, at) = ([], db.Writes, clock.GetTimestamp());
            if (kept.TryGetValue(id, out var known)) return known;
            current = kept;
        }
        var value = read();
        if (value is not null)
            lock (gate) current[id] = value;
        return value;
    }
}
