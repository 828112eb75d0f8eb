// What SQLite itself can say of a whole database, for mathsoc check.
using Dapper;

namespace MathsSoc.Data;

/// <summary>Looks at every page, which takes a while with a large society.</summary>
public static class DatabaseCheck
{
    /// <summary>Has this connection keep so much of the database in memory.</summary>
    public static void KeepPages(Sql sql, int megabytes) => sql.Execute($"PRAGMA cache_size = {-1024 * megabytes}");

    /// <summary>"ok", or the first thing that is wrong with the file, in SQLite's words.</summary>
    public static string CheckIntegrity(Sql sql) => sql.ExecuteScalar<string>("PRAGMA integrity_check(1)") ?? "no answer";

    /// <summary>Rows that refer to rows that are gone.</summary>
    public static long CountOrphans(Sql sql) => sql.ExecuteScalar<long>("SELECT count(*) FROM pragma_foreign_key_check");

    /// <summary>Whether there is such a table: an older schema may lack it.</summary>
    public static bool HasTable(Sql sql, string name) => sql.ExecuteScalar<bool>("SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = @name)", new { name });
}
