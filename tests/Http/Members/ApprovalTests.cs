// The approval queue: people let in or refused one by one and together, and aliases decided on.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class ApprovalTests
{
    private static NewMember Waiting(string login) => Seed.Pupil(login) with { State = MemberState.Waiting };

    private static Member Find(Site site, long id)
    {
        using var db = site.OpenDatabase();
        return db.Read(sql => Members.Find(sql, id))!;
    }

    private static List<string> Actions(Site site, long id)
    {
        using var db = site.OpenDatabase();
        return [.. db.Read(sql => Audit.List(sql, new AuditFilter(null, "", id, null, null, null), 10)).Select(line => line.Action)];
    }

    [Fact]
    public async Task Whoever_waits_is_shown_with_what_a_teacher_knows_them_by()
    {
        await using var site = await Site.StartAsync();
        using (var db = site.OpenDatabase())
        {
            var joinCode = new JoinCode { Code = "7KQ2MPXD", Label = "9B, autumn", MaxUses = 5, ExpiresAt = 9_999_999_999 };
            var (school, code) = db.Write(sql => (Schools.Add(sql, "Hill School", null, 1), JoinCodes.Add(sql, joinCode, null, 1)));
            db.Add(
                Waiting("ada") with { Name = "Ada <b>Lovelace</b>", StartYear = 2024, Class = "9B", SchoolId = school, JoinCodeId = code },
                1_790_000_000);
        }
        var page = await site.Visit(Seed.Person("ruth", Role.Teacher)).GetAsync("/admin/approvals");
        var row = string.Join(' ',
            page.Page.QuerySelector("#people ~ .table tbody tr")!.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        foreach (var known in new[]
            { "Ada <b>Lovelace</b>", "ada", "9B, Hill School", "21 Sep", "with the code “9B, autumn”" })
            Assert.Contains(known, row, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_is_let_in_and_the_others_go_on_waiting()
    {
        await using var site = await Site.StartAsync();
        long ada, bob;
        using (var db = site.OpenDatabase()) (ada, bob) = (db.Add(Waiting("ada")), db.Add(Waiting("bob")));
        var teacher = site.Visit(Seed.Person("ruth", Role.Teacher));
        var after = await teacher.PostAsync("/admin/approvals", ("member", $"{ada}"));
        Assert.Contains("1 person was let in.", after.Text, StringComparison.Ordinal);
        Assert.Equal((MemberState.Active, MemberState.Waiting), (Find(site, ada).State, Find(site, bob).State));
        Assert.Equal(["member.approve"], Actions(site, ada));
        Assert.Contains("Bob Seeded", after.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Ada Seeded", after.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_who_are_ticked_are_let_in_together()
    {
        await using var site = await Site.StartAsync();
        List<long> ids;
        using (var db = site.OpenDatabase()) ids = [db.Add(Waiting("ada")), db.Add(Waiting("bob")), db.Add(Waiting("cy"))];
        var teacher = site.Visit(Seed.Person("ruth", Role.Teacher));
        Assert.Empty((await teacher.GetAsync("/admin/approvals")).Page.QuerySelectorAll("input[name=member][checked]"));
        var ticked = (await teacher.GetAsync("/admin/approvals?tick=all")).Page.QuerySelectorAll("input[name=member][checked]");
        Assert.Equal(ids.Select(id => $"{id}"), ticked.Select(box => box.GetAttribute("value")!));
        Assert.All(ticked, box => Assert.Equal("ticked", box.GetAttribute("form")));

        var after = await teacher.PostAsync("/admin/approvals", ("member", $"{ids[0]}"), ("member", $"{ids[2]}"));
        Assert.Contains("2 people were let in.", after.Text, StringComparison.Ordinal);
        Assert.Equal([MemberState.Active, MemberState.Waiting, MemberState.Active], ids.Select(id => Find(site, id).State));
    }

    [Fact]
    public async Task Refusing_is_asked_about_first_and_then_leaves_nothing_of_the_person()
    {
        await using var site = await Site.StartAsync();
        long ada, bob;
        using (var db = site.OpenDatabase()) (ada, bob) = (db.Add(Waiting("ada")), db.Add(Waiting("bob")));
        var teacher = site.Visit(Seed.Person("ruth", Role.Teacher));
        var question = await teacher.GetAsync($"/admin/approvals/refuse?member={ada}&member={bob}&member=nobody");
        Assert.Contains("Refuse these 2 people?", question.Text, StringComparison.Ordinal);
        Assert.Equal(MemberState.Waiting, Find(site, ada).State);

        var fields = question.Page.QuerySelectorAll("main form input")
            .Select(field => (field.GetAttribute("name")!, field.GetAttribute("value")!)).ToArray();
        var after = await teacher.PostAsync("/admin/approvals/refuse", fields);
        Assert.Contains("2 people were refused", after.Text, StringComparison.Ordinal);
        Assert.Contains("Nobody is waiting", after.Text, StringComparison.Ordinal);
        Assert.Equal((MemberState.Former, Members.FormerName, $"former {ada}"),
            (Find(site, ada).State, Find(site, ada).Name, Find(site, ada).Login));
        Assert.Equal(["member.refuse"], Actions(site, bob));
    }

    [Theory]
    [InlineData("/admin/approvals/refuse", MemberState.Active)]
    [InlineData("/admin/approvals/refuse", MemberState.Leaving)]
    [InlineData("/admin/approvals", MemberState.Archived)]
    public async Task Whoever_does_not_wait_is_left_alone_whatever_is_sent(string path, MemberState state)
    {
        await using var site = await Site.StartAsync();
        long ada;
        using (var db = site.OpenDatabase()) ada = db.Add(Seed.Pupil("ada") with { State = state });
        var teacher = site.Visit(Seed.Person("ruth", Role.Teacher));
        var after = await teacher.PostAsync(path, ("member", $"{ada}"), ("member", "-1"), ("member", "x"));
        Assert.Contains("Nothing was changed.", after.Text, StringComparison.Ordinal);
        Assert.Equal((state, "Ada Seeded"), (Find(site, ada).State, Find(site, ada).Name));
        Assert.Empty(Actions(site, ada));
    }

    [Fact]
    public async Task Refusing_nobody_leads_back_to_the_queue()
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("ruth", Role.Teacher));
        var back = await teacher.GetAsync("/admin/approvals/refuse");
        Assert.Equal(HttpStatusCode.OK, back.Status);
        Assert.Contains("Nobody was ticked", back.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_approved_alias_is_shown_and_is_numbered_when_somebody_else_has_it_by_now()
    {
        await using var site = await Site.StartAsync();
        long ada, bob;
        using (var db = site.OpenDatabase())
            (ada, bob) = (db.Add(Seed.Pupil("ada") with { WantedName = "Euler" }), db.Add(Seed.Pupil("bob") with { WantedName = "euler" }));
        var teacher = site.Visit(Seed.Person("ruth", Role.Teacher));
        var first = await teacher.PostAsync($"/admin/approvals/names/{ada}", ("seen", "Euler"), ("do", "show"));
        Assert.Contains("The new name is shown from now on.", first.Text, StringComparison.Ordinal);
        var second = await teacher.PostAsync($"/admin/approvals/names/{bob}", ("seen", "euler"), ("do", "show"));
        Assert.Contains("with a number", second.Text, StringComparison.Ordinal);
        Assert.Equal(("Euler", null), (Find(site, ada).DisplayName, Find(site, ada).WantedName));
        Assert.Equal(("euler2", null), (Find(site, bob).DisplayName, Find(site, bob).WantedName));
        Assert.Equal(["member.name"], Actions(site, bob));
    }

    [Fact]
    public async Task A_refused_alias_is_dropped_and_the_old_name_stays()
    {
        await using var site = await Site.StartAsync();
        long ada;
        using (var db = site.OpenDatabase()) ada = db.Add(Seed.Pupil("ada") with { WantedName = "The Headteacher" });
        var after = await site.Visit(Seed.Person("ruth", Role.Teacher)).PostAsync($"/admin/approvals/names/{ada}",
            ("seen", "The Headteacher"), ("do", "keep"));
        Assert.Contains("The name was refused.", after.Text, StringComparison.Ordinal);
        Assert.Equal(("AS", null), (Find(site, ada).DisplayName, Find(site, ada).WantedName));
        Assert.Equal(["member.name"], Actions(site, ada));
    }

    [Theory]
    [InlineData("show")]
    [InlineData("keep")]
    [InlineData("")]
    public async Task An_alias_that_was_changed_after_the_page_was_loaded_is_not_decided_on(string deed)
    {
        await using var site = await Site.StartAsync();
        long ada;
        using (var db = site.OpenDatabase()) ada = db.Add(Seed.Pupil("ada") with { WantedName = "Something rude" });
        var after = await site.Visit(Seed.Person("ruth", Role.Teacher)).PostAsync($"/admin/approvals/names/{ada}",
            ("seen", "Euler"), ("do", deed));
        Assert.Contains("Nothing was done", after.Text, StringComparison.Ordinal);
        Assert.Equal(("AS", "Something rude"), (Find(site, ada).DisplayName, Find(site, ada).WantedName));
        Assert.Empty(Actions(site, ada));
    }
}
