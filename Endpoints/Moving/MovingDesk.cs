// Plans, makes and undoes imports for their page: one at a time, on a thread of its own, for no request may wait for minutes.
using MathsSoc.Data;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The page says what goes on and how the last step went. A program that stops in the middle leaves the site as before.</summary>
/// <param name="ending">Cancelled when the server stops.</param>
public sealed class MovingDesk(
    MovingTarget place, Db db, HeavyJobs heavy, TimeProvider clock, ILogger log, CancellationToken ending)
{
    private const string Who = "the import page";
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(5);
    private readonly Lock gate = new();
    private readonly MovingMark mark = new(place.ImportDir);
    private volatile MovingStep? last;
    private volatile MovingView? plan;
    private Task running = Task.CompletedTask;

    public MovingFolder Folder { get; } = new(place.ImportDir);

    public MovingTarget Place => place;

    /// <summary>What is planned now; null: nothing is.</summary>
    public MovingView? Plan => plan;

    /// <summary>What goes on, or ended last; null: nothing since the program started, see <see cref="FindInterrupted"/>.</summary>
    public MovingStep? Last => last;

    /// <summary>What a program that stopped has left in the middle, and what became of it; null: nothing.</summary>
    public MovingStep? FindInterrupted(Sql sql)
    {
        if (last is not null || mark.Read() is not { } begun) return null;
        var (isDone, what) = begun.Work switch
        {
            MovingWork.Deed => (PastImports.AnySince(sql, begun.At), "import"),
            MovingWork.Undo => (PastImports.AnyUndoneSince(sql, begun.At), "undo"),
            _ => (false, "plan"),
        };
        return new MovingStep(begun.Work, begun.At, IsRunning: false, HasFailed: !isDone, isDone
            ? $"The program stopped just after the {what} was done: everything is in its place."
            : $"The program stopped in the middle of the {what}. Nothing was changed: the site is as it was before. Begin again.");
    }

    /// <summary>Begins a plan; false if something goes on already, as in the other methods.</summary>
    public bool BeginPlan(MovingOrder order) => Begin(MovingWork.Plan, scratch =>
    {
        plan = null;
        return MakePlan(order, scratch).Step;
    });

    /// <summary>Begins the deed of the plan that is shown.</summary>
    /// <param name="keepsFile">Whether the file stays where it is.</param>
    public bool BeginDeed(MovingView view, Actor actor, bool keepsFile) =>
        Begin(MovingWork.Deed, scratch => Do(view, actor, keepsFile, scratch));

    public bool BeginUndo(long import, Actor actor) => Begin(MovingWork.Undo, scratch => Undo(import, actor, scratch));

    /// <summary>Forgets the plan and removes a file, unless something goes on; false if it does.</summary>
    public bool Remove(string name)
    {
        lock (gate)
        {
            if (last is { IsRunning: true }) return false;
            Folder.Remove(name);
            if (plan?.Order.File != name) return true;
            plan = null;
            Folder.RemovePlanReport();
            return true;
        }
    }

    /// <summary>Waits a few seconds until what goes on has ended or been given up.</summary>
    public void End() => running.Wait(EndPatience);

    private long Now => clock.GetUtcNow().ToUnixTimeSeconds();

    private static bool IsTooLong(TimeSpan planned) => MovingSteps.IsTooLong(planned, MovingSteps.MostWait);

    private bool Begin(MovingWork work, Func<string, MovingStep> step)
    {
        lock (gate)
        {
            if (last is { IsRunning: true } || ending.IsCancellationRequested) return false;
            last = new MovingStep(work, Now, IsRunning: true, HasFailed: false, "");
            running = heavy.RunAside(() => Run(work, step));
            return true;
        }
    }

    private void Run(MovingWork work, Func<string, MovingStep> step)
    {
        var ended = Failed(work, "It was interrupted because the server stops. Nothing was changed.");
        try
        {
            using var scratch = MovingScratch.TryMake(place.DataDir, out var busy);
            if (scratch is null)
            {
                ended = Failed(work, $"Nothing was changed: {busy}");
                return;
            }
            mark.Write(work, Now);
            ended = step(scratch.Folder);
            mark.Remove();
        }
        catch (OperationCanceledException)
        {
            mark.Remove();
        }
        catch (DatabaseUnavailableException problem)
        {
            ended = Failed(work, $"Nothing was changed. {problem.Message}");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            log.LogError("A step of an import failed: {Problem}", problem.Message);
            ended = Failed(work, "Nothing was changed, because the server’s disk is full or cannot be written to. "
                + "Tell whoever runs the server, and begin again when there is room.");
        }
        catch (Exception failure)
        {
            // Nobody waits for this thread; whoever began is shown that it failed.
            log.LogError(failure, "A step of an import failed: {Work}", work);
            ended = Failed(work, $"Nothing was changed: an error that was not expected ({failure.GetType().Name}); the log has it.");
        }
        finally
        {
            last = ended;
        }
    }

    private MovingStep Failed(MovingWork work, string sentence) => new(work, Now, IsRunning: false, HasFailed: true, sentence);

    private MovingStep Good(MovingWork work, string sentence) => new(work, Now, IsRunning: false, HasFailed: false, sentence);

    private (MovingStep Step, PlannedImport? Planned) MakePlan(MovingOrder order, string scratch)
    {
        if (Folder.Find(order.File) is not { } found)
            return (Failed(MovingWork.Plan, "The file is not there any more. Send it again, or put it into the folder again."), null);
        var options = new MovingOptions(order.Choices, place.UploadsCapacity, Now);
        var (planned, refusal) = MovingSteps.Plan(place, found.Path, found.Uploads, options, scratch, ending);
        if (planned is null)
            return (Failed(MovingWork.Plan, $"This file cannot be imported: {refusal!.Sentence} Nothing was changed."), null);
        var outcome = planned.Move.Outcome;
        Folder.WriteReport(null, MovingPlan.WriteReport(outcome), Now);
        plan = new MovingView
        {
            Order = order,
            FileHash = planned.Conversion.Arrivals.FileHash,
            Lines = outcome.Lines.Count,
            Differences = MovingWords.CountDifferences(outcome),
            Notes = [.. planned.Conversion.Notes, .. outcome.Notes],
            Questions = planned.Conversion.Questions,
            CommandInstead = IsTooLong(planned.Move.Duration) ? place.Command(MovingWords.Command(order, found)) : null,
            Outcome = outcome.Shortened(MovingPlan.MaxShown),
        };
        var sentence = outcome.IsNothing ? MovingPlan.Nothing(outcome) : "Nothing was changed yet: look at it, and answer what it asks.";
        return (Good(MovingWork.Plan, sentence), planned);
    }

    private MovingStep Do(MovingView agreed, Actor actor, bool keepsFile, string scratch)
    {
        var (step, planned) = MakePlan(agreed.Order, scratch);
        if (planned is null) return step with { Work = MovingWork.Deed };
        if (planned.Conversion.Arrivals.FileHash != agreed.FileHash || planned.Move.Outcome.Summary != agreed.Outcome.Summary)
            return Failed(MovingWork.Deed, "The file or the site has changed since the plan was made, so nothing was brought in. "
                + "The plan below is a new one: look at it, then press again.");
        if (IsTooLong(planned.Move.Duration))
            return Failed(MovingWork.Deed, "Nothing was changed: answers would have to wait too long. Below is what to do instead.");
        ending.ThrowIfCancellationRequested();
        var done = MovingSteps.Do(place, db, planned, actor, Who, clock, log, ending);
        if (done.Outcome is not { } outcome)
            return Failed(MovingWork.Deed, $"Nothing was changed, because no proven backup could be made first. {done.Problem}");
        plan = null;
        return Good(MovingWork.Deed, $"Everything is here. {CleanUp(agreed.Order.File, outcome, keepsFile)}") with
        {
            ImportId = outcome.ImportId,
            SlipsOf = outcome.Slips > 0 ? outcome.ChangeId : null,
        };
    }

    /// <summary>What became of the file, a sentence. The import is done, whatever the disk says now.</summary>
    private string CleanUp(string file, MoveOutcome outcome, bool keepsFile)
    {
        try
        {
            Folder.RemovePlanReport();
            if (!keepsFile) Folder.Remove(file);
            Folder.WriteReport(outcome.ImportId, MovingPlan.WriteReport(outcome), Now);
            return keepsFile ? "The file stays where it is." : "The file and its copy are deleted.";
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            log.LogWarning("After an import its file could not be removed or its report not be written: {Problem}", problem.Message);
            return $"But in the folder {Folder.Path} not everything could be written or deleted: whoever looks after the computer "
                + "removes the earlier site’s file there.";
        }
    }

    private MovingStep Undo(long import, Actor actor, string scratch)
    {
        (MoveBackOutcome? Outcome, string? Problem) Do(Sql sql) => MoveBack.Run(sql, import, actor, Now);
        var (outcome, problem) = MovePlan.TryOnCopy(place.DatabasePath, scratch, Do, out var planned);
        if (outcome is null) return Failed(MovingWork.Undo, $"Nothing was changed. {problem}");
        if (IsTooLong(planned))
            return Failed(MovingWork.Undo, "Nothing was changed: answers would have to wait too long. Stop the site and put the backup "
                + "back instead.");
        // As before any erasure of several people.
        var (backup, unmade) = MovingSteps.BackUp(place, db, BackupReason.BeforeErasing, Who, clock, ending);
        if (backup is null)
            return Failed(MovingWork.Undo, $"Nothing was changed, because no proven backup could be made first. {unmade}");
        ending.ThrowIfCancellationRequested();
        (outcome, problem) = db.WriteAlone(Do);
        if (outcome is null) return Failed(MovingWork.Undo, $"Nothing was changed. {problem}");
        log.LogInformation("Import {Import} was undone: {Counts}", import, outcome.Summary);
        return Good(MovingWork.Undo, $"The import is undone: {outcome.Summary}.") with { ImportId = import };
    }
}
