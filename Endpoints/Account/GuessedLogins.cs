// Remembers whose password somebody is guessing, so that staff hear of it.
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>A member whose password is being guessed from one address.</summary>
/// <param name="Client">The address, or the network of an IPv6 address.</param>
/// <param name="At">When it was last tried, in unix seconds.</param>
public sealed record GuessedLogin(long MemberId, string Client, long At);

/// <summary>
/// Counts attempts that did not get in, those that were refused unseen among them, per login and address. Kept in memory for a day,
/// bounded.
/// </summary>
public sealed class GuessedLogins(TimeProvider clock)
{
    /// <summary>With more than so many within an hour somebody is guessing.</summary>
    public const int Most = RateLimitGate.MostWrongAnHour;

    private const int MaxLogins = 20_000;
    private const long Hour = 3600, Day = 24 * Hour;
    private readonly Lock sync = new();
    private readonly Dictionary<(string Login, string Client), Count> counts = [];

    /// <summary>
    /// Counts one attempt; true if it is the first of its hour that is too many. Logins without an account, whose
    /// <paramref name="memberId"/> is null, are counted too.
    /// </summary>
    public bool Add(string login, string client, long? memberId)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        lock (sync)
        {
            if (counts.Count >= MaxLogins) Shrink(now);
            var before = counts.GetValueOrDefault((login, client));
            var count = before is not null && now / Hour == before.Hour
                ? before with { Attempts = before.Attempts + 1 }
                : new Count(memberId, now / Hour, 1, before?.GuessedAt);
            var isTooMany = count.Attempts > Most;
            counts[(login, client)] = isTooMany ? count with { GuessedAt = now } : count;
            return count.Attempts == Most + 1;
        }
    }

    /// <summary>
    /// The members whose passwords were guessed at in the last 24 hours, the latest first, at most <paramref name="most"/>.
    /// </summary>
    public List<GuessedLogin> List(int most)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var found = new List<GuessedLogin>();
        lock (sync)
            foreach (var ((_, client), count) in counts)
                if (count is { MemberId: { } member, GuessedAt: { } at } && at > now - Day) found.Add(new GuessedLogin(member, client, at));
        found.Sort((one, other) => other.At.CompareTo(one.At));
        return found.Count <= most ? found : found[..most];
    }

    private void Shrink(long now)
    {
        foreach (var (key, count) in counts)
            if (count.Hour != now / Hour && !(count.GuessedAt > now - Day)) counts.Remove(key);
        // More than the bound in one hour: those that nobody needs to hear of go first.
        if (counts.Count < MaxLogins) return;
        foreach (var (key, count) in counts)
            if (count.MemberId is null || count.GuessedAt is null) counts.Remove(key);
        if (counts.Count >= MaxLogins) counts.Clear();
    }

    private sealed record Count(long? MemberId, long Hour, int Attempts, long? GuessedAt);
}
