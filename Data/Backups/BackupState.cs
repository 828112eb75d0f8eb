// How old the last proven backup is, in words: the one source for `mathsoc check`, /readyz?verbose and the metrics.
using System.Globalization;

namespace MathsSoc.Data;

/// <summary>
/// The scheduled backups of a folder at one moment. Others do not count: a snapshot, or a file that somebody put there, says nothing about
/// whether the nightly ones are made.
/// </summary>
/// <param name="Proven">The newest that is proven; null if there is none.</param>
/// <param name="Failed">Why the newest one is not proven; null if its proof did not fail.</param>
/// <param name="HasAny">Whether there is any backup at all.</param>
public sealed record BackupState(BackupManifest? Proven, string? Failed, bool HasAny)
{
    /// <summary>One is made every day, and may take two hours.</summary>
    public static readonly TimeSpan Stale = TimeSpan.FromHours(26);

    /// <summary>A clock that was corrected by so much is no reason to overlook a backup.</summary>
    private const long Tolerance = 300;

    /// <summary>
    /// Looks at <paramref name="now"/>, in unix seconds; those of another society than <paramref name="mark"/> do not count (null: all do),
    /// as after another's database took this one's place. One that was made later than that was made by a wrong clock, and is no sign that
    /// they are made. Throws <see cref="IOException"/> and <see cref="UnauthorizedAccessException"/>.
    /// </summary>
    public static BackupState Look(string folder, long now, uint? mark = null)
    {
        var files = BackupFolder.List(folder);
        string? failed = null;
        var isNewest = true;
        for (var i = files.Count - 1; i >= 0; i--)
        {
            if (files[i].Reason != BackupReason.Daily || files[i].At > now + Tolerance) continue;
            var (manifest, problem) = BackupManifest.Read(files[i].ManifestPath);
            if (mark is not null && SocietyNames.MarkOf(files[i], manifest) is { } other && other != mark) continue;
            if (isNewest) failed = manifest is null ? $"{problem}." : manifest.ProofProblem;
            if (isNewest && failed is not null) failed = $"{files[i].Name}: {failed}";
            isNewest = false;
            if (manifest is { ProvenAt: not null, IsScheduled: true }) return new BackupState(manifest, failed, HasAny: true);
        }
        return new BackupState(null, failed, files.Count > 0);
    }

    /// <summary>The age of the last proven one; null if there is none.</summary>
    public TimeSpan? Age(DateTimeOffset now) => Proven is null ? null : now - Proven.StartedAt;

    /// <summary>Whether there has been no proven one for too long.</summary>
    public bool IsStale(DateTimeOffset now) => Age(now) is not { } age || age > Stale;

    /// <summary>Sentences about it: "Last proven restore: 6 hours ago: 1,204 members, 48,311 answers, 3 s."</summary>
    public string Describe(DateTimeOffset now)
    {
        var failure = Failed is null ? "" : $"The newest is not proven. {Failed} ";
        if (Proven is not null) return failure + $"Last proven restore: {Ago(now - Proven.StartedAt)} ago: {Contents(Proven)}.";
        return HasAny ? failure + "No scheduled backup is proven yet." : "No backup yet.";
    }

    /// <summary>What a proven backup holds, and how long it took to find out.</summary>
    public static string Contents(BackupManifest proven) =>
        string.Create(CultureInfo.InvariantCulture, $"{Holds(proven.Rows)}, {Math.Ceiling(proven.ProofSeconds ?? 0):0} s");

    /// <summary>What tables with these numbers of rows hold: "1,204 members, 48,311 answers".</summary>
    public static string Holds(SortedList<string, long> rows) => string.Create(CultureInfo.InvariantCulture,
        $"{rows.GetValueOrDefault("members"):N0} members, {rows.GetValueOrDefault("attempts"):N0} answers");

    private static string Ago(TimeSpan age) => age switch
    {
        { TotalMinutes: < 1 } => "less than a minute",
        { TotalHours: < 1 } => Audit.Count((long)age.TotalMinutes, "minute"),
        { TotalHours: < 48 } => Audit.Count((long)age.TotalHours, "hour"),
        _ => Audit.Count((long)age.TotalDays, "day"),
    };
}
