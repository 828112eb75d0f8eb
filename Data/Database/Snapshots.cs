// Values that many requests ask for by a key: each is read once and used again while nothing was written, and only so many are kept.
namespace MathsSoc.Data;

/// <summary>
/// A <see cref="Snapshot{T}"/> for each key. With <paramref name="most"/> of them kept, all are dropped and made again as they are asked for.
/// </summary>
public sealed class Snapshots<TKey, T>(Db db, TimeProvider clock, int most, Func<Sql, TKey, T> read) where TKey : class where T : class
{
    private readonly Dictionary<TKey, Snapshot<T>> kept = [];

    /// <summary>The key's value now; throws <see cref="DatabaseUnavailableException"/> when it must be read and cannot be.</summary>
    public T Get(TKey key)
    {
        Snapshot<T>? one;
        lock (kept)
        {
            if (!kept.TryGetValue(key, out one))
            {
                if (kept.Count >= most) kept.Clear();
                kept[key] = one = new Snapshot<T>(db, clock, sql => read(sql, key));
            }
        }
        return one.Get();
    }
}
