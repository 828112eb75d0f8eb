// The pages that are there from the first start, as a client without scripts sees them.
using System.Net;
using AngleSharp.Html.Parser;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class PageTests
{
    public static readonly TheoryData<string> Pages =
        ["/", "/about", "/contact", "/taking-part", "/competition-rules", "/privacy", "/accessibility"];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task HEAD_has_the_headers_of_GET_and_no_body(string path)
    {
        await using var site = await Site.StartAsync();
        using var get = await site.GetAsync(path);
        using var head = await site.SendAsync(HttpMethod.Head, path);

        Assert.Equal(HttpStatusCode.OK, get.StatusCode);
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(Headers(get), Headers(head));
        Assert.NotNull(head.Content.Headers.ContentLength);
        Assert.Equal((await get.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).LongLength,
            head.Content.Headers.ContentLength);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    [InlineData("/nothing-here")]
    [InlineData("/theme.css")]
    public async Task Every_answer_tells_the_browser_to_stay_on_this_site(string path)
    {
        await using var site = await Site.StartAsync();
        using var response = await site.GetAsync(path);
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'self';", policy);
        Assert.Contains("frame-ancestors 'none'", policy);
        Assert.DoesNotContain("unsafe", policy);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("same-origin", response.Headers.GetValues("Referrer-Policy").Single());
        Assert.True(response.Headers.Contains("Permissions-Policy"));
        Assert.False(response.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task Each_foot_leads_to_the_societys_own_pages_in_the_same_order_and_the_head_names_a_page_as_its_heading()
    {
        await using var site = await Site.StartAsync();
        site.Owner();
        var ada = site.Visit(Seed.Pupil("ada"));
        foreach (var who in new[] { new Person(site), ada })
            Assert.Equal("Contact and help, How to take part, About, Privacy, Accessibility, Feed", string.Join(", ",
                (await who.GetAsync("/privacy")).Page.QuerySelectorAll(".site-footer a").Select(link => link.TextContent)));
        foreach (var link in (await ada.GetAsync("/")).Page.QuerySelectorAll(".site-nav a").Skip(1))
        {
            var heading = (await ada.GetAsync(link.GetAttribute("href")!)).Page.QuerySelector("h1")!;
            Assert.Equal(link.TextContent.Trim(), heading.TextContent.Trim());
        }
    }

    [Fact]
    public async Task Only_a_site_whose_address_is_https_insists_on_https()
    {
        await using var site = await Site.StartAsync(("PUBLIC_URL", "https://maths.example"));
        using var response = await site.GetAsync("/");
        Assert.Equal("max-age=31536000", response.Headers.GetValues("Strict-Transport-Security").Single());
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_is_whole_and_names_nothing_that_is_not_there(string path)
    {
        await using var site = await Site.StartAsync();
        var html = await site.Client.GetStringAsync(path, TestContext.Current.CancellationToken);
        var page = new HtmlParser(new HtmlParserOptions { IsStrictMode = true }).ParseDocument(html);

        Assert.Equal("en-GB", page.DocumentElement.GetAttribute("lang"));
        Assert.Single(page.QuerySelectorAll("h1"));
        Assert.NotEmpty(page.Title!);
        Assert.Equal("#main", page.QuerySelector("body > a:first-child")!.GetAttribute("href"));
        Assert.Empty(page.QuerySelectorAll("[style], style, script:not([src])"));
        // The canonical address is for readers elsewhere, and so has the host in it.
        foreach (var element in page.QuerySelectorAll("[href], [src]").Where(one => !one.Matches("[rel=canonical]")))
        {
            var address = element.GetAttribute("href") ?? element.GetAttribute("src")!;
            if (address.StartsWith('#') || address.StartsWith("https://ico.org.uk/", StringComparison.Ordinal)) continue;
            Assert.StartsWith("/", address);
            using var response = await site.GetAsync(address);
            Assert.True(response.IsSuccessStatusCode, $"{path} names {address}: {(int)response.StatusCode}");
        }
    }

    [Fact]
    public async Task A_site_without_an_owner_says_how_to_make_one_and_a_site_with_one_does_not()
    {
        await using var site = await Site.StartAsync();
        Assert.Contains("mathsoc create-admin --login you@school",
            await site.Client.GetStringAsync("/", TestContext.Current.CancellationToken));

        site.Owner();

        var welcome = await site.Client.GetStringAsync("/", TestContext.Current.CancellationToken);
        Assert.DoesNotContain("create-admin", welcome);
        Assert.Contains(@"\frac{\pi^2}{6}", welcome);
    }

    [Fact]
    public async Task What_the_society_calls_itself_is_on_every_page_and_is_only_text()
    {
        await using var site = await Site.StartAsync();
        using (var db = site.OpenDatabase())
        {
            db.Write(sql =>
            {
                Settings.Set(sql, "society.name", "<script>Évariste & Co</script>", 1);
                Settings.Set(sql, "society.motto", "∀ε>0 ∃δ", 1);
                return 0;
            });
        }
        foreach (var path in new[] { "/", "/about", "/nothing-here" })
        {
            using var response = await site.GetAsync(path);
            var html = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.Contains("&lt;script&gt;Évariste &amp; Co&lt;/script&gt;", html);
            Assert.DoesNotContain("<script>Évariste", html);
        }
        Assert.Contains("∀ε&gt;0 ∃δ", await site.Client.GetStringAsync("/", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_new_name_is_on_the_pages_a_second_later()
    {
        await using var site = await Site.StartAsync();
        Assert.Contains("<title>Maths Society</title>", await site.Client.GetStringAsync("/", TestContext.Current.CancellationToken));
        using (var db = site.OpenDatabase())
        {
            db.Write(sql =>
            {
                Settings.Set(sql, "society.name", "Northgate Mathematics", 1);
                return 0;
            });
        }
        await Eventually.TrueAsync(async () =>
            (await site.Client.GetStringAsync("/", TestContext.Current.CancellationToken))
                .Contains("<title>Northgate Mathematics</title>", StringComparison.Ordinal), 3);
    }

    [Fact]
    public async Task Below_a_path_of_its_host_every_address_has_that_path()
    {
        await using var site = await Site.StartAsync(("PUBLIC_URL", "http://school.example/maths"));
        var page = new HtmlParser().ParseDocument(await site.Client.GetStringAsync("/maths/about", TestContext.Current.CancellationToken));
        Assert.Equal("http://school.example/maths/about", page.QuerySelector("[rel=canonical]")!.GetAttribute("href"));
        var addresses = page.QuerySelectorAll("[href]:not([rel=canonical]), [src]")
            .Select(element => element.GetAttribute("href") ?? element.GetAttribute("src")!).ToList();
        Assert.All(addresses.Where(address => !address.StartsWith('#')), address => Assert.StartsWith("/maths/", address));
        using var style = await site.GetAsync(addresses.First(address => address.EndsWith("all.css", StringComparison.Ordinal)));
        Assert.Equal(HttpStatusCode.OK, style.StatusCode);
    }

    [Fact]
    public async Task Pages_that_need_nothing_of_the_database_are_sent_without_it()
    {
        await using var site = await Site.StartAsync();
        File.Move(site.DatabasePath, site.DatabasePath + ".away");
        foreach (var path in new[]
        {
            "/about", "/contact", "/taking-part", "/competition-rules", "/privacy", "/accessibility", "/theme.css",
            "/robots.txt", "/sitemap.xml",
        })
        {
            using var response = await site.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    private static IEnumerable<string> Headers(HttpResponseMessage response) =>
        response.Headers.Concat(response.Content.Headers)
            .Where(header => header.Key is not ("Date" or "X-RateLimit-Remaining"))
            .Select(header => $"{header.Key}: {string.Join(',', header.Value)}").Order(StringComparer.Ordinal);
}
