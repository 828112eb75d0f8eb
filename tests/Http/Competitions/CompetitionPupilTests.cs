// Pupils of a competition on the staff's desk: found, adjusted, disqualified, moved by an owner, and exported.
using System.Net;
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using MathsSoc.Web;

namespace MathsSoc.Tests.Http;

public sealed class CompetitionPupilTests
{
    /// <summary>Ada has 6 points, Dan 3, the others none.</summary>
    private static async Task<(Site Site, Cup Cup)> StartAsync(Func<Competition, Competition>? change = null)
    {
        var site = await Site.StartAsync();
        var cup = site.AddCup(change);
        using var db = site.OpenDatabase();
        db.Answer(cup.Ada, cup.ForJunior, "42", site.Now);
        db.Answer(cup.Ada, cup.ForAll, "42", site.Now);
        db.Answer(cup.Dan, cup.ForSenior, "42", site.Now);
        return (site, cup);
    }

    private static string[] NamesOf(PageResponse page) =>
        [.. page.Page.QuerySelectorAll("tbody th a").Select(link => link.TextContent)];

    [Fact]
    public async Task They_are_searched_filtered_and_sorted_and_a_place_is_that_of_the_whole_table()
    {
        var (site, cup) = await StartAsync();
        await using var _ = site;
        var tea = site.Visit(Seed.Person("tea", Role.Teacher));
        var path = cup.DeskPath + "/pupils";
        var all = await tea.GetAsync(path);
        Assert.Equal(["Ada Seeded", "Dan Seeded", "Ben Seeded", "Cleo Seeded"], NamesOf(all));
        Assert.Equal("2 | Dan SeededDS | Senior | Birch High | Takes part | 1 | 3", all.RowsOf("table")[1]);
        foreach (var (query, names) in new[]
        {
            ("?q=cle", "Cleo"), ("?q=DAN", "Dan"), ("?division=junior", "Ada Cleo"), ($"?school={cup.OurSchool}", "Ada Ben"),
            ("?school=0", ""), ("?state=withdrawn", ""), ("?sort=name", "Ada Ben Cleo Dan"), ("?sort=school", "Ada Ben Dan Cleo"),
            ("?state=nonsense&school=x&sort=y&page=99", "Ada Dan Ben Cleo"), ("?q=%25", ""),
        })
            Assert.Equal(names, string.Join(' ', NamesOf(await tea.GetAsync(path + query)).Select(name => name.Split(' ')[0])));
    }

    [Fact]
    public async Task Points_are_adjusted_within_the_competition_for_a_reason_that_the_pupil_reads()
    {
        var (site, cup) = await StartAsync();
        await using var _ = site;
        var tea = site.Visit(Seed.Person("tea", Role.Teacher));
        var path = $"{cup.DeskPath}/pupils/{cup.Ada}";
        foreach (var points in new[] { "", "0", "2.5", "1001", "-1001", "99999999999" })
            Assert.NotNull((await tea.PostAsync(path + "/adjust", ("points", points), ("reason", "For neatness."))).ErrorOf("points"));
        Assert.NotNull((await tea.PostAsync(path + "/adjust", ("points", "2"), ("reason", ""))).ErrorOf("reason"));
        var done = await tea.PostAsync(path + "/adjust", ("points", "-2"), ("reason", "A sheet was handed in twice."));
        Assert.Contains("-2 A sheet was handed in twice.", done.Text, StringComparison.Ordinal);
        Assert.Equal(4, site.Count($"SELECT points FROM enrolments WHERE member_id = {cup.Ada}"));
        Assert.Contains("A sheet was handed in twice.", (await site.VisitAs(cup.Ada).GetAsync($"/scores/{cup.Ada}")).Text,
            StringComparison.Ordinal);
        Assert.Equal($"-2 in competition {cup.Id}", site.Read("SELECT detail FROM audit WHERE action = 'points.adjust'"));
        using var db = site.OpenDatabase();
        Assert.Empty(db.Read(sql => Totals.Check(sql)));
    }

