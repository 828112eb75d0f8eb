// Renders one event of the application log as text or JSON, so that its contents cannot forge a second entry.
using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Parsing;

namespace MathsSoc.Observability;

/// <summary>
/// Renders events: <c>yyyy-MM-dd HH:mm:ss,fff - name - LEVEL - message</c> with the exception below, or one JSON object. The lines below
/// the first never start like a line of their own, and token and code values are masked in all of it.
/// </summary>
/// <param name="format">Text or JSON.</param>
/// <param name="time">How times are written.</param>
/// <param name="priorities">
/// Whether every line starts with its syslog priority, <c>&lt;6&gt;</c>, as systemd's journal reads it (sd-daemon(3)).
/// </param>
internal sealed class LogRendering(LogFormat format, LogTime time, bool priorities) : ITextFormatter
{
    private const int MaxChars = 32 * 1024;
    private const string OwnName = "mathsoc";
    private const string SourceContext = "SourceContext";
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private static readonly string[] Reserved = ["timestamp", "level", "message", "module", "request_id", "exception"];

    // Properties that the bridge and the framework add to every event; the connection's id is the beginning of the request's.
    private static readonly string[] Noise =
        [SourceContext, "EventId", "ConnectionId", "RequestId", "RequestPath", "Scope", "{OriginalFormat}"];

    /// <summary>Writes the event's line or lines, newline included, in one piece.</summary>
    public void Format(LogEvent logEvent, TextWriter output) =>
        output.Write(format == LogFormat.Json ? RenderJson(logEvent) : RenderText(logEvent));

    private string RenderText(LogEvent logEvent)
    {
        var line = new StringBuilder(200);
        var priority = priorities ? $"<{PriorityOf(logEvent.Level)}>" : "";
        line.Append(priority).Append(time.ToLogText(time.Now)).Append(" - ");
        AppendOneLine(line, NameOf(logEvent));
        line.Append(" - ").Append(NameOf(logEvent.Level)).Append(" - ");
        AppendOneLine(line, RenderMessage(logEvent));
        line.Append('\n');
        if (logEvent.Exception is null) return line.ToString();
        var first = true;
        foreach (var part in RenderException(logEvent.Exception).AsSpan().EnumerateLines())
        {
            if (part.IsWhiteSpace()) continue;
            line.Append(priority);
            // The first line starts with a type's name. A later line may be part of a message that someone typed to look like a log line.
            if (!first && !char.IsWhiteSpace(part[0])) line.Append("   ");
            AppendOneLine(line, part);
            line.Append('\n');
            first = false;
        }
        return line.ToString();
    }

    private string RenderJson(LogEvent logEvent)
    {
        var bytes = new LineBuffer();
        if (priorities) bytes.Add($"<{PriorityOf(logEvent.Level)}>");
        using (var json = new Utf8JsonWriter(bytes, Json))
        {
            json.WriteStartObject();
            json.WriteNumber("timestamp"u8, time.Now.ToUnixTimeMilliseconds() / 1000m);
            json.WriteString("level"u8, NameOf(logEvent.Level));
            json.WriteString("message"u8, RenderMessage(logEvent));
            json.WriteString("module"u8, NameOf(logEvent));
            foreach (var (name, value) in logEvent.Properties)
            {
                if (Noise.Contains(name)) continue;
                json.WritePropertyName(Reserved.Contains(name) ? name + "_" : name);
                WriteValue(json, name, value);
            }
            if (RequestRecord.CurrentId is { } id) json.WriteString("request_id"u8, id);
            if (logEvent.Exception is { } exception) json.WriteString("exception"u8, RenderException(exception));
            json.WriteEndObject();
        }
        bytes.Add((byte)'\n');
        return Encoding.UTF8.GetString(bytes.Written);
    }

