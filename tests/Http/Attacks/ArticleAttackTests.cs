// Bad luck and bad will at the articles' desk: what was typed is not lost, what nobody shows is not kept, and no reader waits.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Endpoints;
using MathsSoc.Pages;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http.Attacks;

public sealed class ArticleAttackTests
{
    private const string Typed = "Words that took an hour.";

    [Fact]
    public async Task The_text_of_a_draft_that_somebody_deleted_meanwhile_can_be_copied()
    {
        await using var site = await Site.StartAsync();
        var (editor, teacher) = (site.Visit(Seed.Person("ed", Role.Editor)), site.Visit(Seed.Person("tea", Role.Teacher)));
        var path = await editor.BeginArticleAsync("Tilings");
        var form = (await editor.GetAsync(path)).FieldsOf("form.author").With(("body", Typed));
        await teacher.PostAsync($"{path}/delete");
        foreach (var button in new[] { "save", "publish-now", "preview" })
            AssertKept(await editor.PostAsync(path, form.With(("do", button))), HttpStatusCode.NotFound, Typed);
        using var picture = new MultipartFormDataContent();
        foreach (var (name, value) in form.With(("alt", "Squares."), ("do", "picture"))) picture.Add(new StringContent(value), name);
        picture.Add(new ByteArrayContent(Pictures.Png(3)), "file", "picture.png");
        AssertKept(await editor.PostFormAsync($"{path}/uploads", picture), HttpStatusCode.NotFound, Typed);
        Assert.Equal(0, site.Count("SELECT count(*) FROM upload_uses"));
    }

    [Fact]
    public async Task A_note_is_not_lost_when_another_teacher_was_faster()
    {
        await using var site = await Site.StartAsync();
        var editor = site.Visit(Seed.Person("ed", Role.Editor));
        var (tia, tom) = (site.Visit(Seed.Person("tia", Role.Teacher)), site.Visit(Seed.Person("tom", Role.Teacher)));
        var path = $"/admin/articles/{site.AddArticle()}";
        await editor.WriteAsync(path, "save", ("body", "Newer."));
        var form = (await tom.GetAsync($"{path}/review")).FieldsOf("main form");
        await tia.PostAsync($"{path}/review", (await tia.GetAsync($"{path}/review")).FieldsOf("main form").With(("do", "publish")));
        AssertKept(await tom.PostAsync($"{path}/review", form.With(("do", "back"), ("note", Typed))), HttpStatusCode.Conflict, Typed);
        Assert.Equal("Newer.", site.Read("SELECT body FROM articles"));
        // The same button twice is no other teacher.
        await editor.WriteAsync(path, "save", ("body", "Newest."));
        var back = (await tom.GetAsync($"{path}/review")).FieldsOf("main form").With(("do", "back"), ("note", Typed));
        for (var i = 0; i < 2; i++)
            Assert.Contains("sent back, with your note", (await tom.PostAsync($"{path}/review", back)).Text, StringComparison.Ordinal);
        Assert.Contains("decided on that already", (await tom.PostAsync($"{path}/review", form.With(("do", "publish"), ("note", "")))).Text,
            StringComparison.Ordinal);
    }

    private static void AssertKept(PageResponse page, HttpStatusCode status, string text)
    {
        Assert.Equal(status, page.Status);
        Assert.Contains(text, page.Page.QuerySelectorAll("textarea").Select(area => area.TextContent.Trim()));
    }

    [Theory]
    [InlineData("articles")]
    [InlineData("challenges")]
    public async Task Signing_in_again_removes_no_picture(string kind)
    {
        await using var site = await Site.StartAsync();
        var editor = site.Visit(Seed.Person("ed", Role.Editor));
        var path = kind == "articles" ? await editor.BeginArticleAsync("Tilings") : await editor.BeginAsync("Tilings");
        var fields = (await editor.GetAsync(path)).FieldsOf("form.author");
        using var picture = new MultipartFormDataContent();
        foreach (var (name, value) in fields.With(("alt", "Squares."), ("do", "picture"))) picture.Add(new StringContent(value), name);
        picture.Add(new ByteArrayContent(Pictures.Png(3)), "file", "picture.png");
        await editor.PostFormAsync($"{path}/uploads", picture);
        Assert.Single(site.Uploads());
        editor.Token = null;
        var asked = await editor.PostAsync(path, fields.With(("do", $"drop-{UploadFolder.HashOf(Pictures.Png(3))}")));
        var signIn = asked.Page.QuerySelector("form:has(#password)")!.GetAttribute("action")!;
        var shown = await editor.SendAsync(HttpMethod.Post, signIn,
            asked.FieldsOf("form:has(#password)").With(("login", "ed"), ("password", Seed.Password)));
        Assert.Contains("Not saved yet.", shown.Text, StringComparison.Ordinal);
        Assert.Single(site.Uploads());
    }

