// The bell: what is typed when it rings is never lost, the grace is for who had begun, extra time is kept,
// and London's clocks may change meanwhile.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class LockTests
{
    [Fact]
    public async Task An_answer_that_comes_after_the_lock_is_shown_back_with_the_reason_and_spends_nothing()
    {
        await using var site = await Site.StartWithClockAsync();
        var problem = site.AddProblem(one => one with { LockedAt = site.Now + 300 });
        var ada = site.Visit(Seed.Pupil("ada"));
        var form = (await ada.GetAsync(problem.Path)).FormOf(problem.Parts[0], "21");
        site.Clock.Advance(TimeSpan.FromSeconds(331));
        var late = await ada.PostAsync($"{problem.Path}/answer", form);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, late.Status);
        Assert.Contains("closed on Tuesday 10 Nov, 9:05, before your answer came in, so it was not counted. " +
            "The solution has not been shown yet.", late.TextOf(problem.Parts[0]), StringComparison.Ordinal);
        Assert.Contains("You had typed: 21", late.TextOf(problem.Parts[0]), StringComparison.Ordinal);
        Assert.Equal(0, site.Count("SELECT count(*) FROM attempts"));
        Assert.Null((await ada.GetAsync(problem.Path)).Page.QuerySelector("form.answer"));
    }

    [Fact]
    public async Task The_grace_is_for_a_page_that_was_loaded_before_the_bell_and_no_longer_than_half_a_minute()
    {
        await using var site = await Site.StartWithClockAsync();
        var bell = site.Now + 300;
        var problem = site.AddProblem(one => one with { LockedAt = bell });
        var (ada, bob, eve) = (site.Visit(Seed.Pupil("ada")), site.Visit(Seed.Pupil("bob")), site.Visit(Seed.Pupil("eve")));
        var form = (await ada.GetAsync(problem.Path)).FormOf(problem.Parts[0], "21");
        site.Clock.Advance(TimeSpan.FromSeconds(329));
        Assert.Contains("Right", (await ada.PostAsync($"{problem.Path}/answer", form)).TextOf(problem.Parts[0]), StringComparison.Ordinal);
        var begunLate = form.With(("begun", bell.ToString()), ("signed_in_as", $"{bob.MemberId}"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await bob.PostAsync($"{problem.Path}/answer", begunLate)).Status);
        site.Clock.Advance(TimeSpan.FromSeconds(1));
        // Whatever time the form claims.
        var claimed = form.With(("begun", "0"), ("signed_in_as", $"{eve.MemberId}"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await eve.PostAsync($"{problem.Path}/answer", claimed)).Status);
        Assert.Equal(1, site.Count("SELECT count(*) FROM attempts"));
    }

    [Fact]
    public async Task Within_the_grace_what_could_not_be_read_may_be_put_right()
    {
        await using var site = await Site.StartWithClockAsync();
        var problem = site.AddProblem(one => one with { LockedAt = site.Now + 300 });
        var ada = site.Visit(Seed.Pupil("ada"));
        var form = (await ada.GetAsync(problem.Path)).FormOf(problem.Parts[0], "7+");
        site.Clock.Advance(TimeSpan.FromSeconds(305));
        var unreadable = await ada.PostAsync($"{problem.Path}/answer", form);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, unreadable.Status);
        Assert.Equal("7+", unreadable.PartOf(problem.Parts[0]).QuerySelector("input[name=answer]")!.GetAttribute("value"));
        Assert.Contains("Right",
            (await ada.PostAsync($"{problem.Path}/answer", unreadable.FormOf(problem.Parts[0], "21"))).TextOf(problem.Parts[0]),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_shows_the_solution_is_told_of_pupils_who_still_have_time()
    {
        await using var site = await Site.StartAsync();
        var problem = site.AddProblem(one => one with { LockedAt = site.Now - 60 });
        var (ada, tia) = (site.Visit(Seed.Pupil("ada")), site.Visit(Seed.Person("tia", Role.Teacher)));
        var path = $"/admin{problem.Path}/solution";
        Assert.DoesNotContain("extra time", (await tia.GetAsync(path)).Text, StringComparison.Ordinal);
        using (var db = site.OpenDatabase()) db.Write(sql => ExtraTime.Set(sql, ada.MemberId, 30, Actor.CommandLine, site.Now));
        var asked = (await tia.GetAsync(path)).Text;
        var until = SchoolTime.Moment(site.Count("SELECT locked_at FROM challenges") + 1800, site.Now);
        Assert.Contains($"One pupil with extra time has until {until}", asked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Extra_time_moves_the_lock_of_one_pupil_alone()
    {
        await using var site = await Site.StartWithClockAsync();
        var problem = site.AddProblem(one => one with { LockedAt = site.Now + 300 });
        var (ada, bob) = (site.Visit(Seed.Pupil("ada")), site.Visit(Seed.Pupil("bob")));
        using (var db = site.OpenDatabase()) db.Write(sql => ExtraTime.Set(sql, ada.MemberId, 30, Actor.CommandLine, site.Now));
        Assert.Contains("Closes in 35 minutes: Tuesday 10 Nov, 9:35",
            (await ada.GetAsync(problem.Path)).Text, StringComparison.Ordinal);
        Assert.Contains("Closes in 5 minutes: Tuesday 10 Nov, 9:05",
            (await bob.GetAsync(problem.Path)).Text, StringComparison.Ordinal);
        site.Clock.Advance(TimeSpan.FromMinutes(34));
        Assert.Contains("Right", (await ada.AnswerAsync(problem, 0, "21")).TextOf(problem.Parts[0]), StringComparison.Ordinal);
        Assert.Contains("closed", (await bob.GetAsync(problem.Path)).Text, StringComparison.Ordinal);
    }

    [Theory]
    // A day from release to lock, over the nights on which the clocks go forward and back: 24 hours by the world's clock.
    [InlineData(2027, 3, 27, 12, "Sunday 28 Mar, 13:00")]
    [InlineData(2027, 10, 30, 12, "Sunday 31 Oct, 11:00")]
    public async Task A_day_has_24_hours_whatever_the_clocks_do(int year, int month, int day, int hour, string locks)
    {
        await using var site = await Site.StartWithClockAsync();
        var release = SchoolTime.Instant(new DateTime(year, month, day, hour, 0, 0));
        var problem = site.AddProblem(one => one.ReleasedOn(release, 24, null));
        site.Clock.Advance(TimeSpan.FromSeconds(release - 1 - site.Now));
        var ada = site.Visit(Seed.Pupil("ada"));
        Assert.Equal(HttpStatusCode.NotFound, (await ada.GetAsync(problem.Path)).Status);
        site.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Contains($"Closes in 1 day: {locks}", (await ada.GetAsync(problem.Path)).Text, StringComparison.Ordinal);
        site.Clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        ada = site.VisitAs(ada.MemberId);
        Assert.Contains("Closes in less than a minute:", (await ada.GetAsync(problem.Path)).Text, StringComparison.Ordinal);
        site.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Contains($"Closed since {locks}", (await ada.GetAsync(problem.Path)).Text, StringComparison.Ordinal);
    }
}
