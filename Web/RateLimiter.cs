// The fixed-window rate limiter: bounded counts in memory, a clock that tests can set, and refunds for requests that should not count.
namespace MathsSoc.Web;

/// <summary>
/// The state of the tightest window after a request: the limit, what is left of it, when it starts again (unix seconds),
/// and whether the request is refused.
/// </summary>
public readonly record struct RateDecision(bool Refused, RateLimit Limit, int Remaining, long ResetAt);

/// <summary>
/// Windows start at whole multiples of their length, so a partition's count is two numbers. Bounded: when there are too many partitions,
/// those whose windows have ended are dropped, and then the ones that were used least.
/// </summary>
public sealed class RateLimiter(TimeProvider clock)
{
    private const int MaxPartitions = 100_000;
    private readonly Lock sync = new();
    private readonly Dictionary<(string Partition, int Seconds), Window> windows = [];

    /// <summary>Partitions held now.</summary>
    public int Count
    {
        get { lock (sync) return windows.Count; }
    }

    /// <summary>
    /// Counts one request of <paramref name="partition"/> against every limit, unless one of them is used up: a refused request does
    /// not count. With <paramref name="isCounted"/> false it only tells what would be decided.
    /// </summary>
    public RateDecision Take(string partition, IReadOnlyList<RateLimit> limits, bool isCounted = true)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        lock (sync)
        {
            RateDecision? tightest = null;
            foreach (var limit in limits)
            {
                var used = UsedOf(partition, limit, now);
                var remaining = limit.Count - used;
                var decision = new RateDecision(remaining <= 0, limit, Math.Max(remaining, 0), (now / limit.Seconds + 1) * limit.Seconds);
                if (tightest is not { } other || IsTighter(decision, other)) tightest = decision;
            }
            var answer = tightest!.Value;
            if (answer.Refused || !isCounted) return answer;
            foreach (var limit in limits) Add(partition, limit, now, 1);
            if (windows.Count > MaxPartitions) Shrink(now);
            return answer with { Remaining = answer.Remaining - 1 };
        }
    }

    /// <summary>
    /// Counts <paramref name="item"/> among the different ones of <paramref name="partition"/>, once in each window, whatever the limit.
    /// </summary>
    public void CountOnce(string partition, string item, IReadOnlyList<RateLimit> limits)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var ofItem = $"{partition} {item}";
        lock (sync)
        {
            foreach (var limit in limits)
            {
                if (UsedOf(ofItem, limit, now) > 0) continue;
                Add(ofItem, limit, now, 1);
                Add(partition, limit, now, 1);
            }
            if (windows.Count > MaxPartitions) Shrink(now);
        }
    }

    /// <summary>Takes back what <see cref="CountOnce"/> counted in the windows of now.</summary>
    public void Uncount(string partition, string item, IReadOnlyList<RateLimit> limits)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var ofItem = $"{partition} {item}";
        lock (sync)
        {
            foreach (var limit in limits)
            {
                if (UsedOf(ofItem, limit, now) == 0) continue;
                windows.Remove((ofItem, limit.Seconds));
                Add(partition, limit, now, -1);
            }
        }
    }

    /// <summary>Gives one request back: a sign-in that succeeded, a sign-up that came to nothing.</summary>
    public void Refund(string partition, IReadOnlyList<RateLimit> limits)
    {
        lock (sync)
            foreach (var limit in limits)
                if (windows.TryGetValue((partition, limit.Seconds), out var window) && window.Used > 0)
                    windows[(partition, limit.Seconds)] = window with { Used = window.Used - 1 };
    }

    private void Add(string partition, RateLimit limit, long now, int change) => windows[(partition, limit.Seconds)] =
        new Window(now / limit.Seconds, Math.Max(0, UsedOf(partition, limit, now) + change));

    /// <summary>
    /// Which of two windows is reported: one that refuses before one that does not, of two that refuse the one that ends later, otherwise
    /// the one with less left.
    /// </summary>
    private static bool IsTighter(RateDecision one, RateDecision other)
    {
        if (one.Refused != other.Refused) return one.Refused;
        return one.Refused ? one.ResetAt > other.ResetAt : one.Remaining < other.Remaining;
    }

    private int UsedOf(string partition, RateLimit limit, long now) =>
        windows.TryGetValue((partition, limit.Seconds), out var window) && window.Index == now / limit.Seconds ? window.Used : 0;

    private void Shrink(long now)
    {
        foreach (var (key, window) in windows)
            if (window.Index != now / key.Seconds) windows.Remove(key);
        if (windows.Count <= MaxPartitions * 3 / 4) return;
        // Sorted as arrays: System.Linq's ordering of this pair of structs, which nothing else sorts, would be 80 kB of the native binary.
        var used = windows.Values.Select(window => window.Used).ToArray();
        var keys = windows.Keys.ToArray();
        Array.Sort(used, keys);
        foreach (var key in keys.AsSpan(0, keys.Length - MaxPartitions / 2)) windows.Remove(key);
    }

    private readonly record struct Window(long Index, int Used);
}
