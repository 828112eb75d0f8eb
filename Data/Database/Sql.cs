// One open connection as the rest of Data uses it: Dapper's methods are called on it, and every statement is timed and logged.
using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;

// Dapper.AOT writes the code for each call of Query, Execute and so on as the program is compiled: nothing is reflected over at run time.
[module: DapperAot]
[module: SqlSyntax(SqlSyntax.SQLite)]

namespace MathsSoc.Data;

/// <summary>
/// An open connection, and the transaction that is under way on it. SQL is a literal; values go in as parameters only. <see cref="Db"/> opens
/// it, closes it and begins the transactions.
/// </summary>
/// <param name="statements">Where every statement is logged, without its parameters; null: nowhere.</param>
public sealed class Sql(SqliteConnection connection, ILogger? statements) : DbConnection
{
    /// <summary>The connection beneath, for transactions and for what only SQLite itself can do.</summary>
    internal SqliteConnection Connection => connection;

    /// <summary>
    /// Counts the write transaction that is under way, in the header's user version: on page 1, so that every checkpoint carries it into the file
    /// itself, where <see cref="DatabaseGuard"/> reads it without SQLite. (The schema's version stands in the migrations table.)
    /// </summary>
    internal void CountTransaction()
    {
        // By hand, on the connection beneath: bookkeeping is neither timed nor logged.
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        var count = (long)command.ExecuteScalar()!;
        command.CommandText = string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {(count + 1) & int.MaxValue}");
        command.ExecuteNonQuery();
    }

    public override string Database => connection.Database;
    public override string DataSource => connection.DataSource;
    public override string ServerVersion => connection.ServerVersion;
    public override ConnectionState State => connection.State;

    [AllowNull]
    public override string ConnectionString { get => connection.ConnectionString; set => throw new NotSupportedException(); }

    public override void Open() => throw new NotSupportedException();

    public override void Close() => connection.Close();

    public override void ChangeDatabase(string databaseName) => throw new NotSupportedException();

    protected override DbCommand CreateDbCommand() => new Statement(this, connection.CreateCommand(), statements);

    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) connection.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>The rows of Dapper's Query as the list they already are.</summary>
public static class RowList
{
    /// <summary>Stands in for Dapper's own AsList, whose class brings all of Dapper's reflection into the native binary.</summary>
    public static List<T> AsList<T>(this IEnumerable<T> rows) => rows as List<T> ?? [.. rows];
}
