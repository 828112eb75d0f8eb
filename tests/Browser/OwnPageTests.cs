// Writing a page of the society's own in a browser: with the preview beside it, on a phone, without scripts, and under axe's rules.
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using Microsoft.Playwright;

namespace MathsSoc.Tests.Browser;

public sealed class OwnPageTests(BrowserFixture browser)
{
    private const string Form = "/admin/pages/contact", Text = "Ask Dr Noether.\n\n## Where\n\nRoom $x^2$.";

    public static readonly TheoryData<Visitor> Visitors =
    [
        new Visitor { Width = 1440 },
        new Visitor { Width = 1440, Colours = ColorScheme.Dark },
        new Visitor { Width = 320 },
        new Visitor { HasForcedColours = true },
    ];

    [Theory]
    [MemberData(nameof(Visitors))]
    public async Task Axe_finds_nothing_and_no_page_is_too_wide(Visitor visitor)
    {
        await using var site = await Society.StartAsync();
        var (head, other) = (site.Visit(Seed.Person("boss", Role.Owner)), site.Visit(Seed.Person("tea", Role.Teacher)));
        await other.PostAsync(Form, ("version", "0"), ("body", Text), ("do", "save"));
        foreach (var path in new[] { "/admin/pages", $"{Form}?version=1", "/contact", "/privacy" })
            await browser.VisitAsAsync(site, head, path, IsSoundAsync, visitor);
        await browser.VisitAsAsync(site, head, Form, async page =>
        {
            await page.Locator("#body").FillAsync("A newer text.\n\n## Where\n\nHere.");
            await page.GetByRole(AriaRole.Button, new() { Name = "Preview", Exact = true }).First.ClickAsync();
            await Assertions.Expect(page.Locator("#preview .lead")).ToHaveTextAsync("A newer text.");
            await IsSoundAsync(page);
            await other.PostAsync(Form, ("version", "1"), ("body", "In between."), ("do", "save"));
            await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).First.ClickAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("In between.");
            await IsSoundAsync(page);
        }, visitor);
    }

    [Fact]
    public async Task The_preview_follows_what_is_typed_where_there_is_room_for_it()
    {
        await using var site = await Society.StartAsync();
        await browser.VisitAsAsync(site, site.Visit(Seed.Person("tea", Role.Teacher)), Form, async page =>
        {
            await page.Locator("#body").FillAsync(Text);
            await Assertions.Expect(page.Locator("#preview .lead")).ToHaveTextAsync("Ask Dr Noether.");
            await Assertions.Expect(page.Locator("#preview .katex").First).ToBeVisibleAsync();
        }, new Visitor { Width = 1440 });
        Assert.Equal(0, site.Count("SELECT count(*) FROM own_pages"));
    }

    [Fact]
    public async Task Without_scripts_a_page_is_previewed_saved_and_read()
    {
        await using var site = await Society.StartAsync();
        var visitor = new Visitor { Width = 360, HasScripts = false };
        await browser.VisitAsAsync(site, site.Visit(Seed.Person("tea", Role.Teacher)), "/admin", async page =>
        {
            await page.GetByRole(AriaRole.Link, new() { Name = "Publishing" }).ClickAsync();
            await page.GetByRole(AriaRole.Link, new() { Name = "Pages", Exact = true }).ClickAsync();
            await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Contact and help", Exact = true }).ClickAsync();
            await page.Locator("#body").FillAsync(Text);
            await page.GetByRole(AriaRole.Button, new() { Name = "Preview", Exact = true }).Last.ClickAsync();
            await Assertions.Expect(page.Locator("#preview")).ToContainTextAsync("Room $x^2$.");
            await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).Last.ClickAsync();
            await Assertions.Expect(page.GetByText("visitors read it now")).ToBeVisibleAsync();
        }, visitor);
        await browser.VisitAsync(site, "/nothing-here", async page =>
        {
            await page.GetByRole(AriaRole.Contentinfo).GetByRole(AriaRole.Link, new() { Name = "Contact and help" }).ClickAsync();
            Assert.Equal("Contact and help", await page.Locator("h1").InnerTextAsync());
            await Assertions.Expect(page.Locator(".lead")).ToHaveTextAsync("Ask Dr Noether.");
        }, visitor);
    }

    private static async Task IsSoundAsync(IPage page)
    {
        await Axe.FindsNothingAsync(page);
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{page.Url} is too wide");
    }
}
