// After the solution is shown, and for those who never score: answers are marked, nothing is kept.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class PracticeTests
{
    [Fact]
    public async Task The_solution_appears_by_its_switch_and_practice_begins_without_limit()
    {
        await using var site = await Site.StartAsync();
        var problem = site.AddProblem(
            one => one with { Solution = "Count each *once*.", LockedAt = site.Now - 60 }, Part.New("", "271828"));
        var ada = site.Visit(Seed.Pupil("ada"));
        var locked = await ada.GetAsync(problem.Path);
        Assert.Contains("The solution has not been shown yet.", locked.Text, StringComparison.Ordinal);
        Assert.Null(locked.Page.QuerySelector(".solution"));
        Assert.DoesNotContain("271828", locked.Text, StringComparison.Ordinal);
        Assert.Null(locked.Page.QuerySelector("section.part"));

        await site.ShowSolutionAsync(problem);
        var shown = await ada.GetAsync(problem.Path);
        Assert.Contains("Count each once.", shown.Page.QuerySelector(".solution")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Answer: 271828", shown.TextOf(problem.Parts[0]), StringComparison.Ordinal);
        Assert.Contains("nothing is kept, and nothing scores", shown.Text, StringComparison.Ordinal);
        for (var i = 0; i < 4; i++)
            Assert.Contains("Not right. Nothing was kept.",
                (await ada.AnswerAsync(problem, 0, "42")).TextOf(problem.Parts[0]), StringComparison.Ordinal);
        var right = await ada.AnswerAsync(problem, 0, "271828");
        Assert.Contains("Right. Nothing was kept.", right.TextOf(problem.Parts[0]), StringComparison.Ordinal);
        Assert.Equal("271828", right.Page.QuerySelector($"#answer-{problem.Parts[0]}")!.GetAttribute("value"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await ada.AnswerAsync(problem, 0, "(2")).Status);
        Assert.Equal(0, site.Count("SELECT count(*) FROM attempts") + site.Count("SELECT count(*) FROM awards"));
    }

    [Fact]
    public async Task An_answer_under_way_when_the_solution_is_shown_is_practice_and_says_so()
    {
        await using var site = await Site.StartAsync();
        var problem = site.AddProblem();
        var ada = site.Visit(Seed.Pupil("ada"));
        var form = (await ada.GetAsync(problem.Path)).FormOf(problem.Parts[0], "21");
        await site.ShowSolutionAsync(problem);
        var sent = await ada.PostAsync($"{problem.Path}/answer", form);
        Assert.Contains("It is closed, so this does not count. Right. Nothing was kept.",
            sent.TextOf(problem.Parts[0]), StringComparison.Ordinal);
        Assert.Equal(0, site.Count("SELECT count(*) FROM attempts"));
    }

    [Theory]
    [InlineData(Role.Owner)]
    [InlineData(Role.Teacher)]
    [InlineData(Role.Editor)]
    public async Task Authors_try_any_challenge_in_any_state_and_never_score(Role role)
    {
        await using var site = await Site.StartAsync();
        site.Owner();
        var tom = site.Visit(Seed.Person("tom", role));
        Problem[] problems =
        [
            site.AddProblem(one => one with { IsDraft = true }),
            site.AddProblem(one => one.ReleasedOn(site.Now + 3600, null, null)),
            site.AddProblem(),
        ];
        foreach (var problem in problems)
        {
            var tried = await tom.AnswerAsync(problem, 0, "21");
            Assert.Contains("Right. Nothing was kept.", tried.TextOf(problem.Parts[0]), StringComparison.Ordinal);
        }
        Assert.Equal(0, site.Count("SELECT count(*) FROM attempts"));
    }

    [Fact]
    public async Task A_coordinator_whose_pupils_compete_sees_what_they_see_and_gets_no_verdict_out_of_it()
    {
        await using var site = await Site.StartAsync();
        var (open, draft) = (site.AddProblem(), site.AddProblem(one => one with { IsDraft = true }));
        var cora = site.Visit(Seed.Person("cora", Role.Coordinator));
        Assert.Equal(HttpStatusCode.NotFound, (await cora.GetAsync(draft.Path)).Status);
        Assert.Null((await cora.GetAsync(open.Path)).Page.QuerySelector("form.answer"));
        foreach (var text in new[] { "21", "22" })
        {
            var sent = await cora.PostAsync($"{open.Path}/answer", ("part", open.Parts[0].ToString()), ("answer", text), ("key", "k"));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, sent.Status);
            Assert.DoesNotContain("ight.", sent.TextOf(open.Parts[0]), StringComparison.Ordinal);
        }
    }
}
