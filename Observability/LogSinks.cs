// The parts around Serilog's two sinks: a queue behind the console, and a rolling file that can be opened again.
using System.Globalization;
using System.Text;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Sinks.File;

namespace MathsSoc.Observability;

/// <summary>
/// Takes the place of Console.Out or Console.Error after <see cref="Logs.TakeConsole"/>: each text goes whole into the queue of a
/// <see cref="LineWriter"/>. Without it, Serilog's console sink would wait for a pipe that no one reads, and a request with it.
/// </summary>
internal sealed class QueueTextWriter(LineWriter lines) : TextWriter
{
    public override Encoding Encoding => Encoding.UTF8;
    public override void Write(char value) => Write(value.ToString());
    public override void Write(string? value) => lines.Write(Encoding.GetBytes(value ?? ""), now: true);
    public override void WriteLine(string? value) => Write(value + "\n");
}

/// <summary>Renders events into a queue of their own, so that whoever logs one does not wait for the disk.</summary>
internal sealed class LineSink(LineWriter lines, LogRendering rendering) : ILogEventSink
{
    public void Emit(LogEvent logEvent)
    {
        using var text = new StringWriter();
        rendering.Format(logEvent, text);
        lines.Write(Encoding.UTF8.GetBytes(text.ToString()), now: true);
    }
}

/// <summary>
/// Serilog's file, one after the other (10 MB each, five kept, <c>app.log app_001.log …</c>, the highest number is the newest). Its inner
/// sink is replaced by <see cref="Reopen"/>, when the open file is full, and when it is no longer at its path. Each event is written and
/// flushed under one lock, so that none is lost between two files. Never throws: on a full disk events are lost, and that is reported
/// once.
/// </summary>
/// <remarks>
/// Serilog's own rolling names the files alike, but finds them by a regular expression that it makes as the program runs, and all that
/// makes one is 0.2 MB: Trimming/Unreached.xml.
/// </remarks>
internal sealed class RollingLogFile : FileLifecycleHooks, ILogEventSink, ILoggingFailureListener, IDisposable
{
    private const int MaxBytes = 10_000_000;
    private const int KeptFiles = 5;
    private const int RetryMilliseconds = 1000;
    private readonly Lock sync = new();
    private readonly string path;
    private readonly LogRendering rendering;
    private readonly Action<string>? complain;
    private readonly int maxBytes;
    private Logger inner;
    private Stream? stream;
    private FileWatch? watch;
    private string? problem;
    private bool opened;
    private bool isReported;
    private long triedAt;

    /// <param name="complain">Called with a sentence when the file cannot be written, and when it can again.</param>
    public RollingLogFile(string path, LogRendering rendering, Action<string>? complain = null, int maxBytes = MaxBytes)
    {
        this.path = path;
        this.rendering = rendering;
        this.complain = complain;
        this.maxBytes = maxBytes;
        inner = Open();
    }

    public void Emit(LogEvent logEvent)
    {
        string? sentence;
        lock (sync)
        {
            // By itself Serilog tries to open a file again only after half an hour.
            if (watch is { HasGone: true } || (!opened && Environment.TickCount64 - triedAt > RetryMilliseconds)) Swap();
            else if (opened && IsFull) BeginNext();
            problem = null;
            inner.Write(logEvent);
            sentence = DescribeChange();
        }
        if (sentence is not null) complain?.Invoke(sentence);
    }

    /// <summary>The next event goes to the file that the path names then.</summary>
    public void Reopen()
    {
        lock (sync) Swap();
    }

    public void Dispose()
    {
        lock (sync) Close();
    }

    // Each event is written through to the file, so its end is the file's length, and the disk need not be asked for it. The sink closes
    // the stream when it is replaced.
    private bool IsFull => stream is { CanWrite: true } file && file.Position >= maxBytes;

    /// <summary>Called by Serilog whenever it has opened a file.</summary>
    public override Stream OnFileOpened(string path, Stream underlyingStream, Encoding encoding)
    {
        try
        {
            if (underlyingStream.Length == 0) LogFiles.Restrict(path);
        }
        catch (FileNotFoundException)
        {
            // A rotation has moved the new file away already. An exception from here would make Serilog drop all events for a time.
        }
        watch?.Dispose();
        watch = new FileWatch(path);
        opened = true;
        return stream = underlyingStream;
    }

    /// <summary>Called by Serilog when an event could not be written.</summary>
    public void OnLoggingFailed(
        object sender, LoggingFailureKind kind, string message, IReadOnlyCollection<LogEvent>? events, Exception? exception) =>
        problem = opened && exception is not null ? exception.Message : "it cannot be opened";

    /// <summary>A sentence about the file's state if it has changed, otherwise null.</summary>
    private string? DescribeChange()
    {
        if (isReported == (problem is not null)) return null;
        isReported = problem is not null;
        return isReported ? LogFiles.Explain($"The application log {path}", problem!) : $"The application log {path} is written again.";
    }

    private void Swap()
    {
        Close();
        inner = Open();
    }

    private void Close()
    {
        try
        {
            inner.Dispose();
        }
        catch (IOException)
        {
            // On a full disk the last events cannot be written; that has been reported already.
        }
        watch?.Dispose();
        watch = null;
    }

    private Logger Open()
    {
        opened = false;
        stream = null;
        problem = null;
        triedAt = Environment.TickCount64;
        var current = Name(Numbers().LastOrDefault());
        return new LoggerConfiguration()
            .MinimumLevel.Verbose()
            .WriteTo.Fallible(sink => sink.File(rendering, current, fileSizeLimitBytes: null,
                encoding: new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), hooks: this), this)
            .CreateLogger();
    }

    private void BeginNext()
    {
        var numbers = Numbers();
        var next = Name(numbers.LastOrDefault() + 1);
        try
        {
            LogFiles.Open(next).Dispose();
            foreach (var number in numbers.SkipLast(KeptFiles - 1)) File.Delete(Name(number));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A log that grows is better than none; it is tried again with the next event.
        }
        Swap();
    }

    /// <summary>The numbers of the files that are there, the newest last; the one without a number is 0.</summary>
    private List<int> Numbers()
    {
        var (folder, name, extension) = Parts;
        var numbers = new List<int>();
        if (File.Exists(path)) numbers.Add(0);
        try
        {
            foreach (var file in Directory.EnumerateFiles(folder, $"{name}_*{extension}"))
            {
                var digits = Path.GetFileNameWithoutExtension(file.AsSpan())[(name.Length + 1)..];
                if (digits.Length >= 3 && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                    numbers.Add(number);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A folder that is not there yet, or may not be listed: the log begins, or goes on, in the file that was named.
        }
        numbers.Sort();
        return numbers;
    }

    private string Name(int number)
    {
        var (folder, name, extension) = Parts;
        return number == 0 ? path : Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{name}_{number:000}{extension}"));
    }

    private (string Folder, string Name, string Extension) Parts =>
        (Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/", Path.GetFileNameWithoutExtension(path), Path.GetExtension(path));
}
