// The ids that a database has given: none may come to mean somebody else, also after an older copy of it was put back.
using Dapper;

namespace MathsSoc.Data;

/// <summary>
/// Tables with AUTOINCREMENT have a row in <c>sqlite_sequence</c>, the highest id they ever gave. The tables below are never deleted from
/// and were made without it; after a restore they have such a row too, and their ids go on from there.
/// </summary>
internal static class GivenIds
{
    /// <summary>The id of the next row of each of these tables, as an expression.</summary>
    public const string NextMember = """
        max(coalesce((SELECT max(id) FROM members), 0), coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'members'), 0)) + 1
        """;

    public const string NextJoinCode = """
        max(coalesce((SELECT max(id) FROM join_codes), 0), coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'join_codes'), 0)) + 1
        """;

    public const string NextChange = """
        max(coalesce((SELECT max(id) FROM changes), 0), coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'changes'), 0)) + 1
        """;

    /// <summary>The mark of an open database, see <see cref="DatabaseFile"/>.</summary>
    public static uint MarkOf(Sql sql) => (uint)sql.ExecuteScalar<long>("PRAGMA application_id");

    /// <summary>The highest id that each table has given.</summary>
    public static SortedList<string, long> Read(Sql sql)
    {
        var ids = new SortedList<string, long>(StringComparer.Ordinal);
        foreach (var row in sql.Query<GivenId>("""
            SELECT name, seq AS number FROM sqlite_sequence
            UNION ALL SELECT 'members', coalesce(max(id), 0) FROM members
            UNION ALL SELECT 'join_codes', coalesce(max(id), 0) FROM join_codes
            UNION ALL SELECT 'changes', coalesce(max(id), 0) FROM changes
            """))
            ids[row.Name] = Math.Max(ids.GetValueOrDefault(row.Name), row.Number);
        return ids;
    }

    /// <summary>Lets each of these tables give only higher ids than it was ever known to.</summary>
    public static void Raise(Sql sql, SortedList<string, long> given)
    {
        var known = Read(sql);
        foreach (var (name, number) in given)
        {
            // A name from a file is only taken if it is that of a table which has ids.
            if (number <= 0 || !known.TryGetValue(name, out var present)) continue;
            var highest = Math.Max(number, present);
            if (sql.Execute("UPDATE sqlite_sequence SET seq = @highest WHERE name = @name", new { highest, name }) == 0)
                sql.Execute("INSERT INTO sqlite_sequence (name, seq) VALUES (@name, @highest)", new { name, highest });
        }
    }

    internal sealed record GivenId(string Name, long Number);
}
