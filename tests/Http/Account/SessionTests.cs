// Sessions as their owner sees them and as a thief would use them: the list, ending one and all, and what a new password does to old
// cookies.
using System.Net;
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class SessionTests
{
    private const string NewPassword = "another long pass phrase";

    [Fact]
    public async Task A_new_password_puts_every_other_browser_out_and_gives_this_one_a_new_cookie()
    {
        await using var site = await Site.StartAsync();
        var ada = site.Visit(Seed.Pupil("ada"));
        var elsewhere = site.VisitAs(ada.MemberId);
        var bob = site.Visit(Seed.Pupil("bob"));
        using (var db = site.OpenDatabase())
            db.Write(sql => PasswordLinks.Add(sql, ada.MemberId, "ABCDEFGHJKMNPQRS", false, null, 4_102_444_800, 1));
        // A thief has copied the cookie before, and the browser of somebody else is signed in too.
        var stolen = new Person(site, ada.Token);
        Assert.True(await IsSignedIn(stolen));

        var page = await ada.PostAsync("/account/password", ("old", Seed.Password), ("new", NewPassword));
        Assert.Equal((HttpStatusCode.OK, "/account?said=password"), (page.Status, page.Path));
        Assert.NotEqual(stolen.Token, ada.Token);
        Assert.True(await IsSignedIn(ada));
        Assert.False(await IsSignedIn(stolen));
        Assert.False(await IsSignedIn(elsewhere));
        Assert.True(await IsSignedIn(bob));
        // A link that was made for the old password is of no use either.
        Assert.DoesNotContain("password_links|", Dump.Of(site), StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await new Person(site).SignInAsync("ada")).Status);
        Assert.Equal(HttpStatusCode.OK, (await new Person(site).SignInAsync("ada", NewPassword)).Status);
    }

    [Fact]
    public async Task Somebody_at_my_screen_cannot_guess_the_old_password_for_long()
    {
        await using var site = await Site.StartAsync(("RATELIMIT_LOGIN", "2 per day"));
        var ada = site.Visit(Seed.Pupil("ada"));
        var before = ada.Token;
        for (var i = 0; i < 2; i++)
        {
            var wrong = await ada.PostAsync("/account/password", ("old", $"guess {i}"), ("new", NewPassword));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.Status);
            Assert.Contains("not your password", wrong.ErrorOf("old"), StringComparison.Ordinal);
            Assert.Null(wrong.Page.QuerySelector("#new")!.GetAttribute("value"));
        }
        var refused = await ada.PostAsync("/account/password", ("old", Seed.Password), ("new", NewPassword));
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.Status);
        Assert.Contains("Too many wrong passwords", refused.Text, StringComparison.Ordinal);
        Assert.True(refused.Response.Headers.Contains("Retry-After"));
        // One count for every page that asks: deleting the account and signing in are no way around it.
        Assert.Equal(HttpStatusCode.TooManyRequests, (await ada.PostAsync("/account/delete", ("password", Seed.Password))).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await new Person(site).SignInAsync("ada")).Status);
        Assert.Equal(before, ada.Token);
        Assert.True(await IsSignedIn(ada));
    }

    [Fact]
    public async Task A_new_mark_for_each_guess_is_no_way_around_the_count_either()
    {
        await using var site = await Site.StartAsync(("RATELIMIT_LOGIN", "2 per day"));
        var ada = site.Visit(Seed.Pupil("ada"));
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 4; i++)
        {
            ada.Mark = $"{i:D22}";
            statuses.Add((await ada.PostAsync("/account/password", ("old", $"guess {i}"), ("new", NewPassword))).Status);
        }
        Assert.Equal([HttpStatusCode.UnprocessableEntity, HttpStatusCode.UnprocessableEntity, HttpStatusCode.TooManyRequests,
            HttpStatusCode.TooManyRequests], statuses);
    }

    [Fact]
    public async Task Guesses_of_others_at_the_same_address_do_not_keep_somebody_who_is_signed_in_from_a_new_password()
    {
        await using var site = await Site.StartAsync(("RATELIMIT_LOGIN", "2 per day"));
        var ada = site.Visit(Seed.Pupil("ada"));
        for (var i = 0; i < 3; i++) await new Person(site).SignInAsync("ada", "guess");
        var changed = await ada.PostAsync("/account/password", ("old", Seed.Password), ("new", NewPassword));
        Assert.Equal("/account?said=password", changed.Path);
    }

    [Theory]
    [InlineData(Seed.Password, "short", "new")]
    [InlineData(Seed.Password, "password", "new")]
    [InlineData(Seed.Password, Seed.Password, "new")]
    [InlineData(Seed.Password, "adalovelace", "new")]
    [InlineData("", NewPassword, "old")]
    public async Task A_password_that_will_not_do_is_told_at_its_field(string old, string wanted, string field)
    {
        await using var site = await Site.StartAsync();
        var ada = site.Visit(Seed.Pupil("adalovelace"));
        var page = await ada.PostAsync("/account/password", ("old", old), ("new", wanted));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, page.Status);
        Assert.NotNull(page.ErrorOf(field));
        Assert.NotNull(page.Page.QuerySelector($"#errors a[href='#{field}']"));
    }

    [Fact]
    public async Task A_session_that_somebody_else_put_into_my_browser_is_not_mine_after_I_sign_in()
    {
        await using var site = await Site.StartAsync();
        var eve = site.Visit(Seed.Pupil("eve"));
        using (var db = site.OpenDatabase()) db.Add(Seed.Pupil("ada"));
        var planted = eve.Token;
        // Eve's own session, planted in Ada's browser: the sign-in page is behind Eve's sign-out.
        var ada = new Person(site, planted);
        await ada.SendAsync(HttpMethod.Post, "/login", ("login", "ada"), ("password", Seed.Password));
        Assert.NotEqual(planted, ada.Token);
        Assert.Contains("Ada Seeded", (await ada.GetAsync("/account")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Ada Seeded", (await eve.GetAsync("/account")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_shows_each_browser_and_ends_the_one_that_is_chosen()
    {
        await using var site = await Site.StartAsync();
        var ada = site.Visit(Seed.Pupil("ada"));
        var phone = site.VisitAs(ada.MemberId);
        var page = await ada.GetAsync("/account/sessions");
        var rows = page.Page.QuerySelectorAll(".tiles li");
        Assert.Equal(2, rows.Length);
        Assert.Single(rows, row => row.TextContent.Contains("using now", StringComparison.Ordinal));
        var other = rows.Single(row => !row.TextContent.Contains("using now", StringComparison.Ordinal));
        page = await ada.PostAsync(other.QuerySelector("form")!.GetAttribute("action")!);
        Assert.Contains("That browser is signed out.", page.Text, StringComparison.Ordinal);
        Assert.Single(page.Page.QuerySelectorAll(".tiles li"));
        Assert.False(await IsSignedIn(phone));
        Assert.True(await IsSignedIn(ada));

        // A second click finds it gone; ending this one is signing out.
        Assert.Contains("already",
            (await ada.PostAsync(other.QuerySelector("form")!.GetAttribute("action")!)).Text, StringComparison.Ordinal);
        page = await ada.PostAsync(page.Page.QuerySelector(".tiles form")!.GetAttribute("action")!);
        Assert.Equal("/login?said=out", page.Path);
        Assert.Null(ada.Token);
    }

    [Fact]
    public async Task Nobody_ends_somebody_elses_session_by_its_number()
    {
        await using var site = await Site.StartAsync();
        var ada = site.Visit(Seed.Pupil("ada"));
        var head = site.Visit(Seed.Person("head", Role.Owner));
        long id;
        using (var db = site.OpenDatabase())
            id = db.Read(sql => sql.ExecuteScalar<long>("SELECT id FROM sessions WHERE member_id = @id", new { id = ada.MemberId }));
        await head.PostAsync($"/account/sessions/{id}/end");
        Assert.True(await IsSignedIn(ada));
        Assert.True(await IsSignedIn(head));
        foreach (var none in new[] { "0", "-1", "99999999999999999999", "x" })
            Assert.True((await head.PostAsync($"/account/sessions/{none}/end")).Status is HttpStatusCode.NotFound or HttpStatusCode.OK,
                none);
    }

    [Fact]
    public async Task Sign_out_everywhere_works_from_any_browser_and_on_every_one()
    {
        await using var site = await Site.StartAsync();
        var ada = site.Visit(Seed.Pupil("ada"));
        var left = site.VisitAs(ada.MemberId);
        var bob = site.Visit(Seed.Pupil("bob"));
        var page = await left.PostAsync("/account/sessions/everywhere");
        Assert.Equal("/login?said=everywhere", page.Path);
        Assert.Contains("signed out everywhere", page.Text, StringComparison.Ordinal);
        Assert.Null(left.Token);
        Assert.False(await IsSignedIn(ada));
        Assert.True(await IsSignedIn(bob));
    }

    [Fact]
    public async Task A_browser_that_was_idle_too_long_is_not_listed_as_signed_in()
    {
        await using var site = await Site.StartWithClockAsync();
        var left = site.Visit(Seed.Pupil("ada"));
        site.Clock.Advance(TimeSpan.FromHours(3));
        var ada = site.VisitAs(left.MemberId);
        Assert.Single((await ada.GetAsync("/account/sessions")).Page.QuerySelectorAll(".tiles li"));
    }

    [Theory]
    [InlineData("mathsoc_session={0}; mathsoc_session={1}", true)]
    [InlineData("mathsoc_session={1}; mathsoc_session={0}", true)]
    [InlineData("mathsoc_session=; theme=dark; mathsoc_session=x; mathsoc_session={0};mathsoc_session={1}", true)]
    [InlineData("mathsoc_session={0}; mathsoc_session={0}; mathsoc_session={0}; mathsoc_session={0}; mathsoc_session={1}", true)]
    [InlineData("mathsoc_session={0}; not_mathsoc_session={1}; mathsoc_session_x={1}", false)]
    public async Task A_cookie_that_another_site_on_this_host_left_behind_does_not_hide_the_sites_own(string cookies, bool isSignedIn)
    {
        await using var site = await Site.StartAsync();
        var ada = site.Visit(Seed.Pupil("ada"));
        using var account = await site.GetAsync("/account",
            ("Cookie", string.Format(System.Globalization.CultureInfo.InvariantCulture, cookies, new string('A', 43), ada.Token)));
        Assert.Equal(isSignedIn ? HttpStatusCode.OK : HttpStatusCode.SeeOther, account.StatusCode);
    }

    /// <summary>A member's page is theirs; anybody else is asked to sign in.</summary>
    private static async Task<bool> IsSignedIn(Person person) =>
        (await person.SendAsync(HttpMethod.Get, "/account")).Status == HttpStatusCode.OK;
}
