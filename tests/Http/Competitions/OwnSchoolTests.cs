// A school's part in a competition as its coordinator meets it: the invitation, enrolling pupils who are here, and how they get on.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using static MathsSoc.Tests.Support.OwnSchool;

namespace MathsSoc.Tests.Http;

public sealed class OwnSchoolTests
{
    private const string State =
        "SELECT state || ' ' || coalesce(terms_version, 0) || ' ' || coalesce(declared, -1) FROM competition_schools";

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
