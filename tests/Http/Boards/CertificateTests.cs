// Certificates: who gets which, under which name, for which period, and that staff alone print them.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class CertificateTests
{
    [Fact]
    public async Task The_upper_half_get_a_sheet_each_with_their_full_names_and_the_best_of_a_year_are_named()
    {
        await using var site = await Site.StartAsync();
        using var db = site.OpenDatabase();
        var now = site.Now - 60;
        foreach (var (login, points, name) in new[]
            { ("ada", 9, "Ada Lovelace"), ("bob", 7, "Bob Moss"), ("cat", 7, "Cat O’Brien"),
              ("dan", 1, "Dan Low"), ("eve", 0, "Eve None") })
        {
            var member = db.Add(Seed.Pupil(login) with { Name = name, DisplayName = login.ToUpperInvariant() });
            if (points > 0) db.Give(member, points, now);
        }
        var tia = site.Visit(Seed.Person("tia", Role.Teacher));
        var page = await tia.GetAsync("/admin/certificates");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Equal(["Gold certificate|Ada Lovelace|Best in Year 9", "Bronze certificate|Bob Moss|", "Bronze certificate|Cat O’Brien|"],
            SheetsOf(page));
        Assert.Contains("Joint 2nd of 4 · 7 points for challenges, in the school year 2026/27", page.Text, StringComparison.Ordinal);
        Assert.Contains("3 certificates.", page.Text, StringComparison.Ordinal);

        page = await tia.GetAsync("/admin/certificates?whom=all&name=display&period=all");
        Assert.Equal(["Gold certificate|ADA|", "Bronze certificate|BOB|", "Bronze certificate|CAT|", "Certificate|DAN|"], SheetsOf(page));
    }

    [Fact]
    public async Task A_class_prints_its_own_sheets_of_what_was_earned_among_everybody()
    {
        await using var site = await Site.StartAsync();
        using var db = site.OpenDatabase();
        var (ada, bob) = (db.Add(Seed.Pupil("ada") with { Class = "9A" }), db.Add(Seed.Pupil("bob") with { Class = "9B" }));
        db.Give(ada, 5, site.Now - 60);
        db.Give(bob, 3, site.Now - 60);
        var tia = site.Visit(Seed.Person("tia", Role.Teacher));
        Assert.Empty(SheetsOf(await tia.GetAsync("/admin/certificates?class=9B")));
        var all = await tia.GetAsync("/admin/certificates?class=9B&whom=all");
        Assert.Single(SheetsOf(all));
        Assert.Equal("9B", all.Page.QuerySelector("#class option[selected]")!.GetAttribute("value"));
        Assert.Contains("nothing to print", (await tia.GetAsync("/admin/certificates?period=2024")).Text, StringComparison.Ordinal);
        foreach (var role in new[] { Role.Member, Role.Editor, Role.Coordinator })
            Assert.Equal(HttpStatusCode.Forbidden,
                (await site.Visit(Seed.Person($"x{role}", role)).GetAsync("/admin/certificates")).Status);
    }

    private static string[] SheetsOf(PageResponse page) => [.. page.Page.QuerySelectorAll(".certificate").Select(sheet =>
        $"{sheet.QuerySelector(".certificate-title")!.TextContent}|{sheet.QuerySelector("h2")!.TextContent}"
        + $"|{sheet.QuerySelector(".certificate-best")?.TextContent}")];
}
