// My account as its owner meets it: who I am here, the name others see, quiet mode, the password, and my data.
using System.Net;
using System.Text.Json;
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class AccountTests
{
    [Fact]
    public async Task The_page_shows_who_I_am()
    {
        await using var site = await Site.StartWithClockAsync(); // the year group follows from it
        long school;
        using (var db = site.OpenDatabase()) school = db.Write(sql => Schools.Add(sql, "Hill School", null, 1))!.Value;
        var ada = site.Visit(Seed.Pupil("ada") with { Class = "9B", SchoolId = school });
        var page = await ada.GetAsync("/account");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Equal(["Ada Seeded", "ada", "Member", "Year 9, KS3", "9B", "Hill School"],
            page.Page.QuerySelectorAll(".facts dd").Select(fact => fact.TextContent));
        Assert.Contains("Other members see you as AS", page.Text, StringComparison.Ordinal);
        Assert.Equal("no-store", page.Response.Headers.CacheControl!.ToString());

        var teacher = await site.Visit(Seed.Person("tess", Role.Teacher)).GetAsync("/account");
        Assert.DoesNotContain("Year group", teacher.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Ada Seeded", teacher.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pupils_alias_waits_for_a_teacher_and_initials_do_not()
    {
        await using var site = await Site.StartAsync();
        var ada = site.Visit(Seed.Pupil("ada"));
        var page = await ada.PostAsync("/account/name", ("name", " Night Owl "));
        Assert.Contains("A teacher will look at the name Night Owl. Until then others see you as AS.", page.Text, StringComparison.Ordinal);
        Assert.Equal(("AS", "Night Owl"), Names(site, ada));

        page = await ada.PostAsync("/account/name", ("name", ""));
        Assert.Contains("Others now see you as AS.", page.Text, StringComparison.Ordinal);
        Assert.Equal(("AS", null), Names(site, ada));
    }

    [Fact]
    public async Task Staff_who_look_at_names_do_not_wait_for_themselves_and_student_editors_do()
    {
        await using var site = await Site.StartAsync();
        var tess = site.Visit(Seed.Person("tess", Role.Teacher));
        await tess.PostAsync("/account/name", ("name", "Miss T"));
        Assert.Equal(("Miss T", null), Names(site, tess));

        var eddie = site.Visit(Seed.Person("eddie", Role.Editor));
        await eddie.PostAsync("/account/name", ("name", "Fox"));
        Assert.Equal(("ES", "Fox"), Names(site, eddie));
    }

    [Fact]
    public async Task Where_nobody_wants_to_look_first_an_alias_is_shown_at_once()
    {
        await using var site = await Site.StartAsync();
        using (var db = site.OpenDatabase()) db.Write(sql => Settings.Set(sql, "join.names", "0", 1));
        var ada = site.Visit(Seed.Pupil("ada"));
        Assert.DoesNotContain("teacher looks", (await ada.GetAsync("/account/name")).Text, StringComparison.Ordinal);
        Assert.Contains("Others now see you as Wolf.",
            (await ada.PostAsync("/account/name", ("name", "Wolf"))).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ada seeded", "full name")]
    [InlineData("Séeded-ÀDA 2", "initials such as AS, or a name made up")]
    [InlineData("bs", "Somebody else")]
    [InlineData("former MEMBER", "kept for people who have left")]
    [InlineData("!!!", "at least one letter")]
    [InlineData("a name that goes on and on and on", "At most 30")]
    [InlineData("tab\u0001", "cannot be shown")]
    public async Task A_name_that_others_cannot_see_is_refused_at_its_field_and_stays_there(string wish, string problem)
    {
        await using var site = await Site.StartAsync();
        using (var db = site.OpenDatabase()) db.Add(Seed.Pupil("bob"));
        var ada = site.Visit(Seed.Pupil("ada"));
        var page = await ada.PostAsync("/account/name", ("name", wish));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, page.Status);
        Assert.Contains(problem, page.ErrorOf("name"), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(wish, page.Page.QuerySelector("#name")!.GetAttribute("value"));
        Assert.Equal(("AS", null), Names(site, ada));
    }

    [Fact]
    public async Task Initials_that_somebody_has_are_numbered()
    {
        await using var site = await Site.StartAsync();
        using (var db = site.OpenDatabase()) db.Add(Seed.Pupil("anna"));
        var ada = site.Visit(Seed.Pupil("ada") with { DisplayName = "Fox" });
        Assert.Contains("Others now see you as AS2.", (await ada.PostAsync("/account/name", ("name", ""))).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quiet_mode_is_one_button_each_way()
    {
        await using var site = await Site.StartAsync();
        var ada = site.Visit(Seed.Pupil("ada"));
        for (var expected = 1; expected >= 0; expected--)
        {
            var page = await ada.GetAsync("/account");
            var field = page.Page.QuerySelector("form[action='/account/quiet'] input")!;
            page = await ada.PostAsync("/account/quiet", ("quiet", field.GetAttribute("value")!));
            Assert.Contains(expected == 1 ? "Quiet mode is on" : "Quiet mode is off", page.Text, StringComparison.Ordinal);
            using var db = site.OpenDatabase();
            Assert.Equal(expected == 1, db.Read(sql => Members.Find(sql, ada.MemberId))!.IsQuiet);
        }
    }

    [Fact]
    public async Task A_form_changes_nobody_else_whatever_fields_are_added_to_it()
    {
        await using var site = await Site.StartAsync();
        long bob;
        using (var db = site.OpenDatabase()) bob = db.Add(Seed.Pupil("bob"));
        var ada = site.Visit(Seed.Pupil("ada"));
        (string, string)[] more =
        [
            ("id", $"{bob}"), ("member", $"{bob}"), ("role", "owner"), ("state", "active"), ("login", "root"),
            ("school", "1"), ("class", "11A")
        ];
        await ada.PostAsync("/account/name", [("name", "Fox"), .. more]);
        await ada.PostAsync("/account/quiet", [("quiet", "1"), .. more]);
        using var after = site.OpenDatabase();
        var (mine, his) = after.Read(sql => (Members.Find(sql, ada.MemberId)!, Members.Find(sql, bob)!));
        Assert.Equal(("ada", Role.Member, ""), (mine.Login, mine.Role, mine.Class));
        Assert.Equal(("bob", Role.Member, "", false, (string?)null), (his.Login, his.Role, his.Class, his.IsQuiet, his.WantedName));
    }

    [Fact]
    public async Task Every_change_is_in_the_record_without_a_name()
    {
        await using var site = await Site.StartAsync();
        var ada = site.Visit(Seed.Pupil("ada"));
        await ada.PostAsync("/account/name", ("name", "Foxglove"));
        await ada.PostAsync("/account/quiet", ("quiet", "1"));
        var lines = Dump.Of(site).Split('\n').Where(line => line.StartsWith("audit|", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, lines.Count);
        Assert.Contains("|member.alias|member|", lines[0], StringComparison.Ordinal);
        Assert.Contains("|member.quiet|member|", lines[1], StringComparison.Ordinal);
        Assert.DoesNotContain(lines, line => line.Contains("Foxglove", StringComparison.Ordinal));
    }

    [Fact]
    public async Task My_data_are_all_that_is_held_of_me_and_nothing_of_anybody_else()
    {
        await using var site = await Site.StartAsync();
        var tess = site.Visit(Seed.Person("tess", Role.Teacher));
        var ada = site.Visit(Seed.Pupil("ada") with { Name = "Ådå </script> 李", Class = "9B", WantedName = "Fox" });
        using (var db = site.OpenDatabase())
            db.Write(sql =>
            {
                PasswordLinks.Add(sql, ada.MemberId, "ABCDEFGHJKMNPQRS", true, tess.MemberId, 4_102_444_800, 5);
                Audit.Add(sql, new Actor(tess.MemberId, "192.0.2.77"), "member.class", 6, "member", ada.MemberId, "9A to 9B");
                Audit.Add(sql, new Actor(ada.MemberId, "192.0.2.88"), "member.role", 7, "member", tess.MemberId, "about tess");
                sql.Execute("INSERT INTO changes (id, action, actor_id, made_at) VALUES (1, 'class', @tess, 8)",
                    new { tess = tess.MemberId });
                sql.Execute(
                    "INSERT INTO change_members (change_id, member_id, role_before, role_after, class_before, class_after, "
                        + "state_before, state_after, state_at_before)\n"
                        + "VALUES (1, @ada, 'member', 'member', '8Z', '9B', 'active', 'active', 1)",
                    new { ada = ada.MemberId });
                sql.Execute("INSERT INTO rollover_fates (school_year, member_id, fate, change_id) VALUES (2027, @ada, 'repeats', 1)",
                    new { ada = ada.MemberId });
            });

        var file = await ada.SendAsync(HttpMethod.Get, "/account/data.json");
        var text = await file.Response.Content.ReadAsStringAsync();
        Assert.Equal("application/json", file.Response.Content.Headers.ContentType!.ToString());
        Assert.Equal("no-store", file.Response.Headers.CacheControl!.ToString());
        Assert.Equal("attachment; filename=\"my-data.json\"", file.Response.Content.Headers.GetValues("Content-Disposition").Single());
        using var json = JsonDocument.Parse(text);
        var root = json.RootElement;
        Assert.Equal("Ådå </script> 李", root.GetProperty("account").GetProperty("name").GetString());
        Assert.Contains("Ådå", text, StringComparison.Ordinal);
        Assert.Contains("\n  \"account\": {", text.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.True(root.GetProperty("account").GetProperty("has_password").GetBoolean());
        Assert.Equal("1970-01-01T00:00:01Z", root.GetProperty("account").GetProperty("made_at").GetString());
        Assert.Equal("A test", Assert.Single(root.GetProperty("sessions").EnumerateArray()).GetProperty("device").GetString());
        Assert.True(Assert.Single(root.GetProperty("password_links").EnumerateArray()).GetProperty("is_on_paper").GetBoolean());
        Assert.Equal(["you", "somebody else"],
            root.GetProperty("record").EnumerateArray().Select(line => line.GetProperty("done_by").GetString()));
        Assert.Equal("8Z", Assert.Single(root.GetProperty("changes").EnumerateArray()).GetProperty("class_before").GetString());
        Assert.Equal("repeats", Assert.Single(root.GetProperty("septembers").EnumerateArray()).GetProperty("fate").GetString());

        var page = await ada.GetAsync("/account/data");
        foreach (var fact in new[] { "Ådå </script> 李", "9B", "Fox", "8Z", "repeats", "9A to 9B", "192.0.2.88" })
        {
            Assert.Contains(fact, page.Text, StringComparison.Ordinal);
            if (!fact.Contains('<', StringComparison.Ordinal)) Assert.Contains(fact, text, StringComparison.Ordinal);
        }
        foreach (var (words, action) in new[] { ("Changed the class", "member.class"), ("Class changed", "\"class\"") })
        {
            Assert.Contains(words, page.Text, StringComparison.Ordinal);
            Assert.DoesNotContain(action, page.Text, StringComparison.Ordinal);
            Assert.Contains(action, text, StringComparison.Ordinal);
        }
        Assert.All(page.Page.QuerySelectorAll("td.when"), cell => Assert.Matches(@" (19|2[01])\d\d, ", cell.TextContent));
        Assert.NotEmpty(page.Page.QuerySelectorAll("td.when"));
        foreach (var secret in new[] { "Tess", "tess", "192.0.2.77", "about tess", "AQAAAA", ada.Token! })
        {
            Assert.DoesNotContain(secret, page.Text, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
        }
    }

    private static (string Shown, string? Waiting) Names(Site site, Person person)
    {
        using var db = site.OpenDatabase();
        var member = db.Read(sql => Members.Find(sql, person.MemberId))!;
        return (member.DisplayName, member.WantedName);
    }
}
