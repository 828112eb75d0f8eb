// Everything that the status page shows, as the running program sees it at one moment.
using MathsSoc.Data;

namespace MathsSoc.Endpoints;

/// <summary>The program that runs. Times are in unix seconds.</summary>
/// <param name="StartUp">From the start of the process until it listened; null: it does not listen yet.</param>
/// <param name="StartsLastHour">How often it was started in the last hour, this time included; null: not known.</param>
public sealed record ProgramState(
    string Version, string Commit, long Schema, long StartedAt, TimeSpan? StartUp, int? StartsLastHour);

/// <summary>A backup in the table.</summary>
/// <param name="Manifest">Null if it cannot be read; then <c>Problem</c> says why.</param>
/// <param name="Places">The folders it is in.</param>
public sealed record BackupLine(BackupFile File, BackupManifest? Manifest, string? Problem, IReadOnlyList<string> Places)
{
    /// <summary>The site's own folder, among the places.</summary>
    public const string Here = "the site’s folder";
}

/// <summary>The backups and what is done with them.</summary>
/// <param name="Problem">Why the folder cannot be read; null if it can.</param>
/// <param name="NextAt">When the next one is made by itself, in unix seconds.</param>
public sealed record BackupList(IReadOnlyList<BackupLine> Lines, string? Problem, string Folder, long NextAt, string RestoreCommand);

/// <summary>A backup or a proof that somebody began on the page. <c>At</c> is when it began, or ended, in unix seconds.</summary>
/// <param name="Sentence">How it went; empty while it goes on.</param>
public sealed record BackupTask(BackupTaskKind Kind, long At, bool IsRunning, bool HasFailed, string Sentence);

/// <summary>What can be begun on the page.</summary>
public enum BackupTaskKind { Backup, Proof }

/// <summary>The report. What the database would have to be asked for is null while it does not answer.</summary>
public sealed record StatusReport
{
    /// <summary>When it was made, in unix seconds.</summary>
    public required long At { get; init; }

    /// <summary>The alerts that are firing, as facts.</summary>
    public required IReadOnlyList<SiteFact> Alerts { get; init; }

    /// <summary>The worst first.</summary>
    public required IReadOnlyList<SiteFact> Facts { get; init; }

    public required ProgramState Program { get; init; }

    /// <summary>Where the clock's time comes from, as a sentence.</summary>
    public required string ClockSource { get; init; }

    public required BackupList Backups { get; init; }

    /// <summary>What was begun last on the page; null: nothing since the start.</summary>
    public required BackupTask? Task { get; init; }

    public required IReadOnlyList<JobState> Jobs { get; init; }

    /// <summary>The newest first.</summary>
    public required IReadOnlyList<LoggedProblem> Problems { get; init; }

    /// <summary>The last hour, the oldest first.</summary>
    public required IReadOnlyList<MinuteOfRequests> Minutes { get; init; }

    public required IReadOnlyList<RouteTimes> Slowest { get; init; }

    /// <summary>Since the start: statements that found the database locked, and requests that waited in vain for a connection.</summary>
    public required (long Busy, long Timeouts) Database { get; init; }

    public required (long Members, long Sessions)? Counts { get; init; }

    /// <summary>Whether /metrics needs a token.</summary>
    public required bool HasMetricsToken { get; init; }

    /// <summary>The networks whose forwarding headers are believed.</summary>
    public required string TrustedProxies { get; init; }
}

/// <summary>What the status pages ask of the running program; each answers within half a second, whatever the disk does.</summary>
public sealed record StatusSource
{
    /// <summary>Makes a report; with <c>true</c> the database is left alone.</summary>
    public required Func<bool, Task<StatusReport>> Look { get; init; }

    /// <summary>Whether pages can be read from the database; within half a second.</summary>
    public required Func<Task<bool>> IsReadable { get; init; }

    /// <summary>Begins a backup or a proof; false if one goes on already.</summary>
    public required Func<BackupTaskKind, bool> Begin { get; init; }
}
