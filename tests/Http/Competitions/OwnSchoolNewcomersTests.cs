// Pupils who have no account yet come into a competition: by their coordinator's code, a teacher's approval, or a list.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using static MathsSoc.Tests.Support.OwnSchool;

namespace MathsSoc.Tests.Http;

public sealed class OwnSchoolNewcomersTests
{
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
}
