// Members who came by one import: stored as a change that made them, so that their slips can be printed and the whole can be undone.
using Dapper;

namespace MathsSoc.Data;

/// <summary>One import, and who made it.</summary>
public sealed record Import(long Id, long? ActorId, long MadeAt);

/// <summary>A member who exists already, with what an import compares.</summary>
public sealed record KnownMember(string Login, string Name, string DisplayName, long? StartYear, long? SchoolId, MemberState State);

/// <summary>Reads and writes imports.</summary>
public static class Imports
{
    /// <summary>All members who exist already, without former members.</summary>
    public static List<KnownMember> Known(Sql sql) => sql.Query<KnownMember>(
        "SELECT login, name, display_name, start_year, school_id, state FROM members WHERE state <> 'former'").AsList();

    /// <summary>Begins an import of this many members and returns its id.</summary>
    public static long Begin(Sql sql, long? actorId, int members, long now) => sql.ExecuteScalar<long>($"""
        INSERT INTO changes (id, action, actor_id, made_at, members)
        VALUES ({GivenIds.NextChange}, 'import', @actorId, @now, @members) RETURNING id
        """,
        new { actorId, now, members });

    /// <summary>Records that an import made this member: there are no values before it, which an empty role and state mean.</summary>
    public static void Note(Sql sql, long importId, long memberId) => sql.Execute("""
        INSERT INTO change_members (change_id, member_id, role_before, role_after, class_before, class_after, school_after,
            start_year_after, state_before, state_after, state_at_before)
        SELECT @importId, id, '', role, '', class, school_id, start_year, '', state, 0 FROM members WHERE id = @memberId
        """, new { importId, memberId });

    /// <summary>The import; null if there is none with this id.</summary>
    public static Import? Find(Sql sql, long id) =>
        sql.QueryFirstOrDefault<Import>("SELECT id, actor_id, made_at FROM changes WHERE id = @id AND action = 'import'", new { id });

    /// <summary>The members it added, by name, without former members.</summary>
    public static List<Member> ListAdded(Sql sql, long id) => sql.Query<Member>($"""
        SELECT {Members.Columns} FROM members
        WHERE id IN (SELECT member_id FROM change_members WHERE change_id = @id) AND state <> 'former' ORDER BY search_text, id
        """, new { id }).AsList();
}
