// Ends what is kept for a limited time: members whose time is over become former members.
using Dapper;

namespace MathsSoc.Data;

/// <summary>The statement behind the program's own clean-up; the caller decides how long members are kept.</summary>
public static class Retention
{
    /// <summary>
    /// Makes former members of those who have been in <paramref name="state"/> since <paramref name="before"/> or longer, the longest
    /// first, at most <paramref name="most"/>; returns how many. Found and changed in one transaction: a member who changes their mind at
    /// this moment is either in time or learns that it is too late.
    /// </summary>
    public static int Anonymise(Sql sql, MemberState state, long before, int most, string why, long now)
    {
        var overdue = sql.Query<Member>($"""
            SELECT {Members.Columns} FROM members WHERE state = @state AND state_at <= @before ORDER BY state_at, id LIMIT @most
            """, new { state, before, most }).AsList();
        foreach (var member in overdue)
        {
            Anonymisation.Apply(sql, member.Id, now);
            Audit.Add(sql, Actor.Program, "member.anonymise", now, "member", member.Id, why);
        }
        return overdue.Count;
    }
}
