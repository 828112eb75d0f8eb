// The pages of a competition lead to each other, for each reader to those that are open to them, and to nothing that refuses them.
using System.Net;
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class CompetitionPlacesTests
{
    [Fact]
    public async Task Each_reader_is_led_from_the_competition_to_what_is_open_to_them_and_back()
    {
        await using var site = await Site.StartWithClockAsync(Site.RateLimitOff);
        site.Owner();
        var cup = site.AddCup(one => one with { OpensAt = site.Now + 600, ClosesAt = site.Now + 7200 });
        var (ada, dan, cora) = (site.VisitAs(cup.Ada), site.VisitAs(cup.Dan), site.VisitAs(cup.Coordinator));
        var tea = site.Visit(Seed.Person("tea", Role.Teacher));
        var other = site.Visit(Seed.Pupil("eve") with { SchoolId = cup.GuestSchool });

        // Before the opening there is no table, and after it guests who do not take part are not led to one.
        Assert.Equal([], await LinksAsync(ada, cup.Path));
        Assert.Equal(["The competition", "Your school in it"], await LinksAsync(cora, cup.Path));
        site.KeepRunning(TimeSpan.FromMinutes(11));
        Assert.Equal(["The competition", "Pupils", "Schools", "In numbers"], await LinksAsync(ada, cup.Path));
        Assert.Equal(["The competition", "Pupils", "Schools", "In numbers"], await LinksAsync(dan, cup.Path + "/pupils"));
        Assert.Equal(["The competition", "Pupils", "Schools", "In numbers", "Running it"], await LinksAsync(tea, cup.Path + "/schools"));
        Assert.Equal([], await LinksAsync(other, cup.Path));
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(cup.Path + "/pupils")).Status);
        Assert.Equal(["As pupils see it", "Table of pupils", "Table of schools", "How the school’s score is made"],
            await LinksAsync(cora, cup.DeskPath + "/own-school"));
        // Of the areas of the administration the page belongs to the own school's.
        Assert.NotNull((await cora.GetAsync(cup.DeskPath + "/own-school")).Page
            .QuerySelector("nav a[href='/admin/own-competitions'][aria-current]"));
        Assert.Equal(["Numbers", "Text and times", "Challenges", "Schools", "Pupils", "Results", "Certificates"],
            await LinksAsync(tea, cup.DeskPath + "/results"));

        using (var db = site.OpenDatabase())
            db.Write(sql => Assert.True(Awards.Adjust(
                sql, cup.Ada, 3, "Spoken answer", Actor.CommandLine, Rules.Find(sql), site.Now, cup.Id)));
        site.KeepRunning(TimeSpan.FromHours(3));
        // Sessions of those who look after others end when they are idle.
        (ada, dan, cora, tea) = (site.VisitAs(cup.Ada), site.VisitAs(cup.Dan), site.VisitAs(cup.Coordinator), site.VisitAs(tea.MemberId));
        Assert.Contains("are published", (await tea.PostAsync(cup.DeskPath + "/results")).Text, StringComparison.Ordinal);
        Assert.Equal(["The competition", "Pupils", "Schools", "In numbers", "Your certificate"], await LinksAsync(ada, cup.Path));
        // Who did not take part has none.
        Assert.Equal(["The competition", "Pupils", "Schools", "In numbers"], await LinksAsync(dan, cup.Path));
        Assert.Contains("Certificates", await LinksAsync(cora, cup.DeskPath + "/own-school"));
    }

    /// <summary>The words of the links, each of which answers.</summary>
    private static async Task<List<string>> LinksAsync(Person who, string path)
    {
        var page = await who.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, page.Status);
        var links = page.Page.QuerySelectorAll("nav[aria-label='This competition'] a");
        foreach (var link in links)
            Assert.True((await who.GetAsync(link.GetAttribute("href")!)).Status == HttpStatusCode.OK, link.OuterHtml);
        return [.. links.Select(link => link.TextContent)];
    }

    [Fact]
    public async Task A_guest_finds_the_competitions_from_home_and_a_code_that_is_for_none_is_named_as_such()
    {
        await using var site = await Site.StartAsync(Site.RateLimitOff);
        site.Owner();
        var cup = site.AddCup();
        var dan = site.VisitAs(cup.Dan);
        foreach (var path in new[] { "/", "/challenges" })
            Assert.NotNull((await dan.GetAsync(path)).Page.QuerySelector("main p a[href='/competitions']"));
        var list = await dan.GetAsync("/competitions");
        var form = list.Page.QuerySelector("main form[action='/join']")!;
        Assert.Equal("get", form.GetAttribute("method"));
        Assert.NotNull(form.QuerySelector("input[name=code]"));
        var wrong = await dan.GetAsync("/join?code=AAAA-AAAA");
        Assert.Equal("/competitions?said=code", wrong.Response.Headers.Location?.ToString() ?? wrong.Path);
        Assert.Contains("This is not the code of a competition", (await dan.GetAsync("/competitions?said=code")).Text,
            StringComparison.Ordinal);
        var tea = site.Visit(Seed.Person("tea", Role.Teacher));
        Assert.Null((await tea.GetAsync("/competitions")).Page.QuerySelector("main form[action='/join']"));
    }

    [Theory]
    [InlineData(TimeKind.Fixed, true)]
    [InlineData(TimeKind.Personal, false)]
    public async Task A_coordinator_prints_posters_while_own_pupils_answer_unless_each_has_own_minutes(TimeKind kind, bool hasPosters)
    {
        await using var site = await Site.StartWithClockAsync(Site.RateLimitOff);
        site.Owner();
        var cup = site.AddCup(one => one with
        {
            TimeKind = kind, Minutes = kind == TimeKind.Personal ? 30 : null, OpensAt = site.Now + 600, ClosesAt = site.Now + 7200,
        });
        var (cora, weekly) = (site.VisitAs(cup.Coordinator), site.AddProblem());
        var poster = $"/challenges/{cup.ForAll}/poster";
        async Task<bool> IsLedAsync() =>
            (await cora.GetAsync(cup.DeskPath + "/own-school")).Page.QuerySelector($"a[href='{poster}']") is not null;

        Assert.False(await IsLedAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await cora.GetAsync(poster)).Status);
        site.KeepRunning(TimeSpan.FromMinutes(11));
        Assert.Equal(hasPosters, await IsLedAsync());
        Assert.Equal(hasPosters ? HttpStatusCode.OK : HttpStatusCode.NotFound, (await cora.GetAsync(poster)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await cora.GetAsync(weekly.Path + "/poster")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await site.VisitAs(cup.Dan).GetAsync(poster)).Status);
    }

    [Fact]
    public async Task The_desk_gives_a_pupil_the_place_of_the_table_which_leaves_out_those_in_quiet_mode()
    {
        await using var site = await Site.StartAsync(Site.RateLimitOff);
        site.Owner();
        var cup = site.AddCup();
        using (var db = site.OpenDatabase())
            db.Write(sql =>
            {
                foreach (var (pupil, points) in new[] { (cup.Ben, 9), (cup.Ada, 5) })
                    Assert.True(Awards.Adjust(sql, pupil, points, "Given", Actor.CommandLine, Rules.Find(sql), site.Now, cup.Id));
                sql.Execute($"UPDATE members SET is_quiet = 1 WHERE id = {cup.Ben}");
            });
        var tea = site.Visit(Seed.Person("tea", Role.Teacher));
        Assert.Contains("place 1.", (await tea.GetAsync($"{cup.DeskPath}/pupils/{cup.Ada}")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("place", (await tea.GetAsync($"{cup.DeskPath}/pupils/{cup.Ben}")).Page.QuerySelector(".entry p")!.TextContent,
            StringComparison.Ordinal);
    }
}
