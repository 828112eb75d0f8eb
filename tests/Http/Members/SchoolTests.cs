// Schools: an owner adds and changes them, a teacher looks.
using System.Net;
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class SchoolTests
{
    private static School? Find(Site site, string name)
    {
        using var db = site.OpenDatabase();
        return db.Read(Schools.List).Find(school => school.Name == name);
    }

    [Fact]
    public async Task An_owner_adds_a_school_and_changes_it()
    {
        await using var site = await Site.StartAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner));
        var added = await head.PostAsync("/admin/schools", ("name", " Hill School "), ("domain", "@Hill.Example"));
        Assert.Contains("The school was added.", added.Text, StringComparison.Ordinal);
        var school = Find(site, "Hill School")!;
        Assert.Equal("hill.example", school.EmailDomain);
        using (var db = site.OpenDatabase()) db.Add(Seed.Pupil("ada") with { SchoolId = school.Id });
        var form = await head.GetAsync($"/admin/schools/{school.Id}");
        Assert.Equal(("Hill School", "hill.example"),
            (form.Page.QuerySelector("#name")!.GetAttribute("value"), form.Page.QuerySelector("#domain")!.GetAttribute("value")));
        var changed = await head.PostAsync($"/admin/schools/{school.Id}", ("name", "Dale School"), ("domain", ""));
        Assert.Contains("The school was changed.", changed.Text, StringComparison.Ordinal);
        Assert.Equal((school.Id, null, 1L),
            (Find(site, "Dale School")!.Id, Find(site, "Dale School")!.EmailDomain, Find(site, "Dale School")!.Members));
        using var audit = site.OpenDatabase();
        Assert.Equal(["school.edit", "school.add"],
            audit.Read(sql => Audit.List(sql, new AuditFilter(null, "school.", null, null, null, null), 10)).Select(line => line.Action));
    }

    [Theory]
    [InlineData("Hill School", "other.example", "name")]
    [InlineData("HILL school", "other.example", "name")]
    [InlineData("Other School", "hill.example", "domain")]
    [InlineData("Other School", "head@other.example", "domain")]
    [InlineData("", "other.example", "name")]
    public async Task What_is_anothers_or_no_domain_is_refused_at_its_field(string name, string domain, string field)
    {
        await using var site = await Site.StartAsync();
        long dale;
        using (var db = site.OpenDatabase())
            dale = db.Write(sql =>
            {
                Schools.Add(sql, "Hill School", "hill.example", 1);
                return Schools.Add(sql, "Dale School", "dale.example", 1)!.Value;
            });
        var head = site.Visit(Seed.Person("head", Role.Owner));
        foreach (var path in new[] { "/admin/schools", $"/admin/schools/{dale}" })
        {
            var again = await head.PostAsync(path, ("name", name), ("domain", domain));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, again.Status);
            Assert.NotNull(again.ErrorOf(field));
            Assert.Single(again.Page.QuerySelectorAll(".field-error"));
            Assert.Equal((name, domain),
                (again.Page.QuerySelector("#name")!.GetAttribute("value"), again.Page.QuerySelector("#domain")!.GetAttribute("value")));
        }
        Assert.Equal("dale.example", Find(site, "Dale School")!.EmailDomain);
        Assert.Null(Find(site, "Other School"));
    }

    [Fact]
    public async Task A_teacher_sees_the_schools_and_no_form()
    {
        await using var site = await Site.StartAsync();
        long school;
        using (var db = site.OpenDatabase()) school = db.Write(sql => Schools.Add(sql, "Hill School", null, 1))!.Value;
        var teacher = site.Visit(Seed.Person("ruth", Role.Teacher));
        var page = await teacher.GetAsync("/admin/schools");
        Assert.Contains("Hill School", page.Text, StringComparison.Ordinal);
        Assert.Null(page.Page.QuerySelector("main form"));
        Assert.Equal(HttpStatusCode.Forbidden, (await teacher.PostAsync($"/admin/schools/{school}", ("name", "Mine"))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await teacher.PostAsync("/admin/schools", ("name", "Mine"))).Status);
    }

    [Fact]
    public async Task A_school_may_change_the_case_of_its_own_name()
    {
        await using var site = await Site.StartAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner));
        await head.PostAsync("/admin/schools", ("name", "hill school"));
        Assert.Contains("The school was changed.",
            (await head.PostAsync($"/admin/schools/{Find(site, "hill school")!.Id}", ("name", "Hill School"))).Text,
            StringComparison.Ordinal);
        Assert.NotNull(Find(site, "Hill School"));
    }

    [Fact]
    public async Task A_school_in_a_competition_is_deleted_only_if_nobody_was_enrolled_for_it()
    {
        await using var site = await Site.StartAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner));
        await head.PostAsync("/admin/schools", ("name", "Hill School"));
        await head.PostAsync("/admin/schools", ("name", "Dale School"));
        var (hill, dale) = (Find(site, "Hill School")!.Id, Find(site, "Dale School")!.Id);
        using (var db = site.OpenDatabase())
        {
            var ada = db.Add(Seed.Pupil("ada") with { SchoolId = hill });
            db.Write(sql =>
            {
                var id = Competitions.Add(sql, new Competition
                {
                    Title = "Cup", OpensAt = 100, ClosesAt = 200, EnrolFrom = 1, EnrolUntil = 200, Divisions = "Junior 7-9",
                }, "key", 1);
                CompetitionSchools.Invite(sql, id, hill, 1);
                CompetitionSchools.Invite(sql, id, dale, 1);
                Enrolments.Add(sql, Competitions.Find(sql, id)!, ada, null, 1);
                sql.Execute("UPDATE members SET school_id = NULL");
            });
        }
        foreach (var refused in new[]
        {
            await head.GetAsync($"/admin/schools/{hill}/delete"), await head.PostAsync($"/admin/schools/{hill}/delete"),
        })
        {
            Assert.Contains("takes part in a competition, or did", refused.Text, StringComparison.Ordinal);
            Assert.Null(refused.Page.QuerySelector("main form"));
        }
        await head.PostAsync($"/admin/schools/{dale}/coordinators");
        Assert.Contains("The school was deleted", (await head.PostAsync($"/admin/schools/{dale}/delete")).Text, StringComparison.Ordinal);
        Assert.NotNull(Find(site, "Hill School"));
        Assert.Equal(0, site.Count("SELECT count(*) FROM invitations"));
    }

    [Fact]
    public async Task An_owner_deletes_a_school_once_nobody_belongs_to_it_and_its_number_is_never_used_again()
    {
        await using var site = await Site.StartAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner));
        await head.PostAsync("/admin/schools", ("name", "Hill School"), ("domain", "hill.example"));
        var hill = Find(site, "Hill School")!.Id;
        long ada;
        using (var db = site.OpenDatabase())
        {
            ada = db.Add(Seed.Pupil("ada") with { SchoolId = hill, State = MemberState.Archived });
            var code = new JoinCode { Code = "7KQ2MPXD", Label = "9B", SchoolId = hill, MaxUses = 40, ExpiresAt = site.Now + 86_400 };
            db.Write(sql => JoinCodes.Add(sql, code, null, site.Now));
        }
        var path = $"/admin/schools/{hill}/delete";
        Assert.NotNull((await head.GetAsync($"/admin/schools/{hill}")).Page.QuerySelector($"main a[href='{path}']"));
        foreach (var refused in new[] { await head.GetAsync(path), await head.PostAsync(path) })
        {
            Assert.Contains("1 member belongs to this school", refused.Text, StringComparison.Ordinal);
            Assert.Null(refused.Page.QuerySelector("main form"));
        }
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await head.PostAsync(path)).Status);
        Assert.NotNull(Find(site, "Hill School"));

        using (var db = site.OpenDatabase())
            db.Write(sql => sql.Execute("UPDATE members SET school_id = NULL WHERE id = @id", new { id = ada }));
        Assert.Equal(path, (await head.GetAsync(path)).Page.QuerySelector("main form")!.GetAttribute("action"));
        Assert.NotNull(Find(site, "Hill School"));
        Assert.Contains("The school was deleted.", (await head.PostAsync(path)).Text, StringComparison.Ordinal);
        Assert.Null(Find(site, "Hill School"));
        Assert.Equal(HttpStatusCode.NotFound, (await head.PostAsync(path)).Status);
        Assert.Contains("deleted a school", (await head.GetAsync("/admin/audit?action=school.")).Text, StringComparison.Ordinal);
        Assert.Contains("has expired", (await new Person(site).GetAsync("/join?code=7KQ2MPXD")).ErrorOf("code"), StringComparison.Ordinal);
        await head.PostAsync("/admin/schools", ("name", "Hill School"));
        Assert.True(Find(site, "Hill School")!.Id > hill);
    }

    [Fact]
    public async Task A_list_of_new_members_names_a_school_as_lists_show_it_with_its_town_or_without()
    {
        await using var site = await Site.StartAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner));
        await head.PostAsync("/admin/schools", ("name", "Hill School"), ("town", "Dorking"));
        const string List = "name,login,school\nDee Four,dee,\"Hill School, Dorking\"\nEve Five,eve,hill school";
        await head.PostAsync("/admin/members/import/confirm", ("text", List));
        var hill = Find(site, "Hill School")!;
        Assert.Equal(("Hill School, Dorking", 2), (hill.NameAndTown, hill.Members));
    }

    [Fact]
    public async Task Whoever_is_added_without_a_school_belongs_to_that_of_their_address()
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("head", Role.Teacher));
        using var db = site.OpenDatabase();
        var (hill, dale) = db.Write(sql =>
            (Schools.Add(sql, "Hill School", "hill.example", 1)!.Value, Schools.Add(sql, "Dale School", null, 1)!.Value));
        long? SchoolOf(string login) => db.Read(sql => Members.FindByLogin(sql, login))!.SchoolId;

        await teacher.PostAsync("/admin/members/new", ("name", "Ada One"), ("login", "Ada@Hill.example"), ("role", "member"));
        await teacher.PostAsync("/admin/members/new",
            ("name", "Bob Two"), ("login", "bob@hill.example"), ("role", "member"), ("school", dale.ToString()));
        await teacher.PostAsync("/admin/members/new", ("name", "Cy Three"), ("login", "cy@other.example"), ("role", "member"));
        Assert.Equal((hill, dale, null), (SchoolOf("ada@hill.example"), SchoolOf("bob@hill.example"), SchoolOf("cy@other.example")));

        const string List = "name,login,school\nDee Four,dee@hill.example,\nEve Five,eve@hill.example,dale school\n"
            + "Fay Six,fay,\nGus Seven,gus@hill.example,Nowhere";
        await teacher.PostAsync("/admin/members/import/confirm", ("text", List));
        Assert.Equal((hill, dale, null), (SchoolOf("dee@hill.example"), SchoolOf("eve@hill.example"), SchoolOf("fay")));
        Assert.Null(db.Read(sql => Members.FindByLogin(sql, "gus@hill.example")));

        // A coordinator's people are of the coordinator's school, whatever their address.
        var coordinator = site.Visit(Seed.Person("coord", Role.Coordinator) with { SchoolId = dale });
        await coordinator.PostAsync("/admin/members/new", ("name", "Hal Eight"), ("login", "hal@hill.example"));
        await coordinator.PostAsync("/admin/members/import/confirm", ("text", "name,login\nIda Nine,ida@hill.example"));
        Assert.Equal((dale, dale), (SchoolOf("hal@hill.example"), SchoolOf("ida@hill.example")));
    }
}
