// A competition in numbers and its latest points: who reads what, small numbers in words, and silence before opening and while frozen.
using System.Net;
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class CompetitionActivityTests
{
    private static string[] Latest(PageResponse page) =>
        [.. page.Page.QuerySelectorAll("ul.plain-list li").Select(line => line.FirstChild!.TextContent.Trim())];

    private static string[] Sums(PageResponse page) =>
        [.. page.Page.QuerySelectorAll("dl.facts dd").Select(sum => sum.TextContent)];

    /// <summary>Six more juniors of Ashby School, each with a right answer, the last the latest; Ben and Dan have one too.</summary>
    private static Cup Filled(Site site, Func<Competition, Competition>? change = null)
    {
        var cup = site.AddCup(change);
        using var db = site.OpenDatabase();
        db.Answer(cup.Ben, cup.ForSenior, "42", site.Now - 900);
        db.Answer(cup.Dan, cup.ForSenior, "41", site.Now - 800);
        db.Answer(cup.Dan, cup.ForSenior, "42", site.Now - 700);
        for (var i = 0; i < 6; i++)
        {
            var id = db.AddEntrant(cup.Competition, $"junior{i}", cup.OurSchool, 8, site.Now);
            db.Write(sql => sql.Execute("UPDATE members SET display_name = @name WHERE id = @id", new { name = $"Junior {i}", id }));
            db.Answer(id, cup.ForAll, "42", site.Now - 600 + i);
        }
        return cup;
    }

    [Fact]
    public async Task Members_read_sums_and_the_latest_points_by_display_name_and_small_numbers_in_words()
    {
        await using var site = await Site.StartWithClockAsync();
        var cup = Filled(site);
        using (var db = site.OpenDatabase())
            db.Write(sql => sql.Execute("UPDATE members SET is_quiet = 1 WHERE login = 'junior3'"));
        var page = await site.VisitAs(cup.Ada).GetAsync($"{cup.Path}/activity");
        Assert.Equal(["Junior | 8 | 6", "Senior | fewer than 5 | fewer than 5"], page.RowsOf("table"));
        Assert.Contains("10 pupils of fewer than 5 schools", page.Text, StringComparison.Ordinal);
        Assert.Equal(["9", "8"], Sums(page).Take(2));
        Assert.Equal($"{site.Count("SELECT sum(points) FROM enrolments")}", Sums(page)[2]);
        Assert.Equal("3", Sums(page)[3]);
        Assert.Equal(["Junior 5, Ashby School", "Junior 4, Ashby School", "Junior 2, Ashby School", "Junior 1, Ashby School",
            "Junior 0, Ashby School", "DS, Birch High", "BS, Ashby School"], Latest(page));
        Assert.Equal(["DS, Birch High", "BS, Ashby School"],
            Latest(await site.VisitAs(cup.Ada).GetAsync($"{cup.Path}/activity?division=Senior")));
        Assert.DoesNotContain("Seeded", page.Text, StringComparison.Ordinal);
        // The day, but no time of night beside a child's name.
        Assert.All(page.Page.QuerySelectorAll("ul.plain-list li"),
            line => Assert.DoesNotContain(":", line.TextContent, StringComparison.Ordinal));
        Assert.NotNull((await site.VisitAs(cup.Ada).GetAsync($"{cup.Path}/pupils")).Page.QuerySelector($"a[href='{cup.Path}/activity']"));

        // Points that staff give or take are nobody else's news, and sums follow within a minute.
        using (var db = site.OpenDatabase())
        {
            db.Write(sql => CompetitionPupils.Adjust(
                sql, cup.Competition, cup.Ben, 5, "For neatness.", null, new Actor(null, ""), Rules.Default, site.Now));
            db.Answer(cup.Ada, cup.ForJunior, "42", site.Now);
        }
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        await site.WakeAsync();
        page = await site.VisitAs(cup.Ada).GetAsync($"{cup.Path}/activity");
        Assert.Equal(("10", "AS, Ashby School", "BS, Ashby School"), (Sums(page)[0], Latest(page)[0], Latest(page)[^1]));
    }

    [Fact]
    public async Task Visitors_read_schools_only_of_divisions_that_are_large_enough_and_only_where_the_switch_is_on()
    {
        await using var site = await Site.StartWithClockAsync();
        var cup = Filled(site, one => one with { IsPublic = true });
        var visitor = new Person(site);
        var page = await visitor.GetAsync($"{cup.Path}/activity");
        Assert.Equal(Enumerable.Repeat("A pupil, Ashby School", 6), Latest(page));
        Assert.DoesNotContain("Junior 5", page.Text, StringComparison.Ordinal);
        Assert.Equal("noindex", page.Response.Headers.GetValues("X-Robots-Tag").Single());
        var few = await visitor.GetAsync($"{cup.Path}/activity?division=Senior");
        Assert.Empty(Latest(few));
        Assert.Empty(Sums(few));
        using (var db = site.OpenDatabase()) db.Change(cup.Id, site.Now, one => one with { IsPublic = false });
        Assert.StartsWith("/login", (await new Person(site).GetAsync($"{cup.Path}/activity")).Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Before_the_opening_while_verdicts_wait_and_while_frozen_it_tells_who_takes_part_and_no_more()
    {
        await using var site = await Site.StartWithClockAsync();
        var coming = site.AddCup(one => one with { OpensAt = site.Now + 3600 });
        Cup held, frozen;
        using (var db = site.OpenDatabase())
        {
            db.Write(sql => sql.Execute("UPDATE members SET login = login || '1'; UPDATE schools SET name = name || ' 1'"));
            held = db.AddCup(site.Now, one => one with { HoldsVerdicts = true, CountsForSociety = false });
            db.Write(sql => sql.Execute("UPDATE members SET login = login || '2'; UPDATE schools SET name = name || ' 2'"));
            frozen = db.AddCup(site.Now);
            foreach (var cup in new[] { held, frozen }) db.Answer(cup.Dan, cup.ForSenior, "42", site.Now);
            db.Change(frozen.Id, site.Now, one => one with { FrozenAt = site.Now });
        }
        foreach (var cup in new[] { coming, held, frozen })
        {
            var page = await site.VisitAs(cup.Ada).GetAsync($"{cup.Path}/activity");
            Assert.Equal(HttpStatusCode.OK, page.Status);
            Assert.Equal(["Junior | fewer than 5", "Senior | fewer than 5"], page.RowsOf("table"));
            Assert.Empty(Latest(page));
            Assert.Empty(Sums(page));
        }
        // Staff see frozen tables as they are now if they ask for it.
        var tea = site.Visit(Seed.Person("tea", Role.Teacher));
        Assert.Empty(Latest(await tea.GetAsync($"{frozen.Path}/activity")));
        Assert.Single(Latest(await tea.GetAsync($"{frozen.Path}/activity?view=live")));
    }
}
