// The sessions table: who is signed in, on which device, until when.
using System.Security.Cryptography;
using System.Text;
using Dapper;

namespace MathsSoc.Data;

/// <summary>A session together with its member, as every request needs them. Times are unix seconds.</summary>
public sealed record SignedIn
{
    public required long SessionId { get; init; }
    public required long MemberId { get; init; }
    public required Role Role { get; init; }
    public required MemberState State { get; init; }

    /// <summary>The member's full name, for their own pages.</summary>
    public required string Name { get; init; }

    public required string DisplayName { get; init; }

    /// <summary>Null: not a pupil.</summary>
    public required long? StartYear { get; init; }

    /// <summary>Empty: none.</summary>
    public string Class { get; init; } = "";

    /// <summary>Null: none.</summary>
    public required long? SchoolId { get; init; }

    /// <summary>Whether the school is a guest; false without a school.</summary>
    public bool IsOfGuestSchool { get; init; }

    /// <summary>The member has read the announcements that began until then; null: none.</summary>
    public long? NewsSeenAt { get; init; }

    /// <summary>The member has hidden the pinned announcements that began until then; null: none.</summary>
    public long? NewsHiddenAt { get; init; }

    public required bool IsQuiet { get; init; }

    /// <summary>Stay signed in on this device: no idle limit.</summary>
    public required bool IsLasting { get; init; }

    /// <summary>The last request, to within a minute.</summary>
    public required long SeenAt { get; init; }

    public required long ExpiresAt { get; init; }

    /// <summary>How much later every lock falls for the member, in minutes.</summary>
    public long ExtraMinutes { get; init; }

    /// <summary>Whether <see cref="Entries"/> has to be read: most members take part in no competition.</summary>
    public bool HasEntries { get; init; }

    /// <summary>The competitions that the member takes part in.</summary>
    public IReadOnlyList<CompetitionEntry> Entries { get; init; } = [];

    /// <summary>The member as the rules for challenges, articles and files see them: until an account is active, as a visitor.</summary>
    public Viewer Viewer => State == MemberState.Active
        ? new Viewer(MemberId, Role, ExtraMinutes * 60) { Entries = Entries }
        : Viewer.Visitor;
}

/// <summary>One line of a member's own list of sessions.</summary>
public sealed record SessionLine(long Id, string Device, bool IsLasting, long CreatedAt, long SeenAt, long ExpiresAt);

/// <summary>Reads and writes sessions. Only hashes of tokens are kept: a reader of the table cannot sign in with them.</summary>
public static class Sessions
{
    /// <summary>Begins a session and returns the token that the cookie holds (256 random bits, base64url).</summary>
    public static string Begin(Sql sql, long memberId, string device, bool isLasting, long expiresAt, long now)
    {
        var token = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        sql.Execute("""
            INSERT INTO sessions (token_hash, member_id, device, is_lasting, created_at, seen_at, expires_at)
            VALUES (unhex(@hash), @memberId, @device, @isLasting, @now, @now, @expiresAt)
            """, new { hash = Hash(token), memberId, device, isLasting, now, expiresAt });
        return token;
    }

    /// <summary>The session of this token, its member active or leaving; null if it has expired, was ended, or never existed.</summary>
    public static SignedIn? Find(Sql sql, string token, long now)
    {
        var found = sql.QueryFirstOrDefault<SignedIn>($"""
            SELECT s.id AS session_id, s.member_id, m.role, m.state, m.name, m.display_name, m.start_year, m.class, m.school_id,
                {MemberRules.OfGuestSchool} AS is_of_guest_school, m.is_quiet, m.news_seen_at, m.news_hidden_at, s.is_lasting, s.seen_at,
                s.expires_at,
                coalesce((SELECT e.minutes FROM extra_time e WHERE e.member_id = m.id), 0) AS extra_minutes,
                {CompetitionEntries.Any} AS has_entries
            FROM sessions s JOIN members m ON m.id = s.member_id
            WHERE s.token_hash = unhex(@hash) AND s.expires_at > @now AND {MemberRules.MaySignIn}
            """, new { hash = Hash(token), now });
        // Dapper leaves null what no column fills.
        return found is null ? null : found with { Entries = found.HasEntries ? CompetitionEntries.List(sql, found.MemberId) : [] };
    }

    /// <summary>Whether the session has not been ended.</summary>
    public static bool Exists(Sql sql, long id) =>
        sql.ExecuteScalar<bool>("SELECT EXISTS (SELECT 1 FROM sessions WHERE id = @id)", new { id });

    /// <summary>Whether there is a session of this token, even an expired one.</summary>
    public static bool Exists(Sql sql, string token) =>
        sql.ExecuteScalar<bool>("SELECT EXISTS (SELECT 1 FROM sessions WHERE token_hash = unhex(@hash))", new { hash = Hash(token) });

    /// <summary>The member's sessions that have not expired, the one used last first.</summary>
    public static List<SessionLine> List(Sql sql, long memberId, long now) => sql.Query<SessionLine>("""
        SELECT id, device, is_lasting, created_at, seen_at, expires_at
        FROM sessions WHERE member_id = @memberId AND expires_at > @now ORDER BY seen_at DESC, id DESC LIMIT 100
        """, new { memberId, now }).AsList();

    /// <summary>Sessions that have not expired.</summary>
    public static long Count(Sql sql, long now) =>
        sql.ExecuteScalar<long>("SELECT count(*) FROM sessions WHERE expires_at > @now", new { now });

    /// <summary>Records when a session was used last.</summary>
    public static void Touch(Sql sql, long id, long seenAt) =>
        sql.Execute("UPDATE sessions SET seen_at = max(seen_at, @seenAt) WHERE id = @id", new { seenAt, id });

    /// <summary>Ends one of a member's sessions; the rows removed.</summary>
    public static int End(Sql sql, long id, long memberId) =>
        sql.Execute("DELETE FROM sessions WHERE id = @id AND member_id = @memberId", new { id, memberId });

    /// <summary>Ends the session of this token; the rows removed.</summary>
    public static int End(Sql sql, string token) =>
        sql.Execute("DELETE FROM sessions WHERE token_hash = unhex(@hash)", new { hash = Hash(token) });

    /// <summary>Ends all of a member's sessions; the rows removed.</summary>
    public static int EndAll(Sql sql, long memberId) => sql.Execute("DELETE FROM sessions WHERE member_id = @memberId", new { memberId });

    /// <summary>Removes sessions that have expired or have been idle too long by the society's rules; the rows removed.</summary>
    public static int Sweep(Sql sql, Rules rules, long now) => sql.Execute("""
        DELETE FROM sessions WHERE expires_at <= @now OR (is_lasting = 0 AND seen_at < @idleSince)
            OR (seen_at < @coordinatorsSince AND (SELECT m.role FROM members m WHERE m.id = sessions.member_id) = 'coordinator')
        """, new
    {
        now,
        idleSince = now - rules.IdleSeconds(Role.Member, isLasting: false),
        coordinatorsSince = now - rules.IdleSeconds(Role.Coordinator, isLasting: false),
    });

    /// <summary>In hexadecimal digits, as <c>unhex</c> reads them: Dapper.AOT 1.1 takes an array of bytes for a list of numbers.</summary>
    internal static string Hash(string token) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
