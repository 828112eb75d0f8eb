// The options of the log writers, filled from the settings table.
namespace MathsSoc.Observability;

/// <summary>How log lines are written: as text for people, or as one JSON object a line.</summary>
public enum LogFormat { Text, Json }

/// <summary>The least severe event that is logged.</summary>
public enum LogThreshold { Debug, Info, Warning, Error, Critical }

/// <summary>The settings of the application log and the access log (OPERATIONS, section 2).</summary>
public sealed class LogOptions
{
    /// <summary>Whether the application log goes to standard output (from Information up) instead of to <see cref="File"/>.</summary>
    public bool ToStdout { get; set; }

    /// <summary>Absolute path of the application log.</summary>
    public string File { get; set; } = "";

    /// <summary>Absolute path of the log that holds only the lines of <see cref="SecurityName"/>; empty for none.</summary>
    public string SecurityFile { get; set; } = "";

    /// <summary>The name of the logger whose lines are security events; they are also in <see cref="File"/>.</summary>
    public string SecurityName { get; set; } = "";

    public LogFormat Format { get; set; }
    public LogThreshold Level { get; set; }

    /// <summary>Whether every SQL statement is logged with its duration and rows, at Information.</summary>
    public bool Sql { get; set; }

    /// <summary><c>-</c> for standard output, <c>off</c>, or an absolute path.</summary>
    public string AccessLog { get; set; } = "-";

    /// <summary>Whether lines on standard output are JSON objects, so that nothing else may be written there.</summary>
    public bool IsStdoutJson => Format == LogFormat.Json && (ToStdout || AccessLog == "-");

    /// <summary>gunicorn's atoms; an unknown one is a start-up error.</summary>
    public string AccessLogFormat { get; set; } = "";

    /// <summary>Whether successful probes are in the access log too.</summary>
    public bool AccessLogProbes { get; set; } = true;
}
