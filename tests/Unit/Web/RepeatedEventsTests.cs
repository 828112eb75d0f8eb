// What can be caused at will: one line for the first, one with the count, and memory that is bounded however many clients there are.
using MathsSoc.Tests.Support;
using MathsSoc.Web;
using Microsoft.Extensions.Logging;

namespace MathsSoc.Tests.Unit.Web;

public sealed class RepeatedEventsTests : IDisposable
{
    private readonly ManualClock clock = new();
    private readonly List<string> lines = [];
    private readonly RepeatedEvents events;

    public RepeatedEventsTests() => events = new RepeatedEvents(clock, new LineLog(lines));

    public void Dispose() => events.Dispose();

    private long Now => clock.GetUtcNow().ToUnixTimeSeconds();

    [Fact]
    public void The_first_is_told_and_the_count_when_the_window_has_ended()
    {
        for (var i = 0; i < 500; i++) Assert.Equal(i == 0, Tell("a", Now + 60));
        Tell("b", Now + 60);
        events.EndWindows(Now + 59);
        Assert.Empty(lines);
        events.EndWindows(Now + 60);
        // One that happened once has its line already.
        Assert.Equal(["a: 500"], lines);
        Assert.Equal(0, events.Count);
        events.EndWindows(Now + 120);
        Assert.Equal(["a: 500"], lines);
    }

    [Fact]
    public void A_new_window_begins_with_a_line_of_its_own_after_the_old_ones_count()
    {
        Assert.True(Tell("a", Now + 60));
        Assert.False(Tell("a", Now + 60));
        Assert.True(Tell("a", Now + 120));
        Assert.Equal(["a: 2"], lines);
    }

    [Fact]
    public async Task Nobody_has_to_ask_for_the_count()
    {
        Tell("a", Now + 60);
        Tell("a", Now + 60);
        clock.Advance(TimeSpan.FromMinutes(1));
        await Eventually.TrueAsync(() => { lock (lines) return lines.Count == 1; });
    }

    [Fact]
    public void At_the_end_every_count_is_told()
    {
        for (var i = 0; i < 3; i++) Tell("a", Now + 86_400);
        events.EndAll();
        Assert.Equal(["a: 3"], lines);
    }

    [Fact]
    public void However_many_clients_there_are_a_thousand_have_lines_and_the_rest_one_count()
    {
        var told = 0;
        for (var i = 0; i < 50_000; i++)
            if (Tell($"client {i}", Now + 3600)) told++;
        Assert.Equal(RepeatedEvents.MaxKinds, told);
        Assert.Equal(RepeatedEvents.MaxKinds, events.Count);
        events.EndWindows(Now + 60);
        Assert.StartsWith($"{50_000 - RepeatedEvents.MaxKinds} more events", Assert.Single(lines), StringComparison.Ordinal);
    }

    private bool Tell(string kind, long endsAt) => events.IsFirst(kind, endsAt, count => { lock (lines) lines.Add($"{kind}: {count}"); });

    private sealed class LineLog(List<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel level) => true;

        public void Log<TState>(LogLevel level, EventId id, TState state, Exception? exception, Func<TState, Exception?, string> format)
        {
            lock (lines) lines.Add(format(state, exception));
        }
    }
}
