// Plays systemd for one service: receives what it sends to NOTIFY_SOCKET, keeps its descriptor, and passes it to the next process.
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace MathsSoc.Tests.Support;

/// <summary>A file descriptor store for one descriptor, as FileDescriptorStoreMax=1 makes it.</summary>
public sealed partial class FakeSystemd : IDisposable
{
    private const int ControlSize = 24; // a cmsghdr with one descriptor
    private readonly Socket socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly CancellationTokenSource stop = new();
    private readonly string address;
    private readonly Task receiving;
    private volatile int descriptor = -1;

    /// <param name="address">The path of the socket to make.</param>
    public FakeSystemd(string address)
    {
        this.address = address;
        socket.Bind(new UnixDomainSocketEndPoint(address));
        receiving = Task.Run(Receive);
    }

    /// <summary>The messages in the order of their arrival, each as it was sent.</summary>
    public ConcurrentQueue<string> Messages { get; } = new();

    /// <summary>The FDNAME of the kept descriptor; null if there is none.</summary>
    public string? KeptName { get; private set; }

    public bool Keeps => descriptor >= 0;

    /// <summary>How the program is started in <paramref name="folder"/>: with the kept descriptor as 3, if there is one.</summary>
    public ProcessStartInfo MakeStart(string folder, params (string Name, string Value)[] settings)
    {
        var pass = Keeps
            ? $"exec 3<&{descriptor} {descriptor}<&-; export LISTEN_PID=$$ LISTEN_FDS=1 LISTEN_FDNAMES={KeptName}; "
            : "";
        return ServerProcess.MakeStart("/bin/bash", ["-c", pass + "exec \"$0\" serve --data \"$1\"", ServerProcess.Binary, folder],
            [.. settings, ("NOTIFY_SOCKET", address)]);
    }

    public void Dispose()
    {
        stop.Cancel();
        receiving.Wait();
        Forget();
        socket.Dispose();
        stop.Dispose();
    }

    private void Receive()
    {
        while (!stop.IsCancellationRequested)
        {
            if (!socket.Poll(TimeSpan.FromMilliseconds(50), SelectMode.SelectRead)) continue;
            var (text, passed) = ReceiveOne();
            var name = text.Split('\n').FirstOrDefault(line => line.StartsWith("FDNAME=", StringComparison.Ordinal))?["FDNAME=".Length..];
            if (text.Contains("FDSTOREREMOVE=1", StringComparison.Ordinal) && name == KeptName) Forget();
            if (passed is { } kept)
            {
                var isWelcome = text.Contains("FDSTORE=1", StringComparison.Ordinal) && !Keeps;
                if (isWelcome) (KeptName, descriptor) = (name, kept);
                else close(kept);
            }
            Messages.Enqueue(text);
        }
    }

    private unsafe (string Text, int? Descriptor) ReceiveOne()
    {
        var text = stackalloc byte[4096];
        var control = stackalloc byte[ControlSize];
        nuint* part = stackalloc nuint[2] { (nuint)text, 4096 };
        // struct msghdr: name, its length, parts, their count, control, its length, flags.
        nuint* message = stackalloc nuint[7] { 0, 0, (nuint)part, 1, (nuint)control, ControlSize, 0 };
        var length = recvmsg((int)socket.Handle, message, 0);
        Assert.True(length >= 0);
        return (Encoding.UTF8.GetString(text, (int)length), message[5] == ControlSize ? *(int*)(control + 16) : null);
    }

    private void Forget()
    {
        if (Keeps) close(descriptor);
        descriptor = -1;
    }

    // Without MSG_CMSG_CLOEXEC a received descriptor is inherited by child processes, which is what it is for.
    [LibraryImport("libc")]
    private static unsafe partial nint recvmsg(int socket, nuint* message, int flags);

    [LibraryImport("libc")]
    private static partial int close(int descriptor);
}
