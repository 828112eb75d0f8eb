// The invitations table: one-time codes by which somebody becomes the coordinator of a school.
using Dapper;

namespace MathsSoc.Data;

/// <summary>Whether an invitation can be used. An expired one was never used.</summary>
public enum InvitationState { Open, Used, Revoked, Expired }

/// <summary>One invitation. Times are unix seconds.</summary>
public sealed record Invitation
{
    public required long Id { get; init; }
    public required long SchoolId { get; init; }
    public string SchoolName { get; init; } = "";

    /// <summary>The competition whose page comes first afterwards; null: none.</summary>
    public long? CompetitionId { get; init; }

    /// <summary>Null: it is for no competition.</summary>
    public string? CompetitionTitle { get; init; }

    /// <summary>Who made it; null: they are gone.</summary>
    public string? MakerName { get; init; }

    /// <summary>False if whoever made it could not make it now: then it is as good as revoked.</summary>
    public bool HasMaker { get; init; }

    public long CreatedAt { get; init; }
    public long ExpiresAt { get; init; }

    /// <summary>When a coordinator was made with it; null: not yet.</summary>
    public long? UsedAt { get; init; }

    /// <summary>Null: never.</summary>
    public long? RevokedAt { get; init; }

    /// <summary>What it is at this moment; the first that is true of used, revoked and expired.</summary>
    public InvitationState StateAt(long now) =>
        UsedAt is not null ? InvitationState.Used
        : RevokedAt is not null || !HasMaker ? InvitationState.Revoked
        : ExpiresAt <= now ? InvitationState.Expired
        : InvitationState.Open;
}

/// <summary>A school of a competition that nobody coordinates.</summary>
public sealed record UncoordinatedSchool(long Id, string Name, string Competition);

/// <summary>Reads and writes invitations. Of a code only the hash is kept, as <see cref="PasswordLinks"/> does it.</summary>
public static class Invitations
{
    /// <summary>Days an invitation works: it is sent by post, or handed over at a meeting.</summary>
    public const int Days = 14;

    private const int MaxListed = 100;

    private const string Select = """
        SELECT i.id, i.school_id, s.name AS school_name, i.competition_id, k.title AS competition_title, m.name AS maker_name,
            coalesce(m.state = 'active' AND (m.role IN ('owner', 'teacher') OR (m.role = 'coordinator' AND m.school_id = i.school_id)), 0)
                AS has_maker,
            i.created_at, i.expires_at, i.used_at, i.revoked_at
        FROM invitations i JOIN schools s ON s.id = i.school_id LEFT JOIN competitions k ON k.id = i.competition_id
            LEFT JOIN members m ON m.id = i.created_by
        """;

    /// <summary>Keeps the hash of a new code and returns the invitation's id.</summary>
    public static long Add(Sql sql, string code, long schoolId, long? competitionId, long createdBy, long now) =>
        sql.ExecuteScalar<long>("""
            INSERT INTO invitations (token_hash, school_id, competition_id, created_by, created_at, expires_at)
            VALUES (unhex(@hash), @schoolId, @competitionId, @createdBy, @now, @expiresAt) RETURNING id
            """, new { hash = Sessions.Hash(code), schoolId, competitionId, createdBy, now, expiresAt = now + Days * 86_400L });

    /// <summary>
    /// The invitation of this code, as <see cref="OneTimeCodes.Parse"/> reads it, in whatever state; null: there is none.
    /// </summary>
    public static Invitation? Find(Sql sql, string code) =>
        sql.QueryFirstOrDefault<Invitation>($"{Select} WHERE i.token_hash = unhex(@hash)", new { hash = Sessions.Hash(code) });

    /// <summary>The invitation; null if there is none with this id.</summary>
    public static Invitation? Find(Sql sql, long id) => sql.QueryFirstOrDefault<Invitation>($"{Select} WHERE i.id = @id", new { id });

    /// <summary>The last invitations of a school, the newest first.</summary>
    public static List<Invitation> List(Sql sql, long schoolId) => sql.Query<Invitation>(
        $"{Select} WHERE i.school_id = @schoolId ORDER BY i.id DESC LIMIT {MaxListed}", new { schoolId }).AsList();

    /// <summary>Uses an open invitation up; false if it has been used or revoked in the meantime.</summary>
    public static bool Use(Sql sql, long id, long now) => sql.Execute("""
        UPDATE invitations SET used_at = @now WHERE id = @id AND used_at IS NULL AND revoked_at IS NULL AND expires_at > @now
        """, new { id, now }) == 1;

    /// <summary>Revokes an invitation that was not used; false if it was, or was revoked before.</summary>
    public static bool Revoke(Sql sql, long id, long now) => sql.Execute(
        "UPDATE invitations SET revoked_at = @now WHERE id = @id AND used_at IS NULL AND revoked_at IS NULL", new { id, now }) == 1;

    /// <summary>The coordinators of a school who may sign in, by name; at most 100.</summary>
    public static List<Member> Coordinators(Sql sql, long schoolId) => sql.Query<Member>($"""
        SELECT {Members.Columns} FROM members m
        WHERE m.school_id = @schoolId AND m.role = 'coordinator' AND {MemberRules.MaySignIn} ORDER BY name, id LIMIT 100
        """, new { schoolId }).AsList();

    /// <summary>
    /// The first <paramref name="most"/> schools that take part, or are invited to take part, in a competition whose results are not
    /// published, and that nobody coordinates. One of the society's own that takes part is not among them: its teachers are the society's.
    /// </summary>
    public static List<UncoordinatedSchool> ListUncoordinated(Sql sql, int most) => sql.Query<UncoordinatedSchool>("""
        SELECT s.id, s.name, min(k.title) AS competition
        FROM competition_schools c JOIN schools s ON s.id = c.school_id JOIN competitions k ON k.id = c.competition_id
        WHERE c.state IN ('invited', 'accepted') AND k.results_at IS NULL AND k.archived_at IS NULL
            AND (s.is_guest = 1 OR c.state = 'invited')
            AND NOT EXISTS (SELECT 1 FROM members m WHERE m.school_id = s.id AND m.role = 'coordinator' AND m.state = 'active')
        GROUP BY s.id ORDER BY s.name, s.id LIMIT @most
        """, new { most }).AsList();

    /// <summary>Removes a school's invitations: the school is deleted.</summary>
    internal static void RemoveOf(Sql sql, long schoolId) =>
        sql.Execute("DELETE FROM invitations WHERE school_id = @schoolId", new { schoolId });

    /// <summary>Forgets who made invitations: without a maker none of them works any more.</summary>
    internal static void Forget(Sql sql, long memberId) =>
        sql.Execute("UPDATE invitations SET created_by = NULL WHERE created_by = @memberId", new { memberId });
}
