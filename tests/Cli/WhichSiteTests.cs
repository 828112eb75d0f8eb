// Which site a command without --data is about, and that no command but those made for it makes a second society.
using System.Diagnostics;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Cli;

public sealed class WhichSiteTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Only_serve_migrate_and_demo_make_a_site()
    {
        foreach (var verb in new string[][] { ["create-admin", "--login", "ada", "--password-stdin"], ["reset-password", "ada"] })
        {
            foreach (var data in new[] { folder.Path, folder["nowhere"] })
            {
                var result = await Support.Cli.RunAsync([.. verb, "--data", data], "correct horse battery\n", []);
                Assert.Equal(69, result.Code);
                Assert.Contains($"{data} holds no site", result.Errors, StringComparison.Ordinal);
            }
            Assert.Equal(69, (await RunAsync([.. verb])).Code);
            Assert.Equal(69, (await RunAsync([.. verb], ("DATA_DIR", folder["nowhere"]))).Code);
        }
        await RunAsync(["check"]);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task A_command_finds_the_site_in_the_environment_and_then_in_the_folder_called_data()
    {
        foreach (var name in new[] { "data", "elsewhere", "flagged" })
            await Support.Cli.RunAsync("migrate", "--data", folder[name]);
        string[] make = ["create-admin", "--login", "ada", "--password-stdin"];
        var here = await RunAsync(make);
        Assert.Equal((0, $"mathsoc: this is about the site in {folder["data"]}\n"), (here.Code, here.Errors));
        var named = await RunAsync(make, ("DATA_DIR", folder["elsewhere"]));
        Assert.Equal((0, $"mathsoc: this is about the site in {folder["elsewhere"]}\n"), (named.Code, named.Errors));
        var flagged = await RunAsync([.. make, "--data", folder["flagged"]], ("DATA_DIR", folder["elsewhere"]));
        Assert.Equal((0, ""), (flagged.Code, flagged.Errors));
        foreach (var name in new[] { "data", "elsewhere", "flagged" })
        {
            using var db = Data.Db.Open(folder[name] + "/mathsoc.db", readers: 1);
            Assert.True(db.Read(Data.Members.AnyOwner), name);
        }
        var check = await RunAsync(["check", "--port", "0"]);
        Assert.Contains($"this is about the site in {folder["data"]}", check.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_is_printed_names_the_folder()
    {
        var site = folder["our society"];
        var quoted = $"--data '{site}'";
        await using (var server = await ServerProcess.StartAsync(site, ("ACCESS_LOG", "off")))
            await Eventually.TrueAsync(() => server.Output.Any(line =>
                line.Contains($"mathsoc create-admin --login you@school {quoted}", StringComparison.Ordinal)));
        var check = await Support.Cli.RunAsync("check", "--port", "0", "--data", site);
        Assert.Contains($"mathsoc create-admin --login you@school {quoted}", check.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slip_in_the_env_file_is_told_by_serve_check_and_config()
    {
        File.WriteAllText(folder["env"], "PUBILC_URL=https://maths.example.sch.uk\n");
        const string Sentence = "PUBILC_URL is no setting and has no effect. Is it PUBLIC_URL?";
        var config = await Support.Cli.RunAsync("config", "--env-file", folder["env"]);
        Assert.Equal(0, config.Code);
        Assert.Contains(Sentence, config.Errors, StringComparison.Ordinal);
        var start = ServerProcess.MakeStart(
            ServerProcess.Binary, ["serve", "--data", folder["data"], "--port", "0", "--env-file", folder["env"]]);
        await using (var server = await ServerProcess.StartAsync(start))
            await Eventually.TrueAsync(() => server.Errors.Any(line => line.Contains(Sentence, StringComparison.Ordinal)));
        var check = await Support.Cli.RunAsync("check", "--port", "0", "--data", folder["data"], "--env-file", folder["env"]);
        Assert.Equal(0, check.Code);
        Assert.Matches("(?m)^warn  settings .*" + System.Text.RegularExpressions.Regex.Escape(Sentence), check.Output);
    }

    /// <summary>Runs a command in the test's folder, as somebody at a terminal would.</summary>
    private Task<CliResult> RunAsync(string[] args, params (string Name, string Value)[] settings)
    {
        ProcessStartInfo start = ServerProcess.MakeStart(ServerProcess.Binary, args, settings);
        start.WorkingDirectory = folder.Path;
        return Support.Cli.RunAsync(start, "correct horse battery\n");
    }
}
