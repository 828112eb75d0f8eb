// The leaderboard as members, visitors and staff see it: places that equals share, one's own line, choices, a freeze, the quiet, and that
// nobody learns more than display names.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class LeaderboardTests
{
    private const long Minute = 60, Hour = 3600, Day = 24 * Hour;

    [Fact]
    public async Task Equals_share_a_place_and_the_readers_own_line_is_marked_in_words()
    {
        await using var site = await Site.StartAsync();
        var (ada, ben, cat, dan) =
            (site.Visit(Seed.Pupil("ada")), site.Visit(Seed.Pupil("ben")), site.Visit(Seed.Pupil("cat")), site.Visit(Seed.Pupil("dan")));
        using (var db = site.OpenDatabase())
        {
            var now = site.Now;
            db.Give(ada.MemberId, 2, now - 10 * Minute);
            db.Give(ben.MemberId, 5, now - 9 * Minute);
            db.Give(cat.MemberId, 2, now - 11 * Minute);
            db.Give(dan.MemberId, 1, now - 8 * Minute);
        }
        var board = await ada.GetAsync("/leaderboard");
        Assert.Equal(HttpStatusCode.OK, board.Status);
        Assert.Equal(["1 | BS | 5", "=2 | CS | 2", "=2 | AS (you) | 2", "4 | DS | 1"],
            board.RowsOf(".ranks").Select(row => row[..row.LastIndexOf(" |", StringComparison.Ordinal)]));
        var again = await ada.GetAsync("/leaderboard");
        Assert.Equal(["1st", "joint 2nd", "joint 2nd", "4th"],
            again.Page.QuerySelectorAll(".ranks td .visually-hidden").Select(cell => cell.TextContent));
        Assert.Contains("You are joint 2nd, with 2 points.", again.Text, StringComparison.Ordinal);
        Assert.NotNull(again.Page.QuerySelector(".ranks caption"));
        Assert.All(again.Page.QuerySelectorAll(".ranks th"), head => Assert.NotNull(head.GetAttribute("scope")));
    }

    [Fact]
    public async Task Whoever_stands_on_another_page_sees_their_own_line_below_the_others()
    {
        await using var site = await Site.StartAsync();
        var ada = site.Visit(Seed.Pupil("ada"));
        using (var db = site.OpenDatabase())
        {
            for (var i = 0; i < 60; i++) db.Give(db.Add(Seed.Pupil($"pupil{i}")), 3, site.Now - Hour + i);
            db.Give(ada.MemberId, 1, site.Now - Minute);
        }
        var first = await ada.GetAsync("/leaderboard");
        Assert.Equal(51, first.RowsOf(".ranks").Length);
        Assert.StartsWith("61 | AS (you) | 1", first.RowsOf(".ranks .elsewhere, .ranks")[^1], StringComparison.Ordinal);
        Assert.Single(first.Page.QuerySelectorAll(".ranks .you"));
        Assert.Equal("/leaderboard?page=2", first.Page.QuerySelector("a[rel=next]")!.GetAttribute("href"));
        var last = await ada.GetAsync("/leaderboard?page=2");
        Assert.Equal(11, last.RowsOf(".ranks").Length);
        Assert.Null(last.Page.QuerySelector(".elsewhere"));
        Assert.Equal(11, (await ada.GetAsync("/leaderboard?page=77")).RowsOf(".ranks").Length);
    }

    [Fact]
    public async Task Key_stages_and_periods_are_links_of_which_one_is_the_present()
    {
        await using var site = await Site.StartWithClockAsync();
        var (ada, old) = (site.Visit(Seed.Pupil("ada")), site.Visit(Seed.Pupil("old") with { StartYear = 2021 }));
        using (var db = site.OpenDatabase())
        {
            db.Give(ada.MemberId, 1, site.Now);
            db.Give(ada.MemberId, 2, site.Now - 10 * Day);
            db.Give(ada.MemberId, 4, site.Now - 365 * Day);
            db.Give(old.MemberId, 1, site.Now - 1);
        }
        async Task<string> Points(string query) => string.Join("; ",
            (await ada.GetAsync("/leaderboard" + query)).RowsOf(".ranks").Select(row => string.Join(' ', row.Split(" | ")[..3])));
        Assert.Equal("1 AS (you) 3; 2 OS 1", await Points(""));
        Assert.Equal("=1 OS 1; =1 AS (you) 1", await Points("?period=week"));
        Assert.Equal("1 AS (you) 3; 2 OS 1", await Points("?period=term"));
        Assert.Equal("1 AS (you) 7; 2 OS 1", await Points("?period=all"));
        Assert.Equal("1 OS 1", await Points("?period=all&stage=ks5"));
        Assert.Equal("1 AS (you) 3", await Points("?stage=KS3"));
        Assert.Equal("1 AS (you) 4", await Points("?period=2025"));
        var page = (await ada.GetAsync("/leaderboard?period=week&stage=KS3")).Page;
        Assert.Equal(["KS3", "This week"], page.QuerySelectorAll(".choices a[aria-current=page]").Select(link => link.TextContent));
        Assert.Equal("/leaderboard?stage=KS3&period=20261102", page.QuerySelectorAll("main .aside a").Single().GetAttribute("href"));
        Assert.Contains("The week from 26 October 2026",
            (await ada.GetAsync("/leaderboard?period=20261102")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_class_is_chosen_by_staff_and_by_nobody_else()
    {
        await using var site = await Site.StartAsync();
        var ada = site.Visit(Seed.Pupil("ada") with { Class = "9BRUNEL" });
        var ben = site.Visit(Seed.Pupil("ben") with { Class = "9CURIE" });
        var (teacher, editor) = (site.Visit(Seed.Person("tess", Role.Teacher)), site.Visit(Seed.Person("edie", Role.Editor)));
        using (var db = site.OpenDatabase())
        {
            db.Give(ada.MemberId, 1, site.Now - 2);
            db.Give(ben.MemberId, 1, site.Now - 1);
        }
        Assert.Single((await teacher.GetAsync("/leaderboard?class=9BRUNEL")).RowsOf(".ranks"));
        foreach (var person in new[] { ada, editor })
        {
            var board = await person.GetAsync("/leaderboard?class=9BRUNEL");
            Assert.Equal(2, board.RowsOf(".ranks").Length);
            Assert.DoesNotContain("9BRUNEL", board.Page.DocumentElement.OuterHtml, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_frozen_board_stands_still_for_others_and_ones_own_points_go_on()
    {
        await using var site = await Site.StartAsync();
        var (ada, ben, teacher) =
            (site.Visit(Seed.Pupil("ada")), site.Visit(Seed.Pupil("ben")), site.Visit(Seed.Person("tess", Role.Teacher)));
        using (var db = site.OpenDatabase())
        {
            var challenge = db.AddChallenge("After the Bell", site.Now - Day);
            db.Give(ada.MemberId, 3, site.Now - 2 * Hour);
            db.Give(ben.MemberId, 2, site.Now - 2 * Hour);
            db.Answer(ben.MemberId, challenge, "42", site.Now - Minute);
            db.Set("boards.frozen_at", $"{site.Now - Hour}", site.Now);
        }
        var seen = await ben.GetAsync("/leaderboard");
        Assert.Equal(["1 AS 3", "2 BS (you) 2"], seen.RowsOf(".ranks").Select(row => string.Join(' ', row.Split(" | ")[..3])));
        Assert.Contains("You have 5 points now. On the board as it was frozen you are 2nd.", seen.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("After the Bell", seen.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("As it is now", seen.Text, StringComparison.Ordinal);
        Assert.Equal(2, (await ben.GetAsync("/leaderboard?view=live")).RowsOf(".ranks").Length);
        Assert.Contains("2 BS (you) 2",
            string.Join(' ', string.Join(' ', (await ben.GetAsync("/leaderboard?view=live")).RowsOf(".ranks")).Split(" | ")),
            StringComparison.Ordinal);

        var staff = await teacher.GetAsync("/leaderboard");
        Assert.Contains("The board is frozen", staff.Text, StringComparison.Ordinal);
        Assert.StartsWith("1 | AS | 3", staff.RowsOf(".ranks")[0], StringComparison.Ordinal);
        var live = await teacher.GetAsync("/leaderboard?view=live");
        Assert.StartsWith("1 | BS | 5", live.RowsOf(".ranks")[0], StringComparison.Ordinal);
        Assert.Contains("After the Bell", live.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_quiet_are_on_no_board_and_are_told_where_they_would_stand()
    {
        await using var site = await Site.StartAsync();
        var (ada, ben) = (site.Visit(Seed.Pupil("ada")), site.Visit(Seed.Pupil("ben")));
        using (var db = site.OpenDatabase())
        {
            var challenge = db.AddChallenge("Quiet Sums", site.Now - Day);
            db.Answer(ada.MemberId, challenge, "42", site.Now - Hour);
            db.Give(ben.MemberId, 1, site.Now - Hour);
            db.Write(sql => Members.SetQuiet(sql, ada.MemberId, true));
        }
        var own = await ada.GetAsync("/leaderboard");
        Assert.Contains("You have 3 points. You are in quiet mode, so others do not see you here; by your points you would be 1st.",
            own.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("(you)", own.Text, StringComparison.Ordinal);
        var others = await ben.GetAsync("/leaderboard");
        Assert.Single(others.RowsOf(".ranks"));
        Assert.DoesNotContain("Quiet Sums", others.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_time_of_day_stands_beside_a_name_that_others_see()
    {
        await using var site = await Site.StartWithClockAsync();
        var (ada, ben) = (site.Visit(Seed.Pupil("ada")), site.Visit(Seed.Pupil("ben")));
        using (var db = site.OpenDatabase()) db.Answer(ada.MemberId, db.AddChallenge("The Lazy Caterer", site.Now - Day), "42", site.Now);
        foreach (var path in new[] { "/leaderboard", "/leaderboard?period=week", $"/scores/{ada.MemberId}" })
        {
            var page = await ben.GetAsync(path);
            Assert.Contains(page.Page.QuerySelectorAll("main time"), time => time.GetAttribute("datetime") == "2026-11-10");
            Assert.DoesNotMatch(@"\d:\d\d", page.Page.QuerySelector("main")!.InnerHtml);
        }
        Assert.Contains("10 Nov, 9:00", (await ada.GetAsync($"/scores/{ada.MemberId}")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5, true)]
    [InlineData(4, false)]
    public async Task A_pupil_sees_the_board_of_their_class_if_it_lists_enough_of_it(int listed, bool isShown)
    {
        await using var site = await Site.StartAsync();
        var ada = site.Visit(Seed.Pupil("ada") with { Class = "9B" });
        using (var db = site.OpenDatabase())
        {
            for (var i = 1; i < listed; i++) db.Give(db.Add(Seed.Pupil($"mate{i}") with { Class = "9B" }), i, site.Now - Hour);
            var quiet = db.Add(Seed.Pupil("quiet") with { Class = "9B", DisplayName = "Quiet Sums" });
            db.Write(sql => Members.SetQuiet(sql, quiet, true));
            db.Give(quiet, 9, site.Now - Hour);
            db.Give(db.Add(Seed.Pupil("other") with { Class = "9C", DisplayName = "Other Class" }), 9, site.Now - Hour);
            db.Give(ada.MemberId, 3, site.Now - Hour);
        }
        var page = await ada.GetAsync("/leaderboard?class=9B");
        Assert.Equal(isShown, page.Page.QuerySelector("nav[aria-label='Whose points']") is not null);
        Assert.Equal(isShown, !page.Text.Contains("Other Class", StringComparison.Ordinal));
        Assert.DoesNotContain("Quiet Sums", page.Text, StringComparison.Ordinal);
        // Another class is nobody's business but that of staff.
        Assert.Contains("Other Class", (await ada.GetAsync("/leaderboard?class=9C")).Text, StringComparison.Ordinal);
        Assert.Equal(listed + 1, (await ada.GetAsync("/leaderboard?class=9C")).RowsOf(".ranks").Count());
    }

    [Fact]
    public async Task What_was_solved_lately_is_told_by_display_names_with_the_day()
    {
        await using var site = await Site.StartWithClockAsync();
        var ada = site.Visit(Seed.Pupil("ada"));
        using (var db = site.OpenDatabase()) db.Answer(ada.MemberId, db.AddChallenge("The Lazy Caterer", site.Now - Day), "42", site.Now);
        Assert.Contains("AS completed The Lazy Caterer, the first to do so, 10 November 2026",
            (await ada.GetAsync("/leaderboard")).Text.Replace(" ,", ",", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Members_learn_display_names_and_nothing_more_of_one_another()
    {
        await using var site = await Site.StartAsync();
        var ada = site.Visit(Seed.Pupil("ada"));
        long ben;
        using (var db = site.OpenDatabase())
        {
            ben = db.Add(Seed.Pupil("zachary") with { Name = "Zachary Quillfeather", Class = "9ZUSE", DisplayName = "Comet" });
            db.Answer(ben, db.AddChallenge("Sums", site.Now - Day), "42", site.Now - Hour);
            db.Give(ada.MemberId, 1, site.Now);
        }
        foreach (var path in new[] { "/", "/leaderboard", "/leaderboard?period=all&class=9ZUSE", $"/scores/{ben}" })
        {
            var html = (await ada.GetAsync(path)).Page.DocumentElement.OuterHtml;
            foreach (var secret in new[] { "Zachary", "zachary", "Quillfeather", "9ZUSE" })
                Assert.DoesNotContain(secret, html, StringComparison.Ordinal);
        }
        Assert.Contains("Comet", (await ada.GetAsync("/leaderboard")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Visitors_see_the_board_only_where_the_society_says_so_and_search_engines_are_kept_out()
    {
        await using var site = await Site.StartAsync();
        var ada = site.Visit(Seed.Pupil("ada"));
        var visitor = new Person(site);
        using (var db = site.OpenDatabase()) db.Answer(ada.MemberId, db.AddChallenge("Sums", site.Now - Day), "42", site.Now - Hour);
        Assert.StartsWith("/login", (await visitor.GetAsync("/leaderboard")).Path, StringComparison.Ordinal);
        using (var db = site.OpenDatabase()) db.Set("boards.are_public", "1", site.Now);
        await Eventually.TrueAsync(async () => (await visitor.GetAsync("/leaderboard")).Path == "/leaderboard");
        var board = await visitor.GetAsync("/leaderboard");
        Assert.Equal("noindex", board.Response.Headers.GetValues("X-Robots-Tag").Single());
        Assert.StartsWith("1 | AS | 3", board.RowsOf(".ranks")[0], StringComparison.Ordinal);
        Assert.Empty(board.Page.QuerySelectorAll(".ranks a"));
        Assert.DoesNotContain("Sums", board.Text, StringComparison.Ordinal);
        Assert.StartsWith("/login", (await visitor.GetAsync($"/scores/{ada.MemberId}")).Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Staff_take_the_board_away_as_a_file_and_the_audit_says_so()
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("tess", Role.Teacher));
        using (var db = site.OpenDatabase())
        {
            db.Give(db.Add(Seed.Pupil("ada") with { Class = "9B", DisplayName = "=1+1" }), 2, site.Now - Hour);
            db.Give(db.Add(Seed.Pupil("ben") with { Class = "9C" }), 2, site.Now - Minute);
        }
        var file = await teacher.SendAsync(HttpMethod.Post, "/leaderboard/export.csv", ("period", "all"));
        Assert.Equal("text/csv; charset=utf-8", file.Response.Content.Headers.ContentType!.ToString());
        var lines = (await file.Response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))
            .TrimStart('\uFEFF').Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("place,points,display name,name,year,class,school,reached (London),reached (UTC),number", lines[0]);
        Assert.StartsWith("1,2,\"'=1+1\",Ada Seeded,9,9B,,", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("1,2,BS,Ben Seeded,9,9C,,", lines[2], StringComparison.Ordinal);
        Assert.Single((await (await teacher.SendAsync(HttpMethod.Post, "/leaderboard/export.csv", ("class", "9C")))
            .Response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))
            .Split("\r\n", StringSplitOptions.RemoveEmptyEntries)[1..]);
        using var after = site.OpenDatabase();
        var audit = after.Read(sql => Audit.List(sql, new AuditFilter(null, "board.export", null, null, null, null), 10));
        Assert.Equal(2, audit.Count);
        Assert.Equal("All time: 2 lines", audit[1].Detail);
    }
}
