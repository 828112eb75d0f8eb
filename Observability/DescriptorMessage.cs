// Sends an open file descriptor to another process over a Unix socket (SCM_RIGHTS, unix(7)), which .NET's Socket cannot do.
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace MathsSoc.Observability;

/// <summary>One datagram that carries a text and a copy of a descriptor.</summary>
internal static partial class DescriptorMessage
{
    private const int SocketLevel = 1; // SOL_SOCKET
    private const int Rights = 1; // SCM_RIGHTS
    private const int NoSignal = 0x4000; // MSG_NOSIGNAL

    /// <summary>
    /// Sends <paramref name="text"/> and <paramref name="descriptor"/> to the socket at <paramref name="address"/>. The receiver's copy
    /// stays open whatever happens to ours. Throws <see cref="SocketException"/>.
    /// </summary>
    public static unsafe void Send(UnixDomainSocketEndPoint address, ReadOnlySpan<byte> text, SafeHandle descriptor)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Connect(address);
        var isHeld = false;
        descriptor.DangerousAddRef(ref isHeld);
        try
        {
            var control = new Control
            {
                Length = (nuint)(sizeof(Control) - sizeof(int)), // all but the padding
                Level = SocketLevel,
                Type = Rights,
                Descriptor = (int)descriptor.DangerousGetHandle(),
            };
            fixed (byte* bytes = text)
            {
                var part = new Part { Start = bytes, Length = (nuint)text.Length };
                var message = new Message
                {
                    Parts = &part,
                    PartCount = 1,
                    Control = &control,
                    ControlLength = (nuint)sizeof(Control),
                };
                if (sendmsg(socket.SafeHandle, &message, NoSignal) < 0) throw new SocketException(Marshal.GetLastPInvokeError());
            }
        }
        finally
        {
            if (isHeld) descriptor.DangerousRelease();
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial nint sendmsg(SafeHandle socket, Message* message, int flags);

    // struct msghdr, struct iovec and struct cmsghdr with one descriptor, as 64-bit Linux lays them out.
    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct Message
    {
        public void* Name;
        public uint NameLength;
        public Part* Parts;
        public nuint PartCount;
        public Control* Control;
        public nuint ControlLength;
        public int Flags;
    }

    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct Part
    {
        public byte* Start;
        public nuint Length;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Control
    {
        public nuint Length;
        public int Level;
        public int Type;
        public int Descriptor;
        public int Padding;
    }
}
