// Windows of one's own: personal minutes that a pupil starts, and the slot of a school.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class PersonalTimeTests
{
    private static Contest AddTimed(Site site) => Contest.Add(site, one => one with { TimeKind = TimeKind.Personal, Minutes = 60 });

    [Fact]
    public async Task Starting_asks_once_and_every_page_and_device_shows_the_same_end()
    {
        await using var site = await Site.StartWithClockAsync(Site.RateLimitOff);
        var contest = AddTimed(site);
        var problem = contest.AddProblem();
        var ada = contest.Pupil("ada");
        var page = await ada.GetAsync(contest.Path);
        Assert.DoesNotContain("Handshakes", page.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await ada.GetAsync(problem.Path)).Status);

        var asked = await ada.GetAsync(page.Page.QuerySelector("a.button")!.GetAttribute("href")!);
        Assert.Contains("It goes on when you close the browser", asked.Text, StringComparison.Ordinal);
        Assert.Equal("Start now: you have 60 minutes", asked.Page.QuerySelector("main button")!.TextContent);
        Assert.Null(contest.Value(ada, "started_at"));
        var ends = SchoolTime.Machine(site.Now + 3600);
        var started = await ada.PostAsync($"{contest.Path}/start");
        Assert.Contains("Your time has begun", started.Text, StringComparison.Ordinal);
        Assert.Equal("3600", started.Page.QuerySelector(".closes")!.GetAttribute("data-left"));

        site.KeepRunning(TimeSpan.FromMinutes(20));
        await ada.PostAsync($"{contest.Path}/start");
        Assert.Equal(HttpStatusCode.OK, (await ada.GetAsync($"{contest.Path}/start")).Status);
        foreach (var (device, place) in new[] { (ada, contest.Path), (site.VisitAs(ada.MemberId), contest.Path), (ada, problem.Path) })
        {
            var seen = await device.GetAsync(place);
            Assert.Equal(ends, seen.Page.QuerySelector(".closes time")!.GetAttribute("datetime"));
            Assert.Equal("2400", seen.Page.QuerySelector(".closes")!.GetAttribute("data-left"));
        }
        Assert.Contains("Your time ends in 40 minutes", (await ada.GetAsync(contest.Path)).Text, StringComparison.Ordinal);

        // A page from before the bell counts within the grace.
        var form = (await ada.GetAsync(problem.Path)).FormOf(problem.Parts[0], "20");
        site.KeepRunning(TimeSpan.FromMinutes(40) + TimeSpan.FromSeconds(29));
        await ada.PostAsync($"{problem.Path}/answer", form);
        Assert.Equal(1, site.Count("SELECT count(*) FROM attempts"));
        site.KeepRunning(TimeSpan.FromSeconds(1));
        var late = await ada.PostAsync($"{problem.Path}/answer", [.. form.Select(one => one.Name == "key" ? ("key", "other")
            : one.Name == "answer" ? ("answer", "21") : one)]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, late.Status);
        Assert.Equal(1, site.Count("SELECT count(*) FROM attempts"));
        Assert.Contains("Your time is over since", (await ada.GetAsync(contest.Path)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Near_the_close_the_minutes_that_really_remain_are_named_and_extra_time_moves_both_ends()
    {
        await using var site = await Site.StartWithClockAsync(Site.RateLimitOff);
        var contest = AddTimed(site);
        var problem = contest.AddProblem();
        var (ada, ben) = (contest.Pupil("ada"), contest.Pupil("ben"));
        using (var db = site.OpenDatabase()) db.Write(sql => ExtraTime.Set(sql, ben.MemberId, 15, Actor.CommandLine, site.Now));
        Assert.Contains("you have 60 minutes", (await ada.GetAsync($"{contest.Path}/start")).Text, StringComparison.Ordinal);
        Assert.Contains("you have 75 minutes", (await ben.GetAsync($"{contest.Path}/start")).Text, StringComparison.Ordinal);
        site.KeepRunning(TimeSpan.FromMinutes(97));
        var asked = await ada.GetAsync($"{contest.Path}/start");
        Assert.Contains("you have 23 minutes", asked.Text, StringComparison.Ordinal);
        Assert.Contains("fewer than usual", asked.Text, StringComparison.Ordinal);
        Assert.Contains("you have 38 minutes", (await ben.GetAsync($"{contest.Path}/start")).Text, StringComparison.Ordinal);
        await ada.PostAsync($"{contest.Path}/start");
        await ben.PostAsync($"{contest.Path}/start");
        Assert.Equal("1380", (await ada.GetAsync(contest.Path)).Page.QuerySelector(".closes")!.GetAttribute("data-left"));
        Assert.Equal("2280", (await ben.GetAsync(contest.Path)).Page.QuerySelector(".closes")!.GetAttribute("data-left"));
        site.KeepRunning(TimeSpan.FromMinutes(23));
        await contest.Site.WakeAsync();
        Assert.Null((await ada.GetAsync(problem.Path)).Page.QuerySelector("form.answer"));
        Assert.NotNull((await ben.GetAsync(problem.Path)).Page.QuerySelector("form.answer"));
    }

    [Fact]
    public async Task Nothing_starts_for_those_who_do_not_take_part_or_when_it_is_not_open()
    {
        await using var site = await Site.StartWithClockAsync(Site.RateLimitOff);
        var contest = AddTimed(site);
        var coming = Contest.Add(site, one => one with
        {
            TimeKind = TimeKind.Personal, Minutes = 60, OpensAt = site.Now + 60, ClosesAt = site.Now + 3600,
        });
        var plain = Contest.Add(site);
        var unread = Contest.Add(site, one => one with { TimeKind = TimeKind.Personal, Minutes = 60, Fairness = "Alone." });
        var (ada, ben) = (site.Visit(Seed.Pupil("ada")), site.Visit(Seed.Pupil("ben")));
        foreach (var one in new[] { coming, plain, unread }) one.Enrol(ben.MemberId);
        foreach (var (who, where) in new[] { (ada, contest), (ben, coming), (ben, plain), (ben, unread) })
        {
            Assert.NotEqual(HttpStatusCode.OK, (await who.SendAsync(HttpMethod.Get, $"{where.Path}/start")).Status);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await who.PostAsync($"{where.Path}/start")).Status);
        }
        contest.Enrol(ada.MemberId);
        site.KeepRunning(TimeSpan.FromHours(2));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await ada.PostAsync($"{contest.Path}/start")).Status);
        Assert.Equal(0, site.Count("SELECT count(*) FROM enrolments WHERE started_at IS NOT NULL"));
    }

    [Fact]
    public async Task A_pupil_sees_the_time_of_the_own_school_and_only_that()
    {
        await using var site = await Site.StartWithClockAsync(Site.RateLimitOff);
        var contest = Contest.Add(site, one => one with { TimeKind = TimeKind.School });
        var now = contest.AddSchool("Early School", from: site.Now - 600, until: site.Now + 600);
        var later = contest.AddSchool("Late School", from: site.Now + 1200, until: site.Now + 3600);
        var problem = contest.AddProblem();
        var ada = contest.Pupil("ada", one => one with { SchoolId = now });
        var ben = contest.Pupil("ben", one => one with { SchoolId = later });
        var (early, late) = (await ada.GetAsync(contest.Path), await ben.GetAsync(contest.Path));
        Assert.Contains("Your school’s time ends in 10 minutes", early.Text, StringComparison.Ordinal);
        Assert.Contains("Your school’s time begins in 20 minutes", late.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Handshakes", late.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await ben.GetAsync(problem.Path)).Status);
        Assert.DoesNotContain(SchoolTime.Machine(site.Now - 600), late.Page.Source.Text, StringComparison.Ordinal);
        await ada.AnswerAsync(problem, 0, "21");
        site.KeepRunning(TimeSpan.FromMinutes(20));
        Assert.Contains("Right", (await ben.AnswerAsync(problem, 0, "21")).Text, StringComparison.Ordinal);
        // Nobody is first where schools have times of their own.
        Assert.Equal(2, site.Count("SELECT sum(points) FROM enrolments"));
        Assert.Null((await ada.GetAsync(problem.Path)).Page.QuerySelector("form.answer"));
    }
}
