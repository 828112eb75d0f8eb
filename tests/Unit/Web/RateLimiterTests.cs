// The fixed-window engine: counting, refunding, several windows at once, bounded memory; and the strings that describe limits.
using System.Net;
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using MathsSoc.Web;

namespace MathsSoc.Tests.Unit.Web;

public sealed class RateLimiterTests
{
    private readonly ManualClock clock = new();

    [Theory]
    [InlineData("5 per minute", "5 per 1 minute")]
    [InlineData("50/hour", "50 per 1 hour")]
    [InlineData("200 per day;50 per hour", "200 per 1 day|50 per 1 hour")]
    [InlineData("10 per 5 minutes", "10 per 5 minute")]
    [InlineData("3/second", "3 per 1 second")]
    [InlineData("", null)]
    [InlineData("5", null)]
    [InlineData("0 per minute", null)]
    [InlineData("-1 per minute", null)]
    [InlineData("5 per fortnight", null)]
    [InlineData("5 per minute;", null)]
    [InlineData("5 per 0 minutes", null)]
    [InlineData("99999999999 per minute", null)]
    [InlineData("1/second;2/minute;3/hour;4/day;5 per 2 days", null)]
    [InlineData("5 per minute;20 per minute", null)]
    [InlineData("100 per minute;5 per 60 seconds", null)]
    public void A_limit_is_read_as_it_is_written(string text, string? expected)
    {
        var limits = RateLimit.Parse(text);
        Assert.Equal(expected, limits is null ? null : string.Join('|', limits.Select(limit => limit.Words)));
    }

    [Fact]
    public void A_refused_request_costs_nothing_and_a_new_window_starts_at_nought()
    {
        var limiter = new RateLimiter(clock);
        var limits = RateLimit.Parse("2 per minute")!;
        Assert.Equal(1, limiter.Take("a", limits).Remaining);
        Assert.Equal(0, limiter.Take("a", limits).Remaining);
        for (var i = 0; i < 10; i++) Assert.True(limiter.Take("a", limits).Refused);
        Assert.False(limiter.Take("b", limits).Refused);
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, limiter.Take("a", limits).Remaining);
    }

    [Fact]
    public void Of_two_windows_the_one_that_refuses_longest_is_told()
    {
        var limiter = new RateLimiter(clock);
        var limits = RateLimit.Parse("2 per minute;3 per hour")!;
        limiter.Take("a", limits);
        limiter.Take("a", limits);
        Assert.Equal("2 per 1 minute", limiter.Take("a", limits).Limit.Words);
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.False(limiter.Take("a", limits).Refused);
        clock.Advance(TimeSpan.FromMinutes(1));
        var refused = limiter.Take("a", limits);
        Assert.True(refused.Refused);
        Assert.Equal("3 per 1 hour", refused.Limit.Words);
        Assert.Equal(0, refused.ResetAt % 3600);
    }

    [Fact]
    public void A_refund_gives_the_request_back()
    {
        var limiter = new RateLimiter(clock);
        var limits = RateLimit.Parse("1 per hour")!;
        Assert.False(limiter.Take("a", limits).Refused);
        limiter.Refund("a", limits);
        Assert.False(limiter.Take("a", limits).Refused);
        Assert.True(limiter.Take("a", limits).Refused);
        limiter.Refund("nobody", limits);
        Assert.True(limiter.Take("a", limits).Refused);
    }

    [Fact]
    public void Asking_counts_nothing()
    {
        var limiter = new RateLimiter(clock);
        var limits = RateLimit.Parse("1 per hour")!;
        for (var i = 0; i < 3; i++) Assert.False(limiter.Take("a", limits, isCounted: false).Refused);
        limiter.Take("a", limits);
        Assert.True(limiter.Take("a", limits, isCounted: false).Refused);
    }

    [Fact]
    public void Different_items_count_once_in_each_window_and_can_be_taken_back()
    {
        var limiter = new RateLimiter(clock);
        var limits = RateLimit.Parse("2 per minute;3 per hour")!;
        for (var i = 0; i < 9; i++) limiter.CountOnce("school", "ada", limits);
        Assert.False(limiter.Take("school", limits, isCounted: false).Refused);
        limiter.CountOnce("school", "bob", limits);
        Assert.True(limiter.Take("school", limits, isCounted: false).Refused);
        for (var i = 0; i < 2; i++) limiter.Uncount("school", "bob", limits);
        Assert.Equal(1, limiter.Take("school", limits, isCounted: false).Remaining);
        // In the next minute they count again there, but not again in the hour.
        clock.Advance(TimeSpan.FromMinutes(1));
        foreach (var login in new[] { "ada", "bob" }) limiter.CountOnce("school", login, limits);
        Assert.Equal("2 per 1 minute", limiter.Take("school", limits, isCounted: false).Limit.Words);
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal((1, "3 per 1 hour"), (limiter.Take("school", limits, isCounted: false).Remaining,
            limiter.Take("school", limits, isCounted: false).Limit.Words));
        limiter.CountOnce("school", "cy", limits);
        Assert.True(limiter.Take("school", limits, isCounted: false).Refused);
    }

    [Fact]
    public void Memory_is_bounded_however_many_addresses_come_and_the_busiest_are_kept()
    {
        var limiter = new RateLimiter(clock);
        var limits = RateLimit.Parse("5 per day")!;
        for (var i = 0; i < 5; i++) limiter.Take("busy", limits);
        for (var i = 0; i < 250_000; i++) limiter.Take("visitor " + i, limits);
        Assert.InRange(limiter.Count, 1, 100_001);
        Assert.True(limiter.Take("busy", limits).Refused);
    }

    [Fact]
    public async Task Requests_at_the_same_moment_never_exceed_the_limit()
    {
        var limiter = new RateLimiter(clock);
        var limits = RateLimit.Parse("100 per hour")!;
        var allowed = 0;
        await Parallel.ForAsync(0, 5000, (_, _) =>
        {
            if (!limiter.Take("a", limits).Refused) Interlocked.Increment(ref allowed);
            return ValueTask.CompletedTask;
        });
        Assert.Equal(100, allowed);
    }

    [Theory]
    [InlineData("192.168.1.1", "192.168.1.1")]
    [InlineData("::ffff:192.168.1.1", "192.168.1.1")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64")]
    public void An_ipv6_household_is_one_client(string address, string client) =>
        Assert.Equal(client, RateLimitGate.ClientOf(IPAddress.Parse(address)));
}
