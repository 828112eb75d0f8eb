// Numbers and names in addresses and forms that belong to somebody else, to nobody, or to no number at all.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http.Attacks;

public sealed class IdAttackTests
{
    private static readonly string[] NoIds =
    [
        "0", "-1", "9223372036854775807", "9223372036854775808", "99999999999999999999999", "1e3", "0x1", "1.0", "+1", "1%20", "%201",
        "%00", "1%00",
        "%D9%A1", "NaN", "null", "..", "%2e%2e", "1;1", "1'--", "a", "%F0%9F%98%80",
    ];

    [Fact]
    public async Task An_address_with_no_number_or_nobodys_is_not_found_by_anybody()
    {
        await using var full = await FullSite.StartAsync();
        var before = full.Site.Count("SELECT count(*) FROM audit");
        foreach (var row in RouteTable.Rows.Where(row => row.Template.Contains('{', StringComparison.Ordinal)))
            foreach (var id in NoIds)
            {
                var path = row.Template.Replace("{id}", id, StringComparison.Ordinal).Replace("{name}", id, StringComparison.Ordinal)
                    .Replace("{school}", id, StringComparison.Ordinal);
                // The client takes the dots for steps up, and asks for another page.
                if (id is ".." or "%2e%2e") path = path.Replace(id, "%252e%252e", StringComparison.Ordinal);
                var answer = await full.Owner.SendAsync(new HttpMethod(row.Verb), path);
                var isGone = answer.Response.Headers.Location?.ToString().EndsWith("?said=gone", StringComparison.Ordinal) == true;
                Assert.True(isGone
                    || answer.Status is HttpStatusCode.NotFound or HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity,
                    $"{row.Verb} {path} is {(int)answer.Status}: {answer.Response.Headers.Location}");
            }
        Assert.Equal(before, full.Site.Count("SELECT count(*) FROM audit"));
    }

    [Fact]
    public async Task A_member_reaches_nothing_that_is_anothers()
    {
        await using var full = await FullSite.StartAsync();
        var (site, ada, bob) = (full.Site, full.Ada, full.Bob);
        // Bob's session.
        var session = site.Count($"SELECT id FROM sessions WHERE member_id = {bob.MemberId}");
        await ada.PostAsync($"/account/sessions/{session}/end");
        Assert.Equal(1, site.Count($"SELECT count(*) FROM sessions WHERE id = {session}"));
        // Bob's name and login are nowhere on what a member may see of him.
        var score = await ada.GetAsync($"/scores/{bob.MemberId}");
        Assert.DoesNotContain("Bob", score.Page.Source.Text, StringComparison.OrdinalIgnoreCase);
        // A draft, its picture, and an answer to its part through an open challenge's form.
        Assert.Equal(HttpStatusCode.NotFound, (await ada.GetAsync(full.Draft.Path)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await ada.GetAsync($"/uploads/{full.Upload}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await ada.SendAsync(HttpMethod.Post, $"{full.Draft.Path}/answer",
            ("part", $"{full.Draft.Parts[0]}"), ("answer", "21"), ("key", "k1"), ("begun", "0"))).Status);
        await ada.SendAsync(HttpMethod.Post, $"{full.Open.Path}/answer",
            ("part", $"{full.Draft.Parts[0]}"), ("answer", "21"), ("key", "k2"), ("begun", "0"), ("member", $"{bob.MemberId}"));
        Assert.Equal(0, site.Count($"SELECT count(*) FROM attempts WHERE part_id = {full.Draft.Parts[0]}"));
        Assert.Equal(1, site.Count($"SELECT count(*) FROM attempts WHERE member_id = {bob.MemberId}"));
        // Bob's answers stay his own: Ada's page of the same challenge shows hers.
        Assert.DoesNotContain("“21”", (await ada.GetAsync(full.Open.Path)).Text, StringComparison.Ordinal);
        // Fields that name somebody else change nobody else.
        foreach (var path in new[] { "/account/name", "/account/quiet", "/account/delete", "/account/password" })
            await ada.PostAsync(path, ("id", $"{bob.MemberId}"), ("member", $"{bob.MemberId}"), ("name", "Mine"), ("quiet", "1"),
                ("password", Seed.Password), ("old", Seed.Password), ("new", "seven green geese"));
        Assert.Equal("BS 0 active", site.Read(
            $"SELECT display_name || ' ' || is_quiet || ' ' || state FROM members WHERE id = {bob.MemberId}"));
        Assert.NotNull((await bob.GetAsync("/")).Page.QuerySelector(".site-member form"));
    }

