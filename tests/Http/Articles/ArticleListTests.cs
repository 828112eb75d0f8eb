// The lists of articles and newsletters, page by page; what they say while they are empty; and the links that lead to them.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class ArticleListTests
{
    private const long Day = 86_400;

    [Fact]
    public async Task Twenty_stand_on_a_page_the_newest_first_and_any_number_of_a_page_is_harmless()
    {
        await using var site = await Site.StartWithClockAsync();
        using (var db = site.OpenDatabase())
            db.Write(sql =>
            {
                // Two of each time: the later id comes first.
                for (var i = 0; i < 45; i++)
                {
                    var article = ArticleSeed.Published($"No {i}", site.Now) with { PublishedAt = site.Now - 10_000 + i / 2 };
                    Articles.Add(sql, article, site.Now);
                }
            });
        var visitor = new Person(site);
        async Task<List<string>> Titles(string query)
        {
            var page = await visitor.GetAsync("/articles" + query);
            Assert.Equal((query, HttpStatusCode.OK), (query, page.Status));
            return [.. page.Page.QuerySelectorAll(".article-list h2").Select(title => title.TextContent)];
        }

        var all = Enumerable.Range(0, 45).Reverse().Select(i => $"No {i}").ToList();
        Assert.Equal(all[..20], await Titles(""));
        Assert.Equal(all[20..40], await Titles("?page=2"));
        Assert.Equal(all[40..], await Titles("?page=3"));
        foreach (var number in (string[])["0", "-1", "9223372036854775807", "9223372036854775808", "x", "", "1.5", "%00", "2147483647"])
            Assert.Equal(all[..20], await Titles($"?page={number}"));
        Assert.Empty(await Titles("?page=4"));
        Assert.Empty(await Titles("?page=1000"));

        var second = (await visitor.GetAsync("/articles?page=2")).Page;
        Assert.Equal("/articles", second.QuerySelector("a[rel=prev]")!.GetAttribute("href"));
        Assert.Equal("/articles?page=3", second.QuerySelector("a[rel=next]")!.GetAttribute("href"));
        Assert.Contains("Page 2 of 3", second.QuerySelector(".pages")!.TextContent, StringComparison.Ordinal);
        var beyond = await visitor.GetAsync("/articles?page=1000");
        Assert.Equal("/articles?page=3", beyond.Page.QuerySelector("a[rel=prev]")!.GetAttribute("href"));
        Assert.Null(beyond.Page.QuerySelector("a[rel=next]"));
    }

    [Fact]
    public async Task A_line_says_who_when_and_what()
    {
        await using var site = await Site.StartWithClockAsync();
        site.AddArticle(ArticleSeed.Published("Knots", site.Now));
        var page = (await new Person(site).GetAsync("/articles")).Page;
        var line = Assert.Single(page.QuerySelectorAll(".article-list li"));
        Assert.Equal("/articles/1", line.QuerySelector("h2 a")!.GetAttribute("href"));
        Assert.Equal("2026-11-10T08:00:00Z", line.QuerySelector("time")!.GetAttribute("datetime"));
        Assert.Contains("10 November 2026", line.TextContent, StringComparison.Ordinal);
        Assert.Contains("Ms Noether", line.TextContent, StringComparison.Ordinal);
        Assert.Contains("What Knots is about.", line.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Members only", line.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("A text with", page.DocumentElement.OuterHtml, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Newsletters_stand_below_their_months_in_London()
    {
        await using var site = await Site.StartWithClockAsync();
        var one = ArticleSeed.Published("One", site.Now, ArticleKind.Newsletter);
        // Half an hour before July ends in Greenwich, August has begun in London.
        var july = new DateTimeOffset(2026, 7, 31, 23, 30, 0, TimeSpan.Zero).ToUnixTimeSeconds();
        site.AddArticle(one with { Title = "Of August", PublishedAt = july });
        site.AddArticle(one with { Title = "Also of August", PublishedAt = july + 9 * Day });
        site.AddArticle(one with { Title = "Of July", PublishedAt = july - Day });
        var page = (await new Person(site).GetAsync("/newsletters")).Page;
        Assert.Equal(
            ["August 2026", "Also of August", "Of August", "July 2026", "Of July"],
            page.QuerySelectorAll("main h2, main h3").Select(heading => heading.TextContent));
    }

    [Fact]
    public async Task An_empty_list_says_what_one_can_do_instead()
    {
        await using var site = await Site.StartWithClockAsync();
        var path = site.AddArticle(ArticleSeed.Published("For us", site.Now) with { Audience = Audience.Members });
        (Person Who, string Button)[] readers =
        [
            (new Person(site), "/login?next=%2Fnewsletters"), (site.Visit(Seed.Pupil("ada")), "/challenges"),
            (site.Visit(Seed.Person("cora", Role.Coordinator)), "/challenges"),
            (site.Visit(Seed.Person("ed", Role.Editor)), "/admin/articles"),
        ];
        foreach (var (who, button) in readers)
        {
            var page = await who.GetAsync("/newsletters");
            Assert.Contains("There is no newsletter here yet.", page.Text, StringComparison.Ordinal);
            Assert.Equal(button, page.Page.QuerySelector(".empty a")!.GetAttribute("href"));
        }
        // A visitor cannot tell whether there is something for members.
        var visitor = await new Person(site).GetAsync("/articles");
        Assert.Equal("/login?next=%2Farticles", visitor.Page.QuerySelector(".empty a")!.GetAttribute("href"));
        Assert.DoesNotContain(path, visitor.Page.DocumentElement.OuterHtml, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_navigation_leads_to_a_list_once_there_is_something_in_it()
    {
        await using var site = await Site.StartWithClockAsync();
        site.Owner();
        var (visitor, ada) = (new Person(site), site.Visit(Seed.Pupil("ada")));
        async Task<string[]> Links(Person who)
        {
            var nav = (await who.GetAsync("/")).Page.QuerySelectorAll(".site-nav a").Select(link => link.GetAttribute("href")!);
            return [.. nav.Where(path => path is "/articles" or "/newsletters")];
        }

        Assert.Empty(await Links(visitor));
        var one = ArticleSeed.Published("One", site.Now);
        site.AddArticle(one with { IsDraft = true });
        site.AddArticle(one with { PublishedAt = site.Now + Day });
        site.AddArticle(one with { UnlistedAt = site.Now });
        site.AddArticle(one with { ArchivedAt = site.Now });
        site.AddArticle(one with { Audience = Audience.Members });
        await Eventually.TrueAsync(async () => (await Links(ada)).SequenceEqual(["/articles"]));
        Assert.Empty(await Links(visitor));
        site.AddArticle(one with { Kind = ArticleKind.Newsletter });
        await Eventually.TrueAsync(async () => (await Links(visitor)).SequenceEqual(["/newsletters"]));
        site.AddArticle(one);
        await Eventually.TrueAsync(async () => (await Links(visitor)).SequenceEqual(["/articles"]));
        Assert.Equal(["/articles"], await Links(ada));
        // Both lists and what is in them are at that link.
        foreach (var path in new[] { "/articles", "/newsletters", "/newsletters/6" })
            Assert.Equal("/articles", (await visitor.GetAsync(path)).Page.QuerySelector(".site-nav [aria-current]")!.GetAttribute("href"));
    }

    [Fact]
    public async Task The_home_page_has_the_three_newest_of_both_kinds()
    {
        await using var site = await Site.StartWithClockAsync();
        site.Owner();
        var visitor = new Person(site);
        Assert.Null((await visitor.GetAsync("/")).Page.QuerySelector("#reading"));
        for (var i = 0; i < 5; i++)
        {
            var kind = i % 2 == 0 ? ArticleKind.Article : ArticleKind.Newsletter;
            site.AddArticle(ArticleSeed.Published($"No {i}", site.Now, kind) with { PublishedAt = site.Now - 1000 + i });
        }
        await Eventually.TrueAsync(async () => (await visitor.GetAsync("/")).Page.QuerySelector("#reading") is not null);
        foreach (var who in (Person[])[visitor, site.Visit(Seed.Pupil("ada")), site.Visit(Seed.Person("tea", Role.Teacher))])
            Assert.Equal(
                ["/articles/5", "/newsletters/4", "/articles/3", "/articles", "/newsletters"],
                (await who.GetAsync("/")).Page.QuerySelectorAll("#reading a").Select(link => link.GetAttribute("href")));
    }
}
