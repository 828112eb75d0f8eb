// Who waits for a password to be hashed, and whose turn it is: lanes for kinds of people, and in each a line for every address or member.
namespace MathsSoc.Endpoints;

/// <summary>The kinds of people who wait. Each has places of its own, so that a flood of one kind cannot shut out another.</summary>
public enum HashingLane
{
    /// <summary>A browser that the site does not know; one line for each address.</summary>
    Stranger,

    /// <summary>A browser in which this member has signed in before; one line for each member.</summary>
    KnownBrowser,

    /// <summary>Somebody who joins with a valid code; one line for each code and address.</summary>
    JoinCode,

    /// <summary>Somebody with a one-time link or slip that works; one line for each member.</summary>
    Link,

    /// <summary>A member who is signed in; one line for each.</summary>
    Member,
}

/// <summary>One line of a lane. <c>Key</c> is the address, member or code it is for.</summary>
public readonly record struct HashingLine(HashingLane Lane, string Key);

/// <summary>
/// The work that waits. Lanes take turns, and in a lane its lines do, so that somebody who is alone in a line waits for one piece of work
/// of every other line at most. Bounded: each lane has <see cref="PasswordQueue.Capacity"/> places, of which a line may hold
/// <see cref="LinePlaces"/>; while there is room, some more of a line may stand behind them, because a class that signs in at once is not
/// a flood.
/// </summary>
public sealed class HashingLines
{
    /// <summary>The places that one line may hold.</summary>
    public const int LinePlaces = 8;

    /// <summary>The longest line, with those who stand behind its places: two classes at one address.</summary>
    public const int LineLength = 60;

    /// <summary>How many of a lane may stand behind the places of their lines, all lines together.</summary>
    public const int LaneStanding = 120;

    private readonly Lock sync = new();
    private readonly SemaphoreSlim waiting = new(0);
    private readonly Lane[] lanes = [.. Enum.GetValues<HashingLane>().Select(_ => new Lane())];
    private int last;

    /// <summary>Puts work at the end of its line; false if there is no room.</summary>
    public bool TryAdd(HashingLine line, Action work)
    {
        lock (sync)
            if (!lanes[(int)line.Lane].TryAdd(line.Key, work)) return false;
        waiting.Release();
        return true;
    }

    /// <summary>Waits for the next work; null once <see cref="End"/> was called and nothing is left.</summary>
    public Action? Take()
    {
        waiting.Wait();
        lock (sync)
        {
            for (var i = 1; i <= lanes.Length; i++)
            {
                var next = (last + i) % lanes.Length;
                if (lanes[next].Take() is not { } work) continue;
                last = next;
                return work;
            }
            return null;
        }
    }

    /// <summary>Ends this many of the threads that wait for work, once all work is done.</summary>
    public void End(int threads) => waiting.Release(threads);

    private sealed class Lane
    {
        private readonly Dictionary<string, Queue<Action>> lines = new(StringComparer.Ordinal);
        private readonly Queue<string> turns = new();
        private int places, standing;

        public bool TryAdd(string key, Action work)
        {
            lines.TryGetValue(key, out var line);
            var length = line?.Count ?? 0;
            var hasPlace = length < LinePlaces;
            if (hasPlace ? places >= PasswordQueue.Capacity : length >= LineLength || standing >= LaneStanding) return false;
            if (line is null)
            {
                lines[key] = line = new Queue<Action>();
                turns.Enqueue(key);
            }
            line.Enqueue(work);
            if (hasPlace) places++;
            else standing++;
            return true;
        }

        public Action? Take()
        {
            if (!turns.TryDequeue(out var key)) return null;
            var line = lines[key];
            var work = line.Dequeue();
            // Whoever stands behind the places moves up into the one that is free now.
            if (line.Count >= LinePlaces) standing--;
            else places--;
            if (line.Count == 0) lines.Remove(key);
            else turns.Enqueue(key);
            return work;
        }
    }
}
