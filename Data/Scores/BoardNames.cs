// Who the lines of a board are, for the file that staff take to the prize-giving: pages show display names only.
using Dapper;

namespace MathsSoc.Data;

/// <summary>What staff may know of somebody on a board.</summary>
/// <param name="School">Null: none.</param>
public sealed record BoardName(long MemberId, string Name, string Class, string? School);

/// <summary>Reads names.</summary>
public static class BoardNames
{
    /// <summary>The members of these lines, by their ids.</summary>
    public static Dictionary<long, BoardName> Find(Sql sql, IEnumerable<BoardLine> lines)
    {
        var names = new Dictionary<long, BoardName>();
        foreach (var row in sql.Query<BoardName>("""
            SELECT m.id AS member_id, m.name, m.class, s.name AS school
            FROM members m LEFT JOIN schools s ON s.id = m.school_id WHERE m.id IN (SELECT value FROM json_each(@ids))
            """, new { ids = $"[{string.Join(',', lines.Select(line => line.MemberId))}]" }))
            names[row.MemberId] = row;
        return names;
    }
}
