// Limits as a visitor meets them: headers on every counted answer, 429 with Retry-After, one line in the log, and probes never counted.
using System.Net;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class RateLimitTests
{
    [Fact]
    public async Task Page_views_above_the_limit_are_refused_until_the_window_ends()
    {
        await using var site = await Site.StartWithClockAsync(("RATELIMIT_PAGES", "3 per minute"));
        for (var left = 2; left >= 0; left--)
        {
            var page = await site.GetAsync("/");
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
            Assert.Equal("3", page.Headers.GetValues("X-RateLimit-Limit").Single());
            Assert.Equal($"{left}", page.Headers.GetValues("X-RateLimit-Remaining").Single());
            Assert.Equal($"{site.Clock.GetUtcNow().ToUnixTimeSeconds() + 60}", page.Headers.GetValues("X-RateLimit-Reset").Single());
        }
        site.Clock.Advance(TimeSpan.FromSeconds(20));
        var refused = await site.GetAsync("/");
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal("40", refused.Headers.GetValues("Retry-After").Single());
        site.Clock.Advance(TimeSpan.FromSeconds(40));
        Assert.Equal(HttpStatusCode.OK, (await site.GetAsync("/")).StatusCode);
    }

    [Theory]
    [InlineData("192.168.1.1")]
    [InlineData("::ffff:192.168.1.1")]
    public async Task A_refusal_is_logged_with_the_limit_and_the_address(string client)
    {
        await using var site = await Site.StartAsync(("RATELIMIT_PAGES", "1 per day"), ("TRUSTED_PROXIES", "127.0.0.1"));
        await site.GetAsync("/", ("X-Forwarded-For", client));
        Assert.Equal(HttpStatusCode.TooManyRequests, (await site.GetAsync("/", ("X-Forwarded-For", client))).StatusCode);
        await Eventually.TrueAsync(() => File.Exists(site.LogPath)
            && File.ReadAllText(site.LogPath).Contains(
                " - WARNING - ratelimit 1 per 1 day (192.168.1.1) exceeded at endpoint: home", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Probes_are_never_limited()
    {
        await using var site = await Site.StartAsync(("RATELIMIT_PAGES", "1 per day"), ("RATELIMIT_DEFAULT", "1 per day"));
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await site.GetAsync("/healthz")).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await site.GetAsync("/readyz")).StatusCode);
        }
    }

    [Fact]
    public async Task The_theme_is_part_of_a_page_and_no_page_view()
    {
        await using var site = await Site.StartAsync(("RATELIMIT_PAGES", "1 per day"));
        for (var i = 0; i < 3; i++)
        {
            var theme = await site.GetAsync("/theme.css");
            Assert.Equal(HttpStatusCode.OK, theme.StatusCode);
            Assert.False(theme.Headers.Contains("X-RateLimit-Limit"));
        }
        Assert.Equal(HttpStatusCode.OK, (await site.GetAsync("/")).StatusCode);
    }

    [Fact]
    public async Task Requests_that_are_not_page_views_count_by_the_default_limit()
    {
        await using var site = await Site.StartAsync(("RATELIMIT_DEFAULT", "2 per day"));
        for (var i = 0; i < 2; i++) await site.SendAsync(HttpMethod.Post, "/", ("Sec-Fetch-Site", "same-origin"));
        Assert.Equal(HttpStatusCode.TooManyRequests,
            (await site.SendAsync(HttpMethod.Post, "/", ("Sec-Fetch-Site", "same-origin"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await site.GetAsync("/")).StatusCode);
    }

    [Fact]
    public async Task A_forged_forwarding_header_from_an_untrusted_peer_does_not_reset_the_count()
    {
        await using var site = await Site.StartAsync(("RATELIMIT_PAGES", "2 per day"), ("TRUSTED_PROXIES", "10.0.0.0/8"));
        for (var i = 0; i < 2; i++) await site.GetAsync("/", ("X-Forwarded-For", $"203.0.113.{i}"));
        Assert.Equal(HttpStatusCode.TooManyRequests, (await site.GetAsync("/", ("X-Forwarded-For", "203.0.113.9"))).StatusCode);
    }

    [Fact]
    public async Task Where_no_proxy_is_trusted_no_forwarded_address_is_believed()
    {
        await using var site = await Site.StartAsync(("RATELIMIT_PAGES", "2 per day"), ("TRUSTED_PROXIES", ""));
        for (var i = 0; i < 2; i++) await site.GetAsync("/", ("X-Forwarded-For", $"203.0.113.{i}"));
        Assert.Equal(HttpStatusCode.TooManyRequests, (await site.GetAsync("/", ("X-Forwarded-For", "203.0.113.9"))).StatusCode);
    }

    [Fact]
    public async Task The_left_most_forwarded_address_is_the_clients_own_choice_and_is_not_believed()
    {
        await using var site = await Site.StartAsync(("RATELIMIT_PAGES", "2 per day"));
        for (var i = 0; i < 2; i++) await site.GetAsync("/", ("X-Forwarded-For", $"198.51.100.{i}, 203.0.113.7"));
        Assert.Equal(HttpStatusCode.TooManyRequests,
            (await site.GetAsync("/", ("X-Forwarded-For", "198.51.100.99, 203.0.113.7"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await site.GetAsync("/", ("X-Forwarded-For", "203.0.113.7, 203.0.113.8"))).StatusCode);
    }

    [Fact]
    public async Task Limits_can_be_switched_off()
    {
        await using var site = await Site.StartAsync(("RATELIMIT_ENABLED", "false"), ("RATELIMIT_PAGES", "1 per day"));
        for (var i = 0; i < 5; i++)
        {
            var page = await site.GetAsync("/");
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
            Assert.False(page.Headers.Contains("X-RateLimit-Limit"));
        }
    }
}
