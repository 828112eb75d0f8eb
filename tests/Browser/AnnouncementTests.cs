// Announcements in a browser: under axe's rules in all colours and at 320 pixels, by keyboard, and without scripts.
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using Microsoft.Playwright;

namespace MathsSoc.Tests.Browser;

public sealed class AnnouncementTests(BrowserFixture browser)
{
    private const string LongTitle = "The mathematics challenge of the county is on Thursday in the sports hall, and it begins at nine";

    public static readonly TheoryData<Visitor> Visitors =
    [
        new Visitor(),
        new Visitor { Colours = ColorScheme.Dark },
        new Visitor { Width = 320 },
        new Visitor { HasForcedColours = true },
    ];

    [Theory]
    [MemberData(nameof(Visitors))]
    public async Task Axe_finds_nothing_and_nothing_is_read_sideways(Visitor visitor)
    {
        await using var site = await StartAsync();
        var (ada, head) = (site.Visit(Seed.Pupil("ada")), site.Visit(Seed.Person("hal", Role.Owner)));
        foreach (var (who, path) in new[]
        {
            (ada, "/"), (ada, "/announcements"), (ada, "/about"), (head, "/"), (head, "/admin/announcements"),
            (head, "/admin/announcements/new"), (head, "/admin/announcements/1"), (head, "/admin/announcements/1/remove"),
        })
            await browser.VisitAsAsync(site, who, path, async page =>
            {
                await Axe.FindsNothingAsync(page);
                Assert.Equal((path, visitor.Width), (path, await page.EvaluateAsync<int>("document.scrollingElement.scrollWidth")));
                Assert.Equal(0, await page.EvaluateAsync<int>("document.querySelector('.pinned').getAnimations({ subtree: true }).length"));
            }, visitor);
    }

    [Fact]
    public async Task The_line_stands_in_the_page_and_is_hidden_by_keyboard_without_scripts()
    {
        await using var site = await StartAsync();
        var ada = site.Visit(Seed.Pupil("ada"));
        await browser.VisitAsAsync(site, ada, "/about", async page =>
        {
            var line = page.GetByRole(AriaRole.Region, new() { Name = "Announcements" });
            var (box, main) = ((await line.BoundingBoxAsync())!, (await page.Locator("main").BoundingBoxAsync())!);
            Assert.True(box.Y + box.Height <= main.Y + 1, $"it ends at {box.Y + box.Height}, and the page begins at {main.Y}");
            var button = page.GetByRole(AriaRole.Button, new() { Name = "Hide this line on every page" });
            await button.FocusAsync();
            Assert.InRange((await button.BoundingBoxAsync())!.Height, 24, 100);
            await page.Keyboard.PressAsync("Enter");
            // The page that the form leads to need not have come yet.
            await Assertions.Expect(line).ToHaveCountAsync(0);
            Assert.EndsWith("/about", page.Url, StringComparison.Ordinal);
            Assert.Equal("About the society", await page.Locator("h1").InnerTextAsync());
        }, new Visitor { HasScripts = false });
    }

    [Fact]
    public async Task It_is_written_tried_and_published_by_keyboard_without_scripts_and_Enter_in_a_field_publishes_nothing()
    {
        await using var site = await Site.StartAsync();
        var head = site.Visit(Seed.Person("hal", Role.Owner));
        await browser.VisitAsAsync(site, head, "/admin/announcements/new", async page =>
        {
            await page.GetByLabel("Title").FillAsync("Puzzle lunch");
            await page.GetByLabel("Text (optional)").FillAsync("Bring a *pencil*.");
            await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).PressAsync("Enter");
            Assert.Equal("pencil", await page.Locator("#preview em").InnerTextAsync());
            await page.GetByLabel("Title").PressAsync("Enter");
            Assert.Contains("Nobody sees it before it is published.", await page.Locator("main").InnerTextAsync());
            await page.GetByRole(AriaRole.Button, new() { Name = "Publish" }).PressAsync("Enter");
            Assert.Contains("It is published", await page.Locator("main").InnerTextAsync());
            await page.GotoAsync("/announcements");
            Assert.Equal("Puzzle lunch", await page.Locator("h3").InnerTextAsync());
        }, new Visitor { HasScripts = false });
    }

    [Fact]
    public async Task The_preview_follows_what_is_typed_where_there_is_room_for_it_and_stores_nothing()
    {
        await using var site = await Site.StartAsync();
        var head = site.Visit(Seed.Person("hal", Role.Owner));
        await browser.VisitAsAsync(site, head, "/admin/announcements/new", async page =>
        {
            await page.GetByLabel("Title").FillAsync("Puzzle lunch");
            await page.GetByLabel("Text (optional)").FillAsync("Bring a *pencil* for $x^2$.");
            await Assertions.Expect(page.Locator("#preview h3")).ToHaveTextAsync("Puzzle lunch");
            await Assertions.Expect(page.Locator("#preview .katex").First).ToBeVisibleAsync();
            await Axe.FindsNothingAsync(page);
        }, new Visitor { Width = 1440, Colours = ColorScheme.Dark });
        Assert.Equal(0, site.Count("SELECT count(*) FROM announcements"));
    }

    /// <summary>A site with two announcements, the first of them pinned.</summary>
    private static async Task<Site> StartAsync()
    {
        var site = await Society.StartAsync();
        using var db = site.OpenDatabase();
        foreach (var (title, body, isPinned) in new[]
        {
            (LongTitle, "# What to bring\n\n- a pencil\n- a ruler\n\nNo calculators.", true), ("Room B12 on Tuesdays", "", false),
        })
            db.Write(sql => Announcements.Add(sql, new Announcement
            {
                Title = title, Body = body, IsPinned = isPinned, ShownFrom = site.Now - 60, ShownUntil = site.Now + 86_400,
            }, title, site.Now));
        return site;
    }
}
