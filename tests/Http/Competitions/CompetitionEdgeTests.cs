// What is rare in a competition: schools that tie or leave, one pupil, no challenge, a leaver, a key corrected after the close.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class CompetitionEdgeTests
{
    private const string Table = "table.ranks";
    [Fact]
    public async Task A_school_that_leaves_in_the_middle_is_on_no_table_and_its_pupils_keep_their_points()
    {
        await using var site = await Site.StartAsync(Site.RateLimitOff);
        site.Owner();
        var contest = Contest.Add(site);
        var problem = contest.AddProblem();
        var hill = contest.AddSchool("Hill School");
        contest.AddSchool("Birch High");
        var ada = contest.Pupil("ada", one => one with { SchoolId = hill });
        var cora = site.Visit(Seed.Person("cora", Role.Coordinator) with { SchoolId = hill });
        var tia = site.Visit(Seed.Person("tia", Role.Teacher));
        await ada.AnswerAsync(problem, 0, "21");
        Assert.Equal(["1 | Hill School | 1 | 0.6", "– | Birch High not enough pupils yet | 0 | 0"],
            (await tia.GetAsync($"{contest.Path}/schools")).RowsOf(Table));
        await cora.PostAsync($"/admin{contest.Path}/own-school/leave", ("sure", "1"));
        Assert.Equal("withdrawn", site.Read($"SELECT state FROM competition_schools WHERE school_id = {hill}"));
        Assert.Equal(["– | Birch High not enough pupils yet | 0 | 0"], (await tia.GetAsync($"{contest.Path}/schools")).RowsOf(Table));
        Assert.Empty((await tia.GetAsync($"{contest.Path}/pupils")).RowsOf(Table));
        Assert.Equal("3", contest.Value(ada, "points"));
        Assert.Contains("You have 3 points.", (await ada.GetAsync(contest.Path)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Schools_that_tie_share_their_place_and_one_pupil_does_not_make_a_school_the_best_of_five()
    {
        await using var site = await Site.StartAsync(Site.RateLimitOff);
        site.Owner();
        var contest = Contest.Add(site);
        var problem = contest.AddProblem(with: one => one with { FirstBonus = 0 });
        foreach (var (school, pupils) in new[] { ("Ashby", 1), ("Birch", 1), ("Cedar", 2) })
        {
            var id = contest.AddSchool(school);
            for (var i = 0; i < pupils; i++)
                await contest.Pupil($"{school}{i}", one => one with { SchoolId = id }).AnswerAsync(problem, 0, "21");
        }
        var rows = (await site.Visit(Seed.Person("tia", Role.Teacher)).GetAsync($"{contest.Path}/schools")).RowsOf(Table);
        Assert.Equal(["1 | Cedar | 2 | 0.4", "=2 | Ashby | 1 | 0.2", "=2 | Birch | 1 | 0.2"], rows);
    }

    [Fact]
    public async Task A_division_without_a_challenge_says_so_and_has_its_table_all_the_same()
    {
        await using var site = await Site.StartAsync(Site.RateLimitOff);
        var contest = Contest.Add(site);
        var problem = contest.AddProblem(division: "Junior");
        var sam = contest.Pupil("sam", one => one with { StartYear = site.StartYear(12) });
        var page = await sam.GetAsync(contest.Path);
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("You take part in Senior", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Handshakes", page.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await sam.GetAsync(problem.Path)).Status);
        Assert.Equal(HttpStatusCode.OK, (await sam.GetAsync($"{contest.Path}/pupils?division=Senior")).Status);
        Assert.Equal(HttpStatusCode.OK, (await sam.GetAsync($"{contest.Path}/schools?division=Senior")).Status);
    }

    [Fact]
    public async Task A_leaver_who_is_archived_keeps_the_place_on_the_table_and_counts_for_the_school()
    {
        await using var site = await Site.StartAsync(Site.RateLimitOff);
        var cup = site.AddFilledCup(one => one with { Formula = SchoolFormula.Sum });
        var tia = site.Visit(Seed.Person("tia", Role.Teacher));
        var before = (await tia.GetAsync($"{cup.Path}/pupils")).RowsOf(Table);
        using (var db = site.OpenDatabase()) db.Write(sql => Members.SetState(sql, cup.Cleo, MemberState.Archived, site.Now));
        await site.WakeAsync();
        Assert.Equal(before, (await tia.GetAsync($"{cup.Path}/pupils")).RowsOf(Table));
        Assert.Equal("1 | Birch High | 2 | 25", (await tia.GetAsync($"{cup.Path}/schools")).RowsOf(Table)[0]);
    }

    [Fact]
    public async Task A_key_that_is_corrected_after_the_close_gives_the_points_as_of_the_time_of_the_answer()
    {
        await using var site = await Site.StartWithClockAsync(Site.RateLimitOff);
        site.Owner();
        var contest = Contest.Add(site);
        var problem = contest.AddProblem();
        var (ada, bob) = (contest.Pupil("ada"), contest.Pupil("bob"));
        var answeredAt = site.Now;
        await ada.AnswerAsync(problem, 0, "28");
        await bob.AnswerAsync(problem, 0, "21");
        site.KeepRunning(TimeSpan.FromHours(5));
        var tia = site.Visit(Seed.Person("tia", Role.Teacher));
        var shown = await tia.WriteAsync($"/admin{problem.Path}", "save", ("p0-answer", "28"));
        var fields = shown.FieldsOf("form[action$=remark]").With(("reason", "There were eight guests."));
        Assert.Contains("marked anew", (await tia.PostAsync($"/admin{problem.Path}/remark", fields)).Text, StringComparison.Ordinal);
        Assert.Equal(("3", "0"), (contest.Value(ada, "points"), contest.Value(bob, "points")));
        Assert.InRange(site.Count($"SELECT completed_at FROM completions WHERE member_id = {ada.MemberId}"), answeredAt, answeredAt + 60);
        Assert.InRange(site.Count($"SELECT reached_at FROM enrolments WHERE member_id = {ada.MemberId}"), answeredAt, answeredAt + 60);
    }
}
