// Every page under axe's rules, by keyboard alone, on the narrowest screen, and without the features that some people switch off.
using MathsSoc.Tests.Support;
using Microsoft.Playwright;

namespace MathsSoc.Tests.Browser;

public sealed class AccessibilityTests(BrowserFixture browser)
{
    public static readonly TheoryData<Visitor> Visitors =
    [
        new Visitor(),
        new Visitor { Colours = ColorScheme.Dark },
        new Visitor { Width = 360 },
        new Visitor { HasForcedColours = true },
    ];

    [Theory]
    [MemberData(nameof(Visitors))]
    public async Task Axe_finds_nothing_on_any_page(Visitor visitor)
    {
        await using var site = await Society.StartAsync();
        foreach (var path in Society.Pages) await browser.VisitAsync(site, path, Axe.FindsNothingAsync, visitor);
    }

    [Theory]
    [InlineData("#c8102e")]
    [InlineData("#ff8c00")]
    public async Task Axe_finds_nothing_whatever_the_accent(string accent)
    {
        await using var site = await Society.StartAsync(accent);
        foreach (var colours in new[] { ColorScheme.Light, ColorScheme.Dark })
            await browser.VisitAsync(site, "/", Axe.FindsNothingAsync, new Visitor { Colours = colours });
    }

    [Fact]
    public async Task Axe_finds_nothing_on_a_site_without_an_owner()
    {
        await using var site = await Site.StartAsync();
        await browser.VisitAsync(site, "/", Axe.FindsNothingAsync);
        await browser.VisitAsync(site, "/", Axe.FindsNothingAsync, new Visitor { Width = 360, Colours = ColorScheme.Dark });
    }

    [Fact]
    public async Task The_first_stop_of_the_keyboard_leads_past_the_navigation()
    {
        await using var site = await Society.StartAsync();
        foreach (var path in Society.Pages)
        {
            await browser.VisitAsync(site, path, async page =>
            {
                await page.Keyboard.PressAsync("Tab");
                var skip = page.Locator(":focus");
                Assert.Equal("Skip to the content", await skip.InnerTextAsync());
                var box = (await skip.BoundingBoxAsync())!;
                Assert.True(box.X >= 0 && box.Y >= 0 && box.Height >= 24, $"the skip link is at {box.X}, {box.Y} and {box.Height} px high");
                await page.Keyboard.PressAsync("Enter");
                Assert.Equal("main", await page.EvaluateAsync<string>("document.activeElement.id"));
            });
        }
    }

    [Fact]
    public async Task Wherever_the_keyboard_stops_there_is_a_ring_to_be_seen_and_room_to_tap()
    {
        await using var site = await Society.StartAsync();
        foreach (var path in Society.Pages)
        {
            await browser.VisitAsync(site, path, async page =>
            {
                var stops = 0;
                for (; stops < 50; stops++)
                {
                    await page.Keyboard.PressAsync("Tab");
                    if (await page.EvaluateAsync<bool>("[document.body, document.documentElement].includes(document.activeElement)")) break;
                    var seen = await page.EvaluateAsync<string>("""
                        (() => {
                          const it = document.activeElement, style = getComputedStyle(it), box = it.getBoundingClientRect();
                          const isInText = style.display === "inline";
                          if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) return "no ring on " + it.outerHTML;
                          if (box.bottom <= 0 || box.top >= innerHeight || box.width === 0) return "out of sight: " + it.outerHTML;
                          if (!isInText && box.height < 24) return `${box.height} px high: ` + it.outerHTML;
                          return "";
                        })()
                        """);
                    Assert.Equal("", seen);
                }
                Assert.InRange(stops, 5, 49);
            });
        }
    }

    [Fact]
    public async Task Nothing_is_read_sideways_from_320_pixels_up()
    {
        await using var site = await Society.StartAsync();
        foreach (var path in Society.Pages)
        {
            await browser.VisitAsync(site, path, async page =>
            {
                foreach (var width in new[] { 320, 360, 768, 1024, 1920 })
                {
                    await page.SetViewportSizeAsync(width, 800);
                    Assert.Equal((path, width), (path, await page.EvaluateAsync<int>("document.scrollingElement.scrollWidth")));
                }
            });
        }
    }

    [Fact]
    public async Task Without_scripts_every_page_can_be_read_and_the_TeX_stands_where_the_formula_would()
    {
        await using var site = await Society.StartAsync();
        await browser.VisitAsync(site, "/", async page =>
        {
            Assert.Contains(@"\frac{\pi^2}{6}", await page.Locator("main").InnerTextAsync());
            await page.GetByRole(AriaRole.Link, new() { Name = "About", Exact = true }).First.ClickAsync();
            Assert.Equal("About the society", await page.Locator("h1").InnerTextAsync());
            await page.GetByRole(AriaRole.Link, new() { Name = "Privacy" }).Last.ClickAsync();
            Assert.Equal("Privacy", await page.Locator("h1").InnerTextAsync());
        }, new Visitor { HasScripts = false });
    }

    [Fact]
    public async Task Nothing_moves_for_somebody_who_asked_for_stillness()
    {
        await using var site = await Society.StartAsync();
        const string Moving = "document.getAnimations().length";
        await browser.VisitAsync(site, "/", async page => Assert.Equal(0, await page.EvaluateAsync<int>(Moving)));
        await browser.VisitAsync(site, "/",
            async page => Assert.NotEqual(0, await page.EvaluateAsync<int>(Moving)),
            new Visitor { WantsStillness = false });
    }

    [Fact]
    public async Task Paper_gets_the_text_in_black_without_the_navigation()
    {
        await using var site = await Society.StartAsync();
        await browser.VisitAsync(site, "/privacy", async page =>
        {
            await page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print, ColorScheme = ColorScheme.Light });
            Assert.False(await page.Locator(".site-nav").IsVisibleAsync());
            Assert.Equal("rgb(0, 0, 0)", await page.EvaluateAsync<string>("getComputedStyle(document.querySelector('.entry p')).color"));
        }, new Visitor { Colours = ColorScheme.Dark });
    }
}
