// A site whose files belong to somebody else, a full disk at the start, and a machine without OpenSSL: one sentence each, exit 69.
using System.Diagnostics;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Cli;

public sealed class OwnerTests : IDisposable
{
    private const string Nobody = "65534";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("mathsoc.lock")]
    [InlineData("app.log")]
    [InlineData("security.log")]
    [InlineData("uploads")]
    [InlineData("mathsoc.db")]
    [InlineData("mathsoc.db-wal")]
    public async Task Files_that_root_left_behind_are_told_with_the_command_that_puts_them_right(string name)
    {
        await SkipUnlessRoot();
        await GiveAway();
        if (name == "uploads") Directory.CreateDirectory(folder[name]);
        else if (!File.Exists(folder[name])) File.WriteAllText(folder[name], "");
        // As the program makes them: nobody else may even look into the folder.
        Chmod(folder[name], name == "uploads" ? "700" : "640");
        await RunRootAsync("chown", "0:0", folder[name]);

        var serve = await RunAsNobodyAsync("serve", "--port", "0", "--data", folder.Path);
        Assert.Equal(69, serve.Code);
        var sentence = Assert.Single(serve.Errors.TrimEnd('\n').Split('\n'));
        Assert.StartsWith($"mathsoc: {name} in {folder.Path} belongs to root, and this process runs as nobody. As root: chown -R nobody: "
            + folder.Path, sentence, StringComparison.Ordinal);
        foreach (var check in new[]
        {
            await RunAsNobodyAsync("check", "--port", "0", "--data", folder.Path),
            await Support.Cli.RunAsync("check", "--port", "0", "--data", folder.Path),
        })
        {
            Assert.Equal(1, check.Code);
            Assert.Matches($"(?m)^fail  owners +{name} .*chown -R nobody: ", check.Output);
        }
        await RunRootAsync("chown", "-R", "nobody:", folder.Path);
        Assert.Equal(0, (await RunAsNobodyAsync("migrate", "--data", folder.Path)).Code);
    }

    [Fact]
    public async Task A_file_that_its_own_user_may_not_write_is_told_with_chmod()
    {
        await SkipUnlessRoot();
        await GiveAway();
        Chmod(folder["mathsoc.db"], "440");
        var result = await RunAsNobodyAsync("serve", "--port", "0", "--data", folder.Path);
        Assert.Equal(69, result.Code);
        Assert.Contains($"chmod -R u+rwX {folder.Path}", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_warns_of_files_that_everybody_may_read()
    {
        await Support.Cli.RunAsync("migrate", "--data", folder.Path);
        Assert.Matches("(?m)^ok    modes ", (await Support.Cli.RunAsync("check", "--port", "0", "--data", folder.Path)).Output);
        Chmod(folder["mathsoc.db"], "644");
        Assert.Matches("(?m)^warn  modes .*mathsoc.db: chmod -R o-rwx ",
            (await Support.Cli.RunAsync("check", "--port", "0", "--data", folder.Path)).Output);
    }

    [Fact]
    public async Task A_full_disk_is_not_taken_for_another_server()
    {
        await SkipUnlessMounts();
        var data = folder["data"];
        Directory.CreateDirectory(data);
        var result = await Support.Cli.RunAsync(ServerProcess.MakeStart("/usr/bin/unshare", ["-m", "sh", "-c",
            $"mount -t tmpfs -o size=64k tmpfs '{data}' && dd if=/dev/zero of='{data}/fill' bs=4096 count=16 2>/dev/null; "
            + $"exec '{ServerProcess.Binary}' serve --data '{data}' --port 0"]), "");
        Assert.Equal(69, result.Code);
        Assert.Contains("full", result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("already served", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_openssl_there_is_one_sentence()
    {
        await SkipUnlessMounts();
        var libraries = Directory.GetDirectories("/usr/lib", "*-linux-gnu").SelectMany(
            place => Directory.GetFiles(place, "libssl.so*")).ToList();
        Assert.SkipWhen(libraries.Count == 0, "libssl is not in Debian's place.");
        var hide = string.Join(" && ", libraries.Select(path => $"mount --bind /dev/null '{path}'"));
        foreach (var verb in new[] { "serve --port 0", "check", "version" })
        {
            var result = await Support.Cli.RunAsync(ServerProcess.MakeStart("/usr/bin/unshare", ["-m", "sh", "-c",
                $"{hide} && exec '{ServerProcess.Binary}' {verb} --data '{folder.Path}'"]), "");
            Assert.True(result.Code == 69, $"{verb}: {result.Code} {result.Output}{result.Errors}");
            Assert.Equal("", result.Output);
            Assert.Contains("libssl3", Assert.Single(result.Errors.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
        }
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    /// <summary>Makes a site that belongs to the user nobody.</summary>
    private async Task GiveAway()
    {
        await Support.Cli.RunAsync("migrate", "--data", folder.Path);
        await RunRootAsync("chown", "-R", $"{Nobody}:{Nobody}", folder.Path);
        Chmod(folder.Path, "750");
    }

    private static void Chmod(string path, string mode) => File.SetUnixFileMode(path, (UnixFileMode)Convert.ToInt32(mode, 8));

    private static Task<CliResult> RunAsNobodyAsync(params string[] args) => Support.Cli.RunAsync(ServerProcess.MakeStart(
        "/usr/bin/setpriv", ["--reuid", Nobody, "--regid", Nobody, "--clear-groups", ServerProcess.Binary, .. args]), "");

    private static async Task RunRootAsync(string command, params string[] args) =>
        Assert.Equal(0, (await Support.Cli.RunAsync(ServerProcess.MakeStart("/usr/bin/env", [command, .. args]), "")).Code);

    private static async Task SkipUnlessRoot()
    {
        var isRoot = Environment.UserName == "root" && File.Exists("/usr/bin/setpriv");
        Assert.SkipUnless(isRoot, "Giving files to another user needs root and setpriv.");
        Assert.SkipUnless((await RunAsNobodyAsync("config")).Code == 0, "The user nobody may not run the program from where it was built.");
    }

    private static async Task SkipUnlessMounts()
    {
        using var trial = Process.Start(ServerProcess.MakeStart("/usr/bin/unshare", ["-m", "true"]))!;
        await trial.WaitForExitAsync();
        Assert.SkipUnless(trial.ExitCode == 0, "Mounting a file system of one's own is not allowed here (it needs root).");
    }
}
