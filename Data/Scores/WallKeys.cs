// The key of the corridor screen: with it in the address the wall shows names. One at a time, kept in the settings as its hash only.
using Dapper;

namespace MathsSoc.Data;

/// <summary>Makes, ends and checks the key; <see cref="OneTimeCodes"/> says how it is written.</summary>
public static class WallKeys
{
    private const string Setting = "wall.key";

    /// <summary>Since when there is a key; null: there is none.</summary>
    public static long? FindSince(Sql sql) =>
        sql.ExecuteScalar<long?>("SELECT updated_at FROM settings WHERE name = @name", new { name = Setting });

    /// <summary>Whether this is the key.</summary>
    public static bool Fits(Sql sql, string key) =>
        sql.ExecuteScalar<bool>("""
            SELECT EXISTS (SELECT 1 FROM settings WHERE name = @name AND value = @hash)
            """, new { name = Setting, hash = Sessions.Hash(key) });

    /// <summary>Has this be the key from now on; the one before it ends.</summary>
    public static void Set(Sql sql, string key, long now) => Settings.Set(sql, Setting, Sessions.Hash(key), now);

    /// <summary>Ends the key; false when there is none.</summary>
    public static bool End(Sql sql) => sql.Execute("DELETE FROM settings WHERE name = @name", new { name = Setting }) == 1;
}
