// Members who came by one import: remembered as a change that made them, so that their slips can be printed and the whole can be undone.
using System.Data;

namespace MathsSoc.Data;

/// <summary>One import, and who made it.</summary>
public sealed record Import(long Id, long? ActorId, long MadeAt) : IRow<Import>
{
    public static string Columns => "id, actor_id, made_at";
    public static Import Read(IDataRecord row) => new(row.GetInt64(0), row.Number(1), row.GetInt64(2));
}

/// <summary>Somebody who is there already, as far as an import asks.</summary>
public sealed record KnownMember(string Login, string Name, string DisplayName, long? StartYear, long? SchoolId, MemberState State) : IRow<KnownMember>
{
    public static string Columns => "login, name, display_name, start_year, school_id, state";
    public static KnownMember Read(IDataRecord row) =>
        new(row.GetString(0), row.GetString(1), row.GetString(2), row.Number(3), row.Number(4), Names.Read<MemberState>(row.GetString(5)));
}

/// <summary>Reads and writes imports.</summary>
public static class Imports
{
    /// <summary>Everybody who is there already.</summary>
    public static List<KnownMember> Known(Sql sql) => sql.Rows<KnownMember>($"SELECT {KnownMember.Columns} FROM members WHERE state <> 'former'");

    /// <summary>Begins an import of so many and returns its id.</summary>
    public static long Begin(Sql sql, long? actorId, int members, long now) => sql.Scalar<long>(
        "INSERT INTO changes (action, actor_id, made_at, members) VALUES ('import', @actor, @now, @members) RETURNING id", ("actor", actorId), ("now", now), ("members", members));

    /// <summary>Remembers that an import made this member: there is nothing before, and an empty state says so.</summary>
    public static void Note(Sql sql, long importId, long memberId) => sql.Run("""
        INSERT INTO change_members (change_id, member_id, role_before, role_after, class_before, class_after, school_after, start_year_after, state_before,
            state_after, state_at_before)
        SELECT @import, id, '', role, '', class, school_id, start_year, '', state, 0 FROM members WHERE id = @member
        """, ("import", importId), ("member", memberId));

    /// <summary>The import; null when there is none.</summary>
    public static Import? Find(Sql sql, long id) => sql.Row<Import>($"SELECT {Import.Columns} FROM changes WHERE id = @id AND action = 'import'", ("id", id));

    /// <summary>Whom it added, by name, without those who are gone.</summary>
    public static List<Member> ListAdded(Sql sql, long id) => sql.Rows<Member>($"""
        SELECT {Member.Columns} FROM members WHERE id IN (SELECT member_id FROM change_members WHERE change_id = @id) AND state <> 'former' ORDER BY search_text, id
        """, ("id", id));
}
