// libfaketime, which makes the published binary run on a clock that a test sets.
using System.Globalization;
using System.Runtime.InteropServices;

namespace MathsSoc.Tests.Support;

/// <summary>
/// The library (Debian's package libfaketime) replaces calls of the C library: the time of day comes from a file that a
/// <see cref="ManualClock"/> writes, and does not move until the next write. Timers and timeouts run on the machine's own clock.
/// </summary>
internal static class FakeTime
{
    private static readonly string Machine = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "aarch64" : "x86_64";
    private static readonly string Library = $"/usr/lib/{Machine}-linux-gnu/faketime/libfaketimeMT.so.1";

    public static bool IsInstalled => File.Exists(Library);

    /// <summary>The environment of a program whose time of day is in <paramref name="file"/>, in unix seconds.</summary>
    public static (string Name, string Value)[] Settings(string file) =>
    [
        ("LD_PRELOAD", Library),
        ("FAKETIME_TIMESTAMP_FILE", file),
        ("FAKETIME_FMT", "%s"),
        ("FAKETIME_NO_CACHE", "1"), // a new time takes effect at once
        ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
        ("FAKETIME_FORCE_MONOTONIC_FIX", "0"), // otherwise waits on the monotonic clock end at once, and the runtime's threads spin
        ("NO_FAKE_STAT", "1"), // the times of files stay the system's
    ];

    /// <summary>Removes what the library leaves in shared memory if its program was killed.</summary>
    public static void CleanUp(int process)
    {
        foreach (var name in new[] { "faketime_shm_", "sem.faketime_sem_" })
            File.Delete(string.Create(CultureInfo.InvariantCulture, $"/dev/shm/{name}{process}"));
    }
}
