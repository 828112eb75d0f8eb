// One article's page: its head, its text, its file and its address; hostile titles and texts; and what browsers may keep.
using System.Globalization;
using System.Net;
using System.Text;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class ArticlePageTests
{
    private const string Hash = "aa0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcd";

    [Fact]
    public async Task It_shows_its_title_author_dates_summary_and_text()
    {
        await using var site = await Site.StartWithClockAsync(("PUBLIC_URL", "https://maths.example"));
        var body = $"# First\n\nSee [this](/about) and ![A knot](upload:{Hash}.png)\n\n### Deep\n\n## Second\n\nText with $x^2$.";
        var path = site.AddArticle(ArticleSeed.Published("Knots & bows", site.Now) with { Body = body, EditedAt = site.Now - 60 });
        var page = await new Person(site).GetAsync(path);
        var main = page.Page.QuerySelector("main")!;
        Assert.Equal("Knots & bows", Assert.Single(main.QuerySelectorAll("h1")).TextContent);
        Assert.StartsWith("Knots & bows · ", page.Page.Title, StringComparison.Ordinal);
        Assert.Equal("What Knots & bows is about.", main.QuerySelector(".standfirst")!.TextContent);
        Assert.Contains("By Ms Noether 10 November 2026 Updated 10 Nov", page.Text, StringComparison.Ordinal);
        var times = main.QuerySelectorAll("time").Select(one => one.GetAttribute("datetime"));
        Assert.Equal(["2026-11-10T08:00:00Z", "2026-11-10T08:59:00Z"], times);
        // From h2, and never more than one level deeper.
        var levels = main.QuerySelectorAll("h1, h2, h3, h4, h5, h6").Select(one => one.LocalName[1] - '0').ToList();
        Assert.Equal([1, 2], levels[..2]);
        Assert.All(levels.Zip(levels.Skip(1)), pair => Assert.True(pair.Second <= pair.First + 1, string.Join(' ', levels)));
        Assert.Equal($"/uploads/{Hash}.png", main.QuerySelector(".article-body img")!.GetAttribute("src"));
        Assert.NotNull(page.Page.QuerySelector("script[src*='katex']"));
        // The address stands there as text; the button waits for the script.
        Assert.Equal($"https://maths.example{path}", main.QuerySelector(".article-address")!.TextContent);
        Assert.True(main.QuerySelector("button[data-copy]")!.HasAttribute("hidden"));
        var letter = main.QuerySelector("a[href^='mailto:']")!.GetAttribute("href")!;
        Assert.Equal(
            $"mailto:?subject=Knots & bows&body=Knots & bows\r\nhttps://maths.example{path}", Uri.UnescapeDataString(letter));
        Assert.DoesNotContain("Knots & bows", letter, StringComparison.Ordinal);
        Assert.Equal("no-cache", page.Response.Headers.CacheControl!.ToString());
        // Nobody needs the typesetter for a text without formulas.
        var plain = await new Person(site).GetAsync(site.AddArticle(ArticleSeed.Published("Plain", site.Now) with { Body = "Words." }));
        Assert.Null(plain.Page.QuerySelector("script[src*='katex']"));
        Assert.DoesNotContain("Updated", plain.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_newsletters_file_is_linked_with_its_type_and_size()
    {
        await using var site = await Site.StartWithClockAsync();
        var newsletter = ArticleSeed.Published("Half term", site.Now, ArticleKind.Newsletter) with { Body = "" };
        var path = site.AddNewsletter(newsletter, Hash, 2_411_724);
        var page = await new Person(site).GetAsync(path);
        var links = page.Page.QuerySelectorAll($"a[href='/uploads/{Hash}.pdf']");
        Assert.Equal("Newsletter, November 2026 (PDF, 2.3 MB)", links[0].TextContent);
        Assert.True(Assert.Single(links, link => link != links[0]).HasAttribute("download"));
        Assert.Empty(page.Page.QuerySelectorAll("iframe, object, embed"));
        Assert.Null(page.Page.QuerySelector(".article-body"));
        Assert.Contains("PDF, 2.3 MB", (await new Person(site).GetAsync("/newsletters")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_for_members_is_marked_and_not_kept_by_browsers()
    {
        await using var site = await Site.StartWithClockAsync();
        var path = site.AddArticle(ArticleSeed.Published("For us", site.Now) with { Audience = Audience.Members });
        var ada = site.Visit(Seed.Pupil("ada"));
        foreach (var address in (string[])[path, "/articles", "/"])
        {
            var page = await ada.GetAsync(address);
            Assert.Contains("members only", page.Text, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("no-store", page.Response.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("👩‍👩‍👧 and 1+1", "👩‍👩‍👧 and 1+1")]
    [InlineData("Prizes \u202Efor all", "Prizes for all")]
    [InlineData("\u2067حساب\u2069", "حساب")]
    [InlineData("<script>alert(1)</script>\"'", "<script>alert(1)</script>\"'")]
    public async Task A_title_cannot_turn_the_page_round_or_leave_its_place(string title, string shown)
    {
        await using var site = await Site.StartWithClockAsync();
        site.Owner();
        var path = site.AddArticle(ArticleSeed.Published(title, site.Now) with { AuthorName = $"Dr {title}" });
        foreach (var address in (string[])[path, "/articles", "/"])
        {
            var page = await new Person(site).GetAsync(address);
            var html = page.Page.DocumentElement.OuterHtml;
            Assert.All("\u202A\u202B\u202D\u202E\u2066\u2067\u2068\u200F", turn => Assert.DoesNotContain(turn, html));
            Assert.Empty(page.Page.QuerySelectorAll("script:not([src])"));
            var element = address == path ? page.Page.QuerySelector("h1")! : page.Page.QuerySelector($"main a[href='{path}']")!;
            Assert.Equal((shown, "auto"), (element.TextContent, element.GetAttribute("dir")));
        }
    }

    [Fact]
    public async Task A_hostile_text_does_nothing_and_costs_little()
    {
        await using var site = await Site.StartWithClockAsync();
        var nested = new StringBuilder();
        for (var i = 0; i < 60; i++) nested.Append(' ', 2 * i).Append("- level\n");
        (string Name, string Body, bool IsRefused)[] texts =
        [
            ("script", "<script>alert(1)</script>\n\n<img src=x onerror=alert(1)>", false),
            ("addresses", "[a](javascript:alert(1)) ![b](data:image/png;base64,AAAA) [c](data:text/html,x) <javascript:alert(1)>", false),
            ("links", string.Concat(Enumerable.Repeat("[a](/b)\n", 10_000)), true),
            ("lists", nested.ToString(), true),
            ("brackets", new string('[', 50_000), true),
            ("long", new string('x', Article.MaxBody), false),
        ];
        foreach (var (name, body, isRefused) in texts)
        {
            var path = site.AddArticle(ArticleSeed.Published(name, site.Now) with { Body = body });
            var page = await new Person(site).GetAsync(path);
            Assert.Equal((name, HttpStatusCode.OK), (name, page.Status));
            var saysSo = page.Text.Contains("This text cannot be shown as it should look", StringComparison.Ordinal);
            Assert.Equal((name, isRefused), (name, saysSo));
            Assert.InRange(page.Page.DocumentElement.OuterHtml.Length, 1, 2_000_000);
            Assert.Empty(page.Page.QuerySelectorAll("script:not([src]), [onerror], a[href^='javascript'], a[href^='data'], [src^='data']"));
        }
    }

    [Fact]
    public async Task A_change_is_shown()
    {
        await using var site = await Site.StartWithClockAsync();
        var path = site.AddArticle(ArticleSeed.Published("Changing", site.Now));
        var visitor = new Person(site);
        Assert.Contains("A text with", (await visitor.GetAsync(path)).Text, StringComparison.Ordinal);
        using (var db = site.OpenDatabase())
            db.Write(sql =>
            {
                var article = Articles.Find(sql, long.Parse(path.Split('/')[^1], CultureInfo.InvariantCulture))!;
                Assert.True(Articles.Update(sql, article with { Body = "Another text." }, site.Now));
            });
        await Eventually.TrueAsync(async () =>
            (await visitor.GetAsync(path)).Text.Contains("Another text.", StringComparison.Ordinal));
    }
}
