// A school's part in a competition as its coordinator meets it: the invitation, enrolling in every way, and how the pupils get on.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class OwnSchoolTests
{
    private const string State =
        "SELECT state || ' ' || coalesce(terms_version, 0) || ' ' || coalesce(declared, -1) FROM competition_schools";

    /// <summary>A published competition to which one school is invited, its coordinator, and a teacher of the society.</summary>
    private static (Competition Cup, long School, Person Cora, Person Tia) Invited(Site site, Func<Competition, Competition>? change = null)
    {
        site.Owner();
        Competition cup;
        long school;
        using (var db = site.OpenDatabase())
        {
            cup = db.AddCompetition(site.Now, change);
            school = db.AddSchool("Birch High", isGuest: true);
            db.Write(sql => CompetitionSchools.Invite(sql, cup.Id, school, site.Now));
        }
        return (cup, school, site.Visit(Seed.Person("cora", Role.Coordinator) with { SchoolId = school }),
            site.Visit(Seed.Person("tia", Role.Teacher)));
    }

    private static (Competition Cup, long School, Person Cora, Person Tia) Accepted(
        Site site, Func<Competition, Competition>? change = null)
    {
        var invited = Invited(site, change);
        using var db = site.OpenDatabase();
        Assert.True(db.Write(sql => CompetitionSchools.Accept(sql, invited.Cup, invited.School, null, null, site.Now)));
        return invited;
    }

    private static string PathOf(Competition cup) => $"/admin/competitions/{cup.Id}/own-school";

    private static string Enrolled(Site site) => site.Read("""
        SELECT coalesce(group_concat(login, ' '), '') FROM (SELECT m.login FROM enrolments e JOIN members m ON m.id = e.member_id
            WHERE e.state = 'enrolled' ORDER BY m.login)
        """)!;

    private static Person AddPupil(Site site, string login, long? school, int year = 9, string name = "") =>
        site.Visit(Seed.Pupil(login) with { SchoolId = school, StartYear = site.StartYear(year), Class = name });

    private static Task<PageResponse> JoinAsync(Person person, string code, string login, string year = "9") => person.PostAsync("/join",
        ("code", code), ("name", "Eva Noether"), ("year", year), ("login", login), ("password", Seed.Password));

    private static async Task<string> MakeCodeAsync(Person cora, Competition cup, params (string, string)[] fields)
    {
        var board = await cora.PostAsync($"{PathOf(cup)}/code", [("uses", "40"), ("days", "14"), .. fields]);
        Assert.Equal(HttpStatusCode.OK, board.Status);
        return board.Page.QuerySelector(".board .code")!.TextContent;
    }

    [Fact]
    public async Task The_coordinator_reads_the_terms_accepts_them_and_declares_how_many()
    {
        await using var site = await Site.StartAsync();
        var (cup, _, cora, _) = Invited(site, one => one with { Fairness = "No *calculators*." });
        var list = await cora.GetAsync("/admin/own-competitions");
        Assert.Contains("The Autumn Cup", list.Text, StringComparison.Ordinal);
        Assert.NotNull((await cora.GetAsync("/admin")).Page.QuerySelector("main a[href='/admin/own-competitions']"));
        var page = await cora.GetAsync(PathOf(cup));
        Assert.Contains("Six problems in a week.", page.Text, StringComparison.Ordinal);
        Assert.Contains("No calculators.", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Enrol pupils", page.Text, StringComparison.Ordinal);

        (string, string)[] form = [("terms", $"{cup.TermsVersion}"), ("declared", "30")];
        Assert.NotNull((await cora.PostAsync($"{PathOf(cup)}/accept", form)).ErrorOf("agree"));
        Assert.Contains("was changed since",
            (await cora.PostAsync($"{PathOf(cup)}/accept", ("terms", "7"), ("agree", "1"))).ErrorOf("agree"), StringComparison.Ordinal);
        Assert.Equal("invited 0 -1", site.Read(State));
        var accepted = await cora.PostAsync($"{PathOf(cup)}/accept", [.. form, ("agree", "1")]);
        Assert.Contains("The school takes part.", accepted.Text, StringComparison.Ordinal);
        Assert.Equal($"accepted {cup.TermsVersion} 30", site.Read(State));
        Assert.Equal(cora.MemberId, site.Count("SELECT accepted_by FROM competition_schools"));

        await cora.PostAsync($"{PathOf(cup)}/declare", ("declared", "12"));
        Assert.NotNull((await cora.PostAsync($"{PathOf(cup)}/declare", ("declared", "-1"))).ErrorOf("declared"));
        // Terms that change afterwards are shown and accepted anew; the number stays.
        using (var db = site.OpenDatabase()) db.Change(cup.Id, site.Now, one => one with { Fairness = "No calculators, no helpers." });
        Assert.Contains("The text has changed since you accepted", (await cora.GetAsync(PathOf(cup))).Text, StringComparison.Ordinal);
        await cora.PostAsync($"{PathOf(cup)}/accept", ("terms", $"{cup.TermsVersion + 1}"), ("agree", "1"));
        Assert.Equal($"accepted {cup.TermsVersion + 1} 12", site.Read(State));

        Assert.NotNull((await cora.PostAsync($"{PathOf(cup)}/leave")).ErrorOf("sure"));
        await cora.PostAsync($"{PathOf(cup)}/leave", ("sure", "1"));
        Assert.StartsWith("withdrawn", site.Read(State), StringComparison.Ordinal);
        Assert.Contains("is not in this competition", (await cora.GetAsync(PathOf(cup))).Text, StringComparison.Ordinal);
        Assert.Equal("competition.accept competition.declare competition.accept competition.leave", site.Read(
            "SELECT group_concat(action, ' ') FROM (SELECT action FROM audit WHERE action LIKE 'competition.%' ORDER BY id)"));
    }

    [Fact]
    public async Task Pupils_who_are_here_are_enrolled_by_class_or_tick_and_twice_is_once()
    {
        await using var site = await Site.StartAsync();
        var (cup, school, cora, _) = Accepted(site);
        var ada = AddPupil(site, "ada", school, name: "9B");
        AddPupil(site, "ben", school, name: "9B");
        var cy = AddPupil(site, "cy", school, name: "9C");
        var yearless = site.Visit(Seed.Pupil("dee") with { SchoolId = school, StartYear = null });
        var other = AddPupil(site, "eve", null, name: "9B");
        var page = await cora.GetAsync($"{PathOf(cup)}/enrol?class=9b");
        Assert.Equal(["Ada Seeded", "Ben Seeded"], page.Page.QuerySelectorAll("tbody th").Select(cell => cell.TextContent));
        Assert.NotNull((await cora.PostAsync($"{PathOf(cup)}/enrol", ("class", "9B"))).Page.QuerySelector("#errors"));

        await Task.WhenAll(cora.PostAsync($"{PathOf(cup)}/enrol", ("class", "9B"), ("all", "1")),
            cora.PostAsync($"{PathOf(cup)}/enrol", ("class", "9B"), ("all", "1")));
        Assert.Equal("ada ben", Enrolled(site));
        var ticked = await cora.PostAsync($"{PathOf(cup)}/enrol", ("id", $"{cy.MemberId}"), ("id", $"{yearless.MemberId}"),
            ("id", $"{other.MemberId}"), ("id", $"{ada.MemberId}"), ("id", $"{cora.MemberId}"));
        Assert.Contains("1 pupil enrolled. 1 took part already, or may not. 1 could not be enrolled", ticked.Text,
            StringComparison.Ordinal);
        Assert.Equal("ada ben cy", Enrolled(site));
        Assert.Equal(3, site.Count($"SELECT count(*) FROM enrolments WHERE enrolled_by = {cora.MemberId} AND division = 'Junior'"));

        await cora.PostAsync($"{PathOf(cup)}/withdraw", ("id", $"{cy.MemberId}"), ("id", $"{other.MemberId}"));
        Assert.Equal("ada ben", Enrolled(site));
        Assert.Contains("Nobody was ticked", (await cora.PostAsync($"{PathOf(cup)}/withdraw")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("early", "begins on")]
    [InlineData("late", "has taken nobody in since")]
    [InlineData("closed", "has taken nobody in since")]
    [InlineData("declined", "Accept the invitation first")]
    public async Task Outside_its_time_or_without_the_school_nobody_is_enrolled_and_a_sentence_says_why(string why, string sentence)
    {
        await using var site = await Site.StartAsync();
        var (cup, school, cora, _) = Accepted(site, one => why switch
        {
            "early" => one with { EnrolFrom = site.Now + 100 },
            "late" => one with { EnrolUntil = site.Now - 1 },
            "closed" => one with { OpensAt = site.Now - 7200, ClosesAt = site.Now - 1 },
            _ => one,
        });
        var ada = AddPupil(site, "ada", school);
        if (why == "declined") await cora.PostAsync($"{PathOf(cup)}/leave", ("sure", "1"));
        var refused = await cora.PostAsync($"{PathOf(cup)}/enrol", ("id", $"{ada.MemberId}"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains(sentence, refused.Text, StringComparison.Ordinal);

        using (var db = site.OpenDatabase())
        {
            var code = new JoinCode
            {
                Code = "7KQ2MPXD", Label = "x", SchoolId = school, CompetitionId = cup.Id, MaxUses = 9, ExpiresAt = 4_000_000_000,
            };
            db.Write(sql => JoinCodes.Add(sql, code, null, 1));
        }
        var visitor = await JoinAsync(new Person(site), "7KQ2-MPXD", "eva");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, visitor.Status);
        var said = why == "declined" ? "has not accepted the invitation" : sentence;
        Assert.Contains(said, visitor.ErrorOf("code"), StringComparison.Ordinal);
        var member = await ada.PostAsync("/join", ("code", "7KQ2-MPXD"));
        Assert.Contains(said, member.Text, StringComparison.Ordinal);
        Assert.Equal("", Enrolled(site));
        Assert.Equal(0, site.Count("SELECT count(*) FROM members WHERE login = 'eva'"));
    }

    [Fact]
    public async Task A_code_joins_and_enrols_in_one_step_and_a_member_takes_part_with_it_too()
    {
        await using var site = await Site.StartAsync();
        var (cup, school, cora, _) = Accepted(site);
        var code = await MakeCodeAsync(cora, cup, ("group", "9B"));
        var eva = new Person(site);
        var form = await eva.GetAsync($"/join?code={code}");
        Assert.Contains("Birch High decides about what is kept of you as its pupil", form.Text, StringComparison.Ordinal);
        Assert.Contains("MathsSoc runs the competition", form.Text.Replace("Maths Society", "MathsSoc", StringComparison.Ordinal),
            StringComparison.Ordinal);
        Assert.Equal("/?said=joined", (await JoinAsync(eva, code, "eva")).Path);
        Assert.Equal("eva", Enrolled(site));
        Assert.Equal($"9B {school} active", site.Read("SELECT class || ' ' || school_id || ' ' || state FROM members WHERE login = 'eva'"));
        // A year that is in no division is refused at its field, and no account is made.
        using (var db = site.OpenDatabase()) db.Change(cup.Id, site.Now, one => one with { Divisions = "Junior 7-9" });
        Assert.Contains("in none of them",
            (await JoinAsync(new Person(site), code, "old", "12")).ErrorOf("year"), StringComparison.Ordinal);
        Assert.Equal(0, site.Count("SELECT count(*) FROM members WHERE login = 'old'"));

        var (ada, far) = (AddPupil(site, "ada", school), AddPupil(site, "far", null));
        var asked = await ada.GetAsync($"/join?code={code}");
        Assert.Contains("Take part in The Autumn Cup?", asked.Text, StringComparison.Ordinal);
        Assert.Equal("eva", Enrolled(site));
        for (var i = 0; i < 2; i++)
            Assert.Equal($"/competitions/{cup.Id}",
                (await ada.SendAsync(HttpMethod.Post, "/join", ("code", code))).Response.Headers.Location!.ToString());
        Assert.Equal("ada eva", Enrolled(site));
        Assert.Contains("another school than yours", (await far.PostAsync("/join", ("code", code))).Text, StringComparison.Ordinal);
        Assert.Contains("Only pupils take part", (await cora.PostAsync("/join", ("code", code))).Text, StringComparison.Ordinal);
        Assert.Equal("ada eva", Enrolled(site));
        Assert.Equal(1, site.Count("SELECT uses FROM join_codes"));

        // Somebody who changes school meanwhile competes for the school of the enrolment.
        using (var db = site.OpenDatabase())
        {
            var elsewhere = db.AddSchool("Cedar");
            db.Write(sql => Members.Update(sql, Members.Find(sql, ada.MemberId)! with { SchoolId = elsewhere }));
        }
        Assert.Equal(2, site.Count($"SELECT count(*) FROM enrolments WHERE school_id = {school}"));
        var list = (await cora.GetAsync(PathOf(cup))).Text;
        Assert.Contains("has left the school", list, StringComparison.Ordinal);
        Assert.DoesNotContain("Ada Seeded", list, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_a_teacher_lets_people_in_that_enrols_whoever_joined_for_a_competition()
    {
        await using var site = await Site.StartAsync();
        using (var db = site.OpenDatabase()) db.Write(sql => Settings.Set(sql, "join.approval", "everybody", 1));
        var (cup, _, cora, tia) = Accepted(site);
        var code = await MakeCodeAsync(cora, cup);
        await JoinAsync(new Person(site), code, "eva");
        await JoinAsync(new Person(site), code, "fay");
        var ids = site.Read("SELECT group_concat(id) FROM members WHERE state = 'waiting'")!.Split(',');
        Assert.Equal(2, ids.Length);
        Assert.Equal("", Enrolled(site));
        await tia.PostAsync("/admin/approvals", ("member", ids[0]));
        await tia.PostAsync("/admin/members/change", ("id", ids[1]), ("action", "approve"), ("step", "apply"));
        Assert.Equal("eva fay", Enrolled(site));
    }

    // About twenty seconds of two shared processors: thirty passwords are hashed.
    [Fact]
    public async Task Thirty_guests_behind_one_address_join_and_enrol_with_one_code_and_nobody_is_refused()
    {
        await using var site = await Site.StartWithClockAsync();
        var (cup, school, cora, _) = Accepted(site);
        var code = await MakeCodeAsync(cora, cup);
        await Parallel.ForEachAsync(Enumerable.Range(1, 30), new ParallelOptions { MaxDegreeOfParallelism = 5 }, async (number, _) =>
        {
            var pupil = new Person(site) { Address = "203.0.113.9" };
            Assert.Equal(HttpStatusCode.OK, (await pupil.GetAsync($"/join?code={code}")).Status);
            Assert.Equal((HttpStatusCode.OK, "/?said=joined"), Seen(await JoinAsync(pupil, code, $"guest{number}")));
        });
        Assert.Equal(30, site.Count($"SELECT count(*) FROM enrolments WHERE state = 'enrolled' AND school_id = {school}"));

        static (HttpStatusCode, string) Seen(PageResponse page) => (page.Status, page.Path);
    }

    [Fact]
    public async Task A_list_makes_the_accounts_that_are_missing_and_enrols_everybody_on_it()
    {
        await using var site = await Site.StartAsync();
        var (cup, school, cora, tia) = Accepted(site);
        var ada = AddPupil(site, "ada", school);
        const string List = "name,login,year\nAda Seeded,ada,9\nBen Moss,ben,12\nCy Null,cy,\nDee Bad,two words,9";
        var start = await cora.GetAsync($"/admin/members/import?competition={cup.Id}");
        Assert.Contains("also enrolled in The Autumn Cup", start.Text, StringComparison.Ordinal);
        (string, string)[] form = [("text", List), ("competition", $"{cup.Id}")];
        var plan = await cora.PostAsync("/admin/members/import", form);
        Assert.Contains("Add these 2 members, and enrol them", plan.Text, StringComparison.Ordinal);
        Assert.Equal("", Enrolled(site));
        var done = await cora.PostAsync("/admin/members/import/confirm", form);
        Assert.Contains("2 pupils enrolled. 1 could not be enrolled", done.Text, StringComparison.Ordinal);
        Assert.Equal("ada ben", Enrolled(site));
        Assert.Contains("There is nobody to add.",
            (await cora.PostAsync("/admin/members/import", ("text", "name,login,year\nAda Seeded,ada,9"))).Text, StringComparison.Ordinal);
        // Undone, an import leaves nobody in the competition who was never here.
        var change = site.Count("SELECT max(id) FROM changes");
        await tia.PostAsync($"/admin/changes/{change}/undo");
        Assert.Equal("ada", Enrolled(site));
        // The same list again, of people who are all here, enrols them.
        using (var db = site.OpenDatabase())
            Assert.Equal(1, db.Write(sql => SchoolEnrolments.Withdraw(sql, cup.Id, school, [ada.MemberId], true, site.Now)));
        Assert.Equal("", Enrolled(site));
        await cora.PostAsync("/admin/members/import/confirm", ("text", "name,login,year\nAda Seeded,ada,9"), ("competition", $"{cup.Id}"));
        Assert.Equal("ada", Enrolled(site));
    }

    [Fact]
    public async Task The_page_says_who_started_and_holds_points_back_as_long_as_pupils_wait_for_them()
    {
        await using var site = await Site.StartWithClockAsync();
        var (cup, school, cora, tia) = Accepted(site, one => one with { HoldsVerdicts = true, CountsForSociety = false });
        long ada;
        using (var db = site.OpenDatabase())
        {
            ada = db.AddEntrant(cup, "ada", school, 9, site.Now);
            db.AddChallenge(cup, site.Now);
        }
        await site.VisitAs(ada).PostAsync("/challenges/1/answer", ("part", "1"), ("answer", "42"), ("key", "k"), ("begun", $"{site.Now}"));
        Assert.Equal(1, site.Count("SELECT count(*) FROM attempts"));
        string[] Cells(PageResponse page) => [.. page.Page.QuerySelectorAll("tbody tr")[0].QuerySelectorAll("td.number")
            .Select(cell => cell.TextContent)];
        Assert.Equal(["1", "not shown yet"], Cells(await cora.GetAsync(PathOf(cup))));
        Assert.Equal(["1", "not shown yet"], Cells(await tia.GetAsync($"{PathOf(cup)}?school={school}")));
        var file = await (await cora.SendAsync(HttpMethod.Post, $"{PathOf(cup)}/export.csv")).Response.Content.ReadAsStringAsync();
        Assert.Contains("Ada Seeded,ada,9,,Junior,Birch High,enrolled,", file, StringComparison.Ordinal);
        Assert.EndsWith(",1,\r\n", file, StringComparison.Ordinal);
        Assert.Equal(1, site.Count("SELECT count(*) FROM audit WHERE action = 'competition.export_school'"));

        // Answers that were begun before the close still count for the grace, so points wait for as long, as everywhere.
        using (var db = site.OpenDatabase())
            db.Change(cup.Id, site.Now, one => one with { ClosesAt = site.Now - ScoreRules.Default.GraceSeconds + 5 });
        Assert.Equal(["1", "not shown yet"], Cells(await cora.GetAsync(PathOf(cup))));
        using (var db = site.OpenDatabase())
            db.Change(cup.Id, site.Now, one => one with { ClosesAt = site.Now - ScoreRules.Default.GraceSeconds });
        Assert.DoesNotContain("not shown yet", Cells(await cora.GetAsync(PathOf(cup))));

        site.KeepRunning(TimeSpan.FromDays(8));
        var points = site.Count("SELECT points FROM enrolments");
        Assert.True(points > 0);
        (cora, tia) = (site.VisitAs(cora.MemberId), site.VisitAs(tia.MemberId));
        Assert.Equal(["1", $"{points}"], Cells(await cora.GetAsync(PathOf(cup))));
        using (var db = site.OpenDatabase()) db.Change(cup.Id, site.Now, one => one with { FrozenAt = site.Now });
        Assert.Equal(["1", "not shown yet"], Cells(await cora.GetAsync(PathOf(cup))));
        using (var db = site.OpenDatabase()) db.Change(cup.Id, site.Now, one => one with { ResultsAt = site.Now });
        Assert.Equal(["1", $"{points}"], Cells(await cora.GetAsync(PathOf(cup))));

        // Somebody whose account is deleted stays in the school's sum, without a name.
        using (var db = site.OpenDatabase())
            db.Write(sql => Anonymisation.Apply(sql, ada, site.Now) && Anonymisation.Apply(sql, cora.MemberId, site.Now));
        var after = await tia.GetAsync($"{PathOf(cup)}?school={school}");
        Assert.Contains("Former member", after.Text, StringComparison.Ordinal);
        Assert.Equal(["1", $"{points}"], Cells(after));
        Assert.Equal(0, site.Count($"SELECT count(*) FROM competition_schools WHERE accepted_by = {cora.MemberId}"));
    }
}
