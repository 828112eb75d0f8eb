// The schools table: whose pupils belong together, which schools are guests; competitions between schools build on it.
using Dapper;
using Microsoft.Data.Sqlite;

namespace MathsSoc.Data;

/// <summary>A school as lists to choose from show it, and as e-mail addresses find it.</summary>
/// <param name="Town">Empty: not given.</param>
/// <param name="EmailDomain">In lower case and without the @; null: it has none.</param>
public record SchoolName(long Id, string Name, string Town, string? EmailDomain)
{
    /// <summary>The name and the town, which tells schools of similar names apart.</summary>
    public string NameAndTown => Town.Length > 0 ? $"{Name}, {Town}" : Name;

    /// <summary>Whether somebody who writes this means the school: its name, with or without the town, in any case of letters.</summary>
    public bool IsCalled(string text) =>
        Name.Equals(text, StringComparison.OrdinalIgnoreCase) || NameAndTown.Equals(text, StringComparison.OrdinalIgnoreCase);
}

/// <summary>One school.</summary>
/// <param name="IsGuest">Whether its pupils only take part in competitions, and are on none of the society's boards.</param>
/// <param name="Members">Of every role, without former members.</param>
public sealed record School(long Id, string Name, string Town, string? EmailDomain, bool IsGuest, long Members)
    : SchoolName(Id, Name, Town, EmailDomain);

/// <summary>Reads and writes schools.</summary>
public static class Schools
{
    /// <summary>The most characters of a name, and of a town.</summary>
    public const int MaxName = 100, MaxTown = 60;

    private const string Columns = """
        id, name, town, email_domain, is_guest,
        (SELECT count(*) FROM members m WHERE m.school_id = schools.id AND m.state <> 'former') AS members
        """;

    private const int UniqueViolation = 2067; // SQLITE_CONSTRAINT_UNIQUE

    /// <summary>All schools by name, at most 1,000.</summary>
    public static List<School> List(Sql sql) => sql.Query<School>($"SELECT {Columns} FROM schools ORDER BY name LIMIT 1000").AsList();

    /// <summary>As <see cref="List"/>, without counting members.</summary>
    public static List<SchoolName> ListNames(Sql sql) =>
        sql.Query<SchoolName>("SELECT id, name, town, email_domain FROM schools ORDER BY name LIMIT 1000").AsList();

    /// <summary>The school; null if there is none with this id.</summary>
    public static School? Find(Sql sql, long id) =>
        sql.QueryFirstOrDefault<School>($"SELECT {Columns} FROM schools WHERE id = @id", new { id });

    /// <summary>The school whose addresses end in this domain; null if there is none.</summary>
    public static School? FindByDomain(Sql sql, string domain) =>
        sql.QueryFirstOrDefault<School>($"SELECT {Columns} FROM schools WHERE email_domain = @domain", new { domain });

    /// <summary>Adds a school and returns its id; null if its name (in any case of letters) or its domain is taken.</summary>
    public static long? Add(Sql sql, string name, string? emailDomain, long now, string town = "")
    {
        try
        {
            return sql.ExecuteScalar<long>(
                "INSERT INTO schools (name, town, email_domain, created_at) VALUES (@name, @town, @emailDomain, @now) RETURNING id",
                new { name, town, emailDomain, now });
        }
        catch (SqliteException taken) when (taken.SqliteExtendedErrorCode == UniqueViolation)
        {
            return null;
        }
    }

    /// <summary>
    /// Deletes a school without members that was never in a competition; false if it has some, was in one, or does not exist.
    /// Its join codes end: pupils who used one would belong to no school. Its announcements are removed.
    /// </summary>
    public static bool Remove(Sql sql, long id, long now)
    {
        if (Find(sql, id) is not { Members: 0 } || CompetitionSchoolList.IsInAny(sql, id)) return false;
        sql.Execute("UPDATE join_codes SET school_id = NULL, expires_at = min(expires_at, @now) WHERE school_id = @id", new { now, id });
        Announcements.RemoveOf(sql, id);
        Invitations.RemoveOf(sql, id);
        CompetitionSchools.RemoveOf(sql, id);
        return sql.Execute("DELETE FROM schools WHERE id = @id", new { id }) == 1;
    }

    /// <summary>Changes what a school is called and its domain; false if the name or the domain is taken.</summary>
    public static bool Update(Sql sql, long id, string name, string? emailDomain, string town = "")
    {
        try
        {
            return sql.Execute("UPDATE schools SET name = @name, town = @town, email_domain = @emailDomain WHERE id = @id",
                new { name, town, emailDomain, id }) == 1;
        }
        catch (SqliteException taken) when (taken.SqliteExtendedErrorCode == UniqueViolation)
        {
            return false;
        }
    }

    /// <summary>
    /// Makes a school a guest, or one of the society's own: its pupils leave the boards, or come back to them, in the same transaction.
    /// False if it was so already. What is kept of guests for a time is kept at least so long from <paramref name="now"/>, in unix seconds.
    /// </summary>
    public static bool SetGuest(Sql sql, long id, bool isGuest, long now = 0) => sql.Execute("""
        UPDATE schools SET is_guest = @isGuest, guest_since = CASE WHEN @isGuest = 1 THEN @now END WHERE id = @id AND is_guest <> @isGuest
        """, new { isGuest, now, id }) == 1;

    /// <summary>How many of its pupils are on a board of the society; of a guest school, how many would be if it were no guest.</summary>
    public static long CountOnBoards(Sql sql, long id) => sql.ExecuteScalar<long>($"""
        SELECT count(*) FROM members m WHERE m.school_id = @id AND {MemberRules.ListedUnlessGuest}
            AND EXISTS (SELECT 1 FROM totals t WHERE t.member_id = m.id AND t.points > 0)
        """, new { id });
}
