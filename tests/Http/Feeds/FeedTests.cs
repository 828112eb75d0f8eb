// The feed over HTTP: what is in it and in which order, how it is kept up to date, and how a reader finds it.
using System.Net;
using System.ServiceModel.Syndication;
using System.Xml;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class FeedTests
{
    private const long Hour = 3600, Day = 24 * Hour;

    private static async Task<SyndicationFeed> ReadAsync(Site site)
    {
        var response = await site.GetAsync("/feed.xml");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return SyndicationFeed.Load(XmlReader.Create(await response.Content.ReadAsStreamAsync()));
    }

    private static async Task<IEnumerable<string>> TitlesAsync(Site site) => (await ReadAsync(site)).Items.Select(item => item.Title.Text);

    private static long AddArticle(Site site, Func<Article, Article>? with = null)
    {
        using var db = site.OpenDatabase();
        return db.Write(sql => Articles.Add(sql, (with ?? (one => one))(new Article
        {
            Kind = ArticleKind.Article, Title = "On tilings", Summary = "Which tiles fit.", Body = "Squares do.", AuthorName = "Noor",
            IsDraft = false, PublishedAt = site.Now - Hour,
        }), site.Now));
    }

    [Fact]
    public async Task The_newest_of_all_kinds_come_first_and_thirty_are_enough()
    {
        await using var site = await Site.StartWithClockAsync();
        site.AddProblem(one => (one with { KeyStage = "KS3" }).ReleasedOn(site.Now - 2 * Hour, null, null));
        AddArticle(site);
        site.AddProblem(one => (one with { Title = "Cubes" }).ReleasedOn(site.Now + Hour, null, null));
        Assert.Equal(["On tilings", "New challenge: Handshakes (KS3)"], await TitlesAsync(site));
        site.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal("New challenge: Cubes", (await TitlesAsync(site)).First());
        for (var i = 0; i < 30; i++) AddArticle(site, one => one with { Title = $"Number {i}" });
        Assert.Equal(30, (await TitlesAsync(site)).Count());
    }

    [Fact]
    public async Task An_article_is_there_in_full_for_a_reader_that_is_elsewhere()
    {
        await using var site = await Site.StartAsync(("PUBLIC_URL", "https://maths.example/club"));
        var id = AddArticle(site, one => one with
        {
            Body = "See [the list](/challenges), $\\frac12$ and ![a square](upload:" + new string('0', 64) + ".png).\n\n$$x$$",
            FeedId = "tag:old.example,2026-11-10:article/1",
        });
        var item = Assert.Single((await ReadAsync(site)).Items);
        Assert.Equal(("tag:old.example,2026-11-10:article/1", $"https://maths.example/club/articles/{id}", "Noor"),
            (item.Id, item.Links.Single().Uri.ToString(), item.Authors.Single().Name));
        Assert.Equal(
            "<p>See <a href=\"https://maths.example/club/challenges\">the list</a>, <span class=\"tex\"><code>$\\frac12$</code></span> "
            + "and a square.</p>\n<div class=\"formula\"><code>$$x$$</code></div>\n",
            ((TextSyndicationContent)item.Content).Text);
    }

    [Fact]
    public async Task A_newsletter_on_paper_has_its_summary_and_its_file()
    {
        await using var site = await Site.StartAsync();
        var hash = new string('a', 64);
        var owner = UploadOwner.Challenge(site.AddProblem(one => one with { IsDraft = true }).Id);
        using (var db = site.OpenDatabase())
            db.Write(sql => Uploads.Add(sql, owner, new Upload(hash, "application/pdf", 12_345, ""), null, site.Now));
        AddArticle(site, one => one with { Kind = ArticleKind.Newsletter, Title = "December", Body = "", PdfHash = hash });
        var item = Assert.Single((await ReadAsync(site)).Items);
        var file = item.Links.Single(link => link.RelationshipType == "enclosure");
        Assert.Equal(("Which tiles fit.", null, 12_345L), (item.Summary.Text, item.Content, file.Length));
        Assert.EndsWith($"/uploads/{hash}.pdf", file.Uri.ToString(), StringComparison.Ordinal);
        Assert.Contains("/newsletters/", item.Links.Single(link => link.RelationshipType == "alternate").Uri.ToString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_of_the_text_shows_and_only_an_edit_moves_the_time()
    {
        await using var site = await Site.StartWithClockAsync();
        var id = AddArticle(site);
        async Task<(string Text, long Updated)> Entry()
        {
            var item = Assert.Single((await ReadAsync(site)).Items);
            return (((TextSyndicationContent)item.Content).Text, item.LastUpdatedTime.ToUnixTimeSeconds());
        }
        void Change(Func<Article, Article> with)
        {
            using var db = site.OpenDatabase();
            Assert.True(db.Write(sql => Articles.Update(sql, with(Articles.Find(sql, id)!), site.Now)));
        }
        var first = await Entry();
        Assert.Equal(site.Now - Hour, first.Updated);
        site.Clock.Advance(TimeSpan.FromMinutes(5));
        Change(one => one with { Body = "Squares do, a slip." });
        Assert.Equal(("<p>Squares do, a slip.</p>\n", first.Updated), await Entry());
        Change(one => one with { Body = "Hexagons too.", EditedAt = site.Now });
        Assert.Equal(("<p>Hexagons too.</p>\n", site.Now), await Entry());
    }

    [Fact]
    public async Task Ids_are_the_same_from_every_address_of_the_site()
    {
        await using var site = await Site.StartAsync();
        site.AddProblem();
        AddArticle(site);
        using var there = await (await site.GetAsync("/feed.xml", ("Host", "other.example"))).Content.ReadAsStreamAsync();
        var other = SyndicationFeed.Load(XmlReader.Create(there));
        var here = await ReadAsync(site);
        Assert.Contains("other.example", other.Items.First().Links.First().Uri.ToString(), StringComparison.Ordinal);
        Assert.Equal(here.Items.Select(item => item.Id).Prepend(here.Id), other.Items.Select(item => item.Id).Prepend(other.Id));
        Assert.All(here.Items, item => Assert.StartsWith("tag:", item.Id, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_is_sent_again_that_has_not_changed_also_when_something_is_taken_away()
    {
        await using var site = await Site.StartWithClockAsync();
        var id = AddArticle(site);
        AddArticle(site, one => one with { Title = "Older", PublishedAt = site.Now - Day });
        var first = await site.GetAsync("/feed.xml");
        var (tag, time) = (first.Headers.ETag!.ToString(), first.Content.Headers.LastModified!.Value.ToString("R"));
        Assert.Equal(("application/atom+xml; charset=utf-8", "public, max-age=300"),
            (first.Content.Headers.ContentType!.ToString(), first.Headers.CacheControl!.ToString()));
        var again = await site.GetAsync("/feed.xml", ("If-None-Match", tag));
        Assert.Equal((HttpStatusCode.NotModified, tag), (again.StatusCode, again.Headers.ETag!.ToString()));
        Assert.Equal(HttpStatusCode.NotModified, (await site.GetAsync("/feed.xml", ("If-Modified-Since", time))).StatusCode);
        using (var db = site.OpenDatabase()) db.Write(sql => Articles.SetArchived(sql, id, true, site.Now));
        Assert.Equal(HttpStatusCode.OK, (await site.GetAsync("/feed.xml", ("If-None-Match", tag))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await site.GetAsync("/feed.xml", ("If-Modified-Since", time))).StatusCode);
    }

    [Fact]
    public async Task A_society_may_leave_its_challenges_out()
    {
        await using var site = await Site.StartAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner));
        site.AddProblem();
        AddArticle(site);
        Assert.Equal(2, (await TitlesAsync(site)).Count());
        var fields = (await head.GetAsync("/admin/settings")).FieldsOf("main form[action$='/admin/settings']");
        await head.PostAsync("/admin/settings", [.. fields.Where(field => field.Name != "titles")]);
        Assert.Equal(["On tilings"], await TitlesAsync(site));
    }

    [Fact]
    public async Task Pages_lead_to_it_for_programs_and_for_people()
    {
        await using var site = await Site.StartAsync();
        site.Owner();
        foreach (var path in new[] { "/", "/about", "/no-such-page" })
        {
            var page = (await new Person(site).GetAsync(path)).Page;
            var link = page.QuerySelector("head link[rel=alternate]");
            Assert.Equal(("application/atom+xml", "/feed.xml"), (link?.GetAttribute("type"), link?.GetAttribute("href")));
            Assert.Equal("Feed", page.QuerySelector("footer a[href='/feed.xml']")?.TextContent);
        }
    }

    [Fact]
    public async Task It_counts_as_a_page_and_as_nothing_else()
    {
        await using var site = await Site.StartAsync(("RATELIMIT_PAGES", "3 per minute"), ("RATELIMIT_DEFAULT", "1 per minute"));
        for (var i = 0; i < 3; i++) Assert.Equal(HttpStatusCode.OK, (await site.GetAsync("/feed.xml")).StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await site.GetAsync("/feed.xml")).StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await site.GetAsync("/about")).StatusCode);
    }
}
