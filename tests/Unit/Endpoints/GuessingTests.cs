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
    public void Staff_hear_of_a_login_once_an_hour_and_for_a_day()
    {
        var clock = new ManualClock();
        var guessed = new GuessedLogins(clock);
        Assert.Equal([31], Enumerable.Range(1, 100).Where(_ => guessed.Add("ada", "203.0.113.9", 7)));
        for (var i = 0; i < 30; i++) Assert.False(guessed.Add("bob", "203.0.113.9", 8));
        for (var i = 0; i < 31; i++) guessed.Add("nobody", "203.0.113.9", null);
        Assert.Equal([new GuessedLogin(7, "203.0.113.9", clock.GetUtcNow().ToUnixTimeSeconds())], guessed.List(5));
        clock.Advance(TimeSpan.FromHours(1));
        Assert.False(guessed.Add("bob", "203.0.113.9", 8));
        Assert.Single(guessed.List(5));
        clock.Advance(TimeSpan.FromHours(23));
        Assert.Empty(guessed.List(5));
    }

    [Fact]
    public void A_made_up_flood_does_not_hide_who_is_guessed_at()
    {
        var guessed = new GuessedLogins(new ManualClock());
        for (var i = 0; i < 31; i++) guessed.Add("ada", "203.0.113.9", 7);
        var before = GC.GetTotalMemory(true);
        for (var i = 0; i < 100_000; i++) guessed.Add($"login{i}", "203.0.113.9", null);
        Assert.Equal(7, Assert.Single(guessed.List(5)).MemberId);
        Assert.True(GC.GetTotalMemory(true) - before < 12 << 20);
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
