// What staff put right for a pupil: an answer from paper, an attempt back, a verdict by hand, extra time; each noted.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class PaperTests
{
    [Fact]
    public async Task An_answer_from_paper_counts_as_of_when_it_was_handed_in()
    {
        await using var site = await Site.StartAsync();
        var problem = site.AddProblem(one => one.ReleasedOn(site.Now - 7200, null, site.Now - 1800));
        var (ada, tia) = (site.Visit(Seed.Pupil("ada")), site.Visit(Seed.Person("tia", Role.Teacher)));
        foreach (var (at, field) in new[] { (site.Now + 120, "at"), (site.Now - 7380, "at"), (site.Now - 1740, "at") })
            Assert.NotNull((await EnterAsync(tia, problem, "ada", "21", at)).ErrorOf(field));
        Assert.NotNull((await EnterAsync(tia, problem, "nobody", "21", site.Now - 3600)).ErrorOf("member"));
        Assert.NotNull((await EnterAsync(tia, problem, "tia", "21", site.Now - 3600)).ErrorOf("member"));
        Assert.NotNull((await EnterAsync(tia, problem, "ada", "(2", site.Now - 3600)).ErrorOf("answer"));
        Assert.Equal(0, site.Count("SELECT count(*) FROM attempts"));

        var handedIn = site.Now / 60 * 60 - 3600;
        var entered = await EnterAsync(tia, problem, "ada", "21", handedIn);
        Assert.Contains("it is right, and it completes the challenge", entered.Text, StringComparison.Ordinal);
        Assert.Equal(handedIn, site.Count("SELECT completed_at FROM completions"));
        Assert.Equal(handedIn, site.Count("SELECT DISTINCT at FROM awards"));
        Assert.True(site.Count("SELECT min(made_at) FROM awards") > handedIn);
        Assert.Equal(tia.MemberId, site.Count("SELECT entered_by FROM attempts"));
        Assert.Equal(tia.MemberId, site.Count("SELECT actor_id FROM audit WHERE action = 'attempt.paper'"));
        Assert.Contains("from paper", (await ada.GetAsync(problem.Path)).TextOf(problem.Parts[0]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_the_solution_was_shown_no_paper_scores()
    {
        await using var site = await Site.StartAsync();
        var problem = site.AddProblem();
        site.Visit(Seed.Pupil("ada"));
        using (var db = site.OpenDatabase()) db.Write(sql => Challenges.ShowSolution(sql, problem.Id, site.Now));
        var entered = await EnterAsync(site.Visit(Seed.Person("tia", Role.Teacher)), problem, "ada", "21", site.Now - 600);
        Assert.Contains("nothing can score any more", entered.Text, StringComparison.Ordinal);
        Assert.Equal(0, site.Count("SELECT count(*) FROM attempts"));
    }

    [Fact]
    public async Task One_attempt_is_given_back_for_a_reason()
    {
        await using var site = await Site.StartAsync();
        var problem = site.AddProblem();
        var (ada, tia) = (site.Visit(Seed.Pupil("ada")), site.Visit(Seed.Person("tia", Role.Teacher)));
        foreach (var wrong in new[] { "1", "2", "3" }) await ada.AnswerAsync(problem, 0, wrong);
        var path = $"/admin/members/{ada.MemberId}/answers";
        var part = problem.Parts[0].ToString();
        Assert.NotNull((await tia.PostAsync($"{path}/give", ("part", part), ("reason", ""))).ErrorOf("reason"));
        Assert.Contains("One attempt was given back.", (await tia.PostAsync($"{path}/give", ("part", part), ("reason", "The statement had a slip."))).Text, StringComparison.Ordinal);
        Assert.Contains("1 of 4 left: this is your last attempt.", (await ada.GetAsync(problem.Path)).TextOf(problem.Parts[0]), StringComparison.Ordinal);
        Assert.Contains("Right", (await ada.AnswerAsync(problem, 0, "21")).TextOf(problem.Parts[0]), StringComparison.Ordinal);
        Assert.Equal(1, site.Count("SELECT count(*) FROM audit WHERE action = 'attempt.give'"));
    }

    [Fact]
    public async Task An_answer_marked_right_by_hand_keeps_its_time()
    {
        await using var site = await Site.StartAsync();
        var problem = site.AddProblem();
        var (ada, bob, tia) = (site.Visit(Seed.Pupil("ada")), site.Visit(Seed.Pupil("bob")), site.Visit(Seed.Person("tia", Role.Teacher)));
        await ada.AnswerAsync(problem, 0, "20");
        var attempt = site.Count("SELECT id FROM attempts").ToString();
        var path = $"/admin/members/{ada.MemberId}/answers";
        var asked = await tia.GetAsync($"{path}?attempt={attempt}");
        Assert.Contains("Mark “20” right", asked.Text, StringComparison.Ordinal);
        // Another pupil's address does not lead to it.
        Assert.Equal(HttpStatusCode.NotFound, (await tia.PostAsync($"/admin/members/{bob.MemberId}/answers/mark", ("attempt", attempt), ("then", "right"), ("reason", "x"))).Status);
        Assert.Contains("was marked by hand", (await tia.PostAsync($"{path}/mark", ("attempt", attempt), ("then", "right"), ("reason", "Either answer will do."))).Text, StringComparison.Ordinal);
        Assert.Equal(1, site.Count("SELECT count(*) FROM completions c JOIN attempts a ON a.id = c.attempt_id AND a.submitted_at = c.completed_at"));
        Assert.Contains("marked by hand", (await ada.GetAsync(problem.Path)).TextOf(problem.Parts[0]), StringComparison.Ordinal);
        Assert.Contains("Nothing changed", (await tia.PostAsync($"{path}/mark", ("attempt", attempt), ("then", "right"), ("reason", "Again."))).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Extra_time_is_set_and_taken_away_for_pupils_alone()
    {
        await using var site = await Site.StartAsync();
        var (ada, tia) = (site.Visit(Seed.Pupil("ada")), site.Visit(Seed.Person("tia", Role.Teacher)));
        var path = $"/admin/members/{ada.MemberId}/answers";
        Assert.NotNull((await tia.PostAsync($"{path}/time", ("minutes", "-5"))).ErrorOf("minutes"));
        var set = await tia.PostAsync($"{path}/time", ("minutes", "30"));
        Assert.Equal("30", set.Page.QuerySelector("#minutes")!.GetAttribute("value"));
        Assert.Equal(30, site.Count("SELECT minutes FROM extra_time"));
        await tia.PostAsync($"{path}/time", ("minutes", "0"));
        Assert.Equal(0, site.Count("SELECT count(*) FROM extra_time"));
        Assert.Equal(2, site.Count("SELECT count(*) FROM audit WHERE action = 'member.extra_time'"));
        Assert.Equal(HttpStatusCode.NotFound, (await tia.GetAsync($"/admin/members/{tia.MemberId}/answers")).Status);
    }

    private static async Task<Sight> EnterAsync(Person staff, Problem problem, string pupil, string text, long at)
    {
        var page = await staff.GetAsync($"/admin{problem.Path}/paper");
        return await staff.PostAsync($"/admin{problem.Path}/paper", ("key", page.Page.QuerySelector("input[name=key]")!.GetAttribute("value")!), ("member", pupil),
            ("part", problem.Parts[0].ToString()), ("answer", text), ("at", London.Local(at).ToString("yyyy-MM-dd'T'HH:mm")));
    }
}
