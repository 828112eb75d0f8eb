// The home page: what a visitor, a pupil and those who run the society find there, and that nobody is shown what is for others.
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class HomeTests
{
    private const long Hour = 3600, Day = 24 * Hour;

    [Fact]
    public async Task A_visitor_learns_what_it_is_and_when_the_next_challenge_opens_and_no_title_or_name()
    {
        await using var site = await Site.StartWithClockAsync();
        site.Owner();
        using (var db = site.OpenDatabase())
        {
            db.AddChallenge("Secret Title", site.Now + Day);
            db.Give(db.Add(Seed.Pupil("ada") with { DisplayName = "Comet" }), 2, site.Now);
        }
        var home = await new Person(site).GetAsync("/");
        Assert.Contains("It opens Wednesday 11 Nov, 9:00.", home.Text, StringComparison.Ordinal);
        Assert.NotNull(home.Page.QuerySelector(".formula"));
        foreach (var hidden in new[] { "Secret Title", "Comet", "leaderboard" })
            Assert.DoesNotContain(hidden, home.Page.QuerySelector("main")!.OuterHtml, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_visitor_sees_the_problem_of_the_week_and_the_whole_of_it_where_the_society_allows()
    {
        await using var site = await Site.StartWithClockAsync();
        site.Owner();
        var visitor = new Person(site);
        var text = "How many guests?\n\n" + string.Concat(Enumerable.Repeat("Words upon words. ", 40)) + "\n\nThe very end.";
        var newest = site.AddProblem(one => (one with { Title = "Newest", Body = text }).ReleasedOn(site.Now - Hour, 72, null));
        site.AddProblem(one => (one with { Title = "Older" }).ReleasedOn(site.Now - Day, 72, null));
        var home = await visitor.GetAsync("/");
        Assert.Contains("Newest", home.Text, StringComparison.Ordinal);
        Assert.Contains("How many guests?", home.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("The very end.", home.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Older", home.Text, StringComparison.Ordinal);
        Assert.NotNull(home.Page.QuerySelector($"#problem a[href='{newest.Path}']"));
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        Assert.Contains("the whole problem", (await teacher.PostAsync("/admin/wall/front", ("whole", "1"))).Text, StringComparison.Ordinal);
        Assert.Contains("The very end.", (await visitor.GetAsync("/")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_there_is_to_do_comes_before_what_is_announced_and_that_before_what_there_is_to_read()
    {
        await using var site = await Site.StartWithClockAsync();
        site.Owner();
        site.AddProblem(one => one.ReleasedOn(site.Now - Hour, 72, null));
        site.AddArticle(ArticleSeed.Published("Twenty-four is wrong", site.Now - Hour));
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        await teacher.AnnounceAsync("Puzzle lunch", changes: ("audience", "everyone"));
        foreach (var (who, order) in new[]
        {
            (new Person(site), "This week’s problem, Announcements, To read, A sum to begin with"),
            (site.Visit(Seed.Pupil("ada")), "To do, Announcements, My standing, To read"),
            (teacher, "What needs you, Opening, Closing, Announcements, To read"),
        })
        {
            var headings = (await who.GetAsync("/")).Page.QuerySelectorAll("main h2").Select(it => it.FirstChild!.TextContent.Trim());
            Assert.Equal(order, string.Join(", ", headings.Where(it => order.Contains(it, StringComparison.Ordinal))));
        }
    }

    [Fact]
    public async Task Staff_of_an_empty_society_are_told_once_that_nothing_is_open()
    {
        await using var site = await Site.StartAsync();
        var home = await site.Visit(Seed.Person("olga", Role.Owner)).GetAsync("/");
        Assert.Contains("No challenge is open.", home.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("0 challenges are open", home.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Staff_find_an_open_challenge_without_a_lock_by_name()
    {
        await using var site = await Site.StartAsync();
        site.AddProblem(one => one with { Title = "Endless" });
        Assert.Contains("Endless", (await site.Visit(Seed.Person("tea", Role.Teacher)).GetAsync("/")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_boards_are_public_a_visitor_sees_the_first_five_of_the_week()
    {
        await using var site = await Site.StartAsync();
        site.Owner();
        using (var db = site.OpenDatabase())
        {
            db.Set("boards.are_public", "1", site.Now);
            for (var i = 0; i < 7; i++) db.Give(db.Add(Seed.Pupil($"pupil{i}") with { DisplayName = $"Comet {i}" }), 9 - i, site.Now);
        }
        var home = await new Person(site).GetAsync("/");
        Assert.Equal(["1 | Comet 0 | 9", "2 | Comet 1 | 8", "3 | Comet 2 | 7", "4 | Comet 3 | 6", "5 | Comet 4 | 5"],
            home.RowsOf(".ranks"));
    }

    [Fact]
    public async Task A_pupil_finds_what_is_to_do_and_where_they_stand()
    {
        await using var site = await Site.StartWithClockAsync();
        var (ada, ben) = (site.Visit(Seed.Pupil("ada")), site.Visit(Seed.Pupil("ben")));
        using (var db = site.OpenDatabase())
        {
            db.AddChallenge("To Do", site.Now - Hour);
            db.Give(ada.MemberId, 2, site.Now - 10 * Day);
            db.Give(ada.MemberId, 1, site.Now);
            db.Give(ben.MemberId, 1, site.Now - 1);
        }
        var home = await ada.GetAsync("/");
        Assert.Contains("To Do", home.Text, StringComparison.Ordinal);
        Assert.Equal(["This week | 1 | joint 1st", "This term | 3 | 1st", "This year | 3 | 1st", "All time | 3 | 1st"],
            home.RowsOf(".sums"));
        Assert.NotNull(home.Page.QuerySelector($"a[href='/scores/{ada.MemberId}']"));
        Assert.DoesNotContain("What needs you", home.Text, StringComparison.Ordinal);
        foreach (var link in home.Page.QuerySelectorAll(".sums tbody a"))
            Assert.Equal(System.Net.HttpStatusCode.OK, (await ada.GetAsync(link.GetAttribute("href")!)).Status);
    }

    [Fact]
    public async Task A_pupil_in_quiet_mode_reads_points_and_no_place()
    {
        await using var site = await Site.StartAsync();
        var ada = site.Visit(Seed.Pupil("ada"));
        using (var db = site.OpenDatabase())
        {
            db.Give(ada.MemberId, 2, site.Now);
            db.Write(sql => Members.SetQuiet(sql, ada.MemberId, true));
        }
        var home = await site.VisitAs(ada.MemberId).GetAsync("/");
        Assert.Contains("All time | 2 | none yet", string.Join(' ', home.RowsOf(".sums")), StringComparison.Ordinal);
        Assert.Contains("You are in quiet mode", home.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Staff_find_what_goes_live_what_locks_and_who_is_waiting()
    {
        await using var site = await Site.StartWithClockAsync();
        var teacher = site.Visit(Seed.Person("tess", Role.Teacher));
        using (var db = site.OpenDatabase())
        {
            db.AddChallenge("Later", site.Now + 5 * Day);
            db.AddChallenge("Sooner", site.Now + Day);
            db.AddChallenge("Locks late", site.Now - Day, site.Now + 6 * Day);
            db.AddChallenge("Locks soon", site.Now - Day, site.Now + Hour);
            db.AddChallenge("Locked", site.Now - Day, site.Now - Hour);
            db.Write(sql =>
            {
                var draft = Challenge.Draft(ScoreRules.Default, null, "") with { Title = "Without parts", IsDraft = false };
                return Challenges.Add(sql, draft.ReleasedOn(site.Now + 2 * Day, null, null), site.Now);
            });
            db.Add(Seed.Pupil("wendy") with { State = MemberState.Waiting });
        }
        var home = await teacher.GetAsync("/");
        Assert.Equal(["Sooner", "Without parts", "Later", "Locks soon", "Locks late"],
            home.Page.QuerySelectorAll(".events a").Select(link => link.TextContent));
        Assert.Contains("in 1 hour, Tuesday 10 Nov, 10:00", home.Text, StringComparison.Ordinal);
        Assert.Contains("It has no parts yet", home.Text, StringComparison.Ordinal);
        Assert.Contains("2 challenges are open.", home.Text, StringComparison.Ordinal);
        Assert.Equal("/admin/approvals", home.Page.QuerySelector(".needs a")!.GetAttribute("href"));
        Assert.DoesNotContain("To do", home.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Role.Editor, true)]
    [InlineData(Role.Coordinator, false)]
    public async Task Whoever_decides_on_nobody_is_told_of_nobody_and_only_authors_see_what_is_scheduled(Role role, bool seesScheduled)
    {
        await using var site = await Site.StartAsync();
        var person = site.Visit(Seed.Person("edie", role));
        using (var db = site.OpenDatabase())
        {
            db.AddChallenge("Scheduled", site.Now + Day);
            db.Add(Seed.Pupil("wendy") with { State = MemberState.Waiting });
        }
        var home = await person.GetAsync("/");
        Assert.Equal(seesScheduled, home.Text.Contains("Scheduled", StringComparison.Ordinal));
        Assert.DoesNotContain("waiting", home.Text, StringComparison.Ordinal);
    }
}
