// Files of challenges brought in after a dry run, and written out so that bringing them in again changes nothing.
using System.IO.Compression;
using System.Net;
using MathsSoc.ChallengeFiles;
using MathsSoc.Data;
using MathsSoc.Endpoints;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class BundleImportTests
{
    private const string Handshakes =
        "---\ntitle: Handshakes\nkey-stage: KS3\nparts:\n  - id: a\n    answer: 21\n    reject: 28\n---\n\nHow many handshakes?\n";

    [Fact]
    public async Task A_file_is_shown_then_brought_in_and_found_again_by_its_id_or_title()
    {
        await using var site = await Site.StartAsync();
        var editor = site.Visit(Seed.Person("ed", Role.Editor));
        var plan = await editor.PostAsync("/admin/challenges/import", ("text", Handshakes));
        Assert.Contains("A new challenge, “Handshakes”, with 1 part, as a draft.", plan.Text, StringComparison.Ordinal);
        Assert.Equal(0, site.Count("SELECT count(*) FROM challenges"));
        await editor.PostAsync("/admin/challenges/import/confirm", [.. plan.FieldsOf("form[action$=confirm]")]);
        var part = site.Count("SELECT id FROM parts");

        var changed = Handshakes
            .Replace("answer: 21", "answer: 28", StringComparison.Ordinal)
            .Replace("reject: 28", "reject: 21", StringComparison.Ordinal);
        var again = await editor.PostAsync("/admin/challenges/import", ("text", changed));
        Assert.Contains("Part a: the answer “21” becomes “28”.", again.Text, StringComparison.Ordinal);
        await editor.PostAsync("/admin/challenges/import/confirm", [.. again.FieldsOf("form[action$=confirm]")]);
        Assert.Equal(part, site.Count("SELECT id FROM parts WHERE answer = '28'"));
        Assert.Equal(1, site.Count("SELECT count(*) FROM challenges"));
        Assert.Contains("1 the same as here",
            (await editor.PostAsync("/admin/challenges/import", ("text", changed))).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_mistake_is_told_with_its_line_and_the_other_files_go_in()
    {
        await using var site = await Site.StartAsync();
        var editor = site.Visit(Seed.Person("ed", Role.Editor));
        var wrong = "---\ntitle: Wrong\ncolour: red\nparts:\n  - id: a\n    answer: 1\n    kind: guess\n---\n\nText.\n";
        var stage = Handshakes.Replace("KS3", "KS9", StringComparison.Ordinal).Replace("Handshakes", "Stages", StringComparison.Ordinal);
        var unreadable = Handshakes
            .Replace("answer: 21", "answer: 2 +", StringComparison.Ordinal)
            .Replace("Handshakes", "Plus", StringComparison.Ordinal);
        var live = Handshakes
            .Replace("reject: 28", "reject: 21", StringComparison.Ordinal)
            .Replace("title: Handshakes", "title: Live\nrelease: 2026-12-01 09:00", StringComparison.Ordinal);
        (string, string)[] all =
            [("text", wrong), ("text", stage), ("text", unreadable), ("text", live), ("text", Handshakes), ("text", Handshakes)];
        var plan = await editor.PostAsync("/admin/challenges/import", all);
        string[] sentences =
        [
            "Line 3: A challenge has no “colour”.", "Line 7: There is no kind “guess”.", "There is no key stage “KS9” here.",
            "Part a: Model answer: The model answer cannot be read", "Part a: Must not be right: “21” is marked right.",
            "is the same challenge",
        ];
        foreach (var sentence in sentences)
            Assert.Contains(sentence, plan.Text, StringComparison.Ordinal);
        await editor.PostAsync("/admin/challenges/import/confirm", all);
        Assert.Equal(1, site.Count("SELECT count(*) FROM challenges"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await editor.PostAsync("/admin/challenges/import", ("text", " "))).Status);
    }

    [Fact]
    public async Task What_is_written_out_is_the_same_when_it_comes_back()
    {
        await using var site = await Site.StartAsync();
        var editor = site.Visit(Seed.Person("ed", Role.Editor));
        site.AddProblem(
            challenge => (challenge with
            {
                Title = "A “Zoë’s” problem: what’s it?",
                KeyStage = "KS5",
                Source = "me",
                Solution = "# No\n\n## Solution\n\nYes.",
                SolutionHours = 24,
            }).ReleasedOn(site.Now - 3600, 72, null),
            Part.New("(a)", "blue | azure", "text") with { Rejected = ["red"], Mistakes = [new KnownMistake("red", "Look up.")] },
            Part.New("(b)", "B", "choice") with { Choices = ["A", "B", "a | b"] },
            Part.New("(c)", "pi", "decimal") with { Places = 2, IsDegrees = true, Letters = ["x", "y"], Accepted = ["3.14"] });
        var file = await editor.GetAsync("/admin/challenges/1/export.md");
        Assert.Equal("text/markdown; charset=utf-8", file.Response.Content.Headers.ContentType!.ToString());
        Assert.Equal("attachment; filename=a-zoes-problem-whats-it.md",
            file.Response.Content.Headers.ContentDisposition!.ToString().Replace("\"", "", StringComparison.Ordinal));
        var text = await file.Response.Content.ReadAsStringAsync();
        Assert.Contains("1 the same as here",
            (await editor.PostAsync("/admin/challenges/import", ("text", text))).Text, StringComparison.Ordinal);
        // Another society writes out the very bytes that it brought in.
        await using var other = await Site.StartAsync();
        var theirs = other.Visit(Seed.Person("ed", Role.Editor));
        var plan = await theirs.PostAsync("/admin/challenges/import", ("text", text));
        await theirs.PostAsync("/admin/challenges/import/confirm", [.. plan.FieldsOf("form[action$=confirm]")]);
        Assert.Equal(24, other.Count("SELECT solution_hours FROM challenges"));
        Assert.Equal(text, await (await theirs.GetAsync("/admin/challenges/1/export.md")).Response.Content.ReadAsStringAsync());

        var zip = await editor.GetAsync("/admin/challenges/export.zip");
        using var archive = new ZipArchive(new MemoryStream(await zip.Response.Content.ReadAsByteArrayAsync()));
        var entry = Assert.Single(archive.Entries);
        Assert.Equal("01-a-zoes-problem-whats-it.md", entry.FullName);
        using var reader = new StreamReader(entry.Open());
        Assert.Equal(text, await reader.ReadToEndAsync());
    }

    [Fact]
    public async Task A_file_with_an_id_of_its_own_changes_no_other_challenge_of_the_same_title()
    {
        await using var site = await Site.StartAsync();
        var editor = site.Visit(Seed.Person("ed", Role.Editor));
        await BringAsync(editor, Handshakes.Replace("title:", "id: week-2026\ntitle:", StringComparison.Ordinal));
        var plan = await BringAsync(editor, Handshakes
            .Replace("title:", "id: week-2027\ntitle:", StringComparison.Ordinal)
            .Replace("How many", "And this year", StringComparison.Ordinal));
        Assert.Contains("the same title but another id, so this one is added beside it", plan.Text, StringComparison.Ordinal);
        Assert.Equal(1, site.Count("SELECT count(*) FROM challenges WHERE file_id = 'week-2026' AND body LIKE 'How many%'"));
        Assert.Equal(1, site.Count("SELECT count(*) FROM challenges WHERE file_id = 'week-2027' AND body LIKE 'And this year%'"));
        // Without an id nobody can say which is meant.
        Assert.Contains("Several challenges here have this title",
            (await editor.PostAsync("/admin/challenges/import", ("text", Handshakes))).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_challenges_of_one_title_go_out_and_come_back_each_as_itself()
    {
        await using var site = await Site.StartAsync();
        var editor = site.Visit(Seed.Person("ed", Role.Editor));
        var title = new string('x', 120);
        foreach (var statement in new[] { "One", "Two" })
            await editor.WriteAsync(await editor.BeginAsync(title), "save", ("statement", statement), ("p0-answer", "1"));
        await editor.PostAsync("/admin/challenges/2/copy");
        var files = new List<string>();
        foreach (var id in new[] { 1, 2, 3 })
            files.Add(await (await editor.GetAsync($"/admin/challenges/{id}/export.md")).Response.Content.ReadAsStringAsync());
        Assert.Contains("3 the same as here",
            (await editor.PostAsync("/admin/challenges/import", [.. files.Select(file => ("text", file))])).Text, StringComparison.Ordinal);
        // Another title in the file, or on the page, and it is the same challenge still.
        await editor.WriteAsync("/admin/challenges/1", "save", ("title", "Renamed here"));
        var plan = await BringAsync(editor, files[0].Replace(title, "Renamed in the file", StringComparison.Ordinal));
        Assert.Contains("The title “Renamed here” becomes “Renamed in the file”.", plan.Text, StringComparison.Ordinal);
        Assert.Equal(3, site.Count("SELECT count(*) FROM challenges"));
        Assert.Equal(1, site.Count("SELECT count(*) FROM challenges WHERE id = 1 AND title = 'Renamed in the file'"));
    }

    [Fact]
    public async Task What_was_put_away_or_shown_is_locked_where_its_file_is_brought_in_and_stays_as_it_is_here()
    {
        await using var site = await Site.StartAsync();
        await using var other = await Site.StartAsync();
        var (editor, stranger) = (site.Visit(Seed.Person("ed", Role.Editor)), other.Visit(Seed.Person("eve", Role.Editor)));
        site.AddProblem(challenge => challenge with { Title = "Away" });
        site.AddProblem(challenge => challenge.ReleasedOn(site.Now - 7200, 96, null) with { Title = "Shown", SolutionShownAt = site.Now });
        site.AddProblem(challenge => challenge.ReleasedOn(site.Now + 7200, 96, null) with { Title = "Never open" });
        foreach (var id in new[] { 1, 3 }) await editor.PostAsync($"/admin/challenges/{id}/archive", ("archived", "1"));
        foreach (var id in new[] { 1, 2, 3 })
        {
            var file = await (await editor.GetAsync($"/admin/challenges/{id}/export.md")).Response.Content.ReadAsStringAsync();
            Assert.Contains("1 the same as here",
                (await editor.PostAsync("/admin/challenges/import", ("text", file))).Text, StringComparison.Ordinal);
            await BringAsync(stranger, file);
            await BringAsync(editor, file.Replace("How many", "So how many", StringComparison.Ordinal));
        }
        Assert.Equal(2, other.Count($"SELECT count(*) FROM challenges WHERE is_draft = 0 AND locked_at <= {other.Now}"));
        Assert.Equal(1, other.Count("SELECT count(*) FROM challenges WHERE title = 'Never open' AND is_draft = 1"));
        // A challenge that is taken out again opens again: its file has changed its text and nothing else.
        Assert.Equal(3, site.Count("SELECT count(*) FROM challenges WHERE body LIKE 'So how many%' AND is_draft = 0"));
        Assert.Equal(1,
            site.Count("SELECT count(*) FROM challenges WHERE title = 'Away' AND archived_at IS NOT NULL AND locked_at IS NULL"));
        Assert.Equal(1,
            site.Count("SELECT count(*) FROM challenges WHERE title = 'Shown' AND lock_hours = 96 AND locked_at = solution_shown_at"));
        Assert.Equal(1, site.Count("SELECT count(*) FROM challenges " +
            "WHERE title = 'Never open' AND lock_hours = 96 AND locked_at = released_at + 345600"));
    }

    [Fact]
    public async Task A_button_that_is_pressed_again_brings_in_nothing_twice_and_says_that_it_worked()
    {
        await using var site = await Site.StartAsync();
        var editor = site.Visit(Seed.Person("ed", Role.Editor));
        (string, string)[] form = [("text", Handshakes)];
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => editor.PostAsync("/admin/challenges/import/confirm", form)));
        Assert.All(answers, answer => Assert.Equal("/admin/challenges?said=imported", answer.Path));
        Assert.Equal("/admin/challenges?said=imported", (await editor.PostAsync("/admin/challenges/import/confirm", form)).Path);
        Assert.Equal(1, site.Count("SELECT count(*) FROM challenges"));
        var half = await editor.PostAsync("/admin/challenges/import/confirm",
            ("text", Handshakes.Replace("21", "22", StringComparison.Ordinal)), ("text", "No file."));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, half.Status);
        Assert.Contains("Not all of these could be brought in.", half.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pupils_and_coordinators_have_none_of_it()
    {
        await using var site = await Site.StartAsync();
        site.AddProblem(challenge => challenge with { IsDraft = true, Title = "Secret" });
        string[] paths =
        [
            "/admin/challenges", "/admin/challenges/1", "/admin/challenges/1/export.md", "/admin/challenges/export.zip",
            "/admin/challenges/import",
        ];
        foreach (var who in new[] { site.Visit(Seed.Pupil("ada")), site.Visit(Seed.Person("co", Role.Coordinator)) })
            foreach (var path in paths)
            {
                var answer = await who.GetAsync(path);
                Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
                Assert.DoesNotContain("Secret", answer.Text, StringComparison.Ordinal);
            }
    }

    [Fact]
    public void The_guide_for_authors_shows_what_the_program_takes()
    {
        var guide = Repository.Read("docs/authoring.md");
        foreach (var kind in MathsSoc.Marking.AnswerKinds.All) Assert.Contains($"| `{kind}` |", guide, StringComparison.Ordinal);
        foreach (var row in guide.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)))
        {
            var cells = row.Split(" | ");
            if (cells.Length < 4 || !MathsSoc.Marking.AnswerKinds.TryParse(cells[0].Trim('|', ' ', '`'), out var kind)) continue;
            var part = ChallengeBundles.PartOf(Part.New("", Code(cells[1]), cells[0].Trim('|', ' ', '`')) with
            {
                Places = kind == MathsSoc.Marking.AnswerKind.Decimal ? 2 : null,
                IsDegrees = true,
            }, "a");
            Assert.All(Examples(cells[2]), answer => Assert.True(
                new MathsSoc.Marking.PreparedModel(part.Answer).Mark(answer).Verdict == MathsSoc.Marking.Verdict.Right,
                $"{kind}: {answer}"));
            Assert.All(Examples(cells[3]), answer => Assert.False(
                new MathsSoc.Marking.PreparedModel(part.Answer).Mark(answer).Verdict == MathsSoc.Marking.Verdict.Right,
                $"{kind}: {answer}"));
        }
        var start = guide.IndexOf("```markdown\n", StringComparison.Ordinal) + "```markdown\n".Length;
        var (challenge, errors) = Bundle.Read(guide[start..guide.IndexOf("\n```", start, StringComparison.Ordinal)]);
        Assert.Empty(errors);
        Assert.Empty(challenge!.Parts.SelectMany(part => part.Check(challenge.Statement)));
    }

    /// <summary>Brings in a file in both steps; the plan that was shown between them.</summary>
    private static async Task<PageResponse> BringAsync(Person who, string text)
    {
        var plan = await who.PostAsync("/admin/challenges/import", ("text", text));
        Assert.Equal("/admin/challenges?said=imported",
            (await who.PostAsync("/admin/challenges/import/confirm", [.. plan.FieldsOf("form[action$=confirm]")])).Path);
        return plan;
    }

    private static string Code(string cell) => cell.Split('`')[1];

    private static IEnumerable<string> Examples(string cell) => cell.Split('`').Where((_, index) => index % 2 == 1);
}
