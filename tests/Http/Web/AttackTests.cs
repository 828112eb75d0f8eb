// What somebody tries who means harm: forged forms, oversized ones, guessed passwords, forged addresses, a flood of sign-ins.
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using MathsSoc.Data;
using MathsSoc.Endpoints;
using MathsSoc.Tests.Support;
using MathsSoc.Web;

namespace MathsSoc.Tests.Http;

public sealed class AttackTests
{
    [Theory]
    [InlineData("http://evil.example")]
    [InlineData("null")]
    [InlineData(null)]
    public async Task A_form_from_elsewhere_does_nothing_with_the_cookie_the_browser_sends_along(string? origin)
    {
        await using var site = await Site.StartAsync();
        var ada = site.Visit(Seed.Pupil("ada"));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/logout") { Content = new FormUrlEncodedContent([]) };
        request.Headers.Add("Cookie", $"{SessionCookie.Name}={ada.Token}");
        if (origin is not null) request.Headers.Add("Origin", origin);
        Assert.Equal(HttpStatusCode.Forbidden, (await site.Client.SendAsync(request)).StatusCode);
        Assert.NotNull((await ada.GetAsync("/")).Page.QuerySelector(".site-member form"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("'; DROP TABLE sessions; --AAAAAAAAAAAAAAAAA")]
    public async Task A_made_up_cookie_is_nobodys(string token)
    {
        await using var site = await Site.StartAsync();
        var sight = await new Person(site, token).GetAsync("/");
        Assert.Equal(HttpStatusCode.OK, sight.Status);
        Assert.Null(sight.Page.QuerySelector(".site-member form"));
    }

    [Fact]
    public async Task A_token_that_an_attacker_chose_is_never_adopted()
    {
        await using var site = await Site.StartAsync();
        using (var db = site.OpenDatabase()) db.Add(Seed.Pupil("ada"));
        var planted = new string('A', 43);
        var ada = new Person(site, planted);
        await ada.SignInAsync("ada");
        Assert.NotEqual(planted, ada.Token);
        Assert.Null((await new Person(site, planted).GetAsync("/")).Page.QuerySelector(".site-member form"));
    }

    [Fact]
    public async Task What_is_no_form_of_ours_is_refused_and_the_site_goes_on()
    {
        await using var site = await Site.StartAsync();
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await PostAsync(site, Form("login=" + new string('a', 1_100_000))));
        var fields = string.Join('&', Enumerable.Range(0, 10_000).Select(i => $"f{i}=1"));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await PostAsync(site, Form(fields)));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(site, Form(new string('k', 5000) + "=1")));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(site, new StringContent("{}", Encoding.UTF8, "application/json")));
        var broken = new ByteArrayContent("--x\r\nContent-Disposition: nothing"u8.ToArray());
        broken.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=x");
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, await PostAsync(site, broken));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(site, Form("login=%ff%fe%00&password=%00")));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await PostAsync(site, Form("login=" + new string('a', 5000) + "&password=x")));
        Assert.Equal(HttpStatusCode.OK, (await site.GetAsync("/")).StatusCode);
    }

    [Fact]
    public async Task No_typed_text_becomes_a_header()
    {
        await using var site = await Site.StartAsync();
        using (var db = site.OpenDatabase()) db.Add(Seed.Pupil("ada"));
        var answer = await new Person(site).SendAsync(HttpMethod.Post, "/login",
            ("login", "ada"), ("password", Seed.Password), ("next", "/about\r\nX-Injected: 1"));
        Assert.Equal("/", answer.Response.Headers.Location!.ToString());
        Assert.False(answer.Response.Headers.Contains("X-Injected"));
    }

    [Fact]
    public async Task Of_three_hundred_wrong_passwords_at_once_five_are_looked_at()
    {
        await using var site = await Site.StartAsync(("TRUSTED_PROXIES", "127.0.0.1"));
        using (var db = site.OpenDatabase()) db.Add(Seed.Pupil("ada"));
        var attacker = new Person(site) { Address = "203.0.113.9" };
        var answers = await Task.WhenAll(Enumerable.Range(0, 300)
            .Select(i => attacker.SendAsync(HttpMethod.Post, "/login", ("login", "ada"), ("password", $"guess {i}"))));
        // The window may turn once while they run.
        Assert.InRange(answers.Count(answer => answer.Status == HttpStatusCode.UnprocessableEntity), 5, Site.IsBinary ? 10 : 5);
        var refused = answers.First(answer => answer.Status == HttpStatusCode.TooManyRequests);
        Assert.InRange(int.Parse(refused.Response.Headers.GetValues("Retry-After").Single()), 1, 3600);
        Assert.Equal("ada", refused.Page.QuerySelector("#login")!.GetAttribute("value"));
        // From anywhere else the owner of the account is only slowed down.
        var ada = new Person(site) { Address = "198.51.100.7" };
        var before = Stopwatch.GetTimestamp();
        Assert.Equal(HttpStatusCode.OK, (await ada.SignInAsync("ada")).Status);
        Assert.NotNull(ada.Token);
        Assert.True(Stopwatch.GetElapsedTime(before) < TimeSpan.FromSeconds(15), "the delay is bounded");
    }

    [Fact]
    public async Task A_classmate_behind_the_same_address_cannot_lock_a_teacher_out_of_the_browser_she_uses()
    {
        await using var site = await Site.StartAsync(("RATELIMIT_LOGIN", "2 per day"));
        using (var db = site.OpenDatabase()) db.Add(Seed.Person("tia", Role.Teacher));
        var tia = new Person(site);
        await tia.SignInAsync("tia");
        await tia.PostAsync("/logout");
        Assert.Null(tia.Token);
        var classmate = new Person(site);
        for (var i = 0; i < 2; i++) Assert.Equal(HttpStatusCode.UnprocessableEntity, (await classmate.SignInAsync("tia", "guess")).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await classmate.SignInAsync("tia", "guess")).Status);
        // A mark that was made up, or is another account's, is none.
        Assert.Equal(HttpStatusCode.TooManyRequests, (await new Person(site) { Mark = new string('A', 43) }.SignInAsync("tia")).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await new Person(site) { Mark = tia.Mark }.SignInAsync("eve", "guess")).Status);
        Assert.Equal(HttpStatusCode.OK, (await tia.SignInAsync("tia")).Status);
        Assert.NotNull(tia.Token);
        // The mark opens nothing.
        Assert.StartsWith("/login", (await new Person(site) { Mark = tia.Mark }.GetAsync("/account")).Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_forged_address_does_not_make_another_client()
    {
        await using var site = await Site.StartAsync(("TRUSTED_PROXIES", "10.0.0.0/8"), ("RATELIMIT_LOGIN", "2 per day"));
        for (var i = 0; i < 2; i++)
            Assert.Equal(HttpStatusCode.UnprocessableEntity,
                (await new Person(site) { Address = $"203.0.113.{i}" }.SignInAsync("eve", "guess")).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests,
            (await new Person(site) { Address = "203.0.113.99" }.SignInAsync("eve", "guess")).Status);
    }

    [Fact]
    public async Task Time_does_not_tell_whether_an_account_exists()
    {
        const int Each = 7;
        await using var site = await Site.StartAsync();
        using (var db = site.OpenDatabase())
            for (var i = 0; i < Each; i++) db.Add(Seed.Pupil($"known{i}"));
        var (known, unknown) = (new List<double>(), new List<double>());
        await TimeAsync(site, "warm", []);
        for (var i = 0; i < Each; i++)
        {
            await TimeAsync(site, $"known{i}", known);
            await TimeAsync(site, $"nobody{i}", unknown);
        }
        // Without the comparison with nobody's hash the ratio would be about a hundred.
        var ratio = Median(known) / Median(unknown);
        Assert.True(ratio is > 0.5 and < 2, $"known {Median(known):0} ms, unknown {Median(unknown):0} ms");
    }

    [Fact]
    public async Task A_flood_of_sign_ins_is_told_to_come_back_and_the_site_goes_on()
    {
        await using var site = await Site.StartAsync();
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 400 })
        {
            BaseAddress = site.Address, Timeout = TimeSpan.FromSeconds(100)
        };
        using var enough = new CancellationTokenSource();
        var overflow = new TaskCompletionSource<HttpResponseMessage>();
        var flood = Enumerable.Range(0, PasswordQueue.Capacity + 60).Select(async i =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/login") { Content = Form($"login=nobody{i}&password=guess") };
            request.Headers.Add("Origin", site.Address.GetLeftPart(UriPartial.Authority));
            try
            {
                var answer = await client.SendAsync(request, enough.Token);
                if (answer.StatusCode == HttpStatusCode.ServiceUnavailable) overflow.TrySetResult(answer);
            }
            catch (OperationCanceledException)
            {
                // The test has seen enough.
            }
        }).ToList();
        var busy = await overflow.Task.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal("15", busy.Headers.GetValues("Retry-After").Single());
        var pages = new List<double>();
        for (var i = 0; i < 20; i++)
        {
            var started = Stopwatch.GetTimestamp();
            Assert.Equal(HttpStatusCode.OK, (await site.GetAsync("/about")).StatusCode);
            pages.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
        Assert.True(Median(pages) < 500, $"a page took {Median(pages):0} ms while the flood was on");
        await enough.CancelAsync();
        await Task.WhenAll(flood);
    }

    private static async Task TimeAsync(Site site, string login, List<double> times)
    {
        var started = Stopwatch.GetTimestamp();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await new Person(site).SignInAsync(login, "not the password")).Status);
        times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);

    private static StringContent Form(string body) => new(body, Encoding.UTF8, "application/x-www-form-urlencoded");

    private static async Task<HttpStatusCode> PostAsync(Site site, HttpContent content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/login") { Content = content };
        request.Headers.Add("Origin", site.Address.GetLeftPart(UriPartial.Authority));
        return (await site.Client.SendAsync(request)).StatusCode;
    }
}
