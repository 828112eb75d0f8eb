// Keeps what was rendered of the newest versions of challenges or articles: one place for what both caches do.
namespace MathsSoc.Endpoints;

/// <summary>One rendered version of each thing, by the thing's id. When <paramref name="max"/> are kept, all are dropped.</summary>
/// <param name="keyOf">The version of a rendered thing, and the root below which its addresses are.</param>
internal sealed class KeptVersions<T>(int max, Func<T, (long Version, string Root)> keyOf) where T : class
{
    private readonly Dictionary<long, T> kept = [];

    /// <summary>What was rendered of this version, with addresses below <paramref name="root"/>; null if it is not kept.</summary>
    public T? Find(long id, long version, string root)
    {
        T? one;
        lock (kept) one = kept.GetValueOrDefault(id);
        return one is not null && keyOf(one) == (version, root) ? one : null;
    }

    /// <summary>Keeps it, unless another request was faster; what is kept then is the one that is rendered.</summary>
    public T Keep(long id, T made)
    {
        var (version, root) = keyOf(made);
        lock (kept)
        {
            if (Find(id, version, root) is { } other) return other;
            if (kept.Count >= max) kept.Clear();
            kept[id] = made;
        }
        return made;
    }
}
