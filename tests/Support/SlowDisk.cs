// A disk whose every sync takes a set time: a library, compiled when it is first needed, that delays fsync and fdatasync.
using System.Diagnostics;
using System.Globalization;

namespace MathsSoc.Tests.Support;

/// <summary>An ordinary SD card takes about 100 ms to sync, a poor one 250 ms.</summary>
internal static class SlowDisk
{
    private const string Source = """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <stdlib.h>
        #include <unistd.h>
        static void wait_for_disk(void) {
            const char *time = getenv("TEST_SYNC_MILLISECONDS");
            if (time) usleep(1000 * atoi(time));
        }
        int fsync(int file) {
            static int (*real)(int);
            if (!real) real = dlsym(RTLD_NEXT, "fsync");
            wait_for_disk();
            return real(file);
        }
        int fdatasync(int file) {
            static int (*real)(int);
            if (!real) real = dlsym(RTLD_NEXT, "fdatasync");
            wait_for_disk();
            return real(file);
        }
        """;

    /// <summary>The environment of a process whose syncs take this long; the test is skipped without gcc.</summary>
    public static async Task<(string Name, string Value)[]> SettingsAsync(TemporaryFolder folder, int milliseconds)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/gcc"), "gcc, which compiles the library that slows the disk down, is not installed.");
        var (source, library) = (folder["slow.c"], folder["slow.so"]);
        await File.WriteAllTextAsync(source, Source);
        using var gcc = Process.Start("/usr/bin/gcc", ["-shared", "-fPIC", "-o", library, source, "-ldl"]);
        await gcc.WaitForExitAsync();
        Assert.Equal(0, gcc.ExitCode);
        return [("LD_PRELOAD", library), ("TEST_SYNC_MILLISECONDS", milliseconds.ToString(CultureInfo.InvariantCulture))];
    }
}
