// An article written in a browser: with a picture, refused without words for it, published; without scripts, and by the keyboard alone.
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using Microsoft.Playwright;

namespace MathsSoc.Tests.Browser;

public sealed class WritingTests(BrowserFixture browser)
{
    private static readonly FilePayload Square = new() { Name = "square.png", MimeType = "image/png", Buffer = Pictures.Png(40) };

    [Theory]
    [InlineData(true, ColorScheme.Light, 1280)]
    [InlineData(false, ColorScheme.Dark, 320)]
    public async Task An_article_is_written_with_a_picture_and_published(bool hasScripts, ColorScheme colours, int width)
    {
        await using var site = await Society.StartAsync();
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        await browser.VisitAsAsync(site, teacher, "/admin/articles", async page =>
        {
            await page.GetByLabel("Title of a new one").FillAsync("On tilings");
            await page.GetByRole(AriaRole.Button, new() { Name = "New article" }).ClickAsync();
            await page.Locator("#body").FillAsync("# Squares\n\nThey tile: $4 \\times 90 = 360$.");
            await page.Locator("#file").SetInputFilesAsync(Square);
            await page.Locator("#alt").FillAsync("Squares round a point.");
            await page.GetByRole(AriaRole.Button, new() { Name = "Send the picture" }).ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Put it at the end of the text" }).ClickAsync();
            var text = await page.Locator("#body").InputValueAsync();
            Assert.Matches(@"^# Squares\n\nThey tile: .*\n\n!\[Squares round a point\.\]\(upload:[0-9a-f]{64}\.png\)\n?$", text);
            await page.Locator("#body").FillAsync(text.Replace("Squares round a point.", "", StringComparison.Ordinal));
            await page.GetByRole(AriaRole.Button, new() { Name = "Publish now" }).ClickAsync();
            await Assertions.Expect(page.Locator("#body-error")).ToContainTextAsync("Say what the picture");
            await page.Locator("#body").FillAsync(text);
            await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).First.ClickAsync();
            await Assertions.Expect(page.Locator("#preview img")).ToHaveAttributeAsync("alt", "Squares round a point.");
            if (hasScripts) await page.Locator("#preview .katex").First.WaitForAsync();
            if (hasScripts) await Axe.FindsNothingAsync(page);
            await page.GetByRole(AriaRole.Button, new() { Name = "Publish now" }).ClickAsync();
            await Assertions.Expect(page.GetByText("readers see it now")).ToBeVisibleAsync();
        }, new Visitor { HasScripts = hasScripts, Colours = colours, Width = width });
        Assert.Equal(1, site.Count("SELECT count(*) FROM articles WHERE is_draft = 0 AND body LIKE '%![Squares round a point.]%'"));
    }

    [Theory]
    [InlineData(1440)]
    [InlineData(320)]
    public async Task A_formula_that_cannot_be_set_is_named_to_its_author(int width)
    {
        await using var site = await Society.StartAsync();
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        var path = await teacher.BeginArticleAsync("On tilings");
        await browser.VisitAsAsync(site, teacher, path, async page =>
        {
            await page.Locator("#body").FillAsync("$x^2$ and $\\notacommand$, and $$\\frac{1}{$$");
            await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).First.ClickAsync();
            var notice = page.Locator("#preview .notice");
            await Assertions.Expect(notice.GetByRole(AriaRole.Heading)).ToHaveTextAsync("Worth a look");
            await Assertions.Expect(notice.Locator("li")).ToHaveCountAsync(2);
            await Assertions.Expect(notice.Locator("li").First)
                .ToHaveTextAsync("Readers see this formula as it is typed, because it is not quite TeX: $\\notacommand$ "
                    + "(Undefined control sequence: \\notacommand)");
            await Axe.FindsNothingAsync(page);
        }, new Visitor { Width = width });
    }

    [Fact]
    public async Task The_keyboard_alone_writes_and_publishes_and_a_screen_with_room_shows_the_preview_meanwhile()
    {
        await using var site = await Society.StartAsync();
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        var visitor = new Visitor { Width = 1440 };
        await browser.VisitAsAsync(site, teacher, "/admin/articles", async page =>
        {
            var keys = new Keyboard(page, visitor);
            await keys.TypeAsync("Title of a new one", "On tilings");
            await keys.PressAsync("New article");
            await keys.TypeAsync("Summary (optional)", "Which shapes tile.");
            await keys.TypeAsync("Text (optional)", "Hexagons do.");
            await Assertions.Expect(page.Locator("#live .statement")).ToContainTextAsync("Hexagons do.");
            await keys.TickAsync("Everybody");
            await page.Keyboard.PressAsync("ArrowDown"); // within a group of radio buttons
            await keys.PressAsync("Publish now");
            Assert.Contains("readers see it now", await keys.ReadAsync(), StringComparison.Ordinal);
        }, visitor);
        Assert.Equal("members 0", site.Read("SELECT audience || ' ' || is_draft FROM articles"));
    }

    [Fact]
    public async Task The_pages_of_writers_and_of_whoever_looks_at_their_texts_have_no_fault_that_axe_finds()
    {
        await using var site = await Society.StartAsync();
        var (teacher, editor) = (site.Visit(Seed.Person("tea", Role.Teacher)), site.Visit(Seed.Person("ed", Role.Editor)));
        var path = $"/admin/articles/{site.AddArticle()}";
        await teacher.WriteAsync(path, "save", ("body", "## Second\n\nThe *second* text, with $x^2$."));
        await editor.WriteAsync(path, "save", ("body", "The third text."));
        var draft = await editor.BeginArticleAsync("December", "newsletter");
        foreach (var (who, address) in new[]
        {
            (teacher, "/admin/articles"), (teacher, path), (editor, path), (teacher, $"{path}/review"), (teacher, $"{path}/history"),
            (teacher, $"{path}/history/1"), (editor, draft), (editor, $"{draft}/delete"), (editor, $"{draft}/pdf"),
        })
            foreach (var colours in new[] { ColorScheme.Light, ColorScheme.Dark })
                await browser.VisitAsAsync(site, who, address, async page =>
                {
                    await Axe.FindsNothingAsync(page);
                    Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), address);
                }, new Visitor { Colours = colours, Width = 320, HasForcedColours = colours == ColorScheme.Light });
    }
}
