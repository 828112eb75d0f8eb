// Reports the service's state to systemd by the sd_notify protocol (sd_notify(3)): datagrams to the socket that NOTIFY_SOCKET names.
using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace MathsSoc.Observability;

/// <summary>Sends READY, STOPPING, RELOADING and the watchdog's pings. Without NOTIFY_SOCKET every method does nothing.</summary>
public sealed class Systemd : IDisposable
{
    private static readonly TimeSpan SlowCheck = TimeSpan.FromSeconds(10);
    private readonly Socket? socket;
    private readonly UnixDomainSocketEndPoint? address;
    private readonly TimeProvider clock;
    private readonly ILogger log;
    private readonly CancellationTokenSource ending = new();
    private bool failing;

    private Systemd(Func<string, string?> variable, TimeProvider clock, ILogger log)
    {
        this.clock = clock;
        this.log = log;
        Watchdog = FindWatchdog(variable);
        if (variable("NOTIFY_SOCKET") is not { Length: > 1 } name || name[0] is not ('/' or '@')) return;
        // A leading @ is written for the null byte of Linux' abstract socket names.
        address = new UnixDomainSocketEndPoint(name[0] == '@' ? "\0" + name[1..] : name);
        socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    }

    /// <summary>How long systemd waits for a ping; null if the watchdog is off.</summary>
    public TimeSpan? Watchdog { get; }

    /// <summary>Reads NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID from the process's environment, or from a test's.</summary>
    public static Systemd FromEnvironment(TimeProvider clock, ILogger log, Func<string, string?>? variable = null) =>
        new(variable ?? Environment.GetEnvironmentVariable, clock, log);

    /// <summary>The service has started.</summary>
    public void Ready(string status) => Send($"READY=1\nSTATUS={Line(status)}\nMAINPID={Environment.ProcessId}");

    /// <summary>The service is reloading; <see cref="Ready"/> follows.</summary>
    public void Reloading() =>
        Send(string.Create(CultureInfo.InvariantCulture, $"RELOADING=1\nMONOTONIC_USEC={MonotonicMicroseconds()}"));

    /// <summary>The service has begun to stop.</summary>
    public void Stopping(string status) => Send($"STOPPING=1\nSTATUS={Line(status)}");

    /// <summary>Sets the status line of <c>systemctl status</c>.</summary>
    public void Status(string status) => Send($"STATUS={Line(status)}");

    /// <summary>
    /// Asks systemd to keep a copy of <paramref name="descriptor"/> and to pass it to the next process under <paramref name="name"/>
    /// (sd_pid_notify_with_fds(3), FDSTORE). Systemd does not answer: it keeps it if the unit has FileDescriptorStoreMax. False if nobody
    /// could be asked.
    /// </summary>
    public bool Keep(SafeHandle descriptor, string name)
    {
        if (socket is null) return false;
        try
        {
            DescriptorMessage.Send(address!, Encoding.UTF8.GetBytes($"FDSTORE=1\nFDNAME={name}"), descriptor);
            return true;
        }
        catch (SocketException problem)
        {
            log.LogWarning("systemd could not be given the socket to keep, so a restart refuses visitors: {Problem}", problem.Message);
            return false;
        }
    }

    /// <summary>Asks systemd to close what it keeps under <paramref name="name"/>.</summary>
    public void Release(string name) => Send($"FDSTOREREMOVE=1\nFDNAME={name}");

    /// <summary>
    /// Pings at a third of the watchdog's interval for as long as <paramref name="check"/> returns true; a check that throws or takes too
    /// long has failed. Returns when <paramref name="stop"/> is cancelled or the object is disposed, or at once if the watchdog is off.
    /// </summary>
    public async Task KeepAliveAsync(Func<CancellationToken, Task<bool>> check, CancellationToken stop)
    {
        if (socket is null || Watchdog is not { } limit) return;
        var interval = limit / 3;
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stop, ending.Token);
        using var timer = new PeriodicTimer(interval, clock);
        try
        {
            do
            {
                if (await IsWell(check, interval < SlowCheck ? interval : SlowCheck, both.Token)) Send("WATCHDOG=1");
            }
            while (await timer.WaitForNextTickAsync(both.Token));
        }
        catch (OperationCanceledException) when (both.IsCancellationRequested)
        {
            // Cancelled: the service stops, or this object was disposed.
        }
    }

    public void Dispose()
    {
        ending.Cancel();
        socket?.Dispose();
    }

    private async Task<bool> IsWell(Func<CancellationToken, Task<bool>> check, TimeSpan limit, CancellationToken stop)
    {
        string? problem;
        try
        {
            problem = await check(stop).WaitAsync(limit, clock, stop) ? null : "the self-check failed";
        }
        catch (Exception trouble)
        {
            // What a check throws while the process stops is caused by the stop, and no reason not to stop well.
            if (stop.IsCancellationRequested) return false;
            problem = trouble is TimeoutException ? "the self-check took too long" : trouble.Message;
        }
        if (problem is not null && !failing)
            log.LogError("No sign of life for systemd: {Problem}. It will restart the service unless this passes", problem);
        if (problem is null && failing) log.LogWarning("The self-check passes again");
        failing = problem is not null;
        return problem is null;
    }

    private void Send(string state)
    {
        if (socket is null) return;
        try
        {
            socket.SendTo(Encoding.UTF8.GetBytes(state), address!);
        }
        catch (Exception problem) when (problem is SocketException or ObjectDisposedException)
        {
            log.LogWarning("systemd could not be told {State}: {Problem}", state.Split('\n')[0], problem.Message);
        }
    }

    /// <summary>CLOCK_MONOTONIC in microseconds: what the system's own TimeProvider counts on Linux.</summary>
    private static long MonotonicMicroseconds() =>
        (long)(TimeProvider.System.GetTimestamp() / (double)TimeProvider.System.TimestampFrequency * 1_000_000);

    private static TimeSpan? FindWatchdog(Func<string, string?> variable)
    {
        if (!long.TryParse(variable("WATCHDOG_USEC"), NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds)
            || microseconds < 1000)
            return null;
        var pid = variable("WATCHDOG_PID");
        var mine = string.IsNullOrEmpty(pid) || pid == Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        return mine ? TimeSpan.FromMicroseconds(microseconds) : null;
    }

    private static string Line(string text) => text.ReplaceLineEndings(" ");
}
