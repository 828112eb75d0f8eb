// An older database beside a left-over log, and what is left of a society whose database is gone: no verb touches them.
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Cli;

public sealed class OldCopyTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Every_verb_refuses_an_older_copy_beside_a_newer_log()
    {
        await Support.Cli.RunAsync("migrate", "--data", folder.Path);
        using (var db = Db.Open(folder["mathsoc.db"], readers: 1))
        {
            File.Copy(folder["mathsoc.db"], folder["backup.db"]);
            db.Add(Seed.Pupil("ada"));
            db.Add(Seed.Pupil("bob"));
            Assert.True(db.Checkpoint());
            db.Add(Seed.Pupil("zoe"));
        }
        File.Move(folder["backup.db"], folder["mathsoc.db"], overwrite: true);
        File.Delete(folder["mathsoc.db-shm"]);
        var before = (File.ReadAllBytes(folder["mathsoc.db"]), File.ReadAllBytes(folder["mathsoc.db-wal"]));
        foreach (var verb in new string[][]
        {
            ["serve", "--port", "0"], ["migrate"], ["migrate", "--dry-run"], ["check", "--port", "0"], ["check", "--repair", "--port", "0"],
            ["create-admin", "--login", "eve", "--password-stdin"], ["reset-password", "ada"],
        })
        {
            var result = await Support.Cli.RunAsync([.. verb, "--data", folder.Path], "correct horse battery\n", []);
            Assert.True(result.Code == 69, $"{verb[0]}: {result.Code} {result.Output}{result.Errors}");
            Assert.Contains("an older copy, and the log beside it is not its own: 2 write transactions are missing",
                result.Output + result.Errors, StringComparison.Ordinal);
        }
        Assert.Equal(before.Item1, File.ReadAllBytes(folder["mathsoc.db"]));
        Assert.Equal(before.Item2, File.ReadAllBytes(folder["mathsoc.db-wal"]));

        // What the sentence advises.
        File.Delete(folder["mathsoc.db-wal"]);
        Assert.Equal(0, (await Support.Cli.RunAsync("migrate", "--data", folder.Path)).Code);
    }

    [Theory]
    [InlineData("uploads/0123")]
    [InlineData("backups/2026-11-27.db")]
    [InlineData("mathsoc.db.rescued-20261127T093000Z")]
    [InlineData("mathsoc.db-wal")]
    [InlineData("mathsoc.db-shm")]
    public async Task No_new_society_is_made_out_of_what_is_left_of_an_old_one(string left)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder[left])!);
        File.WriteAllText(folder[left], "what is left");
        foreach (var verb in new string[][] { ["serve", "--port", "0"], ["migrate", "--dry-run"], ["reset-password", "eve"] })
        {
            var result = await Support.Cli.RunAsync([.. verb, "--data", folder.Path]);
            Assert.True(result.Code == 69, $"{verb[0]}: {result.Code} {result.Output}{result.Errors}");
            Assert.Contains("is gone, but ", result.Errors, StringComparison.Ordinal);
            Assert.Contains($"mathsoc restore latest --data {folder.Path}", result.Errors, StringComparison.Ordinal);
            Assert.Contains(left.Split('/')[0], result.Errors, StringComparison.Ordinal);
            Assert.False(File.Exists(folder["mathsoc.db"]));
        }
        var check = await Support.Cli.RunAsync("check", "--port", "0", "--data", folder.Path);
        Assert.Equal(1, check.Code);
        Assert.Matches("(?m)^fail  database .* is gone, but ", check.Output);
        // An empty file is no database either.
        File.WriteAllBytes(folder["mathsoc.db"], []);
        Assert.Equal(69, (await Support.Cli.RunAsync("migrate", "--data", folder.Path)).Code);
        Assert.Equal(0, new FileInfo(folder["mathsoc.db"]).Length);
    }

    /// <summary>The first start of a new society may be refused for other reasons, and leaves these files.</summary>
    [Fact]
    public async Task A_log_file_and_a_lock_are_not_what_is_left_of_a_society()
    {
        File.WriteAllText(folder["app.log"], "");
        File.WriteAllText(folder["mathsoc.lock"], "1\n");
        Assert.Equal(0, (await Support.Cli.RunAsync("migrate", "--data", folder.Path)).Code);
    }
}
