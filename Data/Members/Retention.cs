// Ends what is kept for a limited time: members whose time is over become former members.
using Dapper;

namespace MathsSoc.Data;

/// <summary>
/// Members whose time is over: of those who meet the condition <c>Who</c> all whose time began, by <c>Since</c>, at <c>Before</c> (unix
/// seconds) or earlier. Both are SQL on a members table that is called m. <c>Why</c> completes "the member …" for the audit.
/// </summary>
public sealed record Overdue(string Who, string Since, long Before, string Why)
{
    /// <summary>Those who have been in a state since then or longer.</summary>
    public static Overdue In(MemberState state, long before, string why) =>
        new($"m.state = '{EnumText.Of(state)}'", "m.state_at", before, why);
}

/// <summary>
/// Finds and ends what is overdue. A run of the job ends few members; if more are overdue at once, something may be wrong with a rule or
/// the clock, and they wait for an owner.
/// </summary>
public static class Retention
{
    /// <summary>The most members that one run of the job ends, however small the society is.</summary>
    public const int MostAtLeast = 20;

    /// <summary>Members ended in one transaction, so that others can write in between.</summary>
    public const int Batch = 50;

    private const long Day = 86_400;
    private const string Waiting = "retention.waiting";

    /// <summary>The most members that one run of the job ends: a tenth of the society, and at least <see cref="MostAtLeast"/>.</summary>
    public static int Most(Sql sql) => (int)Math.Max(MostAtLeast, Members.Count(sql) / 10);

    /// <summary>Who is overdue at <paramref name="at"/>, by the society's rules.</summary>
    public static Overdue[] At(Rules rules, long at) =>
    [
        Overdue.In(MemberState.Leaving, at - Rules.UndoDays * Day, "asked to be deleted"),
        Overdue.In(MemberState.Archived, MonthsBefore(at, rules.LeaverMonths), "left some time ago"),
        Overdue.In(MemberState.Waiting, at - Rules.WaitingDays * Day, "was never let in"),
        GuestRetention.Pupils(MonthsBefore(at, rules.GuestMonths)),
    ];

    /// <summary>Since when overdue members wait for an owner; null: none do. Those who became overdue later do not wait.</summary>
    public static long? FindWaitingSince(Sql sql) =>
        sql.ExecuteScalar<long?>("SELECT updated_at FROM settings WHERE name = @name", new { name = Waiting });

    /// <summary>Makes everybody who is overdue at <paramref name="now"/> wait for an owner.</summary>
    public static void SetWaiting(Sql sql, long now) => Settings.Set(sql, Waiting, "", now);

    /// <summary>Nobody waits for an owner any more.</summary>
    public static void EndWaiting(Sql sql) => Settings.Remove(sql, Waiting);

    /// <summary>How many members are overdue, without those who have been since <paramref name="after"/> or longer.</summary>
    public static long Count(Sql sql, Overdue overdue, long after = long.MinValue) => sql.ExecuteScalar<long>(
        $"SELECT count(*) FROM members m WHERE {overdue.Who} AND {overdue.Since} BETWEEN @from AND @Before",
        new { overdue.Before, from = after + 1 });

    /// <summary>
    /// Makes former members of those who are overdue, but not since <paramref name="after"/>, the longest first, at most
    /// <paramref name="most"/>; returns how many. Found and changed in one transaction: a member who changes their mind at this moment is
    /// either in time or learns that it is too late.
    /// </summary>
    public static int Anonymise(Sql sql, Overdue overdue, int most, long now, long after = long.MinValue)
    {
        var found = sql.Query<Member>($"""
            SELECT {Members.Columns} FROM members m
            WHERE {overdue.Who} AND {overdue.Since} BETWEEN @from AND @Before ORDER BY {overdue.Since}, id LIMIT @most
            """, new { overdue.Before, from = after + 1, most }).AsList();
        foreach (var member in found)
        {
            Anonymisation.Apply(sql, member.Id, now);
            Audit.Add(sql, Actor.Program, "member.anonymise", now, "member", member.Id, overdue.Why);
        }
        return found.Count;
    }

    /// <summary>The moment so many months of the calendar before another, in unix seconds.</summary>
    public static long MonthsBefore(long at, int months) =>
        DateTimeOffset.FromUnixTimeSeconds(at).AddMonths(-months).ToUnixTimeSeconds();
}
