// Two commands on one folder at once: the second says who is at work there and what to do, and one that is told to end leaves nothing.
using System.Diagnostics;
using MathsSoc.Data;
using MathsSoc.Hosting;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Cli;

public sealed class AtOnceTests : IDisposable
{
    private const int Terminate = 15;

    private readonly BackedUpSite site = new();

    public void Dispose() => site.Dispose();

    [Fact]
    public async Task While_a_restore_asks_every_other_command_says_so_and_it_leaves_nothing_when_it_is_told_to_end()
    {
        Assert.NotNull(site.Make().File);
        var before = site.CountNow("SELECT count(*) FROM audit");
        using var first = Process.Start(ServerProcess.MakeStart(ServerProcess.Binary, ["restore", "latest", "--data", site.Data]))!;
        while (await first.StandardOutput.ReadLineAsync() is { } line && !line.StartsWith("lost then", StringComparison.Ordinal)) { }
        // The question has no line end.
        var question = new char[5];
        await first.StandardOutput.ReadBlockAsync(question);
        string[][] commands =
        [
            ["restore", "latest", "--yes"], ["restore", "latest", "--dry-run"], ["backup"], ["migrate"], ["migrate", "--dry-run"],
            ["serve", "--port", "0"], ["create-admin", "--login", "ada", "--name", "Ada", "--password-stdin"],
        ];
        foreach (var command in commands)
        {
            var second = await Support.Cli.RunAsync([.. command, "--data", site.Data]);
            Assert.Equal((69, $"mathsoc: a restore goes on in {site.Data}, in process {first.Id}. Wait until it has ended, or stop it: "
                + $"kill {first.Id}\n"), (second.Code, second.Errors));
        }
        Assert.Contains($"one goes on now, in process {first.Id}.",
            (await Support.Cli.RunAsync("check", "--data", site.Data, "--port", "0")).Output, StringComparison.Ordinal);

        ServerProcess.Signal(first.Id, Terminate);
        Assert.True(first.WaitForExit(TimeSpan.FromSeconds(10)));
        Assert.Equal((1, "mathsoc: it was interrupted, and nothing was changed.\n"),
            (first.ExitCode, await first.StandardError.ReadToEndAsync()));
        Assert.False(RestoreJournal.IsUnfinished(site.Data));
        Assert.Equal(before, site.CountNow("SELECT count(*) FROM audit"));
        Assert.Equal(0, (await site.RestoreAsync()).Code);
    }

