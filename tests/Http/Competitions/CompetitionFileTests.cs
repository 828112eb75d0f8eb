// A whole competition as a zip file: the same bytes after it was brought in elsewhere, nobody in it, and no harm from a hostile one.
using System.Net;
using System.Text;
using Dapper;
using MathsSoc.ChallengeFiles;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class CompetitionFileTests
{
    private const string Import = "/admin/competitions/import";
    private const long Day = 86_400;

    private const string Cup = """
        ---
        title: Spring Cup 2026
        opens: 2026-03-23 09:00
        closes: 2026-04-02 16:00
        enrol-from: 2026-02-02 09:00
        enrol-until: 2026-04-01 12:00
        divisions: Junior 7-9, Senior 10-13
        ---

        Six problems.

        """;

    private const string Own = "---\ntitle: One day\nkey-stage: Junior\nrelease: 2026-03-24 09:00\nlock: 2026-03-25 09:00\n"
        + "parts:\n  - id: a\n    answer: 21\n---\n\nHow many?\n";

    private static async Task<byte[]> DownloadAsync(Person who, long id) =>
        await (await who.GetAsync($"/admin/competitions/{id}/export.zip")).Response.Content.ReadAsByteArrayAsync();

    /// <summary>The files of a zip file, their bytes as text that can be compared.</summary>
    private static List<(string Name, string Content)> Unpack(byte[] zip) =>
        Zips.Unpack(zip).ConvertAll(file => (file.Name, Convert.ToBase64String(file.Content)));

    private static async Task<PageResponse> PlanAsync(Person who, byte[] zip, string opens = "")
    {
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(zip), "file", "cup.zip" }, { new StringContent(opens), "opens" },
        };
        return await who.PostFormAsync(Import, form);
    }

    /// <summary>Confirms a plan; the address to which that leads.</summary>
    private static async Task<string> ConfirmAsync(Person who, PageResponse plan)
    {
        using var form = new MultipartFormDataContent();
        foreach (var (name, value) in plan.FieldsOf("form[action$=confirm]")) form.Add(new StringContent(value), name);
        return (await who.PostFormAsync(Import + "/confirm", form)).Response.Headers.Location!.ToString();
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>A competition of next month with people in it, texts that are hard to write down, and three challenges.</summary>
    private static async Task<Competition> AddRichAsync(Site site, Person teacher)
    {
        using var db = site.OpenDatabase();
        var opens = SchoolTime.Instant(SchoolTime.Local(site.Now).Date.AddDays(30).AddHours(9));
        var one = db.AddCompetition(site.Now, cup => cup with
        {
            Title = "Cup: \"Ω\" # 1",
            Body = "About it.\n\n## Fairness\n\nIs *below*.\n\n## Solution\n\nNone: $\\frac{1}{2}$.\n\n---\n\n- a",
            Fairness = "Alone.\n\n## Fairness\n\nAgain.", OpensAt = opens, ClosesAt = opens + 9 * Day, EnrolFrom = opens - 20 * Day,
            EnrolUntil = opens + 8 * Day, TimeKind = TimeKind.Personal, Minutes = 45, Formula = SchoolFormula.Weeks, BestOf = 3,
            LeastPupils = 2, HoldsVerdicts = true, CountsForSociety = false, IsPublic = true, CreatedBy = teacher.MemberId,
        });
        db.AddTo(one, db.AddSchool("Ashby School"), site.Now, declared: 7);
        db.AddEntrant(one, "ada", db.Read(sql => sql.ExecuteScalar<long>("SELECT id FROM schools")), 9, site.Now);
        db.AddChallenge(one, site.Now, "For all", "", null, null, "42", "x = 4");
        db.AddChallenge(one, site.Now, "A day of its own", "Junior", opens + Day, opens + 2 * Day);
        var pictured = db.AddChallenge(one, site.Now, "Pictured", "Senior");
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(Pictures.Png(40)), "file", "a.png" }, { new StringContent("A *square*."), "alt" },
        };
        await teacher.PostFormAsync($"/admin/challenges/{pictured}/uploads", form);
        var hash = site.Read("SELECT hash FROM uploads")!;
        db.Write(sql => sql.Execute("UPDATE challenges SET body = @body, solution_hours = 24, source = 'old' WHERE id = @pictured",
            new { pictured, body = $"![A square.](upload:{hash}.png)\n\n## Solution\n\nHow big?" }));
        return one;
    }

    [Fact]
    public async Task It_comes_out_of_another_site_byte_for_byte_as_it_went_in_and_nobody_is_in_it()
    {
        await using var site = await Site.StartAsync();
        await using var other = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("teacher", Role.Teacher));
        var theirs = other.Visit(Seed.Person("owner", Role.Owner));
        var one = await AddRichAsync(site, teacher);
        var zip = await DownloadAsync(teacher, one.Id);
        var files = Unpack(zip);
        Assert.Equal(["00-competition.md", "01-challenge.md", "02-challenge-2.md", "03-challenge-3.md"],
            files.Select(file => file.Name).Where(name => name.EndsWith(".md", StringComparison.Ordinal)));
        Assert.Equal(5, files.Count);
        foreach (var (name, content) in files)
            foreach (var secret in new[] { "Ashby", "ada", "Ada", "teacher", "Teacher", "declared" })
                Assert.False(Encoding.Latin1.GetString(Convert.FromBase64String(content)).Contains(secret, StringComparison.Ordinal),
                    $"{secret} is in {name}");

        var plan = await PlanAsync(theirs, zip);
        Assert.Contains("A new competition with 3 challenges, all as drafts.", plan.Text, StringComparison.Ordinal);
        Assert.Equal(0, other.Count("SELECT (SELECT count(*) FROM competitions) + (SELECT count(*) FROM uploads)"));
        Assert.Equal("/admin/competitions/1/edit?said=imported", await ConfirmAsync(theirs, plan));
        Assert.Equal(files, Unpack(await DownloadAsync(theirs, 1)));
        Assert.Equal(3, other.Count("SELECT count(*) FROM challenges WHERE is_draft = 1 AND competition_id = 1"));
        Assert.Equal(1, other.Count("SELECT count(*) FROM competitions WHERE is_draft = 1 AND created_by = 1"));
        Assert.Equal(0, other.Count("SELECT (SELECT count(*) FROM schools) + (SELECT count(*) FROM enrolments)"));
        Assert.Contains("brought a competition in from its files", (await theirs.GetAsync("/admin/audit")).Text, StringComparison.Ordinal);

        // Beside the first one here: it is a new competition with challenges of its own.
        await ConfirmAsync(theirs, await PlanAsync(theirs, zip));
        Assert.Equal(3, other.Count("SELECT count(*) FROM challenges WHERE competition_id = 2"));
        Assert.Equal(3, other.Count("SELECT count(*) FROM challenges WHERE competition_id = 1"));
    }

    [Fact]
    public async Task Dates_that_are_over_move_by_years_to_the_same_weekday_and_those_asked_for_move_all_others()
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("teacher", Role.Teacher));
        Assert.Equal("2026", $"{SchoolTime.Local(site.Now).Year}");
        var zip = Zips.Pack(("00-competition.md", Text(Cup)), ("01-one.md", Text(Own)));
        await ConfirmAsync(teacher, await PlanAsync(teacher, zip));
        Assert.Equal("Spring Cup 2027|22 March 2027, 09:00 GMT|1 April 2027, 16:00 BST|1 February 2027, 09:00 GMT|31 March 2027, 12:00 BST",
            Dates(site, 1));
        Assert.Equal("23 March 2027, 09:00 GMT|24 March 2027, 09:00 GMT", Times(site, 1));

        await ConfirmAsync(teacher, await PlanAsync(teacher, zip, "2028-06-05T10:30"));
        Assert.Equal("Spring Cup 2028|5 June 2028, 10:30 BST|15 June 2028, 17:30 BST|17 April 2028, 10:30 BST|14 June 2028, 13:30 BST",
            Dates(site, 2));
        Assert.Equal("6 June 2028, 10:30 BST|7 June 2028, 10:30 BST", Times(site, 2));
        Assert.Contains("Opens: a day and a time", (await PlanAsync(teacher, zip, "soon")).Text, StringComparison.Ordinal);
    }

    private static string Dates(Site site, long id)
    {
        using var db = site.OpenDatabase();
        var one = db.Read(sql => Data.Competitions.Find(sql, id))!;
        long[] times = [one.OpensAt, one.ClosesAt, one.EnrolFrom, one.EnrolUntil];
        return string.Join('|', times.Select(SchoolTime.Time).Prepend(one.Title));
    }

    private static string Times(Site site, long competition) => string.Join('|', new[] { "released_at", "locked_at" }.Select(column =>
        SchoolTime.Time(site.Count($"SELECT {column} FROM challenges WHERE competition_id = {competition}"))));

    [Fact]
    public async Task A_form_that_is_sent_twice_makes_one()
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("teacher", Role.Teacher));
        var plan = await PlanAsync(teacher, Zips.Pack(("c.md", Text(Cup)), ("a.md", Text(Own))));
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ConfirmAsync(teacher, plan)));
        Assert.All(answers, answer => Assert.Equal("/admin/competitions/1/edit?said=imported", answer));
        Assert.Equal(1, site.Count("SELECT count(*) FROM competitions"));
        Assert.Equal(1, site.Count("SELECT count(*) FROM challenges"));
    }

    [Fact]
    public async Task A_challenge_with_mistakes_is_left_out_and_one_outside_the_times_opens_with_the_competition()
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("teacher", Role.Teacher));
        var plan = await PlanAsync(teacher, Zips.Pack(
            ("c.md", Text(Cup)), ("a.md", Text(Own)), ("b.md", Text(Own)),
            ("stage.md", Text(Own.Replace("Junior", "KS3", StringComparison.Ordinal)
                .Replace("One day", "Stage", StringComparison.Ordinal))),
            ("late.md", Text(Own.Replace("2026-03-25", "2026-05-25", StringComparison.Ordinal)
                .Replace("One day", "Late", StringComparison.Ordinal)))));
        foreach (var sentence in new[]
        {
            "A new competition with 2 challenges, all as drafts; 2 files with mistakes would be left out.", "a.md is the same challenge",
            "There is no division “KS3” here. Those there are: Junior, Senior, or all.", "Its own times are not between",
        })
            Assert.Contains(sentence, plan.Text, StringComparison.Ordinal);
        await ConfirmAsync(teacher, plan);
        Assert.Equal(2, site.Count("SELECT count(*) FROM challenges"));
        Assert.Equal(1, site.Count("SELECT count(*) FROM challenges h JOIN competitions k ON k.id = h.competition_id "
            + "WHERE h.title = 'Late' AND h.released_at = k.opens_at AND h.locked_at = k.closes_at"));
    }

    public static TheoryData<string, string> Hostile => new()
    {
        { "no zip", "cannot be read" },
        { "zip in zip", "is a zip file in a zip file" },
        { "many", "a zip file of more than 500 files" },
        { "bomb", "is too large: 5 MB is the most" },
        { "none", "None of these is a competition’s own file" },
        { "two", "These are the files of several competitions" },
        { "key", "Line 2: A competition has no “colour”" },
        { "dates", "Closes: this is not after it opens." },
        { "year", "Closes: a competition lasts a year at most." },
        { "divisions", "Write one to eight names with their year groups" },
        { "minutes", "Give “minutes” if the window is personal" },
        { "control", "Title" },
        { "long", "The text is too long: 20,000 characters is the most." },
    };

    [Theory, MemberData(nameof(Hostile))]
    public async Task A_hostile_file_is_refused_with_a_sentence_and_makes_nothing(string kind, string sentence)
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("teacher", Role.Teacher));
        string Changed(string from, string to) => Cup.Replace(from, to, StringComparison.Ordinal);
        var sent = kind switch
        {
            "no zip" => [.. "PK\u0003\u0004"u8, 0, 1],
            "zip in zip" => Zips.Pack(("a.zip", Zips.Pack(("c.md", Text(Cup))))),
            "many" => Zips.Pack([.. Enumerable.Range(0, 501).Select(number => ($"{number}.md", Text(Cup)))]),
            "bomb" => Zips.Pack(("c.md", Text(Cup)), ("big.md", new byte[6 << 20])),
            "none" => Zips.Pack(("a.md", Text(Own))),
            "two" => Zips.Pack(("c.md", Text(Cup)), ("d.md", Text(Changed("Spring", "Autumn")))),
            "key" => Zips.Pack(("c.md", Text(Changed("title:", "colour: red\ntitle:")))),
            "dates" => Zips.Pack(("c.md", Text(Changed("closes: 2026-04-02", "closes: 2026-03-02")))),
            "year" => Zips.Pack(("c.md", Text(Changed("closes: 2026-04-02", "closes: 2030-04-02")))),
            "divisions" => Zips.Pack(("c.md", Text(Changed("Junior 7-9, Senior 10-13", "Junior")))),
            "minutes" => Zips.Pack(("c.md", Text(Changed("divisions:", "minutes: 10\ndivisions:")))),
            "control" => Zips.Pack(("c.md", Text(Changed("Spring Cup 2026", "\"Spring \\u202E Cup\"")))),
            _ => Zips.Pack(("c.md", Text(Cup + new string('x', 20_001)))),
        };
        var answer = await PlanAsync(teacher, sent);
        Assert.Contains(sentence, answer.Text, StringComparison.Ordinal);
        Assert.Null(answer.Page.QuerySelector("form[action$=confirm]"));
        // Nor does the confirmation make one, whatever is sent to it.
        using var form = new MultipartFormDataContent { { new ByteArrayContent(sent), "file", "cup.zip" } };
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await teacher.PostFormAsync(Import + "/confirm", form)).Status);
        Assert.Equal(0, site.Count("SELECT (SELECT count(*) FROM competitions) + (SELECT count(*) FROM challenges)"));
    }

    [Fact]
    public async Task Paths_in_the_zip_file_are_names_and_the_import_of_challenges_says_where_a_competition_goes()
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("teacher", Role.Teacher));
        var zip = Zips.Pack(("../../c.md", Text(Cup)), ("/etc/a.md", Text(Own)), ("__MACOSX/._a.md", [0, 1, 2]));
        await ConfirmAsync(teacher, await PlanAsync(teacher, zip));
        Assert.Equal(1, site.Count("SELECT count(*) FROM challenges WHERE competition_id = 1"));
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(site.Folder)!, "c.md", SearchOption.TopDirectoryOnly));
        Assert.Contains("This is a competition’s file", (await teacher.PostAsync("/admin/challenges/import", ("text", Cup))).Text,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Role.Coordinator)]
    [InlineData(Role.Editor)]
    [InlineData(Role.Member)]
    public async Task Only_owners_and_teachers_have_it(Role role)
    {
        await using var site = await Site.StartAsync();
        using var db = site.OpenDatabase();
        var one = db.AddCompetition(site.Now);
        db.AddChallenge(one, site.Now, "Secret");
        var who = site.Visit(Seed.Person("who", role));
        foreach (var path in new[] { $"/admin/competitions/{one.Id}/export.zip", Import })
            Assert.Equal(HttpStatusCode.Forbidden, (await who.GetAsync(path)).Status);
        using var form = new MultipartFormDataContent { { new StringContent(Cup), "text" } };
        Assert.Equal(HttpStatusCode.Forbidden, (await who.PostFormAsync(Import + "/confirm", form)).Status);
        Assert.Equal(1, site.Count("SELECT count(*) FROM competitions"));
    }

    [Fact]
    public void The_guide_shows_a_file_that_the_program_takes()
    {
        var guide = Repository.Read("docs/authoring.md");
        var start = guide.IndexOf("```markdown\n---\ntitle: Spring Cup", StringComparison.Ordinal) + "```markdown\n".Length;
        var (one, errors) = CompetitionBundle.Read(guide[start..guide.IndexOf("\n```", start, StringComparison.Ordinal)]);
        Assert.Empty(errors);
        Assert.Equal((TimeKind.Personal, 60L, true), (one!.TimeKind, one.Minutes!.Value, one.Fairness.Length > 0));
        Assert.All(CompetitionBundle.Keys, key => Assert.Contains(key, guide[start..], StringComparison.Ordinal));
    }
}
