// Tells a service such as Healthchecks how the nightly backup fares: it calls somebody when no backup was made.
using MathsSoc.Observability;

namespace MathsSoc.Hosting;

/// <summary>
/// https://healthchecks.io/docs/http_api/: the address itself means success, <c>/start</c> and <c>/fail</c> behind it what they say.
/// </summary>
/// <param name="address">Null: nobody is told.</param>
public sealed class BackupPings(Uri? address, TimeProvider clock, ILogger log) : IDisposable
{
    private readonly Outbox outbox = new("BACKUP_PING_URL", clock, log);

    /// <summary>Puts the ping for a step into the queue; does not wait.</summary>
    public void Note(BackupStep step)
    {
        if (address is null) return;
        var ending = step switch { BackupStep.Started => "/start", BackupStep.Failed => "/fail", _ => "" };
        var target = new UriBuilder(address);
        target.Path = target.Path.TrimEnd('/') + ending;
        outbox.TryAdd(new Outgoing(target.Uri, null, "", null));
    }

    /// <summary>Sends the pings until <paramref name="ending"/>.</summary>
    public Task RunAsync(CancellationToken ending) => outbox.RunAsync(ending);

    public void Dispose() => outbox.Dispose();
}