    [Fact]
    public async Task A_change_of_a_text_that_is_a_draft_again_waits_for_nobody_and_ends_in_the_draft()
    {
        await using var site = await Site.StartAsync();
        var (editor, teacher) = (site.Visit(Seed.Person("ed", Role.Editor)), site.Visit(Seed.Person("tea", Role.Teacher)));
        var path = $"/admin/articles/{site.AddArticle(article => article with { PublishedAt = site.Now + 86_400 })}";
        await editor.WriteAsync(path, "save", ("body", Typed));
        await teacher.WriteAsync(path, "save", ("publish", "draft"));
        Assert.DoesNotContain("1 article waits", (await teacher.GetAsync("/admin")).Text, StringComparison.Ordinal);
        Assert.Equal(Typed, (await editor.GetAsync(path)).FieldsOf("form.author").Find(field => field.Name == "body").Value);
        await editor.WriteAsync(path, "save");
        Assert.Equal((Typed, 0), (site.Read("SELECT body FROM articles"), site.Count("SELECT count(*) FROM article_versions")));
    }

    [Fact]
    public async Task A_PDF_goes_with_the_last_text_that_shows_it()
    {
        await using var site = await Site.StartAsync();
        var (teacher, editor) = (site.Visit(Seed.Person("tea", Role.Teacher)), site.Visit(Seed.Person("ed", Role.Editor)));
        // A change that waits is one of words, and holds no file.
        var page = site.AddNewsletter(ArticleSeed.Published("Primes", site.Now, ArticleKind.Newsletter) with
        {
            Summary = new string('s', ArticleChecks.LeastSummary), PublishedAt = site.Now + 86_400,
        });
        await teacher.SendPdfAsync(page, Newsletters.Pdf(100));
        await editor.WriteAsync(page[..^4], "save", ("body", "Newer."));
        await teacher.SendPdfAsync(page, Newsletters.Pdf(200));
        Assert.Equal([UploadFolder.HashOf(Newsletters.Pdf(200))], site.Uploads());
        // Earlier texts hold theirs, as long as they are kept.
        using var db = site.OpenDatabase();
        db.Write(sql => Articles.Update(sql, Articles.Find(sql, 1)! with { PublishedAt = site.Now - 60 }, site.Now));
        await teacher.PostAsync($"{page}/remove");
        for (var i = 1; i < ArticleVersions.MaxKept; i++) Change(db, i);
        Assert.Equal(1, site.Count("SELECT count(*) FROM upload_uses"));
        Change(db, 0);
        Assert.Equal((0, ArticleVersions.MaxKept), (site.Count("SELECT count(*) FROM upload_uses"),
            site.Count("SELECT count(*) FROM article_versions WHERE is_waiting = 0")));
    }

    private static void Change(Db db, int number) => db.Write(sql =>
    {
        var old = Articles.Find(sql, 1)!;
        Assert.True(ArticleDesk.Save(sql, old, old with { Body = $"Text {number}." }, old.UpdatedAt + 1));
    });

    [Fact]
    public async Task The_feed_renders_no_more_than_it_has_room_for()
    {
        await using var site = await Site.StartAsync();
        // Long to read for the program, and short in the feed.
        var body = string.Concat(Enumerable.Repeat(new string(' ', 89) + '\n', 1000)) + "A word.";
        using (var db = site.OpenDatabase())
            db.Write(sql =>
            {
                for (var i = 0; i < AtomText.MaxEntries; i++)
                    Articles.Add(sql, ArticleSeed.Published($"Text {i}", site.Now - i) with { Body = body }, site.Now);
            });
        var feed = (await site.GetAsync("/feed.xml")).Content.ReadAsStringAsync();
        Assert.Equal(AtomText.MaxEntries, (await feed).Split("<entry>").Length - 1);
        Assert.Equal(AtomText.MaxText / body.Length, (await feed).Split("<content").Length - 1);
    }

    [Fact]
    public async Task A_name_that_others_did_not_know_goes_from_earlier_texts_too()
    {
        await using var site = await Site.StartAsync();
        var editor = site.Visit(Seed.Person("ed", Role.Editor));
        using var db = site.OpenDatabase();
        db.Write(sql =>
        {
            foreach (var (name, note) in new[] { ("Edmund Seeded", "Edmund, look again."), ("ES", "") })
            {
                var id = Articles.Add(sql, ArticleSeed.Published("On tilings", site.Now) with
                {
                    AuthorId = editor.MemberId, AuthorName = name, Note = note,
                }, site.Now);
                var old = Articles.Find(sql, id)!;
                ArticleDesk.Save(sql, old, old with { Body = "Newer.", Note = note }, site.Now);
            }
            Assert.True(Anonymisation.Apply(sql, editor.MemberId, site.Now));
        });
        Assert.Equal("ES,Former member;ES,Former member", site.Read("""
            SELECT (SELECT group_concat(author_name) FROM (SELECT author_name FROM articles ORDER BY 1)) || ';'
                || (SELECT group_concat(author_name) FROM (SELECT author_name FROM article_versions ORDER BY 1))
            """));
        Assert.Equal(0, site.Count("SELECT count(*) FROM articles WHERE note <> '' OR author_id IS NOT NULL"));
    }
}
