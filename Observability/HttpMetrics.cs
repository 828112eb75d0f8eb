// The http_* metrics, counted directly by the access log, which sees every request.
using System.Collections.Concurrent;
using System.Globalization;

namespace MathsSoc.Observability;

/// <summary>
/// Requests by method, route and status, their durations, and how many are in progress. Every label is bounded: a method that HTTP does
/// not define is counted as <c>other</c>.
/// </summary>
internal sealed class HttpMetrics
{
    /// <summary>The route label of a request that matched no route.</summary>
    public const string Unmatched = "unmatched";

    private const string Other = "other";
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "CONNECT", "TRACE", Other];
    private static readonly double[] Bounds = [.005, .01, .025, .05, .075, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10];
    private static readonly long[] BoundTicks = Bounds.Select(bound => TimeSpan.FromSeconds(bound).Ticks).ToArray();

    // The keys are the route templates of Routes.cs: a few dozen, and fixed.
    private readonly ConcurrentDictionary<string, Series?[]> routes = new(StringComparer.Ordinal);
    private int running;

    /// <summary>A request has begun.</summary>
    public void Begin() => Interlocked.Increment(ref running);

    /// <summary>A request has ended.</summary>
    public void End(string method, string route, int status, TimeSpan elapsed)
    {
        Interlocked.Decrement(ref running);
        var row = routes.GetOrAdd(route, static _ => new Series?[Methods.Length]);
        ref var series = ref row[IndexOf(method)];
        if (series is null) Interlocked.CompareExchange(ref series, new Series(), null);
        series!.Add(status, elapsed.Ticks);
    }

    /// <summary>Writes all three families.</summary>
    public void Write(MetricText text)
    {
        text.Declare("http_requests_total", MetricKind.Counter, "Requests answered, by method, route and status.");
        ForEach((series, labels) => series.WriteCounts(text, labels));
        text.Declare("http_request_duration_seconds", MetricKind.Histogram,
            "Time from the request's arrival to the end of the work for it.");
        ForEach((series, labels) => series.WriteDurations(text, MetricText.Labels(labels)));
        text.Declare("http_requests_in_progress", MetricKind.Gauge, "Requests that are being worked on.");
        text.Sample("http_requests_in_progress", "", Volatile.Read(ref running));
    }

    /// <summary>The method itself, or <c>other</c> for one that HTTP does not define: a client makes up as many as it likes.</summary>
    public static string NameOf(string method) => Methods[IndexOf(method)];

    /// <summary>Requests answered so far, and those of them with a status from 500 up; both without probes.</summary>
    public (long All, long Failed) CountVisitors()
    {
        var (all, failed) = (0L, 0L);
        foreach (var (route, row) in routes)
        {
            if (Probes.IsProbe(route)) continue;
            foreach (var series in row) series?.Count(ref all, ref failed);
        }
        return (all, failed);
    }

    private void ForEach(Action<Series, KeyValuePair<string, string>[]> write)
    {
        foreach (var (route, row) in routes.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            for (var i = 0; i < row.Length; i++)
                if (row[i] is { } series) write(series, [new("method", Methods[i]), new("route", route)]);
    }

    private static int IndexOf(string method)
    {
        // Kestrel passes these very string instances, so most comparisons end at the reference check.
        for (var i = 0; i < Methods.Length - 1; i++)
            if (method == Methods[i]) return i;
        return Methods.Length - 1;
    }

    /// <summary>The counts of one method on one route.</summary>
    private sealed class Series
    {
        private readonly long[] buckets = new long[BoundTicks.Length + 1];
        private StatusCount[] statuses = [];
        private long ticks;

        private sealed class StatusCount(int status)
        {
            public readonly int Status = status;
            public long Count;
        }

        public void Add(int status, long elapsed)
        {
            Interlocked.Increment(ref Find(status is >= 100 and <= 599 ? status : 0).Count);
            var bucket = 0;
            while (bucket < BoundTicks.Length && elapsed > BoundTicks[bucket]) bucket++;
            Interlocked.Increment(ref buckets[bucket]);
            Interlocked.Add(ref ticks, elapsed);
        }

        public void Count(ref long all, ref long failed)
        {
            foreach (var one in statuses)
            {
                var count = Volatile.Read(ref one.Count);
                all += count;
                if (one.Status >= 500) failed += count;
            }
        }

        public void WriteCounts(MetricText text, KeyValuePair<string, string>[] labels)
        {
            foreach (var one in statuses.OrderBy(one => one.Status))
            {
                var status = one.Status == 0 ? Other : one.Status.ToString(CultureInfo.InvariantCulture);
                text.Sample("http_requests_total", MetricText.Labels([.. labels, new("status", status)]), Volatile.Read(ref one.Count));
            }
        }

        public void WriteDurations(MetricText text, string labels)
        {
            var counts = new long[buckets.Length];
            for (var i = 0; i < counts.Length; i++) counts[i] = Volatile.Read(ref buckets[i]);
            text.Histogram("http_request_duration_seconds", labels, Bounds, counts,
                TimeSpan.FromTicks(Volatile.Read(ref ticks)).TotalSeconds);
        }

        private StatusCount Find(int status)
        {
            while (true)
            {
                var seen = statuses;
                foreach (var one in seen)
                    if (one.Status == status) return one;
                Interlocked.CompareExchange(ref statuses, [.. seen, new StatusCount(status)], seen);
            }
        }
    }
}
