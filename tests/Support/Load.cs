// A bounded stream of requests in the background: counts the answered ones and collects the broken ones.
using System.Collections.Concurrent;
using System.Net.Sockets;

namespace MathsSoc.Tests.Support;

/// <summary>
/// Workers that request /healthz until they are stopped, the server refuses new connections, or 30 s have passed. A refused connection
/// ends its worker and is not broken; an answer other than 200 is. A request that was cut before its answer began is counted apart: it
/// may have waited in the system's queue when the listener closed, which only the server's own access log can tell.
/// </summary>
public sealed class Load : IDisposable
{
    private readonly CancellationTokenSource stop = new(TimeSpan.FromSeconds(30));
    private readonly Task[] workers;
    private readonly bool refusalsBreak;
    private int answered;

    /// <param name="newConnections">Sends every request on a connection of its own; a refused one then counts as broken.</param>
    public Load(Uri address, int workers, bool newConnections = false)
    {
        refusalsBreak = newConnections;
        this.workers = [.. Enumerable.Range(0, workers).Select(_ => Task.Run(() => WorkAsync(address, newConnections)))];
    }

    public int Answered => answered;
    public ConcurrentBag<string> Broken { get; } = [];

    /// <summary>Requests without a byte of an answer on established connections; with new connections they count as broken.</summary>
    public ConcurrentBag<string> Cut { get; } = [];

    public async Task StopAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(workers);
    }

    public void Dispose() => stop.Dispose();

    private async Task WorkAsync(Uri address, bool newConnections)
    {
        using var client = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(20) };
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, "/healthz");
                if (newConnections) request.Headers.ConnectionClose = true;
                using var response = await client.SendAsync(request);
                if (response.IsSuccessStatusCode) Interlocked.Increment(ref answered);
                else Broken.Add($"status {(int)response.StatusCode}");
            }
            catch (HttpRequestException problem) when (!refusalsBreak && problem.HttpRequestError == HttpRequestError.ConnectionError)
            {
                return;
            }
            catch (HttpRequestException problem) when (!refusalsBreak && IsCut(problem))
            {
                Cut.Add(problem.Message + " " + problem.InnerException?.Message);
                return;
            }
            catch (Exception problem) when (problem is HttpRequestException or TaskCanceledException)
            {
                Broken.Add(problem.Message + " " + problem.InnerException?.Message);
                return;
            }
        }
    }

    private static bool IsCut(HttpRequestException problem)
    {
        if (problem.HttpRequestError == HttpRequestError.ResponseEnded) return true;
        return problem.InnerException is IOException { InnerException: SocketException socket }
            && socket.SocketErrorCode is (SocketError.ConnectionReset or SocketError.Shutdown);
    }
}
