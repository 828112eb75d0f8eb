// The watchdog's check that the process still answers requests, made before systemd is notified.
namespace MathsSoc.Observability;

/// <summary>
/// Sends a request to the server over its own socket, and checks the database through readiness. A database that reports "the file is
/// missing" passes: a restart would not bring it back, and would close the last handle on a deleted file. One that does not respond at
/// all fails. While the server is stopping its listener may be closed already, so the server is not checked.
/// </summary>
/// <param name="server">The address the server listens on, as this machine reaches it: <c>http://127.0.0.1:8000</c>.</param>
public sealed class SelfCheck(Uri server, Readiness readiness) : IDisposable
{
    private readonly HttpClient client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
    private readonly Uri address = new(server, "/healthz");

    /// <summary>Whether both responded. Throws <see cref="HttpRequestException"/> when the server cannot be reached.</summary>
    public async Task<bool> RunAsync(CancellationToken stop)
    {
        var verdict = await readiness.CheckAsync();
        if (readiness.Draining) return true;
        if (verdict.Look is null) return false;
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        // A connection that stayed open would hold up the stop.
        request.Headers.ConnectionClose = true;
        using var answer = await client.SendAsync(request, stop);
        return answer.IsSuccessStatusCode;
    }

    public void Dispose() => client.Dispose();
}
