// The tables of changes to many members at once, as they are read: what was done, by whom, and what each member was before and after.
using Dapper;

namespace MathsSoc.Data;

/// <summary>
/// One change to many members, or to their enrolments. <c>Action</c> is one of <see cref="ChangeAction"/>'s; <c>UndoneAt</c> is null as
/// long as it has not been undone.
/// </summary>
/// <param name="ActorName">Null: the command line or the program.</param>
/// <param name="Members">How many members it changed when it was made; some of them may be gone since.</param>
/// <param name="CompetitionId">Of a change to enrolments, see <see cref="EnrolmentChanges"/>; null: members were changed.</param>
public sealed record Change(
    long Id, string Action, long? ActorId, string? ActorName, long MadeAt, long? UndoneAt, long Members, long? CompetitionId);

/// <summary>The actions, as the table stores them.</summary>
public static class ChangeAction
{
    public const string Role = "role", Class = "class", School = "school", Year = "year", Archive = "archive", Restore = "restore",
        Delete = "delete", Approve = "approve", Rollover = "rollover", Import = "import";

    /// <summary>Those of enrolments.</summary>
    public const string Enrol = "enrol", Withdraw = "withdraw", Move = "move";
}

/// <summary>The values of a member that a change may change.</summary>
public sealed record MemberValues(Role Role, string Class, long? SchoolId, long? StartYear, MemberState State)
{
    /// <summary>The member's current values.</summary>
    public static MemberValues Of(Member member) => new(member.Role, member.Class, member.SchoolId, member.StartYear, member.State);
}

/// <summary>Whether a member is still as a change left them.</summary>
public enum ChangeStanding
{
    /// <summary>The values that the change changed are as it left them.</summary>
    AsChanged,

    /// <summary>The values that the change changed are as they were before it.</summary>
    AsBefore,

    /// <summary>They have been changed again since.</summary>
    ChangedSince,
}

/// <summary>One member of a change.</summary>
/// <param name="Now">The member as they are today.</param>
/// <param name="Before">Null: the change made this member.</param>
public sealed record ChangedMember(Member Now, MemberValues? Before, MemberValues After, long StateAtBefore)
{
    /// <summary>
    /// Whether the member is as the change left them. Only values that the change changed are compared: a pupil who was archived with
    /// others and whose class was corrected afterwards can still be brought back with them, in the new class.
    /// </summary>
    public ChangeStanding StandingTo(Change change)
    {
        var now = MemberValues.Of(Now);
        if (Before is null) return now == After ? ChangeStanding.AsChanged : ChangeStanding.ChangedSince;
        if (change.UndoneAt is not null && Mixed(Before, now) == now) return ChangeStanding.AsBefore;
        // Archived, restored by hand, archived again: the values are the change's, but the last decision was another one. (A September's
        // decision takes effect later than it was made, so the times differ there.)
        var isOwnState = After.State == Before.State || change.Action == ChangeAction.Rollover || Now.StateAt == change.MadeAt;
        if (isOwnState && Mixed(After, now) == now) return ChangeStanding.AsChanged;
        return Mixed(Before, now) == now ? ChangeStanding.AsBefore : ChangeStanding.ChangedSince;
    }

    /// <summary>The member with what the change changed put back, and everything else as it is now.</summary>
    public Member PutBack()
    {
        var was = Mixed(Before!, MemberValues.Of(Now));
        var isStateBack = Before!.State != After.State;
        return Now with
        {
            Role = was.Role,
            Class = was.Class,
            SchoolId = was.SchoolId,
            StartYear = was.StartYear,
            State = was.State,
            StateAt = isStateBack ? StateAtBefore : Now.StateAt,
        };
    }

    /// <summary><paramref name="values"/> where the change changed something, <paramref name="rest"/> where it did not.</summary>
    private MemberValues Mixed(MemberValues values, MemberValues rest) => new(
        Before!.Role == After.Role ? rest.Role : values.Role,
        Before.Class == After.Class ? rest.Class : values.Class,
        Before.SchoolId == After.SchoolId ? rest.SchoolId : values.SchoolId,
        Before.StartYear == After.StartYear ? rest.StartYear : values.StartYear,
        Before.State == After.State ? rest.State : values.State);
}

