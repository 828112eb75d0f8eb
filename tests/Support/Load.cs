// A bounded stream of requests in the background: how many were answered, and which broke.
using System.Collections.Concurrent;
using System.Net.Sockets;

namespace MathsSoc.Tests.Support;

/// <summary>
/// Workers that ask for /healthz until they are stopped, the server refuses new connections, or 30 s have passed.
/// A connection that was refused ends its worker and is not broken; an answer that was not a 200 is. One that was cut before an answer began is counted apart:
/// it may have waited in the system's queue when the listener closed, which only the server's own access log can tell.
/// </summary>
public sealed class Load : IDisposable
{
    private readonly CancellationTokenSource stop = new(TimeSpan.FromSeconds(30));
    private readonly Task[] workers;
    private readonly bool refusalsBreak;
    private int answered;

    /// <param name="newConnections">Every request on a connection of its own, and a refused one is broken.</param>
    public Load(Uri address, int workers, bool newConnections = false)
    {
        refusalsBreak = newConnections;
        this.workers = [.. Enumerable.Range(0, workers).Select(_ => Task.Run(() => WorkAsync(address, newConnections)))];
    }

    public int Answered => answered;
    public ConcurrentBag<string> Broken { get; } = [];

    /// <summary>Requests without a byte of an answer, on connections that were made; with new connections they are broken.</summary>
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

    private static bool IsCut(HttpRequestException problem) => problem.HttpRequestError == HttpRequestError.ResponseEnded
        || problem.InnerException is IOException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.Shutdown } };
}
