// What a process that was killed leaves in the data folder: reported by check, removed by the next start, and nothing else with it.
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Cli;

public sealed class LeftoverTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Half_an_upload_is_told_by_check_and_removed_at_the_next_start()
    {
        await Support.Cli.RunAsync("migrate", "--data", folder.Path);
        var uploads = folder["uploads"];
        Directory.CreateDirectory(uploads);
        string[] left = [Path.Combine(uploads, $".{Guid.NewGuid():N}"), folder[".writable-4711"]];
        string[] kept = [Path.Combine(uploads, new string('a', 64)), Path.Combine(uploads, ".keep"), folder[".env"]];
        foreach (var path in left.Concat(kept)) File.WriteAllBytes(path, new byte[1000]);
        // A file that was written just now may be an upload that is arriving.
        Assert.DoesNotContain("leftovers", (await CheckAsync()).Output, StringComparison.Ordinal);
        foreach (var path in left) File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch.AddYears(50));
        Assert.Contains("warn  leftovers   2 files, 2,000 bytes, left by a process that was killed", (await CheckAsync()).Output,
            StringComparison.Ordinal);
        Assert.All(left, path => Assert.True(File.Exists(path)));

        await using (var server = await ServerProcess.StartAsync(folder.Path))
        {
            Assert.All(left, path => Assert.False(File.Exists(path)));
            Assert.All(kept, path => Assert.True(File.Exists(path)));
        }
        Assert.Contains("Removing 2 files, 2,000 bytes, left by a process that was killed", File.ReadAllText(folder["app.log"]),
            StringComparison.Ordinal);
    }

    private Task<CliResult> CheckAsync() => Support.Cli.RunAsync("check", "--port", "0", "--data", folder.Path);
}
