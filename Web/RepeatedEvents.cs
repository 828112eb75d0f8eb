// Keeps events that anybody can cause at will from flooding a log: the first of its kind has its line, and the rest are counted.
namespace MathsSoc.Web;

/// <summary>
/// Events by their kind and window. The caller logs the first of a kind; when the window has ended, or the server stops, one more line says
/// how many there were. Bounded: at most <see cref="MaxKinds"/> kinds have lines of their own at a time, and all others share one count a
/// minute.
/// </summary>
public sealed class RepeatedEvents : IDisposable
{
    /// <summary>How many kinds are counted one by one.</summary>
    public const int MaxKinds = 1000;

    private const int OthersSeconds = 60;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private readonly Lock sync = new();
    private readonly Dictionary<string, Kind> kinds = new(StringComparer.Ordinal);
    private readonly TimeProvider clock;
    private readonly ILogger log;
    private readonly ITimer timer;
    private Kind? others;

    /// <param name="log">Gets the line about kinds beyond the bound.</param>
    public RepeatedEvents(TimeProvider clock, ILogger log)
    {
        (this.clock, this.log) = (clock, log);
        // It runs only while there is something to count.
        timer = clock.CreateTimer(_ => EndWindows(Now), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Kinds held now.</summary>
    public int Count
    {
        get { lock (sync) return kinds.Count; }
    }

    private long Now => clock.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>Counts an event; true if it is the first of its kind in its window, so that the caller has to log it.</summary>
    /// <param name="kind">What the events of one line have in common, such as a limit and a client. Its length must be bounded.</param>
    /// <param name="endsAt">When the window ends, in unix seconds. Another end than before begins another window.</param>
    /// <param name="writeCount">Logs how many events the window had, the first included. Not called if it had only that one.</param>
    public bool IsFirst(string kind, long endsAt, Action<long> writeCount)
    {
        Kind? ended;
        lock (sync)
        {
            if (kinds.TryGetValue(kind, out ended) && ended.EndsAt == endsAt)
            {
                ended.Count++;
                return false;
            }
            if (kinds.Count + (others is null ? 0 : 1) == 0) timer.Change(Period, Period);
            if (ended is null && kinds.Count >= MaxKinds)
            {
                others ??= new Kind(Now + OthersSeconds, WriteOthers);
                others.Count++;
                return false;
            }
            kinds[kind] = new Kind(endsAt, writeCount) { Count = 1 };
        }
        ended?.Write();
        return true;
    }

    /// <summary>The same for a window of this many seconds, which begins at a whole multiple of them.</summary>
    public bool IsFirst(string kind, int seconds, Action<long> writeCount) => IsFirst(kind, (Now / seconds + 1L) * seconds, writeCount);

    /// <summary>Logs the counts of all windows that have ended at <paramref name="now"/>, in unix seconds.</summary>
    public void EndWindows(long now)
    {
        List<Kind> ended = [];
        lock (sync)
        {
            foreach (var (key, kind) in kinds)
            {
                if (kind.EndsAt > now) continue;
                ended.Add(kind);
                kinds.Remove(key);
            }
            if (others is { } rest && rest.EndsAt <= now)
            {
                ended.Add(rest);
                others = null;
            }
            if (kinds.Count == 0 && others is null) timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
        foreach (var kind in ended) kind.Write();
    }

    /// <summary>Logs the counts of all windows, those that have not ended too: for the end of the process.</summary>
    public void EndAll() => EndWindows(long.MaxValue);

    public void Dispose()
    {
        EndAll();
        timer.Dispose();
    }

    private void WriteOthers(long count) =>
        log.LogWarning("{Count} more events, of other clients than the {Kinds} that have lines of their own, were counted together",
            count, MaxKinds);

    private sealed class Kind(long endsAt, Action<long> writeCount)
    {
        public long EndsAt => endsAt;
        public long Count;

        public void Write()
        {
            if (Count > 1) writeCount(Count);
        }
    }
}
