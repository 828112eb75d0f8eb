// Changing many members at once where it is not allowed: other roles, other schools, the last owner, too many, too late.
using System.Net;
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using static MathsSoc.Tests.Support.ManyMembers;

namespace MathsSoc.Tests.Http;

public sealed class ChangeLimitsTests
{
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
}
