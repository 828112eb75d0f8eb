// The names by which bundles know challenges and parts: given by the file that was imported, and kept, so that the next import finds them again.
using System.Data;

namespace MathsSoc.Data;

/// <summary>Reads and writes the names.</summary>
public static class FileNames
{
    /// <summary>The challenge's name; empty when it never came from a file.</summary>
    public static string OfChallenge(Sql sql, long id) => sql.Scalar<string>("SELECT file_id FROM challenges WHERE id = @id", ("id", id)) ?? "";

    /// <summary>The challenge that a file means: by its name, or else by its title; null when there is none. Of several the newest.</summary>
    public static long? Find(Sql sql, string name, string title)
    {
        var id = name.Length == 0 ? 0 : sql.Scalar<long>("SELECT id FROM challenges WHERE file_id = @name ORDER BY id DESC LIMIT 1", ("name", name));
        if (id == 0) id = sql.Scalar<long>("SELECT id FROM challenges WHERE title = @title COLLATE NOCASE ORDER BY archived_at IS NOT NULL, id DESC LIMIT 1", ("title", title));
        return id == 0 ? null : id;
    }

    /// <summary>Names by part, of those that have one.</summary>
    public static Dictionary<long, string> OfParts(Sql sql, long challengeId)
    {
        var names = new Dictionary<long, string>();
        foreach (var row in sql.Rows<Named>($"SELECT {Named.Columns} FROM parts WHERE challenge_id = @challenge AND file_id <> ''", ("challenge", challengeId)))
            names[row.Id] = row.Name;
        return names;
    }

    public static void NameChallenge(Sql sql, long id, string name) => sql.Run("UPDATE challenges SET file_id = @name WHERE id = @id", ("id", id), ("name", name));

    public static void NamePart(Sql sql, long id, string name) => sql.Run("UPDATE parts SET file_id = @name WHERE id = @id", ("id", id), ("name", name));

    private sealed record Named(long Id, string Name) : IRow<Named>
    {
        public static string Columns => "id, file_id";
        public static Named Read(IDataRecord row) => new(row.GetInt64(0), row.GetString(1));
    }
}
