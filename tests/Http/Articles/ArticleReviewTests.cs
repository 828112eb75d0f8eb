// What editors write waits for a teacher: no request of theirs changes what readers see, and a teacher publishes it or sends it back.
using System.Net;
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class ArticleReviewTests
{
    private const string Seen = """
        SELECT a.id, a.kind, a.title, a.summary, a.body, a.author_name, a.audience, a.published_at, a.unlisted_at, a.archived_at,
            a.pdf_hash, a.edited_at, a.feed_id
        FROM articles a WHERE a.is_draft = 0 ORDER BY a.id
        """;

    private static readonly (string, string)[] Words = [("title", "New words"), ("summary", "Newer."), ("body", "Newest.")];

    /// <summary>Every state an article can have, with what else can be true of it.</summary>
    private static readonly (string Name, Func<Article, long, Article> Make)[] States =
    [
        ("draft", (article, _) => article with { IsDraft = true, PublishedAt = null, FeedId = null }),
        ("waiting", (article, now) => article with { IsDraft = true, PublishedAt = null, FeedId = null, WaitsAt = now - 60 }),
        ("scheduled", (article, now) => article with { PublishedAt = now + 86_400 }),
        ("published", (article, _) => article),
        ("members", (article, _) => article with { Audience = Audience.Members }),
        ("unlisted", (article, now) => article with { UnlistedAt = now - 60 }),
        ("newsletter", (article, _) => article with { Kind = ArticleKind.Newsletter }),
    ];

    [Fact]
    public async Task No_request_of_an_editor_changes_what_readers_see()
    {
        Assert.SkipWhen(Site.IsBinary, "The published binary does not list its routes.");
        await using var site = await Site.StartAsync(("RATELIMIT_ENABLED", "false"));
        var (editor, teacher) = (site.Visit(Seed.Person("ed", Role.Editor)), site.Visit(Seed.Person("tea", Role.Teacher)));
        var routes = site.Routes.Where(route => route.Verbs == "POST" && route.Template.StartsWith("/admin/articles/{id}",
            StringComparison.Ordinal)).Select(route => route.Template).ToList();
        Assert.True(routes.Count >= 7, string.Join(' ', routes));
        var changed = 0;
        foreach (var (state, make) in States)
            foreach (var (template, fields) in Requests(routes))
            {
                var id = site.AddArticle(article => make(article, site.Now) with { FeedId = null });
                var path = template.Replace("{id}", $"{id}", StringComparison.Ordinal).Replace("{name}", "0", StringComparison.Ordinal);
                using (var db = site.OpenDatabase())
                    db.Write(sql => ArticleVersions.Keep(sql, Articles.Find(sql, id)! with { Title = "Earlier", Version = 0 }));
                var version = site.Count($"SELECT version FROM articles WHERE id = {id}");
                (string, string)[] all = [.. fields, ("version", $"{version}"), ("waiting", "0")];
                var before = Dump(site);
                await editor.PostAsync(path, all);
                Assert.True(before == Dump(site), $"{state}: {path} {string.Join(' ', fields)}");
                // The same request of a teacher is one that can change it, which shows that the requests are good.
                version = site.Count($"SELECT coalesce(max(version), 1) FROM articles WHERE id = {id}");
                var waiting = site.Count($"SELECT coalesce(max(id), 0) FROM article_versions WHERE article_id = {id} AND is_waiting = 1");
                var isReview = template.EndsWith("/review", StringComparison.Ordinal);
                await teacher.PostAsync(path, all.With(("version", $"{version}"), ("waiting", isReview ? $"{waiting}" : "0")));
                if (before != Dump(site)) changed++;
            }
        Assert.True(changed > 40, $"{changed} requests of a teacher changed something.");
    }

    private static IEnumerable<(string Template, (string, string)[] Fields)> Requests(IEnumerable<string> routes)
    {
        foreach (var route in routes)
        {
            if (route != "/admin/articles/{id}")
            {
                foreach (var wish in new[] { "publish", "back" })
                    foreach (var archived in new[] { "0", "1" })
                        yield return (route, [("do", wish), ("archived", archived), ("note", "No."), ("title", "x")]);
                continue;
            }
            foreach (var button in new[] { "save", "publish-now", "withdraw", "" })
                foreach (var publish in new[] { "draft", "now", "at" })
                    foreach (var audience in new[] { "everyone", "members" })
                        foreach (var ticked in new[] { false, true })
                            yield return (route,
                            [
                                .. Words, ("do", button), ("publish", publish), ("audience", audience), ("kind", "newsletter"),
                                ("release", "2019-01-01T12:00"), ("author", "Somebody"),
                                .. ticked ? [("unlisted", "1"), ("updated", "1")] : Array.Empty<(string, string)>(),
                            ]);
        }
    }

    private static string Dump(Site site)
    {
        using var db = site.OpenDatabase();
        return string.Join('\n', db.Read(sql => sql.Query<Article>(Seen).Select(article => article.ToString()).ToList()));
    }

    [Fact]
    public async Task A_teacher_publishes_what_waits_and_sends_back_with_a_note_that_its_author_alone_reads()
    {
        await using var site = await Site.StartWithClockAsync();
        var (editor, other) = (site.Visit(Seed.Person("ed", Role.Editor)), site.Visit(Seed.Person("eve", Role.Editor)));
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        var path = await editor.BeginArticleAsync("Tilings");
        Assert.Contains("waits for a teacher", (await editor.WriteAsync(path, "publish-now", Words)).Text, StringComparison.Ordinal);
        Assert.Equal(1, site.Count("SELECT is_draft FROM articles"));
        Assert.Contains("1 article waits for a teacher", (await teacher.GetAsync("/admin")).Text, StringComparison.Ordinal);
        Assert.Contains("by ES", (await teacher.GetAsync("/admin/articles")).Text, StringComparison.Ordinal);
        var review = await teacher.GetAsync($"{path}/review");
        Assert.Contains("Newest.", review.Page.QuerySelector(".statement")!.TextContent, StringComparison.Ordinal);
        var form = review.FieldsOf("main form");
        Assert.NotNull((await teacher.PostAsync($"{path}/review", form.With(("do", "back"), ("note", " ")))).ErrorOf("note"));
        await teacher.PostAsync($"{path}/review", form.With(("do", "back"), ("note", "Which hexagons?")));
        Assert.Contains("Which hexagons?", (await editor.GetAsync(path)).Text, StringComparison.Ordinal);
        foreach (var who in new[] { other, teacher })
            Assert.DoesNotContain("Which hexagons?", (await who.GetAsync(path)).Page.DocumentElement.OuterHtml, StringComparison.Ordinal);
        Assert.Equal(0, site.Count("SELECT count(*) FROM articles WHERE waits_at IS NOT NULL"));
        // Whoever else saves the draft does not get what was written to its author.
        await other.WriteAsync(path, "save", ("summary", "Newest of all."));
        Assert.DoesNotContain("Which hexagons?", (await other.GetAsync(path)).Page.DocumentElement.OuterHtml, StringComparison.Ordinal);
        Assert.Contains("Which hexagons?", (await editor.GetAsync(path)).Text, StringComparison.Ordinal);
        // Once more, and another looks at it when it was decided already.
        await editor.WriteAsync(path, "publish-now");
        form = (await teacher.GetAsync($"{path}/review")).FieldsOf("main form");
        await editor.WriteAsync(path, "save", ("body", "Newer still."), ("publish", "now"));
        Assert.Equal(HttpStatusCode.Conflict, (await teacher.PostAsync($"{path}/review", form.With(("do", "publish")))).Status);
        form = (await teacher.GetAsync($"{path}/review")).FieldsOf("main form");
        Assert.Contains("It is published", (await teacher.PostAsync($"{path}/review", form.With(("do", "publish")))).Text,
            StringComparison.Ordinal);
        Assert.Contains("decided on that already", (await teacher.PostAsync($"{path}/review", form.With(("do", "publish")))).Text,
            StringComparison.Ordinal);
        Assert.Equal($"0 Newer still. {site.Now}", site.Read("SELECT is_draft || ' ' || body || ' ' || published_at FROM articles"));
        Assert.Equal(1, site.Count("SELECT count(*) FROM articles WHERE feed_id IS NOT NULL AND note = ''"));
        Assert.Equal("article.approve,article.send_back", site.Read($"""
            SELECT group_concat(action) FROM (SELECT action FROM audit
            WHERE actor_id = {teacher.MemberId} AND action LIKE 'article.%' ORDER BY action)
            """));
        Assert.Equal(HttpStatusCode.Forbidden, (await editor.GetAsync($"{path}/review")).Status);
    }

    [Fact]
    public async Task A_change_by_somebody_who_is_gone_does_not_name_who_saved_the_published_text()
    {
        await using var site = await Site.StartAsync();
        var (editor, teacher) = (site.Visit(Seed.Person("ed", Role.Editor)), site.Visit(Seed.Person("tea", Role.Teacher)));
        var path = $"/admin/articles/{site.AddArticle()}";
        await teacher.WriteAsync(path, "save", ("summary", "Mine."));
        await editor.WriteAsync(path, "save", Words);
        Assert.Contains("A change of a published text, by ES, waiting", (await teacher.GetAsync($"{path}/review")).Text,
            StringComparison.Ordinal);
        using (var db = site.OpenDatabase())
            db.Write(sql => Anonymisation.Apply(sql, editor.MemberId, site.Now));
        Assert.Contains("A change of a published text, waiting", (await teacher.GetAsync($"{path}/review")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_of_a_published_text_waits_and_takes_its_place_when_a_teacher_agrees()
    {
        await using var site = await Site.StartAsync();
        var (editor, teacher) = (site.Visit(Seed.Person("ed", Role.Editor)), site.Visit(Seed.Person("tea", Role.Teacher)));
        var path = $"/admin/articles/{site.AddArticle()}";
        Assert.Contains("Until then readers see the text as it was", (await editor.WriteAsync(path, "save", Words)).Text,
            StringComparison.Ordinal);
        Assert.Equal("On tilings", site.Read("SELECT title FROM articles"));
        Assert.Equal("Newest.", (await editor.GetAsync(path)).FieldsOf("form.author").Find(field => field.Name == "body").Value);
        Assert.Equal("Squares and hexagons.",
            (await teacher.GetAsync(path)).FieldsOf("form.author").Find(field => field.Name == "body").Value);
        var review = await teacher.GetAsync($"{path}/review");
        Assert.Contains("The title “On tilings” becomes “New words”.", review.Text, StringComparison.Ordinal);
        await teacher.PostAsync($"{path}/review", review.FieldsOf("main form").With(("do", "back"), ("note", "Why?")));
        Assert.Contains("Why?", (await editor.GetAsync(path)).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("1 article waits for a teacher", (await teacher.GetAsync("/admin")).Text, StringComparison.Ordinal);
        await editor.WriteAsync(path, "save", ("body", "Because."));
        review = await teacher.GetAsync($"{path}/review");
        await teacher.PostAsync($"{path}/review", review.FieldsOf("main form").With(("do", "publish"), ("updated", "1")));
        Assert.Equal("New words|Because.|1", site.Read("SELECT title || '|' || body || '|' || (edited_at IS NOT NULL) FROM articles"));
        Assert.Equal("On tilings", site.Read("SELECT title FROM article_versions WHERE is_waiting = 0"));
        Assert.Equal(0, site.Count("SELECT count(*) FROM article_versions WHERE is_waiting = 1"));
        // A change that its author takes back leaves nothing.
        await editor.WriteAsync(path, "save", ("body", "Never mind."));
        Assert.Contains("withdrawn", (await editor.PostAsync(path, ("do", "withdraw"))).Text, StringComparison.Ordinal);
        Assert.Equal("Because.", (await editor.GetAsync(path)).FieldsOf("form.author").Find(field => field.Name == "body").Value);
    }

    [Fact]
    public async Task Where_editors_need_not_wait_they_publish_themselves()
    {
        await using var site = await Site.StartAsync();
        site.LetEditorsPublish();
        var editor = site.Visit(Seed.Person("ed", Role.Editor));
        var path = await editor.BeginArticleAsync("Tilings");
        Assert.Contains("readers see it now", (await editor.WriteAsync(path, "publish-now", Words)).Text, StringComparison.Ordinal);
        await editor.WriteAsync(path, "save", ("body", "Mended."), ("audience", "members"));
        Assert.Equal("Mended. members", site.Read("SELECT body || ' ' || audience FROM articles"));
        Assert.Contains("archived", (await editor.PostAsync($"{path}/archive", ("archived", "1"))).Text, StringComparison.Ordinal);
    }
}
