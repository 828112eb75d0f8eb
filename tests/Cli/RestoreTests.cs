// `mathsoc restore`: what it says before it does anything, what it leaves, what it refuses, and how it is undone.
using System.IO.Compression;
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Cli;

public sealed class RestoreTests : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    private readonly BackedUpSite site = new();

    public void Dispose() => site.Dispose();

    [Fact]
    public async Task It_says_what_would_be_lost_sets_that_aside_and_prints_how_to_undo_it()
    {
        var backup = site.Make().File!;
        var (ada, before) = (site.Db.Add(Seed.Pupil("ada")), site.CountNow("SELECT count(*) FROM attempts"));
        site.AddAnswers(ada, 3);
        var upload = Path.Combine(site.Uploads, site.Picture);
        File.Delete(upload);

        var dry = await site.RestoreAsync("latest", "--dry-run");
        Assert.True(dry.Code == 0, dry.Errors);
        Assert.Matches(@"(?m)^made +10 November 2026, 09:00 GMT, by version ", dry.Output);
        Assert.Matches("(?m)^lost then +3 answers by 1 member, 1 member who joined since$", dry.Output);
        Assert.True(site.HasLogin("ada"));

        var result = await site.RestoreAsync();
        Assert.True(result.Code == 0, result.Errors);
        Assert.False(site.HasLogin("ada"));
        Assert.Equal(before, site.CountNow("SELECT count(*) FROM attempts"));
        Assert.True(File.Exists(upload));
        var aside = Assert.Single(AsideFolder.List(site.Data));
        Assert.All(Directory.GetFiles(aside.Folder), path => Assert.Equal(Private, File.GetUnixFileMode(path)));
        Assert.True(File.Exists(aside.Database) && File.Exists(aside.Database + "-wal"));
        Assert.Equal(Private, File.GetUnixFileMode(site.Database));
        Assert.False(RestoreJournal.IsUnfinished(site.Data));
        var check = await Support.Cli.RunAsync("check", "--data", site.Data, "--port", "0");
        Assert.Contains($"warn  aside       {aside.Folder} ", check.Output, StringComparison.Ordinal);
        Assert.Equal(backup.Name, site.Look(sql => sql.ExecuteScalar<string>(
            "SELECT substr(detail, 15, 27) FROM audit WHERE action = 'database.restore' AND client = 'command line'")));

        var undo = result.Output.Split("To undo it: mathsoc ")[1].Trim().Split(' ');
        Assert.Equal(0, (await Support.Cli.RunAsync([.. undo, "--yes"])).Code);
        Assert.Equal(before + 3, site.CountNow("SELECT count(*) FROM attempts"));
        Assert.True(site.HasLogin("ada"));
        // So does what was set aside, with what was only in its log.
        Assert.Equal(0, (await site.RestoreAsync()).Code);
        var again = await site.RestoreAsync(aside.Database);
        Assert.True(again.Code == 0, again.Errors);
        Assert.Contains("it has no manifest", again.Errors, StringComparison.Ordinal);
        Assert.True(site.HasLogin("ada"));
    }

    [Fact]
    public async Task What_is_set_aside_under_a_clock_that_is_behind_is_not_old_when_the_clock_is_right()
    {
        Assert.SkipUnless(FakeTime.IsInstalled, "libfaketime, which sets a program's clock, is not installed.");
        Assert.NotNull(site.Make().File);
        site.Db.Write(sql => ClockRecord.Advance(sql, site.Now));
        var clock = new ManualClock(site["clock"]);
        clock.SetTo(DateTimeOffset.FromUnixTimeSeconds(300));
        var result = await Support.Cli.RunAsync(
            ["restore", "latest", "--yes", "--data", site.Data], "", FakeTime.Settings(site["clock"]));
        Assert.True(result.Code == 0, result.Errors);
        Assert.True(Assert.Single(AsideFolder.List(site.Data)).At >= site.Now);
        Assert.Contains(BackupFolder.List(site.Backups), file => file.Reason == BackupReason.BeforeRestoring && file.At >= site.Now);
    }

    [Theory]
    [InlineData("restore", 0)]
    [InlineData("yes", 1)]
    [InlineData("", 1)]
    public async Task Without_yes_it_asks_for_the_word(string word, int code)
    {
        Assert.NotNull(site.Make().File);
        site.Db.Add(Seed.Pupil("ada"));
        var result = await Support.Cli.RunAsync(["restore", "latest", "--data", site.Data], word + "\n", []);
        Assert.Equal(code, result.Code);
        Assert.Equal(code != 0, site.HasLogin("ada"));
        Assert.False(RestoreJournal.IsUnfinished(site.Data));
    }

    [Fact]
    public async Task While_the_site_is_served_it_names_the_process()
    {
        Assert.NotNull(site.Make().File);
        await using var server = await ServerProcess.StartAsync(site.Data, ("ACCESS_LOG", "off"));
        var result = await site.RestoreAsync();
        Assert.Equal(69, result.Code);
        Assert.Contains($"is being served, by process {server.Id}.", result.Errors, StringComparison.Ordinal);
        var list = await Support.Cli.RunAsync("restore", "--list", "--data", site.Data);
        Assert.Equal(0, list.Code);
        Assert.Matches(@"-daily\.db  daily, 10 November 2026, 09:00 GMT, \d+ members, \d+ answers, schema \d+, not proven yet",
            list.Output);
    }

    [Fact]
    public async Task Everybody_has_to_sign_in_again_links_end_and_owners_see_a_notice()
    {
        var head = site.Look(sql => Members.FindByLogin(sql, "head")!.Id);
        site.Db.SignIn(head, site.Now);
        site.Db.Write(sql => PasswordLinks.Add(sql, head, "a code", false, null, site.Now + 3600, site.Now));
        Assert.NotNull(site.Make().File);
        Assert.Equal(0, (await site.RestoreAsync()).Code);
        Assert.Equal(0, site.CountNow("SELECT (SELECT count(*) FROM sessions) + (SELECT count(*) FROM password_links)"));
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        Assert.Single(site.Look(sql => Restores.List(sql, now + 6 * TestSociety.Day)));
        Assert.Empty(site.Look(sql => Restores.List(sql, now + 8 * TestSociety.Day)));
    }

    [Fact]
    public async Task Another_societys_backup_needs_to_be_meant()
    {
        using var other = new BackedUpSite();
        var backup = other.Make().File!;
        var refused = await site.RestoreAsync(backup.Path);
        Assert.Equal(1, refused.Code);
        Assert.Contains("another society's backup", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("--foreign", refused.Errors, StringComparison.Ordinal);
        var marks = (MarkOf(site.Database), MarkOf(backup.Path));
        Assert.NotEqual(marks.Item1, marks.Item2);
        var result = await site.RestoreAsync(backup.Path, "--foreign");
        Assert.True(result.Code == 0, result.Errors);
        Assert.Equal(marks.Item2, MarkOf(site.Database));
        Assert.EndsWith("--foreign\n", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a byte in a page", 1, "a page is damaged")]
    [InlineData("truncated", 1, "it is cut short")]
    [InlineData("missing upload", 1, "is missing in")]
    [InlineData("manifest that is no JSON", 1, "it is not the JSON that this program writes")]
    [InlineData("manifest of another format", 1, "this program reads format 1")]
    [InlineData("manifest with a path", 1, "by something that is no hash")]
    [InlineData("newer", 78, "this program knows")]
    [InlineData("no database", 1, "is neither a backup nor a zip of one")]
    [InlineData("not there", 1, "there is no backup 2026-01-01T000000Z-daily.db that ")]
    public async Task What_is_not_whole_is_not_put_back(string fault, int code, string sentence)
    {
        var file = site.Make().File!;
        site.Db.Add(Seed.Pupil("ada"));
        var manifest = BackupManifest.Read(file.ManifestPath).Manifest!;
        switch (fault)
        {
            case "a byte in a page": Overwrite(file.Path, manifest.Bytes / 2); break;
            case "truncated": File.WriteAllBytes(file.Path, File.ReadAllBytes(file.Path)[..8000]); break;
            case "missing upload": File.Delete(Path.Combine(BackupFolder.UploadsOf(site.Backups), site.Picture)); break;
            case "manifest that is no JSON": File.WriteAllText(file.ManifestPath, "{ nothing"); break;
            case "manifest of another format": (manifest with { Format = 2 }).Write(file.ManifestPath); break;
            case "manifest with a path":
                (manifest with { Uploads = [new StoredUpload("../../mathsoc.db", 1)] }).Write(file.ManifestPath);
                break;
            case "newer":
                File.Delete(file.ManifestPath);
                using (var db = Db.Open(file.Path, readers: 1))
                    db.Write(sql => { sql.Execute("INSERT INTO migrations (number, why, hash, applied_at) VALUES (9999, '', '', 1)"); });
                break;
            case "no database": File.WriteAllText(file.Path, "nothing"); File.Delete(file.ManifestPath); break;
            case "not there": break;
            default: throw new ArgumentException(fault, nameof(fault));
        }
        var result = await site.RestoreAsync(fault == "not there" ? "2026-01-01T000000Z-daily.db" : file.Path);
        Assert.True(result.Code == code, result.Errors);
        Assert.Contains(sentence, result.Errors, StringComparison.Ordinal);
        Assert.True(site.HasLogin("ada"));
        Assert.Empty(AsideFolder.List(site.Data));
        Assert.False(RestoreJournal.IsUnfinished(site.Data));
    }

    [Fact]
    public async Task A_zip_is_read_as_it_is_and_nothing_in_it_chooses_its_place()
    {
        var backup = site.Make().File!;
        var zip = site["download.zip"];
        using (var archive = ZipFile.Open(zip, ZipArchiveMode.Create))
        {
            archive.CreateEntryFromFile(backup.Path, "society/" + backup.Name);
            archive.CreateEntryFromFile(backup.ManifestPath, "society/" + Path.GetFileName(backup.ManifestPath));
            archive.CreateEntryFromFile(Path.Combine(site.Uploads, site.Picture), "society/uploads/" + site.Picture);
            archive.CreateEntryFromFile(backup.ManifestPath, "society/uploads/../../evil");
            archive.CreateEntryFromFile(backup.ManifestPath, "../evil.json");
        }
        File.Delete(Path.Combine(site.Uploads, site.Picture));
        site.Db.Add(Seed.Pupil("ada"));
        var result = await site.RestoreAsync(zip);
        Assert.True(result.Code == 0, result.Errors);
        Assert.False(site.HasLogin("ada"));
        Assert.True(File.Exists(Path.Combine(site.Uploads, site.Picture)));
        Assert.Empty(Directory.GetFiles(site.Data, "evil*", SearchOption.AllDirectories));
        Assert.DoesNotContain("no manifest", result.Errors, StringComparison.Ordinal);
        using (var archive = ZipFile.Open(zip, ZipArchiveMode.Update)) archive.CreateEntryFromFile(backup.Path, "other.db");
        Assert.Contains("it holds 2 databases", (await site.RestoreAsync(zip)).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_a_new_machine_a_stick_is_enough()
    {
        Directory.CreateDirectory(site["stick"]);
        Assert.Equal(0, (await Support.Cli.RunAsync("backup", "--data", site.Data, "--to", site["stick"])).Code);
        var stick = Assert.Single(BackupFolder.List(site["stick"]));
        var result = await Support.Cli.RunAsync("restore", stick.Path, "--data", site["new"], "--yes");
        Assert.True(result.Code == 0, result.Errors);
        Assert.Matches("(?m)^lost then +nothing: there is no database here yet$", result.Output);
        Assert.True(File.Exists(site["new/uploads/" + site.Picture]));
        Assert.False(Directory.Exists(site["new/aside"]));
        await using var server = await ServerProcess.StartAsync(site["new"], ("ACCESS_LOG", "off"));
        using var client = new HttpClient { BaseAddress = server.Address };
        Assert.True((await client.GetAsync("/readyz")).IsSuccessStatusCode);
    }

    [Fact]
    public async Task An_older_schema_is_brought_up_and_a_lost_database_is_replaced()
    {
        var older = Migrator.Newest - 1;
        Assert.Equal(older, Migrator.Run(site["older.db"], [.. Migrator.Sections.Take(older)], 1).Version);
        File.Delete(site["older.db-wal"]);
        File.Delete(site.Database);
        var result = await site.RestoreAsync(site["older.db"], "--foreign");
        Assert.True(result.Code == 0, result.Errors);
        Assert.Matches("(?m)^lost then +that cannot be counted", result.Output);
        Assert.Equal(Migrator.Newest, site.CountNow("SELECT max(number) FROM migrations"));
        // The log of the lost one is kept.
        Assert.True(File.Exists(Assert.Single(AsideFolder.List(site.Data)).Database + "-wal"));
    }

    [Fact]
    public async Task What_was_set_aside_is_kept_as_long_as_a_backup()
    {
        Assert.NotNull(site.Make().File);
        Assert.Equal(0, (await site.RestoreAsync()).Code);
        var aside = Assert.Single(AsideFolder.List(site.Data));
        site.Job().Rotate(aside.At + 34 * TestSociety.Day);
        Assert.Single(AsideFolder.List(site.Data));
        site.Job().Rotate(aside.At + 36 * TestSociety.Day);
        Assert.False(Directory.Exists(Path.Combine(site.Data, "aside")));
    }

    private static uint MarkOf(string path) => DatabaseFile.Look(path).File.Mark;

    private static void Overwrite(string path, long at)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Position = at;
        var old = file.ReadByte();
        file.Position = at;
        file.WriteByte((byte)(old ^ 0x55));
    }
}
