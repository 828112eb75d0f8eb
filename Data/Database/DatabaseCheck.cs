// SQLite's own checks of a whole database, which `mathsoc check` runs.
using Dapper;
using Microsoft.Data.Sqlite;

namespace MathsSoc.Data;

/// <summary>Checks that read every page of the file, which takes a while with a large society.</summary>
public static class DatabaseCheck
{
    private const string LitestreamPrefix = "_litestream_";
    private static readonly string[] SearchParts = ["_data", "_idx", "_content", "_docsize", "_config"];

    /// <summary>
    /// Reads a database of any schema on a connection of its own, as it was when the first statement ran; <paramref name="work"/> may run
    /// twice. Not for a process that has it open already, see <see cref="UntouchedRead"/>. Throws
    /// <see cref="DatabaseUnavailableException"/>.
    /// </summary>
    public static T Read<T>(string path, Func<Sql, T> work)
    {
        try
        {
            return UntouchedRead.Run(path, work);
        }
        catch (SqliteException problem) when (Connections.Explain(problem) is { } sentence)
        {
            throw new DatabaseUnavailableException($"The database could not be read: {sentence}", problem);
        }
    }

    /// <summary>
    /// Reads a copy that nobody writes, such as a backup. It stops with an error of SQLite's once <paramref name="ending"/> is cancelled;
    /// throws <see cref="SqliteException"/>.
    /// </summary>
    internal static T ReadCopy<T>(string path, Func<Sql, T> work, CancellationToken ending)
    {
        using var connection = Connections.OpenCopy(path);
        using var interruption = ending.Register(() => SQLitePCL.raw.sqlite3_interrupt(connection.Handle));
        ending.ThrowIfCancellationRequested();
        return work(new Sql(connection, null));
    }

    /// <summary>The number of rows of every table but SQLite's own.</summary>
    public static SortedList<string, long> CountRows(Sql sql)
    {
        var rows = new SortedList<string, long>(StringComparer.Ordinal);
        foreach (var name in sql.Query<string>("SELECT name FROM sqlite_schema WHERE type = 'table' AND substr(name, 1, 7) <> 'sqlite_'"))
            rows[name] = sql.ExecuteScalar<long>($"SELECT count(*) FROM \"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");
        return rows;
    }

    /// <summary>
    /// How tables, indexes and triggers differ from what the first <paramref name="version"/> migrations make, a phrase for each; none if
    /// they are the same. What Litestream and SQLite's full-text search keep in the file does not count.
    /// </summary>
    public static List<string> FindSchemaDifferences(Sql sql, int version)
    {
        var (wanted, found) = (Migrator.MakeSchema(version), Migrator.ReadSchema(sql));
        var differences = new List<string>();
        foreach (var (name, statement) in wanted)
        {
            if (!found.TryGetValue(name, out var present)) differences.Add($"the {name} is missing");
            else if (present != statement) differences.Add($"the {name} is not as it was made");
        }
        foreach (var name in found.Keys)
            if (!wanted.ContainsKey(name) && !IsOthers(name, found)) differences.Add($"the {name} is none of ours");
        return differences;
    }

    /// <param name="name">A kind and a name, as in "table members".</param>
    private static bool IsOthers(string name, Dictionary<string, string> found)
    {
        // A trigger, or a table that is computed, would run somebody else's statements whatever it is called.
        if (!found[name].StartsWith("CREATE TABLE ", StringComparison.Ordinal)) return false;
        var bare = name[(name.IndexOf(' ', StringComparison.Ordinal) + 1)..];
        if (bare.StartsWith(LitestreamPrefix, StringComparison.Ordinal)) return true;
        foreach (var part in SearchParts)
        {
            if (!bare.EndsWith(part, StringComparison.Ordinal)) continue;
            var owner = found.GetValueOrDefault("table " + bare[..^part.Length], "");
            if (owner.Contains(" USING fts5", StringComparison.OrdinalIgnoreCase)) return true;
        }
        return false;
    }

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
