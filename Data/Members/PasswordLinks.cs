// The password_links table: one-time codes by which a member sets a new password, in a link or typed from a slip.
using Dapper;

namespace MathsSoc.Data;

/// <summary>A code that is still valid, and whose it is.</summary>
public sealed record PasswordLink(long MemberId, bool IsSlip, long ExpiresAt);

/// <summary>
/// Reads and writes links. A code is kept as its hash only, so it can be shown once, when it is made; see <see cref="OneTimeCodes"/>.
/// </summary>
public static class PasswordLinks
{
    /// <summary>Keeps the hash of a new code for a member, whose older codes stop working.</summary>
    public static void Add(Sql sql, long memberId, string code, bool isSlip, long? createdBy, long expiresAt, long now)
    {
        RemoveAll(sql, memberId);
        sql.Execute("""
            INSERT INTO password_links (token_hash, member_id, is_slip, created_by, created_at, expires_at)
            VALUES (unhex(@hash), @memberId, @isSlip, @createdBy, @now, @expiresAt)
            """, new { hash = Sessions.Hash(code), memberId, isSlip, createdBy, now, expiresAt });
    }

    /// <summary>
    /// The link of this code, its member active or leaving; null if it was used or replaced, has expired, or never existed.
    /// </summary>
    public static PasswordLink? Find(Sql sql, string code, long now) => sql.QueryFirstOrDefault<PasswordLink>($"""
        SELECT l.member_id, l.is_slip, l.expires_at FROM password_links l JOIN members m ON m.id = l.member_id
        WHERE l.token_hash = unhex(@hash) AND l.expires_at > @now AND {MemberRules.MaySignIn}
        """, new { hash = Sessions.Hash(code), now });

    /// <summary>Uses a code up; false if another request has just done so.</summary>
    public static bool Use(Sql sql, string code, long now) =>
        sql.Execute(
            "DELETE FROM password_links WHERE token_hash = unhex(@hash) AND expires_at > @now",
            new { hash = Sessions.Hash(code), now }) == 1;

    /// <summary>Removes a member's codes.</summary>
    public static int RemoveAll(Sql sql, long memberId) =>
        sql.Execute("DELETE FROM password_links WHERE member_id = @memberId", new { memberId });

    /// <summary>Removes codes that have expired; the rows removed.</summary>
    public static int Sweep(Sql sql, long now) =>
        sql.Execute("DELETE FROM password_links WHERE expires_at <= @now", new { now });
}
