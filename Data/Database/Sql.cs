// The only file that names Dapper: statements with named parameters, rows read by static abstract methods, so that nothing is reflected over.
using System.Data;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace MathsSoc.Data;

/// <summary>A row that knows its columns and how it is read from them.</summary>
public interface IRow<TSelf> where TSelf : IRow<TSelf>
{
    /// <summary>The columns, in the exact order in which <see cref="Read"/> expects them.</summary>
    static abstract string Columns { get; }

    /// <summary>The row that the reader stands on.</summary>
    static abstract TSelf Read(IDataRecord row);
}

/// <summary>One open connection as the rest of Data uses it. SQL is a literal; values go in as parameters only.</summary>
public sealed class Sql(SqliteConnection connection, ILogger? statements)
{
    /// <summary>
    /// Dapper registers handlers for XML and data tables as it starts, and each would bring its parser into the native binary, where Unreached.xml
    /// keeps them out. The list they stood in is asked for all the same; an empty one here, in every build, makes them behave alike.
    /// </summary>
    static Sql() => typeof(SqlMapper).GetField("typeHandlers", BindingFlags.Static | BindingFlags.NonPublic)!
        .SetValue(null, new Dictionary<Type, SqlMapper.ITypeHandler>());

    /// <summary>The connection beneath, for what only SQLite itself can do (backup, PRAGMAs).</summary>
    internal SqliteConnection Connection => connection;

    /// <summary>Every row of the statement.</summary>
    public List<T> Rows<T>(string sql, params ReadOnlySpan<(string Name, object? Value)> args) where T : IRow<T>
    {
        var started = Stopwatch.GetTimestamp();
        var rows = new List<T>();
        using (var reader = connection.ExecuteReader(sql, Bag(args)))
            while (reader.Read())
                rows.Add(T.Read(reader));
        Done(sql, started, rows.Count);
        return rows;
    }

    /// <summary>The first row of the statement; null when there is none.</summary>
    public T? Row<T>(string sql, params ReadOnlySpan<(string Name, object? Value)> args) where T : class, IRow<T>
    {
        var started = Stopwatch.GetTimestamp();
        T? row = null;
        using (var reader = connection.ExecuteReader(sql, Bag(args), commandType: CommandType.Text))
            if (reader.Read())
                row = T.Read(reader);
        Done(sql, started, row is null ? 0 : 1);
        return row;
    }

    /// <summary>The first column of the first row; the type's default when there is no row or it is NULL.</summary>
    public T? Scalar<T>(string sql, params ReadOnlySpan<(string Name, object? Value)> args)
    {
        var started = Stopwatch.GetTimestamp();
        var value = connection.ExecuteScalar<T>(sql, Bag(args));
        Done(sql, started, value is null ? 0 : 1);
        return value;
    }

    /// <summary>Runs the statement and tells how many rows it changed.</summary>
    public int Run(string sql, params ReadOnlySpan<(string Name, object? Value)> args)
    {
        var started = Stopwatch.GetTimestamp();
        var changed = connection.Execute(sql, Bag(args));
        Done(sql, started, changed);
        return changed;
    }

    /// <summary>
    /// Counts the write transaction that is under way, in the header's user version: on page 1, so that every checkpoint carries it into the file
    /// itself, where <see cref="DatabaseGuard"/> reads it without SQLite. (The schema's version stands in the migrations table.)
    /// </summary>
    internal void CountTransaction()
    {
        var count = connection.ExecuteScalar<long>("PRAGMA user_version");
        connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {(count + 1) & int.MaxValue}"));
    }

    private static DynamicParameters? Bag(ReadOnlySpan<(string Name, object? Value)> args)
    {
        if (args.IsEmpty) return null;
        var bag = new DynamicParameters();
        foreach (var (name, value) in args) bag.Add(name, value);
        return bag;
    }

    private void Done(string sql, long started, int rows)
    {
        var elapsed = Stopwatch.GetElapsedTime(started);
        DbMeter.QuerySeconds.Record(elapsed.TotalSeconds);
        statements?.LogInformation("{Statement} took {Microseconds} us, {Rows} rows", sql, (long)elapsed.TotalMicroseconds, rows);
    }
}
