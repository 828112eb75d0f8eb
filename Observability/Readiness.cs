// Checks, on a thread of its own, whether the database can serve pages; no caller waits longer than a second.
using MathsSoc.Data;

namespace MathsSoc.Observability;

/// <summary>
/// The last look at the database. <c>Look</c> is null if there was none in time; <c>Problem</c> says why the site is not ready, null if
/// it is ready.
/// </summary>
public sealed record ReadinessVerdict(DatabaseLook? Look, string? Problem)
{
    public bool Ready => Problem is null;
}

/// <summary>
/// Looks once a second, and at once for a caller; callers that arrive together share one look. A look that hangs (a dead disk) blocks
/// only its own thread. Times here are the machine's own: a test's clock that does not move must not disable the limit.
/// </summary>
public sealed class Readiness : IDisposable
{
    private const int LimitMilliseconds = 1000;
    private const int PeriodMilliseconds = 1000;
    private const int HangingMilliseconds = 5000;
    private readonly object gate = new();
    private readonly Func<DatabaseLook> look;
    private readonly Func<bool> isDraining;
    private readonly long schema;
    private readonly ILogger log;
    private readonly Thread thread;
    private TaskCompletionSource? pending;
    private DatabaseLook? last;
    private long? runningSince;
    private bool stopping;

    /// <param name="look">One look; it may block, and is called on one thread only (<see cref="DatabaseProbe.Look"/>).</param>
    /// <param name="isDraining">True once the process is about to stop: only readiness fails from then on.</param>
    /// <param name="schema">The schema version of this binary.</param>
    public Readiness(Func<DatabaseLook> look, Func<bool> isDraining, long schema, ILogger log)
    {
        this.look = look;
        this.isDraining = isDraining;
        this.schema = schema;
        this.log = log;
        thread = new Thread(Run) { IsBackground = true, Name = "readiness" };
        thread.Start();
    }

    /// <summary>Whether the process is about to stop.</summary>
    public bool Draining => isDraining();

    /// <summary>The schema version that the database must have.</summary>
    public long Schema => schema;

    /// <summary>The last known verdict, without waiting: at most about a second old, or "does not answer".</summary>
    public ReadinessVerdict Last
    {
        get
        {
            lock (gate)
                return Judge(runningSince is { } since && Environment.TickCount64 - since > LimitMilliseconds ? null : last);
        }
    }

    /// <summary>
    /// Whether the database has said nothing for so long that a page would wait in vain; a card that is slow for a moment is only not
    /// ready. Never waits.
    /// </summary>
    public bool IsHanging
    {
        get { lock (gate) return runningSince is { } since && Environment.TickCount64 - since > HangingMilliseconds; }
    }

    /// <summary>The last look that came back, however old; null if there has been none. Never waits.</summary>
    public DatabaseLook? LastLook
    {
        get { lock (gate) return last; }
    }

    /// <summary>Whether pages can be served now. Returns within a second whatever the database does.</summary>
    public async Task<ReadinessVerdict> CheckAsync()
    {
        TaskCompletionSource answer;
        lock (gate)
        {
            if (runningSince is { } since && Environment.TickCount64 - since > LimitMilliseconds) return Judge(null);
            // Never the result of an earlier look, not even of one in progress: the file may have gone since it began.
            answer = pending ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Monitor.PulseAll(gate);
        }
        await answer.Task.WaitAsync(TimeSpan.FromMilliseconds(LimitMilliseconds), TimeProvider.System)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (gate) return Judge(answer.Task.IsCompleted ? last : null);
    }

    /// <summary>Stops looking; a look that hangs is abandoned.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            stopping = true;
            Monitor.PulseAll(gate);
        }
        thread.Join(LimitMilliseconds);
    }

    private ReadinessVerdict Judge(DatabaseLook? seen) => new(seen, isDraining() ? "the server is stopping" : seen switch
    {
        null => "the database does not answer",
        { Problem: { } problem } => problem,
        { SchemaVersion: var version } when version != schema => $"the database has schema {version}, this program needs {schema}",
        _ => null,
    });

    private void Run()
    {
        // The first look is at once.
        lock (gate) pending ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        while (true)
        {
            TaskCompletionSource? answer;
            lock (gate)
            {
                if (pending is null && !stopping) Monitor.Wait(gate, PeriodMilliseconds);
                if (stopping) return;
                (answer, pending) = (pending, null);
                runningSince = Environment.TickCount64;
            }
            var seen = LookOnce();
            string? before;
            lock (gate)
            {
                before = Judge(last).Problem;
                last = seen;
                runningSince = null;
            }
            LogChange(before, Judge(seen).Problem);
            answer?.SetResult();
        }
    }

    private void LogChange(string? before, string? after)
    {
        if (before != after) log.LogDebug("Readiness changed from \"{Before}\" to \"{After}\"", before ?? "ready", after ?? "ready");
    }

    private DatabaseLook LookOnce()
    {
        try
        {
            return look();
        }
        catch (Exception problem)
        {
            // A bug in the look must end neither the thread nor the process; the site is not ready, and the verdict names the problem.
            log.LogError(problem, "The readiness check itself failed");
            return new DatabaseLook("the check itself failed", "nothing can be saved", null, TimeSpan.Zero, 0, 0);
        }
    }
}
