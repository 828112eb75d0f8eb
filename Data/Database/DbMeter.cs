// What the database counts about itself; Observability reads the instruments by their names.
using System.Diagnostics.Metrics;

namespace MathsSoc.Data;

/// <summary>The instruments of the data layer, named as OPERATIONS section 5 names them.</summary>
internal static class DbMeter
{
    private static readonly Meter Meter = new("MathsSoc");

    public static readonly Histogram<double> QuerySeconds =
        Meter.CreateHistogram<double>("mathsoc_db_query_duration_seconds", "s", "Duration of SQL statements.");

    public static readonly Counter<long> Timeouts =
        Meter.CreateCounter<long>("mathsoc_db_connection_timeouts_total", null, "Requests that waited in vain for a database connection.");

    public static readonly Counter<long> Busy =
        Meter.CreateCounter<long>("mathsoc_db_busy_total", null, "Statements that found the database locked for longer than the busy timeout.");
}
