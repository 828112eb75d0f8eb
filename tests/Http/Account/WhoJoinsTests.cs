// Who gets in by joining: with which code, as the society's rules say, from which e-mail domain, and how often somebody may try.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using static MathsSoc.Tests.Support.JoinForm;

namespace MathsSoc.Tests.Http;

public sealed class WhoJoinsTests
{
    [Fact]
    public async Task With_a_code_nobody_learns_whose_logins_there_are_without_making_an_account()
    {
        await using var site = await Site.StartAsync();
        site.Owner();
        AddCode(site);
        using (var db = site.OpenDatabase()) db.Add(Seed.Pupil("taken") with { DisplayName = "Euler" });
        // Whatever else is wrong with the form, it says the same of both logins.
        foreach (var (field, value) in new[] { ("display", "Euler"), ("year", ""), ("password", "short"), ("name", "") })
        {
            var known = await new Person(site).PostAsync("/join", Form(("code", Code), ("login", "taken"), (field, value)));
            var unknown = await new Person(site).PostAsync("/join", Form(("code", Code), ("login", "nobody"), (field, value)));
            Assert.Equal((HttpStatusCode.UnprocessableEntity, null), (known.Status, known.ErrorOf("login")));
            Assert.Equal(unknown.Text, known.Text);
        }
        Assert.Equal(0, Ask<long>(site, "SELECT uses FROM join_codes"));
        // If nothing is wrong there is an account, with another login, and the code is used.
        var ada = new Person(site);
        var home = await ada.PostAsync("/join", Form(("code", Code), ("login", "Taken")));
        Assert.Equal((HttpStatusCode.OK, "/?said=renamed"), (home.Status, home.Path));
        Assert.Contains("The login that you typed is somebody’s already, so yours is ada.lovelace", home.Text, StringComparison.Ordinal);
        Assert.NotNull(Find(site, "ada.lovelace"));
        Assert.Equal(1, Ask<long>(site, "SELECT uses FROM join_codes"));
        Assert.EndsWith("with code 1, the login typed was taken",
            Ask<string>(site, "SELECT detail FROM audit ORDER BY id DESC LIMIT 1"), StringComparison.Ordinal);
        await ada.PostAsync("/logout");
        Assert.Equal("/", (await ada.SignInAsync("ada.lovelace")).Path);
        // The same again makes a second one, and where a teacher has to approve there is one page for all.
        await SetLiveAsync(site, ("join.approval", "everybody"));
        var waiting = await new Person(site).PostAsync("/join", Form(("code", Code), ("login", "taken")));
        Assert.Equal("/join?said=waiting", waiting.Path);
        Assert.Equal(waiting.Text, (await new Person(site).PostAsync("/join", Form(("code", Code), ("login", "free")))).Text);
        Assert.Equal(MemberState.Waiting, Find(site, "ada.lovelace2")!.State);
        // Without a code each try is counted, and a taken login is said.
        await SetLiveAsync(site, ("join.open", "1"));
        var codeless = await new Person(site).PostAsync("/join", Form(("login", "taken")));
        Assert.Contains("Somebody has this login already", codeless.ErrorOf("login"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("7kq2–mpxd")]
    [InlineData("7KQ2—MPXD")]
    [InlineData("7KQ2\u2011MPXD")]
    [InlineData("7KQ2\u2212MPXD")]
    [InlineData("7KQ2\u00ADMPXD")]
    [InlineData("7KQ2\u2003MPXD\u200B")]
    [InlineData("\uFEFF7 K Q 2 － M P X D")]
    public async Task A_code_is_read_with_any_dash_or_space(string typed)
    {
        await using var site = await Site.StartAsync();
        AddCode(site);
        Assert.Equal("/?said=joined", (await new Person(site).PostAsync("/join", Form(("code", typed)))).Path);
    }

    [Fact]
    public async Task A_code_that_is_over_says_why_before_anything_is_typed_and_again_afterwards()
    {
        await using var site = await Site.StartAsync();
        AddCode(site, new JoinCode { Code = "0DD0C0DE", Label = "old", MaxUses = 5, ExpiresAt = 2 });
        AddCode(site, new JoinCode { Code = "FVTTC0DE", Label = "small", MaxUses = 1, ExpiresAt = FarAway });
        using (var db = site.OpenDatabase()) db.Write(sql => JoinCodes.Use(sql, 2, 1));
        foreach (var (code, sentence) in new[] { ("0DD0C0DE", "has expired"), ("FVTTC0DE", "as often as it may be") })
        {
            Assert.Contains(sentence, (await new Person(site).GetAsync("/join?code=" + code)).ErrorOf("code"), StringComparison.Ordinal);
            var answer = await new Person(site).PostAsync("/join", Form(("code", code)));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
            Assert.Contains(sentence, answer.ErrorOf("code"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Of_many_at_one_moment_no_more_get_in_than_the_code_allows_and_the_rest_leave_nothing_behind()
    {
        await using var site = await Site.StartAsync();
        AddCode(site, new JoinCode { Code = Code, Label = "two", MaxUses = 2, ExpiresAt = FarAway });
        var answers = await Task.WhenAll(Enumerable.Range(1, 5)
            .Select(number => new Person(site).SendAsync(HttpMethod.Post, "/join", Form(("code", Code), ("login", $"pupil{number}")))));
        Assert.Equal(2, answers.Count(answer => answer.Status == HttpStatusCode.SeeOther));
        Assert.Equal(3, answers.Count(answer => answer.Status == HttpStatusCode.UnprocessableEntity && answer.ErrorOf("code") is not null));
        Assert.Equal((2, 2), (Ask<long>(site, "SELECT count(*) FROM members"), Ask<long>(site, "SELECT uses FROM join_codes")));
    }

    [Theory]
    [InlineData("Nobody", false, MemberState.Active)]
    [InlineData("Codeless", false, MemberState.Waiting)]
    [InlineData("Codeless", true, MemberState.Active)]
    [InlineData("Everybody", true, MemberState.Waiting)]
    public async Task The_rules_say_who_waits_for_a_teacher(string approval, bool hasCode, MemberState expected)
    {
        await using var site = await Site.StartAsync();
        site.Owner();
        Set(site, ("join.open", "1"), ("join.approval", approval));
        AddCode(site);
        var ada = new Person(site);
        var answer = await ada.PostAsync("/join", Form(("code", hasCode ? Code : "")));
        Assert.Equal(expected, Find(site, "ada")!.State);
        if (expected == MemberState.Active)
        {
            Assert.Equal("/?said=joined", answer.Path);
            Assert.NotNull(ada.Token);
            return;
        }
        Assert.Equal("/join?said=waiting", answer.Path);
        Assert.Contains("A teacher has to let you in", answer.Text, StringComparison.Ordinal);
        Assert.Null(ada.Token);
        Assert.Equal(0, Ask<long>(site, "SELECT count(*) FROM sessions"));
    }

    [Fact]
    public async Task Where_there_is_an_email_domain_only_a_code_does_without_it()
    {
        await using var site = await Site.StartAsync();
        Set(site, ("join.open", "1"), ("join.approval", "nobody"), ("join.domain", "hill.example"));
        using (var db = site.OpenDatabase()) db.Write(sql => Schools.Add(sql, "Hill School", "hill.example", 1));
        AddCode(site);
        foreach (var login in new[] { "ada", "ada@other.example", "ada@nothill.example", "ada@hill.example@other.example", "hill.example" })
        {
            var refused = await new Person(site).PostAsync("/join", Form(("login", login)));
            Assert.Contains("ends in @hill.example", refused.ErrorOf("login"), StringComparison.Ordinal);
        }
        Assert.Equal("/?said=joined", (await new Person(site).PostAsync("/join", Form(("login", "Ada@Hill.example")))).Path);
        Assert.Equal("/?said=joined", (await new Person(site).PostAsync("/join", Form(("code", Code), ("login", "bob")))).Path);
        Assert.Equal(1, Find(site, "ada@hill.example")!.SchoolId);
        Assert.Null(Find(site, "bob")!.SchoolId);
    }

    [Fact]
    public async Task Wrong_codes_and_codeless_sign_ups_are_counted_and_a_good_code_never_is()
    {
        await using var site = await Site.StartAsync(("RATELIMIT_REGISTER", "2 per hour"));
        Set(site, ("join.open", "1"));
        AddCode(site);
        var pupil = new Person(site);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await pupil.PostAsync("/join", Form(("code", "AAAA-AAAA")))).Status);
        // What could not succeed anyway, and holds no code, costs nothing.
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await pupil.PostAsync("/join", Form(("login", "")))).Status);
        Assert.Equal("/join?said=waiting", (await pupil.PostAsync("/join", Form())).Path);
        foreach (var code in new[] { "", "AAAA-AAAA" })
        {
            var refused = await pupil.PostAsync("/join", Form(("code", code), ("login", "bob")));
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.Status);
            Assert.InRange(refused.Response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 3600);
            Assert.Matches(@"Wait \d+ (seconds|minutes), then try again", refused.Text);
            Assert.Equal("bob", refused.Page.QuerySelector("#login")!.GetAttribute("value"));
        }
        Assert.Equal("/?said=joined", (await pupil.PostAsync("/join", Form(("code", Code), ("login", "bob")))).Path);
    }
}
