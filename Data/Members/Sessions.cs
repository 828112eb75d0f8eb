// The sessions table: who is signed in, on which device, until when.
using System.Data;
using System.Security.Cryptography;
using System.Text;

namespace MathsSoc.Data;

/// <summary>A session together with the member it belongs to, as every request needs them. Times are unix seconds.</summary>
/// <param name="Name">The member's full name, for their own pages.</param>
/// <param name="IsLasting">Stay signed in on this device: no idle limit.</param>
/// <param name="SeenAt">The last request, give or take a minute.</param>
public sealed record SignedIn(
    long SessionId, long MemberId, Role Role, MemberState State, string Name, string DisplayName, long? StartYear, long? SchoolId, bool IsQuiet,
    bool IsLasting, long SeenAt, long ExpiresAt) : IRow<SignedIn>
{
    public static string Columns => """
        s.id, m.id, m.role, m.state, m.name, m.display_name, m.start_year, m.school_id, m.is_quiet, s.is_lasting, s.seen_at, s.expires_at
        """;

    public static SignedIn Read(IDataRecord row) => new(row.GetInt64(0), row.GetInt64(1), Names.Read<Role>(row.GetString(2)), Names.Read<MemberState>(row.GetString(3)),
        row.GetString(4), row.GetString(5), row.Number(6), row.Number(7), row.GetInt64(8) == 1, row.GetInt64(9) == 1, row.GetInt64(10), row.GetInt64(11));
}

/// <summary>One line of a member's own list of sessions.</summary>
public sealed record SessionLine(long Id, string Device, bool IsLasting, long CreatedAt, long SeenAt, long ExpiresAt) : IRow<SessionLine>
{
    public static string Columns => "id, device, is_lasting, created_at, seen_at, expires_at";

    public static SessionLine Read(IDataRecord row) =>
        new(row.GetInt64(0), row.GetString(1), row.GetInt64(2) == 1, row.GetInt64(3), row.GetInt64(4), row.GetInt64(5));
}

/// <summary>Reads and writes sessions. Only hashes of tokens are kept: whoever reads the table cannot sign in with it.</summary>
public static class Sessions
{
    /// <summary>Begins a session and returns the token that the cookie holds (256 random bits, base64url).</summary>
    public static string Begin(Sql sql, long memberId, string device, bool isLasting, long expiresAt, long now)
    {
        var token = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        sql.Run("""
            INSERT INTO sessions (token_hash, member_id, device, is_lasting, created_at, seen_at, expires_at)
            VALUES (@hash, @member, @device, @lasting, @now, @now, @expires)
            """, ("hash", Hash(token)), ("member", memberId), ("device", device), ("lasting", isLasting ? 1 : 0), ("now", now), ("expires", expiresAt));
        return token;
    }

    /// <summary>The session of this token, its member active or leaving; null when it has expired, was ended, or never was.</summary>
    public static SignedIn? Find(Sql sql, string token, long now) => sql.Row<SignedIn>($"""
        SELECT {SignedIn.Columns} FROM sessions s JOIN members m ON m.id = s.member_id
        WHERE s.token_hash = @hash AND s.expires_at > @now AND {MemberRules.MaySignIn}
        """, ("hash", Hash(token)), ("now", now));

    /// <summary>Whether the session has not been ended.</summary>
    public static bool Exists(Sql sql, long id) => sql.Scalar<long>("SELECT EXISTS (SELECT 1 FROM sessions WHERE id = @id)", ("id", id)) == 1;

    /// <summary>The member's sessions that have not expired, the one used last first.</summary>
    public static List<SessionLine> List(Sql sql, long memberId, long now) => sql.Rows<SessionLine>($"""
        SELECT {SessionLine.Columns} FROM sessions WHERE member_id = @member AND expires_at > @now ORDER BY seen_at DESC, id DESC LIMIT 100
        """, ("member", memberId), ("now", now));

    /// <summary>Sessions that have not expired.</summary>
    public static long Count(Sql sql, long now) => sql.Scalar<long>("SELECT count(*) FROM sessions WHERE expires_at > @now", ("now", now));

    /// <summary>Notes when a session was used last.</summary>
    public static void Touch(Sql sql, long id, long seenAt) =>
        sql.Run("UPDATE sessions SET seen_at = max(seen_at, @seen) WHERE id = @id", ("seen", seenAt), ("id", id));

    /// <summary>Ends one of a member's sessions; the rows removed.</summary>
    public static int End(Sql sql, long id, long memberId) =>
        sql.Run("DELETE FROM sessions WHERE id = @id AND member_id = @member", ("id", id), ("member", memberId));

    /// <summary>Ends all of a member's sessions; the rows removed.</summary>
    public static int EndAll(Sql sql, long memberId) => sql.Run("DELETE FROM sessions WHERE member_id = @member", ("member", memberId));

    /// <summary>Removes sessions that have expired, by their end or by having been idle since <paramref name="idleSince"/>; the rows removed.</summary>
    public static int Sweep(Sql sql, long idleSince, long now) =>
        sql.Run("DELETE FROM sessions WHERE expires_at <= @now OR (is_lasting = 0 AND seen_at < @idle)", ("now", now), ("idle", idleSince));

    internal static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
