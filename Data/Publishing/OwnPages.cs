// The pages whose text is the society's own, such as Contact: every save is a version, and the newest one is shown.
using Dapper;

namespace MathsSoc.Data;

/// <summary>One version of a page.</summary>
/// <param name="Version">From 1; 0 for a page that was never saved.</param>
/// <param name="Body">Markdown; empty: the program's own text is shown.</param>
/// <param name="Author">The display name of who saved it; null if that is a former member, or nobody.</param>
public sealed record OwnPageVersion(string Name, long Version, string Body, long UpdatedAt, string? Author)
{
    /// <summary>A page that was never saved.</summary>
    public static OwnPageVersion None(string name) => new(name, 0, "", 0, null);

    /// <summary>Whether its text is the society's own.</summary>
    public bool IsWritten => Body.Length > 0;
}

/// <summary>Reads and saves the versions. Which pages there are is not known here: a name is any short text.</summary>
public static class OwnPages
{
    /// <summary>Of each page so many versions are kept.</summary>
    public const int Kept = 50;

    private const string Columns = """
        p.name, p.version, p.body, p.updated_at, m.display_name AS author
        FROM own_pages p LEFT JOIN members m ON m.id = p.updated_by AND m.state <> 'former'
        """;

    /// <summary>The newest version of every page that was ever saved.</summary>
    public static List<OwnPageVersion> ListNewest(Sql sql) => sql.Query<OwnPageVersion>($"""
        SELECT {Columns} WHERE p.version = (SELECT max(n.version) FROM own_pages n WHERE n.name = p.name) ORDER BY p.name
        """).AsList();

    /// <summary>Every version of a page that is kept, the newest first.</summary>
    public static List<OwnPageVersion> ListVersions(Sql sql, string name) => sql.Query<OwnPageVersion>(
        $"SELECT {Columns} WHERE p.name = @name ORDER BY p.version DESC LIMIT @most", new { name, most = Kept }).AsList();

    /// <summary>
    /// Saves the version after <paramref name="seen"/>, the newest one when the form was loaded; false if somebody has saved another
    /// since then. An empty <paramref name="body"/> shows the program's own text again.
    /// </summary>
    public static bool Save(Sql sql, string name, string body, long seen, long memberId, long now)
    {
        var isSaved = sql.Execute("""
            INSERT INTO own_pages (name, version, body, updated_at, updated_by)
            SELECT @name, @seen + 1, @body, @now, @memberId
            WHERE @seen = (SELECT coalesce(max(version), 0) FROM own_pages WHERE name = @name)
            """, new { name, body, seen, memberId, now }) == 1;
        if (isSaved)
            sql.Execute("DELETE FROM own_pages WHERE name = @name AND version <= @oldest", new { name, oldest = seen + 1 - Kept });
        return isSaved;
    }

    /// <summary>Removes from every version who saved it, for a member whose data is removed.</summary>
    internal static void Forget(Sql sql, long memberId) =>
        sql.Execute("UPDATE own_pages SET updated_by = NULL WHERE updated_by = @memberId", new { memberId });
}
