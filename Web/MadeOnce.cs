// Something that takes work to make, such as the feed: made again when what it is made of has changed, once for all who ask meanwhile.
namespace MathsSoc.Web;

/// <summary>Keeps the last one. Safe to use by many requests at once.</summary>
public sealed class MadeOnce<T>
{
    private readonly Lock sync = new();
    private (string Key, Task<T> Made)? last;

    /// <summary>
    /// The one that was made for this <paramref name="key"/>, or a new one; if making it failed, the next who asks tries again. The caller
    /// awaits it before its request ends, which <paramref name="make"/> may use.
    /// </summary>
    public Task<T> Get(string key, Func<Task<T>> make)
    {
        lock (sync)
        {
            if (last is { } known && known.Key == key && !known.Made.IsFaulted && !known.Made.IsCanceled) return known.Made;
            // On another thread: it may be all work and no waiting, and others are to find that it has begun.
            var made = Task.Run(make);
            last = (key, made);
            return made;
        }
    }
}
