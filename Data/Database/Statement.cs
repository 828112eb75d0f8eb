// A SQLite command that measures how long its statement takes and how many rows it reads or changes; RowReader reads the rows.
using System.Data;
using System.Data.Common;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace MathsSoc.Data;

/// <summary>A command of <see cref="Sql"/>: the driver's own, timed and logged.</summary>
internal sealed class Statement(Sql sql, SqliteCommand command, ILogger? log) : DbCommand
{
    private long started;
    private Activity? span;

    [AllowNull]
    public override string CommandText { get => command.CommandText; set => command.CommandText = value; }

    public override CommandType CommandType { get => command.CommandType; set => command.CommandType = value; }

    // Dapper sets these three on every command to what its caller passed: no time limit and no transaction. These setters ignore that, so
    // the driver's command keeps its connection's; without a time limit it would wait for a locked database for ever.
    public override int CommandTimeout { get => command.CommandTimeout; set { } }
    protected override DbConnection? DbConnection { get => sql; set { } }
    protected override DbTransaction? DbTransaction { get => command.Transaction; set { } }

    public override bool DesignTimeVisible { get; set; }
    public override UpdateRowSource UpdatedRowSource { get; set; }
    protected override DbParameterCollection DbParameterCollection => command.Parameters;

    public override int ExecuteNonQuery()
    {
        Begin();
        var changed = command.ExecuteNonQuery();
        Done(changed);
        return changed;
    }

    public override object? ExecuteScalar()
    {
        Begin();
        var value = command.ExecuteScalar();
        Done(value is null ? 0 : 1);
        return value;
    }

    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior)
    {
        Begin();
        return new RowReader(command.ExecuteReader(behavior), this);
    }

    private void Begin()
    {
        started = Stopwatch.GetTimestamp();
        span = DbMeter.BeginSpan(CommandText);
    }

    /// <summary>Logs the statement and its time; called when it has run, or when its last row was read.</summary>
    public void Done(int rows)
    {
        var elapsed = Stopwatch.GetElapsedTime(started);
        DbMeter.QuerySeconds.Record(elapsed.TotalSeconds);
        span?.Dispose();
        span = null;
        // Asked first, because the values would be boxed for every statement though LOG_SQL is off.
        if (log?.IsEnabled(LogLevel.Information) == true)
            log.LogInformation("{Statement} took {Microseconds} us, {Rows} rows", CommandText, (long)elapsed.TotalMicroseconds, rows);
    }

    public override void Cancel() => command.Cancel();

    public override void Prepare() => command.Prepare();

    protected override DbParameter CreateDbParameter() => command.CreateParameter();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            // It has failed, or Done would have ended it.
            span?.SetStatus(ActivityStatusCode.Error).Dispose();
            command.Dispose();
        }
        base.Dispose(disposing);
    }
}
