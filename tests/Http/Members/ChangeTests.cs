// Changing many members at once, from the preview to the undo, as those meet it who may.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using static MathsSoc.Tests.Support.ManyMembers;

namespace MathsSoc.Tests.Http;

public sealed class ChangeTests
{
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
}
