// Gathers the measurements of every part of the program and writes them as one scrape.
using System.Diagnostics.Metrics;

namespace MathsSoc.Observability;

/// <summary>
/// Listens to every instrument of any meter called <c>MathsSoc</c>, and adds the http_*, process_* and dotnet_* families. To measure
/// something, create an instrument with the metric's full name; <see cref="MetricFamily"/> describes how labels are declared.
/// </summary>
public sealed class Metrics : IDisposable
{
    /// <summary>The name of the meters that are listened to.</summary>
    public const string MeterName = "MathsSoc";

    private readonly SortedList<string, MetricFamily> families = new(StringComparer.Ordinal);
    private readonly MeterListener listener = new();
    private readonly Lock scraping = new();
    private readonly LineBuffer output = new();
    private readonly ILogger log;
    private bool toldOfFailure;

    /// <param name="log">Gets one line when a gauge cannot be read.</param>
    /// <param name="build">The labels of <c>mathsoc_build_info</c>: version, commit, runtime, sqlite.</param>
    public Metrics(ILogger log, params IEnumerable<KeyValuePair<string, object?>> build)
    {
        this.log = log;
        Meter = new Meter(MeterName, null, null, scope: this);
        listener.InstrumentPublished = Publish;
        listener.SetMeasurementEventCallback<int>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        listener.SetMeasurementEventCallback<long>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        listener.SetMeasurementEventCallback<double>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        listener.Start();
        ProcessMetrics.Create(Meter);
        var labels = build.ToArray();
        Meter.CreateObservableGauge("mathsoc_build_info", () => new Measurement<int>(1, labels), null,
            "What is running; always 1.", labels.Select(label => KeyValuePair.Create<string, object?>(label.Key, "")));
    }

    /// <summary>A meter of this server alone, for gauges that read one of its objects. Counters may use any meter of that name.</summary>
    public Meter Meter { get; }

    internal HttpMetrics Http { get; } = new();

    /// <summary>Reads every gauge and hands all samples to <paramref name="write"/>; one scrape at a time.</summary>
    internal void Scrape(bool openMetrics, Action<ReadOnlyMemory<byte>> write)
    {
        lock (scraping)
        {
            var known = ReadFamilies();
            output.Clear();
            var text = new MetricText(output, openMetrics);
            Http.Write(text);
            foreach (var family in known) family.Write(text);
            text.End();
            write(output.WrittenMemory);
        }
    }

    /// <summary>The numbers that a scrape would write now.</summary>
    internal MetricSnapshot Read()
    {
        lock (scraping)
        {
            var samples = new List<MetricSample>();
            foreach (var family in ReadFamilies()) family.AddTo(samples);
            return new MetricSnapshot(samples);
        }
    }

    public void Dispose()
    {
        listener.Dispose();
        Meter.Dispose();
    }

    private void Publish(Instrument instrument, MeterListener listening)
    {
        if (instrument.Meter.Name != MeterName || (instrument.Meter.Scope is { } scope && scope != this)) return;
        MetricFamily? family;
        lock (families)
        {
            if (families.TryGetValue(instrument.Name, out family)) family.Declare(instrument);
            else families.Add(instrument.Name, family = new MetricFamily(instrument));
        }
        listening.EnableMeasurementEvents(instrument, family);
    }

    private List<MetricFamily> ReadFamilies()
    {
        List<MetricFamily> known;
        lock (families) known = [.. families.Values];
        foreach (var family in known) family.BeginScrape();
        ReadGauges();
        return known;
    }

    private void ReadGauges()
    {
        try
        {
            listener.RecordObservableInstruments();
            toldOfFailure = false;
        }
        catch (AggregateException problem)
        {
            // A gauge that cannot be read has no sample; the others keep theirs.
            if (!toldOfFailure) log.LogError(problem, "A metric could not be read and is missing from the scrape");
            toldOfFailure = true;
        }
    }
}
