// Sites in the states that browser tests need.
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Browser;

internal static class Society
{
    /// <summary>Every address that a visitor without an account can read, and one that does not exist.</summary>
    public static readonly string[] Pages =
        ["/", "/about", "/contact", "/taking-part", "/competition-rules", "/privacy", "/accessibility", "/nothing-here"];

    /// <summary>A society that has an owner, a name, a motto and an accent of its own.</summary>
    public static async Task<Site> StartAsync(string accent = "#1d4e79")
    {
        var site = await Site.StartAsync();
        using var db = site.OpenDatabase();
        db.Write(sql =>
        {
            Members.Add(sql, Seed.Person("head", Role.Owner), 1);
            Settings.Set(sql, "society.name", "Northgate Mathematics Society", 1);
            Settings.Set(sql, "society.motto", "Make haste slowly", 1);
            Settings.Set(sql, "society.accent", accent, 1);
            return 0;
        });
        return site;
    }
}
