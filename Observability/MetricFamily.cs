// Adds up the measurements of one instrument, with a number for every set of label values seen.
using System.Diagnostics.Metrics;

namespace MathsSoc.Observability;

/// <summary>
/// The samples of one instrument. Labels are declared by the instrument's own tags: <c>new("result", "success failure")</c> names the
/// label's values, whose series exist from the start at 0; <c>new("task", "")</c> declares a label whose values are not known yet. An
/// instrument without tags has one series. At most 200 series are kept: further ones are counted with every label <c>other</c>.
/// </summary>
internal sealed class MetricFamily
{
    private const int MaxSeries = 200;
    private static readonly double[] DefaultBounds = [.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5];
    private readonly Lock sync = new();
    private readonly string[] labelNames;
    private readonly double[] bounds;
    private readonly bool observed;
    private readonly bool adds;
    private readonly List<Series> series = [];
    private int scrape;

    public MetricFamily(Instrument instrument)
    {
        Name = instrument.Name;
        Help = instrument.Description ?? instrument.Name;
        var type = instrument.GetType().GetGenericTypeDefinition();
        Kind = type == typeof(Counter<>) || type == typeof(ObservableCounter<>) ? MetricKind.Counter
            : type == typeof(Histogram<>) ? MetricKind.Histogram
            : MetricKind.Gauge;
        observed = instrument.IsObservable;
        adds = type == typeof(Counter<>) || type == typeof(UpDownCounter<>);
        bounds = (instrument as Histogram<double>)?.Advice?.HistogramBucketBoundaries?.ToArray() ?? DefaultBounds;
        var declared = instrument.Tags?.ToArray() ?? [];
        labelNames = declared.Select(tag => tag.Key).ToArray();
        Declare(instrument);
    }

    public string Name { get; }
    public string Help { get; }
    public MetricKind Kind { get; }

    /// <summary>
    /// Adds the series that an instrument declares and that do not exist yet: two instruments of one name, such as those of two sites in
    /// one process, may declare different label values.
    /// </summary>
    public void Declare(Instrument instrument)
    {
        if (observed) return;
        var choices = (instrument.Tags ?? [])
            .Select(tag => (tag.Value?.ToString() ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries));
        lock (sync)
        {
            foreach (var values in Combine([.. choices]))
                if (values.Length == labelNames.Length && !series.Exists(one => one.Values.AsSpan().SequenceEqual(values)))
                    series.Add(new Series(values, labelNames, bounds.Length + 1));
        }
    }

    /// <summary>Takes one measurement: added to a counter, put in a histogram's bucket, or kept as a gauge's value.</summary>
    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (sync)
        {
            var one = FindSeries(tags);
            one.Scrape = scrape;
            if (Kind == MetricKind.Histogram)
            {
                var bucket = 0;
                while (bucket < bounds.Length && value > bounds[bucket]) bucket++;
                one.Buckets[bucket]++;
                one.Value += value;
            }
            else
            {
                one.Value = adds ? one.Value + value : value;
            }
        }
    }

    /// <summary>Begins a scrape: a gauge that is not reported during it has no value and is left out.</summary>
    public void BeginScrape()
    {
        lock (sync) scrape++;
    }

    public void Write(MetricText text)
    {
        lock (sync)
        {
            text.Declare(Name, Kind, Help);
            foreach (var one in series)
            {
                if (observed && one.Scrape != scrape) continue;
                if (Kind == MetricKind.Histogram) text.Histogram(Name, one.Labels, bounds, one.Buckets, one.Value);
                else text.Sample(Name, one.Labels, one.Value);
            }
        }
    }

    /// <summary>Adds the samples that <see cref="Write"/> would write, unless it is a histogram.</summary>
    public void AddTo(List<MetricSample> samples)
    {
        if (Kind == MetricKind.Histogram) return;
        lock (sync)
            foreach (var one in series)
                if (!observed || one.Scrape == scrape) samples.Add(new MetricSample(Name, one.Values, one.Value));
    }

    private Series FindSeries(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var one in series)
            if (one.Matches(labelNames, tags)) return one;
        var values = new string[labelNames.Length];
        for (var i = 0; i < values.Length; i++) values[i] = series.Count >= MaxSeries ? "other" : ValueOf(labelNames[i], tags);
        var known = series.Find(one => one.Values.AsSpan().SequenceEqual(values));
        if (known is not null) return known;
        var added = new Series(values, labelNames, bounds.Length + 1);
        series.Add(added);
        return added;
    }

    private static string ValueOf(string label, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var (name, value) in tags)
            if (name == label) return value?.ToString() ?? "";
        return "";
    }

    /// <summary>Every combination of the labels' values; none if a label has no known value.</summary>
    private static List<string[]> Combine(string[][] choices)
    {
        var rows = new List<string[]> { Array.Empty<string>() };
        foreach (var values in choices)
            rows = [.. rows.SelectMany(row => values.Select(value => row.Append(value).ToArray())).Take(MaxSeries)];
        return rows;
    }

    private sealed class Series(string[] values, string[] names, int buckets)
    {
        public string[] Values { get; } = values;
        public string Labels { get; } = MetricText.Labels(names.Zip(values, KeyValuePair.Create).ToArray());
        public long[] Buckets { get; } = new long[buckets];
        public double Value;
        public int Scrape;

        public bool Matches(string[] names, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            for (var i = 0; i < names.Length; i++)
                if (Values[i] != ValueOf(names[i], tags)) return false;
            return true;
        }
    }
}
