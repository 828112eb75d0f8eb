// Finds the session of a cookie: cached while nothing in the database changes, with its time of last use written once a minute.
using System.Collections.Concurrent;
using System.Security.Claims;
using MathsSoc.Data;

namespace MathsSoc.Web;

/// <summary>
/// A page view must cost neither a write nor, while nothing changes, a read. What was read is used again until this process writes
/// anything or a second has passed (another process may have ended the session). When a session was last used is kept in memory, and
/// written by <see cref="Flush"/>.
/// </summary>
public sealed class SessionStore(Db db, TimeProvider clock, Cached<Rules> rules, ILoggerFactory logs)
{
    private const int MaxRemembered = 20_000;
    private const int MaxEnding = 10_000;
    private const int MaxOwners = 200;
    private static readonly TimeSpan OwnerRemembered = TimeSpan.FromMinutes(15);
    private readonly ILogger log = logs.CreateLogger("mathsoc.sessions");
    private readonly CachedByKey<string, Entry> remembered = new(db, clock, MaxRemembered);
    private readonly ConcurrentDictionary<long, long> seen = new();
    private readonly ConcurrentDictionary<string, bool> ending = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, OwnerSeen> owners = new(StringComparer.Ordinal);

    /// <summary>
    /// The session of a cookie's token, with its member as the principal that logs and rate limits use; null if it has ended or never
    /// existed.
    /// </summary>
    public async ValueTask<(SignedIn SignedIn, ClaimsPrincipal Principal)?> Find(string token)
    {
        if (ending.ContainsKey(token)) return null;
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var entry = await remembered.Get(token, sql =>
        {
            var found = Sessions.Find(sql, token, now);
            log.LogDebug("A session was looked up in the database: {Member}", found is null ? "it has ended" : $"member {found.MemberId}");
            return found is null ? null : new Entry(found, PrincipalOf(found));
        });
        if (entry is null)
        {
            owners.TryRemove(token, out _);
            return null;
        }
        var session = entry.SignedIn;
        var lastSeen = seen.TryGetValue(session.SessionId, out var later) ? Math.Max(later, session.SeenAt) : session.SeenAt;
        if (session.ExpiresAt <= now || lastSeen < now - (await rules.Get()).IdleSeconds(session.Role, session.IsLasting)) return null;
        if (lastSeen != now) seen[session.SessionId] = now;
        if (session is { Role: Role.Owner, State: MemberState.Active }) RememberOwner(token, session);
        else owners.TryRemove(token, out _);
        return (session, entry.Principal);
    }

    /// <summary>
    /// Whether this was an owner's session when it was last found, in the last 15 minutes: for the one page that an owner needs when
    /// nothing can be read from the database. Never waits.
    /// </summary>
    public bool WasOwners(string token) =>
        !ending.ContainsKey(token) && owners.TryGetValue(token, out var found) && clock.GetElapsedTime(found.At) <= OwnerRemembered
        && found.ExpiresAt > clock.GetUtcNow().ToUnixTimeSeconds();

    private void RememberOwner(string token, SignedIn session)
    {
        // Counting takes every lock of the dictionary, and an owner who is known comes with each request.
        if (!owners.ContainsKey(token) && owners.Count >= MaxOwners)
        {
            foreach (var (other, found) in owners)
                if (clock.GetElapsedTime(found.At) > OwnerRemembered) owners.TryRemove(other, out _);
            if (owners.Count >= MaxOwners) return;
        }
        owners[token] = new OwnerSeen(clock.GetTimestamp(), session.ExpiresAt);
    }

    /// <summary>
    /// Ends a session that the database could not end: from now on it is refused, and <see cref="Flush"/> removes it. False if too many
    /// wait for that already; the session then goes on.
    /// </summary>
    public bool EndLater(string token, string reason)
    {
        var isKept = ending.Count < MaxEnding && (ending.TryAdd(token, true) || ending.ContainsKey(token));
        log.LogError("Somebody signed out, and it could not be saved: {Reason} It is {Outcome}", reason,
            isKept ? "saved as soon as it can be." : "not tried again, because too many wait for that already.");
        return isKept;
    }

    /// <summary>
    /// Writes when each session was last used, and ends those that could not be ended before; called once a minute and when the server
    /// stops.
    /// </summary>
    public void Flush()
    {
        if (seen.IsEmpty && ending.IsEmpty) return;
        var (batch, ended) = (seen.ToArray(), ending.Keys);
        db.Write(sql =>
        {
            foreach (var (session, at) in batch) Sessions.Touch(sql, session, at);
            foreach (var token in ended) Sessions.End(sql, token);
        });
        log.LogDebug("The time of last use of {Sessions} sessions was saved", batch.Length);
        // Removes only entries that have not changed since the copy was made.
        foreach (var pair in batch) seen.TryRemove(pair);
        foreach (var token in ended) ending.TryRemove(token, out _);
    }

    private static ClaimsPrincipal PrincipalOf(SignedIn signedIn) =>
        new(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, $"{signedIn.MemberId}")], "session"));

    /// <summary>When an owner's session was found, by the monotonic clock, and when it ends, in unix seconds.</summary>
    private sealed record OwnerSeen(long At, long ExpiresAt);

    private sealed record Entry(SignedIn SignedIn, ClaimsPrincipal Principal);
}
