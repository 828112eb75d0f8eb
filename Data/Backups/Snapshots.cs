// Copies of the whole site that are made by themselves before something that changes much at once.
namespace MathsSoc.Data;

/// <summary>The newest few are kept, for a fortnight: see <see cref="BackupRotation"/>.</summary>
/// <param name="db">The database of a site that is served, which may have been lost meanwhile; null: it is not served.</param>
public sealed class Snapshots(BackupSource source, Db? db, TimeProvider clock)
{
    /// <summary>Makes one and blocks until it is there, some seconds for a large society.</summary>
    /// <param name="reason">One of <see cref="BackupReason"/>.</param>
    /// <param name="who">Who makes it, as another one that wants to make a backup meanwhile will read it.</param>
    /// <param name="patience">How long another backup is waited for; null: a moment.</param>
    /// <returns>Null if it is there; otherwise a sentence on why not.</returns>
    public string? Make(string reason, string who, TimeSpan? patience = null)
    {
        // Another file at the database's path must not be opened beside the log of the lost one.
        if (db?.FindProblem() is { } lost) return $"The database is {lost}.";
        var (held, _, problem) = BackupLock.TryTake(source.Backups, who, clock.GetUtcNow(), patience ?? BackupLock.Moment);
        using var folderLock = held;
        if (held is null) return problem;
        var made = new BackupMaker(source, clock).Make(source.Backups, reason, CancellationToken.None);
        if (made.File is null) return made.Problem;
        try
        {
            BackupRotation.KeepSnapshots(source.Backups);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The hourly rotation tries it again, and says so.
        }
        return null;
    }

    /// <summary>Why nobody was erased: a sentence for whoever wanted it.</summary>
    public static string ExplainRefusal(string problem) =>
        $"Nobody was erased. Before several people are, a copy of the whole site is made, and that was not possible: {problem}";
}
