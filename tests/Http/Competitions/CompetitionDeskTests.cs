// The desk of competitions: begun, changed, published, archived, copied and deleted; what is refused says what to do; two people at once.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class CompetitionDeskTests
{
    private const string Desk = "/admin/competitions";

    private static readonly (string, string)[] Good =
    [
        ("title", "Spring Cup 2027"), ("body", "Six *problems*."), ("fairness", "Alone."), ("opens", "2027-03-22T09:00"),
        ("closes", "2027-04-02T16:00"), ("enrol_from", "2027-02-01T09:00"), ("enrol_until", "2027-04-01T12:00"),
    ];

    private static async Task<PageResponse> NewAsync(Person who, params (string Name, string Value)[] changes) =>
        await who.PostAsync(Desk + "/new",
            (await who.GetAsync(Desk + "/new")).FieldsOf("#competition").With(Good).With([.. changes, ("do", "save")]));

    private static async Task<PageResponse> EditAsync(Person who, string path, params (string Name, string Value)[] changes) =>
        await who.PostAsync(path, (await who.GetAsync(path)).FieldsOf("#competition").With([.. changes, ("do", "save")]));

    [Fact]
    public async Task It_is_begun_changed_and_listed_and_each_is_in_the_audit()
    {
        await using var site = await Site.StartAsync();
        var tea = site.Visit(Seed.Person("tea", Role.Teacher));
        Assert.Contains("There is none yet.", (await tea.GetAsync(Desk)).Text, StringComparison.Ordinal);
        var begun = await NewAsync(tea);
        Assert.Equal("/admin/competitions/1/challenges?said=added", begun.Path);
        await EditAsync(tea, "/admin/competitions/1/edit", ("title", "Cup of Spring"), ("time_kind", "personal"), ("minutes", "60"));
        using (var db = site.OpenDatabase())
        {
            var one = db.Read(sql => Data.Competitions.Find(sql, 1))!;
            Assert.Equal(("Cup of Spring", TimeKind.Personal, 60L, "KS3 7-9, KS4 10-11, KS5 12-13", true, tea.MemberId),
                (one.Title, one.TimeKind, one.Minutes!.Value, one.Divisions, one.IsDraft, one.CreatedBy!.Value));
            // 09:00 GMT on the day it opens, 16:00 BST on the day it closes.
            Assert.Equal((1_805_706_000L, 1_806_678_000L), (one.OpensAt, one.ClosesAt));
        }
        Assert.Contains("Cup of Spring | Draft |", (await tea.GetAsync(Desk)).RowsOf("table")[0], StringComparison.Ordinal);
        var audit = (await tea.GetAsync("/admin/audit")).Text;
        Assert.Contains("began a competition", audit, StringComparison.Ordinal);
        Assert.Contains("changed a competition", audit, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_that_is_sent_twice_makes_one_and_the_preview_makes_none()
    {
        await using var site = await Site.StartAsync();
        var tea = site.Visit(Seed.Person("tea", Role.Teacher));
        var fields = (await tea.GetAsync(Desk + "/new")).FieldsOf("#competition").With(Good);
        var preview = await tea.PostAsync(Desk + "/new", fields.With(("do", "preview")));
        Assert.Equal("problems", preview.Page.QuerySelector("#preview em")!.TextContent);
        Assert.Equal(0, site.Count("SELECT count(*) FROM competitions"));
        var first = await tea.PostAsync(Desk + "/new", fields.With(("do", "save")));
        var second = await tea.PostAsync(Desk + "/new", fields.With(("do", "save")));
        Assert.Equal(first.Path, second.Path);
        Assert.Equal(1, site.Count("SELECT count(*) FROM competitions"));
        Assert.Equal(1, site.Count("SELECT count(*) FROM audit WHERE action = 'competition.add'"));
    }

    [Theory]
    [InlineData("title", "", "Title: please fill this in.")]
    [InlineData("closes", "2027-03-22T09:00", "Closes: this is not after it opens. Choose a later time.")]
    [InlineData("closes", "2027-01-01T09:00", "Closes: this is not after it opens. Choose a later time.")]
    [InlineData("closes", "2029-01-01T09:00", "Closes: a competition lasts a year at most. Choose an earlier time.")]
    [InlineData("opens", "2027-03-28T01:30", "Opens: there is no such time, because the clocks go forward past it. Choose another.")]
    [InlineData("opens", "soon", "Opens: a day and a time such as 2026-12-10 15:30, please.")]
    [InlineData("enrol_until", "2027-01-01T09:00", "Enrolment ends: this is not after it begins. Choose a later time.")]
    [InlineData("enrol_until", "2027-04-02T16:01",
        "Enrolment ends: this is after the competition closes. Choose that time, or an earlier one.")]
    [InlineData("divisions", "Junior", "Divisions: one to eight names with their year groups, ascending and without overlap, "
        + "such as Junior 7-9, Senior 10-13.")]
    [InlineData("best_of", "0", "How many count: a whole number from 1 to 100, please.")]
    [InlineData("least_pupils", "101", "Fewest pupils: a whole number from 1 to 100, please.")]
    [InlineData("time_kind", "never", "Window: please choose one.")]
    public async Task What_cannot_be_meant_is_refused_with_a_sentence(string field, string value, string sentence)
    {
        await using var site = await Site.StartAsync();
        var refused = await NewAsync(site.Visit(Seed.Person("tea", Role.Teacher)), (field, value));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains(sentence, refused.Page.QuerySelectorAll("#errors li").Select(line => line.TextContent));
        Assert.Equal(0, site.Count("SELECT count(*) FROM competitions"));
    }

    [Theory]
    [InlineData("", "Minutes: a whole number from 1 to 1440, please.")]
    [InlineData("1441", "Minutes: a whole number from 1 to 1440, please.")]
    [InlineData("61", "Minutes: these are more than there are from opening to close. Give fewer, or close it later.")]
    public async Task Minutes_fit_between_opening_and_close(string minutes, string sentence)
    {
        await using var site = await Site.StartAsync();
        var refused = await NewAsync(site.Visit(Seed.Person("tea", Role.Teacher)), ("time_kind", "personal"), ("minutes", minutes),
            ("closes", "2027-03-22T10:00"), ("enrol_until", "2027-03-22T10:00"));
        Assert.Equal(sentence, refused.ErrorOf("minutes"));
    }

    [Fact]
    public async Task Two_people_at_once_see_what_the_other_saved_and_nothing_is_lost()
    {
        await using var site = await Site.StartAsync();
        var tea = site.Visit(Seed.Person("tea", Role.Teacher));
        var cup = site.AddCup();
        var path = cup.DeskPath + "/edit";
        var mine = (await tea.GetAsync(path)).FieldsOf("#competition");
        await EditAsync(tea, path, ("title", "Theirs"), ("public", "1"));
        var conflict = await tea.PostAsync(path, mine.With(("title", "Mine"), ("do", "save")));
        Assert.Equal(HttpStatusCode.Conflict, conflict.Status);
        Assert.Contains("Title: “Theirs” becomes “Mine”", conflict.Text, StringComparison.Ordinal);
        Assert.Contains("Visitors may read the tables: not ticked", conflict.Text, StringComparison.Ordinal);
        Assert.Equal("Theirs", site.Read("SELECT title FROM competitions"));
        await tea.PostAsync(path, conflict.FieldsOf("#competition").With(("do", "save")));
        Assert.Equal("Mine", site.Read("SELECT title FROM competitions"));
    }

    [Fact]
    public async Task Divisions_and_what_counts_stay_after_the_first_answer_and_a_formula_needs_a_reason_after_opening()
    {
        await using var site = await Site.StartAsync();
        var tea = site.Visit(Seed.Person("tea", Role.Teacher));
        var cup = site.AddCup();
        var path = cup.DeskPath + "/edit";
        // Before an answer the divisions change, and pupils go to those of their years; a challenge's division does not vanish.
        var gone = await EditAsync(tea, path, ("divisions", "Junior 7-8, Elder 9-13"));
        Assert.Contains("“For seniors” is for a division that would be gone", gone.ErrorOf("divisions")!, StringComparison.Ordinal);
        var moved = await EditAsync(tea, path, ("divisions", "Junior 7-8, Senior 9-13"));
        Assert.EndsWith("said=redivided", moved.Path, StringComparison.Ordinal);
        Assert.Equal("Senior", site.Read($"SELECT division FROM enrolments WHERE member_id = {cup.Cleo}"));
        using (var db = site.OpenDatabase()) db.Answer(cup.Ada, cup.ForAll, "42", site.Now);
        var stays = await EditAsync(tea, path, ("divisions", "Junior 7-9, Senior 10-13"));
        Assert.Contains("there are answers already, so these stay: Junior 7-8, Senior 9-13", stays.Text, StringComparison.Ordinal);
        Assert.Contains("whether its points count for the society stays",
            (await EditAsync(tea, path, ("counts", ""))).Text, StringComparison.Ordinal);
        Assert.Contains("please give the reason", (await EditAsync(tea, path, ("best_of", "4"))).ErrorOf("formula_reason")!,
            StringComparison.Ordinal);
        Assert.EndsWith("said=saved",
            (await EditAsync(tea, path, ("best_of", "4"), ("formula_reason", "Four pupils fit in a minibus."))).Path,
            StringComparison.Ordinal);
        Assert.Equal("4 Four pupils fit in a minibus.", site.Read("SELECT best_of || ' ' || formula_reason FROM competitions"));
        // The next change needs a reason of its own.
        Assert.NotNull((await EditAsync(tea, path, ("formula", "sum"))).ErrorOf("formula_reason"));
    }

    [Fact]
    public async Task Minutes_that_run_keep_their_promise_and_the_form_says_how_many_pupils_are_in_it()
    {
        await using var site = await Site.StartWithClockAsync();
        var tea = site.Visit(Seed.Person("tea", Role.Teacher));
        Cup cup;
        using (var db = site.OpenDatabase())
        {
            cup = db.AddCup(site.Now, competition => competition with { TimeKind = TimeKind.Personal, Minutes = 60 });
            db.AddEntrant(cup.Competition, "eve", cup.OurSchool, 9, site.Now, startedAt: site.Now - 600);
        }
        var path = cup.DeskPath + "/edit";
        Assert.Contains("5 pupils take part, and 1 of them is in their own minutes now.", (await tea.GetAsync(path)).Text,
            StringComparison.Ordinal);
        Assert.Contains("1 pupil is in their minutes now, and had 60 promised",
            (await EditAsync(tea, path, ("minutes", "50"))).ErrorOf("minutes")!, StringComparison.Ordinal);
        var soon = TimeText(site.Now + 49 * 60);
        Assert.Contains("the last until", (await EditAsync(tea, path, ("closes", soon), ("enrol_until", soon))).ErrorOf("closes")!,
            StringComparison.Ordinal);
        Assert.Contains("the kind of window stays", (await EditAsync(tea, path, ("time_kind", "fixed"))).ErrorOf("time_kind")!,
            StringComparison.Ordinal);
        Assert.Contains("must stay in the past", (await EditAsync(tea, path, ("opens", TimeText(site.Now + 3600)))).ErrorOf("opens")!,
            StringComparison.Ordinal);
        var past = TimeText(site.Now - 60);
        Assert.Contains("Closes: that is over already.",
            (await EditAsync(tea, path, ("closes", past), ("enrol_until", past))).ErrorOf("closes")!, StringComparison.Ordinal);
        Assert.EndsWith("said=saved", (await EditAsync(tea, path, ("minutes", "70"))).Path, StringComparison.Ordinal);
        var then = TimeText(site.Now + 60 * 60);
        Assert.EndsWith("said=saved", (await EditAsync(tea, path, ("closes", then), ("enrol_until", then))).Path, StringComparison.Ordinal);
        // Its challenges close with it.
        Assert.Equal(site.Now + 3600, site.Count($"SELECT locked_at FROM challenges WHERE id = {cup.ForAll}"));
    }

    private static string TimeText(long at) => MathsSoc.Web.FormReader.InstantText(at);

    [Fact]
    public async Task It_is_archived_taken_out_copied_for_next_year_and_an_empty_draft_is_deleted()
    {
        await using var site = await Site.StartAsync();
        var tea = site.Visit(Seed.Person("tea", Role.Teacher));
        var cup = site.AddCup(competition => competition with { Title = $"Cup {SchoolTime.Local(competition.OpensAt).Year}" });
        // It is open, so the page before says how many notice it, and does nothing.
        var asked = await tea.GetAsync((await tea.GetAsync(cup.DeskPath + "/edit")).Page
            .QuerySelector("a[href$='/archive']")!.GetAttribute("href")!);
        Assert.Contains("4 pupils are enrolled in it.", asked.Text, StringComparison.Ordinal);
        Assert.Contains("It is open until", asked.Text, StringComparison.Ordinal);
        Assert.Equal(0, site.Count("SELECT count(*) FROM competitions WHERE archived_at IS NOT NULL"));
        await tea.PostAsync(asked.Page.QuerySelector("main form")!.GetAttribute("action")!);
        Assert.Equal(1, site.Count("SELECT count(*) FROM competitions WHERE archived_at IS NOT NULL"));
        Assert.Equal(HttpStatusCode.NotFound, (await tea.GetAsync(cup.DeskPath + "/archive")).Status);
        foreach (var (archived, notice) in new[] { ("0", "It is out again."), ("1", "It is archived."), ("0", "It is out again.") })
            Assert.Contains(notice, (await tea.PostAsync(cup.DeskPath + "/archive", ("archived", archived))).Text,
                StringComparison.Ordinal);
        var form = (await tea.GetAsync(cup.DeskPath + "/edit")).FieldsOf("form[action$='/copy']");
        var copied = await tea.PostAsync(cup.DeskPath + "/copy", [.. form]);
        Assert.Equal(copied.Path, (await tea.PostAsync(cup.DeskPath + "/copy", [.. form])).Path);
        using (var db = site.OpenDatabase())
        {
            var (old, next) = db.Read(sql => (Data.Competitions.Find(sql, cup.Id)!, Data.Competitions.Find(sql, cup.Id + 1)!));
            Assert.True(next.IsDraft);
            Assert.Equal($"Cup {SchoolTime.Local(old.OpensAt).Year + 1}", next.Title);
            var (was, becomes) = (SchoolTime.Local(old.OpensAt), SchoolTime.Local(next.OpensAt));
            Assert.Equal((was.DayOfWeek, was.TimeOfDay, 364), (becomes.DayOfWeek, becomes.TimeOfDay, (becomes.Date - was.Date).Days));
            Assert.Equal(["For all", "For juniors", "For seniors"],
                db.Read(sql => CompetitionChallenges.List(sql, next.Id)).Select(line => line.Challenge.Title));
            Assert.All(db.Read(sql => CompetitionChallenges.List(sql, next.Id)), line =>
                Assert.Equal((true, 1L, next.OpensAt, next.ClosesAt),
                    (line.Challenge.IsDraft, line.Parts, line.Challenge.ReleasedAt, line.Challenge.LockedAt)));
            Assert.All(db.Read(sql => CompetitionSchools.List(sql, next.Id)), school => Assert.Equal(SchoolPart.Invited, school.State));
            Assert.Equal(0, db.Read(sql => CompetitionList.FindContent(sql, next.Id)).Enrolments);
        }
        Assert.Equal(2, site.Count("SELECT count(*) FROM competitions"));
        var kept = await tea.PostAsync($"{Desk}/{cup.Id + 1}/delete");
        Assert.Equal(HttpStatusCode.Conflict, kept.Status);
        Assert.Contains("Something belongs to this draft", kept.Text, StringComparison.Ordinal);
        await NewAsync(tea);
        var ask = await tea.GetAsync($"{Desk}/{cup.Id + 2}/delete");
        var gone = await tea.PostAsync(ask.Page.QuerySelector("main form")!.GetAttribute("action")!);
        Assert.Contains("The draft was deleted.", gone.Text, StringComparison.Ordinal);
        Assert.Equal(2, site.Count("SELECT count(*) FROM competitions"));
        // One that is published is never deleted.
        Assert.Equal(HttpStatusCode.NotFound, (await tea.PostAsync(cup.DeskPath + "/delete")).Status);
    }

    [Theory]
    [InlineData(Role.Editor, HttpStatusCode.Forbidden)]
    [InlineData(Role.Coordinator, HttpStatusCode.Forbidden)]
    [InlineData(Role.Member, HttpStatusCode.Forbidden)]
    [InlineData(Role.Teacher, HttpStatusCode.OK)]
    public async Task Only_staff_run_competitions(Role role, HttpStatusCode expected)
    {
        await using var site = await Site.StartAsync();
        var cup = site.AddCup();
        var who = site.Visit(Seed.Person("somebody", role));
        foreach (var path in new[] { "", "/edit", "/schools", "/pupils", $"/pupils/{cup.Ada}" })
            Assert.Equal(expected, (await who.GetAsync(cup.DeskPath + path)).Status);
        Assert.Equal(expected, (await who.GetAsync(Desk)).Status);
        // Student editors write challenges, and do nothing else here.
        Assert.Equal(role is Role.Editor or Role.Teacher ? HttpStatusCode.OK : HttpStatusCode.Forbidden,
            (await who.GetAsync(cup.DeskPath + "/challenges")).Status);
    }
}
