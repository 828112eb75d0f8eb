// A restore that is killed: at every step, and at any moment, the next start has the old database or the new one and says which.
using System.Diagnostics;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Cli;

public sealed class KilledRestoreTests : IDisposable
{
    private const int Kill = 9;

    private readonly BackedUpSite site = new();

    public void Dispose() => site.Dispose();

    /// <summary>Each names how far the restore came.</summary>
    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    [InlineData(4, true)]
    [InlineData(5, true)]
    [InlineData(6, true)]
    public async Task At_each_step_there_is_the_old_one_or_the_new_one(int steps, bool isNew)
    {
        var backup = site.Make().File!;
        site.Db.Add(Seed.Pupil("ada"));
        var journal = Prepare(backup);
        var aside = Path.Combine(site.Data, journal.Aside!);
        if (steps == 0) File.Delete(RestoreJournal.PathOf(site.Data));
        if (steps >= 2) Directory.CreateDirectory(aside);
        if (steps >= 3) File.Move(site.Database, Path.Combine(aside, "mathsoc.db"));
        if (steps >= 4) File.Move(site.Database + "-wal", Path.Combine(aside, "mathsoc.db-wal"));
        if (steps >= 5) File.Move(site.Database + "-shm", Path.Combine(aside, "mathsoc.db-shm"));
        if (steps >= 5) File.Move(RestoreJournal.StagedOf(site.Data), site.Database);
        if (steps >= 6) Directory.Delete(RestoreJournal.FolderOf(site.Data), recursive: true);

        var check = await Support.Cli.RunAsync("check", "--data", site.Data, "--port", "0");
        Assert.Equal(1, check.Code);
        Assert.Matches("(?m)^fail  restore +A restore ", check.Output);
        Assert.Equal(69, (await Support.Cli.RunAsync("migrate", "--dry-run", "--data", site.Data)).Code);
        if (steps % 2 == 0)
        {
            await using var server = await ServerProcess.StartAsync(site.Data, ("ACCESS_LOG", "off"));
            AssertSays(string.Join('\n', server.Errors), isNew);
        }
        else
        {
            var result = await Support.Cli.RunAsync("migrate", "--data", site.Data);
            Assert.True(result.Code == 0, result.Errors);
            AssertSays(result.Errors, isNew);
        }
        Assert.NotEqual(isNew, site.HasLogin("ada"));
        Assert.False(RestoreJournal.IsUnfinished(site.Data));
        Assert.Equal(isNew, File.Exists(Path.Combine(aside, "mathsoc.db")));
        Assert.Equal(isNew, File.Exists(Path.Combine(aside, "mathsoc.db-wal")));
    }

    [Fact]
    public async Task Killed_at_any_moment_the_database_is_whole_and_one_of_the_two()
    {
        Assert.NotNull(site.Make().File);
        var (old, put) = (0, 0);
        for (var i = 0; i < 12; i++)
        {
            var login = $"late{i}";
            site.AddNow(Seed.Pupil(login));
            using (var process = Process.Start(ServerProcess.MakeStart(
                ServerProcess.Binary, ["restore", "latest", "--data", site.Data, "--yes"]))!)
            {
                // The first half at any moment; the others when it is about to move files.
                if (i < 6) process.WaitForExit(60 * i);
                else while (!process.HasExited && !File.Exists(RestoreJournal.PathOf(site.Data))) process.WaitForExit(0);
                if (!process.HasExited) ServerProcess.Signal(process.Id, Kill);
                process.WaitForExit();
            }
            var next = await Support.Cli.RunAsync("migrate", "--data", site.Data);
            Assert.True(next.Code == 0, next.Errors);
            var isNew = !site.HasLogin(login);
            if (next.Errors.Length > 0) AssertSays(next.Errors, isNew);
            (old, put) = isNew ? (old, put + 1) : (old + 1, put);
            Assert.Equal("ok", site.Look(DatabaseCheck.CheckIntegrity));
            Assert.False(RestoreJournal.IsUnfinished(site.Data));
        }
        Assert.True(old > 0 && put > 0, $"{old} times the old one, {put} times the new one");
    }

    [Fact]
    public async Task While_one_goes_on_others_wait_and_a_journal_that_nobody_wrote_is_not_followed()
    {
        Prepare(site.Make().File!);
        using (var held = Hosting.FolderLock.TryTake(site.Data, "mathsoc restore").Lock!)
        {
            var busy = await Support.Cli.RunAsync("migrate", "--data", site.Data);
            Assert.Equal(69, busy.Code);
            Assert.Contains(
                $"a restore goes on in {site.Data}, in process {Environment.ProcessId}.", busy.Errors, StringComparison.Ordinal);
        }
        var path = RestoreJournal.PathOf(site.Data);
        foreach (var text in new[]
        {
            "{ nothing", "{}", File.ReadAllText(path).Replace("aside/", "../aside/", StringComparison.Ordinal),
            File.ReadAllText(path).Replace("\"format\": 1", "\"format\": 2", StringComparison.Ordinal),
        })
        {
            File.WriteAllText(path, text);
            var result = await Support.Cli.RunAsync("migrate", "--data", site.Data);
            Assert.Equal(69, result.Code);
            Assert.Contains("is not as mathsoc restore writes it", result.Errors, StringComparison.Ordinal);
        }
        Assert.True(File.Exists(site.Database));
    }

    /// <summary>Everything up to the moment at which files begin to be moved.</summary>
    private RestoreJournal Prepare(BackupFile backup)
    {
        var scratch = RestoreJournal.FolderOf(site.Data);
        Directory.CreateDirectory(scratch);
        var (source, refusal) = RestoreSource.Open(backup.Path, scratch, CancellationToken.None);
        Assert.Null(refusal);
        var (restored, problem) = new Restoration(site.Data, source!, backup.Name, TimeProvider.System)
            .Prepare(new ErasureRecord(), null, hasOld: true, CancellationToken.None);
        Assert.Null(problem);
        return restored!.Journal;
    }

    private static void AssertSays(string errors, bool isNew) => Assert.Contains(
        isNew ? "A restore was interrupted, and has been completed now" : "The database is the one from before it", errors,
        StringComparison.Ordinal);
}
