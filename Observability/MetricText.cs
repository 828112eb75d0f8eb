// Writes samples in the two text formats Prometheus reads.
using System.Globalization;
using System.Text;

namespace MathsSoc.Observability;

/// <summary>What kind of metric a family is to Prometheus.</summary>
internal enum MetricKind { Counter, Gauge, Histogram }

/// <summary>
/// The text format 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats/) or OpenMetrics 1.0.0
/// (https://prometheus.io/docs/specs/om/open_metrics_spec/), which differ in the name that declares a counter and in the last line.
/// </summary>
internal sealed class MetricText(LineBuffer output, bool openMetrics)
{
    private const string Total = "_total";

    /// <summary>The <c>Content-Type</c> of the text.</summary>
    public static string ContentType(bool openMetrics) => openMetrics
        ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
        : "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Declares a family; its samples follow.</summary>
    public void Declare(string name, MetricKind kind, string help)
    {
        var family = openMetrics && kind == MetricKind.Counter && name.EndsWith(Total, StringComparison.Ordinal)
            ? name[..^Total.Length]
            : name;
        output.Add($"# HELP {family} {Escape(help, quotes: openMetrics)}\n");
        output.Add($"# TYPE {family} {NameOf(kind)}\n");
    }

    /// <summary>Writes one sample; <paramref name="labels"/> come from <see cref="Labels"/>.</summary>
    public void Sample(string name, string labels, double value)
    {
        output.Add(name);
        if (labels.Length > 0) output.Add($"{{{labels}}}");
        output.Add($" {Number(value)}\n");
    }

    /// <summary>
    /// Writes the buckets, sum and count of one histogram; <paramref name="counts"/> has one more element than <paramref name="bounds"/>.
    /// </summary>
    public void Histogram(string name, string labels, ReadOnlySpan<double> bounds, ReadOnlySpan<long> counts, double sum)
    {
        var separator = labels.Length > 0 ? "," : "";
        long total = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            total += counts[i];
            var bound = i < bounds.Length ? Bound(bounds[i]) : "+Inf";
            output.Add(string.Create(CultureInfo.InvariantCulture, $"{name}_bucket{{{labels}{separator}le=\"{bound}\"}} {total}\n"));
        }
        Sample(name + "_sum", labels, sum);
        Sample(name + "_count", labels, total);
    }

    /// <summary>Writes the last line of the format, if it has one.</summary>
    public void End()
    {
        if (openMetrics) output.Add("# EOF\n");
    }

    /// <summary>Renders label pairs: <c>method="GET",route="/"</c>.</summary>
    public static string Labels(ReadOnlySpan<KeyValuePair<string, string>> pairs)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in pairs)
        {
            if (text.Length > 0) text.Append(',');
            text.Append(name).Append("=\"").Append(Escape(value, quotes: true)).Append('"');
        }
        return text.ToString();
    }

    private static string Escape(string text, bool quotes)
    {
        text = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return quotes ? text.Replace("\"", "\\\"", StringComparison.Ordinal) : text;
    }

    private static string NameOf(MetricKind kind) => kind switch
    {
        MetricKind.Counter => "counter",
        MetricKind.Gauge => "gauge",
        _ => "histogram",
    };

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        double.NaN => "NaN",
        _ when Math.Abs(value) < 1e15 && value == Math.Floor(value) => ((long)value).ToString(CultureInfo.InvariantCulture),
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    /// <summary>OpenMetrics requires a bound to look like a float; the older format writes whole numbers without a point.</summary>
    private string Bound(double bound)
    {
        var text = Number(bound);
        return openMetrics && bound == Math.Floor(bound) ? text + ".0" : text;
    }
}
