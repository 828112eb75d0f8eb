// The settings table: the society's name, motto and accent colour, and its rules; edited on the admin pages.
using Dapper;

namespace MathsSoc.Data;

/// <summary>The society as its pages show it.</summary>
public sealed record Society(string Name, string Motto, string Accent)
{
    /// <summary>The accent of the site's pages where the society has not chosen one.</summary>
    public const string DefaultAccent = "#1d4e79";

    /// <summary>The hash of the crest, which <see cref="Crests"/> keeps; empty: there is none.</summary>
    public string Crest { get; init; } = "";

    /// <summary>Whether search engines are asked to list none of the pages.</summary>
    public bool IsKeptFromSearch { get; init; } = true;

    /// <summary>What the privacy page says of the people behind the site.</summary>
    public PrivacyContacts Privacy { get; init; } = PrivacyContacts.None;

    /// <summary>For a new database, and for pages that are written while the database is unavailable.</summary>
    public static readonly Society Default = new("Maths Society", "", "");
}

/// <summary>One row of the table.</summary>
public sealed record SettingRow(string Name, string Value);

/// <summary>Reads and writes the society's settings, whose rows are <see cref="SocietySettings"/>.</summary>
public static class Settings
{
    /// <summary>Every value that was ever set, by name, but for the crest.</summary>
    public static List<SettingRow> List(Sql sql) =>
        sql.Query<SettingRow>(
            "SELECT name, value FROM settings WHERE name <> @crest ORDER BY name", new { crest = Crests.Setting }).AsList();

    /// <summary>The current settings; a setting that was never set has its default.</summary>
    public static SettingValues Find(Sql sql)
    {
        var values = SettingValues.Default;
        foreach (var row in List(sql))
            if (SocietySettings.Find(row.Name) is { } setting) values = setting.Set(values, row.Value);
        return values;
    }

    /// <summary>The society's current name, motto, accent colour and crest.</summary>
    public static Society FindSociety(Sql sql) => FindWithCrest(sql).Society;

    /// <summary>As <see cref="Find"/>, and the society with its crest.</summary>
    public static SettingValues FindWithCrest(Sql sql)
    {
        var values = Find(sql);
        return values with { Society = values.Society with { Crest = Crests.FindHash(sql) } };
    }

    /// <summary>Sets one value; the caller has checked it.</summary>
    public static void Set(Sql sql, string name, string value, long now) =>
        sql.Execute("""
            INSERT INTO settings (name, value, updated_at) VALUES (@name, @value, @now)
            ON CONFLICT (name) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at
            """, new { name, value, now });

    /// <summary>A value that is not one of the society's settings; null: it is not set.</summary>
    public static string? FindValue(Sql sql, string name) =>
        sql.ExecuteScalar<string?>("SELECT value FROM settings WHERE name = @name", new { name });

    /// <summary>Removes one value; false if it was not set.</summary>
    public static bool Remove(Sql sql, string name) => sql.Execute("DELETE FROM settings WHERE name = @name", new { name }) == 1;

    /// <summary>
    /// Sets the values that differ from the stored ones and returns what was changed, as "session.idle_minutes: 120, now 60". Called in the
    /// transaction that audits it.
    /// </summary>
    public static List<string> SetAll(Sql sql, SettingValues values, long now)
    {
        var before = Find(sql);
        var changed = new List<string>();
        foreach (var setting in SocietySettings.Rows)
        {
            var (old, value) = (setting.Get(before), setting.Get(values));
            if (old == value) continue;
            Set(sql, setting.Name, value, now);
            changed.Add($"{setting.Name}: {Shown(old)}, now {Shown(value)}");
        }
        return changed;
    }

    private static string Shown(string value) => value.Length == 0 ? "nothing" : value;
}
