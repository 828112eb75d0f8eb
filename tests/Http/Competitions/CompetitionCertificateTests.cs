// Certificates of a competition: by division over all schools or within each, the best of a school, the schools, and who may print which.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class CompetitionCertificateTests
{
    [Fact]
    public async Task Shares_are_made_in_a_division_over_all_schools_or_within_each_and_places_are_the_published_ones()
    {
        await using var site = await Site.StartWithClockAsync();
        var cup = Published(site);
        var tia = site.Visit(Seed.Person("tia", Role.Teacher));
        var path = $"/admin/competitions/{cup.Id}/certificates";
        Assert.Equal(
        [
            "Gold certificate|Cleo Seeded|Birch High|Best in Birch High", "Certificate|Ada Seeded|Ashby School|Best in Ashby School",
            "Gold certificate|Dan Seeded|Birch High|Best in Birch High", "Certificate|Ben Seeded|Ashby School|Best in Ashby School",
        ], SheetsOf(await tia.GetAsync(path)));
        var page = await tia.GetAsync($"{path}?within=school&division=Junior");
        Assert.Equal(
        [
            "Gold certificate|Cleo Seeded|Birch High|Best in Birch High",
            "Gold certificate|Ada Seeded|Ashby School|Best in Ashby School",
        ], SheetsOf(page));
        Assert.Contains("1st of 1 in Birch High · 15 points in The Autumn Cup, Junior", page.Text, StringComparison.Ordinal);
        page = await tia.GetAsync($"{path}?whom=schools");
        Assert.Equal(["Gold certificate|Birch High||", "Silver certificate|Ashby School||"], SheetsOf(page));
        Assert.Contains("1st of 2 schools · a score of 25 in The Autumn Cup", page.Text, StringComparison.Ordinal);
        Assert.Equal(2, SheetsOf(await tia.GetAsync($"{path}?school={cup.OurSchool}&name=display")).Length);
    }

    [Fact]
    public async Task A_coordinator_prints_those_of_the_own_school_and_a_pupil_the_own_one_after_the_results()
    {
        await using var site = await Site.StartWithClockAsync();
        var cup = Published(site);
        var coordinator = site.VisitAs(cup.Coordinator);
        var path = $"/admin/competitions/{cup.Id}/certificates";
        Assert.Equal(["Cleo Seeded", "Dan Seeded"],
            (await coordinator.GetAsync($"{path}?school={cup.OurSchool}")).Page.QuerySelectorAll(".certificate h2")
                .Select(name => name.TextContent));
        Assert.Equal(HttpStatusCode.Forbidden, (await site.VisitAs(cup.Ada).GetAsync(path)).Status);

        Assert.Equal(["Certificate|Ada Seeded|Ashby School|Best in Ashby School"],
            SheetsOf(await site.VisitAs(cup.Ada).GetAsync($"{cup.Path}/certificate")));
        Assert.Equal(HttpStatusCode.NotFound, (await site.Visit(Seed.Pupil("zoe")).GetAsync($"{cup.Path}/certificate")).Status);
        using (var db = site.OpenDatabase()) db.Write(sql => Members.SetQuiet(sql, cup.Cleo, true));
        await site.WakeAsync();
        var quiet = await site.VisitAs(cup.Cleo).GetAsync($"{cup.Path}/certificate");
        Assert.Equal(["Certificate|Cleo Seeded|Birch High|"], SheetsOf(quiet));
    }

    [Fact]
    public async Task Before_the_results_there_are_none()
    {
        await using var site = await Site.StartWithClockAsync();
        var cup = site.AddFilledCup();
        Assert.Equal(HttpStatusCode.NotFound, (await site.VisitAs(cup.Ada).GetAsync($"{cup.Path}/certificate")).Status);
        var page = await site.VisitAs(cup.Coordinator).GetAsync($"/admin/competitions/{cup.Id}/certificates");
        Assert.Contains("once the results are published", page.Text, StringComparison.Ordinal);
        Assert.Empty(SheetsOf(page));
    }

    private static Cup Published(Site site)
    {
        var cup = site.AddFilledCup(one => one with { Formula = SchoolFormula.Sum });
        site.KeepRunning(TimeSpan.FromDays(8));
        using var db = site.OpenDatabase();
        Assert.Null(db.Write(sql => CompetitionResults.Publish(sql, cup.Id, Rules.Default, Actor.CommandLine, site.Now)));
        return cup;
    }

    private static string[] SheetsOf(PageResponse page) => [.. page.Page.QuerySelectorAll(".certificate").Select(sheet =>
        $"{sheet.QuerySelector(".certificate-title")!.TextContent}|{sheet.QuerySelector("h2")!.TextContent}"
        + $"|{sheet.QuerySelector(".certificate-school")?.TextContent}|{sheet.QuerySelector(".certificate-best")?.TextContent}")];
}
