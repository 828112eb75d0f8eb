// The only place that opens a SQLite connection: it sets the PRAGMAs that every connection needs, and explains SQLite's error codes.
using Dapper;
using Microsoft.Data.Sqlite;

namespace MathsSoc.Data;

/// <summary>
/// Opens connections. None is pooled by the driver: <see cref="Db"/> keeps its own, so that it can drop them all at once.
/// </summary>
internal static class Connections
{
    public const int Busy = 5;
    public const int Locked = 6;
    public const int Full = 13;
    private const int NoCheckpointOnClose = 1006;      // SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE
    private const int QuotedStringsInStatements = 1013; // SQLITE_DBCONFIG_DQS_DML
    private const int QuotedStringsInSchema = 1014;     // SQLITE_DBCONFIG_DQS_DDL

    /// <summary>An open connection to an existing database; throws <see cref="SqliteException"/>.</summary>
    public static SqliteConnection Open(string path, bool queryOnly, int busyMilliseconds = 5000)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
            // The driver's own retries, in seconds; 0 would be for ever.
            DefaultTimeout = Math.Max(1, busyMilliseconds / 1000),
        }.ToString());
        try
        {
            connection.Open();
            // A connection that is closed because the file was replaced must leave the write-ahead log alone: it belongs to the file
            // that may come back, and folding it into the wrong one would lose acknowledged answers.
            SQLitePCL.raw.sqlite3_db_config(connection.Handle!, NoCheckpointOnClose, 1, out _);
            // "text" in double quotes is a column's name and never a string, as the published binary's SQLite is compiled.
            SQLitePCL.raw.sqlite3_db_config(connection.Handle!, QuotedStringsInStatements, 0, out _);
            SQLitePCL.raw.sqlite3_db_config(connection.Handle!, QuotedStringsInSchema, 0, out _);
            using var pragmas = connection.CreateCommand();
            pragmas.CommandText = $"""
                PRAGMA busy_timeout = {busyMilliseconds};
                PRAGMA synchronous = FULL;
                PRAGMA foreign_keys = ON;
                PRAGMA trusted_schema = OFF;
                PRAGMA query_only = {(queryOnly ? "ON" : "OFF")};
                PRAGMA journal_size_limit = 16777216;
                """;
            pragmas.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Runs a statement without parameters or rows, neither timed nor logged; throws <see cref="SqliteException"/>.</summary>
    public static void Execute(SqliteConnection connection, string statement) =>
        SqliteException.ThrowExceptionForRC(SQLitePCL.raw.sqlite3_exec(connection.Handle!, statement), connection.Handle!);

    /// <summary>Rows inserted, updated or deleted since the connection was opened, by triggers too.</summary>
    public static int CountChanges(SqliteConnection connection) => SQLitePCL.raw.sqlite3_total_changes(connection.Handle!);

    /// <summary>
    /// Writes the write-ahead log's pages into the database file and, unless <paramref name="keepsLog"/>, empties the log; false if a
    /// reader is in the way.
    /// </summary>
    public static bool Checkpoint(Sql sql, bool keepsLog) => 0 == (keepsLog
        ? sql.ExecuteScalar<long>("PRAGMA wal_checkpoint(PASSIVE)")
        : sql.ExecuteScalar<long>("PRAGMA wal_checkpoint(TRUNCATE)"));

    /// <summary>The error of a caller whose statement failed because of the file, the disk or its locks.</summary>
    public static DatabaseUnavailableException Unavailable(SqliteException problem)
    {
        if (problem.SqliteErrorCode is Busy or Locked) DbMeter.CountBusy();
        return new DatabaseUnavailableException($"The database could not be used: {Explain(problem)}", problem);
    }

    /// <summary>The count of write transactions in the header, see <see cref="Sql.CountTransaction"/>.</summary>
    public static long ReadUserVersion(SqliteConnection connection) => ReadNumber(connection, "PRAGMA user_version");

    /// <summary>The size of the database without its log, in bytes.</summary>
    public static long CountBytes(SqliteConnection connection) =>
        ReadNumber(connection, "PRAGMA page_count") * ReadPageSize(connection);

    /// <summary>
    /// Copies a database page by page into a new file (mode 0640) and flushes that to the disk. A phrase on what is wrong with the copy,
    /// null if it is whole and has the transaction <paramref name="newest"/>; throws <see cref="SqliteException"/> and
    /// <see cref="IOException"/>.
    /// </summary>
    public static string? Copy(SqliteConnection source, string path, uint? newest)
    {
        using (var copy = OpenNew(path))
        {
            source.BackupDatabase(copy);
            using var check = copy.CreateCommand();
            check.CommandText = "PRAGMA quick_check(1)";
            if (check.ExecuteScalar() is not "ok") return "the file that was held open is damaged";
            if (newest is not null && ReadUserVersion(copy) != newest) return "the file that was held open is not the newest";
        }
        DiskFiles.Flush(path);
        return null;
    }

    /// <summary>
    /// An open connection to a new, empty file with mode 0640, for a copy; throws <see cref="SqliteException"/> and
    /// <see cref="IOException"/>.
    /// </summary>
    public static SqliteConnection OpenNew(string path)
    {
        DiskFiles.Create(path).Dispose();
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    /// <summary>
    /// An open connection to a copy that nobody writes. It reads the file's own bytes alone, takes no lock and makes no file, whatever lies
    /// beside it. Throws <see cref="SqliteException"/>.
    /// </summary>
    public static SqliteConnection OpenCopy(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = $"file:{Uri.EscapeDataString(path).Replace("%2F", "/", StringComparison.Ordinal)}?immutable=1",
            Mode = SqliteOpenMode.ReadOnly,
            Pooling = false,
        }.ToString());
        try
        {
            connection.Open();
            using var pragma = connection.CreateCommand();
            pragma.CommandText = "PRAGMA trusted_schema = OFF";
            pragma.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>An open connection to a private copy of a file nobody vouches for; the caller shuts what such a file could use.</summary>
    public static SqliteConnection OpenUntrusted(string path)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>The size of a page, in bytes.</summary>
    public static long ReadPageSize(SqliteConnection connection) => ReadNumber(connection, "PRAGMA page_size");

    private static long ReadNumber(SqliteConnection connection, string pragma)
    {
        using var command = connection.CreateCommand();
        command.CommandText = pragma;
        return (long)command.ExecuteScalar()!;
    }

    /// <summary>An explanation of an error of the file, the disk or its locks; null for an error in our own SQL, which is a bug.</summary>
    public static string? Explain(SqliteException problem) => Explain(problem.SqliteErrorCode);

    /// <summary>The same explanation for a result code of SQLite.</summary>
    public static string? Explain(int code) => code switch
    {
        Busy or Locked => "it is locked by another program.",
        8 => "it is read-only. Check the permissions of the data folder.",
        10 => "the disk reports an error.",
        11 => "it is damaged. Stop the site, and put a backup back: mathsoc restore latest.",
        Full => "the disk is full. Free some space.",
        14 => "it cannot be opened. Check the data folder and its permissions.",
        23 or 3 => "access was denied.",
        26 => "the file is not a database.",
        _ => null,
    };
}
