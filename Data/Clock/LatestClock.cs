// The computer's clock where it runs behind: for names of files that are removed when they are old.
namespace MathsSoc.Data;

/// <summary>
/// Never before <paramref name="known"/>, the newest time that is known to be right. What is named by a clock that is behind would be
/// removed as old when the clock is put right.
/// </summary>
public sealed class LatestClock(DateTimeOffset known) : TimeProvider
{
    /// <param name="known">In unix seconds; null: the computer's clock is all there is.</param>
    public static TimeProvider NotBefore(long? known) =>
        known is { } seconds ? new LatestClock(DateTimeOffset.FromUnixTimeSeconds(seconds)) : System;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() is var now && now > known ? now : known;
}
