// The last warnings and errors, kept in memory for the status page without what could name somebody.
using Serilog.Core;
using Serilog.Events;
using Serilog.Parsing;
using MathsSoc.Data;

namespace MathsSoc.Observability;

/// <summary>
/// Keeps the last twenty. A message is written from its template: numbers are shown, and so are the texts that this program itself makes.
/// Every other text (a login, an address of a visitor, what somebody typed) is shown as "…".
/// </summary>
public sealed class RecentProblems(TimeProvider clock) : ILogEventSink
{
    private const int Most = 20;
    private const int MostCharacters = 500;
    private const string Hidden = "…";

    /// <summary>Names of values that hold a sentence, a file or an address of ours.</summary>
    private static readonly HashSet<string> Shown = new(StringComparer.Ordinal)
    {
        "Problem", "Reason", "Consequence", "Remedy", "Job", "Method", "Path", "RequestId", "Rescued", "Outcome", "Listen", "Errors",
        "Folder", "Limit", "Endpoint", "Purpose", "Sentence", "Hint", "Name", "Address", "Alert", "Title", "Detail", "About",
    };

    private readonly Lock gate = new();
    private readonly Queue<LoggedProblem> last = new();

    public void Emit(LogEvent logEvent)
    {
        if (logEvent.Level < LogEventLevel.Warning) return;
        var where = Text(logEvent, "SourceContext") ?? "";
        var sentence = Write(logEvent);
        if (logEvent.Exception is { } problem) sentence += $" ({problem.GetType().Name})";
        var line = new LoggedProblem(clock.GetUtcNow().ToUnixTimeSeconds(), logEvent.Level >= LogEventLevel.Error, where,
            sentence.Length <= MostCharacters ? sentence : sentence[..MostCharacters] + Hidden);
        lock (gate)
        {
            last.Enqueue(line);
            if (last.Count > Most) last.Dequeue();
        }
    }

    /// <summary>The newest first.</summary>
    public List<LoggedProblem> List()
    {
        lock (gate) return [.. last.Reverse()];
    }

    /// <summary>Masked as in the log: a path may hold a link that somebody pasted whole.</summary>
    private static string Write(LogEvent logEvent) =>
        Secrets.MaskText(string.Concat(logEvent.MessageTemplate.Tokens.Select(token => token switch
        {
            PropertyToken property => Value(logEvent, property.PropertyName),
            _ => token.ToString(),
        })).ReplaceLineEndings(" "));

    private static string Value(LogEvent logEvent, string name)
    {
        if (name == "Member" || !logEvent.Properties.TryGetValue(name, out var value)) return Hidden;
        return value is ScalarValue { Value: { } scalar } && (scalar is not string || Shown.Contains(name))
            ? FormattableString.Invariant($"{scalar}") : Hidden;
    }

    private static string? Text(LogEvent logEvent, string name) =>
        logEvent.Properties.TryGetValue(name, out var value) && value is ScalarValue { Value: string text } ? text : null;
}
