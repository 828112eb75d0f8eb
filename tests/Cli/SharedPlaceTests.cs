// A second place for backups that has others: those of another society, or those of the computer that was there before.
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Cli;

public sealed class SharedPlaceTests : IDisposable
{
    private readonly BackedUpSite site = new();
    private readonly BackedUpSite other = new();

    public void Dispose()
    {
        site.Dispose();
        other.Dispose();
    }

    [Fact]
    public async Task On_a_new_machine_the_latest_is_not_one_of_the_old_machines()
    {
        var stick = MakeStick();
        for (var night = 0; night < 3; night++) RunNight(site, stick);
        Directory.Delete(site.Backups, recursive: true);
        RunNight(site, stick);
        var newest = Assert.Single(BackupFolder.List(site.Backups));
        Assert.Equal(4, BackupManifest.NumberOf(newest));
        var result = await DryRunAsync(site, stick);
        Assert.StartsWith($"backup     {newest.Path}\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_societies_on_one_stick_keep_their_own_and_restore_their_own()
    {
        var stick = MakeStick();
        for (var night = 0; night < 8; night++)
        {
            RunNight(site, stick);
            // The same second, by the same clock.
            RunNight(other, stick);
        }
        foreach (var one in new[] { site, other })
        {
            var mark = BackupManifest.Read(BackupFolder.List(one.Backups)[^1].ManifestPath).Manifest!.Mark;
            var theirs = BackupFolder.List(stick).Where(file => BackupManifest.Read(file.ManifestPath).Manifest!.Mark == mark).ToList();
            Assert.Equal(8, theirs.Count);
            Assert.All(theirs, file => Assert.Null(one.Prove(file).Problem));
            Directory.Delete(one.Backups, recursive: true);
            Assert.StartsWith($"backup     {theirs[^1].Path}\n", (await DryRunAsync(one, stick)).Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_copy_waits_until_another_society_has_ended_there()
    {
        var stick = MakeStick();
        var (held, _, _) = BackupLock.TryTake(stick, "another", site.Clock.GetUtcNow(), TimeSpan.Zero);
        Task night;
        using (held)
        {
            night = Task.Run(() => RunNight(site, stick), TestContext.Current.CancellationToken);
            await Eventually.TrueAsync(() => Task.FromResult(BackupFolder.List(site.Backups) is [var made]
                && BackupManifest.Read(made.ManifestPath).Manifest?.ProvenAt is not null));
            await Assert.ThrowsAsync<TimeoutException>(
                () => night.WaitAsync(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken));
            Assert.Empty(BackupFolder.List(stick));
        }
        await night;
        Assert.Single(BackupFolder.List(stick));
    }

    [Fact]
    public async Task Keeping_few_of_ones_own_leaves_another_societys()
    {
        var stick = MakeStick();
        Assert.Equal(0, (await Support.Cli.RunAsync("backup", "--data", other.Data, "--to", stick)).Code);
        var theirs = Assert.Single(BackedUpSite.NamesIn(stick));
        for (var i = 0; i < 3; i++)
            Assert.Equal(0, (await Support.Cli.RunAsync("backup", "--data", site.Data, "--to", stick, "--keep", "1")).Code);
        Assert.Equal(2, BackedUpSite.NamesIn(stick).Length);
        Assert.Contains(theirs, BackedUpSite.NamesIn(stick));
    }

    [Fact]
    public void Another_societys_backup_whose_manifest_is_of_a_newer_version_is_not_removed()
    {
        var stick = MakeStick();
        RunNight(other, stick);
        var theirs = Assert.Single(BackupFolder.List(stick));
        File.WriteAllText(theirs.ManifestPath,
            File.ReadAllText(theirs.ManifestPath).Replace("\"format\": 1", "\"format\": 2", StringComparison.Ordinal));
        site.Clock.Advance(TimeSpan.FromDays(60));
        for (var night = 0; night < 3; night++) RunNight(site, stick);
        Assert.Contains(theirs.Name, BackedUpSite.NamesIn(stick));
    }

    [Fact]
    public async Task The_list_and_a_refusal_say_whose_a_backup_is()
    {
        var stick = MakeStick();
        other.Db.Write(sql => Settings.Set(sql, "society.name", "Larkhill Maths", 1));
        RunNight(other, stick);
        var theirs = Assert.Single(BackupFolder.List(stick));
        var list = await Support.Cli.RunAsync(["restore", "--list", "--data", site.Data], "", [("BACKUP_DIR", stick)]);
        Assert.Contains($"{theirs.Path}  another society's (“Larkhill Maths”): daily, ", list.Output, StringComparison.Ordinal);
        var refused = await DryRunAsync(site, stick);
        Assert.Equal(1, refused.Code);
        Assert.Contains($"{theirs.Path} is another society's backup (“Larkhill Maths”), not one of the society in {site.Data}.",
            refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_lost_database_the_latest_is_never_another_societys()
    {
        var stick = MakeStick();
        RunNight(site, stick);
        for (var night = 0; night < 3; night++) RunNight(other, stick);
        site.Db.Dispose();
        foreach (var path in Directory.GetFiles(site.Data, "mathsoc.db*")) File.Delete(path);
        // Its own folder says which society it is.
        Assert.StartsWith($"backup     {Assert.Single(BackupFolder.List(site.Backups)).Path}\n",
            (await DryRunAsync(site, stick)).Output, StringComparison.Ordinal);
        Directory.Delete(site.Backups, recursive: true);
        var refused = await DryRunAsync(site, stick);
        Assert.Equal((1, ""), (refused.Code, refused.Output));
        Assert.Contains($"are of 2 societies, and nothing in {site.Data} says which is meant. Name one instead of latest", refused.Errors,
            StringComparison.Ordinal);
    }

    [Fact]
    public void After_another_society_took_its_place_the_old_ones_backup_is_not_tonights()
    {
        var stick = MakeStick();
        RunNight(other, stick);
        var theirs = Assert.Single(BackupFolder.List(other.Backups));
        DiskFiles.CreateFolder(BackupFolder.UploadsOf(site.Backups));
        File.Copy(Path.Combine(BackupFolder.UploadsOf(other.Backups), other.Picture),
            Path.Combine(BackupFolder.UploadsOf(site.Backups), other.Picture));
        File.Copy(theirs.Path, Path.Combine(site.Backups, theirs.Name));
        File.Copy(theirs.ManifestPath, Path.Combine(site.Backups, Path.GetFileName(theirs.ManifestPath)));
        site.Clock.SetTo(other.Clock.GetUtcNow());
        Assert.NotNull(BackupState.Look(site.Backups, site.Now).Proven);
        Assert.Null(BackupState.Look(site.Backups, site.Now, PresentDatabase.FindMark(site.Database)).Proven);
        var job = site.Job();
        job.Run(site.Now);
        site.Clock.Run(TimeSpan.FromMinutes(6));
        job.Run(site.Now);
        Assert.Equal(2, BackupFolder.List(site.Backups).Count);
        Assert.NotNull(BackupState.Look(site.Backups, site.Now, PresentDatabase.FindMark(site.Database)).Proven);
    }

    [Fact]
    public async Task A_folder_without_a_name_is_a_sentence()
    {
        var result = await Support.Cli.RunAsync("backup", "--data", site.Data, "--to", "");
        Assert.Equal((2, "mathsoc: --to takes a folder, such as /media/stick/mathsoc.\n"), (result.Code, result.Errors));
    }

    private string MakeStick() => Directory.CreateDirectory(site["stick"]).FullName;

    private static void RunNight(BackedUpSite one, string stick)
    {
        one.Clock.Advance(TimeSpan.FromDays(1));
        var job = one.Job(("BACKUP_DIR", stick));
        job.Run(one.Now);
        one.Clock.Advance(TimeSpan.FromMinutes(6));
        job.Run(one.Now);
        job.Rotate(one.Now);
    }

    private static Task<CliResult> DryRunAsync(BackedUpSite one, string stick) =>
        Support.Cli.RunAsync(["restore", "latest", "--data", one.Data, "--dry-run"], "", [("BACKUP_DIR", stick)]);
}
