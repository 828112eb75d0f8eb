// The schools table: whose pupils belong together; competitions between schools build on it.
using System.Data;
using Microsoft.Data.Sqlite;

namespace MathsSoc.Data;

/// <summary>One school. <c>EmailDomain</c> is folded and without the @; null: it has none.</summary>
public sealed record School(long Id, string Name, string? EmailDomain, long Members) : IRow<School>
{
    public static string Columns => "id, name, email_domain, (SELECT count(*) FROM members m WHERE m.school_id = schools.id AND m.state <> 'former')";
    public static School Read(IDataRecord row) => new(row.GetInt64(0), row.GetString(1), row.Text(2), row.GetInt64(3));
}

/// <summary>A school as a list to choose from shows it, and as an address finds it.</summary>
public sealed record SchoolName(long Id, string Name, string? EmailDomain) : IRow<SchoolName>
{
    public static string Columns => "id, name, email_domain";
    public static SchoolName Read(IDataRecord row) => new(row.GetInt64(0), row.GetString(1), row.Text(2));
}

/// <summary>Reads and writes schools.</summary>
public static class Schools
{
    private const int UniqueViolation = 2067; // SQLITE_CONSTRAINT_UNIQUE

    /// <summary>All schools by name, at most 1,000.</summary>
    public static List<School> List(Sql sql) => sql.Rows<School>($"SELECT {School.Columns} FROM schools ORDER BY name LIMIT 1000");

    /// <summary>As <see cref="List"/>, without counting anybody.</summary>
    public static List<SchoolName> ListNames(Sql sql) => sql.Rows<SchoolName>($"SELECT {SchoolName.Columns} FROM schools ORDER BY name LIMIT 1000");

    /// <summary>The school; null when there is none.</summary>
    public static School? Find(Sql sql, long id) => sql.Row<School>($"SELECT {School.Columns} FROM schools WHERE id = @id", ("id", id));

    /// <summary>The school whose addresses end in this domain; null when there is none.</summary>
    public static School? FindByDomain(Sql sql, string domain) =>
        sql.Row<School>($"SELECT {School.Columns} FROM schools WHERE email_domain = @domain", ("domain", domain));

    /// <summary>Adds a school; null when its name (in any case of letters) or domain is another's.</summary>
    public static long? Add(Sql sql, string name, string? emailDomain, long now)
    {
        try
        {
            return sql.Scalar<long>("INSERT INTO schools (name, email_domain, created_at) VALUES (@name, @domain, @now) RETURNING id",
                ("name", name), ("domain", emailDomain), ("now", now));
        }
        catch (SqliteException taken) when (taken.SqliteExtendedErrorCode == UniqueViolation)
        {
            return null;
        }
    }

    /// <summary>
    /// Deletes a school that nobody belongs to; false when somebody does, or there is none. Its join codes end: whoever used one would belong to no school.
    /// </summary>
    public static bool Remove(Sql sql, long id, long now)
    {
        if (Find(sql, id) is not { Members: 0 }) return false;
        sql.Run("UPDATE join_codes SET school_id = NULL, expires_at = min(expires_at, @now) WHERE school_id = @id", ("id", id), ("now", now));
        return sql.Run("DELETE FROM schools WHERE id = @id", ("id", id)) == 1;
    }

    /// <summary>Renames a school; false when the name or domain is another's.</summary>
    public static bool Update(Sql sql, long id, string name, string? emailDomain)
    {
        try
        {
            return sql.Run("UPDATE schools SET name = @name, email_domain = @domain WHERE id = @id", ("name", name), ("domain", emailDomain), ("id", id)) == 1;
        }
        catch (SqliteException taken) when (taken.SqliteExtendedErrorCode == UniqueViolation)
        {
            return false;
        }
    }
}
