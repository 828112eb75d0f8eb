// Members who came from the earlier site and have not been shown yet what is kept about them here.
using Dapper;

namespace MathsSoc.Data;

/// <summary>Joining, or setting a first password, shows the notice; those who came with their password see it when they sign in.</summary>
public static class Arrived
{
    private const string Waits = """
        id = @id AND notice_version IS NULL
            AND EXISTS (SELECT 1 FROM import_rows r WHERE r.source IN (SELECT i.source FROM imports i) AND r.source_table = @users
                AND r.target_id = @id)
        """;

    /// <summary>Whether the member came from the earlier site and has not seen the notice.</summary>
    public static bool HasToRead(Sql sql, long id) => sql.ExecuteScalar<bool>(
        $"SELECT EXISTS (SELECT 1 FROM members WHERE {Waits})", new { id, users = MovedRows.Members });

    /// <summary>Whether others saw the member under the display name there too, as in another MathsSoc.</summary>
    public static bool WasHidden(Sql sql, long id) => sql.ExecuteScalar<bool>("""
        SELECT EXISTS (SELECT 1 FROM import_rows r JOIN imports i ON i.id = r.import_id
            WHERE r.source_table = @users AND r.target_id = @id AND i.version = @version)
        """, new { id, users = MovedRows.Members, version = Arrivals.OfMathsSoc });

    /// <summary>Records that such a member has seen this version of it.</summary>
    public static void NoteRead(Sql sql, long id, long version) => sql.Execute(
        $"UPDATE members SET notice_version = @version WHERE {Waits}", new { version, id, users = MovedRows.Members });
}
