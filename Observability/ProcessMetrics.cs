// The process_* and dotnet_* gauges, read from /proc and the runtime at each scrape.
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;

namespace MathsSoc.Observability;

/// <summary>The metrics that Prometheus' client libraries report of every process, under the same names.</summary>
internal static class ProcessMetrics
{
    /// <summary>Creates the instruments on <paramref name="meter"/>.</summary>
    public static void Create(Meter meter)
    {
        var self = Process.GetCurrentProcess();
        var started = new DateTimeOffset(self.StartTime).ToUnixTimeMilliseconds() / 1000.0;
        meter.CreateObservableGauge("process_start_time_seconds", () => started, "s", "When the process was started, in unix time.");
        meter.CreateObservableCounter("process_cpu_seconds_total", () => Environment.CpuUsage.TotalTime.TotalSeconds, "s",
            "Processor time used, in user and system mode together.");
        meter.CreateObservableGauge("process_resident_memory_bytes", () => Environment.WorkingSet, "By",
            "Memory in use that is not swapped out.");
        meter.CreateObservableGauge("process_open_fds", CountOpenFiles, null, "Open file descriptors.");
        meter.CreateObservableGauge("process_max_fds", FindMaxFiles, null, "The most file descriptors that may be open.");
        meter.CreateObservableCounter("dotnet_gc_collections_total", CountCollections, null, "Garbage collections, by generation.",
            [new("generation", "")]);
        meter.CreateObservableGauge("dotnet_gc_heap_bytes", () => GC.GetTotalMemory(forceFullCollection: false), "By",
            "Memory allocated on the managed heap.");
    }

    private static IEnumerable<Measurement<long>> CountCollections() =>
        Enumerable.Range(0, GC.MaxGeneration + 1).Select(generation =>
            new Measurement<long>(GC.CollectionCount(generation), new KeyValuePair<string, object?>("generation", generation)));

    private static IEnumerable<Measurement<long>> CountOpenFiles() =>
        Directory.Exists("/proc/self/fd") ? [new(Directory.EnumerateFileSystemEntries("/proc/self/fd").LongCount())] : [];

    private static IEnumerable<Measurement<long>> FindMaxFiles()
    {
        if (!File.Exists("/proc/self/limits")) return [];
        // "Max open files            1024                 1048576              files"
        var line = File.ReadLines("/proc/self/limits").FirstOrDefault(line => line.StartsWith("Max open files", StringComparison.Ordinal));
        var words = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return words.Length > 3 && long.TryParse(words[3], NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
            ? [new(limit)]
            : [];
    }
}
