// Plays an OpenTelemetry collector: takes what is sent over OTLP, and reads of it what tests ask for.
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MathsSoc.Tests.Support;

/// <summary>A span as it arrived; ids in hex, "" for no parent.</summary>
public sealed record CollectedSpan(string Name, string Trace, string Id, string Parent, IReadOnlyDictionary<string, string> Tags);

/// <summary>Listens on a port of its own of 127.0.0.1.</summary>
public sealed class Collector : IDisposable
{
    private readonly HttpListener listener = new();

    public Collector()
    {
        var port = FreePort();
        Address = $"http://127.0.0.1:{port}";
        listener.Prefixes.Add(Address + "/");
        listener.Start();
        _ = ReceiveAsync();
    }

    public string Address { get; }

    /// <summary>The path and body of each request.</summary>
    public ConcurrentQueue<(string Path, byte[] Body)> Received { get; } = new();

    /// <summary>Every span that has arrived.</summary>
    public List<CollectedSpan> Spans =>
    [
        .. from one in Received
           where one.Path == "/v1/traces"
           from resource in Fields(one.Body, 1)
           from scope in Fields(resource, 2)
           from span in Fields(scope, 2)
           select new CollectedSpan(Text(span, 5), Hex(span, 1), Hex(span, 2), Hex(span, 4), Fields(span, 9)
               .ToDictionary(tag => Text(tag, 1), tag => Fields(tag, 2).Select(ValueOf).First())),
    ];

    /// <summary>The names of the metrics that have arrived.</summary>
    public List<string> Metrics =>
    [
        .. from one in Received
           where one.Path == "/v1/metrics"
           from resource in Fields(one.Body, 1)
           from scope in Fields(resource, 2)
           from metric in Fields(scope, 2)
           select Text(metric, 1),
    ];

    /// <summary>Everything that has arrived, as Latin-1: to look for what must not be in it.</summary>
    public string Everything => string.Concat(Received.Select(one => Encoding.Latin1.GetString(one.Body)));

    /// <summary>A port that nobody listens on.</summary>
    public static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }

    public void Dispose() => listener.Close();

    private async Task ReceiveAsync()
    {
        try
        {
            while (true)
            {
                var context = await listener.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                Received.Enqueue((context.Request.Url!.AbsolutePath, body.ToArray()));
                context.Response.Close();
            }
        }
        catch (Exception end) when (end is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private static string Text(byte[] message, int field) => Encoding.UTF8.GetString(Fields(message, field).FirstOrDefault([]));

    private static string Hex(byte[] message, int field) => Convert.ToHexStringLower(Fields(message, field).FirstOrDefault([]));

    /// <summary>An AnyValue: a text or a number.</summary>
    private static string ValueOf(byte[] value) => (value[0] >> 3) switch
    {
        1 => Text(value, 1),
        3 => Varint(value, 1).Value.ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => "",
    };

    /// <summary>The fields of this number that hold bytes, in a message of the protocol buffers' wire format.</summary>
    private static List<byte[]> Fields(byte[] message, int field)
    {
        var found = new List<byte[]>();
        var at = 0;
        while (at < message.Length)
        {
            (var key, at) = Varint(message, at);
            switch (key & 7)
            {
                case 0: (_, at) = Varint(message, at); break;
                case 1: at += 8; break;
                case 5: at += 4; break;
                default:
                    (var length, at) = Varint(message, at);
                    if ((int)(key >> 3) == field) found.Add(message[at..(at + (int)length)]);
                    at += (int)length;
                    break;
            }
        }
        return found;
    }

    private static (ulong Value, int Next) Varint(byte[] message, int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var one = message[at++];
            value |= (ulong)(one & 127) << shift;
            if (one < 128) return (value, at);
        }
    }
}
