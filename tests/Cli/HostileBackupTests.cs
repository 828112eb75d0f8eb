// Files that are no backups, and would be read for ever or fill the memory: each ends in a sentence.
using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Cli;

public sealed class HostileBackupTests : IDisposable
{
    private const string Unread = "is a pipe or a device, and was not read";

    private readonly BackedUpSite site = new();

    public void Dispose() => site.Dispose();

    [Theory]
    [InlineData("a pipe", Unread)]
    [InlineData("a device", Unread)]
    [InlineData("a pipe as its manifest", Unread)]
    [InlineData("a device as its manifest", Unread)]
    [InlineData("a manifest of many tables", "is not the JSON that this program writes")]
    [InlineData("a damaged file", "it is damaged. Try another one.")]
    public async Task It_ends_in_a_sentence(string what, string sentence)
    {
        var path = await MakeAsync(what);
        foreach (var command in new[] { "restore --yes", "restore --dry-run", "prove" })
        {
            // A command that reads for ever is ended by the test's own patience, and fails it.
            var result = await Support.Cli.RunAsync([.. command.Split(' '), path, "--data", site.Data]);
            Assert.Equal(1, result.Code);
            if (command != "prove" || what != "a damaged file") Assert.Contains(sentence, result.Errors, StringComparison.Ordinal);
        }
        Assert.False(RestoreJournal.IsUnfinished(site.Data));
    }

    [Fact]
    public async Task A_pipe_among_the_backups_holds_up_neither_the_night_nor_the_list()
    {
        Directory.CreateDirectory(site.Backups);
        await MakePipeAsync(Path.Combine(site.Backups, "2026-11-09T230000Z-daily.db"));
        var job = site.Job();
        job.Run(site.Now);
        site.Clock.Run(TimeSpan.FromMinutes(6));
        job.Run(site.Now);
        Assert.NotNull(BackupState.Look(site.Backups, site.Now).Proven);
        Assert.Equal(0, (await Support.Cli.RunAsync("restore", "--list", "--data", site.Data)).Code);
    }

    [Fact]
    public async Task A_log_that_is_a_pipe_is_none()
    {
        var path = site["bare.db"];
        File.Copy(site.Make().File!.Path, path);
        await MakePipeAsync(path + "-wal");
        Assert.Equal(0, (await site.RestoreAsync(path, "--dry-run")).Code);
    }

    [Fact]
    public void Of_the_uploads_in_a_zip_only_those_that_the_manifest_names_are_unpacked()
    {
        var file = site.Make().File!;
        var (zip, scratch) = (site["backup.zip"], Directory.CreateDirectory(site["scratch"]).FullName);
        using (var archive = ZipFile.Open(zip, ZipArchiveMode.Create))
        {
            // Before the manifest: the order in the zip does not matter.
            for (var i = 0; i < 1000; i++) archive.CreateEntry($"uploads/{i:x64}");
            archive.CreateEntryFromFile(Path.Combine(BackupFolder.UploadsOf(site.Backups), site.Picture), "uploads/" + site.Picture);
            archive.CreateEntryFromFile(file.Path, file.Name);
            archive.CreateEntryFromFile(file.ManifestPath, Path.GetFileName(file.ManifestPath));
        }
        Assert.NotNull(RestoreSource.Open(zip, scratch, CancellationToken.None).Source);
        Assert.Equal([site.Picture], Directory.GetFiles(BackupFolder.UploadsOf(scratch)).Select(Path.GetFileName));
    }

    private async Task<string> MakeAsync(string what)
    {
        var path = site["given.db"];
        var manifest = Path.ChangeExtension(path, ".json");
        if (what.EndsWith("as its manifest", StringComparison.Ordinal) || what == "a manifest of many tables")
            File.Copy(site.Make().File!.Path, path);
        switch (what)
        {
            case "a pipe": await MakePipeAsync(path); break;
            case "a device": File.CreateSymbolicLink(path, "/dev/zero"); break;
            case "a pipe as its manifest": await MakePipeAsync(manifest); break;
            case "a device as its manifest": File.CreateSymbolicLink(manifest, "/dev/zero"); break;
            case "a manifest of many tables":
                var text = new StringBuilder("{\"rows\": {");
                // From the last to the first, the order in which a sorted list is slowest.
                for (var i = 1_000_000; i > 0; i--) text.Append(System.Globalization.CultureInfo.InvariantCulture, $"\"t{i:0000000}\": 1,");
                await File.WriteAllTextAsync(manifest, text.Append("\"t\": 1}}").ToString());
                break;
            case "a damaged file":
                // A database that is far longer than it says, and is empty behind its header.
                await File.WriteAllBytesAsync(path, File.ReadAllBytes(site.Make().File!.Path)[..100]);
                await using (var file = File.OpenWrite(path)) file.SetLength(1L << 30);
                break;
        }
        return path;
    }

    private static async Task MakePipeAsync(string path)
    {
        using var made = Process.Start("mkfifo", path);
        await made.WaitForExitAsync();
        Assert.Equal(0, made.ExitCode);
    }
}
