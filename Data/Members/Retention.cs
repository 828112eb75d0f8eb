// Ends what is kept for a time only: members whose time is over become former members.
namespace MathsSoc.Data;

/// <summary>The statement behind the program's own tidying; how long a time is, its caller says.</summary>
public static class Retention
{
    /// <summary>
    /// Makes former members of those who have been in <paramref name="state"/> since <paramref name="before"/> or longer, the longest first, at most
    /// <paramref name="most"/>; how many they were. Found and changed in one transaction: whoever changes their mind at this moment is in time or told that it is too late.
    /// </summary>
    public static int Anonymise(Sql sql, MemberState state, long before, int most, string why, long now)
    {
        var overdue = sql.Rows<Member>($"""
            SELECT {Member.Columns} FROM members WHERE state = @state AND state_at <= @before ORDER BY state_at, id LIMIT @most
            """, ("state", Names.Of(state)), ("before", before), ("most", most));
        foreach (var member in overdue)
        {
            Anonymisation.Apply(sql, member.Id, now);
            Audit.Add(sql, Actor.Program, "member.anonymise", now, "member", member.Id, why);
        }
        return overdue.Count;
    }
}
