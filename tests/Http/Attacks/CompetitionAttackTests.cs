// Attacks on competitions: verdicts that are held back, points given twice, pupils who change schools, and windows that are moved.
using System.Net;
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using MathsSoc.Web;

namespace MathsSoc.Tests.Http.Attacks;

public sealed class CompetitionAttackTests
{
    private static void Change(Site site, string statement)
    {
        using var db = site.OpenDatabase();
        db.Write(sql => sql.Execute(statement));
    }

    private static Task<PageResponse> EnterAsync(Site site, Person person, long challenge, string pupil, string answer, string key) =>
        person.PostAsync($"/admin/challenges/{challenge}/paper", ("member", pupil), ("part", $"{challenge}"), ("answer", answer),
            ("at", SchoolTime.Local(site.Now - 60).ToString("yyyy-MM-dd'T'HH:mm", null)), ("key", key));

    [Theory]
    [InlineData("42")]
    [InlineData("41")]
    public async Task A_coordinator_does_not_learn_by_a_paper_whether_an_earlier_answer_is_right(string earlier)
    {
        await using var site = await Site.StartWithClockAsync();
        var cup = site.AddCup(one => one with { HoldsVerdicts = true, CountsForSociety = false });
        using (var db = site.OpenDatabase()) db.Answer(cup.Cleo, cup.ForAll, earlier, site.Now);
        var cora = site.VisitAs(cup.Coordinator);
        var entered = await EnterAsync(site, cora, cup.ForAll, "cleo", "40", "k");
        Assert.Contains("was entered. Whether it is right is shown when", entered.Text, StringComparison.Ordinal);
        var at = SchoolTime.Local(site.Now - 60).ToString("yyyy-MM-dd'T'HH:mm", null);
        var many = await cora.PostAsync($"/admin/challenges/{cup.ForAll}/paper/class",
            ("class", ""), ("page", "1"), ("parts", "1"), ("at", at), ("key", "k3"), ($"a-{cup.Cleo}-{cup.ForAll}", "39"));
        Assert.Contains("1 answer counted. Which of them are right is shown", many.Text, StringComparison.Ordinal);
        Assert.Equal(3, site.Count("SELECT count(*) FROM attempts"));
        Assert.Equal(earlier == "42" ? 1 : 0, site.Count("SELECT count(*) FROM completions"));
    }

