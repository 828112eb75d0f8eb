// Signing in and out as a person and as an attacker meet it.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class SignInTests
{
    [Fact]
    public async Task With_login_and_password_somebody_is_in_until_they_sign_out()
    {
        await using var site = await Site.StartAsync();
        using (var db = site.OpenDatabase()) db.Add(Seed.Pupil("ada"));
        var ada = new Person(site);
        var home = await ada.SignInAsync("Ada ");
        Assert.Equal((HttpStatusCode.OK, "/"), (home.Status, home.Path));
        Assert.Contains("AS", home.Page.QuerySelector(".site-member")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("no-store", home.Response.Headers.CacheControl!.ToString());

        var out_ = await ada.PostAsync("/logout");
        Assert.Contains("You are signed out.", out_.Text, StringComparison.Ordinal);
        Assert.Null(ada.Token);
        Assert.Contains("Sign in", (await ada.GetAsync("/")).Page.QuerySelector(".site-member")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_cookies_are_for_this_site_alone_and_no_script_reads_them()
    {
        await using var site = await Site.StartAsync();
        using (var db = site.OpenDatabase()) db.Add(Seed.Pupil("ada"));
        var answer = await new Person(site).SendAsync(HttpMethod.Post, "/login", ("login", "ada"), ("password", Seed.Password));
        Assert.Equal(HttpStatusCode.SeeOther, answer.Status);
        var cookies = answer.Response.Headers.GetValues("Set-Cookie").ToList();
        Assert.Equal(["mathsoc_session", "mathsoc_known"], cookies.Select(cookie => cookie.Split('=')[0]));
        foreach (var cookie in cookies)
        {
            Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("secure", cookie, StringComparison.OrdinalIgnoreCase);
        }
        // The session goes with the browser; the mark stays.
        Assert.DoesNotContain("max-age", cookies[0], StringComparison.OrdinalIgnoreCase);
        Assert.Contains("max-age=15552000", cookies[1], StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_login_get_the_same_answer_and_the_typed_login_stays()
    {
        await using var site = await Site.StartAsync();
        using (var db = site.OpenDatabase()) db.Add(Seed.Pupil("ada"));
        var wrong = await new Person(site).SignInAsync("ada", "not her password");
        var unknown = await new Person(site).SignInAsync("eve", "not her password");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.Status);
        Assert.Equal(wrong.Status, unknown.Status);
        Assert.Equal(wrong.Text, unknown.Text);
        Assert.Equal("ada", wrong.Page.QuerySelector("#login")!.GetAttribute("value"));
        Assert.Null(wrong.Page.QuerySelector("#password")!.GetAttribute("value"));
    }

    [Theory]
    [InlineData("/about", "/about")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("https://evil.example", "/")]
    public async Task Afterwards_it_leads_to_a_page_of_this_site_and_nowhere_else(string next, string expected)
    {
        await using var site = await Site.StartAsync();
        using (var db = site.OpenDatabase()) db.Add(Seed.Pupil("ada"));
        var answer = await new Person(site).SendAsync(HttpMethod.Post, "/login",
            ("login", "ada"), ("password", Seed.Password), ("next", next));
        Assert.Equal(expected, answer.Response.Headers.Location!.ToString());
    }

    [Theory]
    [InlineData(MemberState.Waiting, HttpStatusCode.Forbidden)]
    [InlineData(MemberState.Archived, HttpStatusCode.UnprocessableEntity)]
    public async Task Only_active_members_get_in(MemberState state, HttpStatusCode expected)
    {
        await using var site = await Site.StartAsync();
        using (var db = site.OpenDatabase()) db.Add(Seed.Pupil("ada") with { State = state });
        var answer = await new Person(site).SignInAsync("ada");
        Assert.Equal(expected, answer.Status);
        Assert.False(answer.Response.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task A_failure_is_logged_with_the_login_only_when_it_could_be_one()
    {
        await using var site = await Site.StartAsync();
        await new Person(site).SignInAsync("eve@school.example", "guess");
        await new Person(site).SignInAsync("my secret, in the wrong box", "guess");
        await new Person(site).SignInAsync("eve\r\n2026-11-10 09:00:00,000 - mathsoc - ERROR - forged", "guess");
        await new Person(site).SignInAsync("mallory", "guess");
        await Eventually.TrueAsync(() => File.Exists(site.LogPath)
            && File.ReadAllText(site.LogPath).Contains("attempt for: mallory", StringComparison.Ordinal));
        var log = File.ReadAllText(site.LogPath);
        Assert.Contains(" - WARNING - Failed login attempt for: eve@school.example from 127.0.0.1\n", log, StringComparison.Ordinal);
        Assert.Contains("Failed login attempt for: (invalid) from 127.0.0.1\n", log, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", log, StringComparison.Ordinal);
        Assert.DoesNotContain("forged", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_ends_after_two_idle_hours_and_after_twelve_in_any_case()
    {
        await using var site = await Site.StartWithClockAsync();
        var ada = site.Visit(Seed.Pupil("ada"));
        for (var hour = 0; hour < 11; hour++)
        {
            site.Clock.Advance(TimeSpan.FromHours(1));
            Assert.Contains("AS", (await ada.GetAsync("/")).Page.QuerySelector(".site-member")!.TextContent, StringComparison.Ordinal);
        }
        site.Clock.Advance(TimeSpan.FromHours(1));
        Assert.DoesNotContain("AS", (await ada.GetAsync("/")).Page.QuerySelector(".site-member")!.TextContent, StringComparison.Ordinal);

        var bob = site.Visit(Seed.Pupil("bob"));
        site.Clock.Advance(TimeSpan.FromMinutes(121));
        Assert.DoesNotContain("BS", (await bob.GetAsync("/")).Page.QuerySelector(".site-member")!.TextContent, StringComparison.Ordinal);
    }
}
