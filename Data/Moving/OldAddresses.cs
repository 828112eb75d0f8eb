// What the earlier site's addresses mean here: its ids and file names, for links that people and papers still have.
using Dapper;

namespace MathsSoc.Data;

/// <summary>Finds what an old address means. Whether somebody may see it is for the rules of the thing itself.</summary>
public static class OldAddresses
{
    // Of several earlier sites the one that came first has the addresses.
    private const string Target = """
        SELECT r.target_id FROM import_rows r
        WHERE r.source IN (SELECT i.source FROM imports i) AND r.source_table = @table AND r.source_id = @id ORDER BY r.import_id LIMIT 1
        """;

    /// <summary>Whether something of an earlier site is here.</summary>
    public static bool Exist(Sql sql) => sql.ExecuteScalar<bool>("SELECT EXISTS (SELECT 1 FROM imports WHERE undone_at IS NULL)");

    /// <summary>The article or newsletter that had this number; null if none had.</summary>
    public static long? FindArticle(Sql sql, long id) => Find(sql, MovedRows.Articles, id);

    /// <summary>The challenge that had this number among the weekly ones, or among those of the competition; null if none had.</summary>
    public static long? FindChallenge(Sql sql, long id, bool isOfCompetition) =>
        Find(sql, isOfCompetition ? MovedRows.CompetitionChallenges : MovedRows.Challenges, id);

    /// <summary>The articles whose PDF had this name there.</summary>
    public static List<long> FindByFile(Sql sql, string name) => sql.Query<long>(
        "SELECT article_id FROM import_files WHERE name = @name ORDER BY article_id LIMIT 10", new { name }).AsList();

    /// <summary>The competition that the earlier site's became; null if none did.</summary>
    public static long? FindCompetition(Sql sql) => Find(sql, MovedRows.Competitions, MovedCompetition.SourceId);

    internal static void NoteFile(Sql sql, string name, long articleId) => sql.Execute(
        "INSERT INTO import_files (name, article_id) VALUES (@name, @articleId) ON CONFLICT DO NOTHING", new { name, articleId });

    private static long? Find(Sql sql, string table, long id) => sql.ExecuteScalar<long?>(Target, new { table, id });
}
