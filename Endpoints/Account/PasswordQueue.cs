// Hashes and verifies passwords on few low-priority threads with bounded lines, so that a flood of sign-ins cannot starve the site.
using System.Runtime.InteropServices;

namespace MathsSoc.Endpoints;

/// <summary>
/// One hash costs about 0.2 s of a processor. Half the processors do it, on their own threads, which give way to everything else. If a
/// line has no room, the methods return null, which the endpoint turns into 503 with Retry-After.
/// </summary>
public sealed partial class PasswordQueue : IDisposable
{
    /// <summary>
    /// The places of each lane, enough for a whole year group at once; the last of them waits about this many times 0.2 s, divided by the
    /// threads.
    /// </summary>
    public const int Capacity = 120;

    private const int LowPriority = 5; // nice(2): 0 as for the site's other threads, 19 for the lowest

    private static readonly int Threads = Math.Max(1, Environment.ProcessorCount / 2);
    private readonly HashingLines lines = new();
    private volatile bool ending;

    public PasswordQueue()
    {
        for (var i = 0; i < Threads; i++) new Thread(Work) { IsBackground = true, Name = $"passwords {i}" }.Start();
    }

    /// <summary>The hash of a new password; null if the line has no room.</summary>
    public Task<string>? TryHash(HashingLine line, string password, CancellationToken gone = default) =>
        TryRun(line, () => Passwords.Hash(password), gone);

    /// <summary>
    /// Whether the password is the one of <paramref name="hash"/> (null or empty if there is no such account or it has no password yet:
    /// that takes as long and is never right), and whether the hash should be made again. Null if the line has no room. Work whose client
    /// has disconnected (<paramref name="gone"/>) is not done.
    /// </summary>
    public Task<(bool Matches, bool Rehash)>? TryVerify(
        HashingLine line, string? hash, string password, CancellationToken gone = default) => TryRun(line, () =>
    {
        var result = Passwords.Verify(string.IsNullOrEmpty(hash) ? Passwords.NobodysHash : hash, password);
        return string.IsNullOrEmpty(hash) ? (false, false) : result;
    }, gone);

    /// <summary>Ends the threads; work that still waits is cancelled.</summary>
    public void Dispose()
    {
        ending = true;
        lines.End(Threads);
    }

    private Task<T>? TryRun<T>(HashingLine line, Func<T> hashing, CancellationToken gone)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var isTaken = 0;
        bool TryTake() => Interlocked.Exchange(ref isTaken, 1) == 0;
        // Whoever gives up while they wait need not wait for their turn to be rid of it; once it is hashed, there is a result.
        var givingUp = gone.UnsafeRegister(_ =>
        {
            if (TryTake()) done.SetCanceled(gone);
        }, null);
        var isAdded = lines.TryAdd(line, () =>
        {
            givingUp.Dispose();
            if (!TryTake()) return;
            try
            {
                if (ending) done.SetCanceled(gone);
                else done.SetResult(hashing());
            }
            catch (Exception problem)
            {
                done.SetException(problem);
            }
        });
        if (isAdded) return done.Task;
        givingUp.Dispose();
        return null;
    }

    private void Work()
    {
        // Linux keeps a priority for each thread, and 0 means the calling one.
        setpriority(0, 0, LowPriority);
        while (lines.Take() is { } hashing) hashing();
    }

    [LibraryImport("libc")]
    private static partial int setpriority(int which, uint who, int priority);
}
