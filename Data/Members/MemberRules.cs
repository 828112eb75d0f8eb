// Rules about one member that several statements need: each has one name, as a condition on members m and, where a page needs it, in C#.
namespace MathsSoc.Data;

/// <summary>
/// Named rules. The conditions are SQL on a members table that is called m; a test checks that they agree with the methods of the same
/// rule.
/// </summary>
public static class MemberRules
{
    /// <summary>An active pupil: the only members who score, are given attempts, and answer in extra time.</summary>
    internal const string ActivePupil = "m.role = 'member' AND m.state = 'active'";

    /// <summary>The beginning of the condition that a school is a guest; the school's id and a bracket follow.</summary>
    internal const string IsGuestSchool = "EXISTS (SELECT 1 FROM schools g WHERE g.is_guest = 1 AND g.id = ";

    /// <summary>Members of a guest school. Whoever has no school is of the society's own.</summary>
    internal const string OfGuestSchool = $"{IsGuestSchool}m.school_id)";

    /// <summary>
    /// Members whom boards show if their school is not a guest: active pupils, and archived ones, because others were placed beside them.
    /// Not staff, who know the answers; nor quiet members; nor members who are waiting, about to be deleted or gone.
    /// </summary>
    internal const string ListedUnlessGuest = "m.is_quiet = 0 AND m.role = 'member' AND m.state IN ('active', 'archived')";

    /// <summary>Members whom the society's boards show. The triggers members_on_boards and schools_on_boards repeat this.</summary>
    internal const string Listed = $"{ListedUnlessGuest} AND NOT {OfGuestSchool}";

    /// <summary>
    /// Members whom the news ("Solved lately") names: those whom boards show and who are still active. A board keeps the points of members
    /// who left; the news is about the people one meets.
    /// </summary>
    internal const string ListedAndActive = $"{Listed} AND m.state = 'active'";

    /// <summary>An owner who can sign in. The trigger members_keep_last_owner keeps one of them.</summary>
    internal const string ActiveOwner = "m.role = 'owner' AND m.state = 'active'";

    /// <summary>
    /// Members who may have a session or a link to a new password: members who are about to be deleted may still come back.
    /// </summary>
    internal const string MaySignIn = "m.state IN ('active', 'leaving')";

    /// <summary>Whether the member is an active pupil: only they score.</summary>
    public static bool IsActivePupil(Member member) => member is { Role: Role.Member, State: MemberState.Active };

    /// <summary>Whether boards show the member.</summary>
    public static bool IsListed(Member member) =>
        member is { Role: Role.Member, IsQuiet: false, IsOfGuestSchool: false, State: MemberState.Active or MemberState.Archived };

    /// <summary>
    /// Whether a member is a guest, for whom the society's own challenges are not unless <see cref="Rules.GuestsTakePart"/>: pupils and
    /// coordinators of guest schools. Whoever writes for the society or runs it is no guest, whatever their school.
    /// </summary>
    public static bool IsGuest(Role role, bool isOfGuestSchool) => isOfGuestSchool && role is (Role.Member or Role.Coordinator);

    /// <summary>Whether a member in this state may have a session or a link to a new password.</summary>
    public static bool MaySignInAs(MemberState state) => state is MemberState.Active or MemberState.Leaving;
}
