// A clock that stands still until a test moves it.
namespace MathsSoc.Tests.Support;

/// <summary>Starts on a school day: Tuesday 10 November 2026, 09:00 UTC. Timers run on the real clock; only the time of day is set by hand.</summary>
public sealed class ManualClock : TimeProvider
{
    private DateTimeOffset now = new(2026, 11, 10, 9, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => now;

    public void Advance(TimeSpan by) => now += by;
}
