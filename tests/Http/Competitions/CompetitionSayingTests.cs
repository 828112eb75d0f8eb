// What is said of a competition is true for whoever reads it: its bonus, its end, its challenges by name, and what waits for a school.
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class CompetitionSayingTests
{
    private const string Offer = "2 more for the first to solve it";

    [Fact]
    public async Task The_bonus_is_offered_until_somebody_has_it_and_nobody_is_named()
    {
        await using var site = await Site.StartAsync();
        var contest = Contest.Add(site);
        var problem = contest.AddProblem(with: one => one with { FirstBonus = 2 });
        var (ada, ben) = (contest.Pupil("ada"), contest.Pupil("ben"));
        foreach (var path in new[] { contest.Path, problem.Path })
            Assert.Contains(Offer, (await ben.GetAsync(path)).Text, StringComparison.Ordinal);
        await ada.AnswerAsync(problem, 0, "21");
        foreach (var path in new[] { contest.Path, problem.Path })
        {
            var page = (await ben.GetAsync(path)).Text;
            Assert.Contains("1 point", page, StringComparison.Ordinal);
            Assert.DoesNotContain("first", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task While_verdicts_wait_nothing_says_that_somebody_was_first()
    {
        await using var site = await Site.StartAsync();
        var contest = Contest.Add(site, one => one with { HoldsVerdicts = true, CountsForSociety = false });
        var problem = contest.AddProblem(with: one => one with { FirstBonus = 2 });
        var (ada, ben) = (contest.Pupil("ada"), contest.Pupil("ben"));
        var cora = site.Visit(Seed.Person("cora", Role.Coordinator) with { SchoolId = contest.AddSchool("Birch High") });
        await ada.AnswerAsync(problem, 0, "21");
        foreach (var path in new[] { contest.Path, problem.Path })
            foreach (var reader in new[] { ben, cora })
                Assert.Contains(Offer, (await reader.GetAsync(path)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Once_it_is_over_nobody_is_sent_to_join_it_and_those_who_do_not_score_have_no_column_of_progress()
    {
        await using var site = await Site.StartAsync();
        var contest = Contest.Add(site);
        contest.AddProblem();
        var (ada, ben, tea) = (contest.Pupil("ada"), site.Visit(Seed.Pupil("ben")), site.Visit(Seed.Person("tea", Role.Teacher)));
        using (var db = site.OpenDatabase())
            db.Write(sql => sql.Execute("""
                UPDATE competitions SET closes_at = @At, enrol_until = @At;
                UPDATE challenges SET locked_at = @At
                """, new { At = site.Now - 60 }));
        Assert.Contains("You were enrolled in Junior.", (await ada.GetAsync(contest.Path)).Text, StringComparison.Ordinal);
        Assert.Contains("It is over, and you did not take part.", (await ben.GetAsync(contest.Path)).Text, StringComparison.Ordinal);
        Assert.Equal(["Challenge", "For", "Closed", "You"], await HeadingsAsync(ada));
        Assert.Equal(["Challenge", "For", "Closed"], await HeadingsAsync(tea));

        async Task<IEnumerable<string>> HeadingsAsync(Person who) =>
            (await who.GetAsync(contest.Path)).Page.QuerySelectorAll("table.over thead th").Select(one => one.TextContent);
    }

    [Fact]
    public async Task The_days_of_a_competition_that_is_over_are_its_own()
    {
        await using var site = await Site.StartAsync();
        var tea = site.Visit(Seed.Person("tea", Role.Teacher));
        var contest = Contest.Add(site);
        var problem = contest.AddProblem();
        await contest.Pupil("ada").AnswerAsync(problem, 0, "21");
        using (var db = site.OpenDatabase())
            db.Write(sql => sql.Execute("""
                UPDATE competitions SET enrol_from = enrol_from - @Long, opens_at = opens_at - @Long, closes_at = closes_at - @Long;
                UPDATE attempts SET submitted_at = submitted_at - @Long
                """, new { Long = 30 * 86_400 }));
        var page = await tea.GetAsync($"/admin{contest.Path}");
        Assert.Contains("On each of its last seven days.", page.Text, StringComparison.Ordinal);
        var days = page.Page.QuerySelectorAll("table").Single(table => table.TextContent.Contains("Day", StringComparison.Ordinal));
        Assert.Equal(1, days.QuerySelectorAll("tbody tr").Sum(row => int.Parse(row.QuerySelector("td span")!.TextContent.Trim())));
    }

    [Fact]
    public async Task A_screen_does_not_announce_results_that_are_not_there()
    {
        await using var site = await Site.StartAsync();
        var contest = Contest.Add(site, one => one with { LeastPupils = 3 });
        contest.Pupil("ada");
        using (var db = site.OpenDatabase())
            db.Write(sql => sql.Execute("UPDATE competitions SET closes_at = @At, enrol_until = @At, results_at = @At",
                new { At = site.Now - 60 }));
        var wall = await site.Visit(Seed.Person("tea", Role.Teacher)).GetAsync($"{contest.Path}/wall");
        Assert.Contains("It is closed. No school has a place.", wall.Text, StringComparison.Ordinal);
        Assert.Contains("took part.", wall.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_a_title_is_used_twice_its_competition_is_named()
    {
        await using var site = await Site.StartAsync();
        var tea = site.Visit(Seed.Person("tea", Role.Teacher));
        var ada = site.Visit(Seed.Pupil("ada"));
        List<Problem> problems = [site.AddProblem(one => one with { Title = "Cut a Cake" })];
        foreach (var title in new[] { "Oak Cup", "Elm Cup" })
        {
            var contest = Contest.Add(site, one => one with { Title = title });
            contest.Enrol(ada.MemberId);
            problems.Add(contest.AddProblem("Cut a Cake"));
        }
        foreach (var problem in problems) await ada.AnswerAsync(problem, 0, "21");
        Assert.Equal(["Cut a Cake", "Cut a CakeElm Cup", "Cut a CakeOak Cup"],
            (await tea.GetAsync("/admin/term")).Page.QuerySelectorAll(".rates tbody th").Select(one => one.TextContent.Trim())
                .Where(words => words.StartsWith("Cut", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        var answers = (await tea.GetAsync($"/admin/members/{ada.MemberId}/answers")).Page.QuerySelectorAll("main h2 small");
        Assert.Equal(["Elm Cup", "Oak Cup"], answers.Select(one => one.TextContent).Order(StringComparer.Ordinal));
        var score = (await ada.GetAsync($"/scores/{ada.MemberId}")).Text;
        Assert.Contains("Cut a Cake of Oak Cup,", score, StringComparison.Ordinal);
        Assert.Contains("Cut a Cake,", score, StringComparison.Ordinal);
        using (var db = site.OpenDatabase())
            db.Write(sql => sql.Execute("UPDATE challenges SET locked_at = @At", new { At = site.Now - 60 }));
        Assert.Contains("“Cut a Cake” of Elm Cup is closed, and its solution is not shown", (await tea.GetAsync("/")).Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_coordinators_home_says_what_waits_for_the_school()
    {
        await using var site = await Site.StartAsync();
        var (cup, school, cora, _) = OwnSchool.Invited(site);
        var path = OwnSchool.PathOf(cup);
        var asked = await cora.GetAsync("/");
        Assert.Equal($"Your school is invited to {cup.Title}", asked.Page.QuerySelector($".needs a[href='{path}']")!.TextContent);
        Assert.NotNull(asked.Page.QuerySelector("main a[href='/admin/own-competitions']"));
        await cora.PostAsync($"{path}/accept", ("terms", $"{cup.TermsVersion}"), ("agree", "1"));
        Assert.Equal($"Nobody of your school is enrolled for {cup.Title}",
            (await cora.GetAsync("/")).Page.QuerySelector($".needs a[href='{path}']")!.TextContent);
        var pupil = OwnSchool.AddPupil(site, "ada", school);
        using (var db = site.OpenDatabase()) db.Enrol(cup, pupil.MemberId, site.Now);
        Assert.Null((await cora.GetAsync("/")).Page.QuerySelector(".needs"));
    }

    [Fact]
    public async Task Who_only_reads_a_challenge_has_no_heading_without_anything_below()
    {
        await using var site = await Site.StartAsync();
        var contest = Contest.Add(site);
        var school = contest.AddSchool("Birch High");
        var cora = site.Visit(Seed.Person("cora", Role.Coordinator) with { SchoolId = school });
        var page = await cora.GetAsync(contest.AddProblem().Path);
        Assert.Contains("You can read this challenge.", page.Text, StringComparison.Ordinal);
        Assert.Null(page.Page.QuerySelector("section.part"));
        var two = contest.AddProblem("Two", parts: [Part.New("(a) How many?", "4"), Part.New("(b) How many more?", "5")]);
        Assert.Equal(2, (await cora.GetAsync(two.Path)).Page.QuerySelectorAll("section.part").Length);
    }
}
