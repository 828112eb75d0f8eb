// When the certificate of the site's public address ends, found by asking that address as a visitor's browser does.
using System.Net.NetworkInformation;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace MathsSoc.Observability;

/// <summary>The last answer: when the certificate ends, or a sentence on why that is not known.</summary>
public sealed record CertificateLook(DateTimeOffset? Ends, string? Problem);

/// <summary>Asks every six hours at most, an hour after a failure, for three seconds at most, and never without a network.</summary>
/// <param name="address">An https address.</param>
public sealed class Certificate(Uri address, TimeProvider clock, ILogger log)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3), Fresh = TimeSpan.FromHours(6), Again = TimeSpan.FromHours(1);
    private readonly Lock gate = new();
    private Task asking = Task.CompletedTask;
    private long? askedAt;
    private volatile CertificateLook? last;

    /// <summary>
    /// What was found last; null if nobody has asked yet, or there is no network. While there is no answer, the last one counts. Never
    /// waits.
    /// </summary>
    public CertificateLook? Last => last;

    /// <summary>Begins to ask if it is time; what is returned ends with the answer, within some three seconds.</summary>
    public Task RefreshAsync()
    {
        lock (gate)
        {
            if (!asking.IsCompleted || (askedAt is { } at && clock.GetElapsedTime(at) < (last?.Ends is null ? Again : Fresh)))
                return asking;
            askedAt = clock.GetTimestamp();
            return asking = Task.Run(AskAgainAsync);
        }
    }

    private async Task AskAgainAsync()
    {
        var found = await AskAsync(address, log);
        if (found?.Ends is not null || last?.Ends is null) last = found;
    }

    /// <summary>Asks once, for three seconds at most; null if there is no network.</summary>
    public static async Task<CertificateLook?> AskAsync(Uri address, ILogger? log)
    {
        if (!address.IsLoopback && !NetworkInterface.GetIsNetworkAvailable()) return null;
        using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
        try
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(address.Host, address.Port, limit.Token);
            // Also one that has ended, or is another's, has an end to tell.
            await using var secure = new SslStream(socket.GetStream(), leaveInnerStreamOpen: false, static (_, _, _, _) => true);
            var options = new SslClientAuthenticationOptions
            {
                TargetHost = address.Host, CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            };
            await secure.AuthenticateAsClientAsync(options, limit.Token);
            return secure.RemoteCertificate is X509Certificate2 found
                ? new CertificateLook(new DateTimeOffset(found.NotAfter.ToUniversalTime()), null)
                : new CertificateLook(null, $"{address.Authority} showed no certificate.");
        }
        catch (Exception problem)
            when (problem is SocketException or IOException or AuthenticationException or OperationCanceledException)
        {
            log?.LogDebug(problem, "The certificate of {Address} could not be looked at", address.Authority);
            return new CertificateLook(null, $"Not known: {address.Authority} could not be asked from this machine.");
        }
    }
}
