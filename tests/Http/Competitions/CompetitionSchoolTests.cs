// Schools of a competition on the staff's desk: invited, accepted for our own, taken out, with slots of their own; and never deleted.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using MathsSoc.Web;

namespace MathsSoc.Tests.Http;

public sealed class CompetitionSchoolTests
{
    [Fact]
    public async Task Schools_are_invited_our_own_accept_without_a_coordinator_and_one_is_taken_out()
    {
        await using var site = await Site.StartAsync();
        var (tea, cup) = (site.Visit(Seed.Person("tea", Role.Teacher)), site.AddCup());
        long ours, guest;
        using (var db = site.OpenDatabase()) (ours, guest) = (db.AddSchool("Cedar College"), db.AddSchool("Dale High", true, "Daleton"));
        var path = cup.DeskPath + "/schools";
        Assert.Equal(["Cedar College", "Dale High, Daleton (guest)"],
            (await tea.GetAsync(path)).Page.QuerySelectorAll("fieldset label").Select(label => label.TextContent));
        Assert.Contains("No school was ticked", (await tea.PostAsync(path)).Text, StringComparison.Ordinal);
        var invited = await tea.PostAsync(path, ("school", $"{ours}"), ("school", $"{guest}"), ("school", "999"));
        Assert.Contains("The schools are invited.", invited.Text, StringComparison.Ordinal);
        // A guest without anybody who could accept is named.
        Assert.Contains("Nobody looks after Dale High yet", invited.Text, StringComparison.Ordinal);
        var accepted = await tea.PostAsync($"{path}/{ours}", ("do", "accept"), ("declared", "25"));
        Assert.Contains("The school takes part.", accepted.Text, StringComparison.Ordinal);
        Assert.Contains("Cedar College", Row(accepted, "Cedar"), StringComparison.Ordinal);
        Assert.Contains("| 25 | 0 |", Row(accepted, "Cedar"), StringComparison.Ordinal);
        var refused = await tea.PostAsync($"{path}/{guest}", ("do", "accept"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("Dale High is a guest: its own coordinator accepts the terms for it.", refused.Text, StringComparison.Ordinal);
        Assert.Contains("Pupils expected of", (await tea.PostAsync($"{path}/{ours}", ("do", "accept"), ("declared", "-1"))).Text,
            StringComparison.Ordinal);
        await tea.PostAsync($"{path}/{guest}", ("do", "withdraw"));
        var after = await tea.PostAsync($"{path}/{ours}", ("do", "withdraw"));
        Assert.Contains("Withdrawn", Row(after, "Cedar"), StringComparison.Ordinal);
        Assert.Contains("Declined", Row(after, "Dale"), StringComparison.Ordinal);
        // Both may be invited again.
        await tea.PostAsync(path, ("school", $"{ours}"));
        Assert.Equal("invited", site.Read($"SELECT state FROM competition_schools WHERE school_id = {ours}"));
        Assert.Equal("competition.accept competition.invite competition.withdraw", site.Read(
            "SELECT group_concat(action, ' ') FROM (SELECT DISTINCT action FROM audit WHERE action LIKE 'competition.%' ORDER BY 1)"));
        Assert.Equal(HttpStatusCode.NotFound, (await tea.PostAsync($"{path}/999", ("do", "withdraw"))).Status);
    }

    private static string Row(PageResponse page, string name) =>
        page.RowsOf("table").Single(row => row.Contains(name, StringComparison.Ordinal));

    [Fact]
    public async Task A_slot_lies_within_the_competition_over_midnight_and_a_change_of_the_clocks_and_keeps_its_promise()
    {
        await using var site = await Site.StartAsync();
        var tea = site.Visit(Seed.Person("tea", Role.Teacher));
        var opens = SchoolTime.Instant(new DateTime(2027, 3, 22, 9, 0, 0));
        var closes = SchoolTime.Instant(new DateTime(2027, 4, 2, 16, 0, 0));
        var cup = site.AddCup(competition => competition with
        {
            TimeKind = TimeKind.School, OpensAt = opens, ClosesAt = closes, EnrolUntil = closes,
        });
        var path = $"{cup.DeskPath}/schools/{cup.GuestSchool}";
        Task<PageResponse> Set(string from, string until) => tea.PostAsync(path, ("do", "slot"), ($"from-{cup.GuestSchool}", from),
            ($"until-{cup.GuestSchool}", until));
        foreach (var (from, until, sentence) in new[]
        {
            ("2027-03-23T12:00", "", "please give both ends, or neither."),
            ("2027-03-23T12:00", "2027-03-23T12:00", "it ends before it begins."),
            ("2027-03-22T08:59", "2027-03-22T10:00", "it must lie within the competition"),
            ("2027-04-02T15:00", "2027-04-02T16:01", "it must lie within the competition"),
            ("2027-03-28T01:30", "2027-03-28T04:00", "there is no such time, because the clocks go forward past it"),
        })
        {
            var refused = await Set(from, until);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
            Assert.Contains(sentence, refused.Page.QuerySelector("#errors")!.TextContent, StringComparison.Ordinal);
        }
        // From 22:00 on Saturday to 10:00 on Sunday, when the clocks go forward: eleven hours.
        var done = await Set("2027-03-27T22:00", "2027-03-28T10:00");
        Assert.Contains("The slot is saved.", done.Text, StringComparison.Ordinal);
        Assert.Equal(11 * 3600, site.Count($"SELECT slot_until - slot_from FROM competition_schools WHERE school_id = {cup.GuestSchool}"));
        // The competition does not move away from it.
        var edit = (await tea.GetAsync(cup.DeskPath + "/edit")).FieldsOf("#competition");
        var moved = await tea.PostAsync(cup.DeskPath + "/edit", edit.With(("opens", "2027-03-28T09:00"), ("do", "save")));
        Assert.Contains("Opens: the slot of Birch High would not lie between opening and close any more.", moved.ErrorOf("opens")!,
            StringComparison.Ordinal);
        Assert.Contains("The slot is saved.", (await Set("", "")).Text, StringComparison.Ordinal);
        Assert.Equal(1, site.Count($"SELECT slot_from IS NULL FROM competition_schools WHERE school_id = {cup.GuestSchool}"));
    }

    [Fact]
    public async Task A_slot_that_runs_does_not_end_before_this_moment_and_has_begun_once_its_pupils_answered()
    {
        await using var site = await Site.StartWithClockAsync();
        var tea = site.Visit(Seed.Person("tea", Role.Teacher));
        var cup = site.AddCup(competition => competition with { TimeKind = TimeKind.School });
        using (var db = site.OpenDatabase())
        {
            db.Write(sql => CompetitionSchoolList.SetSlot(sql, cup.Id, cup.GuestSchool, site.Now - 1800, site.Now + 1800));
            db.Answer(cup.Cleo, cup.ForAll, "42", site.Now);
        }
        Task<PageResponse> Set(long from, long until) => tea.PostAsync($"{cup.DeskPath}/schools/{cup.GuestSchool}", ("do", "slot"),
            ($"from-{cup.GuestSchool}", FormReader.InstantText(from)), ($"until-{cup.GuestSchool}", FormReader.InstantText(until)));
        Assert.Contains("does not end before this moment", (await Set(site.Now - 1800, site.Now - 60)).Text, StringComparison.Ordinal);
        Assert.Contains("its slot must have begun", (await Set(site.Now + 600, site.Now + 1800)).Text, StringComparison.Ordinal);
        Assert.Contains("The slot is saved.", (await Set(site.Now - 1800, site.Now + 3600)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_school_that_was_in_a_competition_is_not_deleted()
    {
        await using var site = await Site.StartAsync();
        var (head, cup) = (site.Visit(Seed.Person("head", Role.Owner)), site.AddCup());
        long school;
        using (var db = site.OpenDatabase())
        {
            school = db.AddSchool("Cedar College");
            db.AddTo(cup.Competition, school, site.Now);
        }
        var ask = await head.GetAsync($"/admin/schools/{school}/delete");
        Assert.Contains("the competition’s tables keep its name", ask.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await head.PostAsync($"/admin/schools/{school}/delete")).Status);
        Assert.Equal(1, site.Count($"SELECT count(*) FROM schools WHERE id = {school}"));
    }
}
