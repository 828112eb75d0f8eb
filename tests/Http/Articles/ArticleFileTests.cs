// Articles written out as files and brought in: first shown, then done, each by its id, and nothing published that may not be.
using System.Net;
using System.Text;
using MathsSoc.Data;
using MathsSoc.Endpoints;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class ArticleFileTests
{
    private const string Import = "/admin/challenges/import", Confirm = Import + "/confirm";

    private const string Tilings = """
        ---
        id: tilings
        title: On tilings
        kind: article
        author: Ms Noether
        published-at: 2026-11-01 12:30
        audience: everyone
        summary: 'Which shapes tile: a story'
        ---

        # Why

        Hexagons do: $6 \times 60 = 360$.

        ## Solution

        None.

        """;

    [Fact]
    public async Task A_file_is_shown_then_brought_in_and_written_out_the_same()
    {
        await using var site = await Site.StartWithClockAsync();
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        var plan = await teacher.PostAsync(Import, ("text", Tilings));
        Assert.Contains("A new article, “On tilings”, published on 1 November 2026, 12:30 GMT.", plan.Text, StringComparison.Ordinal);
        Assert.Equal(0, site.Count("SELECT count(*) FROM articles"));
        Assert.Equal("/admin/articles?said=imported",
            (await teacher.PostAsync(Confirm, [.. plan.FieldsOf("form[action$=confirm]")])).Path);
        Assert.Equal("tilings|article|0|Ms Noether|", site.Read(
            "SELECT file_id || '|' || kind || '|' || is_draft || '|' || author_name || '|' || coalesce(author_id, '') FROM articles"));
        Assert.Contains("Hexagons do", (await new Person(site).GetAsync("/articles/1")).Text, StringComparison.Ordinal);
        Assert.Contains("tag:", site.Read("SELECT feed_id FROM articles"), StringComparison.Ordinal);
        Assert.Equal(1, site.Count("SELECT count(*) FROM audit WHERE action = 'article.import' AND subject_id = 1"));
        Assert.Equal(Tilings, await FileAsync(teacher, 1));

        // The same again changes nothing, and is not offered.
        var writes = site.Count("SELECT version FROM articles");
        var again = await teacher.PostAsync(Import, ("text", Tilings));
        Assert.Contains("Nothing would change.", again.Text, StringComparison.Ordinal);
        Assert.Null(again.Page.QuerySelector("form[action$=confirm]"));
        await teacher.PostAsync(Confirm, ("text", Tilings));
        Assert.Equal(writes, site.Count("SELECT version FROM articles"));
        Assert.Equal(1, site.Count("SELECT count(*) FROM audit WHERE action = 'article.import'"));
    }

    [Fact]
    public async Task A_change_is_told_and_keeps_the_text_before()
    {
        await using var site = await Site.StartWithClockAsync();
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        await BringAsync(teacher, Tilings);
        var changed = Tilings.Replace("title: On tilings", "title: On tiles", StringComparison.Ordinal)
            .Replace("Hexagons do", "So hexagons do", StringComparison.Ordinal)
            .Replace("12:30", "12:31", StringComparison.Ordinal)
            .Replace("audience: everyone", "audience: members", StringComparison.Ordinal)
            .Replace("story'", "story'\nunlisted: true", StringComparison.Ordinal);
        var plan = await BringAsync(teacher, changed);
        string[] sentences =
        [
            "The title “On tilings” becomes “On tiles”.", "The text: line 3 becomes 1 line, beginning “So hexagons do",
            "The time of publishing “1 November 2026, 12:30 GMT” becomes “1 November 2026, 12:31 GMT”.", "Only members may read it.",
            "No list shows it",
        ];
        foreach (var sentence in sentences) Assert.Contains(sentence, plan.Text, StringComparison.Ordinal);
        Assert.Equal("On tiles", site.Read("SELECT title FROM articles"));
        Assert.Equal("On tilings|0", site.Read("SELECT title || '|' || is_waiting FROM article_versions"));
        Assert.Equal(changed, await FileAsync(teacher, 1));
        // What a file leaves out stays, but for what it would empty.
        await BringAsync(teacher, "---\nid: tilings\ntitle: On tiles\nkind: article\n---\n\nShort.\n");
        Assert.Equal("members|Ms Noether|0|", site.Read(
            "SELECT audience || '|' || author_name || '|' || is_draft || '|' || summary FROM articles WHERE unlisted_at IS NULL"));
    }

    [Fact]
    public async Task An_editors_file_makes_drafts_and_changes_that_wait()
    {
        await using var site = await Site.StartWithClockAsync();
        var (editor, teacher) = (site.Visit(Seed.Person("ed", Role.Editor)), site.Visit(Seed.Person("tea", Role.Teacher)));
        var plan = await BringAsync(editor, Tilings);
        Assert.Contains("A new article, “On tilings”, as a draft.", plan.Text, StringComparison.Ordinal);
        Assert.Contains("It stays a draft: a teacher publishes it.", plan.Text, StringComparison.Ordinal);
        Assert.Contains("a teacher names another", plan.Text, StringComparison.Ordinal);
        Assert.Equal($"1||{editor.MemberId}", site.Read(
            "SELECT is_draft || '|' || coalesce(feed_id, '') || '|' || author_id FROM articles"));
        Assert.DoesNotContain("Noether", site.Read("SELECT author_name FROM articles"), StringComparison.Ordinal);
        Assert.Contains("1 the same as here", (await editor.PostAsync(Import, ("text", Tilings))).Text, StringComparison.Ordinal);

        // The teacher's publishes it.
        Assert.Contains("It is published, with the time", (await BringAsync(teacher, Tilings)).Text, StringComparison.Ordinal);
        var changed = Tilings.Replace("Hexagons do", "So hexagons do", StringComparison.Ordinal);
        Assert.Contains("The change waits for a teacher.", (await BringAsync(editor, changed)).Text, StringComparison.Ordinal);
        Assert.Contains("1 the same as here", (await editor.PostAsync(Import, ("text", changed))).Text, StringComparison.Ordinal);
        Assert.Equal(1, site.Count("SELECT count(*) FROM articles WHERE body NOT LIKE '%So hexagons%'"));
        Assert.Equal(1, site.Count("SELECT count(*) FROM article_versions WHERE is_waiting = 1 AND body LIKE '%So hexagons%'"));
        (string, string, string)[] locked =
        [
            ("kind: article", "kind: newsletter", "Line 4: “kind” is for a teacher"),
            ("12:30", "12:31", "Line 6: “published-at” is for a teacher"),
            ("everyone", "members", "Line 7: “audience” is for a teacher"),
            ("story'", "story'\nunlisted: true", "Line 9: “unlisted” is for a teacher"),
        ];
        foreach (var (right, wrong, sentence) in locked)
        {
            var text = Tilings.Replace(right, wrong, StringComparison.Ordinal);
            Assert.Contains(sentence, (await editor.PostAsync(Import, ("text", text))).Text, StringComparison.Ordinal);
            await editor.PostAsync(Confirm, ("text", text));
        }
        Assert.Equal("article everyone", site.Read("SELECT kind || ' ' || audience FROM articles WHERE unlisted_at IS NULL"));
    }

    [Fact]
    public async Task A_newsletter_goes_out_with_its_files_and_comes_in_with_them_elsewhere()
    {
        await using var site = await Site.StartWithClockAsync();
        await using var other = await Site.StartWithClockAsync();
        var (teacher, stranger) = (site.Visit(Seed.Person("tea", Role.Teacher)), other.Visit(Seed.Person("eve", Role.Teacher)));
        var (pdf, png) = (Newsletters.Pdf(3 << 20), Pictures.Png(4));
        var picture = UploadFolder.HashOf(png);
        var text = "---\nid: winter\ntitle: Winter\nkind: newsletter\nauthor: Ms Noether\npublished-at: 2026-11-01 12:30\n"
            + $"audience: members\nsummary: What the society did this term, and a problem.\npdf: {UploadFolder.HashOf(pdf)}.pdf\n---\n\n"
            + $"![A snowflake.](upload:{picture}.png)\n";
        // The PDF is named, and neither here nor sent.
        Assert.Contains("Line 9: This PDF is not here",
            (await SendAsync(teacher, ("winter.md", Encoding.UTF8.GetBytes(text)), ("x.png", png))).Text, StringComparison.Ordinal);
        var silent = text.Replace("A snowflake.", "", StringComparison.Ordinal);
        Assert.Contains("Line 10: Text: Say what the picture",
            (await SendAsync(teacher, ("winter.md", Encoding.UTF8.GetBytes(silent)), ("x.png", png), ("x.pdf", pdf))).Text,
            StringComparison.Ordinal);
        var plan = await SendAsync(teacher, ("winter.md", Encoding.UTF8.GetBytes(text)), ("x.png", png), ("x.pdf", pdf));
        Assert.Contains("1 picture comes with it.", plan.Text, StringComparison.Ordinal);
        Assert.Contains("1 PDF comes with it.", plan.Text, StringComparison.Ordinal);
        await ConfirmAsync(teacher, plan);
        Assert.Equal(1, site.Count("SELECT count(*) FROM upload_uses WHERE alt = 'A snowflake.'"));

        Assert.NotNull((await teacher.GetAsync("/admin/articles/1")).Page.QuerySelector("a[href='/admin/articles/1/export.zip']"));
        var zip = await (await teacher.GetAsync("/admin/articles/1/export.zip")).Response.Content.ReadAsByteArrayAsync();
        Assert.Equal(["articles/winter.md", $"articles/{picture}.png", $"articles/{UploadFolder.HashOf(pdf)}.pdf"], NamesIn(zip));
        var all = await (await teacher.GetAsync("/admin/challenges/export.zip")).Response.Content.ReadAsByteArrayAsync();
        Assert.Equal(NamesIn(zip), NamesIn(all));
        await ConfirmAsync(stranger, await SendAsync(stranger, ("all.zip", all)));
        Assert.Equal(text, await FileAsync(stranger, 1));
        foreach (var (name, bytes) in new[] { ($"{UploadFolder.HashOf(pdf)}.pdf", pdf), ($"{picture}.png", png) })
            Assert.Equal(bytes, await (await stranger.GetAsync($"/uploads/{name}")).Response.Content.ReadAsByteArrayAsync());
        Assert.Contains("1 the same as here", (await SendAsync(stranger, ("all.zip", zip))).Text, StringComparison.Ordinal);

        // Without its PDF: the text before is kept with it.
        var without = text.Replace($"pdf: {UploadFolder.HashOf(pdf)}.pdf\n", "", StringComparison.Ordinal);
        await BringAsync(stranger, without);
        Assert.Equal(1, other.Count($"SELECT count(*) FROM article_versions WHERE pdf_hash = '{UploadFolder.HashOf(pdf)}'"));
        Assert.Equal(1, other.Count("SELECT count(*) FROM articles WHERE file_id = 'winter' AND pdf_hash IS NULL"));
    }

    [Fact]
    public async Task Every_refusal_names_the_line_and_the_other_files_go_in()
    {
        await using var site = await Site.StartWithClockAsync();
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        await BringAsync(teacher, Tilings);
        static string Other(string right, string wrong) => Tilings.Replace("id: tilings", "id: other", StringComparison.Ordinal)
            .Replace(right, wrong, StringComparison.Ordinal);
        (string Text, string Sentence)[] wrong =
        [
            (Other("kind: article", "kind: poem"), "Line 4: Write article or newsletter."),
            (Other("title: On tilings", "title: \"On \\u202Egnilit\""), "Line 3: Title: "),
            (Other("Ms Noether", "\"Ms \\u202Enoether\""), "Line 5: Author: "),
            (Other("Hexagons", new string('[', 3000)), "Line 9: Text: "),
            (Other("story'", $"story'\npdf: {new string('a', 64)}.pdf"), "Line 9: This PDF is not here"),
            (Tilings.Replace("2026-11-01", "2027-11-01", StringComparison.Ordinal), "Line 6: Readers have this"),
        ];
        foreach (var (text, sentence) in wrong)
            Assert.Contains(sentence, (await teacher.PostAsync(Import, ("text", text))).Text, StringComparison.Ordinal);
        var both = Other("Hexagons", "Squares");
        await teacher.PostAsync(Confirm, [.. wrong.Select(one => ("text", one.Text)), ("text", both), ("text", both)]);
        Assert.Equal("tilings other", site.Read("SELECT group_concat(file_id, ' ' ORDER BY id) FROM articles"));
        // An archived one is not changed, and its own file is the same.
        await teacher.PostAsync("/admin/articles/1/archive", ("archived", "1"));
        var own = await FileAsync(teacher, 1);
        Assert.DoesNotContain("published-at", own, StringComparison.Ordinal);
        Assert.Contains("1 the same as here", (await teacher.PostAsync(Import, ("text", own))).Text, StringComparison.Ordinal);
        Assert.Contains("Line 2: This article is in the archive", (await teacher.PostAsync(Import, ("text", Tilings))).Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_desk_saved_in_any_state_comes_back_the_same()
    {
        await using var site = await Site.StartWithClockAsync();
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        var seed = ArticleSeed.Published("A “Zoë’s” text: what’s it?", site.Now);
        Article[] all =
        [
            seed, seed with { IsDraft = true }, seed with { IsDraft = true, PublishedAt = site.Now + 90 },
            seed with { UnlistedAt = site.Now },
            seed with { PublishedAt = site.Now + 86_407, Audience = Audience.Members }, seed with { ArchivedAt = site.Now },
            seed with { Kind = ArticleKind.Newsletter, Body = "\n\n## Solution\n\n---\n# x  \n\n" },
            seed with { AuthorName = "", IsDraft = true },
        ];
        foreach (var article in all) site.AddArticle(article);
        var before = site.Read("SELECT group_concat(id || version || is_draft || updated_at) FROM articles");
        for (var id = 1; id <= all.Length - 1; id++)
        {
            var text = await FileAsync(teacher, id);
            Assert.Contains("1 the same as here", (await teacher.PostAsync(Import, ("text", text))).Text, StringComparison.Ordinal);
            await teacher.PostAsync(Confirm, ("text", text));
            Assert.Equal(text, await FileAsync(teacher, id));
        }
        Assert.Equal(before, site.Read("SELECT group_concat(id || version || is_draft || updated_at) FROM articles"));
    }

    [Fact]
    public async Task A_zip_file_is_read_within_bounds()
    {
        await using var site = await Site.StartWithClockAsync();
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        (byte[] Zip, string Sentence)[] refused =
        [
            (Zips.Pack(("bomb.md", new byte[40 << 20])), "bomb.md in a.zip is too large"),
            (Zips.Pack(("inner.zip", Zips.Pack(("x.md", [1])))), "inner.zip is a zip file in a zip file"),
            (Zips.Pack([.. Enumerable.Range(0, 501).Select(n => ($"{n}.md", "x"u8.ToArray()))]), "more than 500 files"),
            (Zips.Pack([.. Enumerable.Range(0, 9).Select(n => ($"{n}.md", new byte[1 << 20]))]), "at most 50 files and 2 MB of text"),
            (Zips.Pack(("a.pdf", Newsletters.Pdf(4 << 20)), ("b.pdf", Newsletters.Pdf(2 << 20))), "5 MB together"),
            (Zips.Pack(("../", [])), "Choose files"),
            ([.. Zips.Pack(("x.md", "x"u8.ToArray()))[..40]], "cannot be read"),
        ];
        foreach (var (zip, sentence) in refused)
        {
            var answer = await SendAsync(teacher, ("a.zip", zip));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
            Assert.Contains(sentence, answer.Text, StringComparison.Ordinal);
        }
        // Paths that lead out of the zip file lead nowhere: only the last name of each is used, for the page.
        var plan = await SendAsync(teacher, ("a.zip", Zips.Pack(
            ("../../etc/tilings.md", Encoding.UTF8.GetBytes(Tilings)), ("__MACOSX/._tilings.md", [0, 5, 22]))));
        Assert.Contains("1 file: 1 new", plan.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("etc", plan.Page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    private static List<string> NamesIn(byte[] zip) => Zips.Unpack(zip).ConvertAll(file => file.Name);

    private static async Task<string> FileAsync(Person who, long id)
    {
        var file = await who.GetAsync($"/admin/articles/{id}/export.md");
        Assert.Equal("text/markdown; charset=utf-8", file.Response.Content.Headers.ContentType!.ToString());
        return Encoding.UTF8.GetString(await file.Response.Content.ReadAsByteArrayAsync());
    }

    /// <summary>Brings in a file in both steps; the plan that was shown between them.</summary>
    private static async Task<PageResponse> BringAsync(Person who, string text)
    {
        var plan = await who.PostAsync(Import, ("text", text));
        await ConfirmAsync(who, plan);
        return plan;
    }

    private static async Task ConfirmAsync(Person who, PageResponse plan)
    {
        using var form = new MultipartFormDataContent();
        foreach (var (name, value) in plan.FieldsOf("form[action$=confirm]")) form.Add(new StringContent(value), name);
        var answer = await who.PostFormAsync(Confirm, form);
        Assert.Equal((HttpStatusCode.SeeOther, "/admin/articles?said=imported"),
            (answer.Status, answer.Response.Headers.Location?.ToString()));
    }

    private static async Task<PageResponse> SendAsync(Person who, params (string Name, byte[] Content)[] files)
    {
        using var form = new MultipartFormDataContent();
        foreach (var (name, content) in files) form.Add(new ByteArrayContent(content), "file", name);
        return await who.PostFormAsync(Import, form);
    }
}
