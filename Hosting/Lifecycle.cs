// Why and when the server stops: signals, MAX_REQUESTS, and the drain in which it still answers everything but readiness.
using System.Runtime.InteropServices;

namespace MathsSoc.Hosting;

/// <summary>
/// Collects the reasons to stop and to reopen logs. <see cref="WaitForStop"/> ends at the first of them; from then on
/// <see cref="Draining"/> is true and every answer says <c>Connection: close</c>.
/// </summary>
public sealed partial class Lifecycle : IDisposable
{
    private const int Abort = 6; // SIGABRT, for which PosixSignal has no name

    private readonly TaskCompletionSource<string> stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<PosixSignalRegistration> signals = [];
    private readonly long requestLimit;
    private long requests;
    private volatile bool draining;

    /// <param name="maxRequests">Requests after which to stop; 0 for never.</param>
    /// <param name="jitter">Upper bound of what is added at random, so that several processes do not stop together.</param>
    public Lifecycle(int maxRequests, int jitter) =>
        requestLimit = maxRequests == 0 ? long.MaxValue : (long)maxRequests + Random.Shared.Next(jitter + 1);

    /// <summary>Whether the server is on its way out.</summary>
    public bool Draining => draining;

    /// <summary>Ends with the reason to stop ("SIGTERM", "MAX_REQUESTS").</summary>
    public Task<string> WaitForStop => stop.Task;

    /// <summary>Takes the process's signals over; <paramref name="reopen"/> runs on SIGHUP and <paramref name="abort"/> before SIGABRT ends it.</summary>
    public void ListenToSignals(Action reopen, Action abort)
    {
        Listen(PosixSignal.SIGTERM, () => Stop("SIGTERM"));
        Listen(PosixSignal.SIGINT, () => Stop("SIGINT"));
        Listen(PosixSignal.SIGQUIT, () => Stop("SIGQUIT"));
        Listen(PosixSignal.SIGHUP, reopen);
        Listen((PosixSignal)Abort, () =>
        {
            abort();
            // Once the log has its line, the signal does what it does without us: the process ends, and leaves a core where the system keeps them.
            signal(Abort, 0);
            kill(Environment.ProcessId, Abort);
        });
    }

    /// <summary>Counts one request towards MAX_REQUESTS.</summary>
    public void CountRequest()
    {
        if (Interlocked.Increment(ref requests) == requestLimit) Stop("MAX_REQUESTS");
    }

    /// <summary>Asks the server to drain and stop; only the first reason counts.</summary>
    public void Stop(string reason)
    {
        draining = true;
        stop.TrySetResult(reason);
    }

    public void Dispose()
    {
        foreach (var signal in signals) signal.Dispose();
    }

    private void Listen(PosixSignal signal, Action action) =>
        signals.Add(PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            action();
        }));

    [LibraryImport("libc")]
    private static partial nint signal(int number, nint action);

    [LibraryImport("libc")]
    private static partial int kill(int process, int number);
}
