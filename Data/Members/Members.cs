// The members table: who they are, what others see of them, and the one statement behind each thing that happens to one member.
using System.Data;
using Microsoft.Data.Sqlite;

namespace MathsSoc.Data;

/// <summary>What a member may do; in the database by its name in lower case. The order is that of power.</summary>
public enum Role { Member, Coordinator, Editor, Teacher, Owner }

/// <summary>
/// From waiting for a teacher's yes, through active, to archived (left the society), leaving (asked for deletion, may still come back)
/// and former (nothing personal is left). Only active members take part; leaving ones may sign in to change their mind.
/// </summary>
public enum MemberState { Waiting, Active, Archived, Leaving, Former }

/// <summary>One member. Times are unix seconds.</summary>
/// <param name="Login">Folded, see <see cref="Logins"/>.</param>
/// <param name="Name">The full name, for staff only.</param>
/// <param name="DisplayName">All that other members see.</param>
/// <param name="WantedName">An alias that waits for approval; null: none.</param>
/// <param name="StartYear">The year whose September began year 7; null: no pupil. <see cref="SchoolTime"/> works out the year group from it.</param>
/// <param name="Class">Empty: none.</param>
/// <param name="StateAt">When the state began.</param>
/// <param name="IsQuiet">Off the boards, still earning.</param>
/// <param name="HasPassword">False until a first password is set by a one-time link.</param>
/// <param name="LastSignInAt">Null: never signed in.</param>
public sealed record Member(
    long Id, string Login, string Name, string DisplayName, string? WantedName, long? StartYear, string Class, long? SchoolId,
    Role Role, MemberState State, long StateAt, bool IsQuiet, bool HasPassword, long? NoticeVersion, long CreatedAt, long? LastSignInAt) : IRow<Member>
{
    public static string Columns =>
        "id, login, name, display_name, wanted_name, start_year, class, school_id, role, state, state_at, is_quiet, password_hash <> '', notice_version, created_at, last_sign_in_at";

    public static Member Read(IDataRecord row) => new(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.Text(4), row.Number(5),
        row.GetString(6), row.Number(7), Names.Read<Role>(row.GetString(8)), Names.Read<MemberState>(row.GetString(9)), row.GetInt64(10), row.GetInt64(11) == 1,
        row.GetInt64(12) == 1, row.Number(13), row.GetInt64(14), row.Number(15));
}

/// <summary>Somebody to be added. <c>DisplayName</c> is a wish: when it is taken the next free one is used ("AB", "AB2").</summary>
public sealed record NewMember(string Login, string Name, string DisplayName, string? WantedName, long? StartYear, string Class, long? SchoolId,
    Role Role, MemberState State, string PasswordHash, long? NoticeVersion = null, long? JoinCodeId = null);

/// <summary>What is needed to check a password.</summary>
public sealed record Credentials(long MemberId, string PasswordHash, MemberState State) : IRow<Credentials>
{
    public static string Columns => "id, password_hash, state";
    public static Credentials Read(IDataRecord row) => new(row.GetInt64(0), row.GetString(1), Names.Read<MemberState>(row.GetString(2)));
}

/// <summary>Reads and writes members. Logins come in folded, see <see cref="Logins"/>.</summary>
public static class Members
{
    /// <summary>What is shown of somebody who is gone.</summary>
    public const string FormerName = "Former member";

    private const int UniqueViolation = 2067;  // SQLITE_CONSTRAINT_UNIQUE
    private const int TriggerViolation = 1811; // SQLITE_CONSTRAINT_TRIGGER
    private const int MostNumberedNames = 10_000;

    /// <summary>Whether anybody can run the site yet.</summary>
    public static bool AnyOwner(Sql sql) => sql.Scalar<long>($"SELECT EXISTS (SELECT 1 FROM members m WHERE {MemberRules.ActiveOwner})") == 1;

    /// <summary>Whether this is the one owner there is.</summary>
    public static bool IsLastOwner(Sql sql, long id) =>
        sql.Scalar<long>($"SELECT count(*) = 1 AND max(id) = @id FROM members m WHERE {MemberRules.ActiveOwner}", ("id", id)) == 1;

