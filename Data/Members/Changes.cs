// The tables of changes to many members at once, as they are read: what was done, by whom, and what each member was before and after.
using System.Data;

namespace MathsSoc.Data;

/// <summary>One change to many members. <c>Action</c> is one of <see cref="ChangeAction"/>'s; <c>UndoneAt</c> is null as long as it stands.</summary>
/// <param name="ActorName">Null: the command line or the program.</param>
/// <param name="Members">How many members it changed when it was made; some of them may be gone since.</param>
public sealed record Change(long Id, string Action, long? ActorId, string? ActorName, long MadeAt, long? UndoneAt, long Members) : IRow<Change>
{
    public static string Columns => "c.id, c.action, c.actor_id, who.name, c.made_at, c.undone_at, c.members";

    public static Change Read(IDataRecord row) =>
        new(row.GetInt64(0), row.GetString(1), row.Number(2), row.Text(3), row.GetInt64(4), row.Number(5), row.GetInt64(6));
}

/// <summary>What a change did, as the table has it.</summary>
public static class ChangeAction
{
    public const string Role = "role", Class = "class", School = "school", Year = "year", Archive = "archive", Restore = "restore", Delete = "delete", Approve = "approve",
        Rollover = "rollover", Import = "import";
}

/// <summary>What a change may change of a member.</summary>
public sealed record MemberValues(Role Role, string Class, long? SchoolId, long? StartYear, MemberState State)
{
    /// <summary>A member's values as they are.</summary>
    public static MemberValues Of(Member member) => new(member.Role, member.Class, member.SchoolId, member.StartYear, member.State);
}

/// <summary>Whether a member is still as a change left them.</summary>
public enum ChangeStanding
{
    /// <summary>What the change changed is as it left it.</summary>
    AsChanged,

    /// <summary>What the change changed is as it was before.</summary>
    AsBefore,

    /// <summary>Somebody has changed it again since.</summary>
    ChangedSince,
}

/// <summary>One member of a change.</summary>
/// <param name="Now">The member as they are today.</param>
/// <param name="Before">Null: the change made this member.</param>
public sealed record ChangedMember(Member Now, MemberValues? Before, MemberValues After, long StateAtBefore) : IRow<ChangedMember>
{
    // No name of change_members is one of members', so that the member's own columns need no prefix.
    public static string Columns => $"""
        {Member.Columns}, role_before, role_after, class_before, class_after, school_before, school_after, start_year_before, start_year_after,
        state_before, state_after, state_at_before
        """;

    public static ChangedMember Read(IDataRecord row)
    {
        const int First = 16; // after the member's own
        var isNew = row.GetString(First + 8).Length == 0;
        var before = isNew ? null : new MemberValues(Names.Read<Role>(row.GetString(First)), row.GetString(First + 2), row.Number(First + 4), row.Number(First + 6),
            Names.Read<MemberState>(row.GetString(First + 8)));
        var after = new MemberValues(Names.Read<Role>(row.GetString(First + 1)), row.GetString(First + 3), row.Number(First + 5), row.Number(First + 7),
            Names.Read<MemberState>(row.GetString(First + 9)));
        return new ChangedMember(Member.Read(row), before, after, row.GetInt64(First + 10));
    }

    /// <summary>
    /// How the member stands to the change. Only what the change changed is looked at: a pupil who was archived with others and whose class was corrected
    /// afterwards can still be brought back with them, in the new class.
    /// </summary>
    public ChangeStanding StandingTo(Change change)
    {
        var now = MemberValues.Of(Now);
        if (Before is null) return now == After ? ChangeStanding.AsChanged : ChangeStanding.ChangedSince;
        if (change.UndoneAt is not null && Mixed(Before, now) == now) return ChangeStanding.AsBefore;
        // Archived, restored by hand, archived again: the values are the change's, and yet the last word was somebody else's. (What September does is done
        // later than it was decided.)
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
            Role = was.Role, Class = was.Class, SchoolId = was.SchoolId, StartYear = was.StartYear, State = was.State, StateAt = isStateBack ? StateAtBefore : Now.StateAt,
        };
    }

    /// <summary><paramref name="values"/> where the change changed something, <paramref name="rest"/> where it did not.</summary>
    private MemberValues Mixed(MemberValues values, MemberValues rest) => new(
        Before!.Role == After.Role ? rest.Role : values.Role, Before.Class == After.Class ? rest.Class : values.Class,
        Before.SchoolId == After.SchoolId ? rest.SchoolId : values.SchoolId, Before.StartYear == After.StartYear ? rest.StartYear : values.StartYear,
        Before.State == After.State ? rest.State : values.State);
}

/// <summary>Reads changes; <see cref="MemberChanges"/> makes and undoes them.</summary>
public static class Changes
{
    /// <summary>The last changes, those of one person or (null) of everybody.</summary>
    public static List<Change> List(Sql sql, long? actorId, int most) => sql.Rows<Change>($"""
        SELECT {Change.Columns} FROM changes c LEFT JOIN members who ON who.id = c.actor_id
        WHERE @actor IS NULL OR c.actor_id = @actor ORDER BY c.id DESC LIMIT @most
        """, ("actor", actorId), ("most", most));

    /// <summary>The change; null when there is none.</summary>
    public static Change? Find(Sql sql, long id) =>
        sql.Row<Change>($"SELECT {Change.Columns} FROM changes c LEFT JOIN members who ON who.id = c.actor_id WHERE c.id = @id", ("id", id));

    /// <summary>Its members, by name; whoever an undo makes an active owner again comes first, because one must always remain.</summary>
    public static List<ChangedMember> MembersOf(Sql sql, long changeId) => sql.Rows<ChangedMember>($"""
        SELECT {ChangedMember.Columns} FROM change_members JOIN members ON members.id = change_members.member_id
        WHERE change_id = @change ORDER BY role_before = 'owner' AND state_before = 'active' DESC, search_text, members.id
        """, ("change", changeId));

    /// <summary>
    /// Whether this member, who is about to be deleted, is so by somebody else's decision: what others decided is not the member's to take back. (Whoever asks
    /// for it themselves is in no change.)
    /// </summary>
    public static bool IsDeletedByOthers(Sql sql, long memberId) => sql.Scalar<long>("""
        SELECT EXISTS (SELECT 1 FROM change_members JOIN changes ON changes.id = change_id JOIN members ON members.id = member_id
            WHERE member_id = @id AND state_after = 'leaving' AND state_before <> 'leaving' AND state = 'leaving' AND state_at = made_at)
        """, ("id", memberId)) == 1;

    /// <summary>Removes what changes tell of a member (class, school, year), and what was decided for them in a September.</summary>
    public static void Forget(Sql sql, long memberId)
    {
        sql.Run("DELETE FROM change_members WHERE member_id = @id", ("id", memberId));
        sql.Run("DELETE FROM rollover_fates WHERE member_id = @id", ("id", memberId));
    }
}
