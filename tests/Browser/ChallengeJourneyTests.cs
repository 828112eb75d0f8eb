// A challenge from a teacher's first line to its solution, by keyboard alone in a real browser: with and without scripts, and on a phone.
using System.Globalization;
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using Microsoft.Playwright;

namespace MathsSoc.Tests.Browser;

public sealed class ChallengeJourneyTests(BrowserFixture browser)
{
    public static readonly TheoryData<Visitor> Visitors = [new Visitor(), new Visitor { HasScripts = false }, new Visitor { Width = 360 }];

    private const string
        Plus = "(a) What is 5 + 7?",
        Root = "(b) Simplify the square root of 12.",
        Shape = "(c) Which shape has four equal sides and four right angles?";

    [Theory]
    [MemberData(nameof(Visitors))]
    public async Task A_challenge_is_written_scheduled_solved_locked_and_explained(Visitor visitor)
    {
        await using var site = await Society.StartAsync();
        var (teacher, pupil) = (site.Visit(Seed.Person("tea", Role.Teacher)), site.Visit(Seed.Pupil("ada")));
        var path = "";
        await SignedInAsync(site, teacher, "/admin/challenges", async (page, hands) =>
        {
            await WriteAsync(site, page, hands);
            path = new Uri(page.Url).AbsolutePath;
        }, visitor);

        // Before its release no page shows it.
        var open = path["/admin".Length..];
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await pupil.GetAsync(open)).Status);
        Assert.DoesNotContain("Twelve", (await pupil.GetAsync("/challenges")).Text, StringComparison.Ordinal);
        await teacher.WriteAsync(path, "save", ("release", Wall(site.Now - 3600)));

        await SignedInAsync(site, pupil, "/challenges", (page, hands) => SolveAsync(page, hands, visitor.HasScripts), visitor);

        await teacher.WriteAsync(path, "save", ("lock", "at"), ("lock_at", Wall(site.Now - 1800)));
        await SignedInAsync(site, pupil, "/challenges", async (page, hands) =>
        {
            await hands.PressAsync("Twelve");
            var locked = await hands.ReadAsync();
            Assert.Contains("Closed since", locked, StringComparison.Ordinal);
            Assert.DoesNotContain("Take the four out", locked, StringComparison.Ordinal);
            Assert.Equal(0, await page.Locator("form.answer").CountAsync());
        }, visitor);

        await SignedInAsync(site, teacher, path, async (page, hands) =>
        {
            await hands.PressAsync("Show the solution…");
            await hands.PressAsync("Show the solution");
            Assert.Contains("The solution is shown.", await hands.ReadAsync(), StringComparison.Ordinal);
        }, visitor);
        await SignedInAsync(site, pupil, open, async (page, hands) =>
        {
            Assert.Contains("Take the four out", await hands.ReadAsync(), StringComparison.Ordinal);
            // From now on it is practice, which earns nothing.
            await hands.TypeAsync($"Your answer to {Plus}", "13");
            await hands.PressAsync("Check");
            Assert.Contains("Not right. Nothing was kept.", await hands.ReadAsync(), StringComparison.Ordinal);
        }, visitor);
        Assert.Equal(4, site.Count("SELECT count(*) FROM attempts"));
    }

    private static async Task WriteAsync(Site site, IPage page, Keyboard hands)
    {
        await hands.TypeAsync("Title of a new challenge", "Twelve");
        await hands.PressAsync("Write a new challenge");
        await hands.TypeAsync("Statement", "All about **twelve**. Here is $\\sqrt{144}$.");
        await hands.TypeAsync("Label", Plus);
        await hands.TypeAsync("Model answer", "12");
        await hands.ChooseAsync("Kind", "number");
        await hands.PressAsync("Add a part");
        // The page opens at the new part.
        await hands.TypeAsync("Label", Root);
        await hands.TypeAsync("Model answer", "2sqrt3");
        await hands.ChooseAsync("Kind", "surd");
        await hands.PressAsync("Add a part");
        await hands.TypeAsync("Label", Shape);
        await hands.TypeAsync("Model answer", "square | a square");
        await hands.ChooseAsync("Kind", "text");
        await hands.TypeAsync("Worked solution", "Take the four out of the root.");
        await hands.SetTimeAsync("Opens", SchoolTime.Local(site.Now + 86_400));
        await hands.PressAsync("Preview");
        await hands.TypeAsync($"Try an answer to {Root}", "√12");
        await hands.PressAsync("Preview, and try the answers");
        var preview = await page.Locator("#preview").InnerTextAsync();
        Assert.Contains("Not in the form asked for", preview, StringComparison.Ordinal);
        Assert.Contains("All about twelve", preview, StringComparison.Ordinal);
        await hands.PressAsync("Publish (schedule)");
        Assert.Contains("saved and published", await hands.ReadAsync(), StringComparison.Ordinal);
        Assert.Contains("Opens in", await hands.ReadAsync(), StringComparison.Ordinal);
        Assert.Equal(0, site.Count("SELECT count(*) FROM attempts"));
    }

    private static async Task SolveAsync(IPage page, Keyboard hands, bool hasScripts)
    {
        await hands.PressAsync("Twelve");
        await hands.TypeAsync($"Your answer to {Plus}", "1/");
        Assert.Contains("3 of 3 left.", await hands.ReadAsync(), StringComparison.Ordinal);
        await hands.PressAsync("Submit");
        Assert.Contains("Nothing was spent.", await hands.ReadAsync(), StringComparison.Ordinal);
        await hands.TypeAsync($"Your answer to {Plus}", "13");
        await hands.PressAsync("Submit");
        Assert.Contains("Not right. 2 of 3 left.", await hands.ReadAsync(), StringComparison.Ordinal);
        await hands.TypeAsync($"Your answer to {Plus}", "12");
        if (hasScripts) await Assertions.Expect(page.Locator(".reading").First).ToContainTextAsync("Read as");
        else await hands.PressAsync("Preview");
        Assert.Contains("Read as", await hands.ReadAsync(), StringComparison.Ordinal);
        await hands.PressAsync("Submit");
        Assert.Contains("2 parts to go.", await hands.ReadAsync(), StringComparison.Ordinal);

        if (hasScripts)
        {
            await hands.TypeAsync($"Your answer to {Root}", "");
            await hands.TouchAsync("Maths keyboard");
            var field = page.Locator("math-field:focus");
            await field.WaitForAsync();
            await page.Keyboard.TypeAsync("2sqrt3");
            await Assertions.Expect(page.Locator(".reading:has(.words)")).ToContainTextAsync("2 times the square root of 3");
            await Axe.FindsNothingAsync(page);
            await hands.SendAsync();
        }
        else
        {
            await hands.TypeAsync($"Your answer to {Root}", "2√3");
            await hands.PressAsync("Submit");
        }
        Assert.Contains("1 part to go.", await hands.ReadAsync(), StringComparison.Ordinal);
        await hands.TypeAsync($"Your answer to {Shape}", "A Square");
        await hands.SendAsync();
        var done = await hands.ReadAsync();
        Assert.Contains("Right, and the challenge is complete.", done, StringComparison.Ordinal);
        Assert.Contains("you are the first to solve it", done, StringComparison.Ordinal);

        await hands.PressAsync("Why this score?");
        Assert.Contains("Twelve", await hands.ReadAsync(), StringComparison.Ordinal);
        Assert.Contains("3 points", await hands.ReadAsync(), StringComparison.Ordinal);
        await hands.PressAsync("Leaderboard");
        Assert.Contains("AS", await page.Locator(".ranks tbody").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("You are 1st, with 3 points.", await hands.ReadAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_impatient_double_click_spends_one_attempt(bool hasScripts)
    {
        await using var site = await Society.StartAsync();
        var (problem, pupil) = (site.AddProblem(), site.Visit(Seed.Pupil("ada")));
        await SignedInAsync(site, pupil, problem.Path, async (page, hands) =>
        {
            await hands.TypeAsync("Your answer", "20");
            await page.GetByRole(AriaRole.Button, new() { Name = "Submit" }).DblClickAsync();
            await page.GetByText("Not right. 2 of 3 left.").WaitForAsync();
            // Going back and sending the same answer again: it was tried already.
            await page.GoBackAsync();
            await hands.TypeAsync("Your answer", "20.0");
            await hands.PressAsync("Submit");
            Assert.Contains("You have tried this already", await hands.ReadAsync(), StringComparison.Ordinal);
        }, new Visitor { HasScripts = hasScripts });
        Assert.Equal(1, site.Count("SELECT count(*) FROM attempts"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_typed_when_the_lock_fell_is_kept(bool hasScripts)
    {
        await using var site = await Society.StartAsync();
        var (problem, pupil, teacher) = (site.AddProblem(), site.Visit(Seed.Pupil("ada")), site.Visit(Seed.Person("tea", Role.Teacher)));
        await SignedInAsync(site, pupil, problem.Path, async (page, hands) =>
        {
            await hands.TypeAsync("Your answer", "7*6/2");
            await teacher.WriteAsync($"/admin{problem.Path}", "save", ("lock", "at"), ("lock_at", Wall(site.Now - 1800)));
            await hands.PressAsync("Submit");
            var late = await hands.ReadAsync();
            Assert.Contains("closed on", late, StringComparison.Ordinal);
            Assert.Contains("You had typed: 7*6/2", late, StringComparison.Ordinal);
        }, new Visitor { HasScripts = hasScripts });
        Assert.Equal(0, site.Count("SELECT count(*) FROM attempts"));
    }

    [Fact]
    public async Task An_answer_whose_sending_was_stopped_is_sent_once_and_can_be_sent_again_after_some_seconds()
    {
        await using var site = await Society.StartAsync();
        var (problem, pupil, sent) = (site.AddProblem(), site.Visit(Seed.Pupil("ada")), 0);
        await SignedInAsync(site, pupil, problem.Path, async (page, _) =>
        {
            // As after Escape, or without a network: the page stays.
            await page.RouteAsync("**/answer", route =>
                Interlocked.Increment(ref sent) == 1 ? route.AbortAsync("aborted") : route.ContinueAsync());
            await page.GetByLabel("Your answer").FillAsync("21");
            var submit = page.GetByRole(AriaRole.Button, new() { Name = "Submit" });
            await submit.ClickAsync();
            Assert.Equal("true", await submit.GetAttributeAsync("aria-disabled"));
            await page.EvaluateAsync("document.querySelector('form.answer').requestSubmit()");
            Assert.Equal(1, sent);
            await Eventually.TrueAsync(async () => await submit.GetAttributeAsync("aria-disabled") is null, 15);
            await submit.ClickAsync();
            await Eventually.TrueAsync(() => sent == 2);
            await Eventually.TrueAsync(() => site.Count("SELECT count(*) FROM attempts") == 1);
        }, new Visitor());
    }

    /// <summary>Visits as a person who has signed in before.</summary>
    private Task SignedInAsync(Site site, Person who, string path, Func<IPage, Keyboard, Task> test, Visitor visitor) =>
        browser.VisitAsAsync(site, who, path, page => test(page, new Keyboard(page, visitor)), visitor);

    /// <summary>An instant as the form's date field holds it.</summary>
    private static string Wall(long instant) => SchoolTime.Local(instant).ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);
}