    /// <summary>How many members there are, of every role, without those who are gone.</summary>
    public static long Count(Sql sql) => sql.Scalar<long>("SELECT count(*) FROM members WHERE state <> 'former'");

    /// <summary>The member; null when there is none.</summary>
    public static Member? Find(Sql sql, long id) => sql.Row<Member>($"SELECT {Member.Columns} FROM members WHERE id = @id", ("id", id));

    /// <summary>The member with this login; null when there is none.</summary>
    public static Member? FindByLogin(Sql sql, string login) =>
        sql.Row<Member>($"SELECT {Member.Columns} FROM members WHERE login = @login", ("login", login));

    /// <summary>The stored hash of this login; null when there is no such member.</summary>
    public static Credentials? FindCredentials(Sql sql, string login) =>
        sql.Row<Credentials>($"SELECT {Credentials.Columns} FROM members WHERE login = @login AND state <> 'former'", ("login", login));

    /// <summary>The stored hash of this member, for asking for the password again; null when there is no such member.</summary>
    public static Credentials? FindCredentials(Sql sql, long id) =>
        sql.Row<Credentials>($"SELECT {Credentials.Columns} FROM members WHERE id = @id AND state <> 'former'", ("id", id));

    /// <summary>Adds a member; null when the login is taken.</summary>
    public static long? Add(Sql sql, NewMember member, long now)
    {
        var displayName = FreeDisplayName(sql, member.DisplayName, null);
        try
        {
            return sql.Scalar<long>("""
                INSERT INTO members (login, name, display_name, display_key, wanted_name, start_year, class, school_id, role, state, state_at,
                    password_hash, notice_version, join_code_id, created_at, search_text)
                VALUES (@login, @name, @display, @key, @wanted, @start, @class, @school, @role, @state, @now, @hash, @notice, @code, @now, @search)
                RETURNING id
                """, ("login", member.Login), ("name", member.Name), ("display", displayName), ("key", Fold(displayName)), ("wanted", member.WantedName),
                ("start", member.StartYear), ("class", member.Class), ("school", member.SchoolId), ("role", Names.Of(member.Role)),
                ("state", Names.Of(member.State)), ("now", now), ("hash", member.PasswordHash), ("notice", member.NoticeVersion),
                ("code", member.JoinCodeId), ("search", SearchText(member.Name, member.Login, member.Class, displayName)));
        }
        catch (SqliteException taken) when (taken.SqliteExtendedErrorCode == UniqueViolation)
        {
            return null;
        }
    }

    /// <summary>Makes an existing member an active owner, who keeps the password; the rows changed: 0 when there is no such member.</summary>
    public static int MakeOwner(Sql sql, string login, long now) =>
        sql.Run("UPDATE members SET role = 'owner', state = 'active', state_at = @now WHERE login = @login AND state <> 'former'", ("login", login), ("now", now));

    /// <summary>Writes what staff may change of a member; false when the login is taken.</summary>
    public static bool Update(Sql sql, Member member)
    {
        try
        {
            sql.Run("""
                UPDATE members SET login = @login, name = @name, start_year = @start, class = @class, school_id = @school, search_text = @search
                WHERE id = @id
                """, ("login", member.Login), ("name", member.Name), ("start", member.StartYear), ("class", member.Class), ("school", member.SchoolId),
                ("search", SearchText(member.Name, member.Login, member.Class, member.DisplayName)), ("id", member.Id));
            return true;
        }
        catch (SqliteException taken) when (taken.SqliteExtendedErrorCode == UniqueViolation)
        {
            return false;
        }
    }

    /// <summary>Changes the role; false when this is the last owner.</summary>
    public static bool SetRole(Sql sql, long id, Role role) =>
        UnlessLastOwner(() => sql.Run("UPDATE members SET role = @role WHERE id = @id", ("role", Names.Of(role)), ("id", id)));

