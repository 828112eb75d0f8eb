// Collects log lines of many requests and writes them in batches on a thread of its own, so that no request waits for a disk or a pipe.
namespace MathsSoc.Observability;

/// <summary>
/// A bounded queue of lines in front of a <see cref="LineTarget"/>. Lines come out whole and in order, at most 100 ms late.
/// When the queue is full (a second or more of lines at full load) a writer waits up to 250 ms for room: a slow SD card should cost a
/// moment, not lines. If there is still no room, the target is stuck (a pipe no one reads, a hung mount), and lines are dropped and
/// counted until it moves again: a log must never be able to stop the site.
/// </summary>
internal sealed class LineWriter : IDisposable
{
    private const int Capacity = 1024 * 1024;
    private const int FirstSize = 32 * 1024;
    private const int EarlySize = 64 * 1024;
    private const int BatchMilliseconds = 100;
    private const int PatienceMilliseconds = 250;
    private static readonly TimeSpan ClosingLimit = TimeSpan.FromSeconds(3);

    private readonly object gate = new();
    private readonly LineTarget target;
    private readonly Action<string>? complain;
    private readonly string name;
    private Thread? thread;
    private byte[] filling = new byte[FirstSize];
    private byte[] writing = new byte[FirstSize];
    private int length;
    private long accepted;
    private long done;
    private long dropped;
    private bool urgent;
    private bool reopen;
    private volatile bool stuck;
    private volatile bool failing;
    private bool stopping;

    /// <param name="name">The name of the destination in a complaint: "the access log /var/log/…".</param>
    /// <param name="complain">Called on the writer's own thread with a sentence when lines were lost.</param>
    public LineWriter(string name, LineTarget target, Action<string>? complain = null)
    {
        this.name = name;
        this.target = target;
        this.complain = complain;
    }

    /// <summary>Whether lines are being lost now: the target does not take them, or fails.</summary>
    public bool IsLosing => stuck || failing;

    /// <summary>Queues one line, newline included. An urgent one is written at once instead of with the next batch.</summary>
    public void Write(ReadOnlySpan<byte> line, bool now = false)
    {
        lock (gate)
        {
            if (!HasRoom(line.Length)) { dropped++; return; }
            if (filling.Length - length < line.Length) Grow(line.Length);
            line.CopyTo(filling.AsSpan(length));
            var before = length;
            length += line.Length;
            accepted += line.Length;
            if (now) urgent = true;
            // Waking the thread costs a system call, so only two lines of a batch do it: the first, and the one that makes it long.
            if (before == 0 || now || (before < EarlySize && length >= EarlySize)) Wake();
        }
    }

    /// <summary>Waits until everything queued so far is written; false if that took longer than <paramref name="limit"/>.</summary>
    public bool Flush(TimeSpan limit)
    {
        lock (gate)
        {
            var wanted = accepted;
            if (done >= wanted) return true;
            urgent = true;
            Wake();
            return WaitUntil(() => done >= wanted, limit);
        }
    }

    /// <summary>Opens the file again, for SIGHUP; lines queued before are written to the old one. Waits up to a second for it.</summary>
    public void Reopen()
    {
        lock (gate)
        {
            reopen = true;
            Wake();
            WaitUntil(() => !reopen, TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>Writes the queued lines, for three seconds at most, and closes the target.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (stopping) return;
            stopping = true;
            Monitor.PulseAll(gate);
        }
        if (thread is null || thread.Join(ClosingLimit)) target.Dispose();
    }

    private bool HasRoom(int more)
    {
        if (length + more <= Capacity || length == 0) return true;
        if (stuck || stopping || Thread.CurrentThread == thread) return false;
        stuck = !WaitForRoom(more);
        return !stuck;
    }

    private bool WaitForRoom(int more) => WaitUntil(() => length + more <= Capacity, TimeSpan.FromMilliseconds(PatienceMilliseconds));

    private bool WaitUntil(Func<bool> reached, TimeSpan limit)
    {
        // Real time on purpose: a test's clock that does not move must not stop a log.
        var deadline = Environment.TickCount64 + (long)limit.TotalMilliseconds;
        while (!reached())
        {
            var left = deadline - Environment.TickCount64;
            if (left <= 0 || stopping && thread is null) return false;
            Monitor.Wait(gate, (int)left);
        }
        return true;
    }

    private void Grow(int more) => Array.Resize(ref filling, Math.Max(filling.Length * 2, length + more));

    private void Wake()
    {
        if (thread is null && !stopping)
        {
            thread = new Thread(Run) { IsBackground = true, Name = "log" };
            thread.Start();
        }
        Monitor.PulseAll(gate);
    }

    private void Run()
    {
        while (true)
        {
            int count;
            bool moved;
            lock (gate)
            {
                while (length == 0 && !reopen && !stopping) { urgent = false; Monitor.Wait(gate); }
                var deadline = Environment.TickCount64 + BatchMilliseconds;
                while (!urgent && !reopen && !stopping && length < EarlySize && deadline - Environment.TickCount64 is > 0 and var left)
                    Monitor.Wait(gate, (int)left);
                if (length == 0 && !reopen && stopping) return;
                (filling, writing, count, length, urgent, moved) = (writing, filling, length, 0, false, reopen);
            }
            var problem = WriteBatch(writing.AsSpan(0, count));
            if (moved) target.Reopen();
            long lost = 0;
            lock (gate)
            {
                done += count;
                if (moved) reopen = false;
                stuck = false;
                if (problem is "") (lost, dropped) = (dropped, 0);
                Monitor.PulseAll(gate);
            }
            Report(problem, lost);
        }
    }

    /// <summary>
    /// Empty if the lines were written, otherwise the reason why not, and null if there were no lines. Lines that could not be written are
    /// lost, because keeping them would need an unbounded queue.
    /// </summary>
    private string? WriteBatch(ReadOnlySpan<byte> lines)
    {
        if (lines.IsEmpty) return null;
        try
        {
            target.Write(lines);
            return "";
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            return problem.Message;
        }
    }

    private void Report(string? problem, long lost)
    {
        if (problem is null) return;
        if (problem.Length > 0)
        {
            var isNew = !failing;
            failing = true;
            if (isNew) complain?.Invoke(LogFiles.Explain(name, problem));
            return;
        }
        if (failing) complain?.Invoke($"{name} is written again.");
        failing = false;
        if (lost > 0) complain?.Invoke($"{name} was stuck: {lost} lines were dropped.");
    }
}
