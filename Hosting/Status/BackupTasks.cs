// A backup or a proof that somebody asked for on the status page: one at a time, on a thread of its own.
using MathsSoc.Data;
using MathsSoc.Endpoints;
using MathsSoc.Web;

namespace MathsSoc.Hosting;

/// <summary>No request waits for them; the page says how the last one went.</summary>
/// <param name="ending">Cancelled when the server stops: what goes on is given up, and nothing of it is left.</param>
internal sealed class BackupTasks(
    AppOptions options, Db db, HeavyJobs heavy, TimeProvider clock, ILogger log, CancellationToken ending)
{
    private const string Interrupted = "It was interrupted because the server stops.";
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(5);
    private readonly Lock gate = new();
    private volatile BackupTask? last;
    private Task running = Task.CompletedTask;

    /// <summary>What goes on, or ended last; null: nothing was asked for.</summary>
    public BackupTask? Last => last;

    /// <summary>Begins one; false if one goes on already.</summary>
    public bool Begin(BackupTaskKind kind)
    {
        lock (gate)
        {
            if (last is { IsRunning: true } || ending.IsCancellationRequested) return false;
            last = new BackupTask(kind, Now, IsRunning: true, HasFailed: false, "");
            running = heavy.RunAside(() => Run(kind));
            return true;
        }
    }

    /// <summary>Waits a few seconds until what goes on has been given up.</summary>
    public void End() => running.Wait(EndPatience);

    private long Now => clock.GetUtcNow().ToUnixTimeSeconds();

    private void Run(BackupTaskKind kind)
    {
        var (sentence, isGood) = (Interrupted, false);
        try
        {
            var (held, _, problem) = BackupLock.TryTake(options.BackupsDir, "the status page", clock.GetUtcNow(), BackupLock.Moment);
            using var folderLock = held;
            (sentence, isGood) = held is null ? (problem!, false) : kind == BackupTaskKind.Backup ? BackUp() : ProveNewest();
        }
        catch (Exception failure)
        {
            // Whoever asked is shown that it failed; nobody waits for this thread.
            log.LogError(failure, "What was asked for on the status page failed: {Kind}", kind);
            sentence = $"An error that was not expected ({failure.GetType().Name}); the log has it.";
        }
        finally
        {
            last = new BackupTask(kind, Now, IsRunning: false, !isGood, sentence);
        }
    }

    private (string Sentence, bool IsGood) BackUp()
    {
        if (db.FindProblem() is { } lost) return ($"No backup was made: the database is {lost}.", false);
        var made = new BackupMaker(options.BackupSource, clock).Make(options.BackupsDir, BackupReason.Manual, ending);
        if (made is not { File: { } file, Manifest: not null }) return (made.Problem ?? Interrupted, false);
        log.LogInformation("The backup {Name} was made: an owner asked for it", file.Name);
        var (sentence, isGood) = Prove(file);
        return isGood ? ($"{file.Name} was made and proven. {sentence}", true) : (sentence, false);
    }

    private (string Sentence, bool IsGood) ProveNewest() => BackupFolder.List(options.BackupsDir) is [.., var newest]
        ? Prove(newest)
        : ("There is no backup yet. Make one first.", false);

    private (string Sentence, bool IsGood) Prove(BackupFile file)
    {
        var result = new BackupProof(clock).Run(file, allUploads: true, ending);
        if (result.Problem is not null) return (result.Problem, false);
        if (result.Manifest is not { } manifest) return (Interrupted, false);
        log.LogInformation("The backup {Name} is proven: {Contents}", file.Name, BackupState.Contents(manifest));
        return ($"{file.Name} holds {BackupState.Contents(manifest)}. {result.Note}".TrimEnd(), result.Note is null);
    }
}
