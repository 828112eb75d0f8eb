// Hashes and verifies passwords on few threads of low priority, with a bounded queue: a flood of sign-ins must not starve the site.
using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace MathsSoc.Endpoints;

/// <summary>
/// One hash costs about 0.2 s of a processor. Half the processors do it, on threads of their own that give way to everything else; whoever
/// finds the queue full is told to come back (null), which the endpoint turns into 503 with Retry-After.
/// </summary>
public sealed partial class PasswordQueue : IDisposable
{
    /// <summary>A whole year group at once fits in; the last of them waits about this many times 0.2 s, divided by the threads.</summary>
    public const int Capacity = 120;

    private const int LowPriority = 5; // nice(2): from 0, as the site's other threads, to 19

    private readonly BlockingCollection<Action> work = new(Capacity);
    private volatile bool ending;

    public PasswordQueue()
    {
        for (var i = 0; i < Math.Max(1, Environment.ProcessorCount / 2); i++)
            new Thread(Work) { IsBackground = true, Name = $"passwords {i}" }.Start();
    }

    /// <summary>The hash of a new password; null when too many are waiting.</summary>
    public Task<string>? TryHash(string password, CancellationToken gone = default) => TryRun(() => Passwords.Hash(password), gone);

    /// <summary>
    /// Whether the password is the one of <paramref name="hash"/> (null or empty: no such account, or no password yet; takes as long and is never right),
    /// and whether the hash should be made anew. Null when too many are waiting. Work for a client that is <paramref name="gone"/> is not done.
    /// </summary>
    public Task<(bool Matches, bool Rehash)>? TryVerify(string? hash, string password, CancellationToken gone = default) => TryRun(() =>
    {
        var result = Passwords.Verify(string.IsNullOrEmpty(hash) ? Passwords.NobodysHash : hash, password);
        return string.IsNullOrEmpty(hash) ? (false, false) : result;
    }, gone);

    /// <summary>Ends the threads; what still waits is cancelled.</summary>
    public void Dispose()
    {
        ending = true;
        work.CompleteAdding();
    }

    private Task<T>? TryRun<T>(Func<T> hashing, CancellationToken gone)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        return work.TryAdd(() =>
        {
            try
            {
                if (ending || gone.IsCancellationRequested) done.SetCanceled(gone);
                else done.SetResult(hashing());
            }
            catch (Exception problem)
            {
                done.SetException(problem);
            }
        }) ? done.Task : null;
    }

    private void Work()
    {
        // Linux keeps a priority a thread, and 0 means the calling one.
        setpriority(0, 0, LowPriority);
        foreach (var hashing in work.GetConsumingEnumerable()) hashing();
    }

    [LibraryImport("libc")]
    private static partial int setpriority(int which, uint who, int priority);
}
