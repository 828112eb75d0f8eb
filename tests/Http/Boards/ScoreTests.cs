// Why this score: every row in words, sums that are the rows added up, who may look, and points given by hand; and the wrong-answer map.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class ScoreTests
{
    private const long Minute = 60, Hour = 3600, Day = 24 * Hour;

    [Fact]
    public async Task Every_row_is_told_in_words_and_the_sums_are_those_of_the_rows()
    {
        await using var site = await Site.StartWithClockAsync();
        var ada = site.Visit(Seed.Pupil("ada"));
        using (var db = site.OpenDatabase())
        {
            db.Give(ada.MemberId, 4, site.Now - 365 * Day, "Helped at the fair.");
            db.Give(ada.MemberId, -1, site.Now - 10 * Day, "Counted twice.");
            db.Answer(ada.MemberId, db.AddChallenge("The Lazy Caterer", site.Now - Day), "42", site.Now);
        }
        var page = await ada.GetAsync($"/scores/{ada.MemberId}");
        Assert.Equal(["This week | 3", "This term | 2", "This school year | 2", "All time | 6"], page.RowsOf(".sums"));
        var rows = page.Page.QuerySelectorAll(".ledger li")
            .Select(row => string.Join(' ', row.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))).ToList();
        Assert.Equal([
            "+2 first to solve The Lazy Caterer, Tuesday 10 Nov, 9:00",
            "+1 solved The Lazy Caterer, Tuesday 10 Nov, 9:00",
            "−1 taken off by a teacher, Saturday 31 Oct, 9:00 Reason: Counted twice.",
            "+4 given by a teacher, 10 Nov 2025, 9:00 Reason: Helped at the fair.",
        ], rows);
        Assert.Equal(6, Sum(page));
        Assert.Equal(2, Sum(await ada.GetAsync($"/scores/{ada.MemberId}?period=term")));
        Assert.Equal(3, Sum(await ada.GetAsync($"/scores/{ada.MemberId}?period=week")));
        // Her own page counts the weeks, without the one that took a point from her; nobody else's does.
        Assert.Contains("Points in 1 of 11 weeks so far.", page.Text, StringComparison.Ordinal);
        var teacher = site.Visit(Seed.Person("tess", Role.Teacher));
        Assert.DoesNotContain("weeks so far", (await teacher.GetAsync($"/scores/{ada.MemberId}")).Text, StringComparison.Ordinal);
        Assert.Contains("This week: 3 points", (await ada.GetAsync($"/scores/{ada.MemberId}?period=week")).Text, StringComparison.Ordinal);
    }

    private static int Sum(PageResponse page) => page.Page.QuerySelectorAll(".ledger strong")
        .Sum(points => int.Parse(points.TextContent.Replace('−', '-'), System.Globalization.CultureInfo.InvariantCulture));

    [Fact]
    public async Task A_correction_says_when_and_to_whom_it_concerns_why()
    {
        await using var site = await Site.StartAsync();
        var (ada, ben) = (site.Visit(Seed.Pupil("ada")), site.Visit(Seed.Pupil("ben")));
        using (var db = site.OpenDatabase())
        {
            var challenge = db.AddChallenge("Sums", site.Now - Day);
            db.Answer(ada.MemberId, challenge, "forty-two", site.Now - Hour);
            db.Write(sql =>
            {
                Remark.ByHand(sql, 1, true, "In words is right too.", Actor.CommandLine, Rules.Default, site.Now - Minute);
            });
        }
        foreach (var reader in new[] { ada, ben })
        {
            var text = (await reader.GetAsync($"/scores/{ada.MemberId}")).Text;
            Assert.Contains("+1 correction: solved, after all, Sums", text, StringComparison.Ordinal);
            Assert.Contains("Corrected on", text, StringComparison.Ordinal);
            Assert.Equal(reader == ada, text.Contains("Reason: In words is right too.", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Others_may_ask_about_whom_boards_show_and_about_nobody_else()
    {
        await using var site = await Site.StartAsync();
        var (ada, ben, teacher) =
            (site.Visit(Seed.Pupil("ada")), site.Visit(Seed.Pupil("ben")), site.Visit(Seed.Person("tess", Role.Teacher)));
        long shown, quiet, empty, gone;
        using (var db = site.OpenDatabase())
        {
            (shown, quiet, empty, gone) =
                (db.Add(Seed.Pupil("cat")), db.Add(Seed.Pupil("dan")), db.Add(Seed.Pupil("eve")), db.Add(Seed.Pupil("fay")));
            foreach (var one in new[] { ada.MemberId, shown, quiet, gone }) db.Give(one, 2, site.Now - Hour, "A reason of one's own.");
            db.Write(sql =>
            {
                Members.SetQuiet(sql, quiet, true);
                Members.SetQuiet(sql, ada.MemberId, true);
                Members.SetState(sql, gone, MemberState.Leaving, site.Now);
            });
        }
        var others = await ben.GetAsync($"/scores/{shown}");
        Assert.Contains("given by a teacher", others.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("A reason of one", others.Text, StringComparison.Ordinal);
        Assert.Null(others.Page.QuerySelector("#points"));
        foreach (var id in new[] { quiet, empty, gone, ada.MemberId, teacher.MemberId, 4711 })
            Assert.Equal(HttpStatusCode.NotFound, (await ben.GetAsync($"/scores/{id}")).Status);
        Assert.Contains("A reason of one", (await ada.GetAsync($"/scores/{ada.MemberId}")).Text, StringComparison.Ordinal);
        Assert.Contains("A reason of one", (await teacher.GetAsync($"/scores/{quiet}")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await ben.GetAsync($"/scores/{ben.MemberId}")).Status);
    }

    [Fact]
    public async Task While_boards_are_frozen_others_read_what_was_known_then()
    {
        await using var site = await Site.StartAsync();
        var (ada, ben) = (site.Visit(Seed.Pupil("ada")), site.Visit(Seed.Pupil("ben")));
        using (var db = site.OpenDatabase())
        {
            db.Give(ada.MemberId, 2, site.Now - 2 * Hour);
            db.Give(ada.MemberId, 5, site.Now - Minute);
            db.Set("boards.frozen_at", $"{site.Now - Hour}", site.Now);
        }
        Assert.Contains("All time: 2 points", (await ben.GetAsync($"/scores/{ada.MemberId}")).Text, StringComparison.Ordinal);
        Assert.Contains("All time: 7 points", (await ada.GetAsync($"/scores/{ada.MemberId}")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Staff_give_and_take_points_with_a_reason_once_and_the_audit_says_so()
    {
        await using var site = await Site.StartAsync();
        var (ada, teacher) = (site.Visit(Seed.Pupil("ada")), site.Visit(Seed.Person("tess", Role.Teacher)));
        var path = $"/scores/{ada.MemberId}";
        var newest = (await teacher.GetAsync(path)).Page.QuerySelector("input[name=newest]")!.GetAttribute("value")!;
        var given = await teacher.PostAsync(path, ("points", "+3"), ("reason", "Explained a proof."), ("newest", newest));
        Assert.Contains("Done", given.Text, StringComparison.Ordinal);
        Assert.Contains("+3 given by a teacher", given.Text, StringComparison.Ordinal);
        var twice = await teacher.PostAsync(path, ("points", "+3"), ("reason", "Explained a proof."), ("newest", newest));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, twice.Status);
        Assert.Contains("have changed since", twice.Text, StringComparison.Ordinal);
        Assert.Equal("Explained a proof.", twice.Page.QuerySelector("#reason")!.GetAttribute("value"));
        newest = twice.Page.QuerySelector("input[name=newest]")!.GetAttribute("value")!;
        await teacher.PostAsync(path, ("points", "−1"), ("reason", "One too many."), ("newest", newest));
        using var db = site.OpenDatabase();
        Assert.Equal(2, db.Read(sql => Totals.Find(sql, ada.MemberId, Period.AllTime))!.Points);
        Assert.Empty(db.Read(sql => Totals.Check(sql)));
        Assert.Equal(["-1", "+3"],
            db.Read(sql => Audit.List(sql, new AuditFilter(teacher.MemberId, "points.", null, null, null, null), 10))
                .Select(line => line.Detail));
    }

    [Theory]
    [InlineData("points", "0")]
    [InlineData("points", "101")]
    [InlineData("points", "-101")]
    [InlineData("points", "1.5")]
    [InlineData("points", "")]
    [InlineData("reason", "")]
    public async Task A_mistake_is_said_at_its_field_and_nothing_is_given(string field, string value)
    {
        await using var site = await Site.StartAsync();
        var (ada, teacher) = (site.Visit(Seed.Pupil("ada")), site.Visit(Seed.Person("tess", Role.Teacher)));
        var again = await teacher.PostAsync($"/scores/{ada.MemberId}",
            [.. new[] { ("points", "2"), ("reason", "Why."), ("newest", "0") }.Select(one => one.Item1 == field ? (field, value) : one)]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, again.Status);
        Assert.NotNull(again.ErrorOf(field));
        using var db = site.OpenDatabase();
        Assert.Empty(db.Read(sql => Awards.List(sql, ada.MemberId, Period.AllTime, "", 0, 9)));
    }

    [Fact]
    public async Task Staff_never_score_and_pupils_give_nothing()
    {
        await using var site = await Site.StartAsync();
        var (ada, teacher) = (site.Visit(Seed.Pupil("ada")), site.Visit(Seed.Person("tess", Role.Teacher)));
        Assert.Equal(HttpStatusCode.NotFound,
            (await teacher.PostAsync($"/scores/{teacher.MemberId}", ("points", "2"), ("reason", "Why."))).Status);
        Assert.Null((await teacher.GetAsync($"/scores/{teacher.MemberId}")).Page.QuerySelector("#points"));
        Assert.Equal(HttpStatusCode.Forbidden,
            (await ada.PostAsync($"/scores/{ada.MemberId}", ("points", "2"), ("reason", "Why."))).Status);
    }

    [Fact]
    public async Task The_wrong_answer_map_counts_answers_that_say_the_same_and_names_nobody()
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("tess", Role.Teacher));
        long challenge;
        using (var db = site.OpenDatabase())
        {
            challenge = db.AddChallenge("Fractions", site.Now - Day, answers: ["1/2"]);
            db.Write(sql => Parts.Save(sql, challenge,
                [Parts.List(sql, challenge)[0] with { Mistakes = [new KnownMistake("2", "Upside down: which number is the bottom one?")] }],
                site.Now));
            foreach (var (login, answer) in new[]
                { ("ada", "2"), ("ben", "2"), ("cat", "Seven"), ("dan", "seven"), ("eve", "SEVEN"), ("fay", "1/2") })
                db.Answer(db.Add(Seed.Pupil(login)), challenge, answer, site.Now - Hour);
        }
        var map = await teacher.GetAsync($"/admin/challenges/{challenge}/mistakes");
        Assert.Equal(["SEVEN | 3 | only that it is wrong", "2 | 2 | Upside down: which number is the bottom one?"],
            map.RowsOf("main table"));
        foreach (var name in new[] { "Ada", "ada", "AS" }) Assert.DoesNotContain($" {name} ", map.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await teacher.GetAsync("/admin/challenges/4711/mistakes")).Status);
    }
}
