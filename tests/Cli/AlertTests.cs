// Alerts of the real process: messages over a kill loop, planned ends and restarts, `mathsoc alert test`, and the settings of both.
using System.Text.Json;
using System.Text.RegularExpressions;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Cli;

public sealed class AlertTests : IDisposable
{
    private const string Secret = "/hook/a-very-secret-path";
    private readonly TemporaryFolder folder = new();
    private readonly Receiver receiver = new();

    private (string Name, string Value) Webhook => ("ALERT_WEBHOOK_URL", receiver.Address + Secret);

    public void Dispose()
    {
        receiver.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task A_kill_loop_is_told_at_the_eleventh_start_once_and_a_restart_does_not_forget_it()
    {
        for (var start = 1; start <= 10; start++)
        {
            await using var server = await ServerProcess.StartAsync(folder.Path, Webhook);
            await Eventually.TrueAsync(() => StartsNoted() == start, 10);
            server.Signal(9);
            await server.WaitForExitAsync();
        }
        Assert.Empty(receiver.Requests);
        await using (var server = await ServerProcess.StartAsync(folder.Path, Webhook))
        {
            await Eventually.TrueAsync(() => receiver.About("Restarts").Count == 1, 10);
            // The receiver has it before the program has noted that.
            await Eventually.TrueAsync(() => Regex.IsMatch(File.ReadAllText(folder["alerts.json"]), "\"sent_at\":[1-9]"), 10);
            Assert.Equal(("firing", 11), (receiver.About("Restarts")[0].Text("state"),
                receiver.About("Restarts")[0].Json.GetProperty("value").GetInt32()));
            server.Signal(15);
            Assert.Equal(0, await server.WaitForExitAsync());
        }
        await using (var server = await ServerProcess.StartAsync(folder.Path, Webhook, ("HEARTBEAT_URL", receiver.Address + "/beat")))
        {
            // The heartbeat comes with the first look, so that look has been made.
            await Eventually.TrueAsync(() => receiver.Requests.Any(one => one.Line.StartsWith("GET /beat", StringComparison.Ordinal)), 10);
            server.Signal(15);
            Assert.Equal(0, await server.WaitForExitAsync());
        }
        Assert.Single(receiver.About("Restarts"));
    }

    [Fact]
    public async Task A_message_that_a_process_could_not_send_is_sent_by_the_next()
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var starts = string.Join(',', Enumerable.Range(1, 11).Select(minute => now - 60 * minute));
        File.WriteAllText(folder["alerts.json"], "{\"format\":1,\"starts\":[" + starts + "],\"alerts\":{}}");
        receiver.Reply = Reply.Hang;
        await using (var server = await ServerProcess.StartAsync(folder.Path, Webhook))
        {
            await Eventually.TrueAsync(() => receiver.Requests.Count == 1, 10);
            server.Signal(15);
            // A receiver that hangs does not hold up the end.
            Assert.Equal(0, await server.WaitForExitAsync(10));
        }
        receiver.Reply = Reply.Fine;
        await using var next = await ServerProcess.StartAsync(folder.Path, Webhook);
        await Eventually.TrueAsync(() => receiver.Requests.Count == 2, 10);
        Assert.Equal(["Restarts", "Restarts"], receiver.Requests.Select(one => one.Text("alert")));
    }

