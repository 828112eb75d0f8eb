// The tables of a competition: who stands on them and where, who may see them and when, and how a school's score was made.
using System.Net;
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class CompetitionTableTests
{
    private const string Table = "table.ranks";

    [Fact]
    public async Task Pupils_stand_by_their_points_with_school_and_shared_places_and_own_line_marked()
    {
        await using var site = await Site.StartAsync();
        var cup = site.AddFilledCup();
        var ada = site.VisitAs(cup.Ada);
        var page = await ada.GetAsync($"{cup.Path}/pupils");
        Assert.Equal("joint 2nd", page.Page.QuerySelector("tr.you .visually-hidden")!.TextContent);
        Assert.Equal(
        [
            "1 | C S | Birch High | 15", "=2 | A S (you) | Ashby School | 10", "=2 | D S | Birch High | 10", "4 | B S | Ashby School | 3",
        ], page.RowsOf(Table));
        Assert.Contains("You are joint 2nd, with 10 points.", page.Text, StringComparison.Ordinal);
        Assert.NotNull(page.Page.QuerySelector($"{Table} caption"));
        Assert.All(page.Page.QuerySelectorAll($"{Table} th"), cell => Assert.True(cell.HasAttribute("scope")));
        Assert.Empty(page.Page.QuerySelectorAll($"{Table} a"));
        Assert.DoesNotContain("Year", page.Text, StringComparison.Ordinal);

        page = await ada.GetAsync($"{cup.Path}/pupils?division=Junior");
        Assert.Equal(["1 | C S | Birch High | 15", "2 | A S (you) | Ashby School | 10"], page.RowsOf(Table));
        Assert.Equal("Junior", page.Page.QuerySelector("nav[aria-label=Division] [aria-current]")!.TextContent);
        page = await ada.GetAsync($"{cup.Path}/pupils?division=senior");
        Assert.Equal(["1 | D S | Birch High | 10", "2 | B S | Ashby School | 3"], page.RowsOf(Table));
        Assert.DoesNotContain("You are", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_twenty_and_own_place_are_shown_and_the_whole_table_has_pages()
    {
        await using var site = await Site.StartAsync();
        Cup cup;
        long last = 0;
        using (var db = site.OpenDatabase())
        {
            cup = db.AddCup(site.Now);
            for (var i = 0; i < 60; i++)
            {
                last = db.AddEntrant(cup.Competition, $"pupil{i}", cup.OurSchool, 8, site.Now);
                db.Give(cup, last, 100 - i, site.Now);
            }
        }
        var own = site.VisitAs(last);
        var top = await own.GetAsync($"{cup.Path}/pupils");
        var rows = top.RowsOf(Table);
        Assert.Equal(21, rows.Length);
        Assert.StartsWith("20 | ", rows[19], StringComparison.Ordinal);
        Assert.Matches("^60 \\| .+ \\(you\\) \\| Ashby School \\| 41$", rows[20]);
        var link = top.Page.QuerySelectorAll("main a").Single(a => a.TextContent == "The whole table");
        var whole = await own.GetAsync(link.GetAttribute("href")!);
        Assert.Equal(51, whole.RowsOf(Table).Length);
        var second = await own.GetAsync(whole.Page.QuerySelector("a[rel=next]")!.GetAttribute("href")!);
        Assert.Equal(10, second.RowsOf(Table).Length);
        Assert.StartsWith("51 | ", second.RowsOf(Table)[0], StringComparison.Ordinal);
        Assert.Equal(second.RowsOf(Table), (await own.GetAsync($"{cup.Path}/pupils?page=99")).RowsOf(Table));
    }

    [Fact]
    public async Task Schools_stand_by_the_formula_which_is_told_with_an_example_and_few_pupils_are_below_the_line()
    {
        await using var site = await Site.StartAsync();
        var cup = site.AddFilledCup(one => one with { BestOf = 2, LeastPupils = 1 });
        var ada = site.VisitAs(cup.Ada);
        var page = await ada.GetAsync($"{cup.Path}/schools");
        Assert.Equal(["1 | Birch High | fewer than 5 | 12.5", "2 | Ashby School | fewer than 5 | 6.5"], page.RowsOf(Table));
        Assert.Contains(
            "A school’s score is the mean of its best 2 pupils, and those who are missing count as 0: for Birch High 25 ÷ 2 = 12.5.",
            page.Text, StringComparison.Ordinal);
        Assert.Equal(["1 | Birch High | fewer than 5 | 7.5", "2 | Ashby School | fewer than 5 | 5"],
            (await ada.GetAsync($"{cup.Path}/schools?division=Junior")).RowsOf(Table));
        using (var db = site.OpenDatabase())
        {
            db.Change(cup.Id, site.Now, one => one with { LeastPupils = 2, FormulaReason = "One pupil was ill." });
            db.Write(sql => { sql.Execute("UPDATE enrolments SET state = 'withdrawn' WHERE member_id = @Ada", new { cup.Ada }); });
            db.AddSchool("Cedar School");
        }
        await site.WakeAsync();
        page = await ada.GetAsync($"{cup.Path}/schools");
        Assert.Equal(["1 | Birch High | fewer than 5 | 12.5", "– | Ashby School not enough pupils yet | fewer than 5 | 1.5"],
            page.RowsOf(Table));
        Assert.Contains("A school has a place once 2 pupils took part.", page.Text, StringComparison.Ordinal);
        Assert.Contains("The formula was changed after the opening: One pupil was ill.", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_withdrew_was_disqualified_or_is_of_a_school_that_left_is_on_no_table()
    {
        await using var site = await Site.StartAsync();
        var cup = site.AddFilledCup();
        var tia = site.Visit(Seed.Person("tia", Role.Teacher));
        using var db = site.OpenDatabase();
        db.Write(sql =>
        {
            sql.Execute("UPDATE enrolments SET state = 'disqualified', reason = 'Copied.' WHERE member_id = @Cleo", new { cup.Cleo });
        });
        Assert.Equal(["=1 | A S | Ashby School | 10", "=1 | D S | Birch High | 10", "3 | B S | Ashby School | 3"],
            (await tia.GetAsync($"{cup.Path}/pupils")).RowsOf(Table));
        Assert.True(db.Write(sql => CompetitionSchools.Leave(sql, cup.Id, cup.GuestSchool, site.Now)));
        await site.WakeAsync();
        Assert.Equal(["1 | A S | Ashby School | 10", "2 | B S | Ashby School | 3"],
            (await tia.GetAsync($"{cup.Path}/pupils")).RowsOf(Table));
        Assert.Single((await tia.GetAsync($"{cup.Path}/schools")).RowsOf(Table));
        Assert.Equal(HttpStatusCode.NotFound, (await tia.GetAsync($"{cup.Path}/schools/{cup.GuestSchool}")).Status);
    }

    [Fact]
    public async Task The_quiet_are_not_named_and_the_former_keep_a_place_and_both_count_for_their_school()
    {
        await using var site = await Site.StartAsync();
        var cup = site.AddFilledCup(one => one with { Formula = SchoolFormula.Sum });
        using var db = site.OpenDatabase();
        db.Write(sql =>
        {
            Members.SetQuiet(sql, cup.Cleo, true);
            Anonymisation.Apply(sql, cup.Dan, site.Now);
        });
        var cleo = site.VisitAs(cup.Cleo);
        var page = await cleo.GetAsync($"{cup.Path}/pupils");
        Assert.Equal(["=1 | A S | Ashby School | 10", "=1 | Former member | Birch High | 10", "3 | B S | Ashby School | 3"],
            page.RowsOf(Table));
        Assert.Contains("You have 15 points, which your school’s score counts.", page.Text, StringComparison.Ordinal);
        Assert.Equal("1 | Birch High | fewer than 5 | 25", (await cleo.GetAsync($"{cup.Path}/schools")).RowsOf(Table)[0]);
        // Whoever was quiet before enrolling is not named either.
        var eve = db.Add(Seed.Pupil("eve") with { SchoolId = cup.OurSchool });
        db.Write(sql => { Members.SetQuiet(sql, eve, true); Assert.True(Enrolments.Add(sql, cup.Competition, eve, null, site.Now)); });
        db.Give(cup, eve, 50, site.Now);
        await site.WakeAsync();
        Assert.Equal(3, (await cleo.GetAsync($"{cup.Path}/pupils")).RowsOf(Table).Length);
        db.Write(sql => Members.SetQuiet(sql, eve, false));
        await site.WakeAsync();
        Assert.Equal(4, (await cleo.GetAsync($"{cup.Path}/pupils")).RowsOf(Table).Length);
    }

    [Fact]
    public async Task Guests_see_only_competitions_they_take_part_in_and_visitors_only_public_ones_without_small_divisions()
    {
        await using var site = await Site.StartAsync();
        var cup = site.AddFilledCup();
        Competition other;
        using (var db = site.OpenDatabase()) other = db.AddCompetition(site.Now);
        var (visitor, ours) = (new Person(site), site.Visit(Seed.Pupil("zoe")));
        foreach (var name in new[] { "pupils", "schools", "wall" })
        {
            foreach (var guest in new[] { cup.Cleo, cup.Coordinator })
            {
                Assert.Equal(HttpStatusCode.OK, (await site.VisitAs(guest).GetAsync($"{cup.Path}/{name}")).Status);
                Assert.Equal(HttpStatusCode.NotFound, (await site.VisitAs(guest).GetAsync($"/competitions/{other.Id}/{name}")).Status);
            }
            Assert.Equal(HttpStatusCode.OK, (await ours.GetAsync($"{cup.Path}/{name}")).Status);
            Assert.Equal(HttpStatusCode.SeeOther, (await visitor.SendAsync(HttpMethod.Get, $"{cup.Path}/{name}")).Status);
        }
        using (var db = site.OpenDatabase())
        {
            db.Change(cup.Id, site.Now, one => one with { IsPublic = true });
            for (var i = 0; i < 3; i++) db.Give(cup, db.AddEntrant(cup.Competition, $"more{i}", cup.OurSchool, 7, site.Now), 1, site.Now);
        }
        await site.WakeAsync();
        var page = await visitor.GetAsync($"{cup.Path}/pupils");
        Assert.Equal("noindex", page.Response.Headers.GetValues("X-Robots-Tag").Single());
        // Two in Senior: visitors see neither them nor their division, and the places are those that members see.
        Assert.Equal(["1", "=2", "=5", "=5", "=5"], page.RowsOf(Table).Select(row => row.Split(' ')[0]));
        Assert.DoesNotContain("Senior", page.Text, StringComparison.Ordinal);
        page = await visitor.GetAsync($"{cup.Path}/pupils?division=Senior");
        Assert.Null(page.Page.QuerySelector(Table));
        Assert.Null((await visitor.GetAsync($"{cup.Path}/schools?division=Senior")).Page.QuerySelector(Table));
        Assert.Equal(5, (await visitor.GetAsync($"{cup.Path}/pupils?division=Junior")).RowsOf(Table).Length);
    }

    [Fact]
    public async Task Before_the_opening_there_are_numbers_of_those_who_take_part_and_nothing_else()
    {
        await using var site = await Site.StartAsync();
        var cup = site.AddFilledCup(one => one with { IsPublic = true });
        using (var db = site.OpenDatabase())
        {
            db.Change(cup.Id, site.Now, one => one with { OpensAt = site.Now + 3600 });
            for (var i = 0; i < 3; i++) db.AddEntrant(cup.Competition, $"more{i}", cup.OurSchool, 7, site.Now);
        }
        var tia = site.Visit(Seed.Person("tia", Role.Teacher));
        foreach (var person in new[] { new Person(site), site.VisitAs(cup.Ada), site.VisitAs(cup.Coordinator), tia })
            foreach (var name in new[] { "pupils", "schools", "wall" })
            {
                var page = await person.GetAsync($"{cup.Path}/{name}");
                Assert.Equal(HttpStatusCode.OK, page.Status);
                Assert.Null(page.Page.QuerySelector(Table));
                foreach (var secret in new[] { "A S", "Ashby", "Birch", "Junior" })
                    Assert.DoesNotContain(secret, page.Text, StringComparison.Ordinal);
                Assert.Contains("7 pupils of fewer than 5 schools take part", page.Text, StringComparison.Ordinal);
            }
        using (var db = site.OpenDatabase()) db.Change(cup.Id, site.Now, one => one with { IsDraft = true });
        Assert.Equal(HttpStatusCode.NotFound, (await site.VisitAs(cup.Ada).GetAsync($"{cup.Path}/pupils")).Status);
    }

    [Fact]
    public async Task While_verdicts_are_held_back_no_table_gives_them_away_until_extra_time_is_over()
    {
        await using var site = await Site.StartWithClockAsync();
        var cup = site.AddFilledCup(one => one with { HoldsVerdicts = true });
        using (var db = site.OpenDatabase()) db.Write(sql => ExtraTime.Set(sql, cup.Ben, 30, Actor.CommandLine, site.Now));
        var grace = Rules.Default.Scoring.GraceSeconds;
        site.KeepRunning(TimeSpan.FromSeconds(cup.Competition.ClosesAt + 30 * 60 + grace - 1 - site.Now));
        var tia = site.Visit(Seed.Person("tia", Role.Teacher));
        foreach (var member in new[] { cup.Ada, cup.Coordinator })
            foreach (var name in new[] { "pupils", "schools", $"schools/{cup.GuestSchool}", "wall" })
            {
                var page = await site.VisitAs(member).GetAsync($"{cup.Path}/{name}");
                Assert.Null(page.Page.QuerySelector("main table"));
                Assert.DoesNotContain("point", page.Text, StringComparison.Ordinal);
            }
        Assert.Equal(4, (await tia.GetAsync($"{cup.Path}/pupils")).RowsOf(Table).Length);
        site.KeepRunning(TimeSpan.FromSeconds(1));
        Assert.Equal(4, (await site.VisitAs(cup.Ada).GetAsync($"{cup.Path}/pupils")).RowsOf(Table).Length);
    }

    [Fact]
    public async Task Its_own_coordinator_and_staff_see_how_a_score_was_made_and_nobody_else()
    {
        await using var site = await Site.StartAsync();
        var cup = site.AddFilledCup(one => one with { BestOf = 1 });
        var coordinator = site.VisitAs(cup.Coordinator);
        var link = (await coordinator.GetAsync($"{cup.Path}/schools")).Page.QuerySelector($"{Table} th[scope=row] a")!;
        Assert.Equal("Birch High", link.TextContent);
        var page = await coordinator.GetAsync(link.GetAttribute("href")!);
        Assert.Equal(["C S | Junior | 15 | yes", "D S | Senior | 10 | no"], page.RowsOf("table"));
        Assert.Contains("Here: 15 ÷ 1 = 15.", page.Text, StringComparison.Ordinal);
        Assert.Equal("15", page.Page.QuerySelector("tfoot .number")!.TextContent);
        page = await coordinator.GetAsync($"{cup.Path}/schools/{cup.GuestSchool}?division=Senior");
        Assert.Equal(["D S | Senior | 10 | yes"], page.RowsOf("table"));
        Assert.Equal(HttpStatusCode.NotFound, (await coordinator.GetAsync($"{cup.Path}/schools/{cup.OurSchool}")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await site.VisitAs(cup.Cleo).GetAsync($"{cup.Path}/schools/{cup.GuestSchool}")).Status);
        var tia = site.Visit(Seed.Person("tia", Role.Teacher));
        Assert.Equal(2, (await tia.GetAsync($"{cup.Path}/schools/{cup.OurSchool}")).RowsOf("table").Length);
        Assert.Empty((await site.VisitAs(cup.Cleo).GetAsync($"{cup.Path}/schools")).Page.QuerySelectorAll($"{Table} a"));
    }

    [Fact]
    public async Task An_answer_makes_a_pupil_one_who_took_part()
    {
        await using var site = await Site.StartAsync();
        Cup cup;
        using var db = site.OpenDatabase();
        var now = site.Now;
        cup = db.AddCup(now, one => one with { Formula = SchoolFormula.Mean });
        db.Answer(cup.Ada, cup.ForAll, "7", now);
        db.Answer(cup.Ada, cup.ForAll, "42", now + 1);
        db.Answer(cup.Ben, cup.ForAll, "7", now);
        Assert.Equal(now, db.Read(sql => Enrolments.Find(sql, cup.Id, cup.Ada))!.AnsweredAt);
        Assert.Null(db.Read(sql => Enrolments.Find(sql, cup.Id, cup.Cleo))!.AnsweredAt);
        var points = db.Read(sql => Enrolments.Find(sql, cup.Id, cup.Ada))!.Points;
        var page = await site.VisitAs(cup.Ada).GetAsync($"{cup.Path}/schools");
        Assert.Contains($"for Ashby School {points} ÷ 2 = ", page.Text, StringComparison.Ordinal);
        Assert.Contains("Birch High not enough pupils yet", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_wall_counts_down_to_the_close_and_names_schools_but_no_pupils()
    {
        await using var site = await Site.StartAsync();
        var cup = site.AddFilledCup();
        using (var db = site.OpenDatabase()) db.Write(sql => WallKeys.Set(sql, "abcdefghjkmnpqrs", site.Now));
        var page = await site.VisitAs(cup.Ada).GetAsync($"{cup.Path}/wall");
        Assert.NotNull(page.Page.QuerySelector("[data-left]"));
        Assert.Equal(2, page.Page.QuerySelectorAll(".wall-top li").Length);
        foreach (var name in new[] { "A S", "B S", "C S", "D S" }) Assert.DoesNotContain(name, page.Text, StringComparison.Ordinal);
        Assert.Equal("300", page.Response.Headers.GetValues("Refresh").Single());
    }
}
