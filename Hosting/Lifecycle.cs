// Why and when the server stops: signals, MAX_REQUESTS, and the drain, during which only readiness fails.
using System.Runtime.InteropServices;

namespace MathsSoc.Hosting;

/// <summary>
/// Listens for the reasons to stop and to reopen logs. <see cref="WaitForStop"/> ends at the first reason to stop; from then on
/// <see cref="Draining"/> is true and every response carries <c>Connection: close</c>.
/// </summary>
public sealed partial class Lifecycle : IDisposable
{
    /// <summary>The reason to stop after so many requests, which is no sign of trouble.</summary>
    public const string ManyRequests = "MAX_REQUESTS";

    private const int Abort = 6; // SIGABRT, for which PosixSignal has no name

    private readonly TaskCompletionSource<string> stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<PosixSignalRegistration> signals = [];
    private readonly long requestLimit;
    private long requests;
    private volatile bool draining;

    /// <param name="maxRequests">Requests after which to stop; 0 for never.</param>
    /// <param name="jitter">Upper bound of a random addition, so that several processes do not stop together.</param>
    public Lifecycle(int maxRequests, int jitter) =>
        requestLimit = maxRequests == 0 ? long.MaxValue : (long)maxRequests + Random.Shared.Next(jitter + 1);

    /// <summary>Whether the server has begun to stop.</summary>
    public bool Draining => draining;

    /// <summary>Ends with the reason to stop ("SIGTERM", "MAX_REQUESTS").</summary>
    public Task<string> WaitForStop => stop.Task;

    /// <summary>
    /// Handles the process's signals; <paramref name="reopen"/> runs on SIGHUP, and <paramref name="abort"/> before SIGABRT ends it.
    /// </summary>
    public void ListenToSignals(Action reopen, Action abort)
    {
        Listen(PosixSignal.SIGTERM, () => Stop("SIGTERM"));
        Listen(PosixSignal.SIGINT, () => Stop("SIGINT"));
        Listen(PosixSignal.SIGQUIT, () => Stop("SIGQUIT"));
        Listen(PosixSignal.SIGHUP, reopen);
        Listen((PosixSignal)Abort, () =>
        {
            abort();
            // With the log line written, restore the default action and send the signal again: the process ends, and leaves a core dump
            // where the system keeps them.
            signal(Abort, 0);
            kill(Environment.ProcessId, Abort);
        });
    }

    /// <summary>Counts one request towards MAX_REQUESTS.</summary>
    public void CountRequest()
    {
        if (Interlocked.Increment(ref requests) == requestLimit) Stop(ManyRequests);
    }

    /// <summary>Starts the drain and the stop; only the first reason counts.</summary>
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