    [Theory]
    [InlineData("UPDATE enrolments SET state = 'withdrawn'")]
    [InlineData("UPDATE enrolments SET state = 'disqualified'")]
    [InlineData("UPDATE competitions SET archived_at = 1")]
    public async Task Who_does_not_take_part_any_more_waits_for_the_verdicts_as_the_others_do(string statement)
    {
        await using var site = await Site.StartWithClockAsync();
        var contest = Contest.Add(site, one => one with { HoldsVerdicts = true });
        // Its lock falls an hour before the competition closes, and then everybody may see it.
        var problem = contest.AddProblem(with: one => one with { LockedAt = site.Now + 3600 });
        var ada = contest.Pupil("ada");
        await ada.AnswerAsync(problem, 0, "21");
        Change(site, statement);
        await contest.Site.WakeAsync();
        site.KeepRunning(TimeSpan.FromSeconds(3700));
        foreach (var path in new[] { problem.Path, contest.Path, "/challenges", "/" })
        {
            var seen = await ada.GetAsync(path);
            Assert.Empty(seen.Page.QuerySelectorAll(".tries strong"));
            Assert.DoesNotContain("Complete.", seen.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("You have this right", seen.Text, StringComparison.Ordinal);
        }
        site.KeepRunning(TimeSpan.FromSeconds(3700));
        Assert.Equal("Right", (await ada.GetAsync(problem.Path)).Page.QuerySelector(".tries strong")!.TextContent);
    }

    [Fact]
    public async Task Points_that_are_sent_twice_with_one_form_are_given_once()
    {
        await using var site = await Site.StartAsync();
        var (tea, cup) = (site.Visit(Seed.Person("tea", Role.Teacher)), site.AddCup());
        var path = $"{cup.DeskPath}/pupils/{cup.Ada}";
        var form = (await tea.GetAsync(path)).FieldsOf("form[action$='/adjust']").With(("points", "2"), ("reason", "A neat proof."));
        await tea.PostAsync(path + "/adjust", form);
        var again = await tea.PostAsync(path + "/adjust", form);
        Assert.Equal(2, site.Count($"SELECT points FROM enrolments WHERE member_id = {cup.Ada}"));
        Assert.Contains("The points have changed since", again.Text, StringComparison.Ordinal);
        form = (await tea.GetAsync(path)).FieldsOf("form[action$='/adjust']").With(("points", "-1"), ("reason", "Half of it."));
        await tea.PostAsync(path + "/adjust", form);
        Assert.Equal(1, site.Count($"SELECT points FROM enrolments WHERE member_id = {cup.Ada}"));
    }

    [Fact]
    public async Task Who_changed_schools_before_an_answer_comes_back_for_the_new_school_and_after_one_not_at_all()
    {
        await using var site = await Site.StartAsync();
        var cup = site.AddCup();
        using (var db = site.OpenDatabase()) db.Answer(cup.Ben, cup.ForAll, "42", site.Now);
        Change(site, $"UPDATE enrolments SET state = 'withdrawn' WHERE member_id IN ({cup.Ada}, {cup.Ben})");
        Change(site, $"UPDATE members SET school_id = {cup.GuestSchool} WHERE id IN ({cup.Ada}, {cup.Ben})");
        var cora = site.VisitAs(cup.Coordinator);
        var done = await cora.PostAsync($"{cup.DeskPath}/own-school/enrol", ("id", $"{cup.Ada}"), ("id", $"{cup.Ben}"));
        Assert.Contains("1 pupil enrolled. 1 took part already, or may not.", done.Text, StringComparison.Ordinal);
        Assert.Equal($"{cup.GuestSchool} enrolled",
            site.Read($"SELECT school_id || ' ' || state FROM enrolments WHERE member_id = {cup.Ada}"));
        Assert.Equal($"{cup.OurSchool} withdrawn",
            site.Read($"SELECT school_id || ' ' || state FROM enrolments WHERE member_id = {cup.Ben}"));
    }

    [Fact]
    public async Task Extra_time_that_is_given_after_the_results_opens_nothing_again()
    {
        await using var site = await Site.StartWithClockAsync();
        var contest = Contest.Add(site, one => one with { ClosesAt = site.Now + 600, HoldsVerdicts = true });
        var problem = contest.AddProblem();
        var (ada, tea) = (contest.Pupil("ada"), site.Visit(Seed.Person("tea", Role.Teacher)));
        await ada.AnswerAsync(problem, 0, "20");
        site.KeepRunning(TimeSpan.FromSeconds(700));
        await tea.PostAsync($"/admin/competitions/{contest.Id}/results");
        Assert.Equal(1, site.Count("SELECT results_at IS NOT NULL FROM competitions"));
        await tea.PostAsync($"/admin/members/{ada.MemberId}/answers/time", ("minutes", "600"));
        Assert.Equal(1, site.Count("SELECT count(*) FROM extra_time"));
        var page = await ada.GetAsync(problem.Path);
        Assert.Empty(page.Page.QuerySelectorAll("input[name='answer']"));
        Assert.Equal("Not right", page.Page.QuerySelector(".tries strong")!.TextContent);
        await ada.PostAsync($"{problem.Path}/answer", ("part", $"{problem.Parts[0]}"), ("answer", "21"), ("key", "late"),
            ("begun", $"{site.Now}"));
        Assert.Equal(1, site.Count("SELECT count(*) FROM attempts"));
    }

    [Fact]
    public async Task Whether_verdicts_are_held_back_stays_once_there_are_answers()
    {
        await using var site = await Site.StartAsync();
        var (tea, cup) = (site.Visit(Seed.Person("tea", Role.Teacher)), site.AddCup());
        var edit = (await tea.GetAsync(cup.DeskPath + "/edit")).FieldsOf("#competition").With(("do", "save"), ("holds_verdicts", "1"));
        using (var db = site.OpenDatabase()) db.Answer(cup.Ada, cup.ForAll, "42", site.Now);
        var refused = await tea.PostAsync(cup.DeskPath + "/edit", edit);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("when right or wrong is shown stays", refused.Text, StringComparison.Ordinal);
        // A correction leaves the society's boards as much as the answer gave them.
        await tea.PostAsync($"/admin/members/{cup.Ada}/answers/mark", ("attempt", "1"), ("then", "wrong"), ("reason", "Misread."));
        Assert.Equal(0, site.Count($"SELECT coalesce(sum(points), 0) FROM totals WHERE member_id = {cup.Ada}"));
        Assert.Equal(0, site.Count($"SELECT points FROM enrolments WHERE member_id = {cup.Ada}"));
    }

    [Fact]
    public async Task A_coordinator_does_not_take_out_pupils_who_answered_to_better_the_mean()
    {
        await using var site = await Site.StartAsync();
        var cup = site.AddCup(one => one with { Formula = SchoolFormula.Mean });
        using (var db = site.OpenDatabase()) db.Answer(cup.Cleo, cup.ForAll, "41", site.Now);
        var (cora, tea) = (site.VisitAs(cup.Coordinator), site.Visit(Seed.Person("tea", Role.Teacher)));
        var path = $"{cup.DeskPath}/own-school/withdraw";
        var said = await cora.PostAsync(path, ("id", $"{cup.Cleo}"), ("id", $"{cup.Dan}"));
        Assert.Contains("answered already", said.Text, StringComparison.Ordinal);
        string State(long member) => site.Read($"SELECT state FROM enrolments WHERE member_id = {member}")!;
        Assert.Equal(("enrolled", "withdrawn"), (State(cup.Cleo), State(cup.Dan)));
        await tea.PostAsync(path, ("school", $"{cup.GuestSchool}"), ("id", $"{cup.Cleo}"));
        Assert.Equal("withdrawn", State(cup.Cleo));
    }

    [Fact]
    public async Task A_school_without_a_slot_whose_pupils_answered_gets_none_that_is_to_come_or_is_over()
    {
        await using var site = await Site.StartWithClockAsync();
        var (tea, cup) = (site.Visit(Seed.Person("tea", Role.Teacher)), site.AddCup(one => one with { TimeKind = TimeKind.School }));
        using (var db = site.OpenDatabase()) db.Answer(cup.Cleo, cup.ForAll, "42", site.Now);
        Task<PageResponse> Set(long from, long until) => tea.PostAsync($"{cup.DeskPath}/schools/{cup.GuestSchool}", ("do", "slot"),
            ($"from-{cup.GuestSchool}", FormReader.InstantText(from)), ($"until-{cup.GuestSchool}", FormReader.InstantText(until)));
        Assert.Contains("its slot must have begun", (await Set(site.Now + 600, site.Now + 1800)).Text, StringComparison.Ordinal);
        Assert.Contains("does not end before this moment", (await Set(site.Now - 1800, site.Now - 60)).Text, StringComparison.Ordinal);
        Assert.Contains("The slot is saved.", (await Set(site.Now - 1800, site.Now + 1800)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_competition_in_which_somebodys_minutes_run_is_not_made_a_draft_again()
    {
        await using var site = await Site.StartAsync();
        var (tea, cup) = (site.Visit(Seed.Person("tea", Role.Teacher)),
            site.AddCup(one => one with { TimeKind = TimeKind.Personal, Minutes = 60 }));
        using (var db = site.OpenDatabase()) Assert.True(db.Write(sql => OwnParts.Start(sql, cup.Id, cup.Ada, site.Now)));
        var refused = await tea.PostAsync(cup.DeskPath + "/draft");
        Assert.Contains("begun", refused.Text, StringComparison.Ordinal);
        Assert.Equal(0, site.Count("SELECT is_draft FROM competitions"));
    }

    [Fact]
    public async Task A_challenge_whose_own_times_a_move_leaves_behind_has_those_of_the_competition()
    {
        await using var site = await Site.StartAsync();
        var tea = site.Visit(Seed.Person("tea", Role.Teacher));
        var (opens, closes) = (site.Now / 60 * 60 + 86_400, site.Now / 60 * 60 + 2 * 86_400);
        var cup = site.AddCup(one => one with { OpensAt = opens, ClosesAt = closes, EnrolUntil = closes });
        long early, half;
        using (var db = site.OpenDatabase())
        {
            early = db.AddChallenge(cup.Competition, site.Now, "Early", released: opens + 3600, locks: opens + 7200);
            half = db.AddChallenge(cup.Competition, site.Now, "Half", released: opens + 3600, locks: closes - 3600);
        }
        string Times(long id) => site.Read($"SELECT released_at || ' ' || locked_at FROM challenges WHERE id = {id}")!;
        foreach (var by in new[] { 7 * 86_400, -2 * 86_400 })
        {
            (opens, closes) = (opens + by, closes + by);
            var form = (await tea.GetAsync(cup.DeskPath + "/edit")).FieldsOf("#competition");
            var moved = await tea.PostAsync(cup.DeskPath + "/edit", form.With(("opens", FormReader.InstantText(opens)),
                ("closes", FormReader.InstantText(closes)), ("enrol_until", FormReader.InstantText(closes)), ("do", "save")));
            Assert.Contains("It is saved.", moved.Text, StringComparison.Ordinal);
            foreach (var id in new[] { early, half, cup.ForAll }) Assert.Equal($"{opens} {closes}", Times(id));
        }
    }

    [Fact]
    public async Task A_list_brings_nobody_of_another_school_in_and_a_teacher_finds_a_page_after_one_of_people_who_are_here()
    {
        await using var site = await Site.StartAsync();
        var cup = site.AddCup();
        Change(site, "UPDATE enrolments SET state = 'withdrawn'");
        const string List = "name,login,year,school\nAda Seeded,ada,8,\nCleo Seeded,cleo,9,";
        (string, string)[] form = [("text", List), ("competition", $"{cup.Id}")];
        await site.VisitAs(cup.Coordinator).PostAsync("/admin/members/import/confirm", form);
        Assert.Equal("withdrawn", site.Read($"SELECT state FROM enrolments WHERE member_id = {cup.Ada}"));
        var tea = site.Visit(Seed.Person("tea", Role.Teacher));
        var done = await tea.PostAsync("/admin/members/import/confirm", form);
        Assert.Equal(HttpStatusCode.OK, done.Status);
        Assert.Equal("enrolled", site.Read($"SELECT state FROM enrolments WHERE member_id = {cup.Ada}"));
        Assert.Contains("Ada Seeded", done.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_coordinator_takes_no_first_from_another_school_with_a_time_on_a_paper()
    {
        await using var site = await Site.StartWithClockAsync();
        var cup = site.AddCup();
        using (var db = site.OpenDatabase()) db.Answer(cup.Ada, cup.ForAll, "42", site.Now);
        var had = site.Count($"SELECT points FROM enrolments WHERE member_id = {cup.Ada}");
        await EnterAsync(site, site.VisitAs(cup.Coordinator), cup.ForAll, "cleo", "42", "k");
        Assert.Equal(2, site.Count("SELECT count(*) FROM completions"));
        Assert.Equal(cup.Ada, site.Count("SELECT member_id FROM firsts"));
        Assert.Equal(had, site.Count($"SELECT points FROM enrolments WHERE member_id = {cup.Ada}"));
        // Those who run the society may still say so: they have the papers of all.
        await EnterAsync(site, site.Visit(Seed.Person("tea", Role.Teacher)), cup.ForAll, "ben", "42", "k2");
        Assert.Equal(cup.Ben, site.Count("SELECT member_id FROM firsts"));
    }
}
