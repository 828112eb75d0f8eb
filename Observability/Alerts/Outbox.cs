// The queue of requests to one receiver: whoever adds one never waits, and a receiver that hangs holds up nothing else.
using System.Threading.Channels;

namespace MathsSoc.Observability;

/// <summary>A request that waits to be made.</summary>
/// <param name="Body">Null: a GET request.</param>
/// <param name="Done">Called with true once it is received, with false when it is given up; null: nobody waits for that.</param>
internal sealed record Outgoing(Uri Address, byte[]? Body, string Type, Func<bool, Task>? Done);

/// <summary>Requests are made one after the other, each at most three times.</summary>
/// <param name="about">What the receiver is called in the log, which never holds its address: its setting.</param>
internal sealed class Outbox(string about, TimeProvider clock, ILogger log) : IDisposable
{
    private const int MaxWaiting = 100;

    /// <summary>The waits before the second and the third try.</summary>
    private static readonly TimeSpan[] Waits = [TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(10)];

    private readonly OutgoingCalls calls = new();
    private readonly Channel<Outgoing> waiting = Channel.CreateBounded<Outgoing>(
        new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.Wait });

    /// <summary>Adds a request; false if a hundred are waiting already, and then it is not made.</summary>
    public bool TryAdd(Outgoing one) => waiting.Writer.TryWrite(one);

    /// <summary>Makes the requests until <paramref name="ending"/>.</summary>
    public async Task RunAsync(CancellationToken ending)
    {
        try
        {
            while (await waiting.Reader.WaitToReadAsync(ending)) await SendWaitingAsync(ending);
        }
        catch (OperationCanceledException)
        {
            // The server is stopping: this is the normal end.
        }
    }

    /// <summary>Makes the requests that are waiting now.</summary>
    public async Task SendWaitingAsync(CancellationToken ending)
    {
        while (waiting.Reader.TryRead(out var one))
        {
            var result = await TryAsync(one, ending);
            ending.ThrowIfCancellationRequested();
            if (!result.IsReceived)
                log.LogWarning("{About}: a message was given up after {Tries} tries: {Reason}", about, Waits.Length + 1, result.Sentence);
            if (one.Done is { } done) await done(result.IsReceived);
        }
    }

    public void Dispose() => calls.Dispose();

    private async Task<CallResult> TryAsync(Outgoing one, CancellationToken ending)
    {
        var result = await calls.SendAsync(one.Address, one.Body, one.Type, ending);
        foreach (var wait in Waits)
        {
            if (result.IsReceived) return result;
            await Task.Delay(wait, clock, ending);
            result = await calls.SendAsync(one.Address, one.Body, one.Type, ending);
        }
        return result;
    }
}