    [Fact]
    public async Task An_end_after_MAX_REQUESTS_is_told_apart_and_the_start_after_it_does_not_count()
    {
        for (var start = 1; start <= 3; start++)
        {
            await using var server = await ServerProcess.StartAsync(folder.Path, ("MAX_REQUESTS", "1"), ("DRAIN_SECONDS", "0"));
            await Eventually.TrueAsync(() => StartsNoted() == 1, 10);
            using var client = new HttpClient();
            await client.GetAsync(new Uri(server.Address, "/healthz"), TestContext.Current.CancellationToken);
            Assert.Equal(0, await server.WaitForExitAsync());
        }
        Assert.Equal(1, StartsNoted());
        Assert.Contains("\"has_ended_as_planned\":true", File.ReadAllText(folder["alerts.json"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_file_of_alerts_is_one_warning_and_the_site_is_served()
    {
        File.WriteAllText(folder["alerts.json"], "garbage");
        await using var server = await ServerProcess.StartAsync(folder.Path);
        await Eventually.TrueAsync(() => StartsNoted() == 1, 10);
        Assert.Matches("WARNING - .*alerts.json is damaged: earlier alerts and starts are forgotten", File.ReadAllText(folder["app.log"]));
    }

    [Theory]
    [InlineData(Reply.Fine, 0, "The receiver took the test: it answered 200: taken.")]
    [InlineData(Reply.Error, 1, "it answered 500: full.")]
    [InlineData(Reply.Redirect, 1, "it answered 302, a redirect, which is not followed.")]
    [InlineData(Reply.Close, 1, "it broke off the connection")]
    [InlineData(Reply.Hang, 1, "it did not answer within 5 seconds.")]
    public async Task A_test_message_is_sent_once_and_what_is_answered_is_said(Reply reply, int code, string sentence)
    {
        receiver.Reply = reply;
        await Support.Cli.RunAsync("migrate", "--data", folder.Path);
        var result = await TestAsync(Webhook);
        Assert.Equal(code, result.Code);
        Assert.Contains(sentence, result.Output + result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, result.Output + result.Errors, StringComparison.Ordinal);
        var sent = Assert.Single(receiver.Requests);
        Assert.Equal(("Test", "test"), (sent.Text("alert"), sent.Text("state")));
        Assert.Equal(JsonValueKind.Null, sent.Json.GetProperty("value").ValueKind);
    }

    [Fact]
    public async Task A_test_to_nobody_and_to_nowhere_says_why()
    {
        await Support.Cli.RunAsync("migrate", "--data", folder.Path);
        var unset = await TestAsync();
        Assert.Equal(78, unset.Code);
        Assert.Contains("ALERT_WEBHOOK_URL is not set", unset.Errors, StringComparison.Ordinal);
        var closed = await TestAsync(("ALERT_WEBHOOK_URL", "http://127.0.0.1:1" + Secret));
        Assert.Equal((1, true), (closed.Code, closed.Errors.Contains("it cannot be reached", StringComparison.Ordinal)));
        var unknown = await TestAsync(("ALERT_WEBHOOK_URL", "http://no-such-host.invalid" + Secret));
        Assert.Equal((1, true), (unknown.Code, unknown.Errors.Contains("its name cannot be found", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_address_may_be_in_a_file_and_is_masked_everywhere()
    {
        await Support.Cli.RunAsync("migrate", "--data", folder.Path);
        File.WriteAllText(folder["secret"], receiver.Address + Secret + "\n");
        Assert.Equal(0, (await TestAsync(("ALERT_WEBHOOK_URL_FILE", folder["secret"]), ("ALERT_FORMAT", "slack"))).Code);
        Assert.Contains("This is a test", Assert.Single(receiver.Requests).Text("text"), StringComparison.Ordinal);
        var config = await Support.Cli.RunAsync(["config", "--data", folder.Path], "",
            [Webhook, ("HEARTBEAT_URL", receiver.Address + Secret), ("BACKUP_PING_URL", receiver.Address + Secret)]);
        Assert.DoesNotContain(Secret, config.Output, StringComparison.Ordinal);
        foreach (var name in new[] { "ALERT_WEBHOOK_URL", "HEARTBEAT_URL", "BACKUP_PING_URL" })
            Assert.Matches($@"(?m)^{name} +\*\*\* +environment", config.Output);
    }

    [Fact]
    public async Task All_wrong_settings_are_told_at_once_and_none_repeats_an_address()
    {
        var result = await Support.Cli.RunAsync(["config", "--data", folder.Path], "",
        [
            ("ALERT_WEBHOOK_URL", "hooks.example/secret"), ("ALERT_FORMAT", "pager"), ("HEARTBEAT_URL", "ftp://example/secret"),
            ("BACKUP_PING_URL", "https://ada:secret@example.org/"),
        ]);
        Assert.Equal(78, result.Code);
        foreach (var name in new[] { "ALERT_WEBHOOK_URL", "ALERT_FORMAT", "HEARTBEAT_URL", "BACKUP_PING_URL" })
            Assert.Contains($"mathsoc: {name}: ", result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", result.Output + result.Errors, StringComparison.Ordinal);
    }

    private Task<CliResult> TestAsync(params (string Name, string Value)[] settings) =>
        Support.Cli.RunAsync(["alert", "test", "--data", folder.Path], "", settings);

    /// <summary>The starts in the file of alerts; 0 while there is none.</summary>
    private int StartsNoted()
    {
        if (!File.Exists(folder["alerts.json"])) return 0;
        try
        {
            using var file = JsonDocument.Parse(File.ReadAllText(folder["alerts.json"]));
            return file.RootElement.GetProperty("starts").GetArrayLength();
        }
        catch (JsonException)
        {
            return 0; // The damaged one is still there.
        }
    }
}