    private static void WriteValue(Utf8JsonWriter json, string name, LogEventPropertyValue value)
    {
        if (Secrets.IsSecretProperty(name)) { json.WriteStringValue("***"u8); return; }
        switch ((value as ScalarValue)?.Value)
        {
            case null when value is ScalarValue: json.WriteNullValue(); break;
            case bool truth: json.WriteBooleanValue(truth); break;
            case int or long or short or byte or sbyte or ushort or uint:
                json.WriteNumberValue(Convert.ToInt64(((ScalarValue)value).Value, CultureInfo.InvariantCulture));
                break;
            case ulong number: json.WriteNumberValue(number); break;
            case decimal number: json.WriteNumberValue(number); break;
            case double number when double.IsFinite(number): json.WriteNumberValue(number); break;
            case float number when float.IsFinite(number): json.WriteNumberValue(number); break;
            default: json.WriteStringValue(Shorten(Secrets.MaskText(TextOf(value)))); break;
        }
    }

    /// <summary>The message with its values in place: strings without the quotes that Serilog would put around them.</summary>
    private static string RenderMessage(LogEvent logEvent)
    {
        var message = new StringBuilder();
        foreach (var token in logEvent.MessageTemplate.Tokens)
        {
            if (message.Length > MaxChars) break;
            if (token is PropertyToken hole && logEvent.Properties.TryGetValue(hole.PropertyName, out var value))
                message.Append(Secrets.IsSecretProperty(hole.PropertyName) ? "***" : Shorten(TextOf(value, hole.Format)));
            else
                message.Append(token is TextToken text ? text.Text : token.ToString());
        }
        return Secrets.MaskText(message.ToString());
    }

    private static string TextOf(LogEventPropertyValue value, string? format = null) => value switch
    {
        ScalarValue { Value: null } => "null",
        ScalarValue { Value: string text } => text,
        ScalarValue { Value: IFormattable formattable } => formattable.ToString(format, CultureInfo.InvariantCulture),
        ScalarValue { Value: IEnumerable } => value.ToString(),
        ScalarValue scalar => scalar.Value.ToString() ?? "",
        SequenceValue sequence => string.Join(", ", sequence.Elements.Take(100).Select(element => TextOf(element))),
        _ => value.ToString(),
    };

    private static string RenderException(Exception exception) => Shorten(Secrets.MaskText(exception.ToString()));

    private static string Shorten(string text) => text.Length <= MaxChars ? text : text[..MaxChars] + "…";

    /// <summary>Appends text with its line breaks and control characters made visible.</summary>
    private static void AppendOneLine(StringBuilder line, ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (c == '\n') line.Append("\\n");
            else if (c == '\r') line.Append("\\r");
            else if (c == '\t') line.Append("\\t");
            else if (c < 0x20 || c == 0x7f) line.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}");
            else if (LineBuffer.IsTreacherous(c)) line.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else line.Append(c);
        }
    }

    private static string NameOf(LogEvent logEvent) =>
        logEvent.Properties.TryGetValue(SourceContext, out var source) && source is ScalarValue { Value: string name }
            ? InOurStyle(name)
            : OwnName;

    /// <summary>The framework names its loggers after classes: <c>Microsoft.AspNetCore.Server.Kestrel</c>, for one.</summary>
    private static string InOurStyle(string name) =>
        name.StartsWith("Microsoft.", StringComparison.Ordinal) || name.StartsWith("System.", StringComparison.Ordinal)
            ? $"{OwnName}.{name[(name.LastIndexOf('.') + 1)..].ToLowerInvariant()}"
            : name;

    private static string NameOf(LogEventLevel level) => level switch
    {
        LogEventLevel.Verbose or LogEventLevel.Debug => "DEBUG",
        LogEventLevel.Information => "INFO",
        LogEventLevel.Warning => "WARNING",
        LogEventLevel.Error => "ERROR",
        _ => "CRITICAL",
    };

    private static int PriorityOf(LogEventLevel level) => level switch
    {
        LogEventLevel.Verbose or LogEventLevel.Debug => 7,
        LogEventLevel.Information => 6,
        LogEventLevel.Warning => 4,
        LogEventLevel.Error => 3,
        _ => 2,
    };
}
