// Reading articles: on a phone, in the dark, on paper, without scripts; copying the address; and what a first visit costs.
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using Microsoft.Playwright;

namespace MathsSoc.Tests.Browser;

public sealed class ReadingTests(BrowserFixture browser)
{
    private const string Body = """
        The hands of a clock lie together at noon. How often in a day?

        ## Turns gained

        In twelve hours the long hand gains $12-1$ turns, so they meet every

        $$\frac{12}{11}\text{ h}\approx 65\text{ min }27\text{ s}$$

        | hour | meeting |
        |---:|---|
        | 1 | 1:05:27 |
        | 2 | 2:10:55 |

        > Count turns gained, never hours.

        - One item with averyveryveryveryveryveryveryveryveryveryverylongwordthatnobodywouldeverwrite
        - Another

        ### Deeper

        `code` and **bold** and [a link](/about).
        """;

    public static TheoryData<Visitor> Visitors =>
    [
        new Visitor { Width = 320 },
        new Visitor { Width = 360, Colours = ColorScheme.Dark },
        new Visitor { Width = 1440 },
        new Visitor { Width = 1280, HasForcedColours = true },
    ];

    private static (string Article, string Newsletter, string Words) Fill(Site site)
    {
        var article = site.AddArticle(ArticleSeed.Published("Twenty-four is wrong", site.Now) with { Body = Body, EditedAt = site.Now });
        var words = site.AddArticle(ArticleSeed.Published("Words alone", site.Now) with { Body = "A text without formulas.\n\nTwice." });
        site.AddArticle(ArticleSeed.Published("For us", site.Now) with { Audience = Audience.Members });
        var hash = new string('a', 64);
        return (article, site.AddNewsletter(ArticleSeed.Published("November", site.Now, ArticleKind.Newsletter), hash, 2_400_000), words);
    }

    [Theory]
    [MemberData(nameof(Visitors))]
    public async Task Every_page_can_be_read_by_everybody(Visitor visitor)
    {
        await using var site = await Society.StartAsync();
        var (article, newsletter, _) = Fill(site);
        var member = site.Visit(Seed.Pupil("ada"));
        string[] ofVisitors = ["/", "/articles", "/newsletters", article, newsletter, "/search", "/search?q=zz"];
        string[] ofMembers = ["/", "/articles", article, "/newsletters?page=9", "/search?q=twen"];
        await browser.VisitAsync(site, "/", page => LookAsync(page, ofVisitors), visitor);
        await browser.VisitAsAsync(site, member, "/", page => LookAsync(page, ofMembers), visitor);
    }

    private static async Task LookAsync(IPage page, string[] paths)
    {
        foreach (var path in paths)
        {
            Assert.Equal((path, 200), (path, (await page.GotoAsync(path))!.Status));
            await Axe.FindsNothingAsync(page);
            Assert.Equal((path, true), (path, await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth")));
        }
    }

    [Fact]
    public async Task Without_scripts_the_text_and_the_address_are_there_and_no_button()
    {
        await using var site = await Society.StartAsync();
        var (article, _, _) = Fill(site);
        await browser.VisitAsync(site, article, async page =>
        {
            Assert.True(await page.GetByText("Count turns gained, never hours.").IsVisibleAsync());
            Assert.True(await page.GetByText(new Uri(site.Address, article).ToString(), new() { Exact = true }).IsVisibleAsync());
            Assert.False(await page.Locator("button[data-copy]").IsVisibleAsync());
        }, new Visitor { Width = 360, HasScripts = false });
    }

    [Fact]
    public async Task The_address_is_copied()
    {
        await using var site = await Society.StartAsync();
        var (article, _, _) = Fill(site);
        await browser.VisitAsync(site, article, async page =>
        {
            await page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
            await page.GetByRole(AriaRole.Button, new() { Name = "Copy link" }).ClickAsync();
            await page.GetByText("The link is copied.").WaitForAsync();
            Assert.Equal(new Uri(site.Address, article).ToString(), await page.EvaluateAsync<string>("navigator.clipboard.readText()"));
        });
    }

    [Fact]
    public async Task On_paper_it_is_the_text_and_its_address_on_one_sheet()
    {
        await using var site = await Society.StartAsync();
        var (article, _, _) = Fill(site);
        await browser.VisitAsync(site, article, async page =>
        {
            var pdf = await page.PdfAsync(new PagePdfOptions { Format = "A4", PreferCSSPageSize = true });
            Assert.Equal(1, System.Text.Encoding.Latin1.GetString(pdf).Split("/Type /Page\n").Length - 1);
            await page.EmulateMediaAsync(new() { Media = Media.Print });
            foreach (var shown in (string[])["h1", ".byline", ".article-body", ".article-address"])
                Assert.True(await page.Locator($"main {shown}").IsVisibleAsync(), shown);
            foreach (var hidden in (string[])[".site-nav", ".site-member", "main button", "a[href^='mailto:']", ".article-after"])
                Assert.False(await page.Locator(hidden).First.IsVisibleAsync(), hidden);
        });
    }

    [Theory]
    [InlineData("/articles", 60)]
    [InlineData("words", 60)]
    public async Task A_first_visit_without_formulas_is_small(string path, int kilobytes)
    {
        await using var site = await Society.StartAsync();
        var (_, _, words) = Fill(site);
        await browser.VisitAsync(site, path == "words" ? words : path, page => Wire.FirstVisitAsync(page, path, kilobytes));
    }
}
