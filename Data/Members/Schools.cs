// The schools table: whose pupils belong together; competitions between schools build on it.
using Dapper;
using Microsoft.Data.Sqlite;

namespace MathsSoc.Data;

/// <summary>One school. <c>EmailDomain</c> is in lower case and without the @; null: it has none.</summary>
public sealed record School(long Id, string Name, string? EmailDomain, long Members);

/// <summary>A school as lists to choose from show it, and as e-mail addresses find it.</summary>
public sealed record SchoolName(long Id, string Name, string? EmailDomain);

/// <summary>Reads and writes schools.</summary>
public static class Schools
{
    private const string Columns = """
        id, name, email_domain, (SELECT count(*) FROM members m WHERE m.school_id = schools.id AND m.state <> 'former') AS members
        """;

    private const int UniqueViolation = 2067; // SQLITE_CONSTRAINT_UNIQUE

    /// <summary>All schools by name, at most 1,000.</summary>
    public static List<School> List(Sql sql) => sql.Query<School>($"SELECT {Columns} FROM schools ORDER BY name LIMIT 1000").AsList();

    /// <summary>As <see cref="List"/>, without counting members.</summary>
    public static List<SchoolName> ListNames(Sql sql) =>
        sql.Query<SchoolName>("SELECT id, name, email_domain FROM schools ORDER BY name LIMIT 1000").AsList();

    /// <summary>The school; null if there is none with this id.</summary>
    public static School? Find(Sql sql, long id) =>
        sql.QueryFirstOrDefault<School>($"SELECT {Columns} FROM schools WHERE id = @id", new { id });

    /// <summary>The school whose addresses end in this domain; null if there is none.</summary>
    public static School? FindByDomain(Sql sql, string domain) =>
        sql.QueryFirstOrDefault<School>($"SELECT {Columns} FROM schools WHERE email_domain = @domain", new { domain });

    /// <summary>Adds a school and returns its id; null if its name (in any case of letters) or its domain is taken.</summary>
    public static long? Add(Sql sql, string name, string? emailDomain, long now)
    {
        try
        {
            return sql.ExecuteScalar<long>(
                "INSERT INTO schools (name, email_domain, created_at) VALUES (@name, @emailDomain, @now) RETURNING id",
                new { name, emailDomain, now });
        }
        catch (SqliteException taken) when (taken.SqliteExtendedErrorCode == UniqueViolation)
        {
            return null;
        }
    }

    /// <summary>
    /// Deletes a school without members and enrolments; false if it has some, or does not exist. Its join codes end: pupils who used one
    /// would belong to no school. Its announcements and invitations are removed.
    /// </summary>
    public static bool Remove(Sql sql, long id, long now)
    {
        if (Find(sql, id) is not { Members: 0 } || CompetitionSchools.HasEnrolments(sql, id)) return false;
        sql.Execute("UPDATE join_codes SET school_id = NULL, expires_at = min(expires_at, @now) WHERE school_id = @id", new { now, id });
        Announcements.RemoveOf(sql, id);
        Invitations.RemoveOf(sql, id);
        CompetitionSchools.RemoveOf(sql, id);
        return sql.Execute("DELETE FROM schools WHERE id = @id", new { id }) == 1;
    }

    /// <summary>Renames a school; false if the name or the domain is taken.</summary>
    public static bool Update(Sql sql, long id, string name, string? emailDomain)
    {
        try
        {
            return sql.Execute(
                "UPDATE schools SET name = @name, email_domain = @emailDomain WHERE id = @id", new { name, emailDomain, id }) == 1;
        }
        catch (SqliteException taken) when (taken.SqliteExtendedErrorCode == UniqueViolation)
        {
            return false;
        }
    }
}
