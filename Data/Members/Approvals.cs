// The approval queue: who signed up and waits to be let in, and which aliases wait to be shown.
using System.Data;

namespace MathsSoc.Data;

/// <summary>Somebody who waits to be let in. Times are unix seconds.</summary>
/// <param name="School">Null: none.</param>
/// <param name="CodeLabel">What the admin calls the code they came with; null: they came without one.</param>
public sealed record WaitingMember(long Id, string Name, string Login, long? StartYear, string Class, string? School, string? CodeLabel, long CreatedAt) : IRow<WaitingMember>
{
    public static string Columns => """
        m.id, m.name, m.login, m.start_year, m.class, (SELECT name FROM schools s WHERE s.id = m.school_id),
        (SELECT label FROM join_codes c WHERE c.id = m.join_code_id), m.created_at
        """;

    public static WaitingMember Read(IDataRecord row) => new(row.GetInt64(0), row.GetString(1), row.GetString(2), row.Number(3), row.GetString(4), row.Text(5),
        row.Text(6), row.GetInt64(7));
}

/// <summary>An alias that waits. <c>Shown</c> is what others see until then.</summary>
public sealed record WantedName(long Id, string Name, string Shown, string Wanted, long? StartYear, string Class) : IRow<WantedName>
{
    public static string Columns => "id, name, display_name, wanted_name, start_year, class";

    public static WantedName Read(IDataRecord row) =>
        new(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.Number(4), row.GetString(5));
}

/// <summary>Reads the queue and decides on one of it. A decision on somebody who no longer waits changes nothing.</summary>
public static class Approvals
{
    /// <summary>Somebody who is here and has asked for another display name.</summary>
    internal const string HasWish = "state = 'active' AND wanted_name IS NOT NULL";

    /// <summary>The first <paramref name="most"/> who wait, the longest waiting first.</summary>
    public static List<WaitingMember> Waiting(Sql sql, int most) => sql.Rows<WaitingMember>(
        $"SELECT {WaitingMember.Columns} FROM members m WHERE m.state = 'waiting' ORDER BY m.created_at, m.id LIMIT @most", ("most", most));

    /// <summary>The first <paramref name="most"/> aliases that wait, by member.</summary>
    public static List<WantedName> WantedNames(Sql sql, int most) => sql.Rows<WantedName>(
        $"SELECT {WantedName.Columns} FROM members WHERE {HasWish} ORDER BY id LIMIT @most", ("most", most));

    /// <summary>Lets somebody in; false when they do not wait.</summary>
    public static bool LetIn(Sql sql, long id, long now) =>
        sql.Run("UPDATE members SET state = 'active', state_at = @now WHERE id = @id AND state = 'waiting'", ("now", now), ("id", id)) == 1;

    /// <summary>Sends somebody away, of whom nothing personal is kept; false when they do not wait.</summary>
    public static bool SendAway(Sql sql, long id, long now) =>
        Members.Find(sql, id) is { State: MemberState.Waiting } && Anonymisation.Apply(sql, id, now);

    /// <summary>
    /// Shows the member under the alias they asked for: what is shown now, which is numbered when the alias is another's by now. Null when none waits, or
    /// another than <paramref name="seen"/>: it was chosen after the page was loaded, and nobody has looked at it.
    /// </summary>
    public static string? ShowAlias(Sql sql, long id, string seen) =>
        Members.Find(sql, id) is { State: MemberState.Active, WantedName: { } wanted } && wanted == seen ? Members.SetDisplayName(sql, id, wanted) : null;

    /// <summary>Drops the alias that waits; false when none does, or another than <paramref name="seen"/>.</summary>
    public static bool DropAlias(Sql sql, long id, string seen) => sql.Run(
        "UPDATE members SET wanted_name = NULL WHERE id = @id AND wanted_name = @seen AND state = 'active'", ("id", id), ("seen", seen)) == 1;
}
