// The members table: who may sign in, and as what.
using Microsoft.Data.Sqlite;

namespace MathsSoc.Data;

/// <summary>Reads and writes members. Logins come in folded, see Endpoints.Logins.</summary>
public static class Members
{
    /// <summary>Whether anybody can run the site yet.</summary>
    public static bool AnyOwner(Sql sql) => sql.Scalar<long>("SELECT EXISTS (SELECT 1 FROM members WHERE role = 'owner')") == 1;

    /// <summary>How many members there are.</summary>
    public static long Count(Sql sql) => sql.Scalar<long>("SELECT count(*) FROM members");

    /// <summary>Whether the login is taken.</summary>
    public static bool Exists(Sql sql, string login) =>
        sql.Scalar<long>("SELECT EXISTS (SELECT 1 FROM members WHERE login = @login)", ("login", login)) == 1;

    /// <summary>Makes an existing member an owner, who keeps the password; the rows changed: 0 when there is no such member.</summary>
    public static int MakeOwner(Sql sql, string login) =>
        sql.Run("UPDATE members SET role = 'owner' WHERE login = @login", ("login", login));

    /// <summary>Adds an owner; false when the login was taken in the meantime.</summary>
    public static bool AddOwner(Sql sql, string login, string name, string passwordHash, long now)
    {
        try
        {
            sql.Run("""
                INSERT INTO members (login, name, role, password_hash, created_at)
                VALUES (@login, @name, 'owner', @hash, @now)
                """, ("login", login), ("name", name), ("hash", passwordHash), ("now", now));
            return true;
        }
        catch (SqliteException taken) when (taken.SqliteExtendedErrorCode == 2067)
        {
            return false;
        }
    }
}
