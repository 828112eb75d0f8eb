// Every sample of the program's own metrics at one moment, for whoever compares them instead of printing them.
namespace MathsSoc.Observability;

/// <summary>One sample; histograms have none here.</summary>
/// <param name="Labels">The values of the labels, in the order in which the metric declares them.</param>
internal readonly record struct MetricSample(string Name, string[] Labels, double Value);

/// <summary>The samples.</summary>
internal sealed record MetricSnapshot(IReadOnlyList<MetricSample> Samples)
{
    /// <summary>The value of a metric without labels, or of the series with that one label; null if there is no sample.</summary>
    public double? Find(string name, string? label = null)
    {
        foreach (var sample in Samples)
            if (sample.Name == name && (label is null || sample.Labels is [var only] && only == label)) return sample.Value;
        return null;
    }

    /// <summary>The series of a metric with the largest value; null if it has none.</summary>
    public MetricSample? FindLargest(string name)
    {
        MetricSample? largest = null;
        foreach (var sample in Samples)
            if (sample.Name == name && (largest is not { } known || sample.Value > known.Value)) largest = sample;
        return largest;
    }
}
