// One large job at a time: an import, or the rendering of a very long text. On a small computer two of them would slow everybody down.
namespace MathsSoc.Web;

/// <summary>The queue for large jobs; one for the whole server.</summary>
public sealed class HeavyJobs
{
    private const int MaxWaiting = 8;
    private static readonly TimeSpan WaitLimit = TimeSpan.FromSeconds(20);

    private readonly SemaphoreSlim seat = new(1, 1);
    private int waiting;

    /// <summary>Runs <paramref name="job"/> when its turn comes; 503 if that takes too long, or if too many wait already.</summary>
    public async Task<IResult> Run(Visit visit, Func<Visit, Task<IResult>> job)
    {
        if (!await Enter(visit.Context.RequestAborted))
        {
            return new Refusal(StatusCodes.Status503ServiceUnavailable,
                "The site is busy with another large job, such as an import or a backup. Nothing was saved: wait half a minute, then go "
                + "back and send it again.");
        }
        try
        {
            return await job(visit);
        }
        finally
        {
            seat.Release();
        }
    }

    /// <summary>
    /// Runs a job that no request waits for, when its turn comes; meanwhile requests with large jobs wait, and are refused after a time.
    /// </summary>
    public async Task RunAside(Action job)
    {
        await seat.WaitAsync();
        try
        {
            // Not on a thread of the pool: it may take minutes.
            await Task.Factory.StartNew(job, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        finally
        {
            seat.Release();
        }
    }

    private async Task<bool> Enter(CancellationToken gone)
    {
        if (Interlocked.Increment(ref waiting) > MaxWaiting)
        {
            Interlocked.Decrement(ref waiting);
            return false;
        }
        try
        {
            return await seat.WaitAsync(WaitLimit, gone);
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }
}
