// A clock that does not move until a test moves it.
using System.Globalization;

namespace MathsSoc.Tests.Support;

/// <summary>
/// Starts on a school day: Tuesday 10 November 2026, 09:00 UTC. Timers run on the real clock; only the time of day is set by hand.
/// </summary>
public sealed class ManualClock : TimeProvider
{
    private readonly string? file;
    private DateTimeOffset now = new(2026, 11, 10, 9, 0, 0, TimeSpan.Zero);

    /// <param name="file">A file in which another process reads the time, see <see cref="FakeTime"/>; null for none.</param>
    public ManualClock(string? file = null)
    {
        this.file = file;
        Write();
    }

    public override DateTimeOffset GetUtcNow() => now;

    public void Advance(TimeSpan by)
    {
        now += by;
        Write();
    }

    private void Write()
    {
        if (file is null) return;
        // The file is replaced as a whole, because the other process may read it at any moment.
        File.WriteAllText(file + ".new", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        File.Move(file + ".new", file, overwrite: true);
    }
}
