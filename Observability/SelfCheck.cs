// Does the process answer itself? What the watchdog asks before it tells systemd that all is well.
namespace MathsSoc.Observability;

/// <summary>
/// Asks the server over its own socket, and the database through readiness. A database that answers "the file is missing" has answered: a
/// restart would not bring it back, and would close the last handle on a deleted file; one that does not answer at all has not. While the
/// server is stopping, its listener may be closed already, so nothing more is asked.
/// </summary>
/// <param name="server">The address the server listens on, as this machine reaches it: <c>http://127.0.0.1:8000</c>.</param>
public sealed class SelfCheck(Uri server, Readiness readiness)
{
    private readonly Uri address = new(server, "/healthz");

    /// <summary>Whether both answered. Throws as <see cref="StatusRequest.SendAsync"/> does when the server cannot be reached.</summary>
    public async Task<bool> RunAsync(CancellationToken stop)
    {
        var verdict = await readiness.CheckAsync();
        if (readiness.Draining) return true;
        if (verdict.Look is null) return false;
        return await StatusRequest.SendAsync(address, stop) is >= 200 and < 300;
    }
}
