// Handing the ownership of the society over: one person becomes an owner and another stops being one, both or neither.
using Dapper;

namespace MathsSoc.Data;

/// <summary>Hands ownership over.</summary>
public static class Ownership
{
    private const string MayTakeOver = "state = 'active' AND role <> 'member' AND password_hash <> ''";

    /// <summary>
    /// Whom an owner can hand over to, by name: active staff who can sign in, among them the other owners; at most 200.
    /// </summary>
    public static List<Member> ListHeirs(Sql sql, long ownerId) => sql.Query<Member>($"""
        SELECT {Members.Columns} FROM members WHERE {MayTakeOver} AND id <> @ownerId ORDER BY search_text, id LIMIT 200
        """, new { ownerId }).AsList();

    /// <summary>
    /// Makes <paramref name="heirId"/> an owner, if they are not, and gives <paramref name="ownerId"/> the role <paramref name="then"/>.
    /// False, and nothing is changed, if the one is no active owner any more, the other may not take over, or both are the same.
    /// </summary>
    /// <param name="then">Any role but owner.</param>
    public static bool HandOver(Sql sql, Actor actor, long ownerId, long heirId, Role then, long now)
    {
        if (then == Role.Owner || ownerId == heirId) return false;
        if (Members.Find(sql, ownerId) is not { Role: Role.Owner, State: MemberState.Active, SchoolId: var school }) return false;
        if (MemberPermissions.NeedsSchool(then, school)) return false;
        var before = sql.QueryFirstOrDefault<Member>(
            $"SELECT {Members.Columns} FROM members WHERE id = @heirId AND {MayTakeOver}", new { heirId });
        if (before is null) return false;
        if (before.Role != Role.Owner) Give(before.Id, before.Role, Role.Owner);
        Audit.Add(sql, actor, "member.hand_over", now, "member", heirId);
        Give(ownerId, Role.Owner, then);
        return true;

        void Give(long id, Role was, Role role)
        {
            // There are two owners at this moment, so that the last one is never concerned.
            if (!Members.SetRole(sql, id, role)) throw new InvalidOperationException("The society would have been left without an owner.");
            Audit.Add(sql, actor, "member.role", now, "member", id, $"{EnumText.Of(was)} to {EnumText.Of(role)}");
        }
    }
}
