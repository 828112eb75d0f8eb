// Moving in from an earlier site in a real browser: the file, the plan, the deed, the slips and the undo, by keyboard and without scripts.
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using Microsoft.Playwright;

namespace MathsSoc.Tests.Browser;

public sealed class MovingTests(BrowserFixture browser)
{
    public static readonly TheoryData<Visitor> Visitors =
    [
        new Visitor { Width = 1440 },
        new Visitor { Width = 360, Colours = ColorScheme.Dark },
        new Visitor { Width = 360, HasScripts = false },
    ];

    [Theory]
    [MemberData(nameof(Visitors))]
    public async Task An_owner_goes_the_whole_way_and_back(Visitor visitor)
    {
        using var folder = new TemporaryFolder();
        using (var file = new EarlierSiteFile(folder["app.db"]))
        {
            new EarlierSociety(3, 30, 6, 200).Write(file);
            file.User(70, "eve@x.example", "Eve Cole", 99, "scrypt:1:2:3$a$b");
            file.User(71, "pupil@x.example", "Somebody Else", 9, EarlierSiteFile.Hash("one"));
        }
        await using var site = await Site.StartAsync(("RATELIMIT_ENABLED", "false"));
        var head = site.Visit(Seed.Person("head", Role.Owner));
        using (var db = site.OpenDatabase()) db.Add(Seed.Pupil("pupil@x.example"));
        await browser.VisitAsAsync(site, head, "/admin", async page =>
        {
            var keys = new Keyboard(page, visitor);
            await keys.PressAsync("Moving in");
            await TakeAsync(page, visitor, "empty");
            // The one thing that no keyboard does in a test is the system's own dialogue for files.
            await page.GetByLabel("Database, dump or zip").SetInputFilesAsync(folder["app.db"]);
            await keys.PressAsync("Send the file");
            await keys.PressAsync("Make the plan");
            await WaitAsync(page, "The plan is made");
            await CheckAsync(page, visitor, "plan");
            // Tab reaches the button of a group that is chosen, and arrows choose another.
            await keys.TickAsync("They are other people");
            await page.Keyboard.PressAsync("ArrowDown");
            await page.Keyboard.PressAsync("ArrowDown");
            await keys.PressAsync("Plan again");
            await WaitAsync(page, "The plan is made");
            Assert.True(await page.GetByLabel("Also those of another name: 1").IsCheckedAsync());

            await keys.TypeAsync("Password", "guess");
            await keys.PressAsync("Bring all this in");
            Assert.Contains("This is not your password", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
            await CheckAsync(page, visitor, "wrong");
            await keys.TypeAsync("Password", Seed.Password);
            await keys.PressAsync("Bring all this in");
            await WaitAsync(page, "Everything is here");
            await CheckAsync(page, visitor, "done");

            await keys.PressAsync("Print the slips");
            await keys.PressAsync("Make login slips");
            Assert.Contains("Eve Cole", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
            await page.GotoAsync("/admin/import");
            await keys.PressAsync("The import, and the way back");
            await CheckAsync(page, visitor, "import");
            await keys.TypeAsync("Password", Seed.Password);
            await keys.PressAsync("Undo this import");
            await WaitAsync(page, "The import is undone");
            await CheckAsync(page, visitor, "undone");
        }, visitor);
        Assert.Equal("head pupil@x.example", site.Read(
            "SELECT group_concat(login, ' ') FROM (SELECT login FROM members WHERE state <> 'former' ORDER BY 1)"));
    }

    private static Task WaitAsync(IPage page, string words) => Eventually.TrueAsync(async () =>
    {
        if ((await page.Locator("#step").InnerTextAsync()).Contains(words, StringComparison.Ordinal)) return true;
        if (await page.Locator("#step a", new() { HasText = "Look again" }).CountAsync() > 0)
            await page.Locator("#step a", new() { HasText = "Look again" }).ClickAsync();
        return false;
    }, 60);

    private static async Task CheckAsync(IPage page, Visitor visitor, string name)
    {
        if (visitor.HasScripts) await Axe.FindsNothingAsync(page);
        foreach (var width in new[] { 320, visitor.Width })
        {
            await page.SetViewportSizeAsync(width, 800);
            Assert.Equal(width, await page.EvaluateAsync<int>("document.scrollingElement.scrollWidth"));
        }
        await TakeAsync(page, visitor, name);
    }

    /// <summary>A picture for looking at, only when asked for, as of all other pages.</summary>
    private static async Task TakeAsync(IPage page, Visitor visitor, string name)
    {
        if (!PagePicturesTests.AreAskedFor || !visitor.HasScripts) return;
        var (width, height) = (page.ViewportSize!.Width, page.ViewportSize.Height);
        foreach (var colours in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = colours });
            var file = $"{name}.{width}.{(colours == ColorScheme.Dark ? "dark" : "light")}.png";
            await page.ScreenshotAsync(
                new PageScreenshotOptions { Path = Path.Combine(PagePicturesTests.FolderOf("moving"), file), FullPage = true });
        }
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = visitor.Colours });
        await page.SetViewportSizeAsync(width, height);
    }
}
