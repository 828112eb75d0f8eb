// Serilog's two ends here: a queue in front of a standard stream, and its rolling file, which can be opened again.
using System.Text;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Sinks.File;

namespace MathsSoc.Observability;

/// <summary>Hands rendered events to a <see cref="LineWriter"/> at once, and waits for a critical one: the process may be about to end.</summary>
internal sealed class QueueSink(LineWriter lines, LogRendering rendering) : ILogEventSink
{
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    public void Emit(LogEvent logEvent)
    {
        lines.Write(Encoding.UTF8.GetBytes(rendering.Render(logEvent)), now: true);
        if (logEvent.Level == LogEventLevel.Fatal) lines.Flush(LastWords);
    }
}

/// <summary>
/// Serilog's rolling file (10 MB each, five kept, <c>app.log app_001.log …</c>), whose inner sink is swapped for a new one by
/// <see cref="Reopen"/> and when the file it writes is no longer at its path. Each event is written and flushed under one lock, so
/// that none is lost between two files. Never throws: on a full disk Serilog drops the event.
/// </summary>
internal sealed class RollingLogFile : FileLifecycleHooks, ILogEventSink, IDisposable
{
    private const int MaxBytes = 10_000_000;
    private const int KeptFiles = 5;
    private readonly Lock sync = new();
    private readonly string path;
    private readonly LogRendering rendering;
    private readonly int maxBytes;
    private Logger inner;
    private FileWatch? watch;

    public RollingLogFile(string path, LogRendering rendering, int maxBytes = MaxBytes)
    {
        this.path = path;
        this.rendering = rendering;
        this.maxBytes = maxBytes;
        inner = Open();
    }

    public void Emit(LogEvent logEvent)
    {
        lock (sync)
        {
            if (watch is { HasGone: true }) Swap();
            inner.Write(logEvent);
        }
    }

    /// <summary>The next event goes to the file that the path names then.</summary>
    public void Reopen()
    {
        lock (sync) Swap();
    }

    public void Dispose()
    {
        lock (sync)
        {
            inner.Dispose();
            watch?.Dispose();
        }
    }

    /// <summary>Called by Serilog whenever it has opened a file, a rolled one included.</summary>
    public override Stream OnFileOpened(string path, Stream underlyingStream, Encoding encoding)
    {
        if (underlyingStream.Length == 0) LogFiles.Restrict(path);
        watch?.Dispose();
        watch = new FileWatch(path);
        return underlyingStream;
    }

    private void Swap()
    {
        inner.Dispose();
        watch?.Dispose();
        watch = null;
        inner = Open();
    }

    private Logger Open() => new LoggerConfiguration()
        .MinimumLevel.Verbose()
        .WriteTo.File(rendering, path, fileSizeLimitBytes: maxBytes, rollOnFileSizeLimit: true, retainedFileCountLimit: KeptFiles,
            encoding: new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), hooks: this)
        .CreateLogger();
}
