// Notices in every transaction when the schema is not the one that was there when the database was opened.
using SQLitePCL;

namespace MathsSoc.Data;

/// <summary>
/// Another program may migrate, restore or alter the database while it is served. Statements would then fail in ways that look like bugs,
/// or change what they do not understand; with this check the database is unavailable instead.
/// </summary>
internal sealed class SchemaGuard
{
    private readonly Lock sync = new();
    private long? version;
    private Dictionary<string, string>? schema;

    /// <summary>
    /// Throws <see cref="DatabaseUnavailableException"/> if the schema differs from that of the first call. Called at the beginning of each
    /// transaction; takes a few microseconds.
    /// </summary>
    public void Prove(Sql sql)
    {
        var (number, cookie) = sql.ReadSchemaVersion();
        if (version == number && sql.ProvenCookie == cookie) return;
        lock (sync)
        {
            if (number is null) throw new DatabaseUnavailableException("The database is not one of MathsSoc's any more. " + Advice);
            version ??= number;
            if (version != number)
                throw new DatabaseUnavailableException($"The database has schema {number}, this program needs {version}. " + Advice);
            // The cookie changes with every change of the schema, also with a table that Litestream adds: only what was there must stay.
            // This bookkeeping is not logged.
            var found = Migrator.ReadSchema(new Sql(sql.Connection, null));
            schema ??= found;
            foreach (var (name, statement) in schema)
                if (found.GetValueOrDefault(name) != statement)
                    throw new DatabaseUnavailableException($"The database's {name} was changed or removed by another program. " + Advice);
        }
        sql.ProvenCookie = cookie;
    }

    private const string Advice = "Put the right database back, or stop the site and start it with the program that this one belongs to.";

    /// <summary>The two statements, prepared once for a connection.</summary>
    internal sealed class Statements(sqlite3 connection) : IDisposable
    {
        private sqlite3_stmt? cookie, number;

        /// <summary>The newest migration (null: there is no table of migrations) and SQLite's schema cookie.</summary>
        public (long? Number, long Cookie) Read()
        {
            // First the cookie: it begins the transaction, and a changed schema makes SQLite prepare the other statement again.
            if (Run(ref cookie, "PRAGMA schema_version") is not { } seen) throw Broken();
            return (Run(ref number, "SELECT max(number) FROM migrations"), seen);
        }

        public void Dispose()
        {
            cookie?.Dispose();
            number?.Dispose();
        }

        private long? Run(ref sqlite3_stmt? statement, string text)
        {
            if (statement is null && raw.sqlite3_prepare_v2(connection, text, out statement) != raw.SQLITE_OK)
            {
                statement = null;
                return raw.sqlite3_errcode(connection) == raw.SQLITE_ERROR ? null : throw Broken();
            }
            try
            {
                var code = raw.sqlite3_step(statement);
                if (code == raw.SQLITE_ERROR) return null;
                if (code != raw.SQLITE_ROW) throw Broken();
                return raw.sqlite3_column_type(statement, 0) == raw.SQLITE_NULL ? null : raw.sqlite3_column_int64(statement, 0);
            }
            finally
            {
                raw.sqlite3_reset(statement);
            }
        }

        private Microsoft.Data.Sqlite.SqliteException Broken() =>
            new(raw.sqlite3_errmsg(connection).utf8_to_string(), raw.sqlite3_errcode(connection));
    }
}
