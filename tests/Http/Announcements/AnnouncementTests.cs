// What readers find of announcements: on the home page, on their own page, as a line on every page, each for whom it is and by the clock.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class AnnouncementTests
{
    private const string Page = "/announcements";

    [Fact]
    public async Task Everybody_sees_what_is_for_them_and_nobody_what_is_for_another_class_key_stage_or_school()
    {
        var (site, tea) = await Newsroom.StartAsync();
        await using var _ = site;
        long hill, vale;
        using (var db = site.OpenDatabase())
            (hill, vale) = db.Write(sql => (Schools.Add(sql, "Hill", null, 1)!.Value, Schools.Add(sql, "Vale", null, 1)!.Value));
        var ada = site.Visit(Seed.Pupil("ada") with { Class = "9B", SchoolId = hill });
        var bob = site.Visit(Seed.Pupil("bob") with { Class = "10A", SchoolId = vale, StartYear = site.StartYear(10) });
        var visitor = new Person(site);
        foreach (var (audience, name) in new[]
        {
            ("everyone", ""), ("members", ""), ("stage:KS3", ""), ("stage:KS4", ""), ("class", "9 b"), ("class", "10A"),
            ($"school:{hill}", ""), ($"school:{vale}", ""),
        })
            await tea.AnnounceAsync($"for {audience} {name}".Trim(), "publish", ("audience", audience), ("class", name), ("pinned", "1"),
                ("body", $"The text for {audience} {name}"));
        string[] all = ["everyone", "members", "stage:KS3", "stage:KS4", "class 9 b", "class 10A", $"school:{hill}", $"school:{vale}"];
        foreach (var (reader, sees) in new[]
        {
            (ada, new[] { "everyone", "members", "stage:KS3", "class 9 b", $"school:{hill}" }),
            (bob, ["everyone", "members", "stage:KS4", "class 10A", $"school:{vale}"]),
            (tea, ["everyone", "members"]), (visitor, ["everyone"]),
        })
            foreach (var path in new[] { Page, "/", "/about" })
            {
                var text = (await reader.GetAsync(path)).Page.DocumentElement.TextContent;
                foreach (var other in all.Except(sees)) Assert.DoesNotContain($"for {other}", text, StringComparison.Ordinal);
                if (path != Page) continue;
                foreach (var one in sees) Assert.Contains($"The text for {one}", text, StringComparison.Ordinal);
            }
        Assert.Equal("for everyone", await visitor.TitlesAsync("/"));
        Assert.StartsWith("for school", await ada.LineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_begins_and_ends_by_the_clock_on_every_page_and_stays_in_the_list_of_the_school_year()
    {
        var (site, tea) = await Newsroom.StartAsync();
        await using var _ = site;
        var (ada, visitor) = (site.Visit(Seed.Pupil("ada")), new Person(site));
        // Tuesday 10 November 2026, 09:00.
        await tea.AnnounceAsync("Trip", "publish", ("audience", "members"), ("pinned", "1"), ("from", "2026-11-10T10:00"),
            ("until", "2026-11-10T10:30"));
        await tea.AnnounceAsync("Open evening", "publish", ("audience", "everyone"), ("until", "2026-11-10T10:30"));
        async Task AssertShown(string home, string? line)
        {
            Assert.Equal((home, line), (await ada.TitlesAsync("/"), await ada.LineAsync()));
            Assert.Equal(line is not null, (await ada.GetAsync(Page)).Text.Contains("Trip", StringComparison.Ordinal));
        }

        await AssertShown("Open evening", null);
        site.Clock.Advance(TimeSpan.FromMinutes(60));
        await AssertShown("Trip; Open evening", "Trip");
        site.Clock.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal(("", null), (await ada.TitlesAsync("/"), await ada.LineAsync()));
        // Past ones: a visitor's list has those for everybody only.
        Assert.Contains("Earlierthis school year", (await ada.GetAsync(Page)).Page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal("Trip; Open evening", await ada.TitlesAsync(Page));
        Assert.Equal("Open evening", await visitor.TitlesAsync(Page));
        site.Clock.SetTo(new DateTimeOffset(2027, 9, 1, 0, 0, 0, TimeSpan.Zero));
        Assert.Equal("", await visitor.TitlesAsync(Page));
        var none = await visitor.GetAsync(Page);
        Assert.Contains("There is nothing to announce at the moment.", none.Text, StringComparison.Ordinal);
        Assert.NotNull(none.Page.QuerySelector(".empty svg"));
    }

    [Fact]
    public async Task The_home_page_has_three_pinned_first_and_the_list_has_pages()
    {
        var (site, tea) = await Newsroom.StartAsync();
        await using var _ = site;
        for (var i = 1; i <= 22; i++)
        {
            await tea.AnnounceAsync($"number {i}", "publish", i == 1 ? [("pinned", "1")] : []);
            site.Clock.Advance(TimeSpan.FromSeconds(1));
        }
        var visitor = new Person(site);
        Assert.Equal("number 1; number 22; number 21", await visitor.TitlesAsync("/"));
        Assert.Equal("number 3; number 2", await visitor.TitlesAsync(Page + "?page=2"));
        Assert.Equal("Page 2 of 2", (await visitor.GetAsync(Page + "?page=150")).Page.QuerySelector("nav.pages span")!.TextContent);
        foreach (var page in new[] { "0", "-1", "x", "99999999999999999999" })
            Assert.StartsWith("number 1; number 22", await visitor.TitlesAsync(Page + "?page=" + page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_member_hides_the_line_comes_back_to_the_page_and_finds_what_begins_later()
    {
        var (site, tea) = await Newsroom.StartAsync();
        await using var _ = site;
        var (ada, bob, visitor) = (site.Visit(Seed.Pupil("ada")), site.Visit(Seed.Pupil("bob")), new Person(site));
        await tea.AnnounceAsync("Room B12", "publish", ("pinned", "1"));
        Assert.Equal("Room B12", await ada.LineAsync());
        var page = await ada.GetAsync("/challenges?stage=KS3");
        var section = page.Page.QuerySelector("section[aria-label=Announcements]")!;
        Assert.Null(section.GetAttribute("role"));
        Assert.False(string.IsNullOrEmpty(section.QuerySelector("a[href^='/announcements#announcement-']")!.TextContent));
        var form = page.FieldsOf("section.pinned form").ToArray();
        var back = await ada.PostAsync("/announcements/hide", form);
        Assert.Equal("/challenges?stage=KS3", back.Path);
        Assert.Null(await ada.LineAsync());
        // It is hidden for one member, and it is not read by that: the home page still has it, and says that it is new.
        Assert.Equal(("Room B12", "Room B12"), (await bob.LineAsync(), await ada.TitlesAsync("/")));
        Assert.Contains("1 new", (await ada.GetAsync("/")).Text, StringComparison.Ordinal);
        Assert.NotNull(await visitor.LineAsync());
        Assert.Null((await visitor.GetAsync("/about")).Page.QuerySelector("section.pinned form"));
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        await tea.AnnounceAsync("Room B13", "publish", ("pinned", "1"));
        Assert.Equal(("Room B13", "Room B13 and 1 more"), (await ada.LineAsync(), await bob.LineAsync()));
        // Told anew, a changed one is found again.
        await ada.PostAsync("/announcements/hide", (await ada.GetAsync("/")).FieldsOf("section.pinned form").ToArray());
        Assert.Null(await ada.LineAsync());
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        var first = (await tea.GetAsync(Newsroom.Desk)).Page.QuerySelectorAll("tbody a")
            .Single(link => link.TextContent == "Room B12").GetAttribute("href")!;
        await tea.EditAsync(first, "save", ("title", "Room B14"));
        Assert.Null(await ada.LineAsync());
        await tea.EditAsync(first, "save", ("anew", "1"));
        Assert.Equal("Room B14", await ada.LineAsync());
    }

    [Theory]
    [InlineData("//evil.example/")]
    [InlineData("https://evil.example/")]
    [InlineData("/\\evil.example")]
    [InlineData("")]
    public async Task Hiding_never_leads_to_another_site(string next)
    {
        await using var site = await Site.StartAsync();
        var ada = site.Visit(Seed.Pupil("ada"));
        var answer = await ada.SendAsync(HttpMethod.Post, "/announcements/hide", ("seen", "1"), ("next", next));
        Assert.Equal((HttpStatusCode.SeeOther, "/"), (answer.Status, answer.Response.Headers.Location!.ToString()));
    }

    [Fact]
    public async Task What_is_new_is_counted_until_a_member_marks_what_the_page_showed_as_read()
    {
        var (site, tea) = await Newsroom.StartAsync();
        await using var _ = site;
        var ada = site.Visit(Seed.Pupil("ada"));
        string New(PageResponse page) => page.Page.QuerySelector(".site-nav .new")?.TextContent.Trim() ?? "";
        Assert.Equal("", New(await ada.GetAsync("/")));
        await tea.AnnounceAsync("First");
        await tea.AnnounceAsync("Second");
        await tea.AnnounceAsync("For 10A", "publish", ("audience", "class"), ("class", "10A"));
        var home = await ada.GetAsync("/");
        Assert.Equal("2 new", New(home));
        Assert.Contains("Announcements 2 new Second", home.Text, StringComparison.Ordinal);
        Assert.Equal("", New(await new Person(site).GetAsync("/")));
        // Looking changes nothing.
        var list = await ada.GetAsync(Page);
        Assert.Equal(2, list.Page.QuerySelectorAll(".announcement .new").Length);
        Assert.Contains("Now 2 new Second", list.Text, StringComparison.Ordinal);
        Assert.Equal("2 new", New(await ada.GetAsync(Page)));
        // What begins between the look and the button stays new.
        site.Clock.Advance(TimeSpan.FromSeconds(10));
        await tea.AnnounceAsync("Third");
        var read = await ada.PostAsync("/announcements/read", list.FieldsOf("main form").ToArray());
        Assert.Contains("They are marked as read.", read.Text, StringComparison.Ordinal);
        Assert.Equal("1 new", New(read));
        Assert.Equal(["Third"], read.Page.QuerySelectorAll(".announcement").Where(one => one.QuerySelector(".new") is not null)
            .Select(one => one.QuerySelector("h3")!.TextContent));
        // A number that no page has sent does not make read what is still to come.
        await ada.PostAsync("/announcements/read", ("seen", "9223372036854775807"));
        Assert.Equal("", New(await ada.GetAsync("/")));
        site.Clock.Advance(TimeSpan.FromSeconds(10));
        await tea.AnnounceAsync("Fourth");
        Assert.Equal("1 new", New(await ada.GetAsync("/")));
        foreach (var seen in new[] { "", "-1", "x", "9223372036854775808" })
            Assert.Equal(HttpStatusCode.OK, (await ada.PostAsync("/announcements/read", ("seen", seen))).Status);
        Assert.Equal("1 new", New(await ada.GetAsync("/")));
        // The export says up to when, and a former member has nothing of it.
        var export = (await ada.SendAsync(HttpMethod.Get, "/account/data.json")).Response.Content;
        Assert.Contains("\"announcements_read_until_at\": \"2026-11-10T09:00:10Z\"", await export.ReadAsStringAsync(),
            StringComparison.Ordinal);
        using var db = site.OpenDatabase();
        db.Write(sql => Anonymisation.Apply(sql, ada.MemberId, site.Now));
        Assert.Null(db.Read(sql => PersonalData.Collect(sql, ada.MemberId, 9, site.Now))[0].Rows[0].Items
            .Single(fact => fact.Name == "announcements_read_until_at").Number);
    }

    [Fact]
    public async Task A_text_is_Markdown_with_its_headings_below_the_title_and_nothing_that_runs()
    {
        var (site, tea) = await Newsroom.StartAsync();
        await using var _ = site;
        await tea.AnnounceAsync("Prizes", "publish", ("body", "# Bring\n\n- a *ruler* and $x^2$\n\n"
            + "<script>alert(1)</script> [one](javascript:alert(1)) [two](data:text/html,x) [site](/about)"));
        foreach (var path in new[] { "/", Page })
        {
            var page = (await new Person(site).GetAsync(path)).Page;
            var text = page.QuerySelector(".announcement .text")!;
            Assert.Equal(("Bring", "ruler", "/about"),
                (text.QuerySelector("h4")!.TextContent, text.QuerySelector("li em")!.TextContent,
                    text.QuerySelector("a")!.GetAttribute("href")));
            Assert.Empty(text.QuerySelectorAll("script, a[href^=javascript], a[href^=data]"));
            Assert.NotNull(page.QuerySelector("script[src*=katex]"));
            Assert.Single(page.QuerySelectorAll("h1"));
        }
    }
}
