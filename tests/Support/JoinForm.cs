// The form for joining as tests fill it in, the code that it takes, and what became of whoever sent it.
using Dapper;
using MathsSoc.Data;

namespace MathsSoc.Tests.Support;

public static class JoinForm
{
    public const string Code = "7KQ2MPXD";
    public const long FarAway = 4_000_000_000;

    /// <summary>A form as a pupil fills it in; a field that is given replaces the usual one.</summary>
    public static (string Name, string Value)[] Form(params (string Name, string Value)[] changes)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["code"] = "", ["name"] = "Ada Lovelace", ["display"] = "",
            ["year"] = "9", ["class"] = "9B", ["login"] = "ada", ["password"] = Seed.Password,
        };
        foreach (var (name, value) in changes) fields[name] = value;
        return [.. fields.Select(field => (field.Key, field.Value))];
    }

    public static long AddCode(Site site, JoinCode? code = null)
    {
        using var db = site.OpenDatabase();
        code ??= new JoinCode { Code = Code, Label = "9B, autumn", MaxUses = 100, ExpiresAt = FarAway };
        return db.Write(sql => JoinCodes.Add(sql, code, null, 1));
    }

    public static void Set(Site site, params (string Name, string Value)[] rules)
    {
        using var db = site.OpenDatabase();
        db.Write(sql =>
        {
            foreach (var (name, value) in rules) Settings.Set(sql, name, value, 1);
        });
    }

    /// <summary>The same while the site runs: it then writes something itself, so that it reads the rules again at once.</summary>
    public static async Task SetLiveAsync(Site site, params (string Name, string Value)[] rules)
    {
        Set(site, rules);
        await site.WakeAsync();
    }

    public static Member? Find(Site site, string login)
    {
        using var db = site.OpenDatabase();
        return db.Read(sql => Members.FindByLogin(sql, login));
    }

    public static T? Ask<T>(Site site, string question)
    {
        using var db = site.OpenDatabase();
        return db.Read(sql => sql.ExecuteScalar<T>(question));
    }
}
