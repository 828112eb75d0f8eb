// The listening socket in systemd's file descriptor store: no restart refuses or cuts off a visitor.
using System.Net;
using System.Net.Sockets;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Cli;

public sealed class KeptSocketTests : IDisposable
{
    private const int Kill = 9;
    private const int Term = 15;
    private readonly TemporaryFolder folder = new();
    private readonly FakeSystemd systemd;
    private readonly int port = Nginx.FreePort();

    public KeptSocketTests() => systemd = new FakeSystemd(folder["notify"]);

    private string Log => File.ReadAllText(folder["app.log"]);

    public void Dispose()
    {
        systemd.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData("SIGTERM", "1")]
    [InlineData("SIGTERM", "0")]
    [InlineData("MAX_REQUESTS", "1")]
    public async Task A_restart_under_load_refuses_nobody_and_cuts_nobody_off(string reason, string drainSeconds)
    {
        // Far more than the load sends before it is looked at: a process that ends earlier has nobody to start the next.
        (string, string)[] settings = [("DRAIN_SECONDS", drainSeconds), ("MAX_REQUESTS", reason == "MAX_REQUESTS" ? "4000" : "0")];
        var server = await StartAsync(settings);
        for (var restart = 0; restart < 2; restart++)
        {
            using var brief = new Load(server.Address, workers: 8, newConnections: true);
            using var lasting = new Load(server.Address, workers: 4);
            await Eventually.TrueAsync(() => brief.Answered > 50, 20);
            if (reason == "SIGTERM") server.Signal(Term);
            Assert.Equal(0, await server.WaitForExitAsync());
            await server.DisposeAsync();
            var before = brief.Answered;
            server = await StartAsync(settings);
            await Eventually.TrueAsync(() => brief.Answered > before + 50, 20);
            await brief.StopAsync();
            await lasting.StopAsync();
            Assert.Empty(brief.Broken);
            Assert.Empty(lasting.Broken);
            Assert.Empty(lasting.Cut);
        }
        await server.DisposeAsync();
        // A socket that systemd has already is not given to it again: there is room for one.
        Assert.Single(systemd.Messages, text => text.StartsWith("FDSTORE=1\n", StringComparison.Ordinal));
        Assert.Contains($"Draining ({reason})", Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_comes_after_a_kill_waits_for_the_next_process()
    {
        await using var first = await StartAsync();
        first.Signal(Kill);
        await first.WaitForExitAsync();
        using var client = new HttpClient { BaseAddress = first.Address };
        var waiting = Enumerable.Range(0, 16).Select(_ => client.GetAsync("/healthz")).ToList();
        await Eventually.TrueAsync(() => Established(port) >= 16);
        Assert.DoesNotContain(waiting, request => request.IsCompleted);
        await using var second = await StartAsync();
        foreach (var answer in await Task.WhenAll(waiting)) Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_stopping_server_leaves_new_connections_to_the_next_and_answers_the_open_ones()
    {
        await using var first = await StartAsync(("DRAIN_SECONDS", "30"));
        using var open = new TcpClient();
        await open.ConnectAsync("127.0.0.1", port);
        using var reader = new StreamReader(open.GetStream());
        await open.GetStream().WriteAsync("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\nGET /healthz HTTP/1.1\r\nHos"u8.ToArray());
        Assert.Equal("HTTP/1.1 200 OK", await reader.ReadLineAsync());
        first.Signal(Term);
        await Eventually.TrueAsync(() => Log.Contains("new connections wait", StringComparison.Ordinal));
        using var client = new HttpClient { BaseAddress = first.Address };
        var waiting = client.GetAsync("/readyz");
        await open.GetStream().WriteAsync("t: localhost\r\n\r\n"u8.ToArray());
        var rest = await reader.ReadToEndAsync();
        Assert.Contains("HTTP/1.1 200 OK", rest, StringComparison.Ordinal);
        Assert.Contains("Connection: close", rest, StringComparison.Ordinal);
        // The drain for proxies would have taken 30 s.
        Assert.Equal(0, await first.WaitForExitAsync(20));
        Assert.False(waiting.IsCompleted);
        await using var second = await StartAsync();
        Assert.Equal(HttpStatusCode.OK, (await waiting).StatusCode);
    }

    [Fact]
    public async Task A_socket_at_another_address_than_the_setting_is_closed_and_a_new_one_kept()
    {
        await using (var first = await StartAsync())
        {
            first.Signal(Term);
            await first.WaitForExitAsync();
        }
        // The same port on every interface: it is free only if the kept socket no longer listens.
        await using (await StartAsync(("LISTEN", "0.0.0.0")))
        {
            using var client = new HttpClient();
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync($"http://127.0.0.2:{port}/healthz")).StatusCode);
            var store = systemd.Messages.Where(text => text.StartsWith("FDSTORE", StringComparison.Ordinal)).ToList();
            Assert.Equal(["FDSTORE=1", "FDSTOREREMOVE=1", "FDSTORE=1"], store.Select(text => text.Split('\n')[0]));
            Assert.Single(store.Select(text => text.Split('\n')[1]).Distinct());
        }
    }

    [Fact]
    public async Task A_passed_on_descriptor_that_takes_no_connections_is_refused_unless_it_is_the_kept_one()
    {
        var refused = await Support.Cli.RunAsync(MakeStart(""), "");
        Assert.Equal(69, refused.Code);
        Assert.Contains("descriptor 3 does not take connections", refused.Errors, StringComparison.Ordinal);
        await using var server = await ServerProcess.StartAsync(MakeStart("mathsoc-listener"));
        using var client = new HttpClient { BaseAddress = server.Address };
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/healthz")).StatusCode);

        System.Diagnostics.ProcessStartInfo MakeStart(string name) => ServerProcess.MakeStart("/bin/bash",
            ["-c", "exec 3</dev/null; LISTEN_PID=$$ LISTEN_FDS=1 LISTEN_FDNAMES=$2 exec \"$0\" serve --port 0 --data \"$1\"",
                ServerProcess.Binary, folder.Path, name], ("ACCESS_LOG", "off"));
    }

    [Fact]
    public async Task A_server_that_was_not_started_by_systemd_keeps_nothing()
    {
        await using var server = await ServerProcess.StartAsync(folder.Path, ("ACCESS_LOG", "off"), ("DRAIN_SECONDS", "0"));
        server.Signal(Term);
        Assert.Equal(0, await server.WaitForExitAsync());
        Assert.Contains("Draining for 0 s", Log, StringComparison.Ordinal);
        Assert.Empty(systemd.Messages);
    }

    /// <summary>Starts a process as systemd would and waits until it is ready.</summary>
    private async Task<ServerProcess> StartAsync(params (string Name, string Value)[] settings)
    {
        var ready = systemd.Messages.Count(IsReady);
        var server = await ServerProcess.StartAsync(
            systemd.MakeStart(folder.Path, [("PORT", $"{port}"), ("ACCESS_LOG", "off"), ("RATELIMIT_ENABLED", "false"), .. settings]),
            new Uri($"http://127.0.0.1:{port}"));
        await Eventually.TrueAsync(() => server.HasExited || systemd.Messages.Count(IsReady) > ready, 20);
        // With MAX_REQUESTS it may have ended already.
        Assert.True(systemd.Messages.Count(IsReady) > ready, string.Join('\n', server.Output.Concat(server.Errors)));
        Assert.True(systemd.Keeps);
        return server;
    }

    private static bool IsReady(string text) => text.StartsWith("READY=1\n", StringComparison.Ordinal);

    /// <summary>Connections to a port of this machine that the system has made, whether or not a process has accepted them.</summary>
    private static int Established(int port) =>
        File.ReadLines("/proc/net/tcp").Count(line => line.Contains($" 0100007F:{port:X4} 0100007F:", StringComparison.Ordinal)
            && line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3] == "01");
}