/// <summary>Reads changes; <see cref="MemberChanges"/> makes and undoes them.</summary>
public static class Changes
{
    private const string Select = """
        SELECT c.id, c.action, c.actor_id, who.name AS actor_name, c.made_at, c.undone_at, c.members, c.competition_id
        FROM changes c LEFT JOIN members who ON who.id = c.actor_id
        """;

    /// <summary>The last changes, those of one actor or (null) of all.</summary>
    public static List<Change> List(Sql sql, long? actorId, int most) => sql.Query<Change>(
        $"{Select} WHERE @actorId IS NULL OR c.actor_id = @actorId ORDER BY c.id DESC LIMIT @most", new { actorId, most }).AsList();

    /// <summary>The change; null if there is none with this id.</summary>
    public static Change? Find(Sql sql, long id) => sql.QueryFirstOrDefault<Change>($"{Select} WHERE c.id = @id", new { id });

    /// <summary>
    /// The members of a change, by name; a member whom an undo makes an active owner again comes first, because one owner must always
    /// remain.
    /// </summary>
    public static List<ChangedMember> MembersOf(Sql sql, long changeId)
    {
        // An import makes its members: the table has an empty role and state for what they were before.
        var rows = sql.Query<ChangedRow>("""
            SELECT x.member_id, nullif(x.role_before, '') AS role_before, x.role_after, x.class_before, x.class_after, x.school_before,
                x.school_after, x.start_year_before, x.start_year_after, nullif(x.state_before, '') AS state_before, x.state_after,
                x.state_at_before
            FROM change_members x JOIN members m ON m.id = x.member_id
            WHERE x.change_id = @changeId ORDER BY x.role_before = 'owner' AND x.state_before = 'active' DESC, m.search_text, m.id
            """, new { changeId }).AsList();
        var members = MemberList.ListByIds(sql, rows.Select(row => row.MemberId)).ToDictionary(member => member.Id);
        return rows.ConvertAll(row => new ChangedMember(members[row.MemberId], row.Before, row.After, row.StateAtBefore));
    }

    /// <summary>
    /// Whether this member, who is about to be deleted, is so by another person's decision, which the member cannot take back. (Members who
    /// ask for it themselves are in no change.)
    /// </summary>
    public static bool IsDeletedByOthers(Sql sql, long memberId) => sql.ExecuteScalar<bool>("""
        SELECT EXISTS (SELECT 1 FROM change_members JOIN changes ON changes.id = change_id JOIN members ON members.id = member_id
            WHERE member_id = @memberId AND state_after = 'leaving' AND state_before <> 'leaving'
                AND state = 'leaving' AND state_at = made_at)
        """, new { memberId });

    /// <summary>Removes what changes hold about a member (class, school, year), and what was decided for them in a September.</summary>
    public static void Forget(Sql sql, long memberId)
    {
        sql.Execute("DELETE FROM change_members WHERE member_id = @memberId", new { memberId });
        sql.Execute("DELETE FROM change_enrolments WHERE member_id = @memberId", new { memberId });
        sql.Execute("DELETE FROM rollover_fates WHERE member_id = @memberId", new { memberId });
    }

    /// <summary>
    /// A row of the change_members table. <c>RoleBefore</c> and <c>StateBefore</c> are null if the change made the member.
    /// </summary>
    internal sealed record ChangedRow
    {
        public required long MemberId { get; init; }
        public required Role? RoleBefore { get; init; }
        public required Role RoleAfter { get; init; }
        public required string ClassBefore { get; init; }
        public required string ClassAfter { get; init; }
        public required long? SchoolBefore { get; init; }
        public required long? SchoolAfter { get; init; }
        public required long? StartYearBefore { get; init; }
        public required long? StartYearAfter { get; init; }
        public required MemberState? StateBefore { get; init; }
        public required MemberState StateAfter { get; init; }
        public required long StateAtBefore { get; init; }

        public MemberValues? Before => RoleBefore is { } role && StateBefore is { } state
            ? new MemberValues(role, ClassBefore, SchoolBefore, StartYearBefore, state)
            : null;

        public MemberValues After => new(RoleAfter, ClassAfter, SchoolAfter, StartYearAfter, StateAfter);
    }
}
