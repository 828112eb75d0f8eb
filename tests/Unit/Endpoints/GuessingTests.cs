// Ten thousand guesses against the limiter and the growing delay, with a clock that is set by hand.
using MathsSoc.Data;
using MathsSoc.Endpoints;
using MathsSoc.Tests.Support;
using MathsSoc.Web;

namespace MathsSoc.Tests.Unit.Endpoints;

public sealed class GuessingTests
{
    private static readonly IReadOnlyList<RateLimit> Login = RateLimit.Parse("5 per minute;20 per hour")!;

    [Fact]
    public void Of_ten_thousand_guesses_in_a_day_from_one_address_twenty_an_hour_are_looked_at()
    {
        var clock = new ManualClock();
        var limiter = new RateLimiter(clock);
        var tried = 0;
        for (var i = 0; i < 10_000; i++)
        {
            if (!limiter.Take("login ada 203.0.113.9", Login).Refused) tried++;
            clock.Advance(TimeSpan.FromSeconds(8.64));
        }
        Assert.Equal(24 * 20, tried);
    }

    [Fact]
    public void Signing_in_rightly_ten_thousand_times_is_never_refused()
    {
        var limiter = new RateLimiter(new ManualClock());
        for (var i = 0; i < 10_000; i++)
        {
            Assert.False(limiter.Take("login ada 203.0.113.9", Login).Refused);
            limiter.Refund("login ada 203.0.113.9", Login);
        }
    }

    [Fact]
    public void Guesses_from_everywhere_slow_an_account_down_to_five_seconds_and_no_further()
    {
        var clock = new ManualClock();
        var delays = new SignInDelays(clock);
        var seen = new List<double>();
        for (var i = 0; i < 10_000; i++)
        {
            seen.Add(delays.DelayOf("ada").TotalSeconds);
            delays.Fail("ada");
        }
        Assert.Equal([0, 0, 0, 0.5, 1, 2, 4, 5, 5], seen.Take(9));
        Assert.Equal(5, seen.Max());
        Assert.Equal(TimeSpan.Zero, delays.DelayOf("bob"));
        delays.Succeed("ada");
        Assert.Equal(TimeSpan.Zero, delays.DelayOf("ada"));
    }

    [Fact]
    public void A_quarter_of_an_hour_later_the_delay_is_forgotten()
    {
        var clock = new ManualClock();
        var delays = new SignInDelays(clock);
        for (var i = 0; i < 10; i++) delays.Fail("ada");
        clock.Advance(TimeSpan.FromMinutes(16));
        Assert.Equal(TimeSpan.Zero, delays.DelayOf("ada"));
    }

    [Fact]
    public void Guesses_at_a_hundred_thousand_logins_do_not_fill_the_memory()
    {
        var delays = new SignInDelays(new ManualClock());
        var before = GC.GetTotalMemory(true);
        for (var i = 0; i < 100_000; i++) delays.Fail($"login{i}");
        Assert.True(GC.GetTotalMemory(true) - before < 12 << 20);
    }
}