    [Fact]
    public async Task A_disqualified_pupil_leaves_the_tables_and_keeps_the_ledger_and_comes_back()
    {
        var (site, cup) = await StartAsync();
        await using var _ = site;
        var tea = site.Visit(Seed.Person("tea", Role.Teacher));
        var path = $"{cup.DeskPath}/pupils/{cup.Ada}";
        Assert.NotNull((await tea.PostAsync(path + "/disqualify", ("out", "1"), ("why", ""))).ErrorOf("why"));
        var gone = await tea.PostAsync(path + "/disqualify", ("out", "1"), ("why", "Answers were shared."));
        Assert.Contains("Disqualified", gone.Text, StringComparison.Ordinal);
        Assert.Contains("Answers were shared.", gone.Text, StringComparison.Ordinal);
        Assert.Equal(["Dan Seeded", "Ben Seeded", "Cleo Seeded"],
            NamesOf(await tea.GetAsync(cup.DeskPath + "/pupils?state=enrolled")));
        Assert.StartsWith("1 | Dan", (await tea.GetAsync(cup.DeskPath + "/pupils?q=dan")).RowsOf("table")[0], StringComparison.Ordinal);
        Assert.Equal(6, site.Count($"SELECT sum(points) FROM awards WHERE member_id = {cup.Ada}"));
        Assert.Contains("does not take part at the moment",
            (await tea.PostAsync(path + "/adjust", ("points", "2"), ("reason", "x"))).Text, StringComparison.Ordinal);
        Assert.Contains("Somebody else changed it",
            (await tea.PostAsync(path + "/disqualify", ("out", "1"), ("why", "Again."))).Text, StringComparison.Ordinal);
        await tea.PostAsync(path + "/disqualify", ("out", "0"), ("why", "They had not been."));
        Assert.StartsWith("1 | Ada", (await tea.GetAsync(cup.DeskPath + "/pupils")).RowsOf("table")[0], StringComparison.Ordinal);
        Assert.Equal(1, site.Count("SELECT count(*) FROM audit WHERE action = 'competition.disqualify'"));
        Assert.Equal(1, site.Count("SELECT count(*) FROM audit WHERE action = 'competition.reinstate'"));
    }

