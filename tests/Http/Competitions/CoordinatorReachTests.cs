// How far a coordinator reaches: every address below /admin, with the objects of another school, for pages and forms alike.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using MathsSoc.Web;

namespace MathsSoc.Tests.Http;

public sealed class CoordinatorReachTests
{
    private sealed record Ground(Site Site, Person Cora, long Ashby, long Birch)
    {
        /// <summary>Pupils and the coordinator of the other school, somebody of no school, and an owner.</summary>
        public required long[] People { get; init; }

        /// <summary>In which both schools are, and in which only the other one is.</summary>
        public required Competition Both { get; init; }

        public required Competition Theirs { get; init; }

        /// <summary>Their competition's challenge, and one of the society's own.</summary>
        public required long[] Challenges { get; init; }

        /// <summary>The other school's code for a competition, and one of the society's.</summary>
        public required long[] Codes { get; init; }

        public required long[] Invitations { get; init; }

        /// <summary>An import, which is a change, of the other school's coordinator.</summary>
        public required long Change { get; init; }

        public required long Announcement { get; init; }

        /// <summary>The objects of others that an address with a number can be about.</summary>
        public long[] ObjectsOf(string template) => template switch
        {
            _ when template.StartsWith("/admin/members/import/", StringComparison.Ordinal) => [Change],
            _ when template.StartsWith("/admin/members/", StringComparison.Ordinal) => People,
            _ when template.StartsWith("/admin/import/", StringComparison.Ordinal) => [1],
            _ when template.StartsWith("/admin/changes/", StringComparison.Ordinal) => [Change],
            _ when template.StartsWith("/admin/schools/", StringComparison.Ordinal) => [Birch],
            _ when template.StartsWith("/admin/competitions/", StringComparison.Ordinal) => [Theirs.Id],
            _ when template.StartsWith("/admin/challenges/", StringComparison.Ordinal) => Challenges,
            _ when template.StartsWith("/admin/articles/", StringComparison.Ordinal) => [1],
            _ when template.StartsWith("/admin/codes/", StringComparison.Ordinal) => Codes,
            _ when template.StartsWith("/admin/invitations/", StringComparison.Ordinal) => Invitations,
            _ when template.StartsWith("/admin/approvals/", StringComparison.Ordinal) => People,
            _ when template.StartsWith("/admin/announcements/", StringComparison.Ordinal) => [Announcement],
            _ => throw new InvalidOperationException($"Say here what {template} can be about, and make one that is another school's."),
        };
    }

    private static async Task<Ground> StartAsync()
    {
        var site = await Site.StartAsync(("RATELIMIT_ENABLED", "false"));
        using var db = site.OpenDatabase();
        var owner = db.Add(Seed.Person("head", Role.Owner));
        var (ashby, birch) = (db.AddSchool("Ashby School"), db.AddSchool("Birch High", isGuest: true));
        var (both, theirs) = (db.AddCompetition(site.Now), db.AddCompetition(site.Now, one => one with { Title = "Birch alone" }));
        foreach (var (competition, school) in new[] { (both, ashby), (both, birch), (theirs, birch) })
            db.AddTo(competition, school, site.Now);
        var cora = site.Visit(Seed.Person("cora", Role.Coordinator) with { SchoolId = ashby });
        var bert = site.Visit(Seed.Person("bert", Role.Coordinator) with { SchoolId = birch });
        db.AddEntrant(both, "ada", ashby, 9, site.Now);
        var bob = db.AddEntrant(both, "bobby", birch, 9, site.Now);
        db.Write(sql => Enrolments.Add(sql, theirs, bob, null, site.Now));
        var nobodys = db.Add(Seed.Pupil("nemo"));
        var challenge = db.AddChallenge(theirs, site.Now);
        db.AddChallenge(both, site.Now, "Of both");
        var own = site.AddProblem().Id;
        await bert.PostAsync("/admin/members/import/confirm", ("text", "name,login,year\nBella Import,bella,9"));
        await bert.SendAsync(HttpMethod.Post, $"/admin/schools/{birch}/coordinators");
        await site.VisitAs(owner).SendAsync(HttpMethod.Post, $"/admin/schools/{ashby}/coordinators");
        var code = await bert.PostAsync($"/admin/competitions/{theirs.Id}/own-school/code", ("uses", "9"), ("days", "9"));
        var ofSociety = new JoinCode { Code = "7KQ2MPXD", Label = "9B", MaxUses = 9, ExpiresAt = 4_000_000_000 };
        var codes = new[] { site.Count("SELECT max(id) FROM join_codes"), db.Write(sql => JoinCodes.Add(sql, ofSociety, null, 1)) };
        Assert.StartsWith("/admin/codes/", code.Path, StringComparison.Ordinal);
        var announcement = db.Write(sql => Announcements.Add(sql, new Announcement
        {
            Title = "For Birch", Audience = AnnouncementAudience.School, SchoolId = birch, ShownFrom = 1, ShownUntil = site.Now + 86_400,
        }, "k", 1)).Id;
        return new Ground(site, cora, ashby, birch)
        {
            People = [bob, bert.MemberId, nobodys, owner, site.Count("SELECT id FROM members WHERE login = 'bella'")],
            Both = both, Theirs = theirs, Challenges = [challenge, own], Codes = codes,
            Invitations = [site.Count($"SELECT id FROM invitations WHERE school_id = {birch}")],
            Change = site.Count("SELECT max(id) FROM changes"), Announcement = announcement,
        };
    }

