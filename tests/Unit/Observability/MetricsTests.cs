// The scrape: what exists from the start, what bounds its labels, and whether Prometheus' own tool accepts it.
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text;
using MathsSoc.Observability;
using Microsoft.Extensions.Logging.Abstractions;

namespace MathsSoc.Tests.Unit.Observability;

public sealed class MetricsTests : IDisposable
{
    private readonly Metrics metrics = new(NullLogger.Instance, [new("version", "1.0\"\\\n"), new("commit", "abc")]);

    public void Dispose() => metrics.Dispose();

    [Fact]
    public void Declared_labels_start_at_zero_and_count_from_there()
    {
        var counter = metrics.Meter.CreateCounter<long>("mathsoc_test_total", null, "Test.", [new("result", "success failure")]);
        Assert.Contains("mathsoc_test_total{result=\"failure\"} 0\n", Scrape(), StringComparison.Ordinal);
        counter.Add(2, new KeyValuePair<string, object?>("result", "failure"));
        counter.Add(1, new KeyValuePair<string, object?>("result", "failure"));
        var text = Scrape();
        Assert.Contains("mathsoc_test_total{result=\"success\"} 0\n", text, StringComparison.Ordinal);
        Assert.Contains("mathsoc_test_total{result=\"failure\"} 3\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_counter_without_labels_starts_at_zero_and_one_with_open_labels_has_no_series_yet()
    {
        metrics.Meter.CreateCounter<long>("mathsoc_plain_total", null, "Test.");
        metrics.Meter.CreateCounter<long>("mathsoc_open_total", null, "Test.", [new("job", "")]);
        var text = Scrape();
        Assert.Contains("\nmathsoc_plain_total 0\n", text, StringComparison.Ordinal);
        Assert.Contains("# TYPE mathsoc_open_total counter\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\nmathsoc_open_total", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_shared_meter_is_heard_too_and_another_servers_is_not()
    {
        using var shared = new Meter(Metrics.MeterName);
        using var other = new Metrics(NullLogger.Instance);
        var name = "mathsoc_shared_" + Guid.NewGuid().ToString("n") + "_total";
        var counter = shared.CreateCounter<int>(name);
        counter.Add(5);
        other.Meter.CreateCounter<int>("mathsoc_foreign_total").Add(1);
        Assert.Contains($"{name} 5\n", Scrape(), StringComparison.Ordinal);
        Assert.DoesNotContain("mathsoc_foreign_total", Scrape(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_gauge_without_a_measurement_has_no_sample()
    {
        long? value = 7;
        metrics.Meter.CreateObservableGauge("mathsoc_gauge", () => value is null ? [] : new[] { new Measurement<long>(value.Value) });
        Assert.Contains("\nmathsoc_gauge 7\n", Scrape(), StringComparison.Ordinal);
        value = null;
        Assert.DoesNotContain("\nmathsoc_gauge ", Scrape(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_gauge_that_throws_spoils_only_itself()
    {
        metrics.Meter.CreateObservableGauge<int>("mathsoc_broken", new Func<int>(() => throw new InvalidOperationException("no")));
        metrics.Meter.CreateObservableGauge("mathsoc_whole", () => 3);
        Assert.Contains("\nmathsoc_whole 3\n", Scrape(), StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_cannot_grow_without_bound()
    {
        var counter = metrics.Meter.CreateCounter<long>("mathsoc_many_total", null, "Test.", [new("name", "")]);
        for (var i = 0; i < 1000; i++) counter.Add(1, new KeyValuePair<string, object?>("name", $"n{i}"));
        var samples = Samples("mathsoc_many_total");
        Assert.Equal(201, samples.Count);
        Assert.Equal("800", samples["{name=\"other\"}"]);
    }

    [Fact]
    public void A_histogram_counts_into_the_bucket_whose_bound_it_does_not_exceed()
    {
        var histogram = metrics.Meter.CreateHistogram<double>("mathsoc_test_seconds", "s", "Test.");
        histogram.Record(0.005);
        histogram.Record(0.0051);
        histogram.Record(100);
        var buckets = Samples("mathsoc_test_seconds_bucket");
        Assert.Equal("0", buckets["{le=\"0.0025\"}"]);
        Assert.Equal("1", buckets["{le=\"0.005\"}"]);
        Assert.Equal("2", buckets["{le=\"0.01\"}"]);
        Assert.Equal("3", buckets["{le=\"+Inf\"}"]);
        Assert.Equal("3", Samples("mathsoc_test_seconds_count")[""]);
        Assert.Equal("100.0101", Samples("mathsoc_test_seconds_sum")[""]);
    }

    [Fact]
    public void Requests_are_counted_by_method_route_and_status_and_strange_methods_are_other()
    {
        Answer("GET", "/articles/{id}", 200, 4);
        Answer("GET", "/articles/{id}", 200, 20);
        Answer("GET", "/articles/{id}", 404, 1);
        Answer("BREW", HttpMetrics.Unmatched, 404, 1);
        Answer("get", HttpMetrics.Unmatched, 999, 1);
        var counts = Samples("http_requests_total");
        Assert.Equal("2", counts["{method=\"GET\",route=\"/articles/{id}\",status=\"200\"}"]);
        Assert.Equal("1", counts["{method=\"GET\",route=\"/articles/{id}\",status=\"404\"}"]);
        Assert.Equal("1", counts["{method=\"other\",route=\"unmatched\",status=\"404\"}"]);
        Assert.Equal("1", counts["{method=\"other\",route=\"unmatched\",status=\"other\"}"]);
        var buckets = Samples("http_request_duration_seconds_bucket");
        Assert.Equal("2", buckets["{method=\"GET\",route=\"/articles/{id}\",le=\"0.005\"}"]);
        Assert.Equal("3", buckets["{method=\"GET\",route=\"/articles/{id}\",le=\"0.025\"}"]);
        Assert.Equal("0.025", Samples("http_request_duration_seconds_sum")["{method=\"GET\",route=\"/articles/{id}\"}"]);
        Assert.Equal("0", Samples("http_requests_in_progress")[""]);
    }

    [Fact]
    public void The_buckets_of_requests_are_those_that_were_promised()
    {
        Answer("GET", "/", 200, 1);
        var bounds = Scrape().Split('\n').Where(line => line.StartsWith("http_request_duration_seconds_bucket", StringComparison.Ordinal))
            .Select(line => line.Split("le=\"")[1].Split('"')[0]);
        Assert.Equal(
            ["0.005", "0.01", "0.025", "0.05", "0.075", "0.1", "0.25", "0.5", "0.75", "1", "2.5", "5", "7.5", "10", "+Inf"],
            bounds);
    }

    [Theory]
    [InlineData("process_start_time_seconds")]
    [InlineData("process_cpu_seconds_total")]
    [InlineData("process_resident_memory_bytes")]
    [InlineData("process_open_fds")]
    [InlineData("process_max_fds")]
    [InlineData("dotnet_gc_heap_bytes")]
    public void The_process_tells_of_itself(string name) =>
        Assert.True(double.Parse(Samples(name)[""], System.Globalization.CultureInfo.InvariantCulture) > 0);

    [Fact]
    public void Collections_are_counted_by_generation() =>
        Assert.Equal(["{generation=\"0\"}", "{generation=\"1\"}", "{generation=\"2\"}"], Samples("dotnet_gc_collections_total").Keys);

    [Fact]
    public void The_build_is_told_in_labels_that_are_escaped() =>
        Assert.Contains("mathsoc_build_info{commit=\"abc\",version=\"1.0\\\"\\\\\\n\"} 1\n", Scrape(), StringComparison.Ordinal);

    [Fact]
    public void OpenMetrics_names_counters_without_total_and_ends_with_EOF()
    {
        Answer("GET", "/", 200, 1);
        var text = Scrape(openMetrics: true);
        Assert.Contains("# TYPE http_requests counter\n", text, StringComparison.Ordinal);
        Assert.Contains("\nhttp_requests_total{", text, StringComparison.Ordinal);
        Assert.Contains("le=\"1.0\"", text, StringComparison.Ordinal);
        Assert.EndsWith("\n# EOF\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Prometheus_own_tool_finds_nothing_to_complain_of()
    {
        const string tool = "/usr/bin/promtool";
        if (!File.Exists(tool)) Assert.Skip("promtool is not installed (Debian package prometheus); tests/run installs it.");
        Answer("GET", "/", 200, 1);
        metrics.Meter.CreateHistogram<double>("mathsoc_test_seconds", "s", "Test.").Record(1);
        metrics.Meter.CreateCounter<long>("mathsoc_test_total", null, "Test.", [new("result", "success failure")])
            .Add(1, new KeyValuePair<string, object?>("result", "success"));
        using var process = Process.Start(new ProcessStartInfo(tool, ["check", "metrics"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        process.StandardInput.Write(Scrape());
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
        process.WaitForExit();
        // Other tests of this run may have published instruments with odd names on the shared meter; only this program's matter.
        Assert.DoesNotContain(output.Split('\n'), line => line.Length > 0 && !line.Contains("mathsoc_shared_", StringComparison.Ordinal));
    }

    private void Answer(string method, string route, int status, int milliseconds)
    {
        metrics.Http.Begin();
        metrics.Http.End(method, route, status, TimeSpan.FromMilliseconds(milliseconds));
    }

    private string Scrape(bool openMetrics = false)
    {
        var text = "";
        metrics.Scrape(openMetrics, bytes => text = Encoding.UTF8.GetString(bytes.Span));
        return text;
    }

    private Dictionary<string, string> Samples(string name) => Scrape().Split('\n')
        .Where(line => line.StartsWith(name + "{", StringComparison.Ordinal) || line.StartsWith(name + " ", StringComparison.Ordinal))
        .ToDictionary(line => line[name.Length..line.LastIndexOf(' ')], line => line[(line.LastIndexOf(' ') + 1)..]);
}
