// Sets up everything that writes lines: the application log through Serilog, the access log beside it, and one queue for each stream.
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Filters;

namespace MathsSoc.Observability;

/// <summary>The process's logs. Created first and disposed last; disposing writes the lines that are still queued.</summary>
public sealed class Logs : IDisposable
{
    /// <summary>The name of the logger of SQL statements.</summary>
    public const string SqlName = "mathsoc.sql";

    private static readonly TimeSpan SecurityAge = TimeSpan.FromDays(30);
    private readonly LoggingLevelSwitch level = new();
    private readonly LoggingLevelSwitch sqlLevel = new();
    private readonly TimeProvider clock;
    private readonly LineWriter output;
    private readonly LineWriter errors;
    private readonly LineWriter? accessFile;
    private readonly FileTarget? securityTarget;
    private readonly LineWriter? securityFile;
    private readonly RollingLogFile? file;
    private readonly Logger logger;
    private readonly SerilogLoggerFactory factory;
    private (TextWriter Output, TextWriter Errors)? console;

    private Logs(LogOptions options, TimeProvider clock, Stream? stdout, Stream? stderr)
    {
        this.clock = clock;
        Recent = new RecentProblems(clock);
        Time = new LogTime(clock, LogTime.FindZone(clock));
        output = new LineWriter("Standard output", Target(stdout, DescriptorTarget.Output), Complain);
        errors = new LineWriter("Standard error", Target(stderr, DescriptorTarget.Errors));
        // A terminal can inherit JOURNAL_STREAM; the person who reads it has no use for priorities.
        var journal = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("JOURNAL_STREAM"));
        var outputPriorities = journal && (stdout is not null || Console.IsOutputRedirected);
        var errorPriorities = journal && (stderr is not null || Console.IsErrorRedirected);

        var configuration = new LoggerConfiguration().MinimumLevel.ControlledBy(level).MinimumLevel.Override(SqlName, sqlLevel);
        var plain = new LogRendering(options.Format, Time, false);
        if (options.ToStdout)
        {
            configuration.WriteTo.Conditional(line => Shows(line) && line.Level >= LogEventLevel.Information,
                sink => sink.Console(new LogRendering(options.Format, Time, outputPriorities)));
        }
        else
        {
            var rolling = file = new RollingLogFile(options.File, plain, Complain);
            configuration.WriteTo.Conditional(Shows, sink => sink.Sink(rolling));
        }
        // Both streams of a container or a service are one log: standard error has an error only if standard output does not take it.
        configuration.WriteTo.Conditional(
            line => line.Level >= LogEventLevel.Error && Shows(line) && (!options.ToStdout || output.IsLosing),
            sink => sink.Console(new LogRendering(options.Format, Time, errorPriorities), standardErrorFromLevel: LevelAlias.Minimum));
        if (options.SecurityFile.Length > 0)
        {
            securityTarget = new FileTarget(options.SecurityFile, LogBounds.Month, clock);
            var lines = securityFile = new LineWriter($"The security log {options.SecurityFile}", securityTarget, Complain);
            // Evidence does not depend on LOG_LEVEL.
            configuration.MinimumLevel.Override(options.SecurityName, LevelAlias.Minimum);
            configuration.WriteTo.Conditional(Matching.FromSource(options.SecurityName), sink => sink.Sink(new LineSink(lines, plain)));
        }
        configuration.WriteTo.Sink(Recent);
        SetLevels(options.Level, options.Sql);
        logger = configuration.CreateLogger();
        factory = new SerilogLoggerFactory(logger);

