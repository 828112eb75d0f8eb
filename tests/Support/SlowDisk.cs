// A disk whose every sync takes a set time, or that hangs: a library, compiled when it is first needed, that delays the system's calls.
using System.Diagnostics;
using System.Globalization;

namespace MathsSoc.Tests.Support;

/// <summary>An ordinary SD card takes about 100 ms to sync, a poor one 250 ms.</summary>
internal static class SlowDisk
{
    /// <summary>The environment of a process whose syncs take this long; the test is skipped without gcc.</summary>
    public static async Task<(string Name, string Value)[]> SettingsAsync(TemporaryFolder folder, int milliseconds) =>
        [await CompileAsync(folder), ("TEST_SYNC_MILLISECONDS", milliseconds.ToString(CultureInfo.InvariantCulture))];

    /// <summary>The environment of a process that gets nothing from its database while the file <paramref name="flag"/> is there.</summary>
    public static async Task<(string Name, string Value)[]> HangingAsync(TemporaryFolder folder, string flag) =>
        [await CompileAsync(folder), ("TEST_HANG_FILE", flag)];

    private static async Task<(string Name, string Value)> CompileAsync(TemporaryFolder folder)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/gcc"), "gcc, which compiles the library that slows the disk down, is not installed.");
        var (source, library) = (Path.Combine(Repository.Root, "bench", "slow-disk.c"), folder["slow-disk.so"]);
        using var gcc = Process.Start("/usr/bin/gcc", ["-shared", "-fPIC", "-o", library, source, "-ldl"]);
        await gcc.WaitForExitAsync();
        Assert.Equal(0, gcc.ExitCode);
        return ("LD_PRELOAD", library);
    }
}
