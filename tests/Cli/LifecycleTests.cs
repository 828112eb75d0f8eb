// The life of a serving process: readiness lines, draining under load, reopening logs, MAX_REQUESTS, socket activation.
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Cli;

public sealed class LifecycleTests : IDisposable
{
    private const int Hup = 1;
    private const int Abort = 6;
    private const int Term = 15;
    private readonly TemporaryFolder folder = new();

    private string Log => File.ReadAllText(folder["app.log"]);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_log_tells_when_it_is_ready_and_who_works()
    {
        await using var server = await ServerProcess.StartAsync(folder.Path, ("ACCESS_LOG", "off"));
        await Eventually.TrueAsync(() => File.Exists(folder["app.log"])
            && Log.Contains($"Worker initialized (pid: {server.Id})", StringComparison.Ordinal));
        var ready = Log.Split('\n').Single(line => line.Contains("Server is ready", StringComparison.Ordinal));
        foreach (var part in new[] { server.Address.Authority, $"{server.Id}", "schema" })
            Assert.Contains(part, ready, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stopping_server_says_503_to_readiness_answers_everything_else_and_exits_0()
    {
        await using var server = await ServerProcess.StartAsync(
            folder.Path, ("ACCESS_LOG", "access.log"), ("DRAIN_SECONDS", "8"), ("RATELIMIT_ENABLED", "false"));
        using var client = new HttpClient { BaseAddress = server.Address };
        // The first request for a page compiles it; under load on a slow machine that alone could outlast the drain.
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/")).StatusCode);
        using var load = new Load(server.Address, workers: 8);
        await Eventually.TrueAsync(() => load.Answered > 100, 20);
        server.Signal(Term);
        await Eventually.TrueAsync(async () => (await client.GetAsync("/readyz")).StatusCode == HttpStatusCode.ServiceUnavailable, 5);
        var page = await client.GetAsync("/");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.True(page.Headers.ConnectionClose);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/healthz")).StatusCode);
        Assert.Equal(0, await server.WaitForExitAsync());
        await load.StopAsync();
        Assert.Empty(load.Broken);
        // Every request that the server accepted before its listener closed was answered, and the answer arrived; one of them is ours.
        Assert.Equal(
            load.Answered + 1,
            File.ReadLines(folder["access.log"]).Count(line => line.Contains("\"GET /healthz ", StringComparison.Ordinal)));
        Assert.True(!File.Exists(folder["mathsoc.db-wal"]) || new FileInfo(folder["mathsoc.db-wal"]).Length == 0);
        Assert.Contains("draining", Log, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_stop_at_the_moment_at_which_it_can_be_reached_is_a_stop_like_any_other()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        for (var start = 0; start < 3; start++)
        {
            var process = ServerProcess.MakeStart(
                ServerProcess.Binary, ["serve", "--data", folder.Path, "--port", $"{port}"], ("DRAIN_SECONDS", "0"));
            await using var server = await ServerProcess.StartAsync(process, new Uri($"http://127.0.0.1:{port}"));
            while (!await TakesConnections(port)) Assert.False(server.HasExited);
            server.Signal(Term);
            Assert.Equal(0, await server.WaitForExitAsync());
        }
    }

    private static async Task<bool> TakesConnections(int port)
    {
        using var socket = new TcpClient();
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    [Theory]
    [InlineData("false")]
    [InlineData("true")]
    public async Task The_log_is_emptied_at_the_end_unless_Litestream_copies_it(string setting)
    {
        for (var start = 0; start < 2; start++)
        {
            await using var server = await ServerProcess.StartAsync(folder.Path, ("LITESTREAM", setting), ("DRAIN_SECONDS", "0"));
            server.Signal(Term);
            Assert.Equal(0, await server.WaitForExitAsync());
            var log = new FileInfo(folder["mathsoc.db-wal"]);
            Assert.Equal(setting == "true", log.Exists && log.Length > 0);
            Assert.DoesNotContain("not folded in", Log, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_request_that_arrives_slowly_while_the_listener_closes_is_answered()
    {
        await using var server = await ServerProcess.StartAsync(folder.Path, ("ACCESS_LOG", "off"), ("DRAIN_SECONDS", "0"));
        using var socket = new TcpClient();
        await socket.ConnectAsync(server.Address.Host, server.Address.Port);
        await socket.GetStream().WriteAsync("GET /healthz HTTP/1.1\r\nHos"u8.ToArray());
        await Eventually.TrueAsync(() => HasReadAll(server.Address.Port, socket));
        // A request has begun when its first line is parsed, some microseconds after it was read.
        var since = Stopwatch.GetTimestamp();
        await Eventually.TrueAsync(() => Stopwatch.GetElapsedTime(since).TotalMilliseconds > 300);
        server.Signal(Term);
        await Eventually.TrueAsync(() => RefusesAsync(server.Address), 20);
        await socket.GetStream().WriteAsync("t: localhost\r\n\r\n"u8.ToArray());
        using var reader = new StreamReader(socket.GetStream());
        Assert.Equal("HTTP/1.1 200 OK", await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(10)));
        socket.Close();
        Assert.Equal(0, await server.WaitForExitAsync());
    }

    [Fact]
    public async Task Max_requests_drains_and_exits_0()
    {
        await using var server = await ServerProcess.StartAsync(folder.Path,
            ("ACCESS_LOG", "off"), ("MAX_REQUESTS", "20"), ("MAX_REQUESTS_JITTER", "5"), ("DRAIN_SECONDS", "0"));
        using var client = new HttpClient { BaseAddress = server.Address };
        for (var i = 0; i < 19; i++) Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/healthz")).StatusCode);
        Assert.False(server.HasExited);
        for (var i = 0; i < 6 && !server.HasExited; i++)
        {
            try { await client.GetAsync("/healthz"); }
            catch (HttpRequestException) { break; }
        }
        Assert.Equal(0, await server.WaitForExitAsync());
    }

    [Fact]
    public async Task Hup_reopens_the_logs_and_no_line_is_lost_under_load()
    {
        await using var server = await ServerProcess.StartAsync(folder.Path, ("ACCESS_LOG", "access.log"), ("RATELIMIT_ENABLED", "false"));
        using var client = new HttpClient { BaseAddress = server.Address };
        await client.GetAsync("/healthz");
        using var load = new Load(server.Address, workers: 4);
        await Eventually.TrueAsync(() => load.Answered > 100, 20);
        File.Move(folder["access.log"], folder["access.log.1"]);
        File.Move(folder["app.log"], folder["app.log.1"]);
        server.Signal(Hup);
        await Eventually.TrueAsync(() => File.Exists(folder["access.log"]) && new FileInfo(folder["access.log"]).Length > 0);
        await load.StopAsync();
        server.Signal(Term);
        await server.WaitForExitAsync();
        Assert.Empty(load.Broken);
        Assert.Empty(load.Cut);
        var lines = File.ReadAllLines(folder["access.log.1"]).Concat(File.ReadAllLines(folder["access.log"])).ToList();
        Assert.Equal(load.Answered + 1, lines.Count);
        Assert.True(File.Exists(folder["app.log"]), "the application log was not reopened");
    }

    [Fact]
    public async Task Hup_reads_the_log_level_from_the_env_file_again()
    {
        File.WriteAllText(folder["env"], "LOG_LEVEL=error\nACCESS_LOG=off\nRATELIMIT_PAGES=1 per day\n");
        var start = ServerProcess.MakeStart(
            ServerProcess.Binary, ["serve", "--data", folder.Path, "--port", "0", "--env-file", folder["env"]]);
        await using var server = await ServerProcess.StartAsync(start);
        using var client = new HttpClient { BaseAddress = server.Address };
        for (var i = 0; i < 3; i++) await client.GetAsync("/");
        File.WriteAllText(folder["env"], "LOG_LEVEL=warning\nACCESS_LOG=off\nRATELIMIT_PAGES=1 per day\nLOG_SQAL=true\n");
        server.Signal(Hup);
        await Eventually.TrueAsync(async () =>
        {
            await client.GetAsync("/");
            return File.Exists(folder["app.log"]) && Log.Contains("ratelimit", StringComparison.Ordinal);
        });
        Assert.Contains($"WARNING - --env-file: line 4 of {folder["env"]}: LOG_SQAL is no setting and has no effect. Is it LOG_SQL?",
            Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hup_switches_the_log_of_statements_and_a_stop_tells_what_was_refused_until_then()
    {
        const string Settings = "ACCESS_LOG=off\nDRAIN_SECONDS=0\nRATELIMIT_DEFAULT=1 per day\n";
        File.WriteAllText(folder["env"], Settings);
        var start = ServerProcess.MakeStart(
            ServerProcess.Binary, ["serve", "--data", folder.Path, "--port", "0", "--env-file", folder["env"]]);
        await using var server = await ServerProcess.StartAsync(start);
        using var client = new HttpClient { BaseAddress = server.Address };
        await client.GetAsync("/");
        Assert.DoesNotContain("SELECT", Log, StringComparison.Ordinal);
        File.WriteAllText(folder["env"], Settings + "LOG_SQL=true\nLOG_LEVEL=debug\n");
        server.Signal(Hup);
        await Eventually.TrueAsync(async () =>
        {
            await client.GetAsync("/");
            return Log.Contains(" - mathsoc.sql - INFO - SELECT", StringComparison.Ordinal)
                && Log.Contains(" - mathsoc.server - DEBUG - RATELIMIT_DEFAULT is 1 per day (env-file)", StringComparison.Ordinal);
        });
        for (var i = 0; i < 12; i++) await client.PostAsync("/nowhere", null);
        server.Signal(Term);
        Assert.Equal(0, await server.WaitForExitAsync());
        foreach (var log in new[] { Log, File.ReadAllText(folder["security.log"]) })
            Assert.Contains("ratelimit 1 per 1 day (127.0.0.1) refused 11 requests in one window", log, StringComparison.Ordinal);
        Assert.EndsWith("Server has stopped\n", Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_abort_is_logged_before_the_process_ends()
    {
        await using var server = await ServerProcess.StartAsync(folder.Path, ("ACCESS_LOG", "off"));
        server.Signal(Abort);
        Assert.NotEqual(0, await server.WaitForExitAsync());
        Assert.Contains("worker received SIGABRT signal", Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Under_socket_activation_a_restart_refuses_no_connection()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/systemd-socket-activate"), "systemd-socket-activate is not installed (package systemd).");
        var port = Nginx.FreePort();
        // The shell keeps the socket open between two servers, as systemd does; each server finds it as descriptor 3.
        var script = $"cd '{folder.Path}'; for run in 1 2; do "
            + $"LISTEN_FDS=1 sh -c 'LISTEN_PID=$$ exec \"$0\" serve --data \"$1\"' '{ServerProcess.Binary}' '{folder.Path}'; done";
        var start = ServerProcess.MakeStart("/usr/bin/systemd-socket-activate", ["-l", $"127.0.0.1:{port}", "sh", "-c", script],
            ("ACCESS_LOG", "off"), ("DRAIN_SECONDS", "1"), ("RATELIMIT_ENABLED", "false"));
        // systemd-socket-activate passes on only the variables that -E names.
        foreach (var name in new[] { "ACCESS_LOG", "DRAIN_SECONDS", "RATELIMIT_ENABLED", "PATH", "HOME", "DOTNET_ROOT" })
            if (start.Environment.ContainsKey(name)) { start.ArgumentList.Insert(0, name); start.ArgumentList.Insert(0, "-E"); }
        await using var server = await ServerProcess.StartAsync(start, new Uri($"http://127.0.0.1:{port}"));
        using var client = new HttpClient { BaseAddress = server.Address, Timeout = TimeSpan.FromSeconds(30) };
        await Eventually.TrueAsync(async () =>
        {
            try { return (await client.GetAsync("/healthz")).IsSuccessStatusCode; }
            catch (HttpRequestException) { return false; }
        }, 20);
        using var load = new Load(server.Address, workers: 4, newConnections: true);
        await Eventually.TrueAsync(() => load.Answered > 50, 20);
        var first = await FindWorkerAsync();
        ServerProcess.Signal(first, Term);
        await Eventually.TrueAsync(
            async () => await FindWorkerAsync() != first && (await client.GetAsync("/healthz")).IsSuccessStatusCode, 20);
        await load.StopAsync();
        Assert.Empty(load.Broken);

        // Read from the server's log, because no other process can read its lock file while it runs.
        async Task<int> FindWorkerAsync()
        {
            await Eventually.TrueAsync(() => File.Exists(folder["app.log"]));
            var workers = System.Text.RegularExpressions.Regex.Matches(Log, @"Worker initialized \(pid: (\d+)\)");
            return workers.Count == 0 ? -1 : int.Parse(workers[^1].Groups[1].Value, null);
        }
    }

    /// <summary>Whether the server has read everything sent through this socket, by the system's own table of connections.</summary>
    private static bool HasReadAll(int port, TcpClient socket)
    {
        static string Address(int port) => $"0100007F:{port:X4}";
        var connection = $" {Address(port)} {Address(((IPEndPoint)socket.Client.LocalEndPoint!).Port)} ";
        // Local address, remote address, state (01: established), bytes to send and bytes to read.
        return File.ReadLines("/proc/net/tcp").Any(line => line.Contains(connection + "01 00000000:00000000 ", StringComparison.Ordinal));
    }

    private static async Task<bool> RefusesAsync(Uri address)
    {
        using var another = new TcpClient();
        try
        {
            await another.ConnectAsync(address.Host, address.Port);
            return false;
        }
        catch (SocketException problem)
        {
            return problem.SocketErrorCode == SocketError.ConnectionRefused;
        }
    }
}
