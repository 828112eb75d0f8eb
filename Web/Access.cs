// Who may use a route: stated once a group in Routes.cs, held to by the group itself.
using MathsSoc.Data;

namespace MathsSoc.Web;

/// <summary>
/// Who may use a route. Roles are no ladder: an editor writes and sees no personal data, a coordinator sees the people of one school and
/// writes nothing, a teacher does both, an owner everything.
/// </summary>
public enum Access
{
    /// <summary>Everybody, signed in or not.</summary>
    Anyone,

    /// <summary>Active members of every role, and visitors too while the society's boards are public.</summary>
    Boards,

    /// <summary>Whoever is signed in, somebody about to be deleted too: their account is theirs until then.</summary>
    SignedIn,

    /// <summary>Active members of every role.</summary>
    Member,

    /// <summary>Everybody who has pages below /admin: every role but the plain member.</summary>
    Admin,

    /// <summary>Those who write challenges and articles: owner, teacher, editor.</summary>
    Content,

    /// <summary>Those who look after people: owner, teacher, and the coordinator for one school's.</summary>
    People,

    /// <summary>Owner and teacher.</summary>
    Staff,

    /// <summary>Owners.</summary>
    Owner,
}

/// <summary>What each role opens.</summary>
public static class AccessRules
{
    /// <summary>Whether an active member of <paramref name="role"/> may use what asks for <paramref name="access"/>.</summary>
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
