// Changing many members at once as those meet it who may, and as those try it who may not.
using System.Net;
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class ChangeTests
{
    private const string Form = "/admin/members/change";

    [Theory]
    [InlineData("Archive…", "Archived", "Bring back…")]
    [InlineData("Delete…", "About to be deleted", "Bring back…")]
    public async Task A_members_own_page_leads_to_the_preview_of_the_deed_and_back_again(string deed, string state, string back)
    {
        await using var site = await Site.StartAsync();
        site.Owner();
        var teacher = site.Visit(Seed.Person("teach", Role.Teacher));
        var page = $"/admin/members/{Pupils(site, 1)[0]}";
        foreach (var (button, becomes) in new[] { (deed, state), (back, "Active") })
        {
            var form = (await teacher.GetAsync(page)).Page.QuerySelectorAll($"form[action='{Form}'] button")
                .Single(one => one.TextContent == button);
            (string, string)[] sent = [("action", form.GetAttribute("value")!),
                .. form.ParentElement!.QuerySelectorAll("input[type=hidden]")
                    .Select(one => (one.GetAttribute("name")!, one.GetAttribute("value")!))];
            var preview = await teacher.PostAsync(Form, sent);
            Assert.Equal((HttpStatusCode.OK, becomes), (preview.Status, preview.Page.QuerySelector("tbody td:last-child")!.TextContent));
            await teacher.PostAsync(Form, [.. sent.Where(one => one.Item1 != "step"), ("step", "apply")]);
        }
    }

    [Fact]
    public async Task Thirty_are_deleted_by_a_preview_and_a_click_and_come_back_by_one()
    {
        await using var site = await Site.StartAsync();
        site.Owner();
        var teacher = site.Visit(Seed.Person("teach", Role.Teacher));
        var ids = Pupils(site, 30);
        var pupil = site.VisitAs(ids[0]);

        var first = await teacher.PostAsync(Form, Ticked(ids));
        Assert.Equal(HttpStatusCode.OK, first.Status);
        Assert.Contains("with 30 members", first.Text, StringComparison.Ordinal);

        var preview = await teacher.PostAsync(Form, Ticked(ids, ("action", "delete"), ("step", "preview")));
        Assert.Equal(HttpStatusCode.OK, preview.Status);
        Assert.Equal(30, preview.Page.QuerySelectorAll("tbody tr").Length);
        Assert.Equal(["P0 Seeded Year 9 (KS3)", "Active", "About to be deleted"],
            preview.Page.QuerySelector("tbody tr")!.Children.Select(cell => cell.TextContent));
        Assert.All(States(site, ids), state => Assert.Equal(MemberState.Active, state));

        var made = await teacher.PostAsync(Form, Ticked(ids, ("action", "delete"), ("step", "apply")));
        Assert.StartsWith("/admin/changes/", made.Path, StringComparison.Ordinal);
        Assert.Contains("Done: 30 members.", made.Text, StringComparison.Ordinal);
        Assert.All(States(site, ids), state => Assert.Equal(MemberState.Leaving, state));
        Assert.StartsWith("/login", (await pupil.GetAsync("/admin/changes")).Path, StringComparison.Ordinal);

        var undo = made.Page.QuerySelector("main form")!.GetAttribute("action")!;
        var undone = await teacher.PostAsync(undo);
        Assert.Contains("Undone: 30 members are as before.", undone.Text, StringComparison.Ordinal);
        Assert.All(States(site, ids), state => Assert.Equal(MemberState.Active, state));
        Assert.Null(undone.Page.QuerySelector("main form"));
        Assert.Contains("undone before", (await teacher.PostAsync(undo)).Text, StringComparison.Ordinal);

        var list = await teacher.GetAsync("/admin/changes");
        Assert.Contains("Marked for deletion", list.Page.QuerySelector("tbody tr")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Teach Seeded", list.Page.QuerySelector("tbody tr")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whom_an_undo_may_not_bring_back_cannot_bring_themselves_back()
    {
        await using var site = await Site.StartAsync();
        var owner = site.Visit(Seed.Person("head", Role.Owner));
        var teacher = site.Visit(Seed.Person("teach", Role.Teacher));
        var gone = site.Visit(Seed.Person("gone", Role.Teacher)).MemberId;
        var ids = Pupils(site, 1);
        var made = await owner.PostAsync(Form, Ticked([gone, .. ids], ("action", "delete"), ("step", "apply")));
        await teacher.PostAsync(made.Path.Split('?')[0] + "/undo");
        Assert.Equal([MemberState.Leaving, MemberState.Active], States(site, [gone, .. ids]));
        await site.VisitAs(gone).PostAsync("/account/leaving");
        Assert.Equal([MemberState.Leaving], States(site, [gone]));
    }

    [Fact]
    public async Task An_undo_after_a_later_edit_leaves_the_later_edit_alone()
    {
        await using var site = await Site.StartAsync();
        site.Owner();
        var teacher = site.Visit(Seed.Person("teach", Role.Teacher));
        var ids = Pupils(site, 3);
        var made = await teacher.PostAsync(Form, Ticked(ids, ("action", "class"), ("new_class", "9B"), ("step", "apply")));
        using (var db = site.OpenDatabase()) db.Write(sql => Members.Update(sql, Members.Find(sql, ids[1])! with { Class = "9Z" }));
        var undone = await teacher.PostAsync(made.Page.QuerySelector("main form")!.GetAttribute("action")!);
        Assert.Contains("Undone: 2 members are as before. 1 member could not be put back", undone.Text, StringComparison.Ordinal);
        Assert.Contains("Changed again since", undone.Text, StringComparison.Ordinal);
        Assert.Equal(["", "9Z", ""], ids.Select(id => Find(site, id).Class));
    }

    [Fact]
    public async Task The_record_tells_how_many_were_changed_also_when_some_are_no_longer_here()
    {
        await using var site = await Site.StartAsync();
        site.Owner();
        var teacher = site.Visit(Seed.Person("teach", Role.Teacher));
        var ids = Pupils(site, 4);
        var made = await teacher.PostAsync(Form, Ticked(ids, ("action", "class"), ("new_class", "9B"), ("step", "apply")));
        var path = made.Path.Split('?')[0];
        using (var db = site.OpenDatabase())
        {
            db.Write(sql => Anonymisation.Apply(sql, ids[0], site.Now));
            db.Write(sql => Members.Update(sql, Members.Find(sql, ids[1])! with { Class = "9Z" }));
        }
        var record = await teacher.GetAsync(path);
        Assert.Contains("Class changed: 4 members", record.Text, StringComparison.Ordinal);
        Assert.Contains("4 members were changed then. 1 member is no longer here", record.Text, StringComparison.Ordinal);
        Assert.Equal(3, record.Page.QuerySelectorAll("tbody tr").Length);
        Assert.Equal("4", (await teacher.GetAsync("/admin/changes")).Page.QuerySelector("tbody td")!.TextContent);

        var undone = await teacher.PostAsync(path + "/undo");
        Assert.Contains(
            "Undone: 2 members are as before. 1 member could not be put back; the last column says why. 1 member is no longer here.",
            undone.Text, StringComparison.Ordinal);
        Assert.Contains("2 of 4 members are as before.", (await teacher.GetAsync(path)).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("class", "new_class", "9B", "No class", "Class 9B")]
    [InlineData("year", "new_year", "11", "Year 9 (KS3)", "Year 11 (KS4)")]
    [InlineData("year", "new_year", "none", "Year 9 (KS3)", "No year group")]
    [InlineData("role", "new_role", "editor", "Member", "Student editor")]
    [InlineData("school", "new_school", "1", "No school", "Hill School")]
    [InlineData("archive", "", "", "Active", "Archived")]
    public async Task Each_thing_that_can_be_done_is_previewed_and_told_in_words(
        string action, string field, string value, string from, string to)
    {
        await using var site = await Site.StartAsync();
        using (var db = site.OpenDatabase()) db.Write(sql => Schools.Add(sql, "Hill School", null, 1));
        var owner = site.Visit(Seed.Person("head", Role.Owner));
        var ids = Pupils(site, 1);
        foreach (var step in new[] { "preview", "apply" })
        {
            var sight = await owner.PostAsync(Form, Ticked(ids, ("action", action), (field, value), ("step", step)));
            Assert.Equal(HttpStatusCode.OK, sight.Status);
            var cells = sight.Page.QuerySelectorAll("tbody td").Select(cell => cell.TextContent).ToList();
            Assert.Equal([from, to], cells[..2]);
        }
    }

    [Fact]
    public async Task Archived_members_are_brought_back_and_waiting_ones_let_in()
    {
        await using var site = await Site.StartAsync();
        var owner = site.Visit(Seed.Person("head", Role.Owner));
        long[] ids;
        using (var db = site.OpenDatabase())
            ids = [db.Add(Seed.Pupil("gone") with { State = MemberState.Archived }),
                db.Add(Seed.Pupil("going") with { State = MemberState.Leaving }),
                db.Add(Seed.Pupil("new") with { State = MemberState.Waiting })];
        await owner.PostAsync(Form, Ticked(ids, ("action", "restore"), ("step", "apply")));
        Assert.Equal([MemberState.Active, MemberState.Active, MemberState.Waiting], States(site, ids));
        // Whoever was never let in must not be by way of a deletion that can be taken back.
        Assert.Equal(HttpStatusCode.UnprocessableEntity,
            (await owner.PostAsync(Form, Ticked(ids[2..], ("action", "delete"), ("step", "apply")))).Status);
        await owner.PostAsync(Form, Ticked(ids, ("action", "approve"), ("step", "apply")));
        Assert.All(States(site, ids), state => Assert.Equal(MemberState.Active, state));
    }

    [Fact]
    public async Task What_others_decided_is_not_taken_back_by_signing_in()
    {
        await using var site = await Site.StartAsync();
        var owner = site.Visit(Seed.Person("head", Role.Owner));
        var id = Pupils(site, 1)[0];
        var made = await owner.PostAsync(Form, Ticked([id], ("action", "delete"), ("step", "apply")));
        var pupil = site.VisitAs(id);
        var leaving = await pupil.GetAsync("/account/leaving");
        Assert.Contains("tell the teacher who runs the society", leaving.Text, StringComparison.Ordinal);
        Assert.Null(leaving.Page.QuerySelector("main form"));
        await pupil.PostAsync("/account/leaving");
        Assert.Equal(MemberState.Leaving, Find(site, id).State);

        // Brought back, and then asking for it themselves, they may change their mind.
        await owner.PostAsync(made.Page.QuerySelector("main form")!.GetAttribute("action")!);
        using (var db = site.OpenDatabase()) db.Write(sql => Members.SetState(sql, id, MemberState.Leaving, 50));
        await pupil.PostAsync("/account/leaving");
        Assert.Equal(MemberState.Active, Find(site, id).State);
    }

    [Fact]
    public async Task A_form_with_a_mistake_comes_back_with_what_was_typed()
    {
        await using var site = await Site.StartAsync();
        var owner = site.Visit(Seed.Person("head", Role.Owner));
        var ids = Pupils(site, 2);
        var nothing = await owner.PostAsync(Form);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, nothing.Status);
        Assert.Contains("Nobody is ticked.", nothing.Text, StringComparison.Ordinal);

        var unchosen = await owner.PostAsync(Form, Ticked(ids, ("new_class", "9B"), ("step", "preview")));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, unchosen.Status);
        Assert.Equal("Please choose what to do.", unchosen.ErrorOf("action"));
        Assert.Equal("9B", unchosen.Page.QuerySelector("#new_class")!.GetAttribute("value"));
        Assert.Equal(2, unchosen.Page.QuerySelectorAll("input[name=id]").Length);

        var tooLong = await owner.PostAsync(Form, Ticked(ids, ("action", "class"), ("new_class", new string('x', 21)), ("step", "apply")));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, tooLong.Status);
        Assert.NotNull(tooLong.ErrorOf("new_class"));
        Assert.True(tooLong.Page.QuerySelector("input[value=class]")!.HasAttribute("checked"));
        foreach (var (action, field, value) in new[]
            { ("role", "new_role", "emperor"), ("school", "new_school", "77"), ("year", "new_year", "99"), ("invent", "action", "invent") })
        {
            var answer = await owner.PostAsync(Form, Ticked(ids, ("action", action), (field, value), ("step", "apply")));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
            Assert.NotNull(answer.ErrorOf(field));
        }
        Assert.All(ids, id => Assert.Equal((Role.Member, ""), (Find(site, id).Role, Find(site, id).Class)));
    }

    [Fact]
    public async Task A_teacher_touches_neither_owners_nor_teachers_and_makes_nobody_one()
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("teach", Role.Teacher));
        var pupil = Pupils(site, 1)[0];
        long head, colleague;
        using (var db = site.OpenDatabase())
            (head, colleague) = (db.Add(Seed.Person("head", Role.Owner)), db.Add(Seed.Person("mate", Role.Teacher)));
        long[] all = [head, colleague, pupil, teacher.MemberId];
        var preview = await teacher.PostAsync(Form, Ticked(all, ("action", "archive"), ("step", "preview")));
        Assert.Single(preview.Page.QuerySelectorAll("tbody tr"));
        Assert.Contains("Head Seeded Only an owner changes a teacher or an owner.", preview.Text, StringComparison.Ordinal);
        await teacher.PostAsync(Form, Ticked(all, ("action", "archive"), ("step", "apply")));
        Assert.Equal([MemberState.Active, MemberState.Active, MemberState.Archived, MemberState.Active], States(site, all));
        foreach (var role in new[] { "owner", "teacher" })
            Assert.Equal(HttpStatusCode.UnprocessableEntity,
                (await teacher.PostAsync(Form, Ticked(all, ("action", "role"), ("new_role", role), ("step", "apply")))).Status);
        await teacher.PostAsync(Form, Ticked(all, ("action", "role"), ("new_role", "member"), ("step", "apply")));
        Assert.Equal([Role.Owner, Role.Teacher, Role.Member, Role.Teacher], all.Select(id => Find(site, id).Role));
    }

    [Fact]
    public async Task A_teacher_cannot_undo_what_only_an_owner_may_do()
    {
        await using var site = await Site.StartAsync();
        var owner = site.Visit(Seed.Person("head", Role.Owner));
        var teacher = site.Visit(Seed.Person("teach", Role.Teacher));
        long mate;
        using (var db = site.OpenDatabase()) mate = db.Add(Seed.Person("mate", Role.Teacher));
        // The owner takes a teacher's role away; undoing that would make somebody a teacher.
        var made = await owner.PostAsync(Form, Ticked([mate], ("action", "role"), ("new_role", "member"), ("step", "apply")));
        var undone = await teacher.PostAsync(made.Page.QuerySelector("main form")!.GetAttribute("action")!);
        Assert.Contains("1 member could not be put back", undone.Text, StringComparison.Ordinal);
        Assert.Equal(Role.Member, Find(site, mate).Role);
    }

    [Fact]
    public async Task A_coordinator_changes_their_own_school_alone_and_neither_role_nor_school()
    {
        await using var site = await Site.StartAsync();
        site.Owner();
        long own, other, mine, others;
        using (var db = site.OpenDatabase())
        {
            (own, other) = db.Write(sql => (Schools.Add(sql, "Hill", null, 1)!.Value, Schools.Add(sql, "Dale", null, 1)!.Value));
            (mine, others) = (db.Add(Seed.Pupil("mine") with { SchoolId = own }), db.Add(Seed.Pupil("others") with { SchoolId = other }));
        }
        var coordinator = site.Visit(Seed.Person("coord", Role.Coordinator) with { SchoolId = own });
        var owner = site.Visit(Seed.Person("head2", Role.Owner));
        var first = await coordinator.PostAsync(Form, Ticked([mine, others]));
        Assert.Contains("with 1 member.", first.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Others Seeded", first.Text, StringComparison.Ordinal);
        Assert.Null(first.Page.QuerySelector("#new_role"));
        Assert.Null(first.Page.QuerySelector("#new_school"));
        foreach (var action in new[] { ("role", "new_role", "coordinator"), ("school", "new_school", other.ToString()) })
            Assert.Equal(HttpStatusCode.UnprocessableEntity,
                (await coordinator.PostAsync(Form,
                    Ticked([mine], ("action", action.Item1), (action.Item2, action.Item3), ("step", "apply")))).Status);
        var made = await coordinator.PostAsync(Form, Ticked([mine, others], ("action", "archive"), ("step", "apply")));
        Assert.Contains("Done: 1 member.", made.Text, StringComparison.Ordinal);
        Assert.Equal([MemberState.Archived, MemberState.Active], States(site, [mine, others]));
        Assert.Equal((Role.Member, own), (Find(site, mine).Role, Find(site, mine).SchoolId!.Value));

        // What others did is not theirs to see or to undo.
        var byOwner = await owner.PostAsync(Form, Ticked([others], ("action", "class"), ("new_class", "9B"), ("step", "apply")));
        var page = byOwner.Path.Split('?')[0];
        Assert.Equal(HttpStatusCode.NotFound, (await coordinator.GetAsync(page)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await coordinator.PostAsync(page + "/undo")).Status);
        Assert.Single((await coordinator.GetAsync("/admin/changes")).Page.QuerySelectorAll("tbody tr"));
        Assert.Equal(2, (await owner.GetAsync("/admin/changes")).Page.QuerySelectorAll("tbody tr").Length);
    }

    [Fact]
    public async Task The_last_owner_is_left_out_whatever_is_done()
    {
        await using var site = await Site.StartAsync();
        var owner = site.Visit(Seed.Person("head", Role.Owner));
        foreach (var order in new[] { ("role", "member"), ("archive", ""), ("delete", "") })
        {
            var answer = await owner.PostAsync(Form,
                Ticked([owner.MemberId], ("action", order.Item1), ("new_role", order.Item2), ("step", "apply")));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        }
        Assert.Equal((Role.Owner, MemberState.Active), (Find(site, owner.MemberId).Role, Find(site, owner.MemberId).State));
    }

    [Theory]
    [InlineData("role")]
    [InlineData("archive")]
    [InlineData("delete")]
    public async Task Of_two_owners_who_remove_each_other_at_one_moment_exactly_one_stays(string action)
    {
        await using var site = await Site.StartAsync(("RATELIMIT_ENABLED", "false"));
        for (var round = 0; round < 5; round++)
        {
            var (one, other) = (site.Visit(Seed.Person($"one{round}", Role.Owner)), site.Visit(Seed.Person($"other{round}", Role.Owner)));
            await Task.WhenAll(
                one.PostAsync(Form, Ticked([other.MemberId], ("action", action), ("new_role", "member"), ("step", "apply"))),
                other.PostAsync(Form, Ticked([one.MemberId], ("action", action), ("new_role", "member"), ("step", "apply"))));
            var left = new[] { one.MemberId, other.MemberId }
                .Where(id => Find(site, id) is { Role: Role.Owner, State: MemberState.Active }).ToList();
            Assert.Single(left);
            // The survivor goes too, for the next round, once there is somebody else.
            using var db = site.OpenDatabase();
            db.Add(Seed.Person($"keeper{round}", Role.Owner));
            Assert.True(db.Write(sql => Members.SetRole(sql, left[0], Role.Member)));
            db.Write(sql => sql.Execute("UPDATE members SET role = 'member' WHERE login = @login", new { login = $"keeper{round - 1}" }));
        }
    }

    [Fact]
    public async Task A_thousand_are_changed_by_one_form_and_five_thousand_are_refused_in_words()
    {
        await using var site = await Site.StartAsync();
        var owner = site.Visit(Seed.Person("head", Role.Owner));
        var ids = Pupils(site, 1000);
        var preview = await owner.PostAsync(Form, Ticked(ids, ("action", "class"), ("new_class", "9B"), ("step", "preview")));
        Assert.Equal(1000, preview.Page.QuerySelectorAll("tbody tr").Length);
        var made = await owner.PostAsync(Form, Ticked(ids, ("action", "class"), ("new_class", "9B"), ("step", "apply")));
        Assert.Contains("Done: 1,000 members.", made.Text, StringComparison.Ordinal);

        var many = await owner.PostAsync(Form,
            Ticked([.. Enumerable.Range(1, 5000).Select(id => (long)id)], ("action", "archive"), ("step", "apply")));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, many.Status);
        Assert.Contains("At most 1,000 are changed at once", many.Text, StringComparison.Ordinal);

        // By the list's filter there is one more: the owner.
        var all = await owner.PostAsync(Form, ("all", "1"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, all.Status);
        Assert.Contains("narrow the list first", all.Text, StringComparison.Ordinal);
        var pupils = await owner.PostAsync(Form, ("all", "1"), ("role", "member"));
        Assert.Equal(1000, pupils.Page.QuerySelectorAll("input[name=id]").Length);
    }

    [Fact]
    public async Task After_thirty_days_a_change_stands()
    {
        await using var site = await Site.StartWithClockAsync();
        site.Owner();
        var ids = Pupils(site, 1);
        var teacher = site.Visit(Seed.Person("teach", Role.Teacher));
        var made = await teacher.PostAsync(Form, Ticked(ids, ("action", "class"), ("new_class", "9B"), ("step", "apply")));
        site.Clock.Advance(TimeSpan.FromDays(30));
        teacher = site.VisitAs(teacher.MemberId);
        var late = await teacher.PostAsync(made.Page.QuerySelector("main form")!.GetAttribute("action")!);
        Assert.Contains("no longer be undone", late.Text, StringComparison.Ordinal);
        Assert.Null(late.Page.QuerySelector("main form"));
        Assert.Equal("9B", Find(site, ids[0]).Class);
    }

    private static (string, string)[] Ticked(long[] ids, params (string, string)[] more) =>
        [.. ids.Select(id => ("id", id.ToString(System.Globalization.CultureInfo.InvariantCulture))),
            .. more.Where(field => field.Item1.Length > 0)];

    private static long[] Pupils(Site site, int count)
    {
        using var db = site.OpenDatabase();
        return db.Write(sql => Enumerable.Range(0, count)
            .Select(i => Members.Add(sql, Seed.Pupil($"p{i}") with { DisplayName = $"P{i}" }, 1)!.Value).ToArray());
    }

    private static IEnumerable<MemberState> States(Site site, long[] ids) => ids.Select(id => Find(site, id).State);

    private static Member Find(Site site, long id)
    {
        using var db = site.OpenDatabase();
        return db.Read(sql => Members.Find(sql, id))!;
    }
}
