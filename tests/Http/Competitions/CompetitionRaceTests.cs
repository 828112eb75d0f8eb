// Many at one moment: one start, one enrolment, and what counts around the close.
using System.Globalization;
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class CompetitionRaceTests
{
    private static Contest AddTimed(Site site) => Contest.Add(site, one => one with { TimeKind = TimeKind.Personal, Minutes = 60 });

    [Fact]
    public async Task Twenty_starts_at_once_on_two_devices_are_one()
    {
        await using var site = await Site.StartWithClockAsync(Site.RateLimitOff);
        var contest = AddTimed(site);
        var ada = contest.Pupil("ada");
        Person[] devices = [ada, site.VisitAs(ada.MemberId)];
        var began = site.Now;
        var starts = Enumerable.Range(0, 20).Select(async i =>
        {
            var answer = await devices[i % 2].SendAsync(HttpMethod.Post, $"{contest.Path}/start");
            if (i % 5 == 0) site.Clock.Advance(TimeSpan.FromSeconds(1));
            return answer;
        });
        Assert.All(await Task.WhenAll(starts), answer => Assert.Equal(HttpStatusCode.SeeOther, answer.Status));
        var started = long.Parse(contest.Value(ada, "started_at")!, CultureInfo.InvariantCulture);
        Assert.InRange(started, began, site.Now);
        // Nothing moves it: no later start, and no leaving and coming back.
        site.Clock.Advance(TimeSpan.FromMinutes(5));
        await ada.PostAsync($"{contest.Path}/start");
        await ada.PostAsync($"{contest.Path}/withdraw");
        await ada.PostAsync($"{contest.Path}/enrol");
        await ada.PostAsync($"{contest.Path}/start");
        Assert.Equal($"{started}", contest.Value(ada, "started_at"));
        var ends = SchoolTime.Machine(started + 3600);
        foreach (var device in devices)
            Assert.Equal(ends, (await device.GetAsync(contest.Path)).Page.QuerySelector(".closes time")!.GetAttribute("datetime"));
    }

    [Fact]
    public async Task Twenty_joins_at_once_are_one()
    {
        await using var site = await Site.StartAsync(Site.RateLimitOff);
        var contest = Contest.Add(site);
        var ada = site.Visit(Seed.Pupil("ada"));
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ada.SendAsync(HttpMethod.Post, $"{contest.Path}/enrol")));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.SeeOther, answer.Status));
        Assert.Equal(1, site.Count("SELECT count(*) FROM enrolments"));
    }

    [Fact]
    public async Task Joining_and_withdrawing_against_answers_never_leaves_points_without_a_part()
    {
        await using var site = await Site.StartAsync(Site.RateLimitOff);
        var contest = Contest.Add(site);
        var problem = contest.AddProblem();
        var pupils = Enumerable.Range(0, 10).Select(i => contest.Pupil($"pupil{i}")).ToList();
        await Task.WhenAll(pupils.SelectMany(pupil => new[]
        {
            pupil.SendAsync(HttpMethod.Post, $"{contest.Path}/withdraw"), SendAsync(pupil, problem, "21", "k", site.Now),
        }));
        Assert.Equal(0, site.Count("SELECT count(*) FROM enrolments WHERE state = 'withdrawn' AND points > 0"));
        Assert.Equal(site.Count("SELECT count(*) FROM attempts"), site.Count("SELECT count(*) FROM enrolments WHERE state = 'enrolled'"));
    }

    [Theory]
    // Seconds after the close at which an answer comes, and before it at which its page was loaded.
    [InlineData(-1, 10, true)]
    [InlineData(0, 1, true)]
    [InlineData(29, 1, true)]
    [InlineData(30, 1, false)]
    [InlineData(0, 0, false)]
    [InlineData(5, -2, false)]
    public async Task Around_the_close_what_was_begun_before_the_bell_counts(int after, int before, bool counts)
    {
        await using var site = await Site.StartWithClockAsync(Site.RateLimitOff);
        var closes = site.Now + 3600;
        var contest = Contest.Add(site, one => one with { ClosesAt = closes });
        var problem = contest.AddProblem();
        var pupils = Enumerable.Range(0, 10).Select(i => contest.Pupil($"pupil{i}")).ToList();
        var late = contest.Pupil("late");
        using (var db = site.OpenDatabase()) db.Write(sql => ExtraTime.Set(sql, late.MemberId, 1, Actor.CommandLine, site.Now));
        site.KeepRunning(TimeSpan.FromSeconds(3600 + after));
        var answers = await Task.WhenAll(pupils.Append(late).Select(one => SendAsync(one, problem, "21", "k", closes - before)));
        Assert.Equal(counts ? 11 : 1, site.Count("SELECT count(*) FROM attempts"));
        Assert.Equal(counts ? 11 : 1, answers.Count(answer => answer.Status == HttpStatusCode.SeeOther));
        Assert.Equal(counts ? 11 : 1, site.Count("SELECT count(*) FROM enrolments WHERE points > 0"));
    }

    [Fact]
    public async Task Of_a_thousand_pupils_who_start_forty_at_a_time_none_is_lost()
    {
        Assert.SkipWhen(Site.IsBinary, "It measures nothing that the process itself does not, and takes a minute against the binary.");
        await using var site = await Site.StartAsync(Site.RateLimitOff);
        var contest = AddTimed(site);
        var pupils = new List<Person>();
        using (var db = site.OpenDatabase())
            db.Write(sql =>
            {
                var competition = Competitions.Find(sql, contest.Id)!;
                for (var i = 0; i < 1000; i++)
                {
                    var id = Members.Add(sql, Seed.Pupil($"pupil{i}"), 1)!.Value;
                    Enrolments.Add(sql, competition, id, null, site.Now);
                    pupils.Add(new Person(site, Sessions.Begin(sql, id, "A test", false, site.Now + 3600, site.Now), id));
                }
            });
        // A hall of forty at a time, faster than a thousand people are.
        var refused = 0;
        await Parallel.ForEachAsync(pupils, new ParallelOptions { MaxDegreeOfParallelism = 40 }, async (pupil, _) =>
        {
            var answer = await pupil.SendAsync(HttpMethod.Post, $"{contest.Path}/start");
            if (answer.Status != HttpStatusCode.SeeOther) Interlocked.Increment(ref refused);
        });
        Assert.Equal(0, refused);
        Assert.Equal(1000, site.Count("SELECT count(*) FROM enrolments WHERE started_at IS NOT NULL"));
    }

    private static Task<PageResponse> SendAsync(Person who, Problem problem, string text, string key, long begun) =>
        who.SendAsync(HttpMethod.Post, $"{problem.Path}/answer", ("part", $"{problem.Parts[0]}"), ("answer", text), ("key", key),
            ("begun", begun.ToString(CultureInfo.InvariantCulture)));
}