    [Theory]
    [InlineData("mathsoc restore")]
    [InlineData("mathsoc import")]
    public async Task A_command_that_has_the_folder_is_not_taken_for_the_site(string who)
    {
        Assert.NotNull(site.Make().File);
        using var held = FolderLock.TryTake(site.Data, who).Lock!;
        foreach (var command in new[] { "serve --port 0", "restore latest --yes", "restore latest --dry-run" })
        {
            var result = await Support.Cli.RunAsync([.. command.Split(' '), "--data", site.Data]);
            Assert.Equal((69, $"mathsoc: {who} (process {Environment.ProcessId}) is at work in {site.Data}. Wait until it has ended, or "
                + $"stop it: kill {Environment.ProcessId}\n"), (result.Code, result.Errors));
        }
        Assert.DoesNotContain("is being served now",
            (await Support.Cli.RunAsync("check", "--data", site.Data, "--port", "0")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_migration_waits_for_a_backup_that_is_being_made_so_that_it_has_its_snapshot()
    {
        using var place = new TemporaryFolder();
        Assert.Equal(MigrationResult.Ready, Migrator.Run(place["mathsoc.db"], [.. Migrator.Sections.SkipLast(1)], 1).Result);
        var held = BackupLock.TryTake(place["backups"], "mathsoc backup", TimeProvider.System.GetUtcNow(), TimeSpan.Zero).Lock!;
        var migration = Support.Cli.RunAsync("migrate", "--data", place.Path);
        await Assert.ThrowsAsync<TimeoutException>(
            () => migration.WaitAsync(BackupLock.Moment + TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken));
        held.Dispose();
        var result = await migration;
        Assert.Equal((0, ""), (result.Code, result.Errors));
        Assert.Equal(BackupReason.BeforeMigrating, Assert.Single(BackupFolder.List(place["backups"])).Reason);
    }

    [Fact]
    public async Task A_restore_that_is_terminated_has_changed_nothing_and_leaves_nothing()
    {
        Assert.NotNull(site.Make().File);
        using var tools = new TemporaryFolder();
        using var restore = Process.Start(ServerProcess.MakeStart(
            ServerProcess.Binary, ["restore", "latest", "--yes", "--data", site.Data], await SlowDisk.SettingsAsync(tools, 300)))!;
        while (!restore.HasExited && !File.Exists(RestoreJournal.StagedOf(site.Data))) restore.WaitForExit(1);
        ServerProcess.Signal(restore.Id, Terminate);
        Assert.True(restore.WaitForExit(TimeSpan.FromSeconds(15)));
        Assert.Equal(1, restore.ExitCode);
        Assert.Equal("mathsoc: it was interrupted, and nothing was changed.\n", await restore.StandardError.ReadToEndAsync());
        Assert.False(RestoreJournal.IsUnfinished(site.Data));
        Assert.Empty(BackupFolder.FindLeftovers(site.Backups));
        Assert.Empty(AsideFolder.List(site.Data));
        Assert.Equal(0, (await site.RestoreAsync()).Code);
    }

    [Fact]
    public async Task A_full_proof_that_is_terminated_leaves_no_copy_of_everybodys_data()
    {
        var file = site.Make().File!;
        using var proof = Process.Start(ServerProcess.MakeStart(ServerProcess.Binary, ["prove", "--full", "--data", site.Data]))!;
        while (!proof.HasExited && Directory.GetDirectories(site.Backups, ".proof-*").Length == 0) proof.WaitForExit(0);
        ServerProcess.Signal(proof.Id, Terminate);
        Assert.True(proof.WaitForExit(TimeSpan.FromSeconds(15)));
        Assert.Equal((1, "mathsoc: the proof was interrupted, and says nothing about the backup. Nothing of it was kept.\n"),
            (proof.ExitCode, await proof.StandardError.ReadToEndAsync()));
        Assert.Empty(Directory.GetDirectories(site.Backups, ".proof-*"));
        Assert.Null(BackupManifest.Read(file.ManifestPath).Manifest!.ProofProblem);
    }

    [Fact]
    public async Task What_a_killed_backup_and_a_killed_proof_left_is_told_by_check_and_gone_after_the_next_start()
    {
        var file = site.Make().File!;
        string[] left =
        [
            Path.Combine(site.Backups, ".proof-1", "mathsoc.db"), file.ManifestPath + ".partial",
            Path.Combine(site.Backups, "erased.jsonl.partial"), Path.Combine(site.Backups, "2026-11-10T090001Z-daily.db.partial"),
            Path.Combine(BackupFolder.UploadsOf(site.Backups), site.Picture + ".partial"),
        ];
        Directory.CreateDirectory(Path.Combine(site.Backups, ".proof-1"));
        foreach (var path in left)
        {
            File.WriteAllText(path, "half");
            File.SetLastWriteTimeUtc(path, TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-1));
        }
        var check = await Support.Cli.RunAsync("check", "--data", site.Data, "--port", "0");
        Assert.Matches("(?m)^warn  leftovers +5 files, 20 bytes, left by a process that was killed", check.Output);
        await using (await ServerProcess.StartAsync(site.Data, ("ACCESS_LOG", "off"))) { }
        Assert.DoesNotContain(left, File.Exists);
        Assert.False(Directory.Exists(Path.Combine(site.Backups, ".proof-1")));
        Assert.True(File.Exists(file.Path) && File.Exists(file.ManifestPath));
    }
}
