// What is known of a request while it runs: the bytes of its response so far, and the id that its log lines carry.
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace MathsSoc.Observability;

/// <summary>
/// Wraps the response body and counts what passes through. It is the body feature and its writer at once, so that a request costs only
/// one object.
/// </summary>
internal sealed class RequestRecord(HttpContext context, IHttpResponseBodyFeature body) : PipeWriter, IHttpResponseBodyFeature
{
    private static readonly AsyncLocal<RequestRecord?> Ambient = new();
    private HttpContext? current = context;
    private PipeWriter? writer;
    private CountingStream? stream;

    /// <summary>The number of body bytes written so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>The id of the request that the calling code works for; null outside of a request, and after it has ended.</summary>
    public static string? CurrentId => Ambient.Value?.current?.TraceIdentifier;

    /// <summary>Starts counting, and makes this the current request of all code called from here on.</summary>
    public static RequestRecord Begin(HttpContext context)
    {
        var record = new RequestRecord(context, context.Features.GetRequiredFeature<IHttpResponseBodyFeature>());
        context.Features.Set<IHttpResponseBodyFeature>(record);
        Ambient.Value = record;
        return record;
    }

    /// <summary>Ends the request: its context will be reused for the next one, so nothing may read it through this object.</summary>
    public void End() => current = null;

    public PipeWriter Writer
    {
        get
        {
            writer ??= body.Writer;
            return this;
        }
    }

    public Stream Stream => stream ??= new CountingStream(this, body.Stream);

    private PipeWriter Inner => writer ??= body.Writer;

    public void DisableBuffering() => body.DisableBuffering();

    public Task StartAsync(CancellationToken cancellationToken = default) => body.StartAsync(cancellationToken);

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default)
    {
        Bytes += count ?? Math.Max(0, new FileInfo(path).Length - offset);
        return body.SendFileAsync(path, offset, count, cancellationToken);
    }

    Task IHttpResponseBodyFeature.CompleteAsync() => body.CompleteAsync();

    public override void Advance(int bytes)
    {
        Bytes += bytes;
        Inner.Advance(bytes);
    }

    public override Memory<byte> GetMemory(int sizeHint = 0) => Inner.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => Inner.GetSpan(sizeHint);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => Inner.FlushAsync(cancellationToken);

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        Bytes += source.Length;
        return Inner.WriteAsync(source, cancellationToken);
    }

    public override void CancelPendingFlush() => Inner.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => Inner.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => Inner.CompleteAsync(exception);

    public override bool CanGetUnflushedBytes => Inner.CanGetUnflushedBytes;

    public override long UnflushedBytes => Inner.UnflushedBytes;

    /// <summary>The body as a stream, for code that writes to one.</summary>
    private sealed class CountingStream(RequestRecord record, Stream inner) : Stream
    {
        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Flush() => inner.Flush();
        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

        public override void Write(byte[] buffer, int offset, int count)
        {
            record.Bytes += count;
            inner.Write(buffer, offset, count);
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            record.Bytes += count;
            return inner.WriteAsync(buffer, offset, count, cancellationToken);
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            record.Bytes += buffer.Length;
            return inner.WriteAsync(buffer, cancellationToken);
        }
    }
}
