// The rules of the OTEL_ settings: the names and the meaning are OpenTelemetry's own.
using System.Globalization;

namespace MathsSoc.Hosting;

/// <summary>Checks what <see cref="Telemetry"/> passes on, so that a slip is named at the start and not lost in a library.</summary>
internal static class TelemetrySettings
{
    /// <summary>The ways to choose which requests are traced; those that begin with <c>parentbased</c> keep a proxy's choice.</summary>
    public static readonly string[] Samplers =
    [
        "parentbased_always_on", "parentbased_always_off", "parentbased_traceidratio", "always_on", "always_off", "traceidratio",
    ];

    /// <summary>Sets the collector's address; returns what is wrong with the text, null if nothing is.</summary>
    public static string? SetEndpoint(AppOptions options, string text)
    {
        if (text.Length == 0) return null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            return $"'{text}' is not a web address such as http://127.0.0.1:4318.";
        options.HasCollector = true;
        return null;
    }

    public static string? CheckPairs(AppOptions options, string text) =>
        text.Split(',', StringSplitOptions.RemoveEmptyEntries).All(pair => pair.IndexOf('=', StringComparison.Ordinal) > 0)
            ? null
            // The text may be a key: it is not repeated.
            : "it is not a list such as name=value,other=value.";

    public static string? CheckShare(AppOptions options, string text) =>
        text.Length == 0
            || (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var share) && share <= 1)
            ? null
            : $"'{text}' is not a share from 0 to 1, such as 0.1.";
}
