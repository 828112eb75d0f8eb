// A local receiver of webhooks and pings that keeps what it was sent, and answers well or in one of the ways that receivers fail.
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace MathsSoc.Tests.Support;

/// <summary>How a receiver answers.</summary>
public enum Reply { Fine, Error, Redirect, Close, Hang }

/// <summary>One request: its first line, its headers and its body.</summary>
public sealed record Received(string Line, string Headers, string Body)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public string Text(string field) => Json.GetProperty(field).GetString()!;
}

/// <summary>Listens on a port of its own from its making to its end.</summary>
public sealed class Receiver : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource ending = new();

    public Receiver(Reply reply = Reply.Fine)
    {
        Reply = reply;
        listener.Start();
        Address = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        _ = AcceptAsync();
    }

    public string Address { get; }
    public Reply Reply { get; set; }
    public ConcurrentQueue<Received> Requests { get; } = new();

    /// <summary>The messages about one alert.</summary>
    public List<Received> About(string alert) =>
        [.. Requests.Where(one => one.Body.StartsWith('{') && one.Text("alert") == alert)];

    public void Dispose()
    {
        ending.Cancel();
        listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await listener.AcceptTcpClientAsync(ending.Token));
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using (client)
            {
                var stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.UTF8);
                var line = await reader.ReadLineAsync(ending.Token) ?? "";
                var (headers, length) = (new StringBuilder(), 0);
                while (await reader.ReadLineAsync(ending.Token) is { Length: > 0 } header)
                {
                    headers.Append(header).Append('\n');
                    if (header.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
                        length = int.Parse(header[15..], System.Globalization.CultureInfo.InvariantCulture);
                }
                // All that the program sends is ASCII, so bytes are characters.
                var body = new char[length];
                if (length > 0) await reader.ReadBlockAsync(body, ending.Token);
                Requests.Enqueue(new Received(line, headers.ToString(), new string(body)));
                var answer = Reply switch
                {
                    Reply.Fine => "200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\ntaken",
                    Reply.Error => "500 Oops\r\nContent-Length: 4\r\nConnection: close\r\n\r\nfull",
                    Reply.Redirect => $"302 Found\r\nLocation: {Address}/elsewhere\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
                    _ => null,
                };
                if (Reply == Reply.Hang) await new TaskCompletionSource().Task.WaitAsync(ending.Token);
                if (answer is not null) await stream.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 " + answer), ending.Token);
            }
        }
        catch (Exception end) when (end is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The test is over, or the program hung up.
        }
    }
}