    /// <summary>Changes the state; false when this is the last owner.</summary>
    public static bool SetState(Sql sql, long id, MemberState state, long now) =>
        UnlessLastOwner(() => sql.Run("UPDATE members SET state = @state, state_at = @now WHERE id = @id", ("state", Names.Of(state)), ("now", now), ("id", id)));

    /// <summary>Sets a new password hash.</summary>
    public static void SetPassword(Sql sql, long id, string hash) =>
        sql.Run("UPDATE members SET password_hash = @hash WHERE id = @id", ("hash", hash), ("id", id));

    /// <summary>Notes which privacy notice somebody saw who is about to set their first password.</summary>
    public static void NoteNotice(Sql sql, long id, long version) =>
        sql.Run("UPDATE members SET notice_version = @version WHERE id = @id AND password_hash = ''", ("version", version), ("id", id));

    /// <summary>Notes a sign-in; <paramref name="newHash"/> replaces the hash when its work factor had become too low (null: keep it).</summary>
    public static void NoteSignIn(Sql sql, long id, string? newHash, long now) =>
        sql.Run("UPDATE members SET last_sign_in_at = @now, password_hash = coalesce(@hash, password_hash) WHERE id = @id", ("now", now), ("hash", newHash), ("id", id));

    /// <summary>On or off the boards.</summary>
    public static void SetQuiet(Sql sql, long id, bool isQuiet) =>
        sql.Run("UPDATE members SET is_quiet = @quiet WHERE id = @id", ("quiet", isQuiet ? 1 : 0), ("id", id));

    /// <summary>Shows the member under <paramref name="name"/>, numbered when it is taken, and drops what was waiting; what is shown now.</summary>
    public static string SetDisplayName(Sql sql, long id, string name)
    {
        var free = FreeDisplayName(sql, name, id);
        sql.Run("UPDATE members SET display_name = @name, display_key = @key, wanted_name = NULL WHERE id = @id", ("name", free), ("key", Fold(free)), ("id", id));
        var member = Find(sql, id)!;
        sql.Run("UPDATE members SET search_text = @search WHERE id = @id",
            ("search", SearchText(member.Name, member.Login, member.Class, member.DisplayName)), ("id", id));
        return free;
    }

    /// <summary>Has an alias wait for approval; null withdraws it.</summary>
    public static void SetWantedName(Sql sql, long id, string? name) =>
        sql.Run("UPDATE members SET wanted_name = @name WHERE id = @id", ("name", name), ("id", id));

    /// <summary>Whether another member than <paramref name="exceptId"/> is already shown under this name.</summary>
    public static bool IsDisplayNameTaken(Sql sql, string name, long? exceptId) =>
        sql.Scalar<long>("SELECT EXISTS (SELECT 1 FROM members WHERE display_key = @key AND id <> @id)", ("key", Fold(name)), ("id", exceptId ?? 0)) == 1;

    /// <summary>Runs a statement that the last owner is protected from; false when it was refused, and nothing changed.</summary>
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

    /// <summary>What searching looks through and names are sorted by, without accents: Émile is found by emile, and stands beside him.</summary>
    internal static string SearchText(string name, string login, string className, string displayName) => Latin.Fold($"{name} {login} {className} {displayName}");

    /// <summary>Lower case, for comparing; names are composed before they come here.</summary>
    internal static string Fold(string text) => text.ToLowerInvariant();

    private static string FreeDisplayName(Sql sql, string wish, long? exceptId)
    {
        if (!IsDisplayNameTaken(sql, wish, exceptId)) return wish;
        // In one statement: a list of a thousand pupils has many with the same initials.
        var number = sql.Scalar<long>("""
            WITH RECURSIVE tried (number) AS (
                SELECT 2 UNION ALL
                SELECT number + 1 FROM tried
                WHERE number < @most AND EXISTS (SELECT 1 FROM members WHERE display_key = @key || number AND id <> @id))
            SELECT max(number) FROM tried
            """, ("key", Fold(wish)), ("id", exceptId ?? 0), ("most", MostNumberedNames));
        if (number < MostNumberedNames) return wish + number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        throw new InvalidOperationException($"More than {MostNumberedNames} members are shown under one name.");
    }
}
