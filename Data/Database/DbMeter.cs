// The metrics of the data layer; Observability reads the instruments by their names.
using System.Diagnostics.Metrics;

namespace MathsSoc.Data;

/// <summary>The instruments, under the names that the metrics page publishes.</summary>
internal static class DbMeter
{
    private static readonly Meter Meter = new("MathsSoc");

    public static readonly Histogram<double> QuerySeconds =
        Meter.CreateHistogram<double>("mathsoc_db_query_duration_seconds", "s", "Duration of SQL statements.");

    public static readonly Counter<long> Timeouts = Meter.CreateCounter<long>(
        "mathsoc_db_connection_timeouts_total", null, "Requests that waited in vain for a database connection.");

    public static readonly Counter<long> Busy = Meter.CreateCounter<long>(
        "mathsoc_db_busy_total", null, "Statements that found the database locked for longer than the busy timeout.");
}
