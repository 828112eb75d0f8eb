// Real full and read-only disks: file systems of the test's own, mounted where no other process sees them.
using System.Diagnostics;
using System.Net;
using System.Text.Json;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Cli;

public sealed class DiskTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_full_disk_refuses_what_must_be_saved_keeps_serving_and_recovers()
    {
        var data = folder["data"];
        Directory.CreateDirectory(data);
        await using var server = await ServerProcess.StartAsync(await InOwnMounts(
            $"mount -t tmpfs -o size=2m tmpfs '{data}' && exec '{ServerProcess.Binary}' serve --data '{data}' --port 0",
            ("ACCESS_LOG", "access.log")));
        var inside = $"/proc/{server.Id}/root{data}";
        Fill(Path.Combine(inside, "fill"));

        var refused = await CreateAdmin(server, data);
        Assert.Equal(69, refused.Code);
        Assert.Contains("disk is full", refused.Errors, StringComparison.Ordinal);
        using var client = new HttpClient { BaseAddress = server.Address };
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/readyz")).StatusCode);
        await Eventually.TrueAsync(async () => await WritableAsync(client) == "fail: The disk is full. Free some space.");
        Assert.Contains("\nmathsoc_health_check_status{check=\"writable\"} 2\n", await client.GetStringAsync("/metrics"),
            StringComparison.Ordinal);

        File.Delete(Path.Combine(inside, "fill"));
        Assert.Equal(0, (await CreateAdmin(server, data)).Code);
        await Eventually.TrueAsync(async () => await WritableAsync(client) == "ok: The write lock was free.");
        server.Signal(15);
        Assert.Equal(0, await server.WaitForExitAsync());
    }

    [Theory]
    [InlineData("/admin/challenges/1/uploads", "file")]
    [InlineData("/admin/articles/1/pdf", "pdf")]
    [InlineData("/admin/import/file", "file")]
    public async Task An_upload_on_a_full_disk_is_a_503_leaves_nothing_and_works_when_there_is_room(string address, string field)
    {
        await Support.Cli.RunAsync("migrate", "--data", folder.Path);
        var uploads = folder["uploads"];
        Directory.CreateDirectory(uploads);
        string token;
        using (var db = Db.Open(folder["mathsoc.db"], readers: 1))
        {
            var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
            token = db.SignIn(db.Add(Seed.Person("ed", Role.Owner)), now);
            db.Write(sql => Data.Challenges.Add(sql, Challenge.Draft(ScoreRules.Default, null, "Ed") with { Title = "Triangles" }, now));
            db.Write(sql => Articles.Add(sql, Newsletters.Draft, now));
        }
        await using var server = await ServerProcess.StartAsync(await InOwnMounts(
            $"mount -t tmpfs -o size=64k tmpfs '{uploads}' && exec '{ServerProcess.Binary}' serve --data '{folder.Path}' --port 0"));
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = server.Address,
        };
        async Task<HttpResponseMessage> Send(int length)
        {
            byte[] pdf = [.. "%PDF-1.7\n"u8, .. new byte[length]];
            using var request = new HttpRequestMessage(HttpMethod.Post, address)
            {
                Content = new MultipartFormDataContent { { new ByteArrayContent(pdf), field, "sheet.pdf" } },
            };
            request.Headers.Add("Origin", server.Address.GetLeftPart(UriPartial.Authority));
            request.Headers.Add("Cookie", $"mathsoc_session={token}");
            return await client.SendAsync(request);
        }
        var refused = await Send(200_000);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Contains("disk is full", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles($"/proc/{server.Id}/root{uploads}"));
        Assert.Equal(HttpStatusCode.SeeOther, (await Send(1000)).StatusCode);
    }

    [Fact]
    public async Task On_a_full_disk_the_log_is_missed_once_on_standard_error_and_goes_on_when_there_is_room()
    {
        var data = folder["data"];
        Directory.CreateDirectory(data);
        await using var server = await ServerProcess.StartAsync(await InOwnMounts(
            $"mount -t tmpfs -o size=2m tmpfs '{data}' && exec '{ServerProcess.Binary}' serve --data '{data}' --port 0",
            ("ACCESS_LOG", "off"), ("LOG_SQL", "true"), ("RATELIMIT_ENABLED", "false")));
        var inside = $"/proc/{server.Id}/root{data}";
        using var client = new HttpClient { BaseAddress = server.Address };
        Fill(Path.Combine(inside, "fill"));
        await Eventually.TrueAsync(async () =>
        {
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/")).StatusCode);
            return HasError(server, "app.log cannot be written: No space left on device.");
        });

        File.Delete(Path.Combine(inside, "fill"));
        await Eventually.TrueAsync(async () =>
        {
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/")).StatusCode);
            return HasError(server, "app.log is written again.");
        });
        Assert.Equal(2, server.Errors.Count);
        var log = Path.Combine(inside, "app.log");
        await Eventually.TrueAsync(() => File.ReadAllText(log).Contains("app.log is written again.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_database_that_can_only_be_read_is_refused_with_exit_69()
    {
        await Support.Cli.RunAsync("migrate", "--data", folder.Path);
        var before = File.ReadAllBytes(folder["mathsoc.db"]);
        var database = folder["mathsoc.db"];
        var result = await RunAsync(
            $"mount --bind '{database}' '{database}' && mount -o remount,ro,bind '{database}' "
            + $"&& exec '{ServerProcess.Binary}' serve --data '{folder.Path}' --port 0");
        Assert.Equal(69, result.Code);
        Assert.Contains("read-only", result.Errors, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(folder["mathsoc.db"]));
    }

    [Fact]
    public async Task A_folder_that_can_only_be_read_is_a_wrong_setting()
    {
        var result = await RunAsync(
            $"mount --bind '{folder.Path}' '{folder.Path}' && mount -o remount,ro,bind '{folder.Path}' "
            + $"&& exec '{ServerProcess.Binary}' serve --data '{folder.Path}' --port 0");
        Assert.Equal(78, result.Code);
        Assert.Contains("DATA_DIR", result.Errors, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    private static async Task<string> WritableAsync(HttpClient client)
    {
        using var json = JsonDocument.Parse(await client.GetStringAsync("/readyz?verbose"));
        var check = json.RootElement.GetProperty("checks").GetProperty("writable");
        return $"{check.GetProperty("status").GetString()}: {check.GetProperty("detail").GetString()}";
    }

    [Fact]
    public async Task On_a_full_disk_somebody_can_sign_out()
    {
        var data = folder["data"];
        Directory.CreateDirectory(data);
        await using var server = await ServerProcess.StartAsync(await InOwnMounts(
            $"mount -t tmpfs -o size=2m tmpfs '{data}' && exec '{ServerProcess.Binary}' serve --data '{data}' --port 0"));
        Assert.Equal(0, (await CreateAdmin(server, data)).Code);
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = server.Address };
        client.DefaultRequestHeaders.Add("Origin", server.Address.GetLeftPart(UriPartial.Authority));
        Dictionary<string, string> fields = new() { ["login"] = "ada", ["password"] = "correct horse battery" };
        Assert.Equal(HttpStatusCode.SeeOther, (await client.PostAsync("/login", new FormUrlEncodedContent(fields))).StatusCode);
        Fill(Path.Combine($"/proc/{server.Id}/root{data}", "fill"));

        var answer = await client.PostAsync("/logout", new FormUrlEncodedContent([]));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        // The log of the database may have room for so little.
        Assert.Contains(answer.Headers.Location!.ToString(), new[] { "/login?said=out", "/login?said=device" });
        var page = await client.GetAsync(answer.Headers.Location);
        Assert.Contains("You are signed out", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await client.GetAsync("/account")).StatusCode);
    }

    private static bool HasError(ServerProcess server, string words) =>
        server.Errors.Any(line => line.Contains(words, StringComparison.Ordinal));

    private static Task<CliResult> CreateAdmin(ServerProcess server, string data)
    {
        string[] command = [ServerProcess.Binary, "create-admin", "--login", "ada", "--password-stdin", "--data", data];
        var start = ServerProcess.MakeStart("/usr/bin/nsenter", ["-t", $"{server.Id}", "-m", .. command]);
        return Support.Cli.RunAsync(start, "correct horse battery\n");
    }

    private static async Task<CliResult> RunAsync(string script) => await Support.Cli.RunAsync(await InOwnMounts(script), "");

    /// <summary>Runs a shell command in its own mount namespace, which ends with it; skips the test where that is not allowed.</summary>
    private static async Task<ProcessStartInfo> InOwnMounts(string script, params (string Name, string Value)[] settings)
    {
        using var trial = Process.Start(ServerProcess.MakeStart("/usr/bin/unshare", ["-m", "true"]))!;
        await trial.WaitForExitAsync();
        Assert.SkipUnless(trial.ExitCode == 0, "Mounting a file system of one's own is not allowed here (it needs root).");
        return ServerProcess.MakeStart("/usr/bin/unshare", ["-m", "sh", "-c", script], settings);
    }

    private static void Fill(string path)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[4096];
        for (var i = 0; i < 4096; i++)
        {
            try { file.Write(block); }
            catch (IOException) { return; }
        }
        Assert.Fail("The disk did not fill up.");
    }
}
