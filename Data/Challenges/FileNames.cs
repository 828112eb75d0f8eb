// The names by which files know challenges and parts: given once, and kept, so that the next import finds them again.
using System.Data;
using System.Globalization;

namespace MathsSoc.Data;

/// <summary>Reads and writes the names.</summary>
public static class FileNames
{
    public const int MaxLength = 60;

    /// <summary>The challenge's name; no other has it.</summary>
    public static string OfChallenge(Sql sql, long id) => sql.Scalar<string>("SELECT file_id FROM challenges WHERE id = @id", ("id", id)) ?? "";

    /// <summary>
    /// The challenges that a file may mean: the one of its name, or, where the file has none (empty), those of its title, of which two are told. Never by title where
    /// there is a name: this year's problem may well be called what last year's was.
    /// </summary>
    public static List<long> Find(Sql sql, string name, string title)
    {
        var ids = new List<long>();
        foreach (var row in sql.Rows<Named>($"SELECT {Named.Columns} FROM challenges WHERE CASE @name WHEN '' THEN title = @title COLLATE NOCASE ELSE file_id = @name END LIMIT 2",
            ("name", name), ("title", title)))
            ids.Add(row.Id);
        return ids;
    }

    /// <summary>A name that no challenge has: the one that is wanted, or that with a number.</summary>
    internal static string Free(Sql sql, string wanted)
    {
        var name = wanted;
        // The challenge's own number is all but always free, so that the thousandth of a name is not looked for a thousand times.
        for (var number = sql.Scalar<long>("SELECT coalesce(max(seq), 0) + 1 FROM sqlite_sequence WHERE name = 'challenges'"); IsTaken(sql, name); number++)
        {
            var ending = string.Create(CultureInfo.InvariantCulture, $"-{number}");
            name = wanted[..Math.Min(wanted.Length, MaxLength - ending.Length)] + ending;
        }
        return name;
    }

    private static bool IsTaken(Sql sql, string name) => sql.Scalar<long>("SELECT EXISTS (SELECT 1 FROM challenges WHERE file_id = @name)", ("name", name)) == 1;

    /// <summary>Names by part, of those that have one.</summary>
    public static Dictionary<long, string> OfParts(Sql sql, long challengeId)
    {
        var names = new Dictionary<long, string>();
        foreach (var row in sql.Rows<Named>($"SELECT {Named.Columns} FROM parts WHERE challenge_id = @challenge AND file_id <> ''", ("challenge", challengeId)))
            names[row.Id] = row.Name;
        return names;
    }

    public static void NamePart(Sql sql, long id, string name) => sql.Run("UPDATE parts SET file_id = @name WHERE id = @id", ("id", id), ("name", name));

    private sealed record Named(long Id, string Name) : IRow<Named>
    {
        public static string Columns => "id, file_id";
        public static Named Read(IDataRecord row) => new(row.GetInt64(0), row.GetString(1));
    }
}