    /// <summary>All that a form below /admin may name: the other school, its people and its things.</summary>
    private static (string, string)[] Fields(Ground ground) =>
    [
        ("id", $"{ground.People[0]}"), ("member", $"{ground.People[0]}"), ("which", $"{ground.People[0]}"), ("school", $"{ground.Birch}"),
        ("new_school", $"{ground.Ashby}"), ("competition", $"{ground.Theirs.Id}"), ("part", "1"), ("answer", "42"), ("key", "k"),
        ("at", "2026-09-15T10:00"), ("action", "archive"), ("step", "apply"), ("do", "show"), ("all", "1"), ("agree", "1"), ("sure", "1"),
        ("terms", "1"), ("declared", "9"), ("uses", "9"), ("days", "9"), ("name", "Eve New"), ("login", "evenew"), ("year", "9"),
        ("class", "9Z"), ("role", "member"), ("title", "x"), ("body", "x"), ("text", "name,login,year\nBobby Seeded,bobby,9"),
        ("password", Seed.Password), ("version", "1"), ("then", "keep"), ($"a-{ground.People[0]}-1", "42"),
    ];

    private static string Fill(string template, long id) => template.Replace("{id}", $"{id}", StringComparison.Ordinal)
        .Replace("{name}", "none", StringComparison.Ordinal);

    /// <summary>All that the other school and the society have: nothing of it may change.</summary>
    private static string OfOthers(Ground ground)
    {
        var (ashby, birch) = (ground.Ashby, ground.Birch);
        return string.Join('\n', new[]
        {
            "SELECT group_concat(id || login || name || display_name || role || state || class || coalesce(school_id, '') "
                + $"|| password_hash) FROM members WHERE school_id IS NOT {ashby}",
            "SELECT group_concat(state || coalesce(terms_version, '') || coalesce(declared, '')) FROM competition_schools "
                + $"WHERE school_id = {birch}",
            $"SELECT group_concat(member_id || state || points) FROM enrolments WHERE school_id IS NOT {ashby}",
            "SELECT group_concat(id || expires_at || uses) FROM join_codes WHERE id <= 2",
            $"SELECT group_concat(id || coalesce(revoked_at, '')) FROM invitations WHERE school_id = {birch}",
            "SELECT count(*) FROM attempts", "SELECT group_concat(undone_at) FROM changes",
            $"SELECT count(*) FROM password_links l JOIN members m ON m.id = l.member_id WHERE m.school_id IS NOT {ashby}",
            "SELECT group_concat(title || version) FROM challenges", "SELECT group_concat(title || version) FROM announcements",
        }.Select(question => ground.Site.Read(question)));
    }

