// The list of members as a teacher and a coordinator see it, and as a coordinator sees it who wants to see more.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class MemberListTests
{
    [Fact]
    public async Task A_teacher_searches_filters_and_sorts_by_address_alone()
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("head", Role.Teacher));
        using (var db = site.OpenDatabase())
        {
            db.Add(Seed.Pupil("ada") with { Name = "Ada Byron", Class = "9B", StartYear = site.StartYear(9) });
            db.Add(Seed.Pupil("emmy") with { Name = "Emmy Noether", Class = "10A", StartYear = site.StartYear(10) });
            db.Add(Seed.Pupil("gone") with { Name = "Ada Archived", State = MemberState.Archived });
        }
        Assert.Equal(["Ada Byron", "Emmy Noether", "Head Seeded"], Names(await teacher.GetAsync("/admin/members")));
        Assert.Equal(["Ada Byron"], Names(await teacher.GetAsync("/admin/members?q=byron+9b")));
        Assert.Equal(["Ada Byron"], Names(await teacher.GetAsync("/admin/members?q=BYRO&class=9B&year=9&stage=KS3&role=member")));
        Assert.Equal(["Emmy Noether"], Names(await teacher.GetAsync("/admin/members?stage=KS4")));
        Assert.Equal(["Ada Archived", "Ada Byron", "Emmy Noether", "Head Seeded"],
            Names(await teacher.GetAsync("/admin/members?state=any")));
        Assert.Equal(["Head Seeded", "Emmy Noether", "Ada Byron"], Names(await teacher.GetAsync("/admin/members?sort=-name")));
        // A percent sign is a percent sign, and no value of the query is more than a value.
        var nobody = await teacher.GetAsync(
            "/admin/members?q=" + Uri.EscapeDataString("%' OR 1=1 --") + "&year=x&school=%27&role=king&sort=--;drop&page=-1");
        Assert.Equal(HttpStatusCode.OK, nobody.Status);
        Assert.Empty(Names(nobody));
        Assert.Contains("Nobody matches", nobody.Text, StringComparison.Ordinal);
        Assert.Equal("%' OR 1=1 --", nobody.Page.QuerySelector("#q")!.GetAttribute("value"));
    }

    [Fact]
    public async Task Names_with_accents_stand_beside_those_without_and_are_found_either_way()
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("head", Role.Teacher) with { Name = "Zoe Last" });
        var number = 0;
        using (var db = site.OpenDatabase())
            foreach (var name in new[] { "Emile Zed", "Émile Abel", "Frank Byron", "Øystein Berg", "Peter Noll", "李明" })
                db.Add(Seed.Pupil($"p{++number}") with { Name = name });
        Assert.Equal(["Émile Abel", "Emile Zed", "Frank Byron", "Øystein Berg", "Peter Noll", "Zoe Last", "李明"],
            Names(await teacher.GetAsync("/admin/members")));
        foreach (var query in new[] { "emile", "ÉMILE", "E\u0301mile" })
            Assert.Equal(["Émile Abel", "Emile Zed"], Names(await teacher.GetAsync("/admin/members?q=" + Uri.EscapeDataString(query))));
        Assert.Equal(["李明"], Names(await teacher.GetAsync("/admin/members?q=" + Uri.EscapeDataString("明"))));
    }

    [Fact]
    public async Task The_headings_are_links_that_say_what_it_is_sorted_by()
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("head", Role.Teacher));
        var list = await teacher.GetAsync("/admin/members?q=head&sort=class");
        Assert.Equal("ascending", list.Page.QuerySelector("th[aria-sort]")!.GetAttribute("aria-sort"));
        var heading = list.Page.QuerySelector("th[aria-sort] a")!;
        Assert.Equal("Class", heading.TextContent);
        Assert.Equal("/admin/members?q=head&sort=-class", heading.GetAttribute("href"));
        var other = await teacher.GetAsync(heading.GetAttribute("href")!);
        Assert.Equal("descending", other.Page.QuerySelector("th[aria-sort]")!.GetAttribute("aria-sort"));
        Assert.Equal("head", other.Page.QuerySelector("#q")!.GetAttribute("value"));
        // Those who signed in last are asked for first.
        Assert.Contains("sort=-seen",
            other.Page.QuerySelectorAll("thead a").Single(link => link.TextContent == "Last sign-in").GetAttribute("href"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fifty_stand_on_a_page_and_a_page_asks_the_database_a_bounded_number_of_questions()
    {
        await using var site = await Site.StartAsync(("LOG_SQL", "true"));
        var teacher = site.Visit(Seed.Person("head", Role.Teacher));
        using (var db = site.OpenDatabase())
            for (var i = 0; i < 119; i++) db.Add(Seed.Pupil($"p{i:000}") with { Name = $"Pupil {i:000}", DisplayName = $"P{i}" });
        var first = await teacher.GetAsync("/admin/members?sort=login");
        Assert.Equal(50, Names(first).Count);
        Assert.Contains("120 members, page 1 of 3", first.Text, StringComparison.Ordinal);
        Assert.Null(first.Page.QuerySelector("a[rel=prev]"));

        var before = Statements(site);
        var last = await teacher.GetAsync("/admin/members?sort=login&page=3");
        Assert.Equal(20, Names(last).Count);
        Assert.Null(last.Page.QuerySelector("a[rel=next]"));
        Assert.EndsWith("page=2", last.Page.QuerySelector("a[rel=prev]")!.GetAttribute("href"), StringComparison.Ordinal);
        await Eventually.TrueAsync(() => Statements(site) - before >= 4);
        Assert.InRange(Statements(site) - before, 4, 8); // the session, the rules and the society may be read again too

        Assert.Equal(20, Names(await teacher.GetAsync("/admin/members?sort=login&page=99")).Count);
    }

    [Fact]
    public async Task A_coordinator_sees_their_own_school_and_no_query_shows_another()
    {
        await using var site = await Site.StartAsync();
        long own, other;
        using (var db = site.OpenDatabase())
        {
            own = db.Write(sql => Schools.Add(sql, "Hill School", null, 1))!.Value;
            other = db.Write(sql => Schools.Add(sql, "Vale School", null, 1))!.Value;
            db.Add(Seed.Pupil("ada") with { SchoolId = own, Class = "9B" });
            db.Add(Seed.Pupil("emmy") with { SchoolId = other, Class = "9V" });
            db.Add(Seed.Pupil("paul"));
            db.Add(Seed.Person("head", Role.Teacher));
        }
        var coordinator = site.Visit(Seed.Person("coord", Role.Coordinator) with { SchoolId = own });
        foreach (var query in new[]
            { "", $"?school={other}", "?school=none", $"?school={own}&school={other}", $"?school={other}&state=any&role=" })
        {
            var list = await coordinator.GetAsync("/admin/members" + query);
            Assert.Equal(["Ada Seeded", "Coord Seeded"], Names(list));
            Assert.Null(list.Page.QuerySelector("#school"));
            Assert.DoesNotContain("9V", list.Page.QuerySelector("#class")!.TextContent, StringComparison.Ordinal);
        }
        Assert.Empty(Names(await coordinator.GetAsync($"/admin/members?q=emmy&school={other}")));

        var nowhere = site.Visit(Seed.Person("lost", Role.Coordinator));
        Assert.Empty(Names(await nowhere.GetAsync("/admin/members?school=none&state=any")));
        Assert.Equal(HttpStatusCode.NotFound, (await nowhere.GetAsync("/admin/members/new")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await nowhere.GetAsync("/admin/members/import")).Status);
    }

    private static List<string> Names(PageResponse sight) =>
        [.. sight.Page.QuerySelectorAll("tbody th a").Select(link => link.TextContent)];

    private static int Statements(Site site)
    {
        using var log = new StreamReader(new FileStream(site.LogPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return log.ReadToEnd().Split(" rows\n").Length - 1;
    }
}
