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
public sealed class SessionStore(Db db, TimeProvider clock, Cached<Rules> rules)
{
    private const int MaxRemembered = 20_000;
    private readonly CachedByKey<string, Entry> remembered = new(db, clock, MaxRemembered);
    private readonly ConcurrentDictionary<long, long> seen = new();

    /// <summary>
    /// The session of a cookie's token, with its member as the principal that logs and rate limits use; null if it has ended or never
    /// existed.
    /// </summary>
    public async ValueTask<(SignedIn SignedIn, ClaimsPrincipal Principal)?> Find(string token)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var entry = await remembered.Get(token, sql =>
            Sessions.Find(sql, token, now) is { } found ? new Entry(found, PrincipalOf(found)) : null);
        if (entry is null) return null;
        var session = entry.SignedIn;
        var lastSeen = seen.TryGetValue(session.SessionId, out var later) ? Math.Max(later, session.SeenAt) : session.SeenAt;
        if (session.ExpiresAt <= now || (!session.IsLasting && lastSeen < now - (await rules.Get()).IdleMinutes * 60L)) return null;
        if (lastSeen != now) seen[session.SessionId] = now;
        return (session, entry.Principal);
    }

    /// <summary>Writes when each session was last used; called once a minute and when the server stops.</summary>
    public void Flush()
    {
        if (seen.IsEmpty) return;
        var batch = seen.ToArray();
        db.Write(sql =>
        {
            foreach (var (session, at) in batch) Sessions.Touch(sql, session, at);
        });
        // Removes only entries that have not changed since the copy was made.
        foreach (var pair in batch) seen.TryRemove(pair);
    }

    private static ClaimsPrincipal PrincipalOf(SignedIn signedIn) =>
        new(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, $"{signedIn.MemberId}")], "session"));

    private sealed record Entry(SignedIn SignedIn, ClaimsPrincipal Principal);
}
