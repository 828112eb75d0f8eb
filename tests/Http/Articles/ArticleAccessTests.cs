// Who finds which article where: every state and audience, for every kind of reader, on the page, the lists and the home page.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class ArticleAccessTests
{
    private static readonly (string Name, Func<Article, long, Article> Make)[] States =
    [
        ("a draft", (one, _) => one with { IsDraft = true, PublishedAt = null }),
        ("a draft with a time", (one, _) => one with { IsDraft = true }),
        ("scheduled", (one, now) => one with { PublishedAt = now + 86_400 }),
        ("published", (one, _) => one),
        ("unlisted", (one, now) => one with { UnlistedAt = now - 60 }),
        ("archived", (one, now) => one with { ArchivedAt = now - 60 }),
        ("archived too soon", (one, now) => one with { PublishedAt = now - 60, ArchivedAt = now - 120 }),
    ];

    [Fact]
    public async Task Everybody_finds_what_the_rule_gives_them_and_no_trace_of_the_rest()
    {
        await using var site = await Site.StartWithClockAsync();
        site.Owner();
        var now = site.Now;
        var stored = new List<(string Name, Article Article, string Path)>();
        foreach (var (name, make) in States)
            foreach (var audience in Enum.GetValues<Audience>())
                foreach (var kind in Enum.GetValues<ArticleKind>())
                {
                    var title = $"{name} {kind} for {audience}".Replace(' ', '-');
                    var article = make(ArticleSeed.Published(title, now, kind) with { Audience = audience }, now);
                    stored.Add((name, article, site.AddArticle(article)));
                }
        var leaving = site.Visit(Seed.Pupil("lea") with { State = MemberState.Leaving });
        (string Name, Person Who, Viewer Viewer)[] readers =
        [
            ("a visitor", new Person(site), Viewer.Visitor),
            ("somebody who leaves", leaving, Viewer.Visitor),
            ("a pupil", site.Visit(Seed.Pupil("ada")), new Viewer(1, Role.Member, 0)),
            ("a coordinator", site.Visit(Seed.Person("cora", Role.Coordinator)), new Viewer(1, Role.Coordinator, 0)),
            ("an editor", site.Visit(Seed.Person("ed", Role.Editor)), new Viewer(1, Role.Editor, 0)),
            ("a teacher", site.Visit(Seed.Person("tea", Role.Teacher)), new Viewer(1, Role.Teacher, 0)),
        ];
        foreach (var (reader, who, viewer) in readers)
        {
            var lists = new Dictionary<ArticleKind, string>
            {
                [ArticleKind.Article] = (await who.GetAsync("/articles")).Page.DocumentElement.OuterHtml,
                [ArticleKind.Newsletter] = (await who.GetAsync("/newsletters")).Page.DocumentElement.OuterHtml,
            };
            var home = (await who.GetAsync("/")).Page.DocumentElement.OuterHtml;
            foreach (var (state, article, path) in stored)
            {
                var what = $"{article.Title} ({state}), read by {reader}";
                var standing = ArticleRules.For(article, viewer, now);
                var expected = standing.IsGone ? HttpStatusCode.Gone : standing.MayRead ? HttpStatusCode.OK : HttpStatusCode.NotFound;
                var page = await who.SendAsync(HttpMethod.Get, path);
                Assert.True(expected == page.Status, $"{what}: {page.Status}");
                Assert.True(standing.MayRead == page.Text.Contains(article.Title, StringComparison.Ordinal), what);
                Assert.True(standing.MayRead == page.Text.Contains("Ms Noether", StringComparison.Ordinal), what);

                var other = $"{Article.ListPath(OtherOf(article.Kind))}/{path.Split('/')[^1]}";
                var moved = await who.SendAsync(HttpMethod.Get, other);
                Assert.True((standing.MayRead ? HttpStatusCode.MovedPermanently : expected) == moved.Status, $"{what}: {moved.Status}");
                Assert.Equal(standing.MayRead ? path : null, moved.Response.Headers.Location?.ToString());

                Assert.True(standing.IsListed == lists[article.Kind].Contains(article.Title, StringComparison.Ordinal), what);
                Assert.DoesNotContain(article.Title, lists[OtherOf(article.Kind)], StringComparison.Ordinal);
                if (!standing.IsListed) Assert.DoesNotContain(article.Title, home, StringComparison.Ordinal);
            }
            // The three newest; of equal times the later id.
            var newest = stored.Where(one => ArticleRules.For(one.Article, viewer, now).IsListed).Reverse().Take(3).ToList();
            Assert.NotEmpty(newest);
            Assert.All(newest, one => Assert.Contains(one.Article.Title, home, StringComparison.Ordinal));
        }
    }

    private static ArticleKind OtherOf(ArticleKind kind) =>
        kind == ArticleKind.Article ? ArticleKind.Newsletter : ArticleKind.Article;

    [Fact]
    public async Task What_may_not_be_read_looks_like_what_is_not_there()
    {
        await using var site = await Site.StartWithClockAsync();
        var path = site.AddArticle(ArticleSeed.Published("Secret plans", site.Now) with { Audience = Audience.Members });
        var visitor = new Person(site);
        var hidden = await visitor.GetAsync(path);
        var none = await visitor.GetAsync(path + "0");
        string Plain(PageResponse page) => page.Text.Replace(page.Page.QuerySelector("samp")!.TextContent, "", StringComparison.Ordinal);
        Assert.Equal(Plain(none), Plain(hidden));
        Assert.Contains("Sign in", Plain(none), StringComparison.Ordinal);
        Assert.Equal($"/login?next={Uri.EscapeDataString(path)}", hidden.Page.QuerySelector(".error-links span a")!.GetAttribute("href"));
        var signedIn = site.Visit(Seed.Pupil("ada"));
        Assert.DoesNotContain("Sign in", (await signedIn.GetAsync(path + "0")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await signedIn.GetAsync(path)).Status);
        foreach (var id in (string[])["0", "-1", "x", "9223372036854775807", "9223372036854775808", "1e3"])
            foreach (var list in (string[])["/articles/", "/newsletters/"])
                Assert.Equal(HttpStatusCode.NotFound, (await signedIn.SendAsync(HttpMethod.Get, list + id)).Status);
    }

    [Fact]
    public async Task It_appears_by_the_clock_and_what_is_archived_says_that_it_is_gone()
    {
        await using var site = await Site.StartWithClockAsync();
        var visitor = new Person(site);
        var path = site.AddArticle(ArticleSeed.Published("By the clock", site.Now) with { PublishedAt = site.Now + 600 });
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync(path)).Status);
        site.KeepRunning(TimeSpan.FromMinutes(10));
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync(path)).Status);
        Assert.Contains("By the clock", (await visitor.GetAsync("/articles")).Text, StringComparison.Ordinal);
        using (var db = site.OpenDatabase()) db.Write(sql => Articles.SetArchived(sql, long.Parse(path.Split('/')[^1]), true, site.Now));
        await Eventually.TrueAsync(async () => (await visitor.GetAsync(path)).Status == HttpStatusCode.Gone);
        var gone = await visitor.GetAsync(path);
        Assert.Contains("the society has taken it down", gone.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("By the clock", gone.Page.DocumentElement.OuterHtml, StringComparison.Ordinal);
        Assert.DoesNotContain("By the clock", (await visitor.GetAsync("/articles")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Authors_are_told_what_readers_see_of_it()
    {
        await using var site = await Site.StartWithClockAsync();
        var editor = site.Visit(Seed.Person("ed", Role.Editor));
        var one = ArticleSeed.Published("Knots", site.Now);
        (Article Article, string Notice)[] cases =
        [
            (one with { IsDraft = true, PublishedAt = null }, "This is a draft: only those who write for the society see it."),
            (one with { PublishedAt = site.Now + 3600 }, "It is published Tuesday 10 Nov, 10:00."),
            (one with { UnlistedAt = site.Now }, "only those who have its address read it."),
            (one with { ArchivedAt = site.Now }, "This is in the archive since 10 November 2026"),
        ];
        foreach (var (article, notice) in cases)
        {
            var path = site.AddArticle(article);
            var page = await editor.GetAsync(path);
            var shown = page.Page.QuerySelector("main .notice")!;
            Assert.Contains(notice, shown.TextContent, StringComparison.Ordinal);
            Assert.Equal("/admin/articles/" + path.Split('/')[^1], shown.QuerySelector("a")!.GetAttribute("href"));
            Assert.Contains("no-store", page.Response.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        }
        var open = site.AddArticle(one);
        Assert.Null((await editor.GetAsync(open)).Page.QuerySelector("main .notice"));
        Assert.NotNull((await editor.GetAsync(open)).Page.QuerySelector($"a[href='/admin/articles/{open.Split('/')[^1]}']"));
        foreach (var reader in (Person[])[new(site), site.Visit(Seed.Pupil("ada")), site.Visit(Seed.Person("cora", Role.Coordinator))])
        {
            var html = (await reader.GetAsync(open)).Page.DocumentElement.OuterHtml;
            Assert.DoesNotContain("/admin/articles", html, StringComparison.Ordinal);
        }
    }
}
