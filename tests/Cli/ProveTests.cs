// `mathsoc prove`: a sound backup is proven, and each kind of damage has its own sentence.
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using Microsoft.Data.Sqlite;

namespace MathsSoc.Tests.Cli;

public sealed class ProveTests : IDisposable
{
    private readonly BackedUpSite site = new();

    public void Dispose() => site.Dispose();

    [Fact]
    public async Task A_sound_backup_is_proven_and_its_manifest_says_so()
    {
        var file = Make();
        var result = await Support.Cli.RunAsync("prove", "--data", site.Data);
        Assert.True(result.Code == 0, result.Errors);
        Assert.Matches($"^Proven: {file.Path}: \\d+ members, \\d+ answers, \\d+ s\\.\n$", result.Output);
        Assert.NotNull(BackupManifest.Read(file.ManifestPath).Manifest!.ProvenAt);
        Assert.Equal(0, (await Support.Cli.RunAsync("prove", file.Path)).Code);
        Assert.Equal(0, (await Support.Cli.RunAsync("prove", file.Name, "--data", site.Data)).Code);
        Assert.Empty(Directory.GetFiles(site.Backups, file.Name + "-*"));
    }

    [Theory]
    [InlineData("a byte in a page", "a page is damaged")]
    [InlineData("a byte in the header", "its header is damaged")]
    [InlineData("truncated", "it is cut short")]
    [InlineData("swapped manifest", "its manifest is another backup's")]
    [InlineData("missing upload", "is missing in")]
    [InlineData("older schema", "it has the older schema")]
    [InlineData("longer", "something was added to it")]
    [InlineData("damaged upload", "its bytes are not those that were sent")]
    [InlineData("no manifest", "it has no manifest beside it")]
    [InlineData("manifest that is no JSON", "it is not the JSON that this program writes")]
    [InlineData("manifest of another format", "this program reads format 1")]
    [InlineData("manifest with a path", "by something that is no hash")]
    [InlineData("manifest with a null among its uploads", "by something that is no hash")]
    [InlineData("manifest with the highest number", "the number 9223372036854775807, which no backup has")]
    [InlineData("manifest with other rows", "the table members has")]
    public async Task Each_damage_has_its_own_sentence(string damage, string sentence)
    {
        var file = Make();
        Assert.Null(site.Prove(file).Problem);
        Damage(damage, file);
        var result = await Support.Cli.RunAsync("prove", file.Path);
        Assert.Equal(1, result.Code);
        Assert.StartsWith($"mathsoc: The backup {file.Path} is not proven: ", result.Errors, StringComparison.Ordinal);
        Assert.Contains(sentence, result.Errors, StringComparison.Ordinal);
        if (damage is "a byte in a page") Assert.NotNull(BackupState.Look(site.Backups, site.Now).Failed);
    }

    [Fact]
    public async Task One_that_is_damaged_is_a_failure_of_check_that_says_what_to_do()
    {
        var file = Make();
        Damage("truncated", file);
        Assert.Equal(1, (await Support.Cli.RunAsync("prove", file.Path)).Code);
        var check = await Support.Cli.RunAsync("check", "--data", site.Data, "--port", "0");
        Assert.Matches($"(?m)^fail +backup +.*it is cut short.*mathsoc backup --data {site.Data} makes one now", check.Output);
    }

    [Fact]
    public async Task A_site_without_an_owner_is_not_proven()
    {
        using var folder = new TemporaryFolder();
        await AnsweringSociety.MakeAsync(folder.Path, pupils: 1, challenges: 1);
        var result = await Support.Cli.RunAsync("backup", "--data", folder.Path);
        Assert.Equal(1, result.Code);
        Assert.Contains("nobody in it is an owner", result.Errors, StringComparison.Ordinal);
        // It is there all the same: it may be all there is.
        Assert.Null(BackupManifest.Read(Assert.Single(BackupFolder.List(folder["backups"])).ManifestPath).Manifest!.ProvenAt);
    }

