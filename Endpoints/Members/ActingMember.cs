// The signed-in member with the role they have at the moment of writing.
using MathsSoc.Data;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>Reads the role of the signed-in member again, within the transaction that changes others.</summary>
internal static class ActingMember
{
    /// <summary>
    /// The signed-in member with their present role and school, which someone else may have changed since the request arrived. A member who
    /// may not act any more gets the role of a plain member, who may do nothing to others.
    /// </summary>
    public static SignedIn Find(Sql sql, Visit visit) => Members.Find(sql, visit.Member.MemberId) is { State: MemberState.Active } self
        ? visit.Member with { Role = self.Role, SchoolId = self.SchoolId }
        : visit.Member with { Role = Role.Member };
}
