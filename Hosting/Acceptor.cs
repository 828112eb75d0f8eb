// Kestrel's source of connections: one listening socket, which stops accepting without the harm that closing it meanwhile would do.
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace MathsSoc.Hosting;

/// <summary>
/// Accepts connections from a socket that other processes may hold as well. .NET's Socket, closed during an accept, ends the listening for
/// all of them and resets whoever waits; so this one cancels the accept first, and closes the socket when no accept is running.
/// </summary>
internal sealed class Acceptor(Socket socket, ILogger log) : IConnectionListenerFactory, IConnectionListener
{
    private readonly SocketConnectionContextFactory connections = new(new SocketConnectionFactoryOptions(), log);
    private readonly CancellationTokenSource stopping = new();
    private volatile bool hasStopped;
    private int open;

    /// <summary>The address of the socket.</summary>
    public EndPoint EndPoint { get; } = socket.LocalEndPoint!;

    /// <summary>Whether no further connection will be accepted and the accepted ones are closed.</summary>
    public bool IsQuiet => hasStopped && Volatile.Read(ref open) == 0;

    /// <summary>Accepts no further connection; the ones that wait in the socket's queue stay there.</summary>
    public void StopAccepting() => stopping.Cancel();

    /// <summary>The address is the socket's, whatever Kestrel asks for.</summary>
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) => new(this);

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                var accepted = await socket.AcceptAsync(stopping.Token);
                if (accepted.LocalEndPoint is IPEndPoint) accepted.NoDelay = true;
                var connection = connections.Create(accepted);
                Interlocked.Increment(ref open);
                connection.ConnectionClosed.Register(() => Interlocked.Decrement(ref open));
                return connection;
            }
            catch (OperationCanceledException)
            {
                socket.Dispose();
                hasStopped = true;
                return null;
            }
            catch (SocketException)
            {
                // That visitor left while in the queue.
            }
        }
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        StopAccepting();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        StopAccepting();
        socket.Dispose();
        connections.Dispose();
        return ValueTask.CompletedTask;
    }
}
