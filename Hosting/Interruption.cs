// Ctrl+C and SIGTERM of a command that has files to put away before it ends.
using System.Runtime.InteropServices;

namespace MathsSoc.Hosting;

/// <summary>
/// Without it such a signal ends the process at once, and half a copy of everybody's data stays. From when it is made until it is disposed,
/// the signals only cancel <see cref="Token"/>.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly List<PosixSignalRegistration> signals = [];

    /// <param name="atOnce">
    /// Called when a signal comes; if it returns true the process ends with <see cref="Exit.Failed"/>. For a command that waits for a
    /// person, and sees no token meanwhile. Null: it never does.
    /// </param>
    public Interruption(Func<bool>? atOnce = null)
    {
        foreach (var signal in new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGHUP })
            signals.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                source.Cancel();
                if (atOnce?.Invoke() == true) Environment.Exit(Exit.Failed);
            }));
    }

    public CancellationToken Token => source.Token;

    public bool HasCome => source.IsCancellationRequested;

    public void Dispose()
    {
        foreach (var signal in signals) signal.Dispose();
        source.Dispose();
    }
}
