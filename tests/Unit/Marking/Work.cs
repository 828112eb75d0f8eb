// The cost of a piece of marking: processor time of this thread, which other programs on the machine do not lengthen, and bytes.
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace MathsSoc.Tests.Unit.Marking;

internal static class Work
{
    private const int ThreadCpuTime = 3; // CLOCK_THREAD_CPUTIME_ID

    /// <summary>Processor microseconds and allocated bytes of one run; elsewhere than on Linux, elapsed time.</summary>
    public static (double Micros, long Bytes) Of(Action run)
    {
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        var start = Micros();
        run();
        var micros = Micros() - start;
        return (micros, GC.GetAllocatedBytesForCurrentThread() - bytes);
    }

    private static double Micros() => OperatingSystem.IsLinux() && ClockGetTime(ThreadCpuTime, out var time) == 0
        ? time.Seconds * 1e6 + time.Nanoseconds / 1e3
        : Stopwatch.GetTimestamp() * 1e6 / Stopwatch.Frequency;

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    [DllImport("libc", EntryPoint = "clock_gettime")]
    private static extern int ClockGetTime(int clock, out TimeSpec time);
}
