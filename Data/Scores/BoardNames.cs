// Who the lines of a board are, for the file that staff take to the prize-giving: pages show display names only.
using System.Data;

namespace MathsSoc.Data;

/// <summary>What staff may know of somebody on a board.</summary>
/// <param name="School">Null: none.</param>
public sealed record BoardName(long MemberId, string Name, string Class, string? School) : IRow<BoardName>
{
    public static string Columns => "m.id, m.name, m.class, s.name";
    public static BoardName Read(IDataRecord row) => new(row.GetInt64(0), row.GetString(1), row.GetString(2), row.Text(3));
}

/// <summary>Reads names.</summary>
public static class BoardNames
{
    /// <summary>The members of these lines, by their ids.</summary>
    public static Dictionary<long, BoardName> Find(Sql sql, IEnumerable<BoardLine> lines)
    {
        var names = new Dictionary<long, BoardName>();
        foreach (var row in sql.Rows<BoardName>($"""
            SELECT {BoardName.Columns} FROM members m LEFT JOIN schools s ON s.id = m.school_id WHERE m.id IN (SELECT value FROM json_each(@ids))
            """, ("ids", $"[{string.Join(',', lines.Select(line => line.MemberId))}]")))
            names[row.MemberId] = row;
        return names;
    }
}
