// The real names of the members on a board, for the file that staff download for a prize-giving: pages show display names only.
using Dapper;

namespace MathsSoc.Data;

/// <summary>What staff see of a member on a board.</summary>
/// <param name="School">Null: none.</param>
public sealed record BoardName(long MemberId, string Name, string Class, string? School);

/// <summary>Reads the names.</summary>
public static class BoardNames
{
    /// <summary>The members on these lines, by their ids.</summary>
    public static Dictionary<long, BoardName> Find(Sql sql, IEnumerable<BoardLine> lines)
    {
        var names = new Dictionary<long, BoardName>();
        foreach (var row in sql.Query<BoardName>("""
            SELECT m.id AS member_id, m.name, m.class, s.name AS school
            FROM members m LEFT JOIN schools s ON s.id = m.school_id WHERE m.id IN (SELECT value FROM json_each(@ids))
            """, new { ids = JsonList.Of(lines.Select(line => line.MemberId)) }))
            names[row.MemberId] = row;
        return names;
    }
}
