// The members who are due to be erased and wait for an owner, because they are more than one run of the job may erase.
namespace MathsSoc.Data;

/// <summary>
/// How many members wait, and since when (unix seconds): who asked to be deleted, who left, who was never let in, and guests who have taken
/// part in nothing for long.
/// </summary>
public sealed record WaitingErasures(long Since, long Asked, long Left, long NeverLetIn, long Guests)
{
    public long Members => Asked + Left + NeverLetIn + Guests;

    /// <summary>Those who wait now; null if nobody does.</summary>
    public static WaitingErasures? Find(Sql sql, Rules rules)
    {
        if (Retention.FindWaitingSince(sql) is not { } since) return null;
        var overdue = Retention.At(rules, since);
        var waiting = new WaitingErasures(since, Retention.Count(sql, overdue[0]), Retention.Count(sql, overdue[1]),
            Retention.Count(sql, overdue[2]), Retention.Count(sql, overdue[3]));
        return waiting.Members == 0 ? null : waiting;
    }
}
