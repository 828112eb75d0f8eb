// Who may use a route: set once for each group in Routes.cs, and enforced by the group itself.
using MathsSoc.Data;

namespace MathsSoc.Web;

/// <summary>
/// Who may use a route. The roles are not a ladder: an editor writes content but sees no personal data, a coordinator sees the people of
/// one school but writes no content, a teacher does both, an owner everything.
/// </summary>
public enum Access
{
    /// <summary>Everyone, signed in or not.</summary>
    Anyone,

    /// <summary>Active members of every role, and visitors too while the society's boards are public.</summary>
    Boards,

    /// <summary>Everyone who is signed in, including members about to be deleted: their account is theirs until then.</summary>
    SignedIn,

    /// <summary>Active members of every role.</summary>
    Member,

    /// <summary>Everyone who has pages below /admin: every role but the plain member.</summary>
    Admin,

    /// <summary>Those who write challenges and articles: owner, teacher, editor.</summary>
    Content,

    /// <summary>Those who look after people: owner, teacher, and the coordinator (for one school only).</summary>
    People,

    /// <summary>Owner and teacher.</summary>
    Staff,

    /// <summary>Owners.</summary>
    Owner,
}

/// <summary>What each role may use.</summary>
public static class AccessRules
{
    /// <summary>Whether an active member of <paramref name="role"/> may use a route that requires <paramref name="access"/>.</summary>
    public static bool Opens(this Role role, Access access) => access switch
    {
        Access.Anyone or Access.Boards or Access.SignedIn or Access.Member => true,
        Access.Admin => role.HasAdminPages(),
        Access.Content => role is Role.Owner or Role.Teacher or Role.Editor,
        Access.People => role is Role.Owner or Role.Teacher or Role.Coordinator,
        Access.Staff => role is Role.Owner or Role.Teacher,
        Access.Owner => role is Role.Owner,
        _ => false,
    };

    /// <summary>Whether this role has pages below /admin at all.</summary>
    public static bool HasAdminPages(this Role role) => role is not Role.Member;
}
