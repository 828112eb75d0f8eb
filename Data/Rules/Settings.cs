// The settings table: what the society sees (its name, motto, accent colour); edited on the admin pages.
using Dapper;

namespace MathsSoc.Data;

/// <summary>The society as its pages show it. <c>Version</c> is the instant of the last change, for addresses that are cached.</summary>
public sealed record Society(string Name, string Motto, string Accent, long Version)
{
    /// <summary>What a new database shows, and a page that must be written while there is none.</summary>
    public static readonly Society Default = new("Maths Society", "", "", 0);

    /// <summary>Each of its settings as the table holds it.</summary>
    public IEnumerable<(string Name, string Value)> Values =>
        [(Settings.SocietyName, Name), (Settings.SocietyMotto, Motto), (Settings.SocietyAccent, Accent)];
}

/// <summary>One row of the table.</summary>
public sealed record SettingRow(string Name, string Value, long UpdatedAt);

/// <summary>Reads and writes what the society sees.</summary>
public static class Settings
{
    public const string SocietyName = "society.name";
    public const string SocietyMotto = "society.motto";
    public const string SocietyAccent = "society.accent";

    /// <summary>Every value that was ever set.</summary>
    public static List<SettingRow> List(Sql sql) =>
        sql.Query<SettingRow>("SELECT name, value, updated_at FROM settings ORDER BY name").AsList();

    /// <summary>The society as it is now; names that were never set have their defaults.</summary>
    public static Society FindSociety(Sql sql)
    {
        var society = Society.Default;
        foreach (var row in List(sql))
        {
            if (!row.Name.StartsWith("society.", StringComparison.Ordinal)) continue;
            society = row.Name switch
            {
                SocietyName => society with { Name = row.Value },
                SocietyMotto => society with { Motto = row.Value },
                SocietyAccent => society with { Accent = row.Value },
                _ => society,
            };
            society = society with { Version = Math.Max(society.Version, row.UpdatedAt) };
        }
        return society;
    }

    /// <summary>Sets one value; the caller has checked it.</summary>
    public static void Set(Sql sql, string name, string value, long now) =>
        sql.Execute("""
            INSERT INTO settings (name, value, updated_at) VALUES (@name, @value, @now)
            ON CONFLICT (name) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at
            """, new { name, value, now });

    /// <summary>
    /// Sets what differs from what is there; what was changed, as "session.idle_minutes: 120, now 60". Called in the transaction that audits it.
    /// </summary>
    public static List<string> SetAll(Sql sql, Society society, Rules rules, long now)
    {
        var before = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in FindSociety(sql).Values) before[name] = value;
        foreach (var (name, value) in Rules.Find(sql).Values) before[name] = value;
        var changed = new List<string>();
        foreach (var (name, value) in (IEnumerable<(string Name, string Value)>)[.. society.Values, .. rules.Values])
        {
            if (before[name] == value) continue;
            Set(sql, name, value, now);
            changed.Add($"{name}: {Shown(before[name])}, now {Shown(value)}");
        }
        return changed;
    }

    private static string Shown(string value) => value.Length == 0 ? "nothing" : value;
}
