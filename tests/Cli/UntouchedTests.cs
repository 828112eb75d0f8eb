// Commands that only look, and dry runs: what is in the data folder has the same bytes, times and modes afterwards, and nothing is added.
using System.IO.Compression;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Cli;

public sealed class UntouchedTests : IDisposable
{
    private readonly BackedUpSite site = new();

    public void Dispose() => site.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Without_anything_in_its_log_the_folder_is_as_it_was(bool keepsLog)
    {
        var zip = MakeZip();
        CloseWith(keepsLog);
        foreach (var command in Commands(zip)) await RunAsync(command);
    }

    [Fact]
    public async Task With_a_log_only_sqlites_own_index_of_it_may_change()
    {
        var zip = MakeZip();
        site.Db.Dispose();
        Assert.NotEqual(0, new FileInfo(site.Database + "-wal").Length);
        foreach (var command in Commands(zip)) await RunAsync(command, mayChange: "mathsoc.db-shm");
    }

    [Fact]
    public async Task A_dry_run_of_a_restore_that_is_refused_leaves_nothing_either()
    {
        site.Make();
        CloseWith(keepsLog: false);
        var broken = site["broken.zip"];
        File.WriteAllText(broken, "PK\u0003\u0004 and nothing more");
        await RunAsync(["restore", broken, "--dry-run"], code: 1);
        await RunAsync(["restore", "nothing", "--dry-run"], code: 1);
    }

    /// <summary>Every command that only looks, and every dry run but that of an import, which has to bring the site up first.</summary>
    private static IEnumerable<string[]> Commands(string zip) =>
    [
        ["check", "--port", "0"], ["migrate", "--dry-run"], ["restore", "latest", "--dry-run"], ["restore", zip, "--dry-run"],
        ["restore", "--list"], ["config"], ["version"],
    ];

    private async Task RunAsync(string[] command, string? mayChange = null, int code = 0)
    {
        var before = List(mayChange);
        var result = await Support.Cli.RunAsync(command is ["version"] ? command : [.. command, "--data", site.Data]);
        Assert.True(result.Code == code, $"{string.Join(' ', command)}: {result.Code}\n{result.Output}{result.Errors}");
        Assert.Equal(before, List(mayChange));
    }

    private string MakeZip()
    {
        var file = site.Make().File!;
        Assert.Null(site.Prove(file).Problem);
        var zip = site["backup.zip"];
        using var archive = ZipFile.Open(zip, ZipArchiveMode.Create);
        archive.CreateEntryFromFile(file.Path, file.Name);
        archive.CreateEntryFromFile(file.ManifestPath, Path.GetFileName(file.ManifestPath));
        archive.CreateEntryFromFile(Path.Combine(BackupFolder.UploadsOf(site.Backups), site.Picture), "uploads/" + site.Picture);
        return zip;
    }

    private void CloseWith(bool keepsLog)
    {
        Assert.True(site.Db.Checkpoint(keepsLog: false));
        site.Db.Dispose();
        if (keepsLog) return;
        File.Delete(site.Database + "-wal");
        File.Delete(site.Database + "-shm");
    }

    private string[] List(string? but) =>
    [
        .. new DirectoryInfo(site.Data).EnumerateFileSystemInfos("*", SearchOption.AllDirectories).Append(new DirectoryInfo(site.Data))
            .Where(one => one.Name != but).OrderBy(one => one.FullName, StringComparer.Ordinal)
            .Select(one => $"{one.FullName} {one.UnixFileMode} {one.LastWriteTimeUtc:O} {HashOf(one)}"),
    ];

    private static string? HashOf(FileSystemInfo one) => one is FileInfo ? DiskFiles.FindHash(one.FullName) : null;
}
