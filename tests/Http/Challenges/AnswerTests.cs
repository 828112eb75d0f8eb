// The story of an answer: a challenge that cannot be seen, then can; what costs nothing, what costs an attempt,
// and what follows from the last right part.
using System.Net;
using System.Text.Json;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class AnswerTests
{
    private const string Attempts = "SELECT count(*) FROM attempts";

    private static readonly Part[] Three =
    [
        Part.New("(a)", "x=4", "auto") with { Mistakes = [new KnownMistake("x=-4", "Look at the sign once more.")] },
        Part.New("(b)", "1/2"),
        Part.New("(c)", "triangular", "choice") with { Choices = ["square", "triangular", "prime"] },
    ];

    [Fact]
    public async Task What_the_maths_keyboard_sent_is_a_formula_wherever_it_is_read()
    {
        await using var site = await Site.StartAsync();
        var problem = site.AddProblem(parts: Part.New("", "x^12"));
        var (ada, tea) = (site.Visit(Seed.Pupil("ada")), site.Visit(Seed.Person("tea", Role.Teacher)));
        await ada.AnswerAsync(problem, 0, "x^{10}");
        foreach (var (who, path) in new[]
        {
            (ada, problem.Path), (tea, $"/admin/members/{ada.MemberId}/answers"), (tea, $"/admin{problem.Path}/mistakes"),
        })
        {
            var page = await who.GetAsync(path);
            Assert.DoesNotContain("x^{10}", page.Text, StringComparison.Ordinal);
            Assert.NotNull(page.Page.QuerySelector("main math"));
        }
    }

    [Fact]
    public async Task A_scheduled_challenge_is_nowhere_until_its_instant_and_then_everywhere()
    {
        await using var site = await Site.StartWithClockAsync();
        var problem = site.AddProblem(one => one.ReleasedOn(site.Now + 600, 24, null), Three);
        var (ada, ed) = (site.Visit(Seed.Pupil("ada")), site.Visit(Seed.Person("ed", Role.Editor)));
        Assert.DoesNotContain("Handshakes", (await ada.GetAsync("/challenges")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Handshakes", (await ed.GetAsync("/challenges")).Text, StringComparison.Ordinal);
        Assert.Contains("A new challenge opens Tuesday 10 Nov, 9:10.", (await ada.GetAsync("/")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await ada.GetAsync(problem.Path)).Status);
        foreach (var deed in new[] { "answer", "preview" })
        {
            var sent = await ada.PostAsync($"{problem.Path}/{deed}",
                ("part", problem.Parts[0].ToString()), ("answer", "x=4"), ("key", "k"), ("begun", "0"));
            var guessed = await ada.PostAsync($"/challenges/987654/{deed}", ("part", "1"), ("answer", "x=4"), ("key", "k"));
            Assert.Equal(
                (HttpStatusCode.NotFound,
                    guessed.Text.Replace(guessed.Page.QuerySelector("samp")?.TextContent ?? " ", "", StringComparison.Ordinal)),
                (sent.Status, sent.Text.Replace(sent.Page.QuerySelector("samp")?.TextContent ?? " ", "", StringComparison.Ordinal)));
        }
        var preview = await ed.GetAsync(problem.Path);
        Assert.Contains("Pupils do not see this yet.", preview.Text, StringComparison.Ordinal);

        site.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Contains("Handshakes", (await ada.GetAsync("/challenges")).Text, StringComparison.Ordinal);
        Assert.Contains("Closes Wednesday 11 Nov, 9:10", (await ada.GetAsync("/")).Text, StringComparison.Ordinal);
        var page = await ada.GetAsync(problem.Path);
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("style-src-attr", page.Response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal(0, site.Count(Attempts));
    }

    [Fact]
    public async Task What_cannot_be_marked_is_free_says_why_at_its_field_and_keeps_the_text()
    {
        await using var site = await Site.StartAsync();
        var problem = site.AddProblem(null, Three);
        var ada = site.Visit(Seed.Pupil("ada"));
        foreach (var (text, why) in new[] { ("", "Type an answer first."), ("(1+2", "bracket"), ("2x=8", "x ="), ("1/2x", "two ways") })
        {
            var answer = await ada.AnswerAsync(problem, 0, text);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
            Assert.Contains(why, answer.ErrorOf($"answer-{problem.Parts[0]}"), StringComparison.Ordinal);
            Assert.Contains("Nothing was spent.", answer.ErrorOf($"answer-{problem.Parts[0]}"), StringComparison.Ordinal);
            var field = answer.Page.QuerySelector($"#answer-{problem.Parts[0]}")!;
            Assert.Equal((text, "true"), (field.GetAttribute("value"), field.GetAttribute("aria-invalid")));
            Assert.Contains("3 of 3 left.", answer.TextOf(problem.Parts[0]), StringComparison.Ordinal);
            Assert.Contains("3 of 3 left.", answer.TextOf(problem.Parts[1]), StringComparison.Ordinal);
        }
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await ada.AnswerAsync(problem, 2, "round")).Status);
        Assert.Equal(0, site.Count(Attempts));
    }

    [Fact]
    public async Task Wrong_costs_one_a_repeat_nothing_and_the_last_right_part_completes_it()
    {
        await using var site = await Site.StartAsync();
        var problem = site.AddProblem(null, Three);
        var ada = site.Visit(Seed.Pupil("ada"));
        var (a, b, c) = (problem.Parts[0], problem.Parts[1], problem.Parts[2]);

        var wrong = await ada.AnswerAsync(problem, 0, "x = -4");
        Assert.Equal((HttpStatusCode.OK, $"{problem.Path}?part={a}#part-{a}"), (wrong.Status, wrong.Path));
        Assert.Contains("Not right. 2 of 3 left. Look at the sign once more.", wrong.TextOf(a), StringComparison.Ordinal);
        var again = await ada.AnswerAsync(problem, 0, "-4 = x");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, again.Status);
        Assert.Contains("the same as your answer 1", again.ErrorOf($"answer-{a}"), StringComparison.Ordinal);

        var right = await ada.AnswerAsync(problem, 0, "4=x");
        Assert.Contains("Right. 2 parts to go.", right.TextOf(a), StringComparison.Ordinal);
        Assert.Null(right.PartOf(a).QuerySelector("form"));
        Assert.Contains("Not right", right.TextOf(a), StringComparison.Ordinal); // the first one, in the history
        Assert.Contains("1 of 3 parts right, 6 attempts left.", (await ada.GetAsync("/challenges")).Text, StringComparison.Ordinal);
        await ada.AnswerAsync(problem, 1, @"\frac{2}{4}");
        var last = await ada.AnswerAsync(problem, 2, "triangular");
        Assert.Contains("Right, and the challenge is complete. 3 points for you, and you are the first to solve it. Well done.",
            last.TextOf(c), StringComparison.Ordinal);
        Assert.NotNull(last.PartOf(b).QuerySelector(".tries math"));
        Assert.Contains("Complete, and you were the first to solve it.",
            last.Page.QuerySelector(".done")!.TextContent, StringComparison.Ordinal);
        Assert.Contains($"/scores/{ada.MemberId}", last.Page.QuerySelectorAll(".done a").Select(link => link.GetAttribute("href")));
        Assert.Equal(4, site.Count(Attempts));
        Assert.Equal(3, site.Count("SELECT points FROM totals WHERE period = 0 AND key_stage = ''"));
        Assert.Contains("you have finished what is open", (await ada.GetAsync("/")).Text, StringComparison.Ordinal);

        var bob = site.Visit(Seed.Pupil("bob"));
        await bob.AnswerAsync(problem, 0, "x=4");
        await bob.AnswerAsync(problem, 1, "0.5");
        var second = await bob.AnswerAsync(problem, 2, "triangular");
        Assert.Contains("1 point for you. Well done.", second.TextOf(c), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_no_attempts_left_the_field_is_gone_and_what_is_sent_all_the_same_is_not_looked_at()
    {
        await using var site = await Site.StartAsync();
        var problem = site.AddProblem();
        var ada = site.Visit(Seed.Pupil("ada"));
        var early = (await ada.GetAsync(problem.Path)).FormOf(problem.Parts[0], "21");
        foreach (var wrong in new[] { "1", "2", "3" }) await ada.AnswerAsync(problem, 0, wrong);
        var page = await ada.GetAsync(problem.Path);
        Assert.Contains("You have used every attempt", page.TextOf(problem.Parts[0]), StringComparison.Ordinal);
        Assert.Null(page.PartOf(problem.Parts[0]).QuerySelector("form"));
        var late = await ada.PostAsync($"{problem.Path}/answer", early);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, late.Status);
        Assert.Contains("You had typed: 21", late.TextOf(problem.Parts[0]), StringComparison.Ordinal);
        Assert.Equal(3, site.Count(Attempts));
    }

    [Fact]
    public async Task A_form_counts_once_however_often_it_is_sent()
    {
        await using var site = await Site.StartAsync();
        var problem = site.AddProblem();
        var ada = site.Visit(Seed.Pupil("ada"));
        var form = (await ada.GetAsync(problem.Path)).FormOf(problem.Parts[0], "20");
        var (one, two) = (await ada.PostAsync($"{problem.Path}/answer", form), await ada.PostAsync($"{problem.Path}/answer", form));
        Assert.Equal((one.Path, one.TextOf(problem.Parts[0])), (two.Path, two.TextOf(problem.Parts[0])));
        // Back, and another text in the form that was sent: it is not looked at, and may be sent with the new form that comes
        // with the answer.
        form[^1] = ("answer", "21");
        var other = await ada.PostAsync($"{problem.Path}/answer", form);
        Assert.Contains("“20”", other.ErrorOf($"answer-{problem.Parts[0]}"), StringComparison.Ordinal);
        Assert.Equal(1, site.Count(Attempts));
        var sent = await ada.PostAsync($"{problem.Path}/answer", other.FormOf(problem.Parts[0], "21"));
        Assert.Contains("Right", sent.TextOf(problem.Parts[0]), StringComparison.Ordinal);
        Assert.Equal(2, site.Count(Attempts));
    }

    [Fact]
    public async Task A_form_without_its_key_or_for_another_challenges_part_counts_nothing()
    {
        await using var site = await Site.StartAsync();
        var (problem, hidden) = (site.AddProblem(), site.AddProblem(one => one with { IsDraft = true }));
        var ada = site.Visit(Seed.Pupil("ada"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity,
            (await ada.PostAsync($"{problem.Path}/answer", ("part", problem.Parts[0].ToString()), ("answer", "21"))).Status);
        foreach (var part in new[] { hidden.Parts[0].ToString(), "987654", "", "x" })
        {
            var answer = await ada.PostAsync($"{problem.Path}/answer", ("part", part), ("answer", "21"), ("key", "k"));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
            Assert.Contains("not in this challenge any more", answer.Text, StringComparison.Ordinal);
        }
        Assert.Equal(0, site.Count(Attempts));
    }

    [Fact]
    public async Task Preview_shows_how_it_is_read_and_spends_nothing()
    {
        await using var site = await Site.StartAsync();
        var problem = site.AddProblem();
        var ada = site.Visit(Seed.Pupil("ada"));
        var form = (await ada.GetAsync(problem.Path)).FormOf(problem.Parts[0], "sqrt(2)/3");
        var page = await ada.PostAsync($"{problem.Path}/preview", form);
        Assert.Equal(HttpStatusCode.OK, page.Status);
        var reading = page.Page.QuerySelector($"#answer-{problem.Parts[0]}-reading")!;
        Assert.NotNull(reading.QuerySelector("math msqrt"));
        Assert.Contains("the square root of 2", reading.TextContent, StringComparison.Ordinal);
        Assert.Equal("sqrt(2)/3", page.Page.QuerySelector($"#answer-{problem.Parts[0]}")!.GetAttribute("value"));
        Assert.Equal(form.Single(field => field.Name == "key"), page.FormOf(problem.Parts[0], "").Single(field => field.Name == "key"));
        Assert.Equal(problem.Path, (await ada.GetAsync($"{problem.Path}/preview")).Path);
        Assert.Equal(0, site.Count(Attempts));
    }

    [Fact]
    public async Task A_script_that_asks_for_JSON_gets_the_reading_alone()
    {
        await using var site = await Site.StartAsync();
        var problem = site.AddProblem();
        var ada = site.Visit(Seed.Pupil("ada"));
        var read = await AskAsync(site, ada, problem, "<b>1/2");
        Assert.False(read.GetProperty("ok").GetBoolean());
        Assert.NotEmpty(read.GetProperty("sentence").GetString()!);
        read = await AskAsync(site, ada, problem, "x<3");
        Assert.True(read.GetProperty("ok").GetBoolean());
        Assert.Contains("<mo>&lt;</mo>", read.GetProperty("mathml").GetString(), StringComparison.Ordinal);
        Assert.Equal("x is less than 3", read.GetProperty("words").GetString());
        Assert.Equal(0, site.Count(Attempts));
    }

    [Fact]
    public async Task The_list_begins_with_ones_own_key_stage_and_can_be_filtered()
    {
        await using var site = await Site.StartAsync();
        site.AddProblem(one => one with { Title = "Old", KeyStage = "KS3", LockedAt = site.Now - 60 });
        site.AddProblem(one => one with { Title = "Theirs", KeyStage = "KS5" });
        site.AddProblem(one => one with { Title = "Ours", KeyStage = "ks3" });
        site.AddProblem(one => one with { Title = "All of us" });
        site.AddProblem(one => one with { Title = "Put by", IsDraft = true });
        var ada = site.Visit(Seed.Pupil("ada"));
        Assert.Equal(["Open for you: All of us, Ours", "To stretch you: Theirs", "Closed: Old"], Groups(await ada.GetAsync("/challenges")));
        var filtered = await ada.GetAsync("/challenges?stage=ks5");
        Assert.Equal(["Open for KS5: All of us, Theirs"], Groups(filtered));
        Assert.Equal("KS5", filtered.Page.QuerySelector(".choices [aria-current=page]")!.TextContent);
    }

    [Fact]
    public async Task Every_verdict_is_counted_from_the_start()
    {
        await using var site = await Site.StartAsync();
        var metrics = await (await site.GetAsync("/metrics")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        foreach (var verdict in new[] { "right", "wrong", "unreadable", "form", "repeated", "empty", "locked", "practice" })
            Assert.Contains($"mathsoc_answers_total{{verdict=\"{verdict}\"}}", metrics, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Groups(PageResponse page) => page.Page.QuerySelectorAll("main section").Select(section =>
        $"{section.QuerySelector("h2")!.ChildNodes[0].TextContent.Trim()}: " +
        string.Join(", ", section.QuerySelectorAll("h3, .over tbody th a").Select(title => title.TextContent)));

    private static async Task<JsonElement> AskAsync(Site site, Person who, Problem problem, string text)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{problem.Path}/preview");
        request.Headers.Add("Origin", site.Address.GetLeftPart(UriPartial.Authority));
        request.Headers.Add("Accept", "application/json");
        request.Headers.Add("Cookie", $"mathsoc_session={who.Token}");
        request.Content = new FormUrlEncodedContent([new("part", problem.Parts[0].ToString()), new("answer", text)]);
        using var response = await site.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(("application/json", "no-store"),
            (response.Content.Headers.ContentType!.ToString(), response.Headers.CacheControl!.ToString()));
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
    }
}
