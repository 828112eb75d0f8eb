// A database that is lost while the site runs: a copy is saved from the connections that still have it, and everybody who asks is told.
using System.Net;
using System.Text.Json;
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using Microsoft.Data.Sqlite;

namespace MathsSoc.Tests.Http;

public sealed class RescueTests
{
    [Theory]
    [InlineData("deleted", false)]
    [InlineData("deleted", true)]
    [InlineData("replaced by garbage", true)]
    [InlineData("replaced by another database", true)]
    public async Task A_lost_database_is_saved_with_every_row(string what, bool withLog)
    {
        await using var site = await Site.StartAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner));
        Write(site, "only in the log");
        if (withLog)
            foreach (var ending in new[] { "-wal", "-shm" }) File.Delete(site.DatabasePath + ending);
        File.Delete(site.DatabasePath);
        if (what == "replaced by garbage") File.WriteAllBytes(site.DatabasePath, new byte[9000]);
        if (what == "replaced by another database") Migrator.Run(site.DatabasePath, Migrator.Sections, 1);

        var name = await RescuedName(site);
        var copy = Path.Combine(site.Folder, name);
        Assert.Equal("only in the log", ReadValue(copy));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(copy));
        await Eventually.TrueAsync(() =>
            File.ReadAllText(site.LogPath).Contains($"The lost database was saved as {copy}", StringComparison.Ordinal));
        await Eventually.TrueAsync(async () => (await Check(site, "database")).Detail.Contains(name, StringComparison.Ordinal));
        // One copy for each loss, however long it lasts.
        for (var i = 0; i < 20; i++) await site.GetAsync("/readyz");
        Assert.Single(RescuedFiles.List(site.DatabasePath));

        // What the sentence in docs/operations.md says: the copy is the database.
        foreach (var ending in new[] { "", "-wal", "-shm" }) File.Delete(site.DatabasePath + ending);
        File.Copy(copy, site.DatabasePath);
        await Eventually.TrueAsync(async () => (await site.GetAsync("/readyz")).StatusCode == HttpStatusCode.OK, 10);
        Assert.Equal("ok", (await Check(site, "database")).Status);
        Write(site, "after");
        Assert.Contains(name, (await head.GetAsync("/admin")).Text, StringComparison.Ordinal);
        // The folder is looked at every ten seconds.
        await Eventually.TrueAsync(async () => (await Check(site, "rescued")).Detail.Contains(name, StringComparison.Ordinal), 30);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_older_copy_that_is_put_back_is_served_and_what_it_lacks_is_told(bool inPlace)
    {
        await using var site = await Site.StartAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner));
        FoldIn(site);
        var older = Path.Combine(site.Folder, "older.db");
        File.Copy(site.DatabasePath, older);
        for (var i = 0; i < 3; i++) Write(site, $"lost {i}");
        await Eventually.TrueAsync(async () => (await site.GetAsync("/readyz")).StatusCode == HttpStatusCode.OK);
        if (inPlace)
        {
            FoldIn(site);
            // A second, in which the site takes note of the last transaction.
            await Eventually.TrueAsync(() => new FileInfo(site.DatabasePath + "-wal").Length == 0);
            await NextLook(site);
            Overwrite(site.DatabasePath, File.ReadAllBytes(older));
        }
        else
        {
            foreach (var ending in new[] { "-wal", "-shm" }) File.Delete(site.DatabasePath + ending);
            File.Move(older, site.DatabasePath, overwrite: true);
        }
        const string Sentence = "3 write transactions are missing";
        await Eventually.TrueAsync(async () => (await Check(site, "database")) is { Status: "warn" } check
            && check.Detail.Contains(Sentence, StringComparison.Ordinal), 10);
        await Eventually.TrueAsync(() => File.ReadAllText(site.LogPath).Split('\n').Any(line =>
            line.Contains("CRITICAL", StringComparison.Ordinal) && line.Contains(Sentence, StringComparison.Ordinal)));
        Assert.Contains("\nmathsoc_db_missing_transactions 3\n", await site.Client.GetStringAsync("/metrics"), StringComparison.Ordinal);
        if (!inPlace) Assert.Equal("lost 2", ReadValue(Assert.Single(RescuedFiles.List(site.DatabasePath)).Path));
        Assert.Equal(HttpStatusCode.OK, (await head.GetAsync("/admin")).Status);
        Write(site, "after");
        Assert.Equal("after", ReadValue(site.DatabasePath));

        if (!Site.IsBinary) site.Jobs.RunOnce(site.Now);
        await Eventually.TrueAsync(async () => (await head.GetAsync("/admin")).Text.Contains(Sentence, StringComparison.Ordinal), 30);
        var check = await Support.Cli.RunAsync("check", "--port", "0", "--data", site.Folder);
        Assert.Matches($"(?m)^warn  history .*{Sentence}", check.Output);
        Assert.Matches("(?m)^ok    integrity ", check.Output);
    }

    [Fact]
    public async Task No_more_than_three_copies_are_kept_and_each_for_35_days()
    {
        await using var site = await Site.StartWithClockAsync();
        var names = new List<string>();
        for (var day = 1; day <= 3; day++)
        {
            var at = DateTimeOffset.FromUnixTimeSeconds(site.Now).AddDays(day - 35.5);
            names.Add(Path.GetFileName(RescuedFiles.PathFor(site.DatabasePath, at)));
            File.WriteAllText(Path.Combine(site.Folder, names[^1]), "a copy");
        }
        var aside = Path.Combine(site.Folder, "aside.db");
        File.Move(site.DatabasePath, aside);
        await Eventually.TrueAsync(() => File.Exists(site.LogPath)
            && File.ReadAllText(site.LogPath).Contains("No copy of the lost database", StringComparison.Ordinal));
        Assert.Equal(names, RescuedFiles.List(site.DatabasePath).Select(file => file.Name));
        File.Move(aside, site.DatabasePath);
        await Eventually.TrueAsync(async () => (await site.GetAsync("/readyz")).StatusCode == HttpStatusCode.OK);

        for (var left = 3; left > 0; left--)
        {
            if (!Site.IsBinary) site.Jobs.RunOnce(site.Now);
            await Eventually.TrueAsync(() => RescuedFiles.List(site.DatabasePath).Count == left, 30);
            site.KeepRunning(TimeSpan.FromHours(24));
        }
    }

    [Fact]
    public async Task The_log_is_folded_in_when_nobody_writes()
    {
        await using var site = await Site.StartAsync();
        Write(site, "in the log");
        Assert.NotEqual(0, new FileInfo(site.DatabasePath + "-wal").Length);
        var copy = Path.Combine(site.Folder, "copy.db");
        await Eventually.TrueAsync(() =>
        {
            // A copy made while the log is being folded in may be neither the old state nor the new one.
            File.Copy(site.DatabasePath, copy, overwrite: true);
            return IsWhole(copy) && ReadValue(copy) == "in the log";
        }, 40);
    }

    [Theory]
    [InlineData("INSERT INTO migrations VALUES (999, 'from the future', 'x', 1)", "DELETE FROM migrations WHERE number = 999")]
    [InlineData("ALTER TABLE members RENAME TO people", "ALTER TABLE people RENAME TO members")]
    [InlineData("ALTER TABLE migrations RENAME TO history", "ALTER TABLE history RENAME TO migrations")]
    public async Task A_schema_that_is_not_the_programs_is_unavailable_on_every_page(string change, string undo)
    {
        await using var site = await Site.StartAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner));
        // A member whose session the site has not seen yet, and so does not remember.
        var other = site.Visit(Seed.Pupil("ada"));
        Assert.Equal(HttpStatusCode.OK, (await head.GetAsync("/admin")).Status);
        Change(site, change);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await other.GetAsync("/account")).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await other.PostAsync("/account/quiet", ("quiet", "1"))).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await site.GetAsync("/readyz")).StatusCode);
        foreach (var path in new[] { "/admin", "/challenges", "/leaderboard", "/account", "/admin/members" })
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await head.GetAsync(path)).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await head.PostAsync("/account/quiet", ("quiet", "1"))).Status);
        Assert.Equal(HttpStatusCode.OK, (await site.GetAsync("/healthz")).StatusCode);
        Assert.DoesNotContain("   at ", File.ReadAllText(site.LogPath), StringComparison.Ordinal);
        Change(site, undo);
        await Eventually.TrueAsync(async () => (await head.GetAsync("/admin")).Status == HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_table_that_litestream_adds_is_no_reason_to_refuse_anything()
    {
        await using var site = await Site.StartAsync();
        var head = site.Visit(Seed.Person("head", Role.Owner));
        Change(site, "CREATE TABLE _litestream_seq (id INTEGER PRIMARY KEY, seq INTEGER); INSERT INTO _litestream_seq VALUES (1, 1)");
        Assert.Equal(HttpStatusCode.OK, (await head.GetAsync("/admin")).Status);
    }

    private static async Task<string> RescuedName(Site site)
    {
        await Eventually.TrueAsync(() => RescuedFiles.List(site.DatabasePath).Count == 1, 10);
        return RescuedFiles.List(site.DatabasePath)[0].Name;
    }

    private static async Task<(string Status, string Detail)> Check(Site site, string name)
    {
        using var json = JsonDocument.Parse(await (await site.GetAsync("/readyz?verbose")).Content.ReadAsStringAsync());
        return json.RootElement.GetProperty("checks").TryGetProperty(name, out var check)
            ? (check.GetProperty("status").GetString()!, check.GetProperty("detail").GetString()!)
            : ("", "");
    }

    /// <summary>Waits until the site has looked at the database again, which it does once a second by itself.</summary>
    private static async Task NextLook(Site site)
    {
        var until = DateTimeOffset.UtcNow.AddSeconds(2.5);
        await Eventually.TrueAsync(async () =>
        {
            await site.GetAsync("/readyz");
            return DateTimeOffset.UtcNow > until;
        });
    }

    private static void Write(Site site, string value)
    {
        using var db = site.OpenDatabase();
        db.Write(sql => Settings.Set(sql, "a.test", value, 1));
    }

    private static void FoldIn(Site site)
    {
        using var db = site.OpenDatabase();
        Assert.True(db.Checkpoint());
    }

    private static bool IsWhole(string path)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        try
        {
            connection.Open();
            return connection.ExecuteScalar<string>("PRAGMA integrity_check") == "ok";
        }
        catch (SqliteException)
        {
            return false;
        }
    }

    private static string? ReadValue(string path)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        Assert.Equal("ok", connection.ExecuteScalar<string>("PRAGMA integrity_check"));
        return connection.ExecuteScalar<string>("SELECT value FROM settings WHERE name = 'a.test'");
    }

    private static void Change(Site site, string statements)
    {
        using var connection = new SqliteConnection($"Data Source={site.DatabasePath};Pooling=False");
        connection.Open();
        connection.Execute(statements);
    }

    private static void Overwrite(string path, byte[] bytes)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        file.SetLength(0);
        file.Write(bytes);
    }
}
