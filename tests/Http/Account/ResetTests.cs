// Setting a password with a one-time code: what it opens, what it closes, and how long it lives.
using System.Net;
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class ResetTests
{
    private const string New = "an entirely new phrase";
    private const string Refusal = "This code does not work.";

    private static string Make(Site site, long memberId, bool isSlip = false)
    {
        using var db = site.OpenDatabase();
        return db.Write(sql => OneTimeLinks.Make(sql, Actor.CommandLine, memberId, isSlip, site.Now));
    }

    private static long Add(Site site, NewMember member)
    {
        using var db = site.OpenDatabase();
        return db.Add(member);
    }

    [Fact]
    public async Task A_link_sets_the_password_once_and_ends_whatever_was_open_before()
    {
        await using var site = await Site.StartAsync();
        site.Owner();
        var thief = site.Visit(Seed.Pupil("ada"));
        var link = OneTimeLinks.Path(Make(site, thief.MemberId));
        var ada = new Person(site);
        // Looking uses nothing up, however often.
        for (var i = 0; i < 3; i++) Assert.Equal("ada", (await ada.GetAsync(link)).Page.QuerySelector("#login")!.GetAttribute("value"));
        var code = (await ada.GetAsync(link)).Page.QuerySelector("input[name=token]")!.GetAttribute("value")!;

        var weak = await ada.PostAsync("/reset", ("token", code), ("password", "password123"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, weak.Status);
        Assert.Contains("first that anybody would try", weak.ErrorOf("password"), StringComparison.Ordinal);
        Assert.Equal(code, weak.Page.QuerySelector("input[name=token]")!.GetAttribute("value"));

        var home = await ada.PostAsync("/reset", ("token", code), ("password", New));
        Assert.Equal((HttpStatusCode.OK, "/?said=password"), (home.Status, home.Path));
        Assert.Contains("Your new password is set, and you are signed in.", home.Text, StringComparison.Ordinal);
        Assert.NotEqual(thief.Token, ada.Token);
        Assert.DoesNotContain("AS", (await thief.GetAsync("/")).Page.QuerySelector(".site-member")!.TextContent, StringComparison.Ordinal);

        foreach (var used in new[] { await ada.GetAsync(link), await ada.PostAsync("/reset", ("token", code), ("password", New)) })
        {
            Assert.Equal(HttpStatusCode.UnprocessableEntity, used.Status);
            Assert.StartsWith(Refusal, used.ErrorOf("token"), StringComparison.Ordinal);
        }
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await new Person(site).SignInAsync("ada")).Status);
        Assert.Equal(HttpStatusCode.OK, (await new Person(site).SignInAsync("ada", New)).Status);
        using var db = site.OpenDatabase();
        Assert.Equal("password.link  a link for 24 hours|password.reset 2 with a link",
            db.Read(sql => sql.ExecuteScalar<string>(
                "SELECT group_concat(action || ' ' || coalesce(actor_id, '') || ' ' || detail, '|') FROM audit")));
    }

    [Fact]
    public async Task The_code_of_a_slip_is_typed_as_people_type_and_a_first_password_comes_with_the_notice()
    {
        await using var site = await Site.StartAsync();
        var id = Add(site, Seed.Pupil("ada") with { PasswordHash = "" });
        var written = OneTimeCodes.Write(Make(site, id, isSlip: true));
        var ada = new Person(site);
        var asks = await ada.GetAsync("/reset");
        Assert.Equal(HttpStatusCode.OK, asks.Status);
        Assert.Equal(("get", "/reset", "token"),
            (asks.Page.QuerySelector("form.form")!.GetAttribute("method"), asks.Page.QuerySelector("form.form")!.GetAttribute("action"),
                asks.Page.QuerySelector("#token")!.GetAttribute("name")));
        var page = await ada.GetAsync("/reset?token="
            + Uri.EscapeDataString($" {written.Replace('-', ' ').Replace('0', 'o').ToLowerInvariant()} "));
        Assert.Equal("ada", page.Page.QuerySelector("#login")!.GetAttribute("value"));
        Assert.Contains("What this site keeps about you", page.Text, StringComparison.Ordinal);
        Assert.Contains("Ask your teacher, or a parent", page.Text, StringComparison.Ordinal);
        Assert.Equal("/?said=password", (await ada.PostAsync("/reset", ("token", written), ("password", New))).Path);
    }

    [Fact]
    public async Task A_new_teacher_is_not_told_to_ask_their_teacher()
    {
        await using var site = await Site.StartAsync();
        var id = Add(site, Seed.Person("tia", Role.Teacher) with { PasswordHash = "" });
        var page = await new Person(site).GetAsync(OneTimeLinks.Path(Make(site, id)));
        Assert.Contains("We keep your name, your school, your login", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Ask your teacher", page.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(MemberState.Active, true)]
    [InlineData(MemberState.Leaving, true)]
    [InlineData(MemberState.Archived, false)]
    [InlineData(MemberState.Waiting, false)]
    public async Task It_is_for_members_who_may_sign_in(MemberState state, bool works)
    {
        await using var site = await Site.StartAsync();
        var code = Make(site, Add(site, Seed.Pupil("ada") with { State = state }));
        var page = await new Person(site).GetAsync(OneTimeLinks.Path(code));
        Assert.Equal(works ? HttpStatusCode.OK : HttpStatusCode.UnprocessableEntity, page.Status);
        Assert.Equal(works, page.Page.QuerySelector("#login") is not null);
    }

    [Fact]
    public async Task A_link_lives_a_day_a_slip_a_fortnight_and_a_newer_code_replaces_an_older()
    {
        await using var site = await Site.StartWithClockAsync();
        var (ada, bob) = (Add(site, Seed.Pupil("ada")), Add(site, Seed.Pupil("bob")));
        var (replaced, link, slip) = (Make(site, ada), Make(site, ada), Make(site, bob, isSlip: true));
        async Task<HttpStatusCode> Look(string code) => (await new Person(site).GetAsync(OneTimeLinks.Path(code))).Status;
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await Look(replaced));
        site.Clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, await Look(link));
        site.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await Look(link));
        site.Clock.Advance(TimeSpan.FromDays(13) - TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, await Look(slip));
        site.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await Look(slip));
    }

    [Fact]
    public async Task Used_twice_at_one_moment_it_works_once()
    {
        await using var site = await Site.StartAsync();
        var code = Make(site, Add(site, Seed.Pupil("ada")));
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(number =>
            new Person(site).SendAsync(HttpMethod.Post, "/reset", ("token", code), ("password", $"{New} {number}"))));
        Assert.Single(answers, answer => answer.Status == HttpStatusCode.SeeOther);
        using var db = site.OpenDatabase();
        Assert.Equal(1, db.Read(sql => sql.ExecuteScalar<long>("SELECT count(*) FROM sessions")));
    }

    [Fact]
    public async Task Guesses_are_limited_and_a_code_that_works_is_taken_all_the_same()
    {
        await using var site = await Site.StartAsync(("RATELIMIT_LOGIN", "3 per hour"));
        var code = Make(site, Add(site, Seed.Pupil("ada")));
        var person = new Person(site);
        foreach (var typed in new[] { "", "7KQ2", "AAAA-AAAA-AAAA-AAAA" })
            Assert.NotEqual(HttpStatusCode.TooManyRequests, (await person.GetAsync("/reset?token=" + typed)).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity,
            (await person.PostAsync("/reset", ("token", "AAAA-AAAA-AAAA-AAAA"), ("password", New))).Status);
        foreach (var refused in new[]
            {
                await person.GetAsync("/reset?token=BBBB-BBBB-BBBB-BBBB"),
                await person.PostAsync("/reset", ("token", "BBBB"), ("password", New))
            })
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.Status);
            Assert.NotNull(refused.Response.Headers.RetryAfter);
            Assert.Contains("Wait ", refused.Text, StringComparison.Ordinal);
        }
        for (var i = 0; i < 5; i++) Assert.Equal(HttpStatusCode.OK, (await person.GetAsync(OneTimeLinks.Path(code))).Status);
        Assert.Equal("/?said=password", (await person.PostAsync("/reset", ("token", code), ("password", New))).Path);
    }

    [Fact]
    public async Task Somebody_else_who_is_signed_in_here_is_signed_out()
    {
        await using var site = await Site.StartAsync();
        var bob = site.Visit(Seed.Pupil("bob"));
        var code = Make(site, Add(site, Seed.Pupil("ada")));
        var before = bob.Token;
        var home = await bob.PostAsync("/reset", ("token", code), ("password", New));
        Assert.Contains("AS", home.Page.QuerySelector(".site-member")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("BS",
            (await new Person(site, before).GetAsync("/")).Page.QuerySelector(".site-member")!.TextContent, StringComparison.Ordinal);
    }
}
