// Articles on their authors' desk: begun, written, published now or at a time, changed by two at once, archived and deleted.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class ArticleDeskTests
{
    private const long Day = 86_400;

    private static readonly (string, string)[] Tilings =
        [("title", "On tilings"), ("summary", "Which shapes tile."), ("body", "Hexagons do: $6 \\times 60 = 360$.")];

    [Fact]
    public async Task An_article_is_begun_written_previewed_and_published()
    {
        await using var site = await Site.StartWithClockAsync(("PUBLIC_URL", "https://maths.example/club"));
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        var path = await teacher.BeginArticleAsync("Tilings");
        var preview = await teacher.WriteAsync(path, "preview", Tilings);
        Assert.Contains("Hexagons do", preview.Page.QuerySelector("#preview .statement")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("Tilings", site.Read("SELECT title FROM articles"));
        Assert.Contains("It is saved.", (await teacher.WriteAsync(path, "save", Tilings)).Text, StringComparison.Ordinal);
        Assert.Equal("On tilings 1 everyone", site.Read("SELECT title || ' ' || is_draft || ' ' || audience FROM articles"));
        var done = await teacher.WriteAsync(path, "publish-now");
        Assert.Contains("readers see it now", done.Text, StringComparison.Ordinal);
        Assert.Equal($"0 {site.Now} tag:maths.example,2026-11-10:article/1",
            site.Read("SELECT is_draft || ' ' || published_at || ' ' || feed_id FROM articles"));
        Assert.Equal(1, site.Count($"SELECT count(*) FROM audit WHERE action = 'article.publish' AND actor_id = {teacher.MemberId}"));
        var list = await teacher.GetAsync("/admin/articles?q=TILING&state=published");
        Assert.Contains("On tilings", list.Text, StringComparison.Ordinal);
        Assert.Contains("None matches", (await teacher.GetAsync("/admin/articles?q=tiling&state=draft")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("   ", "please fill this in")]
    [InlineData("\u202Egnilit", "cannot be seen")]
    [InlineData("two\nlines", "line break")]
    public async Task A_title_that_is_none_is_refused_and_what_was_typed_stays(string title, string reason)
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        var path = await teacher.BeginArticleAsync("Tilings");
        foreach (var button in new[] { "save", "publish-now" })
        {
            var refused = await teacher.WriteAsync(path, button, [.. Tilings, ("title", title)]);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
            Assert.Contains(reason, refused.ErrorOf("title"), StringComparison.Ordinal);
            Assert.Equal(Tilings[2].Item2, refused.FieldsOf("form.author").Find(field => field.Name == "body").Value);
        }
        Assert.Equal(HttpStatusCode.UnprocessableEntity,
            (await teacher.PostAsync("/admin/articles/new", ("title", title), ("kind", "article"))).Status);
        Assert.Equal("Tilings|1", site.Read("SELECT title || '|' || is_draft FROM articles"));
    }

    [Fact]
    public async Task A_title_may_be_a_hundred_letters_or_a_family()
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        var path = await teacher.BeginArticleAsync("👩‍👩‍👧");
        Assert.Equal("👩‍👩‍👧", (await teacher.GetAsync(path)).Page.QuerySelector("h1")!.TextContent);
        Assert.Contains("at most 100", (await teacher.WriteAsync(path, "save", ("title", new string('x', 101)))).ErrorOf("title"),
            StringComparison.Ordinal);
        await teacher.WriteAsync(path, "save", ("title", new string('x', 100)));
        Assert.Equal(new string('x', 100), site.Read("SELECT title FROM articles"));
    }

    [Theory]
    [InlineData("2027-02-30T12:00")]
    [InlineData("2027-02-28T25:00")]
    [InlineData("2027-03-28T01:30")]
    [InlineData("1990-01-01T12:00")]
    [InlineData("2199-01-01T12:00")]
    [InlineData("")]
    public async Task A_time_that_is_none_publishes_nothing(string typed)
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        var path = await teacher.BeginArticleAsync("Tilings");
        var refused = await teacher.WriteAsync(path, "save", [.. Tilings, ("publish", "at"), ("release", typed)]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains(typed.StartsWith("1990", StringComparison.Ordinal) || typed.StartsWith("2199", StringComparison.Ordinal)
            ? "a year from 2000 to 2100" : "Publish at: ", refused.ErrorOf("release"), StringComparison.Ordinal);
        Assert.Equal(typed, refused.FieldsOf("form.author").Find(field => field.Name == "release").Value);
        Assert.Equal("1|Tilings", site.Read("SELECT is_draft || '|' || title FROM articles"));
    }

    [Fact]
    public async Task A_time_to_come_schedules_and_one_that_is_over_is_shown_as_given()
    {
        await using var site = await Site.StartWithClockAsync();
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        var path = await teacher.BeginArticleAsync("Tilings");
        var planned = await teacher.WriteAsync(path, "save", [.. Tilings, ("publish", "at"), ("release", "2026-11-12T08:00")]);
        Assert.Contains("when its time comes", planned.Text, StringComparison.Ordinal);
        Assert.Contains("Scheduled", planned.Page.QuerySelector(".tag")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("draft again", (await teacher.WriteAsync(path, "save", ("publish", "draft"))).Text, StringComparison.Ordinal);
        Assert.Equal(1, site.Count("SELECT count(*) FROM articles WHERE is_draft = 1 AND feed_id IS NULL"));
        await teacher.WriteAsync(path, "save", ("publish", "at"), ("release", "2019-06-01T12:00"));
        Assert.Equal("2019-06-01T11:00:00Z 1",
            site.Read("""
                SELECT strftime('%Y-%m-%dT%H:%M:%SZ', published_at, 'unixepoch') || ' ' || (feed_id LIKE 'tag:%2026-11-10%') FROM articles
                """));
        // It is out, so it neither goes to the future nor becomes a draft.
        Assert.NotNull((await teacher.WriteAsync(path, "save", ("release", "2027-06-01T12:00"))).ErrorOf("release"));
        await teacher.WriteAsync(path, "save", ("release", "2019-06-02T12:00"), ("title", "Moved"));
        Assert.Equal("Moved 0", site.Read("SELECT title || ' ' || is_draft FROM articles WHERE published_at > 1559400000"));
    }

    [Fact]
    public async Task A_form_from_before_its_time_came_takes_nothing_away_from_readers()
    {
        await using var site = await Site.StartWithClockAsync();
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        var path = await teacher.BeginArticleAsync("Tilings");
        await teacher.WriteAsync(path, "save", [.. Tilings, ("publish", "at"), ("release", "2026-11-10T09:30")]);
        var form = (await teacher.GetAsync(path)).FieldsOf("form.author");
        site.Clock.Advance(TimeSpan.FromHours(1));
        var refused = await teacher.PostAsync(path, form.With(("publish", "draft"), ("do", "save")));
        Assert.Contains("readers have it", refused.ErrorOf("publish") ?? refused.Text, StringComparison.Ordinal);
        Assert.Equal(0, site.Count("SELECT is_draft FROM articles"));
        await teacher.PostAsync(path, form.With(("title", "Slip mended"), ("do", "save")));
        Assert.Equal("Slip mended 0", site.Read("SELECT title || ' ' || is_draft FROM articles"));
    }

    [Fact]
    public async Task A_button_that_is_pressed_twice_begins_and_publishes_one_article()
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        await Task.WhenAll(teacher.BeginArticleAsync("Tilings"), teacher.BeginArticleAsync("Tilings"));
        Assert.Equal(1, site.Count("SELECT count(*) FROM articles"));
        var form = (await teacher.GetAsync("/admin/articles/1")).FieldsOf("form.author").With([.. Tilings, ("do", "publish-now")]);
        var answers = await Task.WhenAll(teacher.PostAsync("/admin/articles/1", form), teacher.PostAsync("/admin/articles/1", form));
        Assert.All(answers, answer => Assert.Contains("readers see it now", answer.Text, StringComparison.Ordinal));
        Assert.Equal(1, site.Count("SELECT count(*) FROM audit WHERE action = 'article.publish'"));
        Assert.Equal(0, site.Count("SELECT count(*) FROM article_versions"));
        // Another one of that name, once the first has a text, is another one.
        await teacher.BeginArticleAsync("Tilings");
        Assert.Equal(2, site.Count("SELECT count(*) FROM articles"));
    }

    [Fact]
    public async Task Of_two_who_write_at_once_the_second_sees_both_texts_and_loses_nothing()
    {
        await using var site = await Site.StartAsync();
        var (one, other) = (site.Visit(Seed.Person("tea", Role.Teacher)), site.Visit(Seed.Person("tom", Role.Teacher)));
        var path = await one.BeginArticleAsync("Tilings");
        var page = await one.GetAsync(path);
        await other.WriteAsync(path, "save", [.. Tilings, ("body", "Their words")]);
        var stale = await one.PostAsync(path, page.FieldsOf("form.author").With([.. Tilings, ("body", "My own words"), ("do", "save")]));
        Assert.Equal(HttpStatusCode.Conflict, stale.Status);
        Assert.Contains("Their words", stale.Page.QuerySelector(".error pre")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("My own words", stale.FieldsOf("form.author").Find(field => field.Name == "body").Value);
        Assert.Equal("Their words", site.Read("SELECT body FROM articles"));
        await one.PostAsync(path, stale.FieldsOf("form.author").With(("do", "save")));
        Assert.Equal("My own words", site.Read("SELECT body FROM articles"));

        // Whoever presses "Publish now" after the other is told of the other's text, and of nothing else.
        page = await one.GetAsync(path);
        await other.WriteAsync(path, "publish-now");
        var late = await one.PostAsync(path, page.FieldsOf("form.author").With(("body", "Mine"), ("do", "publish-now")));
        Assert.Equal((HttpStatusCode.Conflict, null), (late.Status, late.ErrorOf("publish")));
        Assert.DoesNotContain("look at this again", late.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_author_is_the_display_name_and_a_teacher_may_write_another()
    {
        await using var site = await Site.StartAsync();
        var (teacher, editor) = (site.Visit(Seed.Person("tea", Role.Teacher)), site.Visit(Seed.Person("ed", Role.Editor)));
        var path = await editor.BeginArticleAsync("Tilings");
        var page = await editor.GetAsync(path);
        Assert.DoesNotContain("Ed Seeded", page.Page.DocumentElement.OuterHtml, StringComparison.Ordinal);
        await editor.WriteAsync(path, "save", [.. Tilings, ("author", "Isaac Newton")]);
        Assert.Equal("ES", site.Read("SELECT author_name FROM articles"));
        Assert.NotNull((await teacher.WriteAsync(path, "save", ("author", " "))).ErrorOf("author"));
        await teacher.WriteAsync(path, "save", ("author", "Year 9"));
        Assert.Equal("Year 9", site.Read("SELECT author_name FROM articles"));
    }

    [Fact]
    public async Task Nothing_empty_is_published_and_a_PDF_needs_a_summary()
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        var path = await teacher.BeginArticleAsync("December", "newsletter");
        Assert.Contains("send a PDF", (await teacher.WriteAsync(path, "publish-now")).ErrorOf("body"), StringComparison.Ordinal);
        using (var form = new MultipartFormDataContent { { new ByteArrayContent([.. "%PDF-1.7\n"u8]), "pdf", "December.pdf" } })
            Assert.Equal(HttpStatusCode.SeeOther, (await teacher.PostFormAsync($"{path}/pdf", form)).Status);
        Assert.Contains("at least 40", (await teacher.WriteAsync(path, "publish-now", ("summary", "Short."))).ErrorOf("summary"),
            StringComparison.Ordinal);
        Assert.Contains("only a newsletter", (await teacher.WriteAsync(path, "save", ("kind", "article"))).ErrorOf("kind"),
            StringComparison.Ordinal);
        var summary = new string('s', 40);
        Assert.Contains("readers see it now", (await teacher.WriteAsync(path, "publish-now", ("summary", summary))).Text,
            StringComparison.Ordinal);
        // What readers have never becomes empty.
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await teacher.PostAsync($"{path}/pdf/remove")).Status);
        Assert.NotNull((await teacher.WriteAsync(path, "save", ("summary", "Short."))).ErrorOf("summary"));
        await teacher.WriteAsync(path, "save", ("body", "Words."));
        Assert.Contains("is removed", (await teacher.PostAsync($"{path}/pdf/remove")).Text, StringComparison.Ordinal);
        // The version before still has it.
        Assert.Single(Directory.GetFiles(Path.Combine(site.Folder, "uploads")));
    }

    [Fact]
    public async Task A_clock_that_may_be_wrong_publishes_nothing_and_keeps_the_text()
    {
        await using var site = await Site.StartWithClockAsync();
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        var path = await teacher.BeginArticleAsync("Tilings");
        var form = (await teacher.GetAsync(path)).FieldsOf("form.author").With([.. Tilings, ("do", "publish-now")]);
        site.Clock.SetTo(site.Clock.GetUtcNow() + TimeSpan.FromDays(400));
        teacher = site.VisitAs(teacher.MemberId);
        var refused = await teacher.PostAsync(path, form);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Status);
        Assert.Contains("Hexagons do", refused.Page.DocumentElement.OuterHtml, StringComparison.Ordinal);
        Assert.Equal(1, site.Count("SELECT is_draft FROM articles"));
    }

    [Fact]
    public async Task An_archived_article_comes_back_within_a_fortnight_and_only_drafts_are_deleted()
    {
        await using var site = await Site.StartWithClockAsync();
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        var (id, draft) = (site.AddArticle(), await teacher.BeginArticleAsync("Draft"));
        var path = $"/admin/articles/{id}";
        Assert.Equal(HttpStatusCode.NotFound, (await teacher.GetAsync($"{path}/delete")).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await teacher.PostAsync($"{path}/delete")).Status);
        Assert.Contains("14 days", (await teacher.PostAsync($"{path}/archive", ("archived", "1"))).Text, StringComparison.Ordinal);
        site.Clock.Advance(TimeSpan.FromSeconds(14 * Day - 1));
        teacher = site.VisitAs(teacher.MemberId);
        Assert.Contains("out of the archive", (await teacher.PostAsync($"{path}/archive", ("archived", "0"))).Text,
            StringComparison.Ordinal);
        await teacher.PostAsync($"{path}/archive", ("archived", "1"));
        site.Clock.Advance(TimeSpan.FromDays(14));
        teacher = site.VisitAs(teacher.MemberId);
        var late = await teacher.PostAsync($"{path}/archive", ("archived", "0"));
        Assert.Equal((HttpStatusCode.Conflict, "That cannot be done as things are"),
            (late.Status, late.Page.QuerySelector("h1")!.TextContent));
        Assert.Equal(1, site.Count("SELECT count(*) FROM articles WHERE archived_at IS NOT NULL"));

        Assert.Equal(HttpStatusCode.Conflict, (await teacher.PostAsync($"{draft}/archive", ("archived", "1"))).Status);
        Assert.Contains("Delete this draft?", (await teacher.GetAsync($"{draft}/delete")).Text, StringComparison.Ordinal);
        Assert.Contains("was deleted", (await teacher.PostAsync($"{draft}/delete")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await teacher.GetAsync(draft)).Status);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("9223372036854775807")]
    [InlineData("9223372036854775808")]
    [InlineData("x")]
    public async Task An_id_of_nothing_is_not_found(string id)
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        foreach (var below in new[] { "", "/delete", "/history", "/history/1", "/review", "/pdf" })
            Assert.Equal(HttpStatusCode.NotFound, (await teacher.GetAsync($"/admin/articles/{id}{below}")).Status);
        foreach (var below in new[] { "", "/delete", "/archive", "/uploads", "/history/1", "/review" })
            Assert.Equal(HttpStatusCode.NotFound, (await teacher.PostAsync($"/admin/articles/{id}{below}", ("title", "x"))).Status);
    }
}
