// The allowances and extra_time tables (attempts given back to a member, later locks for one member), and who is viewing a challenge.
using System.Globalization;
using Dapper;

namespace MathsSoc.Data;

/// <summary>Attempts that were given back.</summary>
public sealed record Allowance(long PartId, long Extra, string Reason, long? ActorId, long GivenAt);

/// <summary>Reads and gives attempts beyond the usual number.</summary>
public static class Allowances
{
    /// <summary>How many attempts a member has at a part, used ones included.</summary>
    public static long Find(Sql sql, long memberId, long partId, ScoreRules rules) => rules.Attempts + sql.ExecuteScalar<long>(
        "SELECT coalesce(sum(extra), 0) FROM allowances WHERE member_id = @memberId AND part_id = @partId", new { memberId, partId });

    /// <summary>What was given back to a member for a challenge.</summary>
    public static List<Allowance> List(Sql sql, long memberId, long challengeId) => sql.Query<Allowance>("""
        SELECT part_id, extra, reason, actor_id, given_at FROM allowances
        WHERE member_id = @memberId AND part_id IN (SELECT id FROM parts WHERE challenge_id = @challengeId) ORDER BY id
        """, new { memberId, challengeId }).AsList();

    /// <summary>Removes the reasons, which may reveal something about the member.</summary>
    internal static void Forget(Sql sql, long memberId) =>
        sql.Execute("UPDATE allowances SET reason = '' WHERE member_id = @memberId", new { memberId });

    /// <summary>Gives attempts back, for a reason that the member reads; false if the member is not an active pupil.</summary>
    public static bool Give(Sql sql, long memberId, long partId, int extra, string reason, Actor actor, long now)
    {
        if (Members.Find(sql, memberId) is not { } member || !MemberRules.IsActivePupil(member)) return false;
        sql.Execute("""
            INSERT INTO allowances (member_id, part_id, extra, reason, actor_id, given_at)
            VALUES (@memberId, @partId, @extra, @reason, @actorId, @now)
            """, new { memberId, partId, extra, reason, actorId = actor.MemberId, now });
        var detail = string.Create(CultureInfo.InvariantCulture, $"part {partId}, {extra} more");
        Audit.Add(sql, actor, "attempt.give", now, "member", memberId, detail);
        return true;
    }
}

/// <summary>Members for whom every lock falls later, for example because of access arrangements.</summary>
public static class ExtraTime
{
    /// <summary>The minutes; 0: none.</summary>
    public static long Find(Sql sql, long memberId) =>
        sql.ExecuteScalar<long?>("SELECT minutes FROM extra_time WHERE member_id = @memberId", new { memberId }) ?? 0;

    /// <summary>Sets the minutes, up to a week; 0 removes them. The audit entry says that they were set, but not to how many.</summary>
    public static void Set(Sql sql, long memberId, int minutes, Actor actor, long now)
    {
        if (minutes == 0) Remove(sql, memberId);
        else
            sql.Execute("""
                INSERT INTO extra_time (member_id, minutes) VALUES (@memberId, @minutes)
                ON CONFLICT (member_id) DO UPDATE SET minutes = excluded.minutes
                """, new { memberId, minutes });
        Audit.Add(sql, actor, "member.extra_time", now, "member", memberId);
    }

    /// <summary>How many pupils can still answer a challenge that has locked for everyone else, and until when.</summary>
    public static (long Pupils, long Until) CountOpen(Sql sql, Challenge challenge, long now)
    {
        if (challenge.LockedAt is not { } locks) return (0, 0);
        const string Late = $"""
            FROM extra_time e JOIN members m ON m.id = e.member_id
            WHERE {MemberRules.ActivePupil} AND @locks + 60 * e.minutes > @now
            """;
        var pupils = sql.ExecuteScalar<long>($"SELECT count(*) {Late}", new { locks, now });
        var minutes = sql.ExecuteScalar<long>($"SELECT coalesce(max(e.minutes), 0) {Late}", new { locks, now });
        return (pupils, locks + 60 * minutes);
    }

    /// <summary>Deletes a member's extra time without an audit entry.</summary>
    internal static void Remove(Sql sql, long memberId) =>
        sql.Execute("DELETE FROM extra_time WHERE member_id = @memberId", new { memberId });
}

/// <summary>Who is viewing a challenge, as it is in the database now.</summary>
public static class Viewers
{
    /// <summary>The member as <see cref="ChallengeRules"/> needs them; a visitor if there is no such member.</summary>
    public static Viewer Find(Sql sql, long? memberId, Rules rules)
    {
        if (memberId is not { } id || FindRow(sql, id) is not { } row) return Viewer.Visitor;
        return new Viewer(row.Id, row.State == MemberState.Active ? row.Role : null, row.Minutes * 60)
        {
            IsGuest = !rules.GuestsTakePart && MemberRules.IsGuest(row.Role, row.IsOfGuestSchool),
            Entries = row.HasEntries ? CompetitionEntries.List(sql, id) : [],
        };
    }

    private static ViewerRow? FindRow(Sql sql, long id) => sql.QueryFirstOrDefault<ViewerRow>($"""
        SELECT m.id, m.role, m.state, {MemberRules.OfGuestSchool} AS is_of_guest_school,
            coalesce((SELECT e.minutes FROM extra_time e WHERE e.member_id = m.id), 0) AS minutes, {CompetitionEntries.Any} AS has_entries
        FROM members m WHERE m.id = @id
        """, new { id });

    internal sealed record ViewerRow(long Id, Role Role, MemberState State, bool IsOfGuestSchool, long Minutes, bool HasEntries);
}
