// The key of the corridor screen: with it in the address the wall shows names. There is one at a time; only its hash is stored.
using Dapper;

namespace MathsSoc.Data;

/// <summary>Sets, ends and checks the key; <see cref="OneTimeCodes"/> describes how it is written.</summary>
public static class WallKeys
{
    private const string Setting = "wall.key";

    /// <summary>When the current key was set; null if there is none.</summary>
    public static long? FindSince(Sql sql) =>
        sql.ExecuteScalar<long?>("SELECT updated_at FROM settings WHERE name = @name", new { name = Setting });

    /// <summary>Whether this is the key.</summary>
    public static bool Fits(Sql sql, string key) =>
        sql.ExecuteScalar<bool>("""
            SELECT EXISTS (SELECT 1 FROM settings WHERE name = @name AND value = @hash)
            """, new { name = Setting, hash = Sessions.Hash(key) });

    /// <summary>Makes this the key; the one before it stops working.</summary>
    public static void Set(Sql sql, string key, long now) => Settings.Set(sql, Setting, Sessions.Hash(key), now);

    /// <summary>Ends the key; false if there is none.</summary>
    public static bool End(Sql sql) => Settings.Remove(sql, Setting);
}
