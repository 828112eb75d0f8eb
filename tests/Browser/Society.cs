// Sites in the states that browser tests need.
using MathsSoc.Data;
using MathsSoc.Hosting;
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

    /// <summary>The demo without limits, and those who look at it: its teacher, who owns it, and its pupil.</summary>
    public static async Task<(Site Site, Person Owner, Person Pupil)> StartDemoAsync()
    {
        var site = await Site.StartAsync(("RATELIMIT_ENABLED", "false"));
        using (var db = site.OpenDatabase()) DemoSociety.Fill(db, Path.Combine(site.Folder, "uploads"), "", site.Now);
        return (site, site.VisitAs(site.Count("SELECT id FROM members WHERE login = 'teacher'")),
            site.VisitAs(site.Count("SELECT id FROM members WHERE login = 'pupil'")));
    }
}
