// A pupil's competition on a telephone: join, agree, start the personal minutes, answer, and read what is told; with scripts and without.
using System.Text.RegularExpressions;
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using Microsoft.Playwright;

namespace MathsSoc.Tests.Browser;

public sealed class CompetitionJourneyTests(BrowserFixture browser)
{
    [Theory]
    [InlineData(true, ColorScheme.Light, 360)]
    [InlineData(false, ColorScheme.Dark, 1440)]
    public async Task A_pupil_joins_starts_and_answers(bool hasScripts, ColorScheme colours, int width)
    {
        await using var site = await Society.StartAsync();
        var contest = Contest.Add(site, one => one with
        {
            TimeKind = TimeKind.Personal, Minutes = 60, HoldsVerdicts = true, Body = "Ten problems, and **no** hurry.",
            Fairness = "Work alone. A calculator is allowed.",
        });
        var problem = contest.AddProblem(division: "Junior");
        contest.AddProblem("Squares on a grid");
        using (var db = site.OpenDatabase()) db.Add(Seed.Pupil("ada"));
        await browser.VisitAsync(site, $"/login?next={contest.Path}", async page =>
        {
            ILocator Button(string name) => page.GetByRole(AriaRole.Button, new() { Name = name });
            ILocator Link(string name) => page.GetByRole(AriaRole.Link, new() { Name = name });
            await page.GetByLabel("Login").FillAsync("ada");
            await page.GetByLabel("Password").FillAsync(Seed.Password);
            await Button("Sign in").ClickAsync();
            await LookAsync(page);
            await page.GetByLabel("I have read").CheckAsync();
            await Button("Take part").ClickAsync();
            await Assertions.Expect(page.GetByText("You take part. Good luck.")).ToBeVisibleAsync();
            await Link("Start…").ClickAsync();
            await LookAsync(page);
            await Button("Start now: you have 60 minutes").ClickAsync();
            await Assertions.Expect(page.Locator(".closes"))
                .ToContainTextAsync(new Regex(hasScripts ? "Your time ends in" : "Your time ends in (1 hour|59 minutes):"));
            await Assertions.Expect(page.Locator(".closes time")).ToHaveAttributeAsync(
                "datetime", SchoolTime.Machine(site.Count("SELECT started_at FROM enrolments") + 3600));
            await LookAsync(page);
            await Link("Handshakes").ClickAsync();
            await page.GetByLabel("Your answer").FillAsync("21");
            await Button("Submit").ClickAsync();
            await Assertions.Expect(page.Locator(".said")).ToContainTextAsync("Your answer is in. You learn after the close");
            await Assertions.Expect(page.Locator(".said.right, .said.wrong, .tries strong")).ToHaveCountAsync(0);
            await LookAsync(page);
            await Link("Autumn Cup").First.ClickAsync();
            await Assertions.Expect(page.GetByText("1 of 1 part answered.")).ToBeVisibleAsync();
            await Link("Home").ClickAsync();
            await Assertions.Expect(page.GetByText("Autumn Cup: your time ends in")).ToBeVisibleAsync();
            await LookAsync(page);
            await Link("Competitions").ClickAsync();
            await LookAsync(page);
        }, new Visitor { Width = width, Colours = colours, HasScripts = hasScripts });
        Assert.Equal(problem.Parts[0], site.Count("SELECT part_id FROM attempts WHERE is_right = 1"));

        // Nothing is wider than the screen, and axe finds nothing; neither can be asked where no script runs.
        async Task LookAsync(IPage page)
        {
            if (!hasScripts) return;
            Assert.Equal(0, await page.EvaluateAsync<int>(
                "Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)"));
            await Axe.FindsNothingAsync(page);
        }
    }
}
