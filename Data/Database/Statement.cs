// A SQLite command that measures how long its statement takes and how many rows it reads or changes; RowReader reads the rows.
using System.Data;
using System.Data.Common;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace MathsSoc.Data;

/// <summary>A command of <see cref="Sql"/>: the driver's own, timed and logged.</summary>
internal sealed class Statement(Sql sql, ILogger? log) : DbCommand
{
    private SqliteCommand? taken;
    private long started;
    private bool hasRun, canBeKept = true;
    private Activity? span;

    // The text comes first, from Dapper and everybody else: it says which of the connection's commands this is.
    private SqliteCommand Command => taken ??= sql.Take("");

    [AllowNull]
    public override string CommandText
    {
        get => Command.CommandText;
        set
        {
            if (taken is null) taken = sql.Take(value ?? "");
            else taken.CommandText = value;
        }
    }

    public override CommandType CommandType { get => Command.CommandType; set => Command.CommandType = value; }

    // Dapper sets these three on every command to what its caller passed: no time limit and no transaction. These setters ignore that, so
    // the driver's command keeps its connection's; without a time limit it would wait for a locked database for ever.
    public override int CommandTimeout { get => Command.CommandTimeout; set { } }
    protected override DbConnection? DbConnection { get => sql; set { } }
    protected override DbTransaction? DbTransaction { get => Command.Transaction; set { } }

    public override bool DesignTimeVisible { get; set; }
    public override UpdateRowSource UpdatedRowSource { get; set; }
    protected override DbParameterCollection DbParameterCollection => Command.Parameters;

    public override int ExecuteNonQuery()
    {
        Begin();
        var changed = Command.ExecuteNonQuery();
        Done(changed);
        return changed;
    }

    public override object? ExecuteScalar()
    {
        Begin();
        var value = Command.ExecuteScalar();
        Done(value is null ? 0 : 1);
        return value;
    }

    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior)
    {
        Begin();
        return new RowReader(Command.ExecuteReader(behavior), this);
    }

    private void Begin()
    {
        started = Stopwatch.GetTimestamp();
        hasRun = false;
        // Asked now: Dapper takes its parameters out before it disposes the command.
        canBeKept = canBeKept && sql.CanKeep(Command);
        span = DbMeter.BeginSpan(CommandText);
    }

    /// <summary>Logs the statement and its time; called when it has run, or when its last row was read.</summary>
    public void Done(int rows)
    {
        var elapsed = Stopwatch.GetElapsedTime(started);
        DbMeter.QuerySeconds.Record(elapsed.TotalSeconds);
        span?.Dispose();
        span = null;
        hasRun = true;
        // Asked first, because the values would be boxed for every statement though LOG_SQL is off.
        if (log?.IsEnabled(LogLevel.Information) == true)
            log.LogInformation("{Statement} took {Microseconds} us, {Rows} rows", CommandText, (long)elapsed.TotalMicroseconds, rows);
    }

    public override void Cancel() => Command.Cancel();

    public override void Prepare() => Command.Prepare();

    protected override DbParameter CreateDbParameter() => Command.CreateParameter();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            // It has failed, or Done would have ended it.
            span?.SetStatus(ActivityStatusCode.Error).Dispose();
            if (hasRun && canBeKept) sql.GiveBack(Command);
            else taken?.Dispose();
            taken = null;
        }
        base.Dispose(disposing);
    }
}
