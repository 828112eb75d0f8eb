// The metrics of the data layer; Observability reads the instruments by their names.
using System.Diagnostics.Metrics;

namespace MathsSoc.Data;

/// <summary>The instruments, under the names that the metrics page publishes, and their totals since the process started.</summary>
public static class DbMeter
{
    private static readonly Meter Meter = new("MathsSoc");
    private static long timeouts, busy;

    internal static readonly Histogram<double> QuerySeconds =
        Meter.CreateHistogram<double>("mathsoc_db_query_duration_seconds", "s", "Duration of SQL statements.");

    private static readonly Counter<long> TimeoutCounter = Meter.CreateCounter<long>(
        "mathsoc_db_connection_timeouts_total", null, "Requests that waited in vain for a database connection.");

    private static readonly Counter<long> BusyCounter = Meter.CreateCounter<long>(
        "mathsoc_db_busy_total", null, "Statements that found the database locked for longer than the busy timeout.");

    /// <summary>Requests that waited in vain for a connection.</summary>
    public static long Timeouts => Volatile.Read(ref timeouts);

    /// <summary>Statements that found the database locked for longer than the busy timeout.</summary>
    public static long Busy => Volatile.Read(ref busy);

    internal static void CountTimeout()
    {
        Interlocked.Increment(ref timeouts);
        TimeoutCounter.Add(1);
    }

    internal static void CountBusy()
    {
        Interlocked.Increment(ref busy);
        BusyCounter.Add(1);
    }
}
