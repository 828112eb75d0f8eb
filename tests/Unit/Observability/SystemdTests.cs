// sd_notify against a real datagram socket, and a watchdog that pings only while the check passes.
using System.Net.Sockets;
using System.Text;
using MathsSoc.Observability;
using MathsSoc.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace MathsSoc.Tests.Unit.Observability;

public sealed class SystemdTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Socket listener = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 3000 };

    public void Dispose()
    {
        listener.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void States_arrive_at_the_socket_that_was_named(bool isAbstract)
    {
        using var systemd = Start(isAbstract ? "@" + folder["notify"] : folder["notify"]);
        systemd.Ready("Serving on\nport 8000");
        Assert.Equal(["READY=1", "STATUS=Serving on port 8000", $"MAINPID={Environment.ProcessId}"], Receive());
        systemd.Status("Draining");
        Assert.Equal(["STATUS=Draining"], Receive());
        systemd.Reloading();
        var reload = Receive();
        Assert.Equal("RELOADING=1", reload[0]);
        Assert.Matches(@"^MONOTONIC_USEC=\d+$", reload[1]);
        var uptime = double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        // CLOCK_MONOTONIC does not count a suspended machine's time, so it is the uptime or less.
        Assert.InRange(long.Parse(reload[1]["MONOTONIC_USEC=".Length..], null) / 1e6, 1, uptime + 1);
        systemd.Stopping("Bye");
        Assert.Equal(["STOPPING=1", "STATUS=Bye"], Receive());
    }

    [Fact]
    public void Without_a_socket_or_with_a_dead_one_nothing_happens()
    {
        using var none = Systemd.FromEnvironment(TimeProvider.System, NullLogger.Instance, _ => null);
        none.Ready("x");
        using var dead = Systemd.FromEnvironment(
            TimeProvider.System, NullLogger.Instance, name => name == "NOTIFY_SOCKET" ? folder["nobody"] : null);
        dead.Ready("x");
        Assert.Null(none.Watchdog);
    }

    [Theory]
    [InlineData("30000000", null, 30.0)]
    [InlineData("30000000", "mine", 30.0)]
    [InlineData("30000000", "1", null)]
    [InlineData("", null, null)]
    [InlineData("-5", null, null)]
    [InlineData("soon", null, null)]
    public void The_watchdog_is_ours_only_when_systemd_says_so(string microseconds, string? pid, double? seconds)
    {
        using var systemd = Systemd.FromEnvironment(TimeProvider.System, NullLogger.Instance, name => name switch
        {
            "WATCHDOG_USEC" => microseconds,
            "WATCHDOG_PID" => pid == "mine" ? Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture) : pid,
            _ => null,
        });
        Assert.Equal(seconds, systemd.Watchdog?.TotalSeconds);
    }

    [Fact]
    public async Task It_pings_while_the_check_passes_and_is_silent_while_it_fails_throws_or_hangs()
    {
        using var systemd = Start(folder["notify"], watchdogMicroseconds: 300_000);
        Func<Task<bool>> answer = () => Task.FromResult(true);
        var checks = 0;
        using var stop = new CancellationTokenSource();
        var running = systemd.KeepAliveAsync(_ => { Interlocked.Increment(ref checks); return answer(); }, stop.Token);
        Assert.Equal(["WATCHDOG=1"], Receive());
        Assert.Equal(["WATCHDOG=1"], Receive());
        foreach (var bad in new Func<Task<bool>>[]
        {
            () => Task.FromResult(false),
            () => throw new InvalidOperationException("no answer"),
            () => new TaskCompletionSource<bool>().Task,
        })
        {
            answer = bad;
            // When the next check begins, the ping of the last good one has been sent.
            var before = checks;
            await Eventually.TrueAsync(() => checks > before);
            Drain();
            before = checks;
            await Eventually.TrueAsync(() => checks >= before + 2);
            Assert.Equal(0, listener.Available);
            answer = () => Task.FromResult(true);
            Assert.Equal(["WATCHDOG=1"], Receive());
        }
        await stop.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_check_that_throws_while_the_process_stops_does_not_spoil_the_stop()
    {
        using var systemd = Start(folder["notify"], watchdogMicroseconds: 300_000);
        using var stop = new CancellationTokenSource();
        var running = systemd.KeepAliveAsync(_ =>
        {
            stop.Cancel();
            throw new HttpRequestException("the listener has gone");
        }, stop.Token);
        await running.WaitAsync(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);
    }

    private Systemd Start(string name, long watchdogMicroseconds = 0)
    {
        listener.Bind(new UnixDomainSocketEndPoint(name[0] == '@' ? "\0" + name[1..] : name));
        return Systemd.FromEnvironment(TimeProvider.System, NullLogger.Instance, variable => variable switch
        {
            "NOTIFY_SOCKET" => name,
            "WATCHDOG_USEC" when watchdogMicroseconds > 0 =>
                watchdogMicroseconds.ToString(System.Globalization.CultureInfo.InvariantCulture),
            _ => null,
        });
    }

    private string[] Receive()
    {
        var bytes = new byte[4096];
        return Encoding.UTF8.GetString(bytes, 0, listener.Receive(bytes)).Split('\n');
    }

    private void Drain()
    {
        var bytes = new byte[4096];
        while (listener.Available > 0) listener.Receive(bytes);
    }
}
