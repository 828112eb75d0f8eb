// TeX in a page becomes a formula that can be seen, read aloud and copied; text that only looks like TeX stays text.
using System.Text.Json;
using MathsSoc.Pages;
using MathsSoc.Tests.Support;
using Microsoft.Playwright;

namespace MathsSoc.Tests.Browser;

public sealed class MathsTests(BrowserFixture browser)
{
    [Fact]
    public async Task The_front_page_shows_its_formula_in_its_own_type()
    {
        await using var site = await Society.StartAsync();
        await browser.VisitAsync(site, "/", async page =>
        {
            Assert.Equal(1, await page.Locator("main .maths-display .katex").CountAsync());
            Assert.Equal(1, await page.Locator("main p .maths .katex").CountAsync());
            Assert.Equal(2, await page.Locator("main .katex-mathml math").CountAsync());
            Assert.DoesNotContain("$", await page.Locator("main").InnerTextAsync());
            Assert.Equal(0, await page.Locator(".katex-error").CountAsync());
            Assert.True(await page.EvaluateAsync<bool>(
                "document.fonts.check('16px KaTeX_Main') && document.fonts.check('italic 16px KaTeX_Math')"));
        });
    }

    [Fact]
    public async Task A_page_without_formulas_does_not_fetch_the_typesetter()
    {
        await using var site = await Society.StartAsync();
        foreach (var path in new[] { "/about", "/privacy", "/accessibility", "/nothing-here" })
            await browser.VisitAsync(site, path, async page => Assert.Equal(0, await page.Locator("script").CountAsync()));
    }

    private static readonly (string Text, int Inline, int Display, string Left)[] Dollars =
    [
        ("$x^2$", 1, 0, ""),
        ("a $x$ b $$y$$ c", 1, 1, "a b c"),
        ("tickets cost $5 and $6", 0, 0, "tickets cost $5 and $6"),
        (@"it costs \$5, and $x$ is left", 1, 0, "it costs $5, and is left"),
        (@"$\$5$", 1, 0, ""),
        ("one $ alone", 0, 0, "one $ alone"),
        ("$ x $", 0, 0, "$ x $"),
        ("$$\nx\n$$", 0, 1, ""),
        ("$x\ny$", 0, 0, "$x y$"),
        (@"$\notacommand$", 0, 0, @"$\notacommand$"),
        (@"$\frac{1}$", 0, 0, @"$\frac{1}$"),
        (@"$\href{javascript:alert(1)}{x}$", 1, 0, ""),
        ("$<b>$", 1, 0, ""),
    ];

    [Fact]
    public async Task Dollars_around_TeX_are_a_formula_and_other_dollars_are_money()
    {
        await using var site = await Society.StartAsync();
        await browser.VisitAsync(site, "/", async page =>
        {
            foreach (var (text, inline, display, left) in Dollars)
            {
                var seen = await RenderAsync(page, text);
                Assert.Equal((text, inline, display, left),
                    (text, seen.GetProperty("inline").GetInt32(), seen.GetProperty("display").GetInt32(),
                        seen.GetProperty("left").GetString()!));
                Assert.Equal(0, seen.GetProperty("links").GetInt32());
            }
        });
    }

    [Fact]
    public async Task What_never_ends_is_given_up()
    {
        await using var site = await Society.StartAsync();
        await browser.VisitAsync(site, "/", async page =>
        {
            foreach (var text in new[] { @"$\def\x{\x\x}\x$", "$" + new string('x', 5000) + "$" })
                Assert.Equal(text, (await RenderAsync(page, text)).GetProperty("left").GetString());
        });
    }

    [Fact]
    public async Task A_formula_wider_than_the_screen_scrolls_in_its_own_place_with_the_keyboard()
    {
        await using var site = await Society.StartAsync();
        await browser.VisitAsync(site, "/", async page =>
        {
            await RenderAsync(page, "$$" + string.Join('+', Enumerable.Range(1, 60).Select(n => $"x_{{{n}}}")) + "$$");
            var wide = page.Locator("#probe .maths-display");
            Assert.Equal("0", await wide.GetAttributeAsync("tabindex"));
            Assert.Contains("scroll", await wide.GetAttributeAsync("aria-label"));
            Assert.Equal(360, await page.EvaluateAsync<int>("document.scrollingElement.scrollWidth"));
            await wide.FocusAsync();
            await page.Keyboard.PressAsync("ArrowRight");
            await Eventually.TrueAsync(async () => await wide.EvaluateAsync<double>("it => it.scrollLeft") > 0);
        }, new Visitor { Width = 360 });
    }

    [Fact]
    public async Task TeX_in_code_stays_as_it_was_typed()
    {
        await using var site = await Society.StartAsync();
        await browser.VisitAsync(site, "/", async page =>
        {
            await page.EvaluateAsync("""
                async url => {
                  const probe = document.createElement("div");
                  probe.id = "probe";
                  probe.append(Object.assign(document.createElement("code"), { textContent: "$x$" }));
                  document.querySelector("main").append(probe);
                  (await import(url)).render(probe);
                }
                """, AssetPack.Current.Url("js/maths.js"));
            Assert.Equal("$x$", await page.Locator("#probe code").InnerTextAsync());
        });
    }

    /// <summary>Puts text on the page as the server would, and typesets it.</summary>
    private static async Task<JsonElement> RenderAsync(IPage page, string text) => await page.EvaluateAsync<JsonElement>("""
        async ([url, text]) => {
          document.querySelector("#probe")?.remove();
          const probe = document.createElement("div");
          probe.id = "probe";
          probe.textContent = text;
          document.querySelector("main").append(probe);
          (await import(url)).render(probe);
          const count = selector => probe.querySelectorAll(selector).length;
          const result = { inline: count(".maths"), display: count(".maths-display"), links: count("a") };
          const bare = probe.cloneNode(true);
          bare.querySelectorAll(".maths, .maths-display").forEach(one => one.remove());
          return { ...result, left: bare.textContent.replace(/\s+/g, " ").trim() };
        }
        """, new[] { AssetPack.Current.Url("js/maths.js"), text });
}
