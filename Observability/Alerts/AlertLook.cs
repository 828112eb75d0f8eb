// What one look of the alerts sees: the numbers of /metrics, the checks of /readyz?verbose, and counts of the last five minutes.
using MathsSoc.Data;

namespace MathsSoc.Observability;

/// <summary>How far three counters have risen within the window.</summary>
/// <param name="Requests">Requests answered, probes left out.</param>
/// <param name="Errors">Those of them that were answered with a status from 500 up.</param>
/// <param name="Timeouts">Requests that waited in vain for a database connection.</param>
internal readonly record struct AlertCounts(double Requests, double Errors, double Timeouts)
{
    public static AlertCounts operator -(AlertCounts one, AlertCounts other) =>
        new(one.Requests - other.Requests, one.Errors - other.Errors, one.Timeouts - other.Timeouts);
}

/// <summary>The last five minutes of the counters, which begin at 0 with the process.</summary>
internal sealed class AlertWindow
{
    /// <summary>Five minutes at a look every 30 seconds.</summary>
    public const int Looks = 10;

    private readonly Queue<AlertCounts> seen = new([default]);

    /// <summary>Takes the counters as they are now, and returns how far they have risen.</summary>
    public AlertCounts Add(AlertCounts now)
    {
        var risen = now - seen.Peek();
        seen.Enqueue(now);
        if (seen.Count > Looks) seen.Dequeue();
        return risen;
    }
}

/// <summary>One look; null numbers are unknown.</summary>
internal sealed record AlertLook
{
    /// <summary>In unix seconds.</summary>
    public required long Now { get; init; }

    public required MetricSnapshot Metrics { get; init; }

    public required IReadOnlyList<SiteFact> Checks { get; init; }

    /// <summary>Why the site is not ready; null if it is.</summary>
    public required string? Problem { get; init; }

    public required AlertCounts Recent { get; init; }

    public required double? BackupAge { get; init; }

    /// <summary>When the certificate of the public address ends, in unix seconds.</summary>
    public required long? CertificateEnd { get; init; }

    /// <summary>For how long there has been only one owner, in seconds; 0: there are several, or none yet.</summary>
    public required double? SoleOwnerAge { get; init; }

    /// <summary>A check's sentence; empty if there is no such check.</summary>
    public string DetailOf(string check) => Checks.FirstOrDefault(one => one.Name == check)?.Sentence ?? "";

    /// <summary>A check's status as the metrics have it: 0 ok, 1 warn, 2 fail; null if there is no such check.</summary>
    public double? StatusOf(string check) => (double?)(int?)Checks.FirstOrDefault(one => one.Name == check)?.State;

    /// <summary>One number as a share of another; null if one of them is unknown.</summary>
    public double? Share(string part, string whole) =>
        Metrics.Find(part) is { } one && Metrics.Find(whole) is { } all and > 0 ? one / all : null;
}
