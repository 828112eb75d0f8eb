// `mathsoc backup` beside a site that answers and without one: what it leaves, what it refuses, and what an upgrade keeps.
using System.Globalization;
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Cli;

public sealed class BackupTests : IDisposable
{
    private const int Pupils = 20, Challenges = 30;
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Beside_a_site_no_answer_is_refused_and_the_copy_is_whole()
    {
        var society = await AnsweringSociety.MakeAsync(folder.Path, Pupils, Challenges);
        using (var db = Db.Open(folder["mathsoc.db"], readers: 1)) db.Add(Seed.Person("head", Role.Owner));
        await using var server = await ServerProcess.StartAsync(folder.Path, ("ACCESS_LOG", "off"), ("RATELIMIT_ENABLED", "false"));
        using var client = AnsweringSociety.MakeClient(server);
        var (sent, enough) = (0, new TaskCompletionSource());
        var isOver = false;
        var pupils = Enumerable.Range(0, 4).Select(async worker =>
        {
            for (var i = worker; i < Pupils * Challenges && !Volatile.Read(ref isOver); i += 4)
            {
                // Anything but a redirect back to the challenge fails the test.
                Assert.True(await society.Answer(i % Pupils, i / Pupils, "21").TrySendAsync(client));
                if (Interlocked.Increment(ref sent) == 10) enough.TrySetResult();
            }
        }).ToList();
        await Task.WhenAny(enough.Task, Task.WhenAll(pupils));
        var before = Volatile.Read(ref sent);
        var result = await Support.Cli.RunAsync("backup", "--data", folder.Path);
        Volatile.Write(ref isOver, true);
        await Task.WhenAll(pupils);
        Assert.True(result.Code == 0, result.Errors);
        Assert.True(sent > before, "No answer was sent while the backup was made.");

        var file = Assert.Single(BackupFolder.List(folder["backups"]));
        var manifest = BackupManifest.Read(file.ManifestPath).Manifest!;
        Assert.InRange(manifest.Rows["attempts"], before, sent);
        Assert.NotNull(manifest.ProvenAt);
        Assert.Matches($"^{file.Path}\nbytes +{manifest.Bytes}\nsha-256 +{manifest.Sha256}\nuploads +0, ", result.Output);
        Assert.Contains($"\nrows      members {Pupils + 1}\n", result.Output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^Proven: 21 members, \d+ answers, \d+ s\.$", result.Output);
        Assert.Equal([".lock", file.Name, Path.GetFileName(file.ManifestPath)], FilesIn("backups"));
        const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        Assert.All([file.Path, file.ManifestPath], path => Assert.Equal(Mode, File.GetUnixFileMode(path)));
        // One that is made by hand does not count as the nightly one.
        Assert.Matches("(?m)^warn  backup +No scheduled backup is proven yet", (await CheckAsync()).Output);
    }

    [Fact]
    public async Task To_another_folder_it_takes_the_uploads_along_keeps_as_many_as_it_is_told_and_is_audited()
    {
        using var site = new BackedUpSite();
        for (var i = 0; i < 3; i++)
        {
            site.Db.Add(Seed.Pupil($"ada{i}"));
            var result = await Support.Cli.RunAsync("backup", "--data", site.Data, "--to", site["stick"], "--keep", "2");
            Assert.True(result.Code == 0, result.Errors);
        }
        Assert.Equal(2, BackedUpSite.NamesIn(site["stick"]).Length);
        Assert.Equal([site.Picture], Directory.GetFiles(Path.Combine(site["stick"], "uploads")).Select(Path.GetFileName));
        Assert.Empty(BackedUpSite.NamesIn(site.Backups));
        Assert.Equal(3, site.Db.Read(sql => sql.ExecuteScalar<long>("SELECT count(*) FROM audit WHERE action = 'backup.copy'")));
    }

    [Fact]
    public async Task A_second_one_at_the_same_time_says_who_runs_it()
    {
        using var site = new BackedUpSite();
        using var held = BackupLock.TryTake(site.Backups, "mathsoc serve", site.Clock.GetUtcNow(), TimeSpan.Zero).Lock!;
        foreach (var verb in new[] { "backup", "prove" })
        {
            if (verb == "prove") Assert.NotNull(site.Make().File);
            var result = await Support.Cli.RunAsync(verb, "--data", site.Data);
            Assert.Equal(69, result.Code);
            Assert.Contains($"in use by mathsoc serve (process {Environment.ProcessId}), since 10 November 2026, 09:00 GMT", result.Errors,
                StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("data", "is in the data folder")]
    [InlineData("data/uploads/x", "is in the data folder")]
    [InlineData("link", "is in the data folder")]
    [InlineData("file", "is a file")]
    public async Task A_folder_that_cannot_take_backups_is_refused(string name, string sentence)
    {
        using var site = new BackedUpSite();
        File.WriteAllText(site["file"], "");
        Directory.CreateSymbolicLink(site["link"], site.Data);
        var result = await Support.Cli.RunAsync("backup", "--data", site.Data, "--to", site[name]);
        Assert.Equal(2, result.Code);
        Assert.Contains(sentence, result.Errors, StringComparison.Ordinal);
        var setting = await Support.Cli.RunAsync(["config", "--data", site.Data], "", [("BACKUP_DIR", site[name])]);
        Assert.Equal(78, setting.Code);
        Assert.Contains($"BACKUP_DIR: {site[name]} {sentence}", setting.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0", "mathsoc: --keep takes a number from 1 to 1000.")]
    [InlineData("all", "mathsoc: Cannot parse argument 'all' for option '--keep' as a number.")]
    public async Task To_keep_none_or_what_is_no_number_is_refused(string keep, string sentence)
    {
        var result = await Support.Cli.RunAsync("backup", "--data", folder.Path, "--keep", keep);
        Assert.Equal((2, sentence), (result.Code, result.Errors.Split('\n')[0]));
    }

    [Fact]
    public async Task Uploads_that_are_links_folders_or_damaged_are_named_and_nothing_is_left()
    {
        using var site = new BackedUpSite();
        var path = Path.Combine(site.Uploads, site.Picture);
        Action[] faults =
        [
            () => File.WriteAllText(path, "short"), () => File.CreateSymbolicLink(path, "/etc/hostname"),
            () => Directory.CreateDirectory(path),
        ];
        foreach (var fault in faults)
        {
            File.Delete(path);
            fault();
            var result = await Support.Cli.RunAsync("backup", "--data", site.Data);
            Assert.Equal(1, result.Code);
            Assert.Contains(site.Picture, result.Errors, StringComparison.Ordinal);
            Assert.Empty(BackedUpSite.NamesIn(site.Backups));
            Assert.Empty(BackedUpSite.PartialsIn(site.Backups));
        }
    }

    [Fact]
    public async Task Totals_that_are_not_the_sum_of_the_ledger_are_no_backup()
    {
        using var site = new BackedUpSite();
        site.Db.Write(sql => { sql.Execute("UPDATE totals SET points = points + 1"); });
        var result = await Support.Cli.RunAsync("backup", "--data", site.Data);
        Assert.Equal(1, result.Code);
        Assert.Contains("mathsoc check --repair", result.Errors, StringComparison.Ordinal);
        Assert.Empty(BackedUpSite.NamesIn(site.Backups));
    }

    [Fact]
    public void What_a_killed_backup_left_is_removed_by_the_next_and_other_files_are_not()
    {
        using var site = new BackedUpSite();
        Directory.CreateDirectory(site.Backups);
        string[] left = ["2026-11-09T023000Z-daily.db.partial", "2026-11-09T023000Z-daily.db.partial-wal", "2026-11-09T023000Z-daily.json"];
        string[] mine = ["notes.json", "old.db.partial"];
        foreach (var name in left.Concat(mine)) File.WriteAllText(Path.Combine(site.Backups, name), "");
        Assert.NotNull(site.Make().File);
        Assert.All(left, name => Assert.False(File.Exists(Path.Combine(site.Backups, name)), name));
        Assert.All(mine, name => Assert.True(File.Exists(Path.Combine(site.Backups, name)), name));
    }

    [Fact]
    public async Task Before_an_older_database_is_migrated_a_snapshot_of_it_is_kept()
    {
        var older = Migrator.Newest - 1;
        Assert.Equal(older, Migrator.Run(folder["mathsoc.db"], [.. Migrator.Sections.Take(older)], 1).Version);
        var result = await Support.Cli.RunAsync("migrate", "--data", folder.Path);
        Assert.Equal((0, ""), (result.Code, result.Errors));
        var snapshot = Assert.Single(BackupFolder.List(folder["backups"]));
        Assert.Equal(BackupReason.BeforeMigrating, snapshot.Reason);
        Assert.Equal(older, BackupManifest.Read(snapshot.ManifestPath).Manifest!.Schema);
        Assert.Equal("Nothing to do: the schema is " + Migrator.Newest + ".\n",
            (await Support.Cli.RunAsync("migrate", "--data", folder.Path)).Output);
        Assert.Single(BackupFolder.List(folder["backups"]));
    }

    [Fact]
    public async Task Check_and_readiness_say_the_same_of_the_last_proven_backup()
    {
        using var site = new BackedUpSite();
        Assert.Matches("(?m)^warn  backup +No backup yet\\. serve makes one every day at 02:30; mathsoc backup --data ",
            (await CheckAsync(site.Data)).Output);
        site.Clock.SetTo(TimeProvider.System.GetUtcNow().AddHours(-3));
        Assert.Null(site.Prove(site.Make().File!).Problem);
        Assert.Matches("(?m)^ok    backup +Last proven restore: 3 hours ago: ", (await CheckAsync(site.Data)).Output);
        await using var server = await ServerProcess.StartAsync(site.Data, ("ACCESS_LOG", "off"));
        using var client = new HttpClient { BaseAddress = server.Address };
        await Eventually.TrueAsync(async () => (await client.GetStringAsync("/readyz?verbose"))
            .Contains("\"detail\":\"Last proven restore: 3 hours ago: ", StringComparison.Ordinal));
        var manifest = BackupManifest.Read(BackupFolder.List(site.Backups)[0].ManifestPath).Manifest!;
        var metrics = await client.GetStringAsync("/metrics");
        Assert.Contains($"\nmathsoc_backup_last_success_timestamp_seconds {manifest.StartedAt.ToUnixTimeSeconds()}\n", metrics,
            StringComparison.Ordinal);
        Assert.Contains($"\nmathsoc_backup_last_size_bytes {manifest.Bytes}\n", metrics, StringComparison.Ordinal);
        Assert.Contains($"\nmathsoc_backup_last_proof_timestamp_seconds {manifest.ProvenAt!.Value.ToUnixTimeSeconds()}\n", metrics,
            StringComparison.Ordinal);
        var seconds = manifest.Seconds.ToString("R", CultureInfo.InvariantCulture);
        Assert.Contains($"\nmathsoc_backup_last_duration_seconds {seconds}\n", metrics, StringComparison.Ordinal);
        Assert.Contains($"\nmathsoc_backup_proven_members {manifest.Rows["members"]}\n", metrics, StringComparison.Ordinal);
        Assert.Contains($"\nmathsoc_backup_proven_answers {manifest.Rows["attempts"]}\n", metrics, StringComparison.Ordinal);
    }

    private Task<CliResult> CheckAsync(string? data = null) =>
        Support.Cli.RunAsync("check", "--data", data ?? folder.Path, "--port", "0");

    private IEnumerable<string?> FilesIn(string name) =>
        Directory.GetFiles(folder[name]).Select(Path.GetFileName).Order(StringComparer.Ordinal);
}
