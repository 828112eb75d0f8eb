// The form of a challenge in a browser: nothing that was typed is lost by sending a picture or by leaving, with scripts and without.
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using Microsoft.Playwright;

namespace MathsSoc.Tests.Browser;

public sealed class AuthoringFormTests(BrowserFixture browser)
{
    // A red dot of one pixel.
    private static readonly byte[] Dot = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Sending_a_picture_keeps_all_that_is_typed_and_refused_ones_keep_it_too(bool hasScripts)
    {
        await using var site = await Society.StartAsync();
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        var path = await teacher.BeginAsync("Dots");
        await SignedInAsync(site, teacher, path, async page =>
        {
            await page.Locator("#statement").FillAsync("How many dots?\n\nCount them.");
            await page.Locator("#p0-answer").FillAsync("1");
            await page.GetByRole(AriaRole.Button, new() { Name = "Add a part" }).ClickAsync();
            await page.Locator("#p0-label").FillAsync("(a)");
            await page.Locator("#p1-label").FillAsync("(b) And how many more?");
            await page.Locator("#p1-answer").FillAsync("2");
            await page.Locator("#solution").FillAsync("One.");
            await page.Locator("#file").SetInputFilesAsync(new FilePayload { Name = "dot.png", MimeType = "image/png", Buffer = Dot });
            // Without words for it, it is refused.
            await page.GetByRole(AriaRole.Button, new() { Name = "Send the picture" }).ClickAsync();
            await Assertions.Expect(page.Locator("#alt-error")).ToContainTextAsync("please fill this in");
            await IsTypedAsync(page);
            await page.Locator("#file").SetInputFilesAsync(new FilePayload { Name = "dot.png", MimeType = "image/png", Buffer = Dot });
            await page.Locator("#alt").FillAsync("One red dot.");
            await page.GetByRole(AriaRole.Button, new() { Name = "Send the picture" }).ClickAsync();
            await Assertions.Expect(page.Locator("#pictures img")).ToHaveAttributeAsync("alt", "One red dot.");
            await IsTypedAsync(page);
            await page.GetByRole(AriaRole.Button, new() { Name = "Put it at the end of the statement" }).ClickAsync();
            var statement = await page.Locator("#statement").InputValueAsync();
            Assert.Matches(@"^How many dots\?\n\nCount them\.\n\n!\[One red dot\.\]\(upload:[0-9a-f]{64}\.png\)\n?$", statement);
            Assert.Equal("One.", await page.Locator("#solution").InputValueAsync());
            await page.GetByRole(AriaRole.Button, new() { Name = "Save the draft" }).ClickAsync();
            await Assertions.Expect(page.GetByText("It is saved.")).ToBeVisibleAsync();
        }, hasScripts);
        Assert.Equal(1, site.Count("SELECT count(*) FROM challenges WHERE body LIKE '%Count them.%upload:%' AND solution = 'One.'"));
    }

