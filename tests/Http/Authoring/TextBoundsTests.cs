// Texts beyond the bounds: refused at their field, in the preview, in a file, and shown as a sentence where one is stored already.
using System.Diagnostics;
using System.Net;
using System.Text;
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using MathsSoc.Tests.Unit.Pages;

namespace MathsSoc.Tests.Http;

public sealed class TextBoundsTests
{
    private static readonly string WideTable =
        HostileTexts.All().First(one => one.Name == "a wide row above short ones").Text;

    private static readonly string Brackets = HostileTexts.Times("[a][", 99_000);

    [Fact]
    public async Task A_text_beyond_the_bounds_is_refused_at_its_field_and_in_the_preview_and_nothing_is_saved()
    {
        await using var site = await Site.StartAsync();
        var editor = site.Visit(Seed.Person("ed", Role.Editor));
        var path = await editor.BeginAsync("Tables");
        foreach (var button in new[] { "save", "publish", "preview" })
        {
            var page = await editor.WriteAsync(path, button,
                ("statement", WideTable), ("solution", Brackets), ("p0-answer", "6"), ("release", "2026-11-01T08:00"));
            Assert.Equal(button == "preview" ? HttpStatusCode.OK : HttpStatusCode.UnprocessableEntity, page.Status);
            Assert.Contains("Statement: A table here has more than 2,000 cells", page.ErrorOf("statement"), StringComparison.Ordinal);
            Assert.Contains("Worked solution: A paragraph here has more than", page.ErrorOf("solution"), StringComparison.Ordinal);
            Assert.Contains("Put an empty line between its parts", page.ErrorOf("solution"), StringComparison.Ordinal);
            // The author has the text still.
            Assert.Equal(WideTable.Trim(), page.FieldsOf("form.author").First(field => field.Name == "statement").Value.Trim());
        }
        Assert.Equal(0, site.Count("SELECT count(*) FROM challenges WHERE body <> '' OR solution <> ''"));
    }

    [Fact]
    public async Task Forty_files_beyond_the_bounds_are_refused_each_by_its_name_while_the_site_answers()
    {
        await using var site = await Site.StartAsync();
        var editor = site.Visit(Seed.Person("ed", Role.Editor));
        using var form = new MultipartFormDataContent();
        var hostile = HostileTexts.All().Where(one => one.Name is "repeated: [a][" or "repeated: **a_b " or "repeated: a**b" or
            "repeated: <![CDATA[").Select(one => one.Text[..45_000]).ToList();
        Assert.Equal(4, hostile.Count);
        for (var i = 0; i < 40; i++)
        {
            var file = $"---\ntitle: Number {i}\nparts:\n  - id: a\n    answer: 1\n---\n\n{hostile[i % 4]}\n";
            form.Add(new ByteArrayContent(Encoding.UTF8.GetBytes(file)), "file", $"number-{i}.md");
        }
        using var load = new Load(site.Address, workers: 2);
        var watch = Stopwatch.StartNew();
        var plan = await editor.PostFormAsync("/admin/challenges/import", form);
        var time = watch.Elapsed;
        await load.StopAsync();
        Assert.Empty(load.Broken);
        Assert.Contains("40 with mistakes", plan.Text, StringComparison.Ordinal);
        var entries = plan.Page.QuerySelectorAll("section.entry").Select(entry => entry.TextContent).ToList();
        Assert.Equal(40, entries.Count);
        for (var i = 0; i < 40; i++)
        {
            Assert.Contains($"number-{i}.md", entries[i], StringComparison.Ordinal);
            Assert.Contains("Statement: A paragraph here has more than", entries[i], StringComparison.Ordinal);
        }
        // Without the bounds it took a minute on a quiet machine; with them less than a second.
        Assert.True(time < TimeSpan.FromSeconds(30), $"It took {time}.");
    }

    [Fact]
    public async Task A_stored_text_beyond_the_bounds_is_a_sentence_on_every_page_that_shows_it()
    {
        await using var site = await Site.StartAsync();
        var (editor, pupil) = (site.Visit(Seed.Person("ed", Role.Editor)), site.Visit(Seed.Pupil("ada")));
        site.AddProblem(challenge => challenge.ReleasedOn(site.Now - 3600, null, null));
        using (var db = site.OpenDatabase())
            db.Write(sql => sql.Execute(
                "UPDATE challenges SET body = @body, solution = @body, solution_shown_at = 1", new { body = WideTable }));
        var page = await pupil.GetAsync("/challenges/1");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("This text cannot be shown as it should look.", page.Text, StringComparison.Ordinal);
        Assert.Contains("more than 2,000 cells", page.Text, StringComparison.Ordinal);
        var own = await editor.GetAsync("/admin/challenges/1");
        Assert.Contains("Statement: A table here has more than 2,000 cells", own.Text, StringComparison.Ordinal);
        foreach (var path in new[] { "/wall", "/", "/challenges", "/challenges/1/poster" })
            Assert.Equal(HttpStatusCode.OK, (await editor.GetAsync(path)).Status);
    }

    [Fact]
    public async Task Long_texts_are_saved_one_after_the_other_and_all_of_them()
    {
        await using var site = await Site.StartAsync();
        var editor = site.Visit(Seed.Person("ed", Role.Editor));
        var paths = new List<string>();
        for (var i = 0; i < 5; i++) paths.Add(await editor.BeginAsync($"Long {i}"));
        var text = HostileTexts.Times("Let $n$ be *even*. Then $n^2$ is.\n\n", 60_000).Trim();
        var pages = await Task.WhenAll(paths.Select(path => editor.WriteAsync(path, "save", ("statement", text), ("p0-answer", "6"))));
        Assert.All(pages, page => Assert.Contains("It is saved.", page.Text, StringComparison.Ordinal));
        Assert.Equal(5, site.Count($"SELECT count(*) FROM challenges WHERE length(body) = {text.Length}"));
    }
}
