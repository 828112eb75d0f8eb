// The approval queue: members who signed up and wait for approval, and aliases that wait for it.
using Dapper;

namespace MathsSoc.Data;

/// <summary>A member who waits for approval. Times are unix seconds.</summary>
/// <param name="School">Null: none.</param>
/// <param name="CodeLabel">The teacher's label of the code they joined with; null: they joined without one.</param>
public sealed record WaitingMember(
    long Id, string Name, string Login, long? StartYear, string Class, string? School, string? CodeLabel, long CreatedAt);

/// <summary>An alias that waits for approval. <c>Shown</c> is what others see until then.</summary>
public sealed record WantedName(long Id, string Name, string Shown, string Wanted, long? StartYear, string Class);

/// <summary>Reads the queue and decides on one entry of it. A decision on a member who no longer waits changes nothing.</summary>
public static class Approvals
{
    /// <summary>An active member who has asked for another display name.</summary>
    internal const string HasWish = "state = 'active' AND wanted_name IS NOT NULL";

    /// <summary>The first <paramref name="most"/> waiting members, the longest waiting first.</summary>
    public static List<WaitingMember> Waiting(Sql sql, int most) => sql.Query<WaitingMember>("""
        SELECT m.id, m.name, m.login, m.start_year, m.class, (SELECT name FROM schools s WHERE s.id = m.school_id) AS school,
            (SELECT label FROM join_codes c WHERE c.id = m.join_code_id) AS code_label, m.created_at
        FROM members m WHERE m.state = 'waiting' ORDER BY m.created_at, m.id LIMIT @most
        """, new { most }).AsList();

    /// <summary>The first <paramref name="most"/> waiting aliases, by member.</summary>
    public static List<WantedName> WantedNames(Sql sql, int most) => sql.Query<WantedName>($"""
        SELECT id, name, display_name AS shown, wanted_name AS wanted, start_year, class
        FROM members WHERE {HasWish} ORDER BY id LIMIT @most
        """, new { most }).AsList();

    /// <summary>Approves a member; false if they do not wait. Whoever joined with a code for a competition takes part in it.</summary>
    public static bool Approve(Sql sql, long id, long now)
    {
        if (sql.Execute("UPDATE members SET state = 'active', state_at = @now WHERE id = @id AND state = 'waiting'", new { now, id }) != 1)
            return false;
        SchoolEnrolments.AddByCode(sql, id, now);
        return true;
    }

    /// <summary>Rejects a member, of whom nothing personal is kept; false if they do not wait.</summary>
    public static bool Reject(Sql sql, long id, long now) =>
        Members.Find(sql, id) is { State: MemberState.Waiting } && Anonymisation.Apply(sql, id, now);

    /// <summary>
    /// Shows the member under the alias they asked for. Returns the name that is shown now: the alias, numbered if another member has it by
    /// now. Null if no alias waits, or another than <paramref name="seen"/>: the member chose it after the page was loaded, and it has not
    /// been checked.
    /// </summary>
    public static string? ShowAlias(Sql sql, long id, string seen) =>
        Members.Find(sql, id) is { State: MemberState.Active, WantedName: { } wanted } && wanted == seen
            ? Members.SetDisplayName(sql, id, wanted)
            : null;

    /// <summary>Drops the alias that waits; false if none does, or another than <paramref name="seen"/>.</summary>
    public static bool DropAlias(Sql sql, long id, string seen) => sql.Execute(
        "UPDATE members SET wanted_name = NULL WHERE id = @id AND wanted_name = @seen AND state = 'active'", new { id, seen }) == 1;
}
