// The published binary as a release: one file that needs nothing beside it. tests/run publishes it; elsewhere these tests are skipped.
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Cli;

public sealed partial class ReleaseTests
{
    private const long MaxBytes = 25_000_000;

    private static string Binary
    {
        get
        {
            Assert.SkipUnless(Site.IsBinary, "It looks at the published binary, which MATHSOC_TEST_BINARY names; tests/run publishes one.");
            return Path.GetFullPath(ServerProcess.Binary);
        }
    }

    [Fact]
    public void It_is_one_executable_with_its_checksum_and_its_package_and_nothing_beside()
    {
        var folder = Path.GetDirectoryName(Binary)!;
        var names = Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal);
        Assert.Collection(names,
            name => Assert.Equal("mathsoc", name),
            name => Assert.Equal("mathsoc.sha256", name),
            name => Assert.Matches(@"^mathsoc_\d+\.\d+\.\d+_(amd64|arm64)\.deb$", name));
        Assert.True(File.GetUnixFileMode(Binary).HasFlag(UnixFileMode.UserExecute));
        var hash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Binary)));
        Assert.Equal($"{hash}  mathsoc\n", File.ReadAllText(Binary + ".sha256"));
    }

    [Fact]
    public void It_is_no_larger_than_the_budget()
    {
        var bytes = new FileInfo(Binary).Length;
        Assert.True(bytes <= MaxBytes, $"{bytes} bytes, {bytes - MaxBytes} more than the budget");
    }

    [Fact]
    public async Task It_runs_alone_in_an_empty_folder()
    {
        using var folder = new TemporaryFolder();
        var copy = folder["mathsoc"];
        File.Copy(Binary, copy);
        using var process = Process.Start(ServerProcess.MakeStart(copy, ["version"]))!;
        var line = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        // "native": there is no just-in-time compiler; SQLite is the one that the publish compiled.
        Assert.Matches(@"^mathsoc \d+\.\d+\.\d+ \([0-9a-f]{12}\), \.NET 10\.\d+\.\d+ native linux-(x64|arm64), "
            + @"SQLite 3\.5[3-9]\.\d+, schema \d+\n$", line);
    }

    [Fact]
    public void It_needs_only_the_C_library_and_one_that_Debian_12_has()
    {
        var (libraries, glibc) = ReadDependencies(Binary);
        Assert.All(libraries, name => Assert.Matches(@"^(libc|libm|libdl|libpthread|librt|ld-linux-[a-z0-9-]+)\.so\.\d+$", name));
        Assert.NotEmpty(glibc);
        Assert.True(glibc.Max() <= new Version(2, 34), $"it asks for glibc {glibc.Max()}");
    }

    private static (List<string> Libraries, List<Version> Glibc) ReadDependencies(string binary)
    {
        using var process = Process.Start(new ProcessStartInfo("objdump", ["-p", binary]) { RedirectStandardOutput = true })!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (
            [.. NeededLine().Matches(text).Select(match => match.Groups[1].Value)],
            [.. GlibcVersion().Matches(text).Select(match => new Version(match.Groups[1].Value))]);
    }

    [GeneratedRegex(@"^\s+NEEDED\s+(\S+)$", RegexOptions.Multiline)]
    private static partial Regex NeededLine();

    [GeneratedRegex(@"\bGLIBC_(\d+\.\d+)")]
    private static partial Regex GlibcVersion();
}
