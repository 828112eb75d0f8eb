// Bounds the bodies that are read at once: how many, how many bytes, and the share that one client or member may have of them.
namespace MathsSoc.Web;

/// <summary>
/// A body takes memory while it arrives, and its sender decides how long that is. Visitors and members have places of their own, so that
/// a flood from visitors never keeps a member's answer out. One for the whole server.
/// </summary>
public sealed class BodySeats : IDisposable
{
    /// <summary>Seconds after which a place is likely to be free.</summary>
    public const int RetrySeconds = 5;

    // A school has one address, and a whole year group may sign in at one moment: small bodies are many.
    private readonly Lane visitors = new(bodies: 512, bodiesEach: 256, bytes: 512 * BodyLimit.Anybody.Bytes, bytesEach: long.MaxValue);

    // A member has several tabs; the largest form of all must fit into a share.
    private readonly Lane members = new(bodies: 256, bodiesEach: 16, bytes: 24 << 20, bytesEach: 16 << 20);

    // Large forms of sessions that have ended; all but one of them wait, unread.
    private readonly Lane signedOut = new(bodies: 8, bodiesEach: 2, bytes: long.MaxValue, bytesEach: long.MaxValue);
    private readonly SemaphoreSlim one = new(1, 1);
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(10);

    // What a flood took is given back to the system some seconds after it, which the collector by itself does late or never.
    private const long ManyBytes = 2 << 20;
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);
    private readonly Timer collecting;
    private long bytesRead;

    public BodySeats() => collecting = new Timer(_ =>
    {
        // The last bodies of a flood may still be in memory now: another turn follows while many more have come in.
        if (Interlocked.Exchange(ref bytesRead, 0) > 2 * ManyBytes) CollectLater(ManyBytes);
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    });

    /// <summary>A place for a body of a member, or of a visitor's own form; null if there is none.</summary>
    /// <param name="who">The member's id, or the visitor's address.</param>
    /// <param name="bytes">How large the body says it is, or may become.</param>
    public Seat? Take(string who, bool isMember, long bytes)
    {
        if ((isMember ? members : visitors).Take(who, bytes) is not { } seat) return null;
        CollectLater(bytes);
        return seat;
    }

    /// <summary>
    /// A place for a large body of somebody who is not signed in: one is read at a time, and another of the same address may wait for it.
    /// Null if there is none, or its turn does not come.
    /// </summary>
    public async Task<Seat?> TakeSignedOut(string client, long bytes, CancellationToken gone)
    {
        if (signedOut.Take(client, 0) is not { } waiting) return null;
        var isIn = false;
        try
        {
            isIn = await one.WaitAsync(Turn, gone);
        }
        finally
        {
            if (!isIn) waiting.Dispose();
        }
        CollectLater(bytes);
        return isIn ? new Seat(() =>
        {
            one.Release();
            waiting.Dispose();
        }) : null;
    }

    // The semaphore stays: a request that the stopping server cuts off still gives its place back.
    public void Dispose() => collecting.Dispose();

    /// <summary>Starts the timer when many bytes have come in since it last went off.</summary>
    private void CollectLater(long bytes)
    {
        var sum = Interlocked.Add(ref bytesRead, bytes);
        if (sum >= ManyBytes && sum - bytes < ManyBytes) collecting.Change(Quiet, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A place; disposing gives it back, once.</summary>
    public sealed class Seat(Action giveBack) : IDisposable
    {
        private Action? giveBack = giveBack;

        public void Dispose() => Interlocked.Exchange(ref giveBack, null)?.Invoke();
    }

    private sealed class Lane(int bodies, int bodiesEach, long bytes, long bytesEach)
    {
        private readonly Lock sync = new();
        private readonly Dictionary<string, (int Bodies, long Bytes)> taken = new(StringComparer.Ordinal);
        private (int Bodies, long Bytes) all;

        public Seat? Take(string who, long size)
        {
            lock (sync)
            {
                var own = taken.GetValueOrDefault(who);
                if (all.Bodies == bodies || own.Bodies == bodiesEach) return null;
                if (all.Bytes + size > bytes || own.Bytes + size > bytesEach) return null;
                taken[who] = (own.Bodies + 1, own.Bytes + size);
                all = (all.Bodies + 1, all.Bytes + size);
            }
            return new Seat(() => GiveBack(who, size));
        }

        private void GiveBack(string who, long size)
        {
            lock (sync)
            {
                var (own, held) = taken[who];
                if (own == 1) taken.Remove(who);
                else taken[who] = (own - 1, held - size);
                all = (all.Bodies - 1, all.Bytes - size);
            }
        }
    }
}