    [Fact]
    public async Task No_address_below_admin_leads_a_coordinator_to_an_object_of_another_school()
    {
        var ground = await StartAsync();
        await using var site = ground.Site;
        var before = OfOthers(ground);
        var wrong = new List<string>();
        var tried = 0;
        foreach (var row in RouteTable.Rows.Where(row => row.Template.StartsWith("/admin/", StringComparison.Ordinal)))
        {
            if (!row.Template.Contains("{id}", StringComparison.Ordinal)) continue;
            foreach (var id in ground.ObjectsOf(row.Template))
            {
                tried++;
                var path = Fill(row.Template, id);
                // Staff name a school in the address; a coordinator gains nothing by it.
                if (row.Verb == "GET") path += $"?school={ground.Birch}&competition={ground.Theirs.Id}&class=9Z&member={ground.People[0]}";
                var answer = await ground.Cora.SendAsync(new HttpMethod(row.Verb), path, Fields(ground));
                if (answer.Status is not (HttpStatusCode.NotFound or HttpStatusCode.Forbidden))
                    wrong.Add($"{row.Verb} {path} is {(int)answer.Status} {answer.Response.Headers.Location}");
                if (answer.Status == HttpStatusCode.Forbidden && row.Access is Access.People or Access.Admin)
                    wrong.Add($"{row.Verb} {path} says that it is there");
            }
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(tried > 60, $"{tried} addresses");
        Assert.Equal(before, OfOthers(ground));
    }

    [Fact]
    public async Task No_field_and_no_query_of_an_own_page_shows_or_changes_anybody_of_another_school()
    {
        var ground = await StartAsync();
        await using var site = ground.Site;
        var before = OfOthers(ground);
        var wrong = new List<string>();
        // The ticks alone, while the school takes part: "all" would leave the ticked ones out of account.
        await ground.Cora.PostAsync($"/admin/competitions/{ground.Both.Id}/own-school/enrol",
            [.. Fields(ground).Where(field => field.Item1 != "all")]);
        Assert.Equal(before, OfOthers(ground));
        // Leaving the competition comes last: after it nothing of it is done for the school.
        foreach (var row in RouteTable.Rows.Where(row => row.Template.StartsWith("/admin", StringComparison.Ordinal))
            .OrderBy(row => row.Template.EndsWith("/own-school/leave", StringComparison.Ordinal)))
        {
            var isOwn = row.Template.StartsWith("/admin/competitions/", StringComparison.Ordinal);
            if (!isOwn && row.Template.Contains('{', StringComparison.Ordinal)) continue;
            var path = Fill(row.Template, ground.Both.Id);
            if (row.Verb == "GET") path += $"?school={ground.Birch}&competition={ground.Theirs.Id}&q=bobby&id={ground.People[0]}";
            var answer = await ground.Cora.SendAsync(new HttpMethod(row.Verb), path, Fields(ground));
            var text = await answer.Response.Content.ReadAsStringAsync();
            foreach (var name in new[] { "Bobby Seeded", "Bella", "Nemo", "Bert" })
            {
                // What was sent is shown again by the page that plans an import, with nothing added.
                var isSent = name == "Bobby Seeded" && row.Template.StartsWith("/admin/members/import", StringComparison.Ordinal);
                if (!isSent && text.Contains(name, StringComparison.Ordinal)) wrong.Add($"{row.Verb} {path} shows {name}");
            }
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.Equal(before, OfOthers(ground));
        Assert.DoesNotContain("Birch alone", (await ground.Cora.GetAsync("/admin/own-competitions")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_coordinator_who_has_just_lost_the_school_or_the_role_does_nothing_with_the_page_that_is_still_open()
    {
        var ground = await StartAsync();
        await using var site = ground.Site;
        var path = $"/admin/competitions/{ground.Both.Id}/own-school";
        Assert.Equal(HttpStatusCode.OK, (await ground.Cora.GetAsync(path)).Status);
        await site.VisitAs(ground.People[3]).PostAsync("/admin/members/change",
            ("id", $"{ground.Cora.MemberId}"), ("action", "role"), ("new_role", "member"), ("step", "apply"));
        Assert.Equal("member", site.Read($"SELECT role FROM members WHERE id = {ground.Cora.MemberId}"));
        foreach (var row in RouteTable.Rows.Where(row => row.Template.Contains("/own-school", StringComparison.Ordinal)))
            Assert.Equal(HttpStatusCode.Forbidden, (await ground.Cora.SendAsync(
                new HttpMethod(row.Verb), Fill(row.Template, ground.Both.Id), Fields(ground))).Status);
    }
}