    [Fact]
    public async Task An_owner_moves_a_pupil_before_the_results_and_nobody_else_does()
    {
        var (site, cup) = await StartAsync();
        await using var _ = site;
        var (head, tea) = (site.Visit(Seed.Person("head", Role.Owner)), site.Visit(Seed.Person("tea", Role.Teacher)));
        var path = $"{cup.DeskPath}/pupils/{cup.Dan}";
        (string, string)[] wish = [("school", $"{cup.OurSchool}"), ("division", "Junior"), ("move_reason", "Moved house.")];
        Assert.Null((await tea.GetAsync(path)).Page.QuerySelector("form[action$='/move']"));
        Assert.Equal(HttpStatusCode.Forbidden, (await tea.PostAsync(path + "/move", wish)).Status);
        Assert.NotNull((await head.PostAsync(path + "/move", wish.With(("move_reason", "")))).ErrorOf("move_reason"));
        Assert.NotNull((await head.PostAsync(path + "/move", wish.With(("division", "KS3")))).ErrorOf("division"));
        Assert.Contains("please choose one that takes part", (await head.PostAsync(path + "/move", wish.With(("school", "999")))).Text,
            StringComparison.Ordinal);
        Assert.Contains("in this school and division already", (await head.PostAsync(path + "/move",
            wish.With(("school", $"{cup.GuestSchool}"), ("division", "Senior")))).Text, StringComparison.Ordinal);
        Assert.Contains("The pupil is moved", (await head.PostAsync(path + "/move", wish)).Text, StringComparison.Ordinal);
        Assert.Equal($"{cup.OurSchool} Junior Moved house. 1", site.Read("SELECT school_id || ' ' || division || ' ' || reason || ' ' || "
            + $"(moved_at = (SELECT max(at) FROM audit WHERE action = 'competition.move')) FROM enrolments WHERE member_id = {cup.Dan}"));
        using (var db = site.OpenDatabase()) db.Change(cup.Id, site.Now, one => one with { ResultsAt = site.Now });
        Assert.Contains("The results are published, so nobody is moved any more.",
            (await head.PostAsync(path + "/move", wish.With(("division", "Senior")))).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_export_is_safe_to_open_says_what_the_page_says_and_is_in_the_audit()
    {
        var (site, cup) = await StartAsync();
        await using var _ = site;
        var tea = site.Visit(Seed.Person("tea", Role.Teacher));
        using (var db = site.OpenDatabase())
        {
            var rude = db.AddEntrant(cup.Competition, "eve", cup.GuestSchool, 9, site.Now);
            db.Write(sql => sql.Execute("UPDATE members SET name = '=1+1' WHERE id = @rude", new { rude }));
        }
        var page = await tea.GetAsync(cup.DeskPath + "/pupils");
        var file = await tea.PostAsync(cup.DeskPath + "/export.csv", [.. page.FieldsOf("form[action$='export.csv']")]);
        Assert.Equal("text/csv; charset=utf-8", file.Response.Content.Headers.ContentType!.ToString());
        var table = Csv.Parse(await file.Response.Content.ReadAsStringAsync(), 100);
        Assert.Null(table.Problem);
        Assert.Equal(["rank", "place in division", "display name", "name", "year", "division", "school", "state", "points",
            "last (London)", "exported at"], table.Rows[0].Cells);
        Assert.Equal(["1", "1", "AS", "Ada Seeded", "8", "Junior", "Ashby School", "Takes part", "6"], table.Rows[1].Cells.Take(9));
        Assert.Equal(["2", "1", "DS", "Dan Seeded", "11", "Senior", "Birch High", "Takes part", "3"], table.Rows[2].Cells.Take(9));
        Assert.Equal(["", "", "BS", "Ben Seeded", "12"], table.Rows[3].Cells.Take(5));
        Assert.Equal(NamesOf(page).Take(4), table.Rows.Skip(1).Take(4).Select(row => row.Cells[3]));
        Assert.Contains("'=1+1", await file.Response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var some = await tea.PostAsync(cup.DeskPath + "/export.csv", ("division", "Senior"));
        Assert.Equal(["Dan Seeded", "Ben Seeded"],
            Csv.Parse(await some.Response.Content.ReadAsStringAsync(), 100).Rows.Skip(1).Select(row => row.Cells[3]));
        Assert.Equal("5 pupils 2 pupils", site.Read(
            "SELECT group_concat(detail, ' ') FROM (SELECT detail FROM audit WHERE action = 'competition.export' ORDER BY id)"));
        // The same values as JSON, with those of a range of points.
        var json = await tea.PostAsync(cup.DeskPath + "/export.json", ("from", "3"), ("to", "6"));
        Assert.Equal("application/json", json.Response.Content.Headers.ContentType!.ToString());
        using (var read = System.Text.Json.JsonDocument.Parse(await json.Response.Content.ReadAsStringAsync()))
        {
            Assert.Equal("The Autumn Cup", read.RootElement.GetProperty("competition").GetString());
            var listed = (await tea.GetAsync(cup.DeskPath + "/pupils?from=3&to=6")).RowsOf("table");
            var written = read.RootElement.GetProperty("pupils").EnumerateArray().ToList();
            Assert.Equal(["1 AS Ada Seeded 8 Junior Ashby School enrolled 6", "2 DS Dan Seeded 11 Senior Birch High enrolled 3"],
                written.Select(pupil => string.Join(' ', "rank display_name name year division school state points".Split(' ')
                    .Select(field => pupil.GetProperty(field).ToString()))));
            Assert.Equal(listed.Length, written.Count);
        }
        foreach (var (query, count) in new[] { ("?from=4", 1), ("?to=0", 3), ("?from=-5", 5), ("?from=x&to=1.5", 5), ("?from=7", 0) })
            Assert.Equal(count, NamesOf(await tea.GetAsync(cup.DeskPath + "/pupils" + query)).Length);
        // Looking writes nothing.
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await tea.SendAsync(HttpMethod.Get, cup.DeskPath + "/export.csv")).Status);
    }

    [Fact]
    public async Task The_numbers_count_who_takes_part_and_every_picture_has_its_table()
    {
        var (site, cup) = await StartAsync();
        await using var _ = site;
        var tea = site.Visit(Seed.Person("tea", Role.Teacher));
        var page = await tea.GetAsync(cup.DeskPath);
        Assert.Equal(["2 of 2", "2", "4 of 14 expected", "2", "2", "14 %", "3 3 right"],
            page.Page.QuerySelectorAll("dl.numbers dd").Select(sum => string.Join(' ', sum.TextContent.Split((char[]?)null,
                StringSplitOptions.RemoveEmptyEntries))));
        Assert.Equal(["Points", "Junior", "Senior", "Answers", "By challenge"],
            page.Page.QuerySelectorAll("section h2").Select(head => head.FirstChild!.TextContent));
        Assert.Equal(page.Page.QuerySelectorAll("svg.bar").Length, page.Page.QuerySelectorAll("table.rates tbody tr").Length);
        Assert.Contains("Ashby School | 6.0 (1 pupil)", page.RowsOf("section:nth-of-type(2) table"));
        Assert.Contains("Birch High | 0.0 (1 pupil)", page.RowsOf("section:nth-of-type(2) table"));
        Assert.EndsWith("| 3", page.RowsOf("section:nth-of-type(4) table")[^1], StringComparison.Ordinal);
        Assert.Equal(7, page.RowsOf("section:nth-of-type(4) table").Length);
        // A school that withdraws takes its pupils out of the numbers; their points stay theirs.
        await tea.PostAsync($"{cup.DeskPath}/schools/{cup.GuestSchool}", ("do", "withdraw"));
        var later = await tea.GetAsync(cup.DeskPath);
        Assert.Equal("1 of 2", string.Join(' ', later.Page.QuerySelector("dl.numbers dd")!.TextContent.Split((char[]?)null,
            StringSplitOptions.RemoveEmptyEntries)));
        Assert.DoesNotContain("Birch High", later.Text, StringComparison.Ordinal);
        Assert.Equal(3, site.Count($"SELECT points FROM enrolments WHERE member_id = {cup.Dan}"));
    }
}
