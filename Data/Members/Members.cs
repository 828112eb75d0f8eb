// The members table: the one statement behind each thing that happens to one member.
using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;

namespace MathsSoc.Data;

/// <summary>Reads and writes members. Logins are passed in lower case, see <see cref="Logins"/>.</summary>
public static class Members
{
    /// <summary>The display name of former members.</summary>
    public const string FormerName = "Former member";

    /// <summary>The columns of a <see cref="Member"/>.</summary>
    internal const string Columns = $"""
        id, login, name, display_name, wanted_name, start_year, class, school_id, role, state, state_at, is_quiet,
        password_hash <> '' AS has_password, notice_version, created_at, last_sign_in_at,
        {MemberRules.IsGuestSchool}school_id) AS is_of_guest_school
        """;

    private const int UniqueViolation = 2067;  // SQLITE_CONSTRAINT_UNIQUE
    private const int TriggerViolation = 1811; // SQLITE_CONSTRAINT_TRIGGER
    private const int MaxNumberedNames = 10_000;

    /// <summary>Whether there is an owner yet who can sign in.</summary>
    public static bool AnyOwner(Sql sql) =>
        sql.ExecuteScalar<bool>($"SELECT EXISTS (SELECT 1 FROM members m WHERE {MemberRules.ActiveOwner})");

    /// <summary>The number of active owners.</summary>
    public static long CountOwners(Sql sql) =>
        sql.ExecuteScalar<long>($"SELECT count(*) FROM members m WHERE {MemberRules.ActiveOwner}");

    /// <summary>Whether this is the only active owner.</summary>
    public static bool IsLastOwner(Sql sql, long id) =>
        sql.ExecuteScalar<bool>($"SELECT count(*) = 1 AND max(id) = @id FROM members m WHERE {MemberRules.ActiveOwner}", new { id });

    /// <summary>How many members there are, of every role, without former members.</summary>
    public static long Count(Sql sql) => sql.ExecuteScalar<long>("SELECT count(*) FROM members WHERE state <> 'former'");

    /// <summary>The active owners, by name.</summary>
    public static List<Member> ListOwners(Sql sql) => sql.Query<Member>(
        $"SELECT {Columns} FROM members m WHERE {MemberRules.ActiveOwner} ORDER BY name, id LIMIT 100").AsList();

    /// <summary>How many were members once, and nothing personal is kept of them.</summary>
    public static long CountFormer(Sql sql) => sql.ExecuteScalar<long>("SELECT count(*) FROM members WHERE state = 'former'");

    /// <summary>The member; null if there is none with this id.</summary>
    public static Member? Find(Sql sql, long id) =>
        sql.QueryFirstOrDefault<Member>($"SELECT {Columns} FROM members WHERE id = @id", new { id });

    /// <summary>The member with this login; null if there is none.</summary>
    public static Member? FindByLogin(Sql sql, string login) =>
        sql.QueryFirstOrDefault<Member>($"SELECT {Columns} FROM members WHERE login = @login", new { login });

    /// <summary>The stored hash of this login; null if there is no such member.</summary>
    public static Credentials? FindCredentials(Sql sql, string login) => sql.QueryFirstOrDefault<Credentials>(
        "SELECT id AS member_id, password_hash, state FROM members WHERE login = @login AND state <> 'former'", new { login });

    /// <summary>The stored hash of this member, for checking the password again; null if there is no such member.</summary>
    public static Credentials? FindCredentials(Sql sql, long id) => sql.QueryFirstOrDefault<Credentials>(
        "SELECT id AS member_id, password_hash, state FROM members WHERE id = @id AND state <> 'former'", new { id });

    /// <summary>Adds a member and returns the id; null if the login is taken.</summary>
    public static long? Add(Sql sql, NewMember member, long now)
    {
        var displayName = FreeDisplayName(sql, member.DisplayName, null);
        try
        {
            return sql.ExecuteScalar<long>($"""
                INSERT INTO members (id, login, name, display_name, display_key, wanted_name, start_year, class, school_id, role, state,
                    state_at, password_hash, notice_version, join_code_id, created_at, search_text)
                VALUES ({GivenIds.NextMember}, @login, @name, @displayName, @key, @wanted, @start, @className, @school, @role, @state, @now,
                    @hash, @notice, @code, @now, @search)
                RETURNING id
                """,
                new
                {
                    login = member.Login,
                    name = member.Name,
                    displayName,
                    key = Fold(displayName),
                    wanted = member.WantedName,
                    start = member.StartYear,
                    className = member.Class,
                    school = member.SchoolId,
                    role = member.Role,
                    state = member.State,
                    now,
                    hash = member.PasswordHash,
                    notice = member.NoticeVersion,
                    code = member.JoinCodeId,
                    search = SearchText(member.Name, member.Login, member.Class, displayName),
                });
        }
        catch (SqliteException taken) when (taken.SqliteExtendedErrorCode == UniqueViolation)
        {
            return null;
        }
    }

    /// <summary>Makes an existing member an active owner, who keeps the password; the rows changed: 0 if there is no such member.</summary>
    public static int MakeOwner(Sql sql, string login, long now) => sql.Execute(
        "UPDATE members SET role = 'owner', state = 'active', state_at = @now WHERE login = @login AND state <> 'former'",
        new { now, login });

