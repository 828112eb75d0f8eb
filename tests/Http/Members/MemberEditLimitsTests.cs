// What nobody does on one member's page: a teacher above teachers, a coordinator outside the school, whatever the form says.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using static MathsSoc.Tests.Support.MemberForm;

namespace MathsSoc.Tests.Http;

public sealed class MemberEditLimitsTests
{
    [Fact]
    public async Task No_form_field_makes_a_teacher_more_than_a_teacher()
    {
        await using var site = await Site.StartAsync();
        site.Owner();
        using var db = site.OpenDatabase();
        var ada = db.Add(Seed.Pupil("ada"));
        var (owner, colleague) = (db.Read(sql => Members.FindByLogin(sql, "head"))!.Id, db.Add(Seed.Person("colleague", Role.Teacher)));
        var teacher = site.Visit(Seed.Person("teach", Role.Teacher));
        foreach (var role in new[] { "owner", "teacher", "Owner", "4", "OWNER" })
        {
            var answer = await SaveAsync(teacher, ada, [.. Typed.Where(one => one.Item1 != "role"), ("role", role)]);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
            Assert.Equal(HttpStatusCode.UnprocessableEntity,
                (await teacher.PostAsync("/admin/members/new", ("name", "New Owner"), ("role", role))).Status);
        }
        // The first value of a field that is sent twice is the one that counts, for the check as for the deed.
        await SaveAsync(teacher, ada, [.. Typed, ("role", "owner"), ("state", "former"), ("password_hash", "x"), ("id", owner.ToString())]);
        Assert.Equal(Role.Editor, Find(db, ada).Role);
        foreach (var target in new[] { owner, colleague, teacher.MemberId })
        {
            var before = Find(db, target);
            Assert.Equal(HttpStatusCode.OK, (await teacher.GetAsync($"/admin/members/{target}")).Status);
            foreach (var (path, fields) in new[]
                { ("", Typed), ("/link", []), ("/sign-out", []), ("/name", [("seen", "x"), ("do", "show")]) })
                Assert.Equal(HttpStatusCode.Forbidden, (await teacher.PostAsync($"/admin/members/{target}{path}", fields)).Status);
            Assert.Equal(before, Find(db, target));
            Assert.Equal(0, Links(db, target));
        }
        Assert.Null(db.Read(sql => Members.FindByLogin(sql, "new.owner")));
    }

