// The words of the status page: what each fact is about, how bad it is, and times and durations.
using System.Globalization;
using MathsSoc.Data;
using MathsSoc.Pages;

namespace MathsSoc.Endpoints;

/// <summary>A name that is missing here is shown as it is, so that nothing is hidden by an omission.</summary>
public static class StatusWords
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["database"] = "Database",
        ["schema"] = "Database schema",
        ["writable"] = "Saving",
        ["disk"] = "Disk",
        ["uploads"] = "Uploads",
        ["backup"] = "Backups",
        ["copies"] = "Second place for backups",
        ["wal"] = "Write-ahead log",
        ["draining"] = "Stopping",
        ["clock"] = "Clock",
        ["rescued"] = "Rescued copies",
        ["metrics"] = "Metrics",
        ["certificate"] = "Certificate",
        ["sqlite"] = "SQLite",
        ["libssl"] = "OpenSSL",
        ["time zone"] = "Time zone",
    };

    private static readonly Dictionary<string, string> Reasons = new(StringComparer.Ordinal)
    {
        [BackupReason.Daily] = "Every night",
        [BackupReason.Manual] = "By hand",
        [BackupReason.BeforeMigrating] = "Before a new version",
        [BackupReason.BeforeRestoring] = "Before a restore",
        [BackupReason.BeforeErasing] = "Before members were erased",
        [BackupReason.BeforeSchoolYear] = "Before the new school year",
        [BackupReason.BeforeImporting] = "Before an import from an earlier site",
    };

    public static string NameOf(SiteFact fact) => Names.GetValueOrDefault(fact.Name, English.Capital(fact.Name));

    public static string Of(FactState state) => state switch
    {
        FactState.Ok => "Fine",
        FactState.Warn => "Look at this",
        _ => "Wrong",
    };

    /// <summary>The whole list in a sentence, after one on how many alerts are firing.</summary>
    public static string Summary(IReadOnlyList<SiteFact> facts, int alerts)
    {
        var (wrong, doubtful) = (facts.Count(fact => fact.State == FactState.Fail), facts.Count(fact => fact.State == FactState.Warn));
        var are = $"{English.Count(wrong, "thing")} {(wrong == 1 ? "is" : "are")} wrong";
        var firing = alerts == 0 ? "" : $"{English.Count(alerts, "alert")} {(alerts == 1 ? "is" : "are")} firing. ";
        return firing + (wrong, doubtful) switch
        {
            (0, 0) => alerts == 0 ? "Everything is fine." : "All that is listed below it is fine.",
            (0, _) when alerts > 0 => $"{English.Count(doubtful, "thing")} should be looked at.",
            (0, _) => $"Nothing is wrong, and {English.Count(doubtful, "thing")} should be looked at.",
            (_, 0) => $"{are}.",
            _ => $"{are}, and {doubtful} more should be looked at.",
        };
    }

    public static string ReasonOf(BackupLine line) =>
        Reasons.GetValueOrDefault(line.File.Reason, $"Before: {line.File.Reason}");

    /// <summary>"40 ms", "3.2 s".</summary>
    public static string Duration(double seconds) => seconds < 1
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, seconds * 1000):0} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s");

    /// <summary>"in 3 hours", "2 days ago"; less than a minute is "now".</summary>
    public static string From(long at, long now)
    {
        var span = Math.Abs(at - now);
        if (span < 60) return "now";
        return at > now ? $"in {ChallengeWords.Span(span)}" : $"{ChallengeWords.Span(span)} ago";
    }

    /// <summary>"48,311".</summary>
    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>The time of day in London: "14:05".</summary>
    public static string Clock(long at) => SchoolTime.Local(at).ToString("HH:mm", CultureInfo.InvariantCulture);
}
