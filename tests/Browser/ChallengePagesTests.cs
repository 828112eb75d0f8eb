// Every page of challenges, boards and authoring under axe, for a pupil and a teacher: on a phone in light, on a desktop in dark colours.
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using Microsoft.Playwright;

namespace MathsSoc.Tests.Browser;

public sealed class ChallengePagesTests(BrowserFixture browser)
{
    public static readonly TheoryData<Visitor> Visitors = [new Visitor { Width = 360 }, new Visitor { Colours = ColorScheme.Dark }];

    private static readonly Part[] EveryKind =
    [
        Part.New("(a) How long is the root $\\sqrt{12}$?", "2sqrt3", "surd") with
        {
            Mistakes = [new KnownMistake("3", "That is its square.")],
        },
        Part.New("(b)", "square | a square", "text"),
        Part.New("(c) Which?", "B", "choice") with { Choices = ["A", "B", "$x^2$"] },
    ];

    [Theory]
    [MemberData(nameof(Visitors))]
    public async Task A_pupil_can_read_every_page_of_challenges_and_boards(Visitor visitor)
    {
        await using var site = await Society.StartAsync();
        var pupil = site.Visit(Seed.Pupil("ada"));
        var (open, done, locked, shown) = await FillAsync(site, pupil);
        string[] pages =
        [
            "/", "/challenges", open.Path, done.Path, locked.Path, shown.Path,
            "/leaderboard", "/leaderboard?period=week&stage=KS3", $"/scores/{pupil.MemberId}", "/wall",
        ];
        await browser.VisitAsAsync(site, pupil, "/", async page =>
        {
            foreach (var path in pages)
            {
                Assert.Equal((path, 200), (path, (await page.GotoAsync(path))!.Status));
                await LookAsync(page, visitor);
            }
            // A practice answer with its result, and an answer that cannot be read.
            await page.GotoAsync(shown.Path);
            await page.GetByLabel("Your answer").FillAsync("4");
            await page.GetByRole(AriaRole.Button, new() { Name = "Check" }).ClickAsync();
            await LookAsync(page, visitor, "Nothing was kept.");
            await page.GotoAsync(open.Path);
            await page.GetByLabel("Your answer to (b)").FillAsync(" ");
            await page.GetByRole(AriaRole.Button, new() { Name = "Submit" }).First.ClickAsync();
            await LookAsync(page, visitor, "Nothing was spent.");
        }, visitor);
    }

    [Theory]
    [MemberData(nameof(Visitors))]
    public async Task A_teacher_can_read_every_page_of_authoring(Visitor visitor)
    {
        await using var site = await Society.StartAsync();
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        var (open, _, _, _) = await FillAsync(site, site.Visit(Seed.Pupil("ada")));
        string[] pages =
        [
            "/", "/admin", "/admin/challenges", $"/admin{open.Path}",
            $"/admin{open.Path}/mistakes", $"/admin{open.Path}/paper", $"{open.Path}/poster", open.Path,
            $"/admin{open.Path}/solution", "/admin/challenges/import", "/admin/wall", "/leaderboard",
        ];
        await browser.VisitAsAsync(site, teacher, "/", async page =>
        {
            foreach (var path in pages)
            {
                Assert.Equal((path, 200), (path, (await page.GotoAsync(path))!.Status));
                await LookAsync(page, visitor);
            }
            await page.GotoAsync($"/admin{open.Path}");
            await page.Locator("#p0-try, #p0-answer").First.FillAsync("sqrt(12");
            await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).First.ClickAsync();
            await LookAsync(page, visitor, "cannot be read");
            await page.GotoAsync($"/admin{open.Path}");
            await page.Locator("#p0-part .more summary").ClickAsync();
            await page.Locator("#p0-rejected").FillAsync("2√3");
            await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).First.ClickAsync();
            await LookAsync(page, visitor, "Worth a look");
            await page.GotoAsync($"/admin{open.Path}");
            await page.Locator("#p0-answer").FillAsync("3");
            await page.Locator("#p0-kind").SelectOptionAsync("number");
            await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).First.ClickAsync();
            await LookAsync(page, visitor, "Who changes");
            await page.GotoAsync("/admin/challenges/import");
            await page.Locator("#text").FillAsync("---\ntitle: New\nparts:\n  - id: a\n    answer: 2\n---\n\nHow much is $1+1$?\n");
            await page.GetByRole(AriaRole.Button, new() { Name = "Show what would happen" }).ClickAsync();
            await LookAsync(page, visitor, "A new challenge");
        }, visitor);
    }

    /// <summary>A society in the middle of a week: one challenge is begun, one complete, one locked, one shown with its solution.</summary>
    private static async Task<(Problem Open, Problem Done, Problem Locked, Problem Shown)> FillAsync(Site site, Person pupil)
    {
        var other = site.Visit(Seed.Pupil("bob"));
        var open = site.AddProblem(
            one => (one with { Title = "Begun", Source = "after somebody" }).ReleasedOn(site.Now - 3600, 72, null),
            EveryKind);
        var done = site.AddProblem(one => one with { Title = "Complete" });
        var locked = site.AddProblem(one => (one with { Title = "Locked" }).ReleasedOn(site.Now - 86_400, 1, null));
        const string Solution = "Each shakes *six* hands: $$\\frac{7\\cdot6}{2}=21$$";
        var shown = site.AddProblem(one =>
            (one with { Title = "Shown", Solution = Solution }).ReleasedOn(site.Now - 86_400, 1, null) with
            {
                SolutionShownAt = site.Now - 60,
            });
        site.AddProblem(one => (one with { Title = "Later" }).ReleasedOn(site.Now + 86_400, null, null));
        site.AddProblem(one => one with { Title = "A draft", IsDraft = true });
        (Person Who, Problem Problem, string Answer)[] answers =
        [
            (pupil, open, "3"), (pupil, open, "\\frac12"), (other, open, "2√3"),
            (pupil, done, "20"), (pupil, done, "21"), (other, done, "21"),
        ];
        foreach (var (who, problem, answer) in answers)
            await who.AnswerAsync(problem, 0, answer);
        return (open, done, locked, shown);
    }

    private static async Task LookAsync(IPage page, Visitor visitor, string sign = "")
    {
        if (sign.Length > 0) await page.GetByText(sign).First.WaitForAsync();
        await Axe.FindsNothingAsync(page);
        var width = await page.EvaluateAsync<int>("document.scrollingElement.scrollWidth");
        Assert.True(width <= visitor.Width, $"{page.Url} is {width} px wide on a screen of {visitor.Width}");
    }
}
