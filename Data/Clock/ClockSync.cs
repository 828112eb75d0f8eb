// Whether the system says that its clock is set from the network: by systemd-timesyncd's file, or by the kernel where it may be asked.
using System.Runtime.InteropServices;

namespace MathsSoc.Data;

/// <summary>Asks the system about its clock.</summary>
/// <param name="stampPath">The file that systemd-timesyncd touches whenever it has set or checked the clock.</param>
public sealed partial class ClockSync(string stampPath = ClockSync.StampPath)
{
    /// <summary>Where systemd-timesyncd keeps its file; the folder is emptied when the computer starts.</summary>
    public const string StampPath = "/run/systemd/timesync/synchronized";

    // systemd-timesyncd asks the network every 34 minutes at the latest (PollIntervalMaxSec); one question may go unanswered.
    private const long MaxAge = 70 * 60;

    // The file is touched by the same clock, so it is never newer than now; this much is left for a correction by slewing.
    private const long MaxEarly = 2;

    private const int Unsynchronised = 0x40, ErrorState = 5;

    /// <summary>When the file was touched last, in ticks of UTC; null if there is none.</summary>
    public long? ReadStamp() => File.Exists(stampPath) ? File.GetLastWriteTimeUtc(stampPath).Ticks : null;

    /// <summary>
    /// Whether the system says that the clock at <paramref name="now"/> (unix seconds) is synchronised. A file that was there unchanged
    /// when the clock still was somewhere else (<paramref name="before"/>, null if unknown) says nothing about the clock as it is now.
    /// </summary>
    public bool Says(long now, long? stamp, long? before) => IsFresh(now, stamp, before) || KernelSays(now);

    /// <summary>The same where nothing is known of the file's time before.</summary>
    public bool Says(long now) => Says(now, ReadStamp(), null);

    private static bool IsFresh(long now, long? stamp, long? before)
    {
        if (stamp is not { } ticks || ticks == before) return false;
        var age = now - new DateTimeOffset(ticks, TimeSpan.Zero).ToUnixTimeSeconds();
        return age is >= -MaxEarly and <= MaxAge;
    }

    /// <summary>
    /// adjtimex(2). Setting the clock by hand makes the kernel's answer "unsynchronised", so it is never out of date. The answer holds the
    /// kernel's own time: where this process is shown another one, it is about another clock.
    /// </summary>
    private static unsafe bool KernelSays(long now)
    {
        const int longs = 32, statusOffset = 40, timeOffset = 72; // struct timex on 64-bit Linux has 208 bytes; modes 0 only reads
        var timex = stackalloc long[longs];
        new Span<long>(timex, longs).Clear();
        var state = AdjustTime(timex);
        if (state is < 0 or ErrorState) return false;
        var status = *(int*)((byte*)timex + statusOffset);
        var kernelNow = *(long*)((byte*)timex + timeOffset);
        return (status & Unsynchronised) == 0 && Math.Abs(kernelNow - now) <= MaxEarly;
    }

    [LibraryImport("libc", EntryPoint = "adjtimex")]
    private static unsafe partial int AdjustTime(long* timex);
}
