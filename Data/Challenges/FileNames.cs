// The names of challenges, parts and articles in files: given once and kept, so that the next import finds the same ones again.
using System.Globalization;
using Dapper;

namespace MathsSoc.Data;

/// <summary>Reads and writes the names.</summary>
public static class FileNames
{
    public const int MaxLength = 60;

    /// <summary>The challenge's name, which is unique; empty if there is no such challenge.</summary>
    public static string OfChallenge(Sql sql, long id) =>
        sql.ExecuteScalar<string>("SELECT file_id FROM challenges WHERE id = @id", new { id }) ?? "";

    /// <summary>
    /// The challenges that a file may mean: the one with its name or, if the file has no name (empty), up to two with its title. A file
    /// with a name is never matched by title, because this year's problem may have the same title as last year's.
    /// </summary>
    public static List<long> Find(Sql sql, string name, string title) => sql.Query<long>("""
        SELECT id FROM challenges WHERE CASE @name WHEN '' THEN title = @title COLLATE NOCASE ELSE file_id = @name END LIMIT 2
        """, new { name, title }).AsList();

    /// <summary>The article's name, which is unique among articles; empty if there is no such article.</summary>
    public static string OfArticle(Sql sql, long id) =>
        sql.ExecuteScalar<string>("SELECT file_id FROM articles WHERE id = @id", new { id }) ?? "";

    /// <summary>The same of articles as <see cref="Find"/> of challenges.</summary>
    public static List<long> FindArticles(Sql sql, string name, string title) => sql.Query<long>("""
        SELECT id FROM articles WHERE CASE @name WHEN '' THEN title = @title COLLATE NOCASE ELSE file_id = @name END LIMIT 2
        """, new { name, title }).AsList();

    /// <summary>A name that no challenge has yet: the wanted one, if necessary with a number.</summary>
    internal static string Free(Sql sql, string wanted) => Free(
        wanted,
        sql.ExecuteScalar<long>("SELECT coalesce(max(seq), 0) + 1 FROM sqlite_sequence WHERE name = 'challenges'"),
        name => sql.ExecuteScalar<bool>("SELECT EXISTS (SELECT 1 FROM challenges WHERE file_id = @name)", new { name }));

    /// <summary>A name that no article has yet.</summary>
    internal static string FreeForArticle(Sql sql, string wanted) => Free(
        wanted,
        sql.ExecuteScalar<long>("SELECT coalesce(max(seq), 0) + 1 FROM sqlite_sequence WHERE name = 'articles'"),
        name => sql.ExecuteScalar<bool>("SELECT EXISTS (SELECT 1 FROM articles WHERE file_id = @name)", new { name }));

    // The row's own id is nearly always free: with many rows of one name, counting from 1 would take many statements.
    private static string Free(string wanted, long number, Func<string, bool> isTaken)
    {
        var name = wanted;
        for (; isTaken(name); number++)
        {
            var ending = string.Create(CultureInfo.InvariantCulture, $"-{number}");
            name = wanted[..Math.Min(wanted.Length, MaxLength - ending.Length)] + ending;
        }
        return name;
    }

    /// <summary>The names of a challenge's parts by their ids; parts without a name are not included.</summary>
    public static Dictionary<long, string> OfParts(Sql sql, long challengeId)
    {
        var rows = sql.Query<PartName>(
            "SELECT id, file_id AS name FROM parts WHERE challenge_id = @challengeId AND file_id <> ''", new { challengeId });
        return rows.ToDictionary(row => row.Id, row => row.Name);
    }

    /// <summary>Gives a part its name in files.</summary>
    public static void NamePart(Sql sql, long id, string name) =>
        sql.Execute("UPDATE parts SET file_id = @name WHERE id = @id", new { id, name });

    internal sealed record PartName(long Id, string Name);
}
