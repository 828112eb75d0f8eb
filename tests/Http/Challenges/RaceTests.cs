// Many answers at one moment: no attempt too many, nothing twice, and one first.
using System.Globalization;
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class RaceTests
{
    private const int Many = 200;

    [Fact]
    public async Task Two_hundred_different_wrong_answers_at_once_spend_exactly_three_attempts()
    {
        await using var site = await Site.StartAsync(("RATELIMIT_ENABLED", "false"));
        var problem = site.AddProblem();
        var ada = site.Visit(Seed.Pupil("ada"));
        var answers = await AllAtOnce(Many, i => SendAsync(ada, problem, (1000 + i).ToString(CultureInfo.InvariantCulture), $"key {i}"));
        Assert.Equal(3, site.Count("SELECT count(*) FROM attempts"));
        Assert.Equal(6, site.Count("SELECT sum(number) FROM attempts"));
        Assert.Equal(3, answers.Count(answer => answer.Status == HttpStatusCode.SeeOther));
    }

    [Fact]
    public async Task Forty_different_wrong_answers_from_paper_at_once_spend_exactly_three_attempts()
    {
        await using var site = await Site.StartAsync(("RATELIMIT_ENABLED", "false"));
        var problem = site.AddProblem();
        var (ada, tia) = (site.Visit(Seed.Pupil("ada")), site.Visit(Seed.Person("tia", Role.Teacher)));
        var handedIn = SchoolTime.Local(site.Now - 600).ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);
        var answers = await AllAtOnce(40, i => tia.PostAsync($"/admin{problem.Path}/paper", ("key", $"key {i}"), ("member", "ada"),
            ("part", problem.Parts[0].ToString()), ("answer", (1000 + i).ToString(CultureInfo.InvariantCulture)), ("at", handedIn)));
        Assert.Equal(3, site.Count("SELECT count(*) FROM attempts"));
        Assert.Equal(6, site.Count("SELECT sum(number) FROM attempts"));
        Assert.Equal(3, site.Count("SELECT count(*) FROM audit WHERE action = 'attempt.paper'"));
        Assert.Equal(37, answers.Count(answer => answer.ErrorOf("part")?.Contains("no attempts left", StringComparison.Ordinal) == true));
    }

    [Fact]
    public async Task Two_hundred_equal_wrong_answers_at_once_spend_exactly_one()
    {
        await using var site = await Site.StartAsync(("RATELIMIT_ENABLED", "false"));
        var problem = site.AddProblem();
        var ada = site.Visit(Seed.Pupil("ada"));
        string[] same = ["20", "40/2", " 20 ", "20.0"];
        await AllAtOnce(Many, i => SendAsync(ada, problem, same[i % same.Length], $"key {i}"));
        Assert.Equal(1, site.Count("SELECT count(*) FROM attempts"));
    }

    [Fact]
    public async Task A_double_click_spends_one_attempt_and_both_see_what_came_of_it()
    {
        await using var site = await Site.StartAsync();
        var problem = site.AddProblem();
        var ada = site.Visit(Seed.Pupil("ada"));
        var answers = await AllAtOnce(2, _ => SendAsync(ada, problem, "20", "one form"));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.SeeOther, answer.Status));
        Assert.Equal(1, site.Count("SELECT count(*) FROM attempts"));
    }

    [Fact]
    public async Task Of_fifty_who_finish_at_once_exactly_one_is_first()
    {
        await using var site = await Site.StartAsync(("RATELIMIT_ENABLED", "false"));
        var problem = site.AddProblem();
        var pupils = Enumerable.Range(0, 50).Select(i => site.Visit(Seed.Pupil($"pupil{i}"))).ToList();
        var answers = await AllAtOnce(pupils.Count, i => SendAsync(pupils[i], problem, "21", "k"));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.SeeOther, answer.Status));
        Assert.Equal(50, site.Count("SELECT count(*) FROM completions"));
        Assert.Equal(1, site.Count("SELECT count(*) FROM firsts"));
        Assert.Equal(52, site.Count("SELECT sum(points) FROM totals WHERE period = 0 AND key_stage = ''"));
        var proud = 0;
        foreach (var pupil in pupils)
            if ((await pupil.GetAsync(problem.Path)).Text.Contains("the first to solve it.", StringComparison.Ordinal)) proud++;
        Assert.Equal(1, proud);
    }

    private static Task<PageResponse> SendAsync(Person who, Problem problem, string text, string key) =>
        who.SendAsync(HttpMethod.Post, $"{problem.Path}/answer",
        ("part", problem.Parts[0].ToString(CultureInfo.InvariantCulture)), ("answer", text), ("key", key), ("begun", "0"));

    private static Task<PageResponse[]> AllAtOnce(int count, Func<int, Task<PageResponse>> send) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(i => Task.Run(() => send(i))));
}