    [Fact]
    public async Task A_site_that_nobody_has_set_up_is_proven_so_that_its_first_owner_meets_no_alarm()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(MigrationResult.Ready, Migrator.Run(folder["mathsoc.db"], Migrator.Sections, 1).Result);
        var result = await Support.Cli.RunAsync("backup", "--data", folder.Path);
        Assert.Equal((0, ""), (result.Code, result.Errors));
        var file = Assert.Single(BackupFolder.List(folder["backups"]));
        Assert.NotNull(BackupManifest.Read(file.ManifestPath).Manifest!.ProvenAt);
        Assert.Equal(0, (await Support.Cli.RunAsync("prove", file.Path, "--full")).Code);
    }

    [Fact]
    public async Task In_full_a_server_answers_on_it_that_has_nothing_of_the_sites()
    {
        var file = Make();
        var before = File.ReadAllBytes(file.Path);
        using var folder = new TemporaryFolder();
        using var systemd = new FakeSystemd(folder["notify"]);
        (string, string)[] settings =
        [
            ("NOTIFY_SOCKET", folder["notify"]), ("LISTEN", "192.0.2.1"), ("PORT", "1"), ("TMPDIR", folder.Path),
            ("PUBLIC_URL", "https://maths.example.sch.uk"), ("LOG_FILE", folder["site.log"]),
        ];
        var result = await Support.Cli.RunAsync(["prove", file.Path, "--full"], "", settings);
        Assert.True(result.Code == 0, result.Errors);
        Assert.EndsWith("Served: a server on a copy of it is ready, and answers with the home page.\n", result.Output,
            StringComparison.Ordinal);
        Assert.Equal("", result.Errors);
        Assert.Equal(before, File.ReadAllBytes(file.Path));
        Assert.Equal([folder["notify"]], Directory.GetFileSystemEntries(folder.Path));
        Assert.Empty(systemd.Messages);
        Assert.Empty(Directory.GetFiles(site.Data, "*.log"));
    }

    [Fact]
    public void A_copy_that_is_only_read_refuses_every_write()
    {
        var file = Make();
        using var db = Db.OpenReadOnly(file.Path, readers: 1);
        Assert.True(db.Read(Members.AnyOwner));
        Assert.Throws<DatabaseUnavailableException>(() => db.Write(sql => { Sessions.Sweep(sql, Rules.Default, 1); }));
    }

    [Fact]
    public async Task Without_a_backup_it_says_how_one_is_made()
    {
        var result = await Support.Cli.RunAsync("prove", "--data", site.Data);
        Assert.Equal((1, $"mathsoc: there is no backup in {site.Backups} yet: mathsoc backup --data {site.Data} makes one.\n"),
            (result.Code, result.Errors));
    }

    private BackupFile Make() => site.Make().File!;

    private void Damage(string damage, BackupFile file)
    {
        var upload = Path.Combine(BackupFolder.UploadsOf(site.Backups), site.Picture);
        var manifest = BackupManifest.Read(file.ManifestPath).Manifest!;
        switch (damage)
        {
            case "a byte in a page": Flip(file.Path, manifest.Bytes / 2); break;
            case "a byte in the header": Flip(file.Path, 21); break;
            case "truncated": SetLength(file.Path, manifest.Bytes / 2); break;
            case "longer": File.AppendAllText(file.Path, "x"); break;
            case "missing upload": File.Delete(upload); break;
            case "damaged upload": File.Delete(upload); File.WriteAllText(upload, "b picture"); break;
            case "no manifest": File.Delete(file.ManifestPath); break;
            case "manifest that is no JSON": File.WriteAllText(file.ManifestPath, "{ nothing"); break;
            case "manifest of another format": (manifest with { Format = 2 }).Write(file.ManifestPath); break;
            case "manifest with a path":
                (manifest with { Uploads = [new StoredUpload("../../mathsoc.db", 1)] }).Write(file.ManifestPath);
                break;
            case "manifest with a null among its uploads": (manifest with { Uploads = [null!] }).Write(file.ManifestPath); break;
            case "manifest with the highest number": (manifest with { Number = long.MaxValue }).Write(file.ManifestPath); break;
            case "manifest with other rows":
                manifest.Rows["members"]++;
                manifest.Write(file.ManifestPath);
                break;
            case "swapped manifest":
                site.Db.Add(Seed.Pupil("ada"));
                File.Copy(Make().ManifestPath, file.ManifestPath, overwrite: true);
                break;
            case "older schema": BecomeOlder(file, manifest); break;
            default: throw new ArgumentException(damage, nameof(damage));
        }
    }

    private static void Flip(string path, long at)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Position = at;
        var old = file.ReadByte();
        file.Position = at;
        file.WriteByte((byte)(old ^ 0x55));
    }

    private static void SetLength(string path, long length)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.SetLength(length);
    }

    /// <summary>A backup as a program with one migration fewer would have left it.</summary>
    private void BecomeOlder(BackupFile file, BackupManifest manifest)
    {
        var older = Migrator.Newest - 1;
        File.Delete(file.Path);
        Migrator.Run(site["older.db"], [.. Migrator.Sections.Take(older)], 1);
        using (var connection = new SqliteConnection($"Data Source={site["older.db"]};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA journal_mode = DELETE";
            command.ExecuteNonQuery();
        }
        File.Move(site["older.db"], file.Path);
        var bytes = File.ReadAllBytes(file.Path);
        var rows = DatabaseCheck.ReadCopy(file.Path, DatabaseCheck.CountRows, CancellationToken.None);
        (manifest with
        {
            Schema = older,
            Bytes = bytes.Length,
            Sha256 = Endpoints.UploadFolder.HashOf(bytes),
            Header = Convert.ToHexStringLower(bytes[..100]),
            Rows = rows,
            Uploads = [],
        }).Write(file.ManifestPath);
    }
}