    /// <summary>Writes what staff may change of a member; false if the login is taken.</summary>
    public static bool Update(Sql sql, Member member)
    {
        try
        {
            sql.Execute("""
                UPDATE members SET login = @login, name = @name, start_year = @start, class = @className, school_id = @school,
                    search_text = @search
                WHERE id = @id
                """,
                new
                {
                    login = member.Login,
                    name = member.Name,
                    start = member.StartYear,
                    className = member.Class,
                    school = member.SchoolId,
                    search = SearchText(member.Name, member.Login, member.Class, member.DisplayName),
                    id = member.Id,
                });
            return true;
        }
        catch (SqliteException taken) when (taken.SqliteExtendedErrorCode == UniqueViolation)
        {
            return false;
        }
    }

    /// <summary>Changes the role; false if this is the last owner.</summary>
    public static bool SetRole(Sql sql, long id, Role role) =>
        UnlessLastOwner(() => sql.Execute("UPDATE members SET role = @role WHERE id = @id", new { role, id }));

    /// <summary>Changes the state; false if this is the last owner.</summary>
    public static bool SetState(Sql sql, long id, MemberState state, long now) =>
        UnlessLastOwner(() => sql.Execute("UPDATE members SET state = @state, state_at = @now WHERE id = @id", new { state, now, id }));

    /// <summary>Sets a new password hash.</summary>
    public static void SetPassword(Sql sql, long id, string hash) =>
        sql.Execute("UPDATE members SET password_hash = @hash WHERE id = @id", new { hash, id });

    /// <summary>Records which privacy notice a member saw who is about to set their first password.</summary>
    public static void NoteNotice(Sql sql, long id, long version) =>
        sql.Execute("UPDATE members SET notice_version = @version WHERE id = @id AND password_hash = ''", new { version, id });

    /// <summary>
    /// Records a sign-in; <paramref name="newHash"/> replaces the hash if its work factor had become too low (null: keep it).
    /// </summary>
    public static void NoteSignIn(Sql sql, long id, string? newHash, long now) => sql.Execute(
        "UPDATE members SET last_sign_in_at = @now, password_hash = coalesce(@newHash, password_hash) WHERE id = @id",
        new { now, newHash, id });

    /// <summary>Takes the member off the boards, or puts them back.</summary>
    public static void SetQuiet(Sql sql, long id, bool isQuiet) =>
        sql.Execute("UPDATE members SET is_quiet = @isQuiet WHERE id = @id", new { isQuiet, id });

    /// <summary>
    /// Shows the member under <paramref name="name"/>, numbered if it is taken, and drops the alias that was waiting. Returns the name that
    /// is shown now.
    /// </summary>
    public static string SetDisplayName(Sql sql, long id, string name)
    {
        var free = FreeDisplayName(sql, name, id);
        sql.Execute(
            "UPDATE members SET display_name = @free, display_key = @key, wanted_name = NULL WHERE id = @id",
            new { free, key = Fold(free), id });
        var member = Find(sql, id)!;
        var search = SearchText(member.Name, member.Login, member.Class, member.DisplayName);
        sql.Execute("UPDATE members SET search_text = @search WHERE id = @id", new { search, id });
        return free;
    }

    /// <summary>Has an alias wait for approval; null withdraws it.</summary>
    public static void SetWantedName(Sql sql, long id, string? name) =>
        sql.Execute("UPDATE members SET wanted_name = @name WHERE id = @id", new { name, id });

    /// <summary>Whether another member than <paramref name="exceptId"/> is already shown under this name.</summary>
    public static bool IsDisplayNameTaken(Sql sql, string name, long? exceptId) => sql.ExecuteScalar<bool>(
        "SELECT EXISTS (SELECT 1 FROM members WHERE display_key = @key AND id <> @id)", new { key = Fold(name), id = exceptId ?? 0 });

    /// <summary>Runs a statement that a trigger refuses for the last owner; false if it was refused and nothing changed.</summary>
    internal static bool UnlessLastOwner(Action change)
    {
        try
        {
            change();
            return true;
        }
        catch (SqliteException refused) when (refused.SqliteExtendedErrorCode == TriggerViolation)
        {
            return false;
        }
    }

    /// <summary>
    /// The text that is searched and that names are sorted by, without accents: Émile is found by emile and sorted beside him.
    /// </summary>
    internal static string SearchText(string name, string login, string className, string displayName) =>
        Latin.Fold($"{name} {login} {className} {displayName}");

    /// <summary>Lower case, for comparing; names are composed before they come here.</summary>
    internal static string Fold(string text) => text.ToLowerInvariant();

    private static string FreeDisplayName(Sql sql, string wish, long? exceptId)
    {
        if (!IsDisplayNameTaken(sql, wish, exceptId)) return wish;
        // In one statement: a list of a thousand pupils has many with the same initials.
        var number = sql.ExecuteScalar<long>("""
            WITH RECURSIVE tried (number) AS (
                SELECT 2 UNION ALL
                SELECT number + 1 FROM tried
                WHERE number < @most AND EXISTS (SELECT 1 FROM members WHERE display_key = @key || number AND id <> @id))
            SELECT max(number) FROM tried
            """, new { most = MaxNumberedNames, key = Fold(wish), id = exceptId ?? 0 });
        if (number < MaxNumberedNames) return wish + number.ToString(CultureInfo.InvariantCulture);
        throw new InvalidOperationException($"More than {MaxNumberedNames} members are shown under one name.");
    }
}
