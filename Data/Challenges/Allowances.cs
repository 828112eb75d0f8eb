// The allowances and extra_time tables: attempts given back to a member, and locks that fall later for one; and who looks at a challenge.
using System.Data;
using System.Globalization;

namespace MathsSoc.Data;

/// <summary>Attempts that were given back.</summary>
public sealed record Allowance(long PartId, long Extra, string Reason, long? ActorId, long GivenAt) : IRow<Allowance>
{
    public static string Columns => "part_id, extra, reason, actor_id, given_at";
    public static Allowance Read(IDataRecord row) => new(row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.Number(3), row.GetInt64(4));
}

/// <summary>Reads and gives attempts beyond the usual number.</summary>
public static class Allowances
{
    /// <summary>How many attempts a member has at a part, used ones included.</summary>
    public static long Find(Sql sql, long memberId, long partId, ScoreRules rules) => rules.Attempts
        + sql.Scalar<long>("SELECT coalesce(sum(extra), 0) FROM allowances WHERE member_id = @member AND part_id = @part", ("member", memberId), ("part", partId));

    /// <summary>What was given back to a member for a challenge.</summary>
    public static List<Allowance> List(Sql sql, long memberId, long challengeId) => sql.Rows<Allowance>($"""
        SELECT {Allowance.Columns} FROM allowances
        WHERE member_id = @member AND part_id IN (SELECT id FROM parts WHERE challenge_id = @challenge) ORDER BY id
        """, ("member", memberId), ("challenge", challengeId));

    /// <summary>Removes the reasons, which may tell of a member.</summary>
    internal static void Forget(Sql sql, long memberId) => sql.Run("UPDATE allowances SET reason = '' WHERE member_id = @member", ("member", memberId));

    /// <summary>Gives attempts back, for a reason that the member reads; false when this is no active pupil.</summary>
    public static bool Give(Sql sql, long memberId, long partId, int extra, string reason, Actor actor, long now)
    {
        if (Members.Find(sql, memberId) is not { } member || !MemberRules.IsActivePupil(member)) return false;
        sql.Run("""
            INSERT INTO allowances (member_id, part_id, extra, reason, actor_id, given_at) VALUES (@member, @part, @extra, @reason, @actor, @now)
            """, ("member", memberId), ("part", partId), ("extra", extra), ("reason", reason), ("actor", actor.MemberId), ("now", now));
        Audit.Add(sql, actor, "attempt.give", now, "member", memberId, string.Create(CultureInfo.InvariantCulture, $"part {partId}, {extra} more"));
        return true;
    }
}

/// <summary>Members for whom every lock falls later, as access arrangements ask.</summary>
public static class ExtraTime
{
    /// <summary>The minutes; 0: none.</summary>
    public static long Find(Sql sql, long memberId) => sql.Scalar<long>("SELECT minutes FROM extra_time WHERE member_id = @member", ("member", memberId));

    /// <summary>Sets the minutes, up to a week; 0 takes them away. The record tells that it was set, not to what.</summary>
    public static void Set(Sql sql, long memberId, int minutes, Actor actor, long now)
    {
        if (minutes == 0) Remove(sql, memberId);
        else
            sql.Run("INSERT INTO extra_time (member_id, minutes) VALUES (@member, @minutes) ON CONFLICT (member_id) DO UPDATE SET minutes = excluded.minutes",
                ("member", memberId), ("minutes", minutes));
        Audit.Add(sql, actor, "member.extra_time", now, "member", memberId);
    }

    /// <summary>How many pupils can still answer a challenge that has locked for everybody else, and until when.</summary>
    public static (long Pupils, long Until) CountOpen(Sql sql, Challenge challenge, long now)
    {
        if (challenge.LockedAt is not { } locks) return (0, 0);
        const string Late = $"FROM extra_time e JOIN members m ON m.id = e.member_id WHERE {MemberRules.ActivePupil} AND @locks + 60 * e.minutes > @now";
        return (sql.Scalar<long>($"SELECT count(*) {Late}", ("locks", locks), ("now", now)), locks + 60 * sql.Scalar<long>($"SELECT coalesce(max(e.minutes), 0) {Late}", ("locks", locks), ("now", now)));
    }

    /// <summary>Takes them away without a word.</summary>
    internal static void Remove(Sql sql, long memberId) => sql.Run("DELETE FROM extra_time WHERE member_id = @member", ("member", memberId));
}

/// <summary>Who looks at a challenge, read in one go.</summary>
public static class Viewers
{
    /// <summary>The member as <see cref="ChallengeRules"/> asks; a visitor when there is none.</summary>
    public static Viewer Find(Sql sql, long? memberId) =>
        memberId is { } id && sql.Row<ViewerRow>($"SELECT {ViewerRow.Columns} FROM members m WHERE m.id = @id", ("id", id)) is { } row ? row.Viewer : Viewer.Visitor;

    private sealed record ViewerRow(Viewer Viewer) : IRow<ViewerRow>
    {
        public static string Columns => "m.id, m.role, m.state, (SELECT e.minutes FROM extra_time e WHERE e.member_id = m.id)";

        public static ViewerRow Read(IDataRecord row) =>
            new(new Viewer(row.GetInt64(0), row.GetString(2) == "active" ? Names.Read<Role>(row.GetString(1)) : null, (row.Number(3) ?? 0) * 60));
    }
}
