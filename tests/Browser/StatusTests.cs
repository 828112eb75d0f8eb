// The status page in a real browser: on a phone, in the dark, without scripts, on paper, and while the database is away.
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using Microsoft.Playwright;

namespace MathsSoc.Tests.Browser;

public sealed class StatusTests(BrowserFixture browser)
{
    public static readonly TheoryData<Visitor> Visitors =
    [
        new Visitor(),
        new Visitor { Width = 360 },
        new Visitor { Width = 360, Colours = ColorScheme.Dark },
        new Visitor { HasForcedColours = true },
    ];

    [Theory]
    [MemberData(nameof(Visitors))]
    public async Task Axe_finds_nothing_and_nothing_is_read_sideways(Visitor visitor)
    {
        await using var site = await StartAsync();
        await SignInAsync(site, visitor, async page =>
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Back up now" }).ClickAsync();
            await ReadEndAsync(page, "was made and proven");
            await Axe.FindsNothingAsync(page);
            foreach (var width in new[] { 320, visitor.Width })
            {
                await page.SetViewportSizeAsync(width, 800);
                Assert.Equal(width, await page.EvaluateAsync<int>("document.scrollingElement.scrollWidth"));
            }
            await page.GetByText("The same as a table").ClickAsync();
            await Axe.FindsNothingAsync(page);
        });
    }

    [Fact]
    public async Task Without_scripts_an_owner_backs_up_proves_and_announces_work()
    {
        await using var site = await StartAsync();
        await SignInAsync(site, new Visitor { HasScripts = false, Width = 360 }, async page =>
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Back up now" }).ClickAsync();
            await ReadEndAsync(page, "was made and proven");
            await page.GetByRole(AriaRole.Button, new() { Name = "Prove now" }).ClickAsync();
            await ReadEndAsync(page, "members");
            await page.GetByLabel("What is going to happen").FillAsync("The site moves");
            var today = DateTimeOffset.FromUnixTimeSeconds(site.Now);
            await page.GetByLabel("From").FillAsync(today.AddHours(2).ToString("yyyy-MM-dd'T'HH:mm", null));
            await page.GetByLabel("Until").FillAsync(today.AddHours(4).ToString("yyyy-MM-dd'T'HH:mm", null));
            await page.GetByRole(AriaRole.Button, new() { Name = "Announce it" }).ClickAsync();
            Assert.Contains("The site moves", await page.Locator(".notice.work").InnerTextAsync(), StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task It_prints_on_one_sheet_without_buttons()
    {
        await using var site = await StartAsync();
        await SignInAsync(site, new Visitor(), async page =>
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Back up now" }).ClickAsync();
            await ReadEndAsync(page, "was made and proven");
            await page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
            Assert.Equal(0, await page.Locator("main button:visible").CountAsync());
            var paper = System.Text.Encoding.Latin1.GetString(
                await page.PdfAsync(new PagePdfOptions { Format = "A4", PreferCSSPageSize = true }));
            Assert.Equal(1, System.Text.RegularExpressions.Regex.Count(paper, "/Type */Page[^s]"));
        });
    }

    [Fact]
    public async Task While_the_database_is_away_the_page_is_still_well_made()
    {
        await using var site = await StartAsync();
        await SignInAsync(site, new Visitor { Width = 360 }, async page =>
        {
            File.Move(site.DatabasePath, site.DatabasePath + ".aside");
            await page.GetByRole(AriaRole.Link, new() { Name = "Look again" }).First.ClickAsync();
            Assert.Contains("The database cannot be read", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
            await Axe.FindsNothingAsync(page);
            Assert.Equal(360, await page.EvaluateAsync<int>("document.scrollingElement.scrollWidth"));
            File.Move(site.DatabasePath + ".aside", site.DatabasePath);
        });
    }

    private static async Task<Site> StartAsync()
    {
        var site = await Society.StartAsync();
        for (var i = 0; i < 20; i++) await site.GetAsync("/about");
        return site;
    }

    private Task SignInAsync(Site site, Visitor visitor, Func<IPage, Task> test) =>
        browser.VisitAsync(site, "/login?next=/admin/status", async page =>
        {
            await page.GetByLabel("Login").FillAsync("head");
            await page.GetByLabel("Password").FillAsync(Seed.Password);
            await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
            Assert.Equal("Status", await page.Locator("h1").InnerTextAsync());
            await test(page);
        }, visitor);

    private static Task ReadEndAsync(IPage page, string words) => Eventually.TrueAsync(async () =>
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Look again" }).First.ClickAsync();
        return (await page.Locator("#backups .notice").AllInnerTextsAsync())
            .Any(text => text.StartsWith("Asked for here", StringComparison.Ordinal) && text.Contains(words, StringComparison.Ordinal));
    }, 20);
}
