// The admin home and the navigation below /admin: what each role is shown, and that nobody is shown more.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Endpoints;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class AdminTests
{
    [Theory]
    [InlineData(Role.Owner, "Overview People Challenges Publishing Print & wall Settings Records",
        "Members Approvals Join codes New school year Schools Challenges Competitions Help Articles Announcements Pages Wall Certificates "
            + "Settings This term Undo history Audit Status Moving in")]
    [InlineData(Role.Teacher, "Overview People Challenges Publishing Print & wall Records",
        "Members Approvals Join codes New school year Schools Challenges Competitions Help Articles Announcements Pages Wall Certificates "
            + "This term Undo history Audit Status")]
    [InlineData(Role.Coordinator, "Overview People Publishing Records", "Members My school Announcements Undo history")]
    [InlineData(Role.Editor, "Overview Challenges Publishing", "Challenges Help Articles Announcements")]
    public async Task Each_role_has_the_way_to_what_it_may_open(Role role, string groups, string areas)
    {
        await using var site = await Site.StartAsync();
        var home = await site.Visit(Seed.Person("ruth", role)).GetAsync("/admin");
        Assert.Equal(HttpStatusCode.OK, home.Status);
        // Only an owner can do something about a proxy that hides everybody's address.
        Assert.Equal(role == Role.Owner, home.Text.Contains("TRUSTED_PROXIES", StringComparison.Ordinal));
        Assert.Equal(groups, string.Join(' ', home.Page.QuerySelectorAll("nav[aria-label=Admin] a").Select(link => link.TextContent)));
        Assert.Equal("/admin", home.Page.QuerySelector("nav[aria-label=Admin] a[aria-current=page]")!.GetAttribute("href"));
        Assert.Equal(areas,
            string.Join(' ', home.Page.QuerySelectorAll(".tiles h2").Select(tile => tile.TextContent)));
    }

    [Fact]
    public async Task A_page_below_marks_its_own_area_and_pages_elsewhere_have_no_admin_navigation()
    {
        await using var site = await Site.StartAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner));
        long school;
        using (var db = site.OpenDatabase()) school = db.Write(sql => Schools.Add(sql, "Hill School", null, 1))!.Value;
        var below = await head.GetAsync($"/admin/schools/{school}");
        Assert.Equal("Schools", below.Page.QuerySelector("nav[aria-label=Admin] a[aria-current=true]")!.TextContent);
        Assert.Single(below.Page.QuerySelectorAll("nav[aria-label=Admin] [aria-current]"));
        Assert.Equal("Members Approvals Join codes New school year Schools",
            string.Join(' ', below.Page.QuerySelectorAll("ul[aria-label=People] a").Select(link => link.TextContent)));
        // A group of one area is that area.
        var settings = await head.GetAsync("/admin/settings");
        Assert.Equal("Settings", settings.Page.QuerySelector("nav[aria-label=Admin] a[aria-current=page]")!.TextContent);
        Assert.Null(settings.Page.QuerySelector("nav[aria-label=Admin] ul[aria-label]"));
        Assert.Null((await head.GetAsync("/about")).Page.QuerySelector("nav[aria-label=Admin]"));
        Assert.Null((await site.Visit(Seed.Pupil("ada")).GetAsync("/admin")).Page.QuerySelector("nav[aria-label=Admin]"));
        Assert.Null((await new Person(site).GetAsync("/admin")).Page.QuerySelector("nav[aria-label=Admin]"));
    }

    [Fact]
    public async Task The_navigation_asks_for_what_the_routes_ask_for()
    {
        Assert.SkipWhen(Site.IsBinary, "The published binary does not tell its routes; this test reads them in process.");
        await using var site = await Site.StartAsync();
        var mapped = site.Routes.Where(route => route.Verbs == "GET HEAD").ToDictionary(route => route.Template, route => route.Access);
        foreach (var area in AdminAreas.All)
            if (mapped.TryGetValue(area.Path, out var access))
                Assert.True(access == area.Access, $"{area.Path} asks for {access}, its link for {area.Access}");
    }

    [Fact]
    public async Task What_needs_somebody_is_counted_in_words_and_leads_there()
    {
        await using var site = await Site.StartAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner));
        using (var db = site.OpenDatabase())
        {
            db.Add(Seed.Pupil("ada") with { State = MemberState.Waiting });
            db.Add(Seed.Pupil("bob") with { State = MemberState.Waiting });
            db.Add(Seed.Pupil("cy") with { WantedName = "Euler" });
            db.Add(Seed.Pupil("dee") with { StartYear = 2010 });
            db.Add(Seed.Pupil("eve") with { State = MemberState.Archived });
            db.Write(sql => { Settings.Set(sql, "society.name", "Hill Maths", 1); return 0; });
        }
        // The list of first steps is over, so the only owner is named here.
        site.AddProblem();
        var home = await head.GetAsync("/admin");
        (string, string)[] expected =
        [
            ("2 people are waiting to be let in", "/admin/approvals"),
            ("1 member would like another display name", "/admin/approvals#names"),
            ("1 member is past year 13, and not archived", "/admin/rollover"),
            ("1 leaver becomes anonymous within 30 days", "/admin/members?state=archived"),
            ("You are the only owner", "/admin/members?role=teacher"),
        ];
        Assert.Equal(expected, home.Page.QuerySelectorAll(".needs a").Select(link => (link.TextContent, link.GetAttribute("href")!)));
    }

    [Fact]
    public async Task With_a_second_owner_and_nobody_waiting_there_is_nothing_to_do()
    {
        await using var site = await Site.StartAsync();
        site.Owner();
        var second = site.Visit(Seed.Person("second", Role.Owner));
        Assert.Contains("Nothing at the moment.", (await second.GetAsync("/admin")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_leaver_is_warned_of_from_thirty_days_before()
    {
        await using var site = await Site.StartWithClockAsync();
        var teacher = site.Visit(Seed.Person("ruth", Role.Teacher));
        // 10 November and 30 days is 10 December; that is six months after 10 June.
        var warned = new DateTimeOffset(2026, 6, 10, 9, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
        using (var db = site.OpenDatabase()) db.Add(Seed.Pupil("later") with { State = MemberState.Archived }, warned + 1);
        Assert.DoesNotContain("leaver", (await teacher.GetAsync("/admin")).Text, StringComparison.Ordinal);
        using (var db = site.OpenDatabase()) db.Add(Seed.Pupil("now") with { State = MemberState.Archived }, warned);
        Assert.Contains("1 leaver becomes anonymous", (await teacher.GetAsync("/admin")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_foot_shows_the_visitors_address_as_a_trusted_proxy_gives_it()
    {
        await using var site = await Site.StartAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner));
        Assert.Contains("Your address as we see it: 127.0.0.1.", (await head.GetAsync("/admin")).Text, StringComparison.Ordinal);
        var behind = new Person(site, head.Token) { Address = "203.0.113.7" };
        Assert.Contains("Your address as we see it: 203.0.113.7.", (await behind.GetAsync("/admin")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_editor_meets_no_personal_data_on_any_page_below_admin()
    {
        await using var site = await Site.StartAsync(("RATELIMIT_ENABLED", "false"));
        site.Owner();
        using var db = site.OpenDatabase();
        var pupil = Seed.Pupil("zebedee") with
        {
            Name = "Zebedee Quark", DisplayName = "Zirconium", WantedName = "Zeppelin", Class = "9XENON",
        };
        var ids = new[] { db.Add(pupil with { State = MemberState.Waiting }), db.Add(pupil with { Login = "zebedee2" }) };
        db.Write(sql => Audit.Add(sql, new Actor(ids[1], "198.51.100.77"), "member.join", 1, "member", ids[1]));
        var editor = site.Visit(Seed.Person("ed", Role.Editor));
        var paths = Site.IsBinary
            ? ["/admin", .. AdminAreas.All.Select(area => area.Path)]
            : site.Routes.Where(route => route.Verbs == "GET HEAD" && route.Template.StartsWith("/admin", StringComparison.Ordinal))
                .Select(route => route.Template).ToList();
        Assert.Contains("/admin", paths);
        foreach (var path in paths.Select(path => path.Replace("{id}", $"{ids[1]}", StringComparison.Ordinal)))
        {
            var sight = await editor.SendAsync(HttpMethod.Get, path);
            var markup = sight.Page.DocumentElement.OuterHtml;
            foreach (var secret in new[] { "zebedee", "quark", "zirconium", "zeppelin", "9xenon", "198.51.100.77", "waiting to be let in" })
                Assert.False(markup.Contains(secret, StringComparison.OrdinalIgnoreCase), $"{path} shows an editor “{secret}”");
        }
    }
}
