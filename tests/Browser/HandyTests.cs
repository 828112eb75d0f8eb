// What scripts add to forms and sheets: signs over an answer field, print buttons, a preview beside the form, pictures dropped into a text.
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using Microsoft.Playwright;

namespace MathsSoc.Tests.Browser;

public sealed class HandyTests(BrowserFixture browser)
{
    [Fact]
    public async Task A_sign_goes_where_the_cursor_is_and_the_toolbar_is_one_stop()
    {
        await using var site = await Society.StartAsync();
        var problem = site.AddProblem();
        await browser.VisitAsAsync(site, site.Visit(Seed.Pupil("ada")), problem.Path, async page =>
        {
            var field = page.Locator("input[name=answer]").First;
            await field.FillAsync("23");
            await field.PressAsync("ArrowLeft");
            await page.GetByRole(AriaRole.Button, new() { Name = "square root" }).First.ClickAsync();
            Assert.Equal("2√3", await field.InputValueAsync());
            await Assertions.Expect(field).ToBeFocusedAsync();
            await Assertions.Expect(page.Locator(".reading").First).ToContainTextAsync("Read as");
            await field.PressAsync("Shift+Tab");
            await page.Keyboard.PressAsync("ArrowRight");
            await page.Keyboard.PressAsync("Enter");
            Assert.Equal("2√²3", await field.InputValueAsync());
            await page.Keyboard.PressAsync("Tab");
            await Assertions.Expect(field).ToBeFocusedAsync();
            await Axe.FindsNothingAsync(page);
            await page.GetByRole(AriaRole.Button, new() { Name = "Maths keyboard" }).First.ClickAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Toolbar).First).ToBeHiddenAsync();
        }, new Visitor { Width = 360 });
    }

    [Fact]
    public async Task Every_key_of_the_maths_keyboard_is_on_the_phones_screen_and_has_a_name()
    {
        await using var site = await Society.StartAsync();
        var problem = site.AddProblem();
        await browser.VisitAsAsync(site, site.Visit(Seed.Pupil("ada")), problem.Path, async page =>
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Maths keyboard" }).First.ClickAsync();
            var keys = page.Locator(".ML__keyboard .MLK__layer").First.GetByRole(AriaRole.Button);
            await Assertions.Expect(keys.First).ToBeVisibleAsync();
            var boxes = await keys.EvaluateAllAsync<double[][]>(
                "all => all.map(it => it.getBoundingClientRect()).map(box => [box.left, box.right, box.width])");
            Assert.Equal(37, boxes.Length);
            Assert.All(boxes, box => Assert.True(box[0] >= 0 && box[1] <= 320 && box[2] >= 24, $"{box[0]} to {box[1]} px"));
            foreach (var name in new[] { "1", "fraction", "2" })
                await keys.And(page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true })).ClickAsync();
            Assert.Equal(@"\frac12", await page.Locator("math-field").EvaluateAsync<string>("it => it.value"));
            await Axe.FindsNothingAsync(page);
        }, new Visitor { Width = 320 });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_poster_has_a_button_that_prints_it_where_scripts_run(bool hasScripts)
    {
        await using var site = await Society.StartAsync();
        var problem = site.AddProblem();
        await browser.VisitAsAsync(site, site.Visit(Seed.Person("tea", Role.Teacher)), $"{problem.Path}/poster", async page =>
        {
            var button = page.Locator("button[data-print]");
            await Assertions.Expect(button).ToBeVisibleAsync(new() { Visible = hasScripts });
            if (!hasScripts) return;
            await page.EvaluateAsync("() => { window.print = () => (document.title = 'printed'); }");
            await button.ClickAsync();
            Assert.Equal("printed", await page.TitleAsync());
        }, new Visitor { HasScripts = hasScripts });
    }

    [Fact]
    public async Task Who_signs_is_typed_on_the_page_of_certificates_and_leaves_it_for_no_server()
    {
        await using var site = await Society.StartAsync();
        using (var db = site.OpenDatabase()) db.Give(db.Add(Seed.Pupil("ada")), 5, site.Now - 60);
        await browser.VisitAsAsync(site, site.Visit(Seed.Person("tea", Role.Teacher)), "/admin/certificates", async page =>
        {
            var lines = page.Locator(".certificate-foot span");
            Assert.Equal(["For the society", "For the school"], await lines.AllInnerTextsAsync());
            await page.GetByLabel("For the school: name and title").FillAsync("Dr Vane, head teacher");
            await Assertions.Expect(lines.Nth(1)).ToContainTextAsync("Dr Vane, head teacher");
            Assert.Equal(0, await page.Locator("form [data-signs], [data-signs] [name]").CountAsync());
            await Axe.FindsNothingAsync(page);
        });
    }

    [Fact]
    public async Task The_preview_stands_beside_the_form_and_follows_what_is_typed()
    {
        await using var site = await Society.StartAsync();
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        var path = await teacher.BeginAsync("Live");
        await browser.VisitAsAsync(site, teacher, path, async page =>
        {
            await page.Locator("#statement").FillAsync("What is $x^2$ here?");
            await page.Locator("#p0-answer").FillAsync("2");
            await Assertions.Expect(page.Locator("#preview .statement .katex")).ToBeVisibleAsync();
            var (form, preview) = (await page.Locator("#statement").BoundingBoxAsync(), await page.Locator("#preview").BoundingBoxAsync());
            Assert.True(preview!.X > form!.X + form.Width, "The preview is not right of the form.");
            await page.Locator("#p0-try").FillAsync("3");
            await Assertions.Expect(page.Locator("#preview .said")).ToContainTextAsync("Not right.");
            await Assertions.Expect(page.Locator("#p0-try")).ToBeFocusedAsync();
            await page.EvaluateAsync("() => scrollTo(0, 2000)");
            await Assertions.Expect(page.Locator(".bar").GetByText("Publish now")).ToBeInViewportAsync();
            await Axe.FindsNothingAsync(page);
        });
        Assert.Equal(1, site.Count("SELECT count(*) FROM challenges WHERE body = '' AND is_draft = 1"));
    }

    [Fact]
    public async Task A_picture_that_is_dropped_on_the_statement_is_sent_and_its_line_is_where_the_cursor_was()
    {
        await using var site = await Society.StartAsync();
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        var path = await teacher.BeginAsync("Dots");
        await browser.VisitAsAsync(site, teacher, path, async page =>
        {
            await page.Locator("#statement").FillAsync("Before.");
            var transfer = await page.EvaluateHandleAsync("""
                bytes => {
                  const transfer = new DataTransfer();
                  transfer.items.add(new File([new Uint8Array(bytes)], "dot.png", { type: "image/png" }));
                  return transfer;
                }
                """, Pictures.Png(8).Select(one => (int)one).ToArray());
            await page.Locator("#statement").DispatchEventAsync("drop", new { dataTransfer = transfer });
            // Without words for it, it is not taken.
            await page.Locator("dialog input").FillAsync(" ");
            await page.GetByRole(AriaRole.Button, new() { Name = "Put it in" }).ClickAsync();
            await Assertions.Expect(page.Locator("dialog")).ToContainTextAsync("please fill this in");
            await page.Locator("dialog input").FillAsync("A grey square");
            await Axe.FindsNothingAsync(page);
            await page.GetByRole(AriaRole.Button, new() { Name = "Put it in" }).ClickAsync();
            await Assertions.Expect(page.Locator("dialog")).ToHaveCountAsync(0);
            var statement = await page.Locator("#statement").InputValueAsync();
            Assert.Matches(@"^Before\.\n\n!\[A grey square\]\(upload:[0-9a-f]{64}\.png\)\n\n$", statement);
            await Assertions.Expect(page.Locator("#pictures img")).ToHaveAttributeAsync("alt", "A grey square");
            await Assertions.Expect(page.Locator("#preview img")).ToHaveAttributeAsync("alt", "A grey square");
            await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).First.ClickAsync();
            await Assertions.Expect(page.GetByText("It is saved.")).ToBeVisibleAsync();
        });
        Assert.Equal(1, site.Count("SELECT count(*) FROM challenges WHERE body LIKE 'Before.%A grey square%'"));
    }
}
