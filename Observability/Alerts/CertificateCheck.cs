// When the certificate of the site's public address ends: it is asked for as a browser would, but nothing is sent.
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace MathsSoc.Observability;

/// <summary>Asked rarely, and only if the address is https. While there is no answer, the last one counts.</summary>
/// <param name="address">The public address; null: there is none.</param>
internal sealed class CertificateCheck(Uri? address, TimeProvider clock)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Seldom = TimeSpan.FromHours(6), Soon = TimeSpan.FromHours(1);

    /// <summary>From so many seconds before its end it is asked for more often, because it should be renewed any moment.</summary>
    private const long Near = 15 * 86_400;

    private readonly Uri? address = address?.Scheme == Uri.UriSchemeHttps ? address : null;
    private long? askedAt;

    /// <summary>When it ends, in unix seconds; null: not known yet.</summary>
    public long? End { get; private set; }

    /// <summary>Asks if it is time to; ends within three seconds.</summary>
    public async Task RefreshAsync(CancellationToken ending)
    {
        if (address is null) return;
        var isNear = End is not { } known || known - clock.GetUtcNow().ToUnixTimeSeconds() < Near;
        if (askedAt is { } last && clock.GetElapsedTime(last) < (isNear ? Soon : Seldom)) return;
        askedAt = clock.GetTimestamp();
        End = await FindEndAsync(address, ending) ?? End;
    }

    private static async Task<long?> FindEndAsync(Uri address, CancellationToken ending)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ending);
        limit.CancelAfter(Limit);
        try
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(address.IdnHost, address.Port, limit.Token);
            // Also one that is not valid has an end, which is all that is asked for. Nothing is sent on this connection.
            await using var tls = new SslStream(socket.GetStream(), leaveInnerStreamOpen: false, (_, _, _, _) => true);
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = address.IdnHost }, limit.Token);
            using var certificate = tls.RemoteCertificate as X509Certificate2;
            return certificate is null ? null : new DateTimeOffset(certificate.NotAfter.ToUniversalTime()).ToUnixTimeSeconds();
        }
        catch (Exception problem) when (problem is SocketException or IOException or AuthenticationException or OperationCanceledException)
        {
            return null;
        }
    }
}
