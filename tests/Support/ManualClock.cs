// A clock that does not move until a test moves it.
using System.Globalization;

namespace MathsSoc.Tests.Support;

/// <summary>
/// Starts on a school day: Tuesday 10 November 2026, 09:00 UTC. Timers and the monotonic clock run as the machine's do; the time of day is
/// set by hand.
/// </summary>
public sealed class ManualClock : TimeProvider
{
    private readonly string? file;
    // Requests of one test that run at once may each move it.
    private readonly Lock moving = new();
    private TimeSpan ran;
    private DateTimeOffset now = new(2026, 11, 10, 9, 0, 0, TimeSpan.Zero);

    /// <param name="file">A file in which another process reads the time, see <see cref="FakeTime"/>; null for none.</param>
    public ManualClock(string? file = null)
    {
        this.file = file;
        Write();
    }

    public override DateTimeOffset GetUtcNow() => now;

    public override long GetTimestamp() => System.GetTimestamp() + (long)(ran.TotalSeconds * TimestampFrequency);

    /// <summary>Sets the time of day only, as somebody does who sets the clock.</summary>
    public void Advance(TimeSpan by)
    {
        lock (moving)
        {
            now += by;
            Write();
        }
    }

    /// <summary>Sets the time of day only.</summary>
    public void SetTo(DateTimeOffset time) => Advance(time - now);

    /// <summary>Lets time pass: the time of day and the monotonic clock move together. Only in process.</summary>
    public void Run(TimeSpan time)
    {
        ran += time;
        Advance(time);
    }

    private void Write()
    {
        if (file is null) return;
        // The file is replaced as a whole, because the other process may read it at any moment.
        File.WriteAllText(file + ".new", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        File.Move(file + ".new", file, overwrite: true);
    }
}
