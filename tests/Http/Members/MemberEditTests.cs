// One member's page: what a teacher and a coordinator change there, and what they try to change and cannot.
using System.Net;
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class MemberEditTests
{
    private static readonly (string, string)[] Typed =
        [
            ("name", "Ada Lovelace"), ("login", "ada.l"), ("display", "AdaL"), ("year", "10"), ("class", "10C"), ("school", ""),
            ("role", "editor")
        ];

    [Fact]
    public async Task A_teacher_changes_everything_about_a_pupil_and_it_is_written_down()
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("head", Role.Teacher));
        using var db = site.OpenDatabase();
        var ada = db.Add(Seed.Pupil("ada"));
        var page = await teacher.GetAsync($"/admin/members/{ada}");
        Assert.Equal("ada", page.Page.QuerySelector("#login")!.GetAttribute("value"));
        Assert.Equal(["member", "coordinator", "editor"],
            page.Page.QuerySelectorAll("input[name=role]").Select(one => one.GetAttribute("value")!));

        var saved = await SaveAsync(teacher, ada, Typed);
        Assert.Equal(($"/admin/members/{ada}?said=saved", HttpStatusCode.OK), (saved.Path, saved.Status));
        var now = Find(db, ada);
        Assert.Equal(("Ada Lovelace", "ada.l", "AdaL", "10C", Role.Editor), (now.Name, now.Login, now.DisplayName, now.Class, now.Role));
        Assert.Contains("Changed what is known of a member: name, login, display name, year, class", saved.Text, StringComparison.Ordinal);
        Assert.Contains("Changed the role: member to editor", saved.Text, StringComparison.Ordinal);
        Assert.Contains("Head Seeded", saved.Text, StringComparison.Ordinal);
        Assert.Contains("AdaL", (await teacher.GetAsync("/admin/members?q=lovelace+10c")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mistake_is_told_at_its_field_and_nothing_is_saved()
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("head", Role.Teacher));
        using var db = site.OpenDatabase();
        var (ada, _) = (db.Add(Seed.Pupil("ada")), db.Add(Seed.Pupil("bob") with { DisplayName = "Bobby" }));
        var before = Find(db, ada);
        foreach (var (field, value) in new[]
        {
            ("name", ""), ("name", new string('x', 101)), ("login", "bob"),
            ("login", "a b"), ("display", "bobby"), ("display", "Ada Lovelace"), ("display", ""),
            ("year", "14"), ("year", "-1"), ("class", new string('x', 21)),
            ("school", "77"), ("school", "x"), ("role", "king"), ("role", ""),
        })
        {
            var answer = await SaveAsync(teacher, ada, [.. Typed.Where(one => one.Item1 != field), (field, value)]);
            Assert.True(answer.Status == HttpStatusCode.UnprocessableEntity, $"{field}={value} is {(int)answer.Status}");
            Assert.True(answer.Page.QuerySelector($"#errors a[href='#{field}']") is not null, $"{field}={value} is not named");
            if (field != "class") Assert.Equal("10C", answer.Page.QuerySelector("#class")!.GetAttribute("value"));
        }
        Assert.Equal(before, Find(db, ada));
    }

    [Fact]
    public async Task The_year_of_somebody_past_the_last_may_stay()
    {
        await using var site = await Site.StartWithClockAsync();
        var teacher = site.Visit(Seed.Person("head", Role.Teacher));
        using var db = site.OpenDatabase();
        var old = db.Add(Seed.Pupil("old") with { StartYear = 2018 });
        var page = await teacher.GetAsync($"/admin/members/{old}");
        var selected = page.Page.QuerySelector("#year option[selected]")!.GetAttribute("value")!;
        await SaveAsync(teacher, old, ("name", "Old One"), ("login", "old"), ("display", "OS"), ("year", selected), ("role", "member"));
        Assert.Equal((2018L, "Old One"), (Find(db, old).StartYear!.Value, Find(db, old).Name));
    }

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

    [Fact]
    public async Task A_link_is_shown_once_works_and_cancels_the_one_before()
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("head", Role.Teacher));
        using var db = site.OpenDatabase();
        var (ada, gone) = (db.Add(Seed.Pupil("ada")), db.Add(Seed.Pupil("gone") with { State = MemberState.Archived }));
        var first = await teacher.PostAsync($"/admin/members/{ada}/link");
        var second = await teacher.PostAsync($"/admin/members/{ada}/link");
        Assert.Equal("no-store", second.Response.Headers.CacheControl!.ToString());
        Assert.Contains(second.Page.QuerySelector(".code")!.TextContent,
            second.Page.QuerySelector("pre.command")!.TextContent, StringComparison.Ordinal);
        Assert.StartsWith(site.Address + "reset?token=", second.Page.QuerySelector("pre.command")!.TextContent, StringComparison.Ordinal);
        var (old, now) = (OneTimeCodes.Parse(first.Page.QuerySelector(".code")!.TextContent)!,
            OneTimeCodes.Parse(second.Page.QuerySelector(".code")!.TextContent)!);
        Assert.Null(db.Read(sql => PasswordLinks.Find(sql, old, 0)));
        Assert.Equal(ada, db.Read(sql => PasswordLinks.Find(sql, now, 0))!.MemberId);
        Assert.Contains("Made a one-time code for a password: a link for 24 hours",
            (await teacher.GetAsync($"/admin/members/{ada}")).Text, StringComparison.Ordinal);
        Assert.Contains("Nothing was made", (await teacher.PostAsync($"/admin/members/{gone}/link")).Text, StringComparison.Ordinal);
        Assert.Equal(0, Links(db, gone));
    }

    [Fact]
    public async Task Signing_somebody_out_ends_their_sessions_everywhere()
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("head", Role.Teacher));
        var ada = site.Visit(Seed.Pupil("ada"));
        Assert.Contains("one device", (await teacher.GetAsync($"/admin/members/{ada.MemberId}")).Text, StringComparison.Ordinal);
        var after = await teacher.PostAsync($"/admin/members/{ada.MemberId}/sign-out");
        Assert.Contains("Signed out on every device.", after.Text, StringComparison.Ordinal);
        Assert.Contains("no device", after.Text, StringComparison.Ordinal);
        Assert.Equal("/login?next=%2Fadmin%2Fmembers",
            (await ada.SendAsync(HttpMethod.Get, "/admin/members")).Response.Headers.Location!.ToString());
    }

    [Fact]
    public async Task A_wish_for_a_name_is_decided_as_it_was_seen()
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("head", Role.Teacher));
        using var db = site.OpenDatabase();
        var ada = db.Add(Seed.Pupil("ada") with { WantedName = "Countess" });
        Assert.Contains("Countess", (await teacher.GetAsync($"/admin/members/{ada}")).Text, StringComparison.Ordinal);
        // The pupil has changed it since the page was loaded.
        db.Write(sql => Members.SetWantedName(sql, ada, "Something rude"));
        Assert.Contains("changed or decided",
            (await teacher.PostAsync($"/admin/members/{ada}/name", ("seen", "Countess"), ("do", "show"))).Text, StringComparison.Ordinal);
        Assert.Equal("AS", Find(db, ada).DisplayName);
        await teacher.PostAsync($"/admin/members/{ada}/name", ("seen", "Something rude"), ("do", "keep"));
        Assert.Equal(("AS", null), (Find(db, ada).DisplayName, Find(db, ada).WantedName));
        db.Write(sql => Members.SetWantedName(sql, ada, "Countess"));
        await teacher.PostAsync($"/admin/members/{ada}/name", ("seen", "Countess"), ("do", "show"));
        Assert.Equal(("Countess", null), (Find(db, ada).DisplayName, Find(db, ada).WantedName));
    }

    [Fact]
    public async Task Somebody_added_gets_a_login_from_the_name_initials_and_the_offer_of_a_slip()
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("head", Role.Teacher));
        using var db = site.OpenDatabase();
        (string, string)[] fields = [("name", "Zoë van der Berg"), ("role", "member"), ("year", "9"), ("class", "9B")];
        var added = await teacher.PostAsync("/admin/members/new", fields);
        var zoe = db.Read(sql => Members.FindByLogin(sql, "zoe.berg"))!;
        Assert.Equal($"/admin/members/{zoe.Id}?said=added", added.Path);
        Assert.Equal(("ZvdB", false, MemberState.Active, null), (zoe.DisplayName, zoe.HasPassword, zoe.State, zoe.NoticeVersion));
        Assert.NotNull(added.Page.QuerySelector("form[action='/admin/members/slips'] input[name=id]"));
        await teacher.PostAsync("/admin/members/new", fields);
        Assert.Equal("ZvdB2", db.Read(sql => Members.FindByLogin(sql, "zoe.berg2"))!.DisplayName);
        var taken = await teacher.PostAsync("/admin/members/new", ("name", "Zed"), ("login", "zoe.berg"), ("role", "member"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, taken.Status);
        Assert.Contains("somebody else", taken.ErrorOf("login"), StringComparison.Ordinal);
    }

    private static Member Find(Db db, long id) => db.Read(sql => Members.Find(sql, id))!;

    private static long Links(Db db, long id) =>
        db.Read(sql => sql.ExecuteScalar<long>("SELECT count(*) FROM password_links WHERE member_id = @id", new { id }));

    [Fact]
    public async Task A_page_that_was_loaded_before_somebody_elses_change_saves_nothing()
    {
        await using var site = await Site.StartAsync();
        var owner = site.Visit(Seed.Person("head", Role.Owner));
        var ada = site.Visit(Seed.Pupil("ada")).MemberId;
        var old = (await owner.GetAsync($"/admin/members/{ada}")).Page.QuerySelector("input[name=seen]")!.GetAttribute("value")!;
        using (var db = site.OpenDatabase()) db.Write(sql => Members.SetRole(sql, ada, Role.Editor));
        var answer = await owner.PostAsync($"/admin/members/{ada}", [.. Typed, ("role", "member"), ("seen", old)]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains("was changed after you loaded the page", answer.Text, StringComparison.Ordinal);
        using var after = site.OpenDatabase();
        Assert.Equal(Role.Editor, after.Read(sql => Members.Find(sql, ada))!.Role);
    }

    /// <summary>Loads the page and sends its form, with these fields typed.</summary>
    private static async Task<PageResponse> SaveAsync(Person person, long id, params (string Name, string Value)[] fields)
    {
        var seen = (await person.GetAsync($"/admin/members/{id}")).Page.QuerySelector("input[name=seen]")?.GetAttribute("value") ?? "";
        return await person.PostAsync($"/admin/members/{id}", [.. fields, ("seen", seen)]);
    }
}
