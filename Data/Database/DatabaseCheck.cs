// SQLite's own checks of a whole database, which `mathsoc check` runs.
using Dapper;

namespace MathsSoc.Data;

/// <summary>Checks that read every page of the file, which takes a while with a large society.</summary>
public static class DatabaseCheck
{
    /// <summary>Lets this connection keep up to <paramref name="megabytes"/> of the database in memory.</summary>
    public static void KeepPages(Sql sql, int megabytes) => sql.Execute($"PRAGMA cache_size = {-1024 * megabytes}");

    /// <summary>"ok", or the first fault of the file in SQLite's words.</summary>
    public static string CheckIntegrity(Sql sql) => sql.ExecuteScalar<string>("PRAGMA integrity_check(1)") ?? "no answer";

    /// <summary>The number of rows whose foreign key refers to a row that does not exist.</summary>
    public static long CountOrphans(Sql sql) => sql.ExecuteScalar<long>("SELECT count(*) FROM pragma_foreign_key_check");

    /// <summary>Whether the table exists: an older schema may lack it.</summary>
    public static bool HasTable(Sql sql, string name) =>
        sql.ExecuteScalar<bool>("SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = @name)", new { name });
}
