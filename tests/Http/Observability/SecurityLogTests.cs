// The log as evidence: what was tried is told, stays told however often something else is refused, and costs the database nothing.
using System.Net;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class SecurityLogTests
{
    [Fact]
    public async Task Refused_requests_have_one_line_and_a_count_and_wash_nothing_out()
    {
        await using var site = await Site.StartWithClockAsync(("RATELIMIT_PAGES", "3 per minute"));
        await new Person(site).SignInAsync("eve@school.example", "guess");
        for (var i = 0; i < 40; i++) await site.GetAsync("/");
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        foreach (var log in Logs(site))
        {
            await Eventually.TrueAsync(() => Lines(log, "refused 37 requests in one window, the first at: home").Any());
            Assert.Single(Lines(log, "exceeded at endpoint"));
            Assert.Contains(" - mathsoc.security - WARNING - ratelimit 3 per 1 minute (127.0.0.1) exceeded at endpoint: home\n", Read(log),
                StringComparison.Ordinal);
            Assert.Single(Lines(log, "Failed login attempt for: eve@school.example from 127.0.0.1"));
            Assert.Equal(2, Lines(log, "ratelimit").Count());
        }
    }

    [Fact]
    public async Task A_refused_origin_has_one_line_with_the_address_and_the_origin()
    {
        await using var site = await Site.StartWithClockAsync();
        for (var i = 0; i < 20; i++)
            Assert.Equal(HttpStatusCode.Forbidden, (await site.SendAsync(HttpMethod.Post, "/login",
                ("Origin", $"https://evil{i}.example"), ("Sec-Fetch-Site", "cross-site"), ("X-Forwarded-For", "192.0.2.7"))).StatusCode);
        await site.SendAsync(HttpMethod.Post, "/logout", ("X-Forwarded-For", "192.0.2.8"), ("Origin", new string('x', 3000)));
        site.Clock.Advance(TimeSpan.FromMinutes(10));
        foreach (var log in Logs(site))
        {
            await Eventually.TrueAsync(() => Read(log).Contains("20 forms of another origin from 192.0.2.7", StringComparison.Ordinal));
            Assert.Contains($" - WARNING - A form of another origin was refused: https://evil0.example (Sec-Fetch-Site: cross-site) is not "
                + $"http://{site.Address.Authority}, from 192.0.2.7 at endpoint: account.login\n", Read(log), StringComparison.Ordinal);
            Assert.DoesNotContain("evil1.", Read(log), StringComparison.Ordinal);
            Assert.InRange(Assert.Single(Lines(log, "192.0.2.8")).Length, 100, 600);
        }
    }

    [Fact]
    public async Task Codes_that_do_not_work_are_told_and_never_shown()
    {
        await using var site = await Site.StartAsync();
        var guesser = new Person(site);
        await guesser.PostAsync("/reset", ("token", "7KQ2-MPXD-7KQ2-MPXD"), ("password", "a long pass phrase"));
        await guesser.GetAsync("/reset?token=7KQ2-MPXD-7KQ2-MPXE");
        await guesser.PostAsync("/join", ("code", "7KQ2-MPXD"), ("name", "Eve"), ("login", "eve"), ("password", "a long pass phrase"));
        await guesser.GetAsync("/setup?token=7KQ2MPXD7KQ2MPXD");
        foreach (var log in Logs(site))
        {
            foreach (var purpose in new[] { "a new password", "joining", "the first owner" })
                await Eventually.TrueAsync(() => Lines(log, $"A code for {purpose} from 127.0.0.1 did not work").Count() == 1);
            Assert.DoesNotContain("7KQ2", Read(log), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Bodies_that_are_refused_outside_every_limit_have_one_line()
    {
        await using var site = await Site.StartWithClockAsync();
        for (var i = 0; i < 30; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/login") { Content = new StringContent(new string('a', 200_000)) };
            request.Content.Headers.ContentType = new("application/x-www-form-urlencoded");
            request.Headers.Add("Origin", site.Address.GetLeftPart(UriPartial.Authority));
            using var response = await site.Client.SendAsync(request);
            Assert.InRange((int)response.StatusCode, 400, 413);
        }
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        await Eventually.TrueAsync(() => Read(site.LogPath).Contains(
            "30 requests of 127.0.0.1 at account.login were refused", StringComparison.Ordinal));
        Assert.Single(Lines(site.LogPath, "POST /login refused with"));
    }

    [Fact]
    public async Task A_guess_costs_the_database_nothing()
    {
        await using var site = await Site.StartAsync(("RATELIMIT_PAGES", "3 per day"));
        using (var db = site.OpenDatabase()) db.Add(Seed.Pupil("ada"));
        var before = Dump.Of(site);
        await new Person(site).SignInAsync("ada", "guess");
        for (var i = 0; i < 10; i++) await site.GetAsync("/");
        await site.SendAsync(HttpMethod.Post, "/login", ("Origin", "https://evil.example"));
        await Eventually.TrueAsync(() => Lines(SecurityLog(site), "evil.example").Any());
        Assert.Equal(before, Dump.Of(site));
    }

    [Fact]
    public async Task Debug_says_what_happens_and_every_logger_has_a_name_of_one_style()
    {
        await using var site = await Site.StartAsync(("LOG_LEVEL", "debug"), ("LOG_SQL", "true"), ("RATELIMIT_PAGES", "20 per day"));
        var ada = site.Visit(Seed.Pupil("ada"));
        await ada.GetAsync("/account");
        await ada.PostAsync("/logout");
        await site.GetAsync("/", ("X-Forwarded-For", "192.0.2.7"));
        for (var i = 0; i < 25; i++) await site.GetAsync("/about");
        foreach (var said in new[]
        {
            $"- mathsoc.requests - DEBUG - GET account.show begins for member {ada.MemberId} at 127.0.0.1",
            "GET home begins for a visitor at 192.0.2.7", "A session was looked up in the database", "- mathsoc.sql - INFO - SELECT",
        })
            await Eventually.TrueAsync(() => Lines(site.LogPath, said).Any());
        Assert.All(File.ReadAllLines(site.LogPath).Where(line => line.StartsWith("20", StringComparison.Ordinal)),
            line => Assert.Matches(@"^[\d-]+ [\d:,]+ - mathsoc(\.[a-z]+)+ - [A-Z]+ - ", line));
    }

    private static string SecurityLog(Site site) => Path.Combine(site.Folder, "security.log");

    private static string[] Logs(Site site) => [site.LogPath, SecurityLog(site)];

    private static string Read(string log) => File.Exists(log) ? File.ReadAllText(log) : "";

    private static IEnumerable<string> Lines(string log, string words) =>
        Read(log).Split('\n').Where(line => line.Contains(words, StringComparison.Ordinal));
}
