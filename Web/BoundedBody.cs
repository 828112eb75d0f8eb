// A request's body that ends with 413 where it grows larger than its form may be, with or without a Content-Length.
using System.Buffers;
using System.IO.Pipelines;

namespace MathsSoc.Web;

/// <summary>
/// Reads at most <paramref name="most"/> bytes from the server's own reader; one more is refused with an exception. Whether it ends so, or
/// because time is up, the rest can still be read from <see cref="Reader"/>.
/// </summary>
internal sealed class BoundedBody(PipeReader reader, long most) : Stream
{
    private long left = most;

    /// <summary>The body without the limit.</summary>
    public PipeReader Reader => reader;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // Given the token, the server's reader would be of no more use after it.
        await using var stop = cancellationToken.UnsafeRegister(static one => ((PipeReader)one!).CancelPendingRead(), reader);
        var result = await reader.ReadAsync(CancellationToken.None);
        var isTooLarge = result.Buffer.Length > left;
        if (isTooLarge || result.IsCanceled)
        {
            reader.AdvanceTo(result.Buffer.Start);
            throw isTooLarge ? TooLarge() : new OperationCanceledException(cancellationToken);
        }
        var part = result.Buffer.Slice(0, Math.Min(buffer.Length, result.Buffer.Length));
        part.CopyTo(buffer.Span);
        var read = (int)part.Length;
        left -= read;
        reader.AdvanceTo(part.End);
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>What the crash handler turns into the page for 413.</summary>
    public static BadHttpRequestException TooLarge() =>
        new("The body is larger than its form may be.", StatusCodes.Status413PayloadTooLarge);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Flush() => throw new NotSupportedException();
}
