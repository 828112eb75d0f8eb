// The wrong answers of a school's own pupils: for its coordinator, once nobody can answer any more, counted and without names.
using System.Net;
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class OwnMistakeTests
{
    private const string Table = "main table";

    private static string PathOf(Cup cup, long challenge) => $"{cup.DeskPath}/own-school/mistakes/{challenge}";

    /// <summary>
    /// A competition that closed a minute ago. Of the guest school five pupils answered 7 and a sixth 8; of ours Ada answered 9.
    /// </summary>
    private static Cup Filled(Site site, Func<Competition, Competition>? change = null)
    {
        using var db = site.OpenDatabase();
        var then = site.Now - 1800;
        var cup = db.AddCup(then, one => (change ?? (same => same))(one with { ClosesAt = site.Now - 60, EnrolUntil = site.Now - 60 }));
        for (var number = 1; number <= 6; number++)
        {
            var pupil = db.AddEntrant(cup.Competition, $"guest{number}", cup.GuestSchool, 9, then);
            db.Answer(pupil, cup.ForAll, number == 6 ? "8" : "7", then);
        }
        db.Answer(cup.Ada, cup.ForAll, "9", then);
        return cup;
    }

    private static void Write(Site site, string statement)
    {
        using var db = site.OpenDatabase();
        db.Write(sql => { sql.Execute(statement); });
    }

    [Fact]
    public async Task They_are_counted_after_the_lock_for_the_own_school_alone_and_name_nobody()
    {
        await using var site = await Site.StartAsync();
        var cup = Filled(site);
        var (cora, own) = (site.VisitAs(cup.Coordinator), cup.DeskPath + "/own-school");
        void Lock(long at) => Write(site, $"UPDATE competitions SET closes_at = {at}; UPDATE challenges SET locked_at = {at}");
        // While anybody can answer it there is nothing of it.
        Lock(site.Now + 60);
        Assert.Equal(HttpStatusCode.NotFound, (await cora.GetAsync(PathOf(cup, cup.ForAll))).Status);
        Assert.DoesNotContain("Wrong answers", (await cora.GetAsync(own)).Text, StringComparison.Ordinal);
        Lock(site.Now - 60);
        Assert.NotNull((await cora.GetAsync(own)).Page.QuerySelector($"main a[href='{PathOf(cup, cup.ForAll)}']"));
        var page = await cora.GetAsync(PathOf(cup, cup.ForAll));
        Assert.Equal(["7 | 5 | only that it is wrong", "8 | fewer than 5 | only that it is wrong"], page.RowsOf(Table));
        Assert.Contains("by pupils of Birch High", page.Text, StringComparison.Ordinal);
        // No name, no right answer while pupils are not shown it, and nothing of the other school.
        foreach (var secret in new[] { "Guest", "guest1", "42", "Ada", "Ashby" })
            Assert.DoesNotContain(secret, page.Page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);

        Write(site, $"UPDATE challenges SET solution_shown_at = {site.Now - 1} WHERE id = {cup.ForAll}");
        Assert.Contains("Right: 42", (await cora.GetAsync(PathOf(cup, cup.ForAll))).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_fewer_than_five_pupils_wrote_is_not_listed_because_it_would_be_known_whose_it_is()
    {
        await using var site = await Site.StartAsync();
        var cup = Filled(site);
        var teacher = site.Visit(Seed.Person("tea", Role.Teacher));
        var ours = await teacher.GetAsync($"{PathOf(cup, cup.ForAll)}?school={cup.OurSchool}");
        Assert.Contains("Fewer than 5 pupils of the school have answered this", ours.Text, StringComparison.Ordinal);
        Assert.Empty(ours.Page.QuerySelectorAll(Table));
        // Whoever does not take part any more is not counted.
        Write(site, "UPDATE enrolments SET state = 'disqualified' WHERE member_id IN "
            + "(SELECT id FROM members WHERE login IN ('guest1', 'guest2'))");
        var theirs = await site.VisitAs(cup.Coordinator).GetAsync(PathOf(cup, cup.ForAll));
        Assert.Empty(theirs.Page.QuerySelectorAll(Table));
    }

    [Fact]
    public async Task It_waits_for_extra_time_of_any_school_for_verdicts_held_back_and_for_the_results_while_frozen()
    {
        await using var site = await Site.StartAsync();
        var cup = Filled(site, one => one with { HoldsVerdicts = true, CountsForSociety = false });
        var cora = site.VisitAs(cup.Coordinator);
        async Task IsAsync(HttpStatusCode status, string statement)
        {
            Write(site, statement);
            Assert.Equal(status, (await cora.GetAsync(PathOf(cup, cup.ForAll))).Status);
        }
        await IsAsync(HttpStatusCode.NotFound, $"INSERT INTO extra_time (member_id, minutes) VALUES ({cup.Ada}, 15)");
        await IsAsync(HttpStatusCode.NotFound, $"UPDATE challenges SET locked_at = {site.Now - 16 * 60}");
        await IsAsync(HttpStatusCode.OK, $"UPDATE competitions SET closes_at = {site.Now - 16 * 60}");
        await IsAsync(HttpStatusCode.NotFound, $"UPDATE competitions SET frozen_at = {site.Now}");
        await IsAsync(HttpStatusCode.OK, $"UPDATE competitions SET results_at = {site.Now}");
        await IsAsync(HttpStatusCode.NotFound, "UPDATE competition_schools SET state = 'withdrawn'");
    }

    [Fact]
    public async Task Other_schools_other_competitions_and_pupils_have_no_way_to_it()
    {
        await using var site = await Site.StartAsync();
        var cup = Filled(site);
        var weekly = site.AddProblem().Id;
        var cora = site.VisitAs(cup.Coordinator);
        // A school in the address changes nothing for a coordinator, and a challenge from elsewhere is none of this competition.
        Assert.Contains("by pupils of Birch High", (await cora.GetAsync($"{PathOf(cup, cup.ForAll)}?school={cup.OurSchool}")).Text,
            StringComparison.Ordinal);
        foreach (var id in new[] { weekly, 4711 })
            Assert.Equal(HttpStatusCode.NotFound, (await cora.GetAsync(PathOf(cup, id))).Status);
        var stranger = site.Visit(Seed.Person("cy", Role.Coordinator));
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(PathOf(cup, cup.ForAll))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await site.VisitAs(cup.Ada).GetAsync(PathOf(cup, cup.ForAll))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await cora.GetAsync($"/admin/challenges/{cup.ForAll}/mistakes")).Status);
    }
}
