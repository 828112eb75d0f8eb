// Asks the database, on a thread of its own, whether pages can be served; nobody who asks waits longer than a second.
using MathsSoc.Data;
using Microsoft.Extensions.Logging;

namespace MathsSoc.Observability;

/// <summary>
/// What readiness knows: the last look at the database, or that there is none in time. <c>Look</c> is null then, and <c>Problem</c> says why
/// the site is not ready (null: it is).
/// </summary>
public sealed record ReadinessVerdict(DatabaseLook? Look, string? Problem)
{
    public bool Ready => Problem is null;
}

/// <summary>
/// Looks once a second, and at once when somebody asks; questions that arrive together share one look. A look that hangs (a dead disk) keeps only
/// its own thread. Times here are the machine's own: a limit that a test's clock could stop would be none.
/// </summary>
public sealed class Readiness : IDisposable
{
    private const int LimitMilliseconds = 1000;
    private const int PeriodMilliseconds = 1000;
    private readonly object gate = new();
    private readonly Func<DatabaseLook> look;
    private readonly Func<bool> isDraining;
    private readonly long schema;
    private readonly ILogger log;
    private readonly Thread thread;
    private TaskCompletionSource? asked;
    private DatabaseLook? last;
    private long? runningSince;
    private bool stopping;

    /// <param name="look">One look; it may block and is called on one thread only (<see cref="DatabaseProbe.Look"/>).</param>
    /// <param name="isDraining">True once the process is about to stop: readiness fails from then on, everything else goes on.</param>
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

    /// <summary>The schema version that is asked for.</summary>
    public long Schema => schema;

    /// <summary>What was known last, without waiting: at most about a second old, or "does not answer".</summary>
    public ReadinessVerdict Last
    {
        get
        {
            lock (gate)
                return Judge(runningSince is { } since && Environment.TickCount64 - since > LimitMilliseconds ? null : last);
        }
    }

    /// <summary>Whether pages can be served now. Answers within a second whatever the database does.</summary>
    public async Task<ReadinessVerdict> CheckAsync()
    {
        TaskCompletionSource answer;
        lock (gate)
        {
            if (runningSince is { } since && Environment.TickCount64 - since > LimitMilliseconds) return Judge(null);
            // Never an earlier look's answer, not even one that is under way: the file may have gone since it began.
            answer = asked ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Monitor.PulseAll(gate);
        }
        await answer.Task.WaitAsync(TimeSpan.FromMilliseconds(LimitMilliseconds), TimeProvider.System).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (gate) return Judge(answer.Task.IsCompleted ? last : null);
    }

    /// <summary>Stops looking; a look that hangs is left behind.</summary>
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
        lock (gate) asked ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        while (true)
        {
            TaskCompletionSource? answer;
            lock (gate)
            {
                if (asked is null && !stopping) Monitor.Wait(gate, PeriodMilliseconds);
                if (stopping) return;
                (answer, asked) = (asked, null);
                runningSince = Environment.TickCount64;
            }
            var seen = LookOnce();
            lock (gate)
            {
                last = seen;
                runningSince = null;
            }
            answer?.SetResult();
        }
    }

    private DatabaseLook LookOnce()
    {
        try
        {
            return look();
        }
        catch (Exception problem)
        {
            // A bug in the look must end neither the thread nor the process; it is not ready, and says so.
            log.LogError(problem, "The readiness check itself failed");
            return new DatabaseLook("the check itself failed", "nothing can be saved", null, TimeSpan.Zero, 0, 0);
        }
    }
}
