// The invitation of a coordinator, from the school's page to the account, and every way in which one does not work.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class InvitationTests
{
    private static long AddSchool(Site site, string name)
    {
        using var db = site.OpenDatabase();
        return db.Write(sql => Schools.Add(sql, name, null, 1))!.Value;
    }

    /// <summary>Makes an invitation on the school's page and returns its code.</summary>
    private static async Task<string> InviteAsync(Person maker, long school, params (string, string)[] fields)
    {
        var made = await maker.SendAsync(HttpMethod.Post, $"/admin/schools/{school}/coordinators", fields);
        Assert.Equal(HttpStatusCode.OK, made.Status);
        Assert.Equal("no-store", made.Response.Headers.CacheControl?.ToString());
        return made.Page.QuerySelector(".slips .code")!.TextContent;
    }

    private static Task<PageResponse> AcceptAsync(
        Person person, string code, string login = "cora", string password = Seed.Password, string display = "") =>
        person.PostAsync("/invitations",
            ("code", code), ("name", "Cora Noether"), ("display", display), ("login", login), ("password", password));

    [Fact]
    public async Task A_teacher_invites_and_whoever_opens_the_link_coordinates_that_school_and_no_other()
    {
        await using var site = await Site.StartAsync();
        site.Owner();
        var (hill, dale) = (AddSchool(site, "Hill School"), AddSchool(site, "Dale School"));
        var tia = site.Visit(Seed.Person("tia", Role.Teacher));
        var (ada, bob) = (site.Visit(Seed.Pupil("ada") with { SchoolId = hill }), site.Visit(Seed.Pupil("bob") with { SchoolId = dale }));
        Assert.NotNull((await tia.GetAsync("/admin/schools")).Page.QuerySelector($"main a[href='/admin/schools/{hill}/coordinators']"));
        var made = await tia.SendAsync(HttpMethod.Post, $"/admin/schools/{hill}/coordinators");
        var code = made.Page.QuerySelector(".slips .code")!.TextContent;
        Assert.EndsWith($"/invitations?code={code}", made.Page.QuerySelector("pre")!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(made.Page.QuerySelector(".slips svg"));

        var cora = new Person(site);
        var page = await cora.GetAsync($"/invitations?code={code.ToLowerInvariant()}");
        Assert.Contains("Coordinate Hill School", page.Text, StringComparison.Ordinal);
        Assert.Contains("Of other schools you see what every member sees", page.Text, StringComparison.Ordinal);
        Assert.NotNull(page.Page.QuerySelector("main a[href='/privacy']"));
        Assert.DoesNotContain("Ask your teacher", page.Text, StringComparison.Ordinal);
        await AcceptAsync(cora, code);
        Assert.NotNull(cora.Token);
        Assert.Equal($"coordinator active {hill}",
            site.Read("SELECT role || ' ' || state || ' ' || school_id FROM members WHERE login = 'cora'"));
        Assert.Equal(HttpStatusCode.OK, (await cora.GetAsync($"/admin/members/{ada.MemberId}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await cora.GetAsync($"/admin/members/{bob.MemberId}")).Status);
        Assert.Contains("Cora Noether", (await tia.GetAsync($"/admin/schools/{hill}/coordinators")).Text, StringComparison.Ordinal);
        Assert.Equal("coordinator.invite coordinator.join", site.Read(
            "SELECT group_concat(action, ' ') FROM (SELECT action FROM audit WHERE action LIKE 'coordinator.%' ORDER BY id)"));
    }

    [Fact]
    public async Task It_works_once_and_of_two_at_one_moment_one_gets_in()
    {
        await using var site = await Site.StartAsync();
        var hill = AddSchool(site, "Hill School");
        var code = await InviteAsync(site.Visit(Seed.Person("head", Role.Owner)), hill);
        var people = new[] { new Person(site), new Person(site) };
        await Task.WhenAll(AcceptAsync(people[0], code, "first"), AcceptAsync(people[1], code, "second"));
        Assert.Single(people, person => person.Token is not null);
        Assert.Equal(1, site.Count("SELECT count(*) FROM members WHERE role = 'coordinator'"));
        var late = await AcceptAsync(new Person(site), code, "third");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, late.Status);
        Assert.Contains("has been used. If that was you, sign in", late.ErrorOf("code"), StringComparison.Ordinal);
        Assert.Contains("has been used", (await new Person(site).GetAsync($"/invitations?code={code}")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Revoked_expired_or_of_somebody_who_may_not_invite_any_more_it_says_what_to_do()
    {
        await using var site = await Site.StartWithClockAsync();
        var hill = AddSchool(site, "Hill School");
        var head = site.Visit(Seed.Person("head", Role.Owner));
        var cora = site.Visit(Seed.Person("cora", Role.Coordinator) with { SchoolId = hill });
        var (revoked, handover, old) = (await InviteAsync(head, hill), await InviteAsync(cora, hill), await InviteAsync(head, hill));
        var list = await head.PostAsync("/admin/invitations/1/revoke");
        Assert.Contains("The invitation was revoked.", list.Text, StringComparison.Ordinal);
        Assert.Contains("could not be used any more", (await head.PostAsync("/admin/invitations/1/revoke")).Text, StringComparison.Ordinal);
        Assert.Contains("was taken back. Ask whoever",
            (await AcceptAsync(new Person(site), revoked)).ErrorOf("code"), StringComparison.Ordinal);

        // A coordinator who was put away must not come back by a link that they made before.
        Assert.Equal(HttpStatusCode.OK, (await new Person(site).GetAsync($"/invitations?code={handover}")).Status);
        using (var db = site.OpenDatabase()) db.Write(sql => Members.SetState(sql, cora.MemberId, MemberState.Archived, site.Now));
        Assert.Contains("was taken back", (await AcceptAsync(new Person(site), handover)).ErrorOf("code"), StringComparison.Ordinal);

        site.KeepRunning(TimeSpan.FromDays(Invitations.Days) - TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, (await new Person(site).GetAsync($"/invitations?code={old}")).Status);
        site.KeepRunning(TimeSpan.FromSeconds(1));
        Assert.Contains("worked until", (await AcceptAsync(new Person(site), old)).ErrorOf("code"), StringComparison.Ordinal);
        Assert.Equal(1, site.Count("SELECT count(*) FROM members WHERE role = 'coordinator'"));
    }

    [Fact]
    public async Task Wrong_codes_are_counted_and_one_that_works_never_is()
    {
        await using var site = await Site.StartAsync(("RATELIMIT_LOGIN", "3 per day"));
        var hill = AddSchool(site, "Hill School");
        var code = await InviteAsync(site.Visit(Seed.Person("head", Role.Owner)), hill);
        var guesser = new Person(site);
        for (var i = 0; i < 3; i++)
        {
            var guess = await guesser.GetAsync($"/invitations?code=7KQ2-MPXD-7KQ2-MPX{i}");
            Assert.Equal(HttpStatusCode.UnprocessableEntity, guess.Status);
            Assert.Contains("no such invitation", guess.ErrorOf("code"), StringComparison.Ordinal);
        }
        Assert.Equal(HttpStatusCode.TooManyRequests, (await AcceptAsync(guesser, "7KQ2-MPXD-7KQ2-MPX9")).Status);
        Assert.Equal("/?said=joined", (await AcceptAsync(guesser, code)).Path);
        // The file is made with its first line, which is written after the answer.
        var log = "";
        await Eventually.TrueAsync(() => File.Exists(site.AccessLogPath)
            && (log = File.ReadAllText(site.AccessLogPath)).Split("/invitations?code=***").Length > 3);
        Assert.DoesNotContain("7KQ2-MPXD", log, StringComparison.Ordinal);
        Assert.DoesNotContain(code, File.ReadAllText(site.AccessLogPath), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_mistake_is_at_its_field_and_the_invitation_is_still_good_afterwards()
    {
        await using var site = await Site.StartAsync();
        var hill = AddSchool(site, "Hill School");
        var ada = site.Visit(Seed.Pupil("ada") with { DisplayName = "Euler" });
        var code = await InviteAsync(site.Visit(Seed.Person("head", Role.Owner)), hill);
        foreach (var (field, answer) in new[]
        {
            ("login", await AcceptAsync(new Person(site), code, login: "two words")),
            ("password", await AcceptAsync(new Person(site), code, password: "short")),
            ("display", await AcceptAsync(new Person(site), code, display: "Euler")),
            ("display", await AcceptAsync(new Person(site), code, display: "Cora Noether")),
        })
        {
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
            Assert.NotNull(answer.ErrorOf(field));
            Assert.Single(answer.Page.QuerySelectorAll(".field-error"));
        }
        // Somebody who is signed in has an account already.
        Assert.Contains("Sign out first", (await AcceptAsync(ada, code)).Text, StringComparison.Ordinal);
        // Whose logins there are stays unknown: a taken one is replaced.
        var cora = new Person(site);
        Assert.Equal("/?said=renamed", (await AcceptAsync(cora, code, login: "ada")).Path);
        Assert.Equal("cora.noether", site.Read("SELECT login FROM members WHERE role = 'coordinator'"));
    }

    [Fact]
    public async Task A_coordinator_hands_over_by_the_same_kind_of_link_and_invites_nobody_elsewhere()
    {
        await using var site = await Site.StartAsync();
        site.Owner();
        var (hill, dale) = (AddSchool(site, "Hill School"), AddSchool(site, "Dale School"));
        var cora = site.Visit(Seed.Person("cora", Role.Coordinator) with { SchoolId = hill });
        var dan = new Person(site);
        await AcceptAsync(dan, await InviteAsync(cora, hill), "dan");
        Assert.Equal(2, site.Count($"SELECT count(*) FROM members WHERE role = 'coordinator' AND school_id = {hill}"));
        await InviteAsync(site.VisitAs(1), dale);
        foreach (var (verb, path) in new[]
        {
            (HttpMethod.Get, $"/admin/schools/{dale}/coordinators"), (HttpMethod.Post, $"/admin/schools/{dale}/coordinators"),
            (HttpMethod.Post, "/admin/invitations/2/revoke"), (HttpMethod.Get, "/admin/schools/0/coordinators"),
        })
            Assert.Equal(HttpStatusCode.NotFound, (await cora.SendAsync(verb, path)).Status);
        Assert.Equal(0, site.Count("SELECT count(*) FROM invitations WHERE revoked_at IS NOT NULL"));
        foreach (var role in new[] { Role.Member, Role.Editor })
            Assert.Equal(HttpStatusCode.Forbidden,
                (await site.Visit(Seed.Person($"a{role}", role)).GetAsync($"/admin/schools/{hill}/coordinators")).Status);
    }

    [Fact]
    public async Task For_a_competition_the_school_is_invited_too_and_without_a_coordinator_it_needs_an_owner()
    {
        await using var site = await Site.StartAsync();
        var hill = AddSchool(site, "Hill School");
        var head = site.Visit(Seed.Person("head", Role.Owner));
        long cup;
        using (var db = site.OpenDatabase())
            cup = db.Write(sql => Competitions.Add(sql, new Competition
            {
                Title = "Cup", OpensAt = site.Now + 100, ClosesAt = site.Now + 200, EnrolFrom = 1, EnrolUntil = site.Now + 200,
                Divisions = "Junior 7-9, Senior 10-13",
            }, "key", site.Now));
        Assert.DoesNotContain("Nobody coordinates", (await head.GetAsync("/admin")).Text, StringComparison.Ordinal);
        var code = await InviteAsync(head, hill, ("competition", $"{cup}"));
        Assert.Equal("invited", site.Read($"SELECT state FROM competition_schools WHERE competition_id = {cup} AND school_id = {hill}"));
        Assert.Contains("Nobody coordinates Hill School", (await head.GetAsync("/admin")).Text, StringComparison.Ordinal);
        Assert.Contains("for Cup", (await new Person(site).GetAsync($"/invitations?code={code}")).Text, StringComparison.Ordinal);
        await AcceptAsync(new Person(site), code);
        Assert.DoesNotContain("Nobody coordinates", (await head.GetAsync("/admin")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity,
            (await head.SendAsync(HttpMethod.Post, $"/admin/schools/{hill}/coordinators", ("competition", "99"))).Status);
        // The society's own teachers enrol the pupils of its own school.
        var relay = Contest.Add(site);
        relay.AddSchool("Our School", isGuest: false);
        relay.AddSchool("Far School");
        var needs = (await head.GetAsync("/admin")).Text;
        Assert.Contains("Nobody coordinates Far School", needs, StringComparison.Ordinal);
        Assert.DoesNotContain("Nobody coordinates Our School", needs, StringComparison.Ordinal);
    }
}
