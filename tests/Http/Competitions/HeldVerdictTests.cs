// Verdicts held back until the close: before it nothing that a pupil can see, send or download tells right from wrong.
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed partial class HeldVerdictTests
{
    /// <summary>Every address that could show a pupil how they stand, with {id} for the challenge, {me} and {contest}.</summary>
    private static readonly string[] Places =
    [
        "/", "/challenges", "/challenges/{id}", "/challenges/{id}?part={part}", "{contest}", "{contest}/pupils", "{contest}/schools",
        "/competitions", "/scores/{me}", "/scores/{me}?period=all", "/leaderboard", "/leaderboard?period=all", "/account",
        "/account/data", "/account/data.json", "/search?q=handshakes", "/announcements", "/wall",
    ];

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Two_pupils_one_right_and_one_wrong_see_the_same_until_the_close(bool isByPart, bool hasSeveral)
    {
        // Two sites alike, so that nothing else differs: what is seen after each of three answers.
        var (right, wrong) = (await PlayAsync("7121"), await PlayAsync("7120"));
        foreach (var (place, text) in right)
        {
            var other = wrong[place].Replace("7120", "7121", StringComparison.Ordinal);
            var at = Enumerable.Range(0, Math.Min(text.Length, other.Length)).FirstOrDefault(i => text[i] != other[i]);
            Assert.True(text == other, $"{place} tells: {text[Math.Max(0, at - 60)..Math.Min(text.Length, at + 60)]}");
        }

        async Task<Dictionary<string, string>> PlayAsync(string first)
        {
            await using var site = await Site.StartWithClockAsync(Site.RateLimitOff);
            site.Owner();
            var contest = Contest.Add(site, one => one with { HoldsVerdicts = true, ClosesAt = site.Now + 3600 });
            Part[] parts = hasSeveral ? [Part.New("(a)", "7121"), Part.New("(b)", "7")] : [Part.New("", "7121")];
            var problem = contest.AddProblem(with: one => one with { IsByPart = isByPart }, parts: parts);
            var ada = contest.Pupil("ada");
            var seen = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var typed in new[] { first, "51", "52" }) await SeeAsync(site, contest, problem, ada, typed, seen);
            var isRight = first == "7121";
            Assert.Equal(3, site.Count("SELECT count(*) FROM attempts"));
            Assert.Equal(isRight && (!hasSeveral || isByPart) ? 1 : 0, site.Count("SELECT count(*) FROM enrolments WHERE points > 0"));
            Assert.Equal(isRight && !hasSeveral ? 1 : 0, site.Count("SELECT count(*) FROM completions"));
            Assert.Equal(0, site.Count("SELECT count(*) FROM totals"));

            // Once the grace is over everything is told.
            site.KeepRunning(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(29));
            Assert.Empty((await ada.GetAsync(problem.Path)).Page.QuerySelectorAll(".tries strong"));
            site.KeepRunning(TimeSpan.FromSeconds(1));
            Assert.Equal([isRight ? "Right" : "Not right", "Not right", "Not right"],
                (await ada.GetAsync(problem.Path)).Page.QuerySelectorAll(".tries strong").Select(one => one.TextContent));
            Assert.Equal(isRight && !hasSeveral, (await ada.GetAsync(contest.Path)).Text.Contains("Complete.", StringComparison.Ordinal));
            return seen;
        }
    }

    private static async Task SeeAsync(
        Site site, Contest contest, Problem problem, Person who, string typed, Dictionary<string, string> seen)
    {
        var sent = await who.SendAsync(HttpMethod.Post, $"{problem.Path}/answer",
            (await who.GetAsync(problem.Path)).FormOf(problem.Parts[0], typed));
        seen[$"sent, answer {seen.Count}"] = $"{sent.Status} {sent.Response.Headers.Location}";
        foreach (var place in Places)
        {
            var address = place.Replace("{id}", $"{problem.Id}", StringComparison.Ordinal)
                .Replace("{part}", $"{problem.Parts[0]}", StringComparison.Ordinal)
                .Replace("{me}", $"{who.MemberId}", StringComparison.Ordinal)
                .Replace("{contest}", contest.Path, StringComparison.Ordinal);
            var answer = await who.GetAsync(address);
            Assert.Equal(HttpStatusCode.OK, answer.Status);
            seen[$"{place}, answer {seen.Count}"] = Key().Replace(await answer.Response.Content.ReadAsStringAsync(), "$1K")
                .Replace(site.Address.Authority, "site", StringComparison.Ordinal);
        }
    }

    [GeneratedRegex("(name=\"key\" value=\")[0-9a-f]{32}")]
    private static partial Regex Key();

    [Theory]
    [InlineData("21", "42/2")]
    [InlineData("20", "40/2")]
    public async Task A_repeated_answer_is_free_whether_it_is_right_or_wrong_and_another_spends_an_attempt(string first, string same)
    {
        await using var site = await Site.StartAsync(Site.RateLimitOff);
        var contest = Contest.Add(site, one => one with { HoldsVerdicts = true });
        var problem = contest.AddProblem();
        var ada = contest.Pupil("ada");
        Assert.Contains("Your answer is in", (await ada.AnswerAsync(problem, 0, first)).Text, StringComparison.Ordinal);
        foreach (var text in new[] { same, first })
        {
            var repeated = await ada.AnswerAsync(problem, 0, text);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, repeated.Status);
            Assert.Contains("it says the same as your answer 1", repeated.Text, StringComparison.Ordinal);
        }
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await ada.AnswerAsync(problem, 0, "2 +")).Status);
        Assert.Equal(1, site.Count("SELECT count(*) FROM attempts"));
        Assert.Contains("1 of 3 left", (await ada.AnswerAsync(problem, 0, "30")).Text, StringComparison.Ordinal);
        Assert.Contains("That was the last attempt", (await ada.AnswerAsync(problem, 0, "31")).Text, StringComparison.Ordinal);
        var used = await ada.GetAsync(problem.Path);
        Assert.Contains("You have used every attempt at this part. You learn after the close", used.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("cannot be completed", used.Text, StringComparison.Ordinal);
        Assert.Equal(first == "21" ? 1 : 0, site.Count("SELECT count(*) FROM completions"));
        Assert.Equal(first == "21" ? 3 : 0, site.Count("SELECT points FROM enrolments"));
    }

    [Theory]
    // Each pair is refused for nothing elsewhere, by comparing with the model answer: here it spends an attempt, right or wrong.
    [InlineData("form", "2*sqrt(3)", "sqrt(12)")]
    [InlineData("auto", "21", "20 + z - z")]
    [InlineData("auto", "x + 1", "X + 1")]
    [InlineData("auto", "21", "20 + 1 = 22")]
    public async Task No_refusal_tells_that_the_value_is_right_or_wrong(string kind, string model, string typed)
    {
        await using var site = await Site.StartAsync(Site.RateLimitOff);
        var contest = Contest.Add(site, one => one with { HoldsVerdicts = true });
        var problem = contest.AddProblem(parts: [Part.New("", model) with { Kind = kind }]);
        var ada = contest.Pupil("ada");
        var answer = await ada.AnswerAsync(problem, 0, typed);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Contains("Your answer is in", answer.Text, StringComparison.Ordinal);
        Assert.Equal(1, site.Count("SELECT count(*) FROM attempts"));
    }

    [Fact]
    public async Task Where_verdicts_come_at_once_everything_is_as_elsewhere()
    {
        await using var site = await Site.StartAsync(Site.RateLimitOff);
        var contest = Contest.Add(site);
        var problem = contest.AddProblem();
        var ada = contest.Pupil("ada");
        Assert.Contains("Not right. 2 of 3 left.", (await ada.AnswerAsync(problem, 0, "20")).Text, StringComparison.Ordinal);
        Assert.Contains("Right, and the challenge is complete", (await ada.AnswerAsync(problem, 0, "21")).Text, StringComparison.Ordinal);
        Assert.Equal(3, site.Count("SELECT points FROM totals WHERE period = 0 AND key_stage = ''"));
    }

    [Fact]
    public async Task A_right_answer_among_wrong_ones_gives_its_points_once()
    {
        await using var site = await Site.StartAsync(Site.RateLimitOff);
        var contest = Contest.Add(site, one => one with { HoldsVerdicts = true });
        // Two texts that are both right and not the same.
        var problem = contest.AddProblem(with: one => one with { IsByPart = true, Points = 4, FirstBonus = 0 },
            parts: [Part.New("", "seven | 7") with { Kind = "text" }]);
        var ada = contest.Pupil("ada");
        foreach (var text in new[] { "seven", "7", "eight" }) await ada.AnswerAsync(problem, 0, text);
        Assert.Equal(2, site.Count("SELECT count(*) FROM attempts WHERE is_right = 1"));
        Assert.Equal("4", string.Create(CultureInfo.InvariantCulture, $"{site.Count("SELECT points FROM enrolments")}"));
        Assert.Equal(1, site.Count("SELECT count(*) FROM awards"));
    }
}
