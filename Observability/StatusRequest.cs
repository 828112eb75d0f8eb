// One GET whose answer's status alone counts: the watchdog's and the healthcheck verb's question. HttpClient would bring HTTP/2, proxies, cookies and
// TLS with its certificate chains, about two megabytes of the native binary, to ask a server that itself speaks plain HTTP/1.1 only.
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace MathsSoc.Observability;

/// <summary>Asks an http address over a connection of its own, straight: no proxy, no redirect followed.</summary>
public static class StatusRequest
{
    private const int MaxAnswer = 64 * 1024;

    /// <summary>
    /// The status, 100 to 999; null when what answered does not speak HTTP. Throws <see cref="IOException"/> or <see cref="SocketException"/> when there
    /// is no answer, and <see cref="OperationCanceledException"/> when <paramref name="stop"/> is cancelled.
    /// </summary>
    public static async Task<int?> SendAsync(Uri address, CancellationToken stop)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(address.IdnHost, address.Port, stop);
        await using var stream = new NetworkStream(socket);
        var name = address.HostNameType == UriHostNameType.IPv6 ? address.Host : address.IdnHost;
        var host = address.IsDefaultPort ? name : $"{name}:{address.Port.ToString(CultureInfo.InvariantCulture)}";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET {address.PathAndQuery} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: mathsoc\r\nConnection: close\r\n\r\n"), stop);
        var buffer = new byte[4096];
        var start = await stream.ReadAtLeastAsync(buffer, "HTTP/1.1 200".Length, throwOnEndOfStream: false, stop);
        var status = StatusIn(buffer.AsSpan(0, start));
        // Read to its end, so that the server sees a connection that was closed and not one that broke.
        var read = start;
        for (var more = start; more > 0 && read < MaxAnswer; read += more) more = await stream.ReadAsync(buffer, stop);
        return status;
    }

    /// <summary>The status line of RFC 9112, 4: <c>HTTP/1.1 200 OK</c>.</summary>
    internal static int? StatusIn(ReadOnlySpan<byte> answer) =>
        answer.Length >= 12 && answer.StartsWith("HTTP/1."u8) && answer[8] == ' '
        && int.TryParse(answer.Slice(9, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var status) && status >= 100
            ? status
            : null;
}
