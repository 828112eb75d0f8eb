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
        Assert.Contains("nobody had completed it before", entered.Text, StringComparison.Ordinal);
        Assert.Equal(handedIn, site.Count("SELECT completed_at FROM completions"));
        Assert.Equal(handedIn, site.Count("SELECT DISTINCT at FROM awards"));
        Assert.True(site.Count("SELECT min(made_at) FROM awards") > handedIn);
        Assert.Equal(tia.MemberId, site.Count("SELECT entered_by FROM attempts"));
        Assert.Equal(tia.MemberId, site.Count("SELECT actor_id FROM audit WHERE action = 'attempt.paper'"));
        Assert.Contains("from paper", (await ada.GetAsync(problem.Path)).TextOf(problem.Parts[0]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whatever_the_order_of_typing_in_a_challenge_is_complete_since_the_latest_of_its_answers()
    {
        await using var site = await Site.StartAsync();
        var problem = site.AddProblem(null, Part.New("(a)", "21"), Part.New("(b)", "22"));
        var (ada, tia) = (site.Visit(Seed.Pupil("ada")), site.Visit(Seed.Person("tia", Role.Teacher)));
        await ada.AnswerAsync(problem, 0, "21");
        Assert.Contains("completes the challenge",
            (await EnterAsync(tia, problem, "ada", "22", site.Now - 1800, part: 1)).Text, StringComparison.Ordinal);
        Assert.Equal(site.Count("SELECT submitted_at FROM attempts WHERE number = 1 AND entered_by IS NULL"),
            site.Count("SELECT completed_at FROM completions"));
    }

    [Fact]
    public async Task Paper_that_was_handed_in_before_the_first_answer_is_first()
    {
        await using var site = await Site.StartAsync();
        var problem = site.AddProblem();
        var (ada, bob, tia) = (site.Visit(Seed.Pupil("ada")), site.Visit(Seed.Pupil("bob")), site.Visit(Seed.Person("tia", Role.Teacher)));
        await bob.AnswerAsync(problem, 0, "21");
        Assert.Equal(bob.MemberId, site.Count("SELECT member_id FROM firsts"));
        var bonus = site.Count("SELECT first_bonus FROM challenges");
        Assert.True(bonus > 0);
        Assert.Contains("nobody had completed it before",
            (await EnterAsync(tia, problem, "ada", "21", site.Now - 1800)).Text, StringComparison.Ordinal);
        Assert.Equal(ada.MemberId, site.Count("SELECT member_id FROM firsts"));
        Assert.Equal(bonus, site.Count($"SELECT sum(iif(member_id = {ada.MemberId}, points, -points)) FROM awards"));
        Assert.Contains("An answer that was handed in earlier, on paper, was entered.",
            (await bob.GetAsync($"/scores/{bob.MemberId}")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_login_of_digits_is_a_login_and_the_page_says_whose_answer_it_was()
    {
        await using var site = await Site.StartAsync();
        var problem = site.AddProblem();
        var (ada, tia) = (site.Visit(Seed.Pupil("ada")), site.Visit(Seed.Person("tia", Role.Teacher)));
        var login = ada.MemberId.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var bob = site.Visit(Seed.Pupil(login) with { Name = "Bob Moss", Class = "9B" });
        Assert.Contains("The answer of Bob Moss (9B) was entered, and it is not right.",
            (await EnterAsync(tia, problem, login, "20", site.Now - 600)).Text, StringComparison.Ordinal);
        Assert.Equal(bob.MemberId, site.Count("SELECT member_id FROM attempts"));
    }

    [Fact]
    public async Task After_the_solution_was_shown_no_paper_scores()
    {
        await using var site = await Site.StartAsync();
        var problem = site.AddProblem();
        site.Visit(Seed.Pupil("ada"));
        await site.ShowSolutionAsync(problem);
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
        Assert.Contains("One attempt was given back.",
            (await tia.PostAsync($"{path}/give", ("part", part), ("reason", "The statement had a slip."))).Text, StringComparison.Ordinal);
        // The form of before, sent again.
        Assert.Contains("no other was",
            (await tia.PostAsync($"{path}/give", ("part", part), ("given", "0"), ("reason", "The statement had a slip."))).Text,
            StringComparison.Ordinal);
        Assert.Equal("1", (await tia.GetAsync($"{path}?part={part}")).Page.QuerySelector("input[name=given]")!.GetAttribute("value"));
        Assert.Contains("1 of 4 left: this is your last attempt.",
            (await ada.GetAsync(problem.Path)).TextOf(problem.Parts[0]), StringComparison.Ordinal);
        Assert.Contains("Right", (await ada.AnswerAsync(problem, 0, "21")).TextOf(problem.Parts[0]), StringComparison.Ordinal);
        Assert.Equal(1, site.Count("SELECT count(*) FROM audit WHERE action = 'attempt.give'"));
    }

    [Fact]
    public async Task An_answer_from_the_maths_keyboard_is_shown_to_staff_as_it_is_read()
    {
        await using var site = await Site.StartAsync();
        var problem = site.AddProblem();
        var (ada, tia) = (site.Visit(Seed.Pupil("ada")), site.Visit(Seed.Person("tia", Role.Teacher)));
        await ada.AnswerAsync(problem, 0, @"20\sqrt{11}");
        var path = $"/admin/members/{ada.MemberId}/answers?attempt={site.Count("SELECT id FROM attempts")}";
        var page = (await tia.GetAsync(path)).Page;
        Assert.NotNull(page.QuerySelector("td math msqrt"));
        Assert.Contains("20 times the square root of 11", page.QuerySelector("#deed h2")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(@"\sqrt", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
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
        Assert.Contains(asked.Page.QuerySelectorAll("#deed tbody tr"),
            row => row.TextContent.Contains("the first", StringComparison.Ordinal));
        // Another pupil's address does not lead to it.
        Assert.Equal(HttpStatusCode.NotFound, (await tia.PostAsync($"/admin/members/{bob.MemberId}/answers/mark",
            ("attempt", attempt), ("then", "right"), ("reason", "x"))).Status);
        Assert.Contains("was marked by hand",
            (await tia.PostAsync($"{path}/mark", ("attempt", attempt), ("then", "right"), ("reason", "Either answer will do."))).Text,
            StringComparison.Ordinal);
        Assert.Equal(1,
            site.Count("SELECT count(*) FROM completions c JOIN attempts a ON a.id = c.attempt_id AND a.submitted_at = c.completed_at"));
        Assert.Contains("marked by hand", (await ada.GetAsync(problem.Path)).TextOf(problem.Parts[0]), StringComparison.Ordinal);
        Assert.Contains("Nothing changed",
            (await tia.PostAsync($"{path}/mark", ("attempt", attempt), ("then", "right"), ("reason", "Again."))).Text,
            StringComparison.Ordinal);
        // Whom it moved out of the first place reads that it was, not why: the reason may tell of a pupil.
        await bob.AnswerAsync(problem, 0, "21");
        await tia.PostAsync($"{path}/mark", ("attempt", attempt), ("then", "wrong"), ("reason", "A private matter."));
        Assert.Contains("A private matter.", (await ada.GetAsync($"/scores/{ada.MemberId}")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("A private matter.", (await bob.GetAsync($"/scores/{bob.MemberId}")).Text, StringComparison.Ordinal);
        Assert.Contains("was marked by hand.", (await bob.GetAsync($"/scores/{bob.MemberId}")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("A private matter.", (await bob.GetAsync($"/scores/{ada.MemberId}")).Text, StringComparison.Ordinal);
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

    private static async Task<PageResponse> EnterAsync(Person staff, Problem problem, string pupil, string text, long at, int part = 0)
    {
        var page = await staff.GetAsync($"/admin{problem.Path}/paper");
        return await staff.PostAsync($"/admin{problem.Path}/paper",
            ("key", page.Page.QuerySelector("input[name=key]")!.GetAttribute("value")!), ("member", pupil),
            ("part", problem.Parts[part].ToString()), ("answer", text), ("at", SchoolTime.Local(at).ToString("yyyy-MM-dd'T'HH:mm")));
    }
}
