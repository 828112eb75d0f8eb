// The database is deleted, truncated or replaced while the site runs: readiness says so within 2 s, liveness does not care, and undoing it
// is enough.
using System.Net;
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Http;

public sealed class DatabaseLossTests
{
    [Theory]
    [InlineData("moved away")]
    [InlineData("deleted")]
    [InlineData("truncated")]
    [InlineData("emptied")]
    [InlineData("overwritten by garbage")]
    [InlineData("replaced by garbage")]
    [InlineData("overwritten by another database")]
    [InlineData("replaced by another database")]
    public async Task Readiness_turns_to_503_within_two_seconds_and_back_without_a_restart(string what)
    {
        await using var site = await Site.StartAsync();
        using (var beside = site.OpenDatabase())
            beside.Write(sql => { Settings.Set(sql, "society.motto", "Acknowledged before it was lost", 1); return 0; });
        Assert.Equal(HttpStatusCode.OK, (await site.GetAsync("/readyz")).StatusCode);

        var undo = Break(site, what);
        await Eventually.TrueAsync(async () => (await site.GetAsync("/readyz")).StatusCode == HttpStatusCode.ServiceUnavailable, 2);
        var lost = await site.GetAsync("/readyz");
        Assert.Equal("{\"status\":\"degraded\"}", await lost.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, (await site.GetAsync("/healthz")).StatusCode);

        undo();
        await Eventually.TrueAsync(async () => (await site.GetAsync("/readyz")).StatusCode == HttpStatusCode.OK, 4);
        Assert.Equal(HttpStatusCode.OK, (await site.GetAsync("/")).StatusCode);
        using var after = site.OpenDatabase();
        Assert.Equal("Acknowledged before it was lost", after.Read(Settings.FindSociety).Motto);
        Assert.Equal("ok", after.Read(sql => sql.ExecuteScalar<string>("PRAGMA integrity_check")));
    }

    [Fact]
    public async Task A_writer_that_does_not_let_go_is_no_reason_to_stop_serving_pages()
    {
        await using var site = await Site.StartAsync();
        using var beside = site.OpenDatabase();
        var started = new TaskCompletionSource();
        var finish = new ManualResetEventSlim();
        var writer = Task.Run(() => beside.Write(_ => { started.SetResult(); finish.Wait(TimeSpan.FromSeconds(20)); return 0; }));
        await started.Task;
        Assert.Equal(HttpStatusCode.OK, (await site.GetAsync("/readyz")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await site.GetAsync("/")).StatusCode);
        finish.Set();
        await writer;
    }

    private static Action Break(Site site, string what)
    {
        var path = site.DatabasePath;
        var aside = Path.Combine(site.Folder, "aside.db");
        var bytes = ReadShared(path);
        switch (what)
        {
            case "moved away":
                File.Move(path, aside);
                return () => File.Move(aside, path);
            case "deleted":
                File.Delete(path);
                return () => File.WriteAllBytes(path, bytes);
            case "truncated":
                Resize(path, 512);
                return () => Overwrite(path, bytes);
            case "emptied":
                Resize(path, 0);
                return () => Overwrite(path, bytes);
            case "overwritten by garbage":
                Overwrite(path, Garbage(bytes.Length));
                return () => Overwrite(path, bytes);
            case "replaced by garbage":
                File.Move(path, aside);
                File.WriteAllBytes(path, Garbage(bytes.Length));
                return () => File.Move(aside, path, overwrite: true);
            case "overwritten by another database":
                Overwrite(path, AnotherDatabase(site.Folder));
                return () => Overwrite(path, bytes);
            case "replaced by another database":
                File.Move(path, aside);
                File.WriteAllBytes(path, AnotherDatabase(site.Folder));
                return () => File.Move(aside, path, overwrite: true);
            default:
                throw new ArgumentOutOfRangeException(nameof(what));
        }
    }

    private static byte[] AnotherDatabase(string folder)
    {
        var path = Path.Combine(folder, "another.db");
        Assert.Equal(MigrationResult.Ready, Migrator.Run(path, Migrator.Sections, 1).Result);
        using (var other = Db.Open(path, readers: 1)) Assert.True(other.Checkpoint());
        return File.ReadAllBytes(path);
    }

    private static byte[] Garbage(int length)
    {
        var bytes = new byte[length];
        new Random(7).NextBytes(bytes);
        return bytes;
    }

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    private static void Overwrite(string path, byte[] bytes)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        file.SetLength(0);
        file.Write(bytes);
    }

    private static void Resize(string path, long length)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        file.SetLength(length);
    }
}
