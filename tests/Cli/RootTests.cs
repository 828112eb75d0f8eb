// Root at the keyboard of an installed site: verbs work as the folder's owner, find the site's settings, and leave no file of root's.
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Cli;

public sealed class RootTests : IDisposable
{
    private const string Nobody = "65534";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task No_verb_of_roots_leaves_a_file_of_roots()
    {
        await MakeSiteOfNobodyAsync();
        string[][] verbs =
        [
            ["migrate"], ["migrate", "--dry-run"], ["create-admin", "--login", "ada", "--password-stdin"], ["reset-password", "ada"],
            ["check", "--port", "0"], ["check", "--repair", "--port", "0"], ["backup"], ["prove"], ["prove", "--full"],
            ["restore", "latest", "--yes"], ["config"],
        ];
        foreach (var verb in verbs)
        {
            var result = await Support.Cli.RunAsync([.. verb, "--data", folder.Path], "correct horse battery\n", []);
            Assert.True(result.Code == 0, $"{verb[0]}: {result.Code} {result.Output}{result.Errors}");
            Assert.Empty(await FindFilesOfOthersAsync());
        }
        await using var server = await ServerProcess.StartAsync(folder.Path, ("ACCESS_LOG", "access.log"));
        var status = File.ReadAllLines($"/proc/{server.Id}/status");
        Assert.Contains($"Uid:\t{Nobody}\t{Nobody}\t{Nobody}\t{Nobody}", status);
        Assert.Contains($"Gid:\t{Nobody}\t{Nobody}\t{Nobody}\t{Nobody}", status);
        Assert.Contains($"Groups:\t{Nobody} ", status);
        Assert.All(Directory.GetDirectories($"/proc/{server.Id}/task"),
            thread => Assert.Contains($"Uid:\t{Nobody}\t{Nobody}\t{Nobody}\t{Nobody}", File.ReadAllLines(thread + "/status")));
        Assert.Empty(await FindFilesOfOthersAsync());
    }

    [Fact]
    public async Task The_installed_site_is_found_with_its_settings()
    {
        await MakeSiteOfNobodyAsync();
        await SkipUnlessMounts();
        foreach (var data in new[] { "", "--data /var/lib/mathsoc" })
        {
            var result = await RunInstalledAsync($"create-admin --login ada --password-stdin {data} && \"$0\" reset-password ada {data}");
            Assert.True(result.Code == 0, result.Output + result.Errors);
            Assert.Contains("\nhttps://maths.example.sch.uk/", result.Output, StringComparison.Ordinal);
            Assert.Empty(await FindFilesOfOthersAsync());
        }
        Assert.Contains("this is about the site in /var/lib/mathsoc", (await RunInstalledAsync("check")).Errors, StringComparison.Ordinal);
        var config = await RunInstalledAsync("config");
        Assert.Matches(@"(?m)^PUBLIC_URL +https://maths\.example\.sch\.uk +env-file ", config.Output);
        Assert.Equal("http://127.0.0.1:8017/healthz: no answer\n", (await RunInstalledAsync("healthcheck")).Output);
        Assert.Equal("", (await RunInstalledAsync("healthcheck")).Errors);
        // Another site has settings of its own.
        var other = await RunInstalledAsync($"reset-password ada --data '{folder.Path}'");
        Assert.StartsWith("http://127.0.0.1:8000/", other.Output, StringComparison.Ordinal);
    }

    /// <summary>Runs the program where the test's site is in /var/lib/mathsoc and its settings are in /etc/mathsoc/env.</summary>
    private Task<CliResult> RunInstalledAsync(string command)
    {
        var start = ServerProcess.MakeStart("/usr/bin/unshare", ["-m", "sh", "-e", "-c",
            $"""
            mount -t tmpfs tmpfs /mnt
            cp -a /etc /mnt/etc
            mkdir -p /mnt/etc/mathsoc
            echo PUBLIC_URL=https://maths.example.sch.uk > /mnt/etc/mathsoc/env
            # Nobody listens there.
            echo PORT=8017 >> /mnt/etc/mathsoc/env
            chmod 600 /mnt/etc/mathsoc/env
            mount --bind /mnt/etc /etc
            mount -t tmpfs tmpfs /var/lib
            mkdir /var/lib/mathsoc
            mount --bind '{folder.Path}' /var/lib/mathsoc
            cd /
            "$0" {command}
            """, ServerProcess.Binary]);
        return Support.Cli.RunAsync(start, "correct horse battery\n");
    }

    private async Task MakeSiteOfNobodyAsync()
    {
        Assert.SkipUnless(Environment.UserName == "root", "Giving files to another user needs root.");
        Assert.SkipUnless((await Support.Cli.RunAsync(ServerProcess.MakeStart("/usr/bin/setpriv",
            ["--reuid", Nobody, "--regid", Nobody, "--clear-groups", ServerProcess.Binary, "config"]), "")).Code == 0,
            "The user nobody may not run the program from where it was built.");
        await Support.Cli.RunAsync("migrate", "--data", folder.Path);
        Assert.Equal(0, (await Support.Cli.RunAsync(
            ServerProcess.MakeStart("/usr/bin/env", ["chown", "-R", $"{Nobody}:{Nobody}", folder.Path]), "")).Code);
        Assert.Empty(await FindFilesOfOthersAsync());
    }

    private async Task<string> FindFilesOfOthersAsync() =>
        (await Support.Cli.RunAsync(ServerProcess.MakeStart("/usr/bin/env", ["find", folder.Path, "!", "-uid", Nobody]), "")).Output;

    private static async Task SkipUnlessMounts()
    {
        var trial = await Support.Cli.RunAsync(ServerProcess.MakeStart("/usr/bin/unshare", ["-m", "true"]), "");
        Assert.SkipUnless(trial.Code == 0, "Mounting a file system of one's own is not allowed here.");
    }
}
