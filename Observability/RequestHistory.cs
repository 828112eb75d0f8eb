// The requests of the last hour, minute by minute, and how long each route took; kept in memory for the status page.
using System.Collections.Concurrent;
using MathsSoc.Data;

namespace MathsSoc.Observability;

/// <summary>
/// Probes are left out, and what is no page (files of the set, addresses that do not exist) counts as a request but not in the times.
/// Memory is bounded: routes are those of the URL map, and what is older than an hour is overwritten.
/// </summary>
public sealed class RequestHistory(TimeProvider clock)
{
    private const string FilesPath = "/static/";
    private const int Minutes = 60, MinuteSeconds = 60;
    private const int SliceSeconds = 600, Slices = 7;
    private static readonly double[] Bounds = [.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30];

    private readonly Minute?[] minutes = new Minute?[Minutes];
    private readonly Slice?[] slices = new Slice?[Slices];

    /// <summary>A request has ended.</summary>
    public void Add(string route, int status, TimeSpan elapsed)
    {
        if (Probes.IsProbe(route)) return;
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var minute = At(minutes, now / MinuteSeconds, static number => new Minute(number));
        Interlocked.Increment(ref minute.Requests);
        if (status >= StatusCodes.Status500InternalServerError) Interlocked.Increment(ref minute.Errors);
        if (route == HttpMetrics.Unmatched || route.StartsWith(FilesPath, StringComparison.Ordinal)) return;
        minute.Times.Add(elapsed);
        At(slices, now / SliceSeconds, static number => new Slice(number)).Routes.GetOrAdd(route, static _ => new Times()).Add(elapsed);
    }

    /// <summary>The last sixty minutes, the oldest first; one without requests is among them.</summary>
    public List<MinuteOfRequests> ListMinutes()
    {
        var last = clock.GetUtcNow().ToUnixTimeSeconds() / MinuteSeconds;
        var found = new List<MinuteOfRequests>(Minutes);
        for (var number = last - Minutes + 1; number <= last; number++)
            found.Add(Volatile.Read(ref minutes[IndexOf(number, Minutes)]) is { } minute && minute.Number == number
                ? new MinuteOfRequests(number * MinuteSeconds, Volatile.Read(ref minute.Requests), Volatile.Read(ref minute.Errors),
                    minute.Times.Percentile95())
                : new MinuteOfRequests(number * MinuteSeconds, 0, 0, null));
        return found;
    }

    /// <summary>The slowest routes of the last hour, by the time within which 95 % of their requests were answered.</summary>
    public List<RouteTimes> ListSlowest(int most)
    {
        var oldest = clock.GetUtcNow().ToUnixTimeSeconds() / SliceSeconds - Slices + 1;
        var sums = new Dictionary<string, Times>(StringComparer.Ordinal);
        foreach (var slice in slices)
        {
            if (slice is null || slice.Number < oldest) continue;
            foreach (var (route, times) in slice.Routes)
            {
                if (!sums.TryGetValue(route, out var sum)) sums[route] = sum = new Times();
                sum.Add(times);
            }
        }
        return
        [
            .. sums.Where(one => one.Value.Count > 0)
                .Select(one => new RouteTimes(one.Key, one.Value.Count, one.Value.Percentile95()!.Value, one.Value.Longest))
                .OrderByDescending(one => one.P95).ThenBy(one => one.Route, StringComparer.Ordinal).Take(most),
        ];
    }

    /// <summary>Also for the hour before 1970, which a clock without a battery shows at first.</summary>
    private static int IndexOf(long number, int length) => (int)((number % length + length) % length);

    /// <summary>The slot of a minute or slice, emptied if it still holds one of an hour ago.</summary>
    private static T At<T>(T?[] ring, long number, Func<long, T> make) where T : class, INumbered
    {
        ref var slot = ref ring[IndexOf(number, ring.Length)];
        while (true)
        {
            var seen = Volatile.Read(ref slot);
            if (seen is not null && seen.Number == number) return seen;
            Interlocked.CompareExchange(ref slot, make(number), seen);
        }
    }

    private interface INumbered
    {
        long Number { get; }
    }

    private sealed class Minute(long number) : INumbered
    {
        public long Number => number;
        public long Requests, Errors;
        public readonly Times Times = new();
    }

    private sealed class Slice(long number) : INumbered
    {
        public long Number => number;
        public readonly ConcurrentDictionary<string, Times> Routes = new(StringComparer.Ordinal);
    }

    /// <summary>Durations in buckets.</summary>
    private sealed class Times
    {
        private readonly long[] buckets = new long[Bounds.Length + 1];
        private long longest;

        public long Count => buckets.Sum();

        public double Longest => TimeSpan.FromTicks(Volatile.Read(ref longest)).TotalSeconds;

        public void Add(TimeSpan elapsed)
        {
            var bucket = 0;
            while (bucket < Bounds.Length && elapsed.TotalSeconds > Bounds[bucket]) bucket++;
            Interlocked.Increment(ref buckets[bucket]);
            Raise(elapsed.Ticks);
        }

        public void Add(Times other)
        {
            for (var i = 0; i < buckets.Length; i++) buckets[i] += Volatile.Read(ref other.buckets[i]);
            Raise(Volatile.Read(ref other.longest));
        }

        /// <summary>Within a bucket durations are taken to be spread evenly; null: there are none.</summary>
        public double? Percentile95()
        {
            var all = Count;
            if (all == 0) return null;
            var wanted = 0.95 * all;
            var before = 0L;
            for (var i = 0; i < Bounds.Length; i++)
            {
                if (before + buckets[i] >= wanted)
                {
                    var from = i == 0 ? 0 : Bounds[i - 1];
                    return Math.Min(Longest, from + (Bounds[i] - from) * (wanted - before) / buckets[i]);
                }
                before += buckets[i];
            }
            return Longest;
        }

        private void Raise(long ticks)
        {
            for (var seen = Volatile.Read(ref longest); ticks > seen;)
            {
                var found = Interlocked.CompareExchange(ref longest, ticks, seen);
                if (found == seen) return;
                seen = found;
            }
        }
    }
}
