// The society's crest: one picture in one row of the settings table, named by its hash, so that every backup has it.
using Dapper;

namespace MathsSoc.Data;

/// <summary>The crest with its bytes.</summary>
/// <param name="Hash">SHA-256 of the bytes, 64 hexadecimal digits.</param>
public sealed record Crest(string Hash, string ContentType, byte[] Bytes);

/// <summary>Reads, sets and removes the crest.</summary>
public static class Crests
{
    /// <summary>The row's name. It is not among the society's other settings, because it is much larger.</summary>
    public const string Setting = "society.crest";

    /// <summary>The hash of the crest; empty if there is none.</summary>
    public static string FindHash(Sql sql) =>
        sql.ExecuteScalar<string?>("SELECT substr(value, 1, 64) FROM settings WHERE name = @name", new { name = Setting }) ?? "";

    /// <summary>The crest; null if there is none.</summary>
    public static Crest? Find(Sql sql)
    {
        if (Settings.FindValue(sql, Setting) is not { } value) return null;
        var fields = value.Split(' ');
        return new Crest(fields[0], fields[1], Convert.FromBase64String(fields[2]));
    }

    /// <summary>Sets the crest; the one before it is gone.</summary>
    public static void Set(Sql sql, Crest crest, long now) =>
        Settings.Set(sql, Setting, $"{crest.Hash} {crest.ContentType} {Convert.ToBase64String(crest.Bytes)}", now);

    /// <summary>Removes the crest; false if there is none.</summary>
    public static bool Remove(Sql sql) => Settings.Remove(sql, Setting);
}
