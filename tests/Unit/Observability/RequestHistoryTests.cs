// What the last hour remembers of requests: bounded, and without probes.
using MathsSoc.Observability;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Unit.Observability;

public sealed class RequestHistoryTests
{
    private readonly ManualClock clock = new();

    [Fact]
    public void Minutes_have_their_requests_errors_and_times_and_an_hour_later_none()
    {
        var history = new RequestHistory(clock);
        for (var i = 1; i <= 20; i++) history.Add("/challenges/{id}", i == 20 ? 500 : 200, TimeSpan.FromMilliseconds(i));
        history.Add("unmatched", 404, TimeSpan.FromSeconds(9));
        history.Add("/healthz", 200, TimeSpan.FromSeconds(9));
        clock.Advance(TimeSpan.FromMinutes(59));
        var minutes = history.ListMinutes();
        Assert.Equal(60, minutes.Count);
        Assert.Equal((21, 1), (minutes[0].Requests, minutes[0].Errors));
        Assert.InRange(minutes[0].P95!.Value, 0.015, 0.020);
        Assert.All(minutes.Skip(1), minute => Assert.Equal((0, 0, (double?)null), (minute.Requests, minute.Errors, minute.P95)));
        var slowest = Assert.Single(history.ListSlowest(10));
        Assert.Equal(("/challenges/{id}", 20, 0.02), (slowest.Route, slowest.Requests, slowest.Longest));
        clock.Advance(TimeSpan.FromMinutes(12));
        Assert.All(history.ListMinutes(), minute => Assert.Equal(0, minute.Requests));
        Assert.Empty(history.ListSlowest(10));
    }

    [Fact]
    public void A_clock_at_its_very_beginning_is_no_reason_to_fail()
    {
        clock.SetTo(DateTimeOffset.UnixEpoch.AddMinutes(5));
        var history = new RequestHistory(clock);
        history.Add("/about", 200, TimeSpan.FromMilliseconds(1));
        Assert.Equal((60, 1), (history.ListMinutes().Count, history.ListMinutes()[^1].Requests));
    }

    [Fact]
    public void The_slowest_come_first_and_only_so_many()
    {
        var history = new RequestHistory(clock);
        for (var i = 1; i <= 30; i++) history.Add($"/route/{i}", 200, TimeSpan.FromMilliseconds(i * 100));
        Assert.Equal(["/route/30", "/route/29", "/route/28"], history.ListSlowest(3).Select(route => route.Route));
    }
}
