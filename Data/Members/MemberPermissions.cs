// Who may do what to which member: every rule about one person acting on another is here.

namespace MathsSoc.Data;

/// <summary>
/// What a signed-in person may do to a member. An owner may do anything; a teacher may change all but owners and teachers; a coordinator
/// may change the plain members of their own school; others may change no one. (That one owner must remain is the database's rule, see
/// <see cref="Members"/>.)
/// </summary>
public static class MemberPermissions
{
    /// <summary>
    /// The only school whose members this person sees; null: they see all. A coordinator without a school sees no members.
    /// </summary>
    public static long? SchoolOf(SignedIn actor) =>
        actor.Role == Role.Coordinator ? actor.SchoolId ?? MemberFilter.NobodysSchool : null;

    /// <summary>Whether a member's page exists for this person.</summary>
    public static bool MaySee(SignedIn actor, Member target) => actor.Role switch
    {
        Role.Owner or Role.Teacher => true,
        Role.Coordinator => actor.SchoolId is { } school && target.SchoolId == school,
        _ => false,
    };

    /// <summary>
    /// Whether this person may change, archive, delete, sign out, or give a new password to a member. Former members cannot be changed.
    /// </summary>
    public static bool MayEdit(SignedIn actor, Member target)
    {
        if (target.State == MemberState.Former || !MaySee(actor, target)) return false;
        return actor.Role switch
        {
            Role.Owner => true,
            Role.Teacher => target.Role is not (Role.Owner or Role.Teacher),
            Role.Coordinator => target.Role == Role.Member,
            _ => false,
        };
    }

    /// <summary>
    /// Whether this person may download all that is held about a member, for a parent who asks: of pupils only, while they are here.
    /// </summary>
    public static bool MayGetData(SignedIn actor, Member target) =>
        target is { Role: Role.Member, State: not MemberState.Former } && MaySee(actor, target);

    /// <summary>Whether this person may give a member this role.</summary>
    public static bool MaySetRole(SignedIn actor, Member target, Role role) =>
        MayChangeAll(actor) && MayEdit(actor, target) && MayGive(actor, role);

    /// <summary>Whether this person may add a member with this role.</summary>
    public static bool MayGive(SignedIn actor, Role role) => actor.Role switch
    {
        Role.Owner => true,
        Role.Teacher => role is Role.Member or Role.Coordinator or Role.Editor,
        Role.Coordinator => role == Role.Member,
        _ => false,
    };

    /// <summary>
    /// Whether this person may act for a school: invite its coordinators, enter it for competitions and enrol its pupils.
    /// </summary>
    public static bool MayActFor(SignedIn actor, long schoolId) => MayChangeAll(actor) || SchoolOf(actor) == schoolId;

    /// <summary>Whether this role is for one school and the school is missing.</summary>
    public static bool NeedsSchool(Role role, long? schoolId) => role == Role.Coordinator && schoolId is null;

    /// <summary>
    /// Whether this person may change a member's login, role and school too; a coordinator may change only the name, the
    /// display name, the class and the year.
    /// </summary>
    public static bool MayChangeAll(SignedIn actor) => actor.Role is Role.Owner or Role.Teacher;

    /// <summary>
    /// Whether this person may give a member a link or a slip for a new password: they may change the member, and the member may sign in.
    /// </summary>
    public static bool MayMakeLink(SignedIn actor, Member target) =>
        MemberRules.MaySignInAs(target.State) && MayEdit(actor, target);
}