        AccessPrefix = outputPriorities && options.AccessLog == "-" ? "<6>" : "";
        AccessLines = options.AccessLog switch
        {
            "off" => null,
            "-" => output,
            var path => accessFile = new LineWriter($"The access log {path}", new FileTarget(path, LogBounds.Recent, clock), Complain),
        };
        AccessFormat = options.Format == LogFormat.Json ? null : AccessLogFormat.Compile(options.AccessLogFormat, Time);
        AccessProbes = options.AccessLogProbes;
    }

    /// <summary>The last warnings and errors.</summary>
    public RecentProblems Recent { get; }

    internal LogTime Time { get; }
    internal LineWriter? AccessLines { get; }
    internal AccessLogFormat? AccessFormat { get; }
    internal bool AccessProbes { get; }
    internal string AccessPrefix { get; }

    /// <summary>
    /// Opens the logs. A file that cannot be written is no error here (see <see cref="FindProblems"/>): a log must not keep the site down.
    /// </summary>
    /// <param name="options">Valid options: <see cref="AccessLogFormat.FindProblem"/> found nothing wrong with the format.</param>
    /// <param name="stdout">Replaces standard output in tests.</param>
    /// <param name="stderr">Replaces standard error in tests.</param>
    public static Logs Open(LogOptions options, TimeProvider clock, Stream? stdout = null, Stream? stderr = null) =>
        new(options, clock, stdout, stderr);

    /// <summary>
    /// Puts the queues behind Console.Out and Console.Error, where Serilog's console sink writes, until disposed. Called once,
    /// by the process that serves: from then on no thread that prints waits for a pipe, and no two lines mix.
    /// </summary>
    public void TakeConsole()
    {
        console = (Console.Out, Console.Error);
        Console.SetOut(new QueueTextWriter(output));
        Console.SetError(new QueueTextWriter(errors));
    }

    /// <summary>A sentence for each log file that cannot be written; creates the files. For the process that is about to serve.</summary>
    /// <param name="except">Files in this folder are left out; null to check all.</param>
    public static IEnumerable<string> FindProblems(LogOptions options, string? except = null)
    {
        if (!options.ToStdout && MayLook(options.File) && LogFiles.FindProblem(options.File) is { } application)
            yield return $"LOG_FILE: {application}";
        if (options.AccessLog is not ("-" or "off") && MayLook(options.AccessLog) && LogFiles.FindProblem(options.AccessLog) is { } access)
            yield return $"ACCESS_LOG: {access}";
        if (MayLook(options.SecurityFile) && LogFiles.FindProblem(options.SecurityFile) is { } security)
            yield return $"DATA_DIR: {security}";

        bool MayLook(string path) =>
            path.Length > 0 && (except is null || !path.StartsWith(except.TrimEnd('/') + "/", StringComparison.Ordinal));
    }

    /// <summary>The files that logs with these options are written to; none if there is no log file.</summary>
    public static IEnumerable<string> FilesOf(LogOptions options)
    {
        if (!options.ToStdout) yield return options.File;
        if (options.SecurityFile.Length > 0) yield return options.SecurityFile;
        if (options.AccessLog is not ("-" or "off")) yield return options.AccessLog;
    }

    /// <summary>A logger for code that runs outside of the web server (start-up, signals), named <paramref name="name"/>.</summary>
    public Microsoft.Extensions.Logging.ILogger For(string name) => factory.CreateLogger(name);

    /// <summary>Makes the web server and all its services log here; the framework itself only from Warning up.</summary>
    public void AddTo(ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddSerilog(logger);
        // The level switch decides, because it can change while the process runs. AddSerilog passes every level to Serilog's provider
        // unless a filter names that provider.
        logging.SetMinimumLevel(LogLevel.Trace);
        logging.AddFilter<SerilogLoggerProvider>("Microsoft", LogLevel.Warning);
        logging.AddFilter<SerilogLoggerProvider>("System", LogLevel.Warning);
        // The framework's scope and activity would cost every request some allocations, and our access log has the same facts.
        logging.AddFilter<SerilogLoggerProvider>("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        // Our own lines report these: a failed start, an unhandled exception.
        logging.AddFilter<SerilogLoggerProvider>("Microsoft.Extensions.Hosting", LogLevel.Critical);
        logging.AddFilter<SerilogLoggerProvider>("Microsoft.AspNetCore.Diagnostics", LogLevel.None);
    }

    /// <summary>Sets the least severe level that is logged from now on, and whether SQL statements are.</summary>
    public void SetLevels(LogThreshold least, bool sql)
    {
        level.MinimumLevel = least switch
        {
            LogThreshold.Debug => LogEventLevel.Debug,
            LogThreshold.Info => LogEventLevel.Information,
            LogThreshold.Warning => LogEventLevel.Warning,
            LogThreshold.Error => LogEventLevel.Error,
            _ => LogEventLevel.Fatal,
        };
        sqlLevel.MinimumLevel = sql ? LogEventLevel.Information : LevelAlias.Off;
    }

    /// <summary>Opens the log files again (SIGHUP). Once it has returned, nothing more is written to the old ones.</summary>
    public void Reopen()
    {
        file?.Reopen();
        accessFile?.Reopen();
        securityFile?.Reopen();
    }

    /// <summary>Removes security events that are more than 30 days old. For a job that runs only while the clock is trusted.</summary>
    public void RemoveOld() => securityTarget?.RemoveOlder(clock.GetUtcNow() - SecurityAge);

    /// <summary>Waits until everything logged so far is written; false if that took longer than <paramref name="limit"/>.</summary>
    public bool Flush(TimeSpan limit) =>
        (accessFile?.Flush(limit) ?? true) & (securityFile?.Flush(limit) ?? true) & output.Flush(limit) & errors.Flush(limit);

    public void Dispose()
    {
        factory.Dispose();
        accessFile?.Dispose();
        securityFile?.Dispose();
        logger.Dispose();
        file?.Dispose();
        output.Dispose();
        errors.Dispose();
        if (console is not var (standardOutput, standardErrors)) return;
        Console.SetOut(standardOutput);
        Console.SetError(standardErrors);
    }

    /// <summary>Whether LOG_LEVEL shows a line; security events come here whatever it is.</summary>
    private bool Shows(LogEvent line) => line.Level >= level.MinimumLevel;

    private static LineTarget Target(Stream? stream, int descriptor) =>
        stream is null ? new DescriptorTarget(descriptor) : new StreamTarget(stream);

    private void Complain(string sentence) => logger?.ForContext("SourceContext", "mathsoc.log").Error("{Sentence:l}", sentence);
}
