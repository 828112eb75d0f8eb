// What search engines and messengers are given: the head of each page, robots.txt and sitemap.xml, and nothing that is for members.
using System.Net;
using System.Xml.Linq;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class SearchEngineTests
{
    private static readonly string[] Public =
        ["/", "/about", "/contact", "/taking-part", "/competition-rules", "/privacy", "/accessibility"];

    private static string? Meta(PageResponse page, string name) =>
        page.Page.QuerySelector($"meta[name='{name}'], meta[property='{name}']")?.GetAttribute("content");

    private static bool HasHead(PageResponse page) =>
        page.Page.QuerySelector("link[rel=canonical], meta[name=description], meta[property^='og:']") is not null;

    private static async Task LetInAsync(Site site)
    {
        using (var db = site.OpenDatabase())
        {
            db.Set("site.no_search", "0", 1);
            db.Set("society.name", "Hill & Dale Maths", 1);
            db.Set("society.motto", "Make haste “slowly”", 1);
        }
        await Eventually.TrueAsync(async () => Meta(await new Person(site).GetAsync("/"), "robots") is null, 3);
    }

    [Fact]
    public async Task A_public_page_says_what_it_is_and_where()
    {
        await using var site = await Site.StartAsync(("PUBLIC_URL", "https://maths.example/club"));
        site.Owner();
        await LetInAsync(site);
        var visitor = new Person(site);
        foreach (var path in Public)
        {
            var page = await visitor.GetAsync($"{path}?from=elsewhere");
            var address = $"https://maths.example/club{path}";
            Assert.Equal(address, page.Page.QuerySelector("link[rel=canonical]")!.GetAttribute("href"));
            Assert.Equal(address, Meta(page, "og:url"));
            Assert.Equal("website", Meta(page, "og:type"));
            Assert.Equal("Hill & Dale Maths", Meta(page, "og:site_name"));
            Assert.Equal(path == "/" ? "Hill & Dale Maths" : page.Page.Title!.Split(" · ")[0], Meta(page, "og:title"));
            Assert.InRange(Meta(page, "description")!.Length, 10, 160);
            Assert.Equal(Meta(page, "description"), Meta(page, "og:description"));
            Assert.Null(Meta(page, "robots"));
            Assert.False(page.Response.Headers.Contains("X-Robots-Tag"));
            Assert.Null(Meta(page, "og:image"));
        }
        Assert.Equal("Make haste “slowly”", Meta(await visitor.GetAsync("/"), "description"));
        Assert.StartsWith("A place for problems", Meta(await visitor.GetAsync("/about"), "description"), StringComparison.Ordinal);
        // One page has one address, however it is written.
        Assert.Equal("https://maths.example/club/about",
            (await visitor.GetAsync("/About/")).Page.QuerySelector("link[rel=canonical]")!.GetAttribute("href"));
    }

    [Fact]
    public async Task The_crest_is_the_picture_and_a_site_without_an_address_uses_the_requests()
    {
        await using var site = await Site.StartAsync();
        site.Owner();
        using (var db = site.OpenDatabase())
            db.Write(sql => Crests.Set(sql, new Crest(new string('a', 64), "image/png", Pictures.Png(8)), 1));
        var about = await new Person(site).GetAsync("/about");
        var root = site.Address.GetLeftPart(UriPartial.Authority);
        Assert.Equal($"{root}/crest/{new string('a', 64)}", Meta(about, "og:image"));
        Assert.Equal($"{root}/about", Meta(about, "og:url"));
        using var picture = await site.GetAsync(new Uri(Meta(about, "og:image")!).AbsolutePath);
        Assert.Equal(HttpStatusCode.OK, picture.StatusCode);
    }

    [Fact]
    public async Task A_members_page_an_error_and_a_form_say_nothing_and_are_not_to_be_listed()
    {
        await using var site = await Site.StartAsync(("RATELIMIT_ENABLED", "false"));
        var problem = site.AddProblem(one => one with { Title = "Goat and Shed", Body = "A goat is tethered." });
        site.AddProblem(one => one with { Title = "Not yet", IsDraft = true });
        await LetInAsync(site);
        var (pupil, head) = (site.Visit(Seed.Pupil("ada")), site.Visit(Seed.Person("head", Role.Owner)));
        foreach (var (who, path) in new[]
        {
            (pupil, "/"), (pupil, "/challenges"), (pupil, problem.Path), (pupil, "/leaderboard"), (pupil, "/account"),
            (head, "/"), (head, "/admin"), (head, "/admin/pages"), (head, "/admin/pages/contact"), (head, "/admin/challenges"),
            (new Person(site), "/nothing-here"), (new Person(site), "/login"), (new Person(site), "/join"),
            (new Person(site), problem.Path),
        })
        {
            var page = await who.GetAsync(path);
            Assert.False(HasHead(page), path);
            Assert.Equal("noindex", Meta(page, "robots"));
        }
        // The home page shows this week's problem to visitors; what is sent on is about the society alone.
        var home = (await new Person(site).GetAsync("/")).Page.Head!.InnerHtml;
        Assert.DoesNotContain("goat", home, StringComparison.OrdinalIgnoreCase);
        // A page that everybody reads is the same page for a member.
        Assert.True(HasHead(await pupil.GetAsync("/about")));
    }

    [Fact]
    public async Task By_default_search_engines_are_asked_to_stay_away()
    {
        await using var site = await Site.StartAsync();
        Assert.Contains("\nDisallow: /\n", await site.Client.GetStringAsync("/robots.txt", TestContext.Current.CancellationToken));
        foreach (var path in Public)
        {
            var page = await new Person(site).GetAsync(path);
            Assert.Equal("noindex", Meta(page, "robots"));
            Assert.Equal("noindex", page.Response.Headers.GetValues("X-Robots-Tag").Single());
        }
        // What a shared link shows is another matter.
        Assert.NotNull(Meta(await new Person(site).GetAsync("/about"), "og:title"));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("https://maths.example", "")]
    [InlineData("https://maths.example/club", "/club")]
    public async Task Robots_may_read_what_visitors_read_and_nothing_else(string publicUrl, string root)
    {
        await using var site = await Site.StartAsync(publicUrl.Length > 0 ? [("PUBLIC_URL", publicUrl)] : []);
        await LetInAsync(site);
        var lines = (await site.Client.GetStringAsync("/robots.txt", TestContext.Current.CancellationToken)).Split('\n');
        const string Allow = "Allow: ";
        bool May(string path) => lines.Where(line => line.StartsWith(Allow, StringComparison.Ordinal)).Select(line => line[Allow.Length..])
            .Any(open => open.EndsWith('$') ? root + path == open[..^1] : (root + path).StartsWith(open, StringComparison.Ordinal));
        Assert.Contains("Disallow: /", lines);
        var page = await new Person(site).GetAsync("/about");
        foreach (var path in Public) Assert.True(May(path), path);
        foreach (var part in page.Page.QuerySelectorAll("link[rel=stylesheet], link[rel=icon]"))
            Assert.True(May(part.GetAttribute("href")![root.Length..]), part.OuterHtml);
        foreach (var path in new[]
        {
            "/login", "/join", "/reset", "/setup", "/account", "/admin", "/challenges", "/challenges/1", "/leaderboard", "/scores/1",
            "/wall", "/metrics", "/healthz",
        })
            Assert.False(May(path), path);
        var address = publicUrl.Length > 0 ? publicUrl : site.Address.GetLeftPart(UriPartial.Authority);
        Assert.Contains($"Sitemap: {address}/sitemap.xml", lines);
    }

    [Fact]
    public async Task The_sitemap_lists_the_public_pages_whole_and_when_they_changed()
    {
        await using var site = await Site.StartWithClockAsync(("PUBLIC_URL", "https://maths.example"));
        var problem = site.AddProblem();
        await site.Visit(Seed.Person("tea", Role.Teacher)).PostAsync("/admin/pages/contact", ("version", "0"), ("body", "Ask us."));
        var article = new Article
        {
            Kind = ArticleKind.Article, Title = "On tilings", Body = "Text", IsDraft = false, PublishedAt = site.Now - 60,
        };
        using var db = site.OpenDatabase();
        var id = db.Write(sql => Articles.Add(sql, article, site.Now));
        foreach (var hidden in new[] { article with { IsDraft = true }, article with { Audience = Audience.Members },
            article with { PublishedAt = site.Now + 60 }, article with { UnlistedAt = site.Now } })
            db.Write(sql => Articles.Add(sql, hidden, site.Now));
        var sitemap = XDocument.Parse(await site.Client.GetStringAsync("/sitemap.xml", TestContext.Current.CancellationToken));
        XNamespace schema = "http://www.sitemaps.org/schemas/sitemap/0.9";
        Assert.Equal(schema + "urlset", sitemap.Root!.Name);
        var entries = sitemap.Root.Elements(schema + "url")
            .ToDictionary(url => url.Element(schema + "loc")!.Value, url => url.Element(schema + "lastmod")?.Value);
        Assert.Equal(
            Public.Append("/articles").Append($"/articles/{id}").Select(path => $"https://maths.example{path}")
                .Order(StringComparer.Ordinal),
            entries.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(SchoolTime.Machine(site.Now), entries["https://maths.example/contact"]);
        Assert.Null(entries["https://maths.example/about"]);
        Assert.DoesNotContain(problem.Path, sitemap.ToString(), StringComparison.Ordinal);
        foreach (var address in entries.Keys)
            Assert.Equal(HttpStatusCode.OK, (await new Person(site).GetAsync(new Uri(address).AbsolutePath)).Status);
    }

    [Theory]
    [InlineData("/robots.txt")]
    [InlineData("/sitemap.xml")]
    public async Task Both_are_kept_for_minutes_asked_for_again_cheaply_and_counted_as_pages(string path)
    {
        await using var site = await Site.StartAsync(("RATELIMIT_PAGES", "3 per minute"));
        using var first = await site.GetAsync(path);
        Assert.Equal("public, max-age=300", first.Headers.CacheControl!.ToString());
        Assert.Equal("3", first.Headers.GetValues("X-RateLimit-Limit").Single());
        using var again = await site.GetAsync(path, ("If-None-Match", first.Headers.ETag!.ToString()));
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Empty(await again.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        using var head = await site.SendAsync(HttpMethod.Head, path);
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(first.Content.Headers.ContentLength, head.Content.Headers.ContentLength);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await site.GetAsync("/about")).StatusCode);
    }
}
