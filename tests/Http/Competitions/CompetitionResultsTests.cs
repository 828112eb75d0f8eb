// A freeze before the prize-giving and the one publishing of results: what each shows to whom, and how later corrections stand beside them.
using System.Net;
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class CompetitionResultsTests
{
    private const string Table = "table.ranks";

    [Fact]
    public async Task Frozen_tables_show_what_was_known_and_pupils_their_own_points_and_staff_both()
    {
        await using var site = await Site.StartWithClockAsync();
        var cup = site.AddFilledCup();
        var (tia, ada) = (site.Visit(Seed.Person("tia", Role.Teacher)), site.VisitAs(cup.Ada));
        var page = await tia.PostAsync($"/admin/competitions/{cup.Id}/freeze", ("frozen", "1"));
        Assert.Contains("The tables are frozen.", page.Text, StringComparison.Ordinal);
        var pupils = (await ada.GetAsync($"{cup.Path}/pupils")).RowsOf(Table);
        var schools = (await ada.GetAsync($"{cup.Path}/schools")).RowsOf(Table);
        var made = (await site.VisitAs(cup.Coordinator).GetAsync($"{cup.Path}/schools/{cup.GuestSchool}")).RowsOf("table");
        site.KeepRunning(TimeSpan.FromMinutes(10));
        using (var db = site.OpenDatabase())
            foreach (var (member, points) in new[] { (cup.Ada, 20), (cup.Dan, 9) })
                db.Give(cup, member, points, site.Now);
        await site.WakeAsync();

        page = await ada.GetAsync($"{cup.Path}/pupils");
        Assert.Equal(pupils, page.RowsOf(Table));
        Assert.Contains("You have 30 points now. On the table as it was frozen you are joint 2nd.", page.Text, StringComparison.Ordinal);
        Assert.Contains("The tables are frozen.", page.Text, StringComparison.Ordinal);
        Assert.Empty(page.Page.QuerySelectorAll("nav[aria-label=View]"));
        Assert.Equal(pupils, (await ada.GetAsync($"{cup.Path}/pupils?view=live")).RowsOf(Table));
        Assert.Equal(schools, (await ada.GetAsync($"{cup.Path}/schools")).RowsOf(Table));
        Assert.Equal(made,
            (await site.VisitAs(cup.Coordinator).GetAsync($"{cup.Path}/schools/{cup.GuestSchool}?view=live")).RowsOf("table"));

        page = await tia.GetAsync($"{cup.Path}/pupils");
        Assert.Equal(pupils.Select(row => row.Replace(" (you)", "", StringComparison.Ordinal)), page.RowsOf(Table));
        Assert.Contains("frozen", page.Text, StringComparison.Ordinal);
        page = await tia.GetAsync(page.Page.QuerySelectorAll("nav[aria-label=View] a")[1].GetAttribute("href")!);
        Assert.Equal(
        [
            "1 | A S | Ashby School | 30", "2 | D S | Birch High | 19", "3 | C S | Birch High | 15", "4 | B S | Ashby School | 3",
        ], page.RowsOf(Table));

        await tia.PostAsync($"/admin/competitions/{cup.Id}/freeze", ("frozen", "0"));
        Assert.StartsWith("1 | A S (you)", (await ada.GetAsync($"{cup.Path}/pupils")).RowsOf(Table)[0], StringComparison.Ordinal);
        var again = await tia.PostAsync($"/admin/competitions/{cup.Id}/freeze", ("frozen", "0"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, again.Status);
        using (var db = site.OpenDatabase())
            Assert.Equal(["competition.freeze", "competition.thaw"], db.Read(sql => sql.Query<ActionRow>(
                "SELECT action FROM audit WHERE subject = 'competition' ORDER BY id").Select(row => row.Action).ToArray()));
    }

    [Fact]
    public async Task Results_wait_for_extra_time_are_written_once_and_a_correction_stands_beside_them()
    {
        await using var site = await Site.StartWithClockAsync();
        var cup = site.AddFilledCup(one => one with { Formula = SchoolFormula.Sum });
        using (var db = site.OpenDatabase()) db.Write(sql => ExtraTime.Set(sql, cup.Ben, 30, Actor.CommandLine, site.Now));
        var (tia, ada) = (site.Visit(Seed.Person("tia", Role.Teacher)), site.VisitAs(cup.Ada));
        var desk = $"/admin/competitions/{cup.Id}/results";
        await tia.PostAsync($"/admin/competitions/{cup.Id}/freeze", ("frozen", "1"));
        site.KeepRunning(TimeSpan.FromSeconds(cup.Competition.ClosesAt + 30 * 60 + Rules.Default.Scoring.GraceSeconds - 1 - site.Now));
        (tia, ada) = (site.VisitAs(tia.MemberId), site.VisitAs(cup.Ada));
        Assert.Null((await tia.GetAsync(desk)).Page.QuerySelector($"form[action$='/results']"));
        var refused = await tia.PostAsync(desk);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("pupils may still answer", refused.Text, StringComparison.Ordinal);
        site.KeepRunning(TimeSpan.FromSeconds(1));
        Assert.Contains("as the freeze ends with it", (await tia.GetAsync(desk)).Text, StringComparison.Ordinal);
        Assert.Contains("The results are published.", (await tia.PostAsync(desk)).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await tia.PostAsync(desk)).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await tia.PostAsync($"/admin/competitions/{cup.Id}/freeze")).Status);

        var page = await ada.GetAsync($"{cup.Path}/pupils");
        Assert.Equal(
        [
            "1 | C S | Birch High | 15", "=2 | A S (you) | Ashby School | 10", "=2 | D S | Birch High | 10", "4 | B S | Ashby School | 3",
        ], page.RowsOf(Table));
        Assert.Contains("In the results you are joint 2nd, with 10 points.", page.Text, StringComparison.Ordinal);
        Assert.Equal(["1 | Birch High | fewer than 5 | 25", "2 | Ashby School | fewer than 5 | 13"],
            (await ada.GetAsync($"{cup.Path}/schools")).RowsOf(Table));

        site.KeepRunning(TimeSpan.FromDays(1));
        ada = site.VisitAs(cup.Ada);
        long eve;
        using (var db = site.OpenDatabase())
        {
            db.Give(cup, cup.Ada, 20, site.Now);
            eve = db.Add(Seed.Pupil("eve") with { SchoolId = cup.OurSchool, DisplayName = "E S" });
            db.Write(sql =>
            {
                Assert.True(Enrolments.Add(sql, cup.Competition, eve, null, site.Now));
                sql.Execute("UPDATE members SET display_name = 'E S' WHERE id = @eve", new { eve });
            });
            db.Give(cup, eve, 1, site.Now);
        }
        await site.WakeAsync();
        var day = Pages.BoardWords.Reached(site.Now);
        page = await ada.GetAsync($"{cup.Path}/pupils");
        Assert.Equal(
        [
            $"1 | C S corrected on {day}: now 2nd, with 15 points | Birch High | 15",
            $"=2 | A S (you) corrected on {day}: now 1st, with 30 points | Ashby School | 10",
            $"=2 | D S corrected on {day}: now 3rd, with 10 points | Birch High | 10",
            "4 | B S | Ashby School | 3",
            $"– | E S corrected on {day}: now 5th, with 1 point | Ashby School | 0",
        ], page.RowsOf(Table));
        Assert.Equal(
        [
            $"1 | Birch High corrected on {day}: now 2nd, with 25 | fewer than 5 | 25",
            $"2 | Ashby School corrected on {day}: now 1st, with 34 | fewer than 5 | 13",
        ], (await ada.GetAsync($"{cup.Path}/schools")).RowsOf(Table));
        Assert.Equal($"2 | A S (you) corrected on {day}: now 1st, with 30 points | Ashby School | 10",
            (await ada.GetAsync($"{cup.Path}/pupils?division=Junior")).RowsOf(Table)[1]);

        // Whoever is erased keeps the place without the name.
        using (var db = site.OpenDatabase()) db.Write(sql => Anonymisation.Apply(sql, cup.Dan, site.Now));
        await site.WakeAsync();
        Assert.Contains("Former member", (await ada.GetAsync($"{cup.Path}/pupils")).RowsOf(Table)[2], StringComparison.Ordinal);
    }

    internal sealed record ActionRow(string Action);
}
