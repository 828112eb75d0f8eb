// Figures that are read aside: a disk that hangs costs no caller more than its limit, and the last value stays.
using System.Diagnostics;
using MathsSoc.Observability;
using Microsoft.Extensions.Logging.Abstractions;

namespace MathsSoc.Tests.Unit.Observability;

public sealed class ReadingTests
{
    [Fact]
    public async Task A_reading_that_hangs_leaves_the_last_value_and_holds_nobody_up()
    {
        var (reads, hangs) = (0, false);
        using var release = new ManualResetEventSlim();
        var reading = new Reading<string>("test", () =>
        {
            var number = Interlocked.Increment(ref reads);
            if (hangs) release.Wait();
            return $"value {number}";
        }, freshMilliseconds: 0, NullLogger.Instance);
        Assert.Null(reading.Last);
        Assert.True(await reading.RefreshAsync(5000));
        Assert.Equal("value 1", reading.Last);

        hangs = true;
        Assert.False(await reading.RefreshAsync(50));
        // From now on nobody waits: two hundred callers would otherwise take ten seconds.
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < 200; i++) Assert.False(await reading.RefreshAsync(40));
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 5);
        Assert.Equal(("value 1", 2), (reading.Last, reads));

        hangs = false;
        release.Set();
        Assert.True(await reading.RefreshAsync(5000));
        await Support.Eventually.TrueAsync(async () => await reading.RefreshAsync(5000) && reading.Last == $"value {reads}" && reads > 2);
    }

    [Fact]
    public async Task A_value_is_used_while_it_is_fresh_and_a_failure_keeps_it()
    {
        var reads = 0;
        var fresh = new Reading<string>("test", () => $"{++reads}", freshMilliseconds: 60_000, NullLogger.Instance);
        for (var i = 0; i < 5; i++) Assert.True(await fresh.RefreshAsync(5000));
        Assert.Equal(1, reads);

        var works = true;
        var failing = new Reading<string>(
            "test", () => works ? "known" : throw new InvalidOperationException("bug"), freshMilliseconds: 0, NullLogger.Instance);
        await failing.RefreshAsync(5000);
        works = false;
        Assert.True(await failing.RefreshAsync(5000));
        Assert.Equal("known", failing.Last);
    }
}