    [Theory]
    [InlineData("teacher")]
    [InlineData("coordinator")]
    [InlineData("editor")]
    [InlineData("member")]
    public async Task Nobody_of_less_rank_changes_an_owner(string who)
    {
        await using var full = await FullSite.StartAsync();
        var (site, person, owner) = (full.Site, full.People[who], full.Owner.MemberId);
        var row = $"SELECT login || name || display_name || role || state || password_hash || class FROM members WHERE id = {owner}";
        var (before, sessions) = (site.Read(row), site.Count($"SELECT count(*) FROM sessions WHERE member_id = {owner}"));
        (string, string)[] fields =
        [
            ("name", "Mine Now"), ("display", "Mine"), ("login", "mine"), ("role", "Member"), ("class", "9B"), ("year", "9"), ("seen",
            ""), ("do", "show"),
            ("reason", "mine"), ("points", "5"), ("minutes", "5"), ("part", $"{full.Open.Parts[0]}"), ("id", $"{owner}"), ("member",
                $"{owner}"),
            ("step", "apply"),
        ];
        string[] paths = ["", "/link", "/sign-out", "/name", "/answers/give", "/answers/mark", "/answers/time"];
        foreach (var path in paths) await person.SendAsync(HttpMethod.Post, $"/admin/members/{owner}{path}", fields);
        foreach (var action in new[] { "role", "class", "school", "year", "archive", "restore", "delete", "approve" })
            await person.SendAsync(HttpMethod.Post, "/admin/members/change",
                [.. fields, ("action", action), ("new_role", "member"), ("new_class", "9Z"), ("new_school", "none"), ("new_year", "9")]);
        foreach (var path in new[] { "/admin/members/slips", "/admin/approvals", "/admin/approvals/refuse",
            $"/admin/approvals/names/{owner}" })
            await person.SendAsync(HttpMethod.Post, path, fields);
        Assert.Equal(before, site.Read(row));
        Assert.Equal(sessions, site.Count($"SELECT count(*) FROM sessions WHERE member_id = {owner}"));
        Assert.Equal(0, site.Count($"SELECT count(*) FROM password_links WHERE member_id = {owner}"));
        Assert.Equal(0, site.Count($"SELECT count(*) FROM awards WHERE member_id = {owner}"));
        // Nobody gives a rank that they do not have to give.
        foreach (var role in new[] { "owner", "teacher" })
        {
            if (who == "teacher" || who == "coordinator")
                await person.PostAsync("/admin/members/import/confirm", ("text", $"name,login,role\nEve New,eve{role},{role}"));
            await person.SendAsync(HttpMethod.Post, "/admin/members/new", ("name", "Eve New"), ("login", $"new{role}"), ("role", role));
            await person.SendAsync(HttpMethod.Post, "/admin/members/change",
                ("id", $"{full.Ada.MemberId}"), ("action", "role"), ("new_role", role), ("step", "apply"));
        }
        Assert.Equal(0, site.Count("SELECT count(*) FROM members WHERE login LIKE 'eve%' AND role <> 'member'"));
        Assert.Equal(0, site.Count("SELECT count(*) FROM members WHERE login LIKE 'new%' AND role <> 'member'"));
        Assert.Equal("member", site.Read($"SELECT role FROM members WHERE id = {full.Ada.MemberId}"));
    }

    [Fact]
    public async Task A_coordinator_finds_nobody_of_another_school()
    {
        await using var full = await FullSite.StartAsync();
        var (site, cora, bob) = (full.Site, full.People["coordinator"], full.Bob.MemberId);
        Assert.Equal(HttpStatusCode.OK, (await cora.GetAsync($"/admin/members/{full.Ada.MemberId}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await cora.GetAsync($"/admin/members/{bob}")).Status);
        foreach (var path in new[] { "", "/link", "/sign-out", "/name" })
            Assert.Equal(HttpStatusCode.NotFound, (await cora.SendAsync(HttpMethod.Post, $"/admin/members/{bob}{path}")).Status);
        foreach (var (path, fields) in new (string, (string, string)[])[]
        {
            ("/admin/members/slips", [("id", $"{bob}")]), ("/admin/members/export.csv", []),
            ("/admin/members/change", [("id", $"{bob}"), ("action", "archive"), ("step", "apply")]),
            ("/admin/members/import", [("text", "name,login\nBob Seeded,bob")]),
        })
        {
            var answer = await cora.SendAsync(HttpMethod.Post, path, fields);
            var text = await answer.Response.Content.ReadAsStringAsync();
            if (!path.EndsWith("import", StringComparison.Ordinal)) Assert.DoesNotContain("Bob", text, StringComparison.Ordinal);
            Assert.DoesNotContain("There already", text, StringComparison.Ordinal);
        }
        foreach (var path in new[] { "/admin/members?q=bob", "/admin/members?school=0", "/admin/members?sort=login",
            $"/admin/changes/{full.ChangeId}" })
            Assert.DoesNotContain("Bob", (await cora.GetAsync(path)).Page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("active", site.Read($"SELECT state FROM members WHERE id = {bob}"));
        Assert.Equal(0, site.Count($"SELECT count(*) FROM password_links WHERE member_id = {bob}"));
    }

    [Fact]
    public async Task Answers_of_one_pupil_are_not_marked_on_the_page_of_another()
    {
        await using var full = await FullSite.StartAsync();
        var (site, tia) = (full.Site, full.People["teacher"]);
        var attempt = site.Count($"SELECT id FROM attempts WHERE member_id = {full.Bob.MemberId}");
        var wrong = await tia.SendAsync(HttpMethod.Post, $"/admin/members/{full.Ada.MemberId}/answers/mark",
            ("attempt", $"{attempt}"), ("reason", "x"), ("then", "wrong"));
        Assert.Equal(HttpStatusCode.NotFound, wrong.Status);
        Assert.Equal(1, site.Count("SELECT count(*) FROM completions"));
        // Another challenge's part in the form of a challenge stays where it is.
        var (path, part) = ($"/admin{full.Draft.Path}", full.Open.Parts[0]);
        await full.Owner.WriteAsync(path, "save", ("p0-id", $"{part}"), ("p0-answer", "22"));
        Assert.Equal("21", site.Read($"SELECT answer FROM parts WHERE id = {part} AND challenge_id = {full.Open.Id}"));
    }
}
