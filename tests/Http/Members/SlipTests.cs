// Login slips: who gets one, what stands on it, and that nobody gets one for whom they are not responsible.
using System.Net;
using Dapper;
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class SlipTests
{
    [Fact]
    public async Task Each_slip_has_name_login_address_and_a_code_that_works_for_two_weeks()
    {
        await using var site = await Site.StartAsync(("PUBLIC_URL", "https://maths.example.sch.uk/soc"));
        var teacher = site.Visit(Seed.Person("head", Role.Teacher));
        using var db = site.OpenDatabase();
        var (ada, bob) = (db.Add(Seed.Pupil("ada")), db.Add(Seed.Pupil("bob")));
        var sheet = await Slips(teacher, ("id", $"{ada}"), ("id", $"{bob}"), ("id", $"{ada}"));
        Assert.Equal(HttpStatusCode.OK, sheet.Status);
        Assert.Equal("no-store", sheet.Response.Headers.CacheControl!.ToString());
        var slips = sheet.Page.QuerySelectorAll(".slips li");
        Assert.Equal(2, slips.Length);
        Assert.Contains("Ada Seeded", slips[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("Login: ada", slips[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("Go to maths.example.sch.uk/soc/reset and", slips[0].TextContent, StringComparison.Ordinal);
        var written = slips[0].QuerySelector(".code")!.TextContent;
        Assert.Matches("^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$", written);
        var drawn = QrCode.Draw($"https://maths.example.sch.uk/soc/reset?token={written}", "x")!.Markup;
        Assert.Contains(slips[0].QuerySelector("svg.qr path:last-of-type")!.GetAttribute("d")!, drawn, StringComparison.Ordinal);
        var code = OneTimeCodes.Parse(written)!;
        var link = db.Read(sql => PasswordLinks.Find(sql, code, 0))!;
        Assert.True(link is { IsSlip: true } && link.MemberId == ada);
        Assert.Equal(14 * 86_400, link.ExpiresAt - db.Read(sql => sql.ExecuteScalar<long>(
            "SELECT created_at FROM password_links WHERE member_id = @id", new { id = ada })));

        // Making them again cancels the first.
        await Slips(teacher, ("id", $"{ada}"));
        Assert.Null(db.Read(sql => PasswordLinks.Find(sql, code, 0)));
        Assert.Equal(3, db.Read(sql => sql.ExecuteScalar<long>("SELECT count(*) FROM audit WHERE action = 'password.link'")));
    }

    [Fact]
    public async Task From_the_list_they_are_made_after_a_question()
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("head", Role.Teacher));
        using var db = site.OpenDatabase();
        var ada = db.Add(Seed.Pupil("ada"));
        var asked = await Slips(teacher, ("id", $"{ada}"), ("ask", "1"));
        Assert.Contains("stop working at this moment", asked.Text, StringComparison.Ordinal);
        Assert.Equal(0, site.Count("SELECT count(*) FROM password_links"));
        var sheet = await teacher.PostAsync("/admin/members/slips", [.. asked.FieldsOf("main form")]);
        Assert.Single(sheet.Page.QuerySelectorAll(".slips li"));
    }

    [Fact]
    public async Task All_who_match_get_one_when_that_is_ticked()
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("head", Role.Teacher));
        using var db = site.OpenDatabase();
        db.Add(Seed.Pupil("ada") with { Class = "9B" });
        db.Add(Seed.Pupil("bob") with { Class = "9B" });
        var eve = db.Add(Seed.Pupil("eve") with { Class = "9C" });
        // The form of the list carries its filter.
        var list = await teacher.GetAsync("/admin/members?class=9B");
        var carried = list.Page.QuerySelectorAll("form[action='/admin/members/change'] input[type=hidden]")
            .Select(field => (field.GetAttribute("name")!, field.GetAttribute("value")!));
        Assert.Equal("/admin/members/slips", list.Page.QuerySelector("button[formaction]")!.GetAttribute("formaction"));
        var sheet = await Slips(teacher, [.. carried, ("all", "1"), ("id", $"{eve}")]);
        Assert.Equal(["ada", "bob"],
            sheet.Page.QuerySelectorAll(".slips li strong").Select(one => one.TextContent).Where(text => text is "ada" or "bob" or "eve"));
    }

    [Fact]
    public async Task Nobody_ticked_and_too_many_lead_back_to_the_list_as_it_was()
    {
        await using var site = await Site.StartAsync();
        var teacher = site.Visit(Seed.Person("head", Role.Teacher));
        using var db = site.OpenDatabase();
        for (var i = 0; i < 201; i++) db.Add(Seed.Pupil($"p{i}") with { Name = $"Pupil {i}", DisplayName = $"P{i}", Class = "9B" });
        var nobody = await Slips(teacher, ("class", "9B"));
        Assert.Equal("/admin/members?class=9B&said=nobody", nobody.Path);
        Assert.Contains("Nobody was ticked", nobody.Text, StringComparison.Ordinal);
        var many = await Slips(teacher, ("class", "9B"), ("all", "1"));
        Assert.Equal("/admin/members?class=9B&said=many", many.Path);
        Assert.Contains("at most 200", many.Text, StringComparison.Ordinal);
        Assert.Equal(0, db.Read(sql => sql.ExecuteScalar<long>("SELECT count(*) FROM password_links")));
    }

    [Fact]
    public async Task Teachers_and_owners_get_theirs_from_an_owner_only_and_who_cannot_sign_in_gets_none()
    {
        await using var site = await Site.StartAsync();
        using var db = site.OpenDatabase();
        var (ada, gone) = (db.Add(Seed.Pupil("ada")), db.Add(Seed.Pupil("gone") with { State = MemberState.Archived }));
        var (head, colleague) = (db.Add(Seed.Person("head", Role.Owner)), db.Add(Seed.Person("colleague", Role.Teacher)));
        (string, string)[] ticked = [("id", $"{ada}"), ("id", $"{gone}"), ("id", $"{head}"), ("id", $"{colleague}")];
        var sheet = await Slips(site.Visit(Seed.Person("teach", Role.Teacher)), ticked);
        Assert.Single(sheet.Page.QuerySelectorAll(".slips li"));
        Assert.Contains("3 members got no slip", sheet.Text, StringComparison.Ordinal);
        Assert.Contains("Gone Seeded: archived, so they cannot sign in.", sheet.Text, StringComparison.Ordinal);
        Assert.Equal(1, db.Read(sql => sql.ExecuteScalar<long>("SELECT count(*) FROM password_links")));
        Assert.Equal(3, (await Slips(site.VisitAs(head), ticked)).Page.QuerySelectorAll(".slips li").Length);
    }

    [Fact]
    public async Task A_coordinator_makes_them_for_their_own_school_and_one_id_of_another_spoils_the_sheet()
    {
        await using var site = await Site.StartAsync();
        using var db = site.OpenDatabase();
        var own = db.Write(sql => Schools.Add(sql, "Hill School", null, 1))!.Value;
        var other = db.Write(sql => Schools.Add(sql, "Vale School", null, 1))!.Value;
        var (ada, emmy) = (db.Add(Seed.Pupil("ada") with { SchoolId = own }), db.Add(Seed.Pupil("emmy") with { SchoolId = other }));
        var coordinator = site.Visit(Seed.Person("coord", Role.Coordinator) with { SchoolId = own });
        foreach (var stranger in new[] { emmy, 999_999 })
            Assert.Equal(HttpStatusCode.NotFound, (await Slips(coordinator, ("id", $"{ada}"), ("id", $"{stranger}"))).Status);
        Assert.Equal(0, db.Read(sql => sql.ExecuteScalar<long>("SELECT count(*) FROM password_links")));
        var all = await Slips(coordinator, ("all", "1"), ("school", $"{other}"), ("role", "member"));
        Assert.Equal("Ada Seeded", all.Page.QuerySelectorAll(".slips li p")[1].ChildNodes[0].TextContent);
        Assert.Single(all.Page.QuerySelectorAll(".slips li"));
    }

    private static Task<PageResponse> Slips(Person person, params (string, string)[] fields) =>
        person.PostAsync("/admin/members/slips", fields);
}
