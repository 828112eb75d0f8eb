// Reads what may be slow, or never come back, on a thread of its own, and keeps the last value for whoever cannot wait.
namespace MathsSoc.Observability;

/// <summary>
/// A value that is read aside. One reading at a time; a reading that hangs (a dead disk) blocks only its own thread, and no caller waits
/// longer than it says. Times here are the machine's own: a test's clock that does not move must not disable the limit.
/// </summary>
/// <param name="read">Reads the value; null if it cannot be known now, and the last one stays.</param>
/// <param name="freshMilliseconds">How old a value may be before it is read again.</param>
public sealed class Reading<T>(string name, Func<T?> read, int freshMilliseconds, ILogger log) where T : class
{
    private const int StuckMilliseconds = 500;
    private readonly Lock sync = new();
    private Task? running;
    private long startedAt;
    private volatile T? last;

    /// <summary>The last value that was read, however old; null if there has been none. Never waits.</summary>
    public T? Last => last;

    /// <summary>The last value; null while a reading takes longer than half a second. Never waits.</summary>
    public T? Current
    {
        get { lock (sync) return running is { IsCompleted: false } && Age >= StuckMilliseconds ? null : last; }
    }

    /// <summary>Milliseconds since the last reading began.</summary>
    private long Age => Environment.TickCount64 - startedAt;

    /// <summary>Reads the value again unless it is fresh; false if that takes longer than the limit, or an earlier reading does.</summary>
    public async Task<bool> RefreshAsync(int limitMilliseconds)
    {
        Task task;
        lock (sync)
        {
            if (running is { IsCompleted: false } && Age > limitMilliseconds) return false;
            if (running is null || (running.IsCompleted && Age >= freshMilliseconds))
            {
                var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                (running, startedAt) = (done.Task, Environment.TickCount64);
                new Thread(() => Run(done)) { IsBackground = true, Name = name }.Start();
            }
            task = running;
        }
        await task.WaitAsync(TimeSpan.FromMilliseconds(limitMilliseconds), TimeProvider.System)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return task.IsCompleted;
    }

    private void Run(TaskCompletionSource done)
    {
        try
        {
            if (read() is { } value) last = value;
        }
        catch (Exception problem)
        {
            // A bug in a reading must not end the process, which an exception on a thread would.
            log.LogError(problem, "The {Name} could not be read", name);
        }
        done.SetResult();
    }
}
