// The connection that the rest of Data uses: Dapper's methods are called on it, and every statement is timed and logged.
using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Dapper;
using Microsoft.Data.Sqlite;

// Dapper.AOT generates the code for each call of Query, Execute and so on at compile time: there is no reflection at run time.
[module: DapperAot]
[module: SqlSyntax(SqlSyntax.SQLite)]

namespace MathsSoc.Data;

/// <summary>
/// An open connection with its current transaction. SQL is a literal; values are passed as parameters only. <see cref="Db"/> opens it,
/// closes it and begins the transactions.
/// </summary>
/// <param name="statements">Where every statement is logged, without its parameters; null: nowhere.</param>
public sealed class Sql(SqliteConnection connection, ILogger? statements) : DbConnection
{
    /// <summary>More than the busiest page and an answer need together; each takes a few kilobytes.</summary>
    private const int MostKept = 64;

    /// <summary>Longer text that was bound to a statement would stay in memory with it.</summary>
    private const int LongestKeptText = 4096;

    private readonly List<SqliteCommand> kept = [];
    private SchemaGuard.Statements? schema;

    /// <summary>
    /// Whether a statement that has run stays prepared for its next use: for the connections of <see cref="Db"/>, whose transactions are
    /// not the driver's. Preparing takes longer than running for most statements of a page.
    /// </summary>
    internal bool KeepsStatements { get; init; }

    /// <summary>The statements that are prepared for their next use.</summary>
    internal List<string> KeptStatements => [.. kept.Select(static command => command.CommandText)];

    /// <summary>The driver's connection, for transactions and for calls of SQLite itself.</summary>
    internal SqliteConnection Connection => connection;

    /// <summary>The schema cookie at which <see cref="SchemaGuard"/> last found the schema right; null: never yet.</summary>
    internal long? ProvenCookie { get; set; }

    /// <summary>The newest migration (null: there is no table of migrations) and SQLite's schema cookie.</summary>
    internal (long? Number, long Cookie) ReadSchemaVersion() => (schema ??= new SchemaGuard.Statements(connection.Handle!)).Read();

    /// <summary>
    /// Counts the current write transaction in the header's user version. It is on page 1, so every checkpoint carries it into the file
    /// itself, where <see cref="DatabaseGuard"/> reads it without SQLite. (The schema's version is in the migrations table.)
    /// </summary>
    internal void CountTransaction()
    {
        // On the driver's connection: this bookkeeping is neither timed nor logged.
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        var count = (long)command.ExecuteScalar()!;
        command.CommandText = $"PRAGMA user_version = {(count + 1) & int.MaxValue}";
        command.ExecuteNonQuery();
    }

    /// <summary>A command for the statement, prepared already if it was kept; to be given back.</summary>
    internal SqliteCommand Take(string text)
    {
        // The latest are the likeliest.
        for (var i = kept.Count - 1; i >= 0; i--)
            if (kept[i].CommandText == text)
            {
                var found = kept[i];
                kept.RemoveAt(i);
                return found;
            }
        var command = connection.CreateCommand();
        command.CommandText = text;
        return command;
    }

    /// <summary>Keeps a command that has run for its next use; the longest unused one makes room.</summary>
    internal void GiveBack(SqliteCommand command)
    {
        command.Parameters.Clear();
        if (kept.Count == MostKept)
        {
            kept[0].Dispose();
            kept.RemoveAt(0);
        }
        kept.Add(command);
    }

    /// <summary>Whether a command that is about to run may be kept afterwards.</summary>
    internal bool CanKeep(SqliteCommand command)
    {
        if (!KeepsStatements) return false;
        // Some PRAGMAs do their work while they are prepared.
        if (command.CommandText.StartsWith("PRAGMA", StringComparison.OrdinalIgnoreCase)) return false;
        for (var i = 0; i < command.Parameters.Count; i++)
            if (command.Parameters[i].Value is byte[] or string { Length: > LongestKeptText }) return false;
        return true;
    }

    public override string Database => connection.Database;
    public override string DataSource => connection.DataSource;
    public override string ServerVersion => connection.ServerVersion;
    public override ConnectionState State => connection.State;

    [AllowNull]
    public override string ConnectionString { get => connection.ConnectionString; set => throw new NotSupportedException(); }

    public override void Open() => throw new NotSupportedException();

    public override void Close()
    {
        schema?.Dispose();
        schema = null;
        connection.Close();
    }

    public override void ChangeDatabase(string databaseName) => throw new NotSupportedException();

    protected override DbCommand CreateDbCommand() => new Statement(this, statements);

    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            schema?.Dispose();
            connection.Dispose();
        }
        base.Dispose(disposing);
    }
}

/// <summary>Turns the rows of Dapper's Query into a list.</summary>
public static class RowList
{
    /// <summary>
    /// The rows, which are a list already and are not copied then. Replaces Dapper's own AsList, whose class would bring all of Dapper's
    /// reflection into the native binary.
    /// </summary>
    public static List<T> AsList<T>(this IEnumerable<T> rows) => rows as List<T> ?? [.. rows];
}