    [Fact]
    public async Task A_formula_that_is_not_TeX_is_worth_a_look()
    {
        await using var site = await Society.StartAsync();
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        var path = await teacher.BeginAsync("Halves");
        await browser.VisitAsAsync(site, teacher, path, async page =>
        {
            var said = page.Locator("#preview .notice").GetByText("because it is not quite TeX");
            await page.Locator("#p0-answer").FillAsync("1");
            await page.Locator("#statement").FillAsync(@"How many halves, $\frac12$, make one? Not $\frac{1$.");
            await Assertions.Expect(said).ToHaveTextAsync(new System.Text.RegularExpressions.Regex(@"TeX: \$\\frac\{1\$ \("));
            await page.Locator("#statement").FillAsync(@"How many halves, $\frac12$, make one?");
            await Assertions.Expect(said).ToHaveCountAsync(0);
            // The same on a screen without room beside the form, where a button shows the preview.
            await page.SetViewportSizeAsync(800, 900);
            await page.Locator("#p0-label").FillAsync(@"And $\nosuch{2}$?");
            await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).First.ClickAsync();
            await Assertions.Expect(said).ToHaveCountAsync(1);
        }, new Visitor { Width = 1440 });
    }

    private static async Task IsTypedAsync(IPage page)
    {
        Assert.Equal("How many dots?\n\nCount them.", (await page.Locator("#statement").InputValueAsync()).Trim());
        Assert.Equal("1", await page.Locator("#p0-answer").InputValueAsync());
        Assert.Equal("(b) And how many more?", await page.Locator("#p1-label").InputValueAsync());
        Assert.Equal("One.", await page.Locator("#solution").InputValueAsync());
    }

    [Theory]
    [InlineData("/admin/settings", "#motto")]
    [InlineData("/admin/members/import", "textarea")]
    [InlineData("/admin/challenges/import", "textarea")]
    [InlineData("", "#statement")]
    public async Task A_long_form_asks_before_it_is_left_with_unsaved_text(string path, string field)
    {
        await using var site = await Society.StartAsync();
        var owner = site.Visit(Seed.Person("olga", Role.Owner));
        if (path.Length == 0) path = await owner.BeginAsync("Dots");
        await SignedInAsync(site, owner, path, async page =>
        {
            var asked = 0;
            page.Dialog += async (_, dialog) =>
            {
                if (dialog.Type == "beforeunload") asked++;
                await dialog.AcceptAsync();
            };
            await page.GotoAsync(path);
            Assert.Equal(0, asked);
            await page.Locator(field).First.ClickAsync();
            await page.Keyboard.TypeAsync("Something new");
            await page.GetByRole(AriaRole.Link, new() { Name = "About", Exact = true }).ClickAsync();
            await page.WaitForURLAsync("**/about");
            Assert.Equal(1, asked);
        });
    }

    [Fact]
    public async Task The_forms_own_dollars_stay_as_they_are_in_a_preview_and_errors_name_their_part()
    {
        await using var site = await Society.StartAsync();
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        var path = await teacher.BeginAsync("Dots");
        await SignedInAsync(site, teacher, path, async page =>
        {
            await page.Locator("#statement").FillAsync("What is $x^2$?");
            await page.GetByRole(AriaRole.Button, new() { Name = "Add a part" }).ClickAsync();
            await page.Locator("#p0-label").FillAsync("(a) The root of $x^4$");
            await page.Locator("#p0-answer").FillAsync("x^2");
            await page.Locator("#p1-label").FillAsync("(b)");
            await page.Locator("#p1-answer").FillAsync("sqrt(12");
            await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).First.ClickAsync();
            await page.Locator("#preview .katex").First.WaitForAsync();
            await Assertions.Expect(page.Locator("#statement-hint")).ToContainTextAsync("$x^2$ within a line, $$…$$");
            await page.GetByRole(AriaRole.Button, new() { Name = "Save the draft" }).ClickAsync();
            await Assertions.Expect(page.Locator("#errors")).ToContainTextAsync("Part (b): Model answer:");
        });
    }

    [Fact]
    public async Task Saving_asks_nothing_and_a_typed_time_is_meant()
    {
        await using var site = await Society.StartAsync();
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        var path = await teacher.BeginAsync("Dots");
        await SignedInAsync(site, teacher, path, async page =>
        {
            page.Dialog += (_, _) => throw new InvalidOperationException("It asked.");
            await page.Locator("#statement").FillAsync("How many?");
            await page.Locator("#release").FillAsync("2030-01-07T08:00");
            await Assertions.Expect(page.GetByLabel("At the time below")).ToBeCheckedAsync();
            await page.GetByLabel("Now", new() { Exact = true }).CheckAsync();
            Assert.Equal("", await page.Locator("#release").InputValueAsync());
            await page.Locator("#p0-answer").FillAsync("2");
            await page.GetByRole(AriaRole.Button, new() { Name = "Publish (schedule)" }).ClickAsync();
            await Assertions.Expect(page.GetByText("pupils see it now")).ToBeVisibleAsync();
        });
    }

    private Task SignedInAsync(Site site, Person who, string path, Func<IPage, Task> test, bool hasScripts = true) =>
        browser.VisitAsAsync(site, who, path, test, new Visitor { HasScripts = hasScripts });
}
