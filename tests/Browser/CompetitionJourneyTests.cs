// A competition in a browser: a pupil's part on a telephone, and a school's from the invitation to the certificate.
using System.Text.RegularExpressions;
using Dapper;
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

        // Neither can be asked where no script runs.
        async Task LookAsync(IPage page)
        {
            if (hasScripts) await CompetitionJourneyTests.LookAsync(page);
        }
    }

    [Fact]
    public async Task A_guest_school_comes_by_an_invitation_and_goes_with_a_certificate()
    {
        await using var site = await Society.StartAsync();
        var contest = Contest.Add(site, one => one with { TimeKind = TimeKind.Personal, Minutes = 60, Fairness = "Work alone." });
        contest.AddProblem(division: "Junior");
        long school;
        using (var db = site.OpenDatabase()) school = db.AddSchool("Birch High", isGuest: true, town: "Birchester");
        var (link, code) = ("", "");

        await browser.VisitAsync(site, $"/login?next=/admin/schools/{school}/coordinators", async page =>
        {
            await SignInAsync(page, "head");
            await page.GetByLabel("For a competition").SelectOptionAsync("Autumn Cup");
            await LookAsync(page);
            await Button(page, "Make an invitation").ClickAsync();
            link = await page.Locator("pre.command").InnerTextAsync();
        });

        await browser.VisitAsync(site, new Uri(link).PathAndQuery, async page =>
        {
            await page.GetByLabel("Your name").FillAsync("Cora Birch");
            await page.GetByLabel("Login").FillAsync("cora");
            await page.GetByLabel("Password").FillAsync(Seed.Password);
            await LookAsync(page);
            await Button(page, "Make the account").ClickAsync();
            await Assertions.Expect(page).ToHaveURLAsync(new Regex("said=joined"));
            await page.GotoAsync($"/admin{contest.Path}/own-school");
            await page.GetByLabel("I have read this").CheckAsync();
            await LookAsync(page);
            await Button(page, "Accept").ClickAsync();
            await Assertions.Expect(page.GetByText("The school takes part.")).ToBeVisibleAsync();
            await Link(page, "Bring in a list").ClickAsync();
            await page.GetByLabel("Or paste the list").FillAsync("name,login,year,class\nZora Hale,zora,9,9B");
            await Button(page, "Show what would happen").ClickAsync();
            await LookAsync(page);
            await Button(page, "Add this one member, and enrol them").ClickAsync();
            await Button(page, "Make login slips").ClickAsync();
            await LookAsync(page);
            code = await page.Locator(".slips .code").InnerTextAsync();
        });

        var phone = new Visitor { Width = 360, Colours = ColorScheme.Dark };
        await browser.VisitAsync(site, "/reset", async page =>
        {
            await page.GetByLabel("Code").FillAsync(code);
            await Button(page, "Continue").ClickAsync();
            await page.GetByLabel("New password").FillAsync(Seed.Password);
            await LookAsync(page);
            await Button(page, "Set the password").ClickAsync();
            await Assertions.Expect(page).ToHaveURLAsync(new Regex("said=password"));
            await page.GotoAsync(contest.Path);
            await LookAsync(page);
            await page.GetByLabel("I have read").CheckAsync();
            await Button(page, "Agree").ClickAsync();
            await Link(page, "Start…").ClickAsync();
            await Button(page, "Start now: you have 60 minutes").ClickAsync();
            await Link(page, "Handshakes").ClickAsync();
            await page.GetByLabel("Your answer").FillAsync("21");
            await Button(page, "Submit").ClickAsync();
            await Assertions.Expect(page.Locator(".said.right")).ToBeVisibleAsync();
            await page.GotoAsync($"{contest.Path}/pupils");
            await Assertions.Expect(page.Locator("tr.you")).ToContainTextAsync("ZH (you)");
            await LookAsync(page);
        }, phone);

        using (var db = site.OpenDatabase())
        {
            db.Change(contest.Id, site.Now, one => one with { ClosesAt = site.Now - 120, EnrolUntil = site.Now - 120 });
            db.Write(sql => { sql.Execute("UPDATE enrolments SET started_at = started_at - 7200"); });
        }
        await browser.VisitAsync(site, $"/login?next=/admin{contest.Path}/results", async page =>
        {
            await SignInAsync(page, "head");
            await LookAsync(page);
            await Button(page, "Publish the results").ClickAsync();
            await Assertions.Expect(page.GetByText("The results were published on")).ToBeVisibleAsync();
        });
        await browser.VisitAsync(site, $"/login?next={contest.Path}", async page =>
        {
            await SignInAsync(page, "zora");
            await Link(page, "Your certificate").ClickAsync();
            await LookAsync(page);
            var sheet = page.Locator(".certificate");
            foreach (var words in new[] { "Autumn Cup", "Birch High", "Zora Hale" })
                await Assertions.Expect(sheet).ToContainTextAsync(words);
            await page.GotoAsync($"{contest.Path}/schools");
            await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Birch High");
            await LookAsync(page);
        }, phone);
    }

    private static ILocator Button(IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private static ILocator Link(IPage page, string name) => page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true });

    private static async Task SignInAsync(IPage page, string login)
    {
        await page.GetByLabel("Login").FillAsync(login);
        await page.GetByLabel("Password").FillAsync(Seed.Password);
        await Button(page, "Sign in").ClickAsync();
    }

    // Nothing is wider than the screen, the place where one is in the navigation is not cut off, and axe finds nothing.
    private static async Task LookAsync(IPage page)
    {
        Assert.True(await page.EvaluateAsync<bool>("""
            [...document.querySelectorAll(":is(.site-nav, .admin-nav) a:is(.here, [aria-current])")].every(link =>
                link.getBoundingClientRect().right <= link.closest("ul").getBoundingClientRect().right)
            """), $"The navigation of {page.Url} hides where one is.");
        Assert.Equal(0, await page.EvaluateAsync<int>(
            "Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)"));
        await Axe.FindsNothingAsync(page);
    }
}
