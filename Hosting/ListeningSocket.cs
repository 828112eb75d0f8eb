// Where the socket that visitors connect to comes from: systemd kept it since the last process, another program passed it on, or it is new.
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MathsSoc.Observability;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace MathsSoc.Hosting;

/// <summary>A socket that listens.</summary>
/// <param name="IsKept">Whether systemd keeps it too: what connects after this process ended waits for the next one.</param>
internal sealed record ListeningSocket(Socket Socket, bool IsKept)
{
    /// <summary>The name under which systemd keeps it (FDNAME).</summary>
    public const string KeptName = "mathsoc-listener";

    /// <summary>As many waiting connections as the kernel allows: while no process accepts, a busy second's visitors wait.</summary>
    public const int Backlog = 4096;

    private const int FirstInherited = 3; // SD_LISTEN_FDS_START
    private const int MaxInherited = 64;

    private static readonly TimeSpan AddressPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Where it listens; null if it is a Unix socket, which only another program can have passed on.</summary>
    public IPEndPoint? Address { get; } = Socket.LocalEndPoint as IPEndPoint;

    /// <summary>
    /// A socket that another program passed on; otherwise the one that systemd kept, if it listens where the settings say; otherwise a new
    /// one. An address that this machine does not have yet is tried for 60 s. A sentence instead, if there is no socket to be had.
    /// </summary>
    /// <param name="variable">Reads LISTEN_PID, LISTEN_FDS and LISTEN_FDNAMES of the process's environment.</param>
    public static async Task<(ListeningSocket? Listening, string? Problem)> OpenAsync(
        AppOptions options, Systemd systemd, TimeProvider clock, ILogger log, Func<string, string?> variable)
    {
        Socket? foreign = null, kept = null;
        foreach (var (descriptor, name) in Inherited(variable))
        {
            var isOurs = name == KeptName;
            if (!isOurs && foreign is not null) continue;
            if (TryOpen(descriptor) is not { } socket)
            {
                if (!isOurs) return (null, $"the socket passed on in LISTEN_FDS as descriptor {descriptor} does not take connections.");
                systemd.Release(KeptName);
            }
            else if (!isOurs)
            {
                foreign = socket;
            }
            else if (foreign is null && kept is null && Suits(socket, options))
            {
                kept = socket;
            }
            else
            {
                log.LogInformation("The kept socket is closed: it listens at {Address}, not where the settings say", socket.LocalEndPoint);
                systemd.Release(KeptName);
                Close(socket);
            }
        }
        if ((foreign ?? kept) is { } inherited)
        {
            inherited.Listen(Backlog);
            return (new ListeningSocket(inherited, IsKept: foreign is null), null);
        }
        var (made, problem) = await BindAsync(options, clock, log);
        return made is null ? (null, problem) : (new ListeningSocket(made, systemd.Keep(made.SafeHandle, KeptName)), null);
    }

    private static IEnumerable<(int Descriptor, string Name)> Inherited(Func<string, string?> variable)
    {
        if (variable("LISTEN_PID") != Environment.ProcessId.ToString(CultureInfo.InvariantCulture)) yield break;
        if (!int.TryParse(variable("LISTEN_FDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var count)) yield break;
        var names = (variable("LISTEN_FDNAMES") ?? "").Split(':');
        for (var i = 0; i < Math.Min(count, MaxInherited); i++) yield return (FirstInherited + i, i < names.Length ? names[i] : "");
    }

    /// <summary>Null if the descriptor is no stream socket; it is then closed.</summary>
    private static Socket? TryOpen(int descriptor)
    {
        var handle = new SafeSocketHandle(descriptor, ownsHandle: true);
        try
        {
            var socket = new Socket(handle);
            if (socket is { SocketType: SocketType.Stream, LocalEndPoint: not null }) return socket;
            socket.Dispose();
        }
        catch (SocketException)
        {
            handle.Dispose();
        }
        return null;
    }

    /// <summary>Port 0 leaves the port to the system, so the one that the last process got is as good as any.</summary>
    private static bool Suits(Socket socket, AppOptions options) =>
        socket.LocalEndPoint is IPEndPoint address && address.Address.Equals(options.Listen)
        && (options.Port == 0 || address.Port == options.Port);

    /// <summary>
    /// Ends the listening itself, not only our descriptor's: systemd may close its copy after we bind, and until then the port would count
    /// as taken.
    /// </summary>
    private static void Close(Socket socket)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException)
        {
            // Then nobody listens on it.
        }
        socket.Dispose();
    }

    private static async Task<(Socket? Socket, string? Problem)> BindAsync(AppOptions options, TimeProvider clock, ILogger log)
    {
        var started = clock.GetTimestamp();
        for (var isFirst = true; ; isFirst = false)
        {
            var (socket, problem) = TryBind(options.Endpoint);
            if (socket is not null) return (socket, null);
            var waits = problem!.SocketErrorCode == SocketError.AddressNotAvailable && clock.GetElapsedTime(started) < AddressPatience;
            if (!waits)
                return (null, problem.SocketErrorCode == SocketError.AddressAlreadyInUse
                    ? $"port {options.Port} is taken. Stop the other program, or choose another with --port."
                    : $"{options.Endpoint} cannot be listened on: {problem.Message}. Correct LISTEN or PORT.");
            if (isFirst) Announce(options, log);
            await Task.Delay(Pause, clock);
        }
    }

    private static (Socket? Socket, SocketException? Problem) TryBind(IPEndPoint address)
    {
        Socket? socket = null;
        try
        {
            socket = SocketTransportOptions.CreateDefaultBoundListenSocket(address);
            socket.Listen(Backlog);
            return (socket, null);
        }
        catch (SocketException problem)
        {
            socket?.Dispose();
            return (null, problem);
        }
    }

    /// <summary>To the log, and to somebody at a terminal, who would otherwise see nothing for a minute.</summary>
    private static void Announce(AppOptions options, ILogger log)
    {
        var seconds = AddressPatience.TotalSeconds;
        log.LogWarning("No network here has the address {Listen} yet (LISTEN): trying again for {Seconds} s", options.Listen, seconds);
        if (!options.Log.ToStdout)
            Console.Error.WriteLine(
                $"mathsoc: no network here has the address {options.Listen} yet (LISTEN): trying again for {seconds} s.");
    }
}
