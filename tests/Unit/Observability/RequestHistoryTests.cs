// What the last hour remembers of requests and of the log: bounded, without probes, and without anybody's name.
using MathsSoc.Observability;
using MathsSoc.Tests.Support;
using Microsoft.Extensions.Logging;

namespace MathsSoc.Tests.Unit.Observability;

public sealed class RequestHistoryTests : IDisposable
{
    private readonly ManualClock clock = new();
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

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

    [Fact]
    public void The_last_twenty_problems_are_kept_and_only_numbers_and_our_own_texts_are_shown()
    {
        using var logs = Logs.Open(
            new LogOptions { File = folder["app.log"], AccessLog = "off" }, clock, new MemoryStream(), new MemoryStream());
        var log = logs.For("mathsoc.security");
        log.LogInformation("This is no problem");
        log.LogWarning("Failed login attempt for: {Login} from {ClientIp}", "ada.lovelace", "203.0.113.7");
        log.LogWarning("Wrong password typed by the signed-in member {Member}", 4711);
        log.LogError(new InvalidOperationException("of Ada Lovelace"),
            "The job {Job} failed and is tried again in {Minutes} min", "sweep", 10);
        Assert.Equal(
            [
                "The job sweep failed and is tried again in 10 min (InvalidOperationException)",
                "Wrong password typed by the signed-in member …",
                "Failed login attempt for: … from …",
            ],
            logs.Recent.List().Select(problem => problem.Sentence));
        Assert.Equal([true, false, false], logs.Recent.List().Select(problem => problem.IsError));
        for (var i = 0; i < 30; i++) log.LogWarning("{Number} of them", i);
        Assert.Equal(20, logs.Recent.List().Count);
        Assert.Equal("29 of them", logs.Recent.List()[0].Sentence);
    }
}
