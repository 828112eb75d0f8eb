// Something read from the database that many requests share: read again after any write of this process, and once a second for what others wrote.
namespace MathsSoc.Data;

/// <summary>
/// Keeps the last reading for as long as it can be told to be the present one: <see cref="Db.Writes"/> has not moved, and it is younger than
/// <see cref="Fresh"/> (another process, such as <c>mathsoc reset-password</c>, may write too).
/// </summary>
public sealed class Snapshot<T>(Db db, TimeProvider clock, Func<Sql, T> read) where T : class
{
    /// <summary>How long a reading may be used without a look at what other processes wrote.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private volatile Reading? last;

    /// <summary>The value now; throws <see cref="DatabaseUnavailableException"/> when it must be read and cannot be.</summary>
    public T Get()
    {
        var reading = last;
        if (reading is not null && reading.Writes == db.Writes && clock.GetElapsedTime(reading.At) < Fresh) return reading.Value;
        // Counted before reading: a write in between makes the reading stale, never the other way round.
        var (writes, at) = (db.Writes, clock.GetTimestamp());
        var value = db.Read(read);
        last = new Reading(value, writes, at);
        return value;
    }

    private sealed record Reading(T Value, long Writes, long At);
}
