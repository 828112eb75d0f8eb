// Kestrel's source of connections: one listening socket, which stops accepting without the harm that closing it meanwhile would do.
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace MathsSoc.Hosting;

/// <summary>
/// Accepts connections from a socket that other processes may hold as well. .NET's Socket, closed during an accept, ends the listening for
/// all of them and resets whoever waits; so this one cancels the accept first, and closes the socket when no accept is running.
/// </summary>
internal sealed class Acceptor(Socket socket) : IConnectionListenerFactory, IConnectionListener
{
    private readonly CancellationTokenSource stopping = new();
    private SocketTransportFactory? kestrels;
    private IConnectionListener? listener;
    private volatile bool hasStopped;
    private int open;

    /// <summary>Known once Kestrel has bound.</summary>
    public EndPoint EndPoint => listener!.EndPoint;

    /// <summary>Whether no further connection will be accepted and the accepted ones are closed.</summary>
    public bool IsQuiet => hasStopped && Volatile.Read(ref open) == 0;

    /// <summary>Makes Kestrel take its connections from here.</summary>
    public void AddTo(IServiceCollection services)
    {
        services.Configure<SocketTransportOptions>(options =>
        {
            options.CreateBoundListenSocket = _ => socket;
            options.Backlog = ListeningSocket.Backlog;
        });
        // Kestrel asks the factory that was registered last.
        services.AddSingleton<IConnectionListenerFactory>(provider =>
        {
            kestrels = new SocketTransportFactory(
                provider.GetRequiredService<IOptions<SocketTransportOptions>>(), provider.GetRequiredService<ILoggerFactory>());
            return this;
        });
    }

    /// <summary>Accepts no further connection; the ones that wait in the socket's queue stay there.</summary>
    public void StopAccepting() => stopping.Cancel();

    /// <summary>The address is the socket's, whatever Kestrel asks for.</summary>
    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        listener = await kestrels!.BindAsync(endpoint, cancellationToken);
        return this;
    }

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            if (await listener!.AcceptAsync(stopping.Token) is { } connection)
            {
                Interlocked.Increment(ref open);
                connection.ConnectionClosed.Register(() => Interlocked.Decrement(ref open));
                return connection;
            }
        }
        catch (OperationCanceledException)
        {
            await listener!.UnbindAsync(CancellationToken.None);
        }
        hasStopped = true;
        return null;
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        StopAccepting();
        return ValueTask.CompletedTask;
    }

    /// <summary>Kestrel disposes it, and then so does the container.</summary>
    public async ValueTask DisposeAsync()
    {
        StopAccepting();
        if (Interlocked.Exchange(ref listener, null) is { } last) await last.DisposeAsync();
    }
}
