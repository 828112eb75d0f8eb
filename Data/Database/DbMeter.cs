// The metrics and spans of the data layer; Observability and OpenTelemetry find them by their names.
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace MathsSoc.Data;

/// <summary>The instruments, under the names that the metrics page publishes, and their totals since the process started.</summary>
public static class DbMeter
{
    private const string Name = "MathsSoc";
    private static readonly Meter Meter = new(Name);
    private static readonly ActivitySource Spans = new(Name);
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

    /// <summary>
    /// A span of one statement in a traced request; null outside of one. It has the statement's text, which has no values in it.
    /// </summary>
    internal static Activity? BeginSpan(string statement)
    {
        if (!Spans.HasListeners() || Activity.Current is null) return null;
        var verb = statement.AsSpan().TrimStart();
        var end = verb.IndexOfAny(" \t\r\n");
        var span = Spans.StartActivity(end < 0 ? verb.ToString() : verb[..end].ToString(), ActivityKind.Client);
        span?.SetTag("db.system.name", "sqlite");
        span?.SetTag("db.query.text", statement);
        return span;
    }
}