    [Fact]
    public async Task No_form_field_or_address_leads_a_coordinator_out_of_their_school()
    {
        await using var site = await Site.StartAsync();
        using var db = site.OpenDatabase();
        var own = db.Write(sql => Schools.Add(sql, "Hill School", null, 1))!.Value;
        var other = db.Write(sql => Schools.Add(sql, "Vale School", null, 1))!.Value;
        var ada = db.Add(Seed.Pupil("ada") with { SchoolId = own });
        var emmy = db.Add(Seed.Pupil("emmy") with { SchoolId = other, WantedName = "Ring" });
        var (paul, head) = (db.Add(Seed.Pupil("paul")), db.Add(Seed.Person("head", Role.Teacher) with { SchoolId = other }));
        var ownHead = db.Add(Seed.Person("ownhead", Role.Teacher) with { SchoolId = own });
        var coordinator = site.Visit(Seed.Person("coord", Role.Coordinator) with { SchoolId = own });

        var page = await coordinator.GetAsync($"/admin/members/{ada}");
        foreach (var field in new[] { "login", "school", "role" }) Assert.Null(page.Page.QuerySelector($"[name={field}]"));
        var before = Find(db, ada);
        Assert.Equal(HttpStatusCode.OK,
            (await SaveAsync(coordinator, ada,
                [.. Typed.Where(one => one.Item1 != "school"), ("school", other.ToString()), ("school_id", other.ToString())])).Status);
        Assert.Equal(before with { Name = "Ada Lovelace", DisplayName = "AdaL", Class = "10C", StartYear = Find(db, ada).StartYear },
            Find(db, ada));

        foreach (var target in new[] { emmy, paul, head, 999_999 })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await coordinator.GetAsync($"/admin/members/{target}")).Status);
            foreach (var (path, fields) in new[]
                { ("", Typed), ("/link", []), ("/sign-out", []), ("/name", [("seen", "Ring"), ("do", "show")]) })
                Assert.Equal(HttpStatusCode.NotFound, (await coordinator.PostAsync($"/admin/members/{target}{path}", fields)).Status);
        }
        Assert.Equal("Ring", Find(db, emmy).WantedName);
        Assert.Equal(HttpStatusCode.Forbidden, (await coordinator.PostAsync($"/admin/members/{ownHead}", Typed)).Status);
        Assert.Equal(HttpStatusCode.Forbidden,
            (await coordinator.PostAsync($"/admin/members/{coordinator.MemberId}", [.. Typed, ("role", "owner")])).Status);
        Assert.Equal(0, Links(db, emmy) + Links(db, paul) + Links(db, head) + Links(db, ownHead));

        // Somebody new joins the coordinator's school as a member, whatever the form says.
        var added = await coordinator.PostAsync("/admin/members/new",
            ("name", "Max New"), ("role", "owner"), ("school", other.ToString()), ("year", "8"));
        Assert.Contains("Added.", added.Text, StringComparison.Ordinal);
        var max = db.Read(sql => Members.FindByLogin(sql, "max.new"))!;
        Assert.Equal((own, Role.Member), (max.SchoolId!.Value, max.Role));
    }

    [Fact]
    public async Task An_editor_and_a_member_see_nothing_of_it()
    {
        await using var site = await Site.StartAsync();
        using var db = site.OpenDatabase();
        var ada = db.Add(Seed.Pupil("ada"));
        foreach (var role in new[] { Role.Editor, Role.Member })
        {
            var person = site.Visit(Seed.Person("a" + role, role));
            foreach (var path in new[] { "/admin/members", $"/admin/members/{ada}", "/admin/members/new", "/admin/members/import" })
                Assert.Equal(HttpStatusCode.Forbidden, (await person.GetAsync(path)).Status);
            foreach (var path in new[]
                { $"/admin/members/{ada}", $"/admin/members/{ada}/link", "/admin/members/slips", "/admin/members/export.csv",
                  "/admin/members/import" })
                Assert.Equal(HttpStatusCode.Forbidden, (await person.PostAsync(path, [.. Typed, ("id", ada.ToString())])).Status);
        }
    }

    [Fact]
    public async Task The_last_owner_stays_one_and_a_second_may_go()
    {
        await using var site = await Site.StartAsync();
        var owner = site.Visit(Seed.Person("head", Role.Owner));
        using var db = site.OpenDatabase();
        (string, string)[] fields = [("name", "Head New"), ("login", "head"), ("display", "HN"), ("role", "teacher")];
        var refused = await SaveAsync(owner, owner.MemberId, fields);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("the only owner", refused.ErrorOf("role"), StringComparison.Ordinal);
        Assert.Equal("Head Seeded", Find(db, owner.MemberId).Name);
        db.Add(Seed.Person("second", Role.Owner));
        await SaveAsync(owner, owner.MemberId, fields);
        Assert.Equal(Role.Teacher, Find(db, owner.MemberId).Role);
    }

    [Fact]
    public async Task The_role_of_a_coordinator_needs_a_school_however_it_is_given()
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("head", Role.Teacher));
        using var db = site.OpenDatabase();
        var hill = db.Write(sql => Schools.Add(sql, "Hill School", "hill.example", 1))!.Value;
        var (ada, bob) = (db.Add(Seed.Pupil("ada")), db.Add(Seed.Pupil("bob") with { SchoolId = hill }));
        (string, string)[] fields = [("name", "Ada Lovelace"), ("login", "ada"), ("display", "AL"), ("role", "coordinator")];

        var refused = await SaveAsync(teacher, ada, fields);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("Choose the school too", refused.ErrorOf("role"), StringComparison.Ordinal);
        Assert.Contains("Choose the school too",
            (await teacher.PostAsync("/admin/members/new", ("name", "Cy Three"), ("role", "coordinator"))).ErrorOf("role"),
            StringComparison.Ordinal);
        await teacher.PostAsync("/admin/members/new", ("name", "Dee Four"), ("login", "dee@hill.example"), ("role", "coordinator"));
        Assert.Equal(
            (Role.Coordinator, hill),
            (db.Read(sql => Members.FindByLogin(sql, "dee@hill.example"))!.Role,
                db.Read(sql => Members.FindByLogin(sql, "dee@hill.example"))!.SchoolId!.Value));

        (string, string)[] ticked = [("id", ada.ToString()), ("id", bob.ToString()), ("action", "role"), ("new_role", "coordinator")];
        Assert.Contains("A school coordinator needs a school: put them in one first.",
            (await teacher.PostAsync("/admin/members/change", [.. ticked, ("step", "preview")])).Text, StringComparison.Ordinal);
        await teacher.PostAsync("/admin/members/change", [.. ticked, ("step", "apply")]);
        Assert.Equal((Role.Member, Role.Coordinator), (Find(db, ada).Role, Find(db, bob).Role));
        await teacher.PostAsync("/admin/members/change",
            ("id", bob.ToString()), ("action", "school"), ("new_school", "none"), ("step", "apply"));
        Assert.Equal(hill, Find(db, bob).SchoolId);

        const string List = "name,login,role,school\nEve Five,eve,coordinator,\nFay Six,fay,coordinator,Hill School";
        Assert.Contains("name it in a column “school”",
            (await teacher.PostAsync("/admin/members/import", ("text", List))).Text, StringComparison.Ordinal);
        await teacher.PostAsync("/admin/members/import/confirm", ("text", List));
        Assert.Null(db.Read(sql => Members.FindByLogin(sql, "eve")));
        Assert.Equal(Role.Coordinator, db.Read(sql => Members.FindByLogin(sql, "fay"))!.Role);
    }

    [Fact]
    public async Task A_coordinator_whose_school_is_gone_is_told_so_on_the_admin_pages()
    {
        await using var site = await Site.StartAsync();
        using var db = site.OpenDatabase();
        var hill = db.Write(sql => Schools.Add(sql, "Hill School", null, 1))!.Value;
        const string Told = "Ask a teacher to choose your school";
        var other = site.Visit(Seed.Person("other", Role.Coordinator) with { SchoolId = hill });
        Assert.DoesNotContain(Told, (await other.GetAsync("/admin/members")).Text, StringComparison.Ordinal);
        var coordinator = site.Visit(Seed.Person("coord", Role.Coordinator));
        foreach (var path in new[] { "/admin", "/admin/members", "/admin/changes", "/admin/members/new" })
            Assert.Contains(Told, (await coordinator.GetAsync(path)).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Told, (await coordinator.GetAsync("/account")).Text, StringComparison.Ordinal);
        // Their page can be corrected all the same, and with the school the sentence goes.
        var teacher = site.Visit(Seed.Person("head", Role.Teacher));
        (string, string)[] fields = [("name", "Coord New"), ("login", "coord"), ("display", "CN"), ("role", "coordinator")];
        Assert.Contains("Saved.", (await SaveAsync(teacher, coordinator.MemberId, fields)).Text, StringComparison.Ordinal);
        await SaveAsync(teacher, coordinator.MemberId, [.. fields, ("school", hill.ToString())]);
        Assert.DoesNotContain(Told, (await coordinator.GetAsync("/admin")).Text, StringComparison.Ordinal);
    }
}
