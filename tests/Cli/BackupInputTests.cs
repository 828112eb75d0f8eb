// Backups where something unusual is in the way: foreign files among the uploads, a target that can only be read, a signal in the middle.
using System.Diagnostics;
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Cli;

public sealed class BackupInputTests : IDisposable
{
    private const int Terminate = 15;

    private readonly BackedUpSite site = new();

    public void Dispose() => site.Dispose();

    [Fact]
    public async Task Foreign_files_among_the_uploads_are_no_part_of_it()
    {
        File.WriteAllText(Path.Combine(site.Uploads, "notes.txt"), "mine");
        File.CreateSymbolicLink(Path.Combine(site.Uploads, new string('a', 64)), "/etc/hostname");
        Directory.CreateDirectory(Path.Combine(site.Uploads, new string('b', 64)));
        var result = await Support.Cli.RunAsync("backup", "--data", site.Data);
        Assert.True(result.Code == 0, result.Errors);
        Assert.Equal([site.Picture], Directory.GetFileSystemEntries(BackupFolder.UploadsOf(site.Backups)).Select(Path.GetFileName));
        // Nor are they changed when it is put back.
        Assert.Equal(0, (await site.RestoreAsync()).Code);
        Assert.Equal("mine", File.ReadAllText(Path.Combine(site.Uploads, "notes.txt")));
        Assert.True(Directory.Exists(Path.Combine(site.Uploads, new string('b', 64))));
    }

    [Fact]
    public async Task A_folder_that_can_only_be_read_is_named()
    {
        var stick = site["stick"];
        Directory.CreateDirectory(stick);
        var script = $"mount -t tmpfs -o ro tmpfs '{stick}' && exec '{ServerProcess.Binary}' backup --data '{site.Data}' --to '{stick}'";
        using var trial = Process.Start(ServerProcess.MakeStart("/usr/bin/unshare", ["-m", "true"]))!;
        await trial.WaitForExitAsync();
        Assert.SkipUnless(trial.ExitCode == 0, "Mounting a file system of one's own is not allowed here (it needs root).");
        var result = await Support.Cli.RunAsync(ServerProcess.MakeStart("/usr/bin/unshare", ["-m", "sh", "-c", script]), "");
        Assert.Equal(1, result.Code);
        Assert.Matches($"^mathsoc: The folder {stick} cannot be written to: the disk is read-only\\.\n$", result.Errors);
    }

    [Fact]
    public async Task One_that_is_terminated_in_the_middle_leaves_nothing()
    {
        // Some tens of megabytes, which take a moment to copy.
        site.Db.Write(sql =>
        {
            for (var i = 0; i < 40; i++)
                sql.Execute(
                    "INSERT INTO settings (name, value, updated_at) VALUES ('filler ' || @i, hex(randomblob(500000)), 1)", new { i });
        });
        using var process = Process.Start(ServerProcess.MakeStart(ServerProcess.Binary, ["backup", "--data", site.Data]))!;
        while (!process.HasExited && BackedUpSite.PartialsIn(site.Backups).Length == 0) process.WaitForExit(0);
        Assert.False(process.HasExited, "It was over before it could be terminated.");
        ServerProcess.Signal(process.Id, Terminate);
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(10)));
        Assert.Equal((1, "mathsoc: the backup was interrupted, and nothing of it was kept.\n"),
            (process.ExitCode, await process.StandardError.ReadToEndAsync()));
        Assert.Empty(BackedUpSite.NamesIn(site.Backups));
        Assert.Empty(BackedUpSite.PartialsIn(site.Backups));
    }
}
