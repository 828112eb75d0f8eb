// One rate limit as it is written in a setting: "5 per minute;20 per hour" or "50/hour".
using System.Globalization;

namespace MathsSoc.Web;

/// <summary>A number of requests in a window of a number of seconds.</summary>
public readonly record struct RateLimit(int Count, int Seconds, string Words)
{
    private const int MaxWindows = 4;
    private const int MaxCount = 10_000_000;
    private const int MaxMultiple = 1000;

    /// <summary>
    /// Reads <c>N per [M] second|minute|hour|day</c> (plural allowed) or <c>N/unit</c>, <c>;</c>-separated, at most four windows of
    /// different lengths; null if any of it is not a limit. The syntax is that of Flask-Limiter, which the earlier site's settings used.
    /// </summary>
    public static IReadOnlyList<RateLimit>? Parse(string text)
    {
        var limits = new List<RateLimit>();
        foreach (var part in text.Split(';', StringSplitOptions.TrimEntries))
        {
            if (limits.Count == MaxWindows || ParseOne(part) is not { } limit) return null;
            // Two windows of one length would share a count; only the smaller limit could ever matter.
            if (limits.Exists(other => other.Seconds == limit.Seconds)) return null;
            limits.Add(limit);
        }
        return limits;
    }

    private static RateLimit? ParseOne(string text)
    {
        var words = text.Replace("/", " per ", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is < 3 or > 4 || words[1] != "per") return null;
        if (!TryWhole(words[0], MaxCount, out var count)) return null;
        var multiple = 1;
        if (words.Length == 4 && !TryWhole(words[2], MaxMultiple, out multiple)) return null;
        var unit = words[^1].ToLowerInvariant().TrimEnd('s');
        var seconds = unit switch { "second" => 1, "minute" => 60, "hour" => 3600, "day" => 86_400, _ => 0 };
        return seconds == 0 ? null : new RateLimit(count, seconds * multiple, $"{count} per {multiple} {unit}");
    }

    private static bool TryWhole(string text, int max, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= 1 && number <= max;
}

/// <summary>The text of every policy's limits, each already checked with <see cref="RateLimit.Parse"/>.</summary>
public sealed class RateLimitOptions
{
    public bool Enabled { get; set; } = true;
    public string Default { get; set; } = "";
    public string Pages { get; set; } = "";
    public string Member { get; set; } = "";
    public string Login { get; set; } = "";
    public string LoginAddress { get; set; } = "";
    public string Register { get; set; } = "";
    public string Answer { get; set; } = "";
    public string Preview { get; set; } = "";
}
