// A member's points over a stretch of time, as the line of their progress is drawn from the ledger.
using Dapper;

namespace MathsSoc.Data;

/// <summary>The points that were earned, or lost, within an hour; <paramref name="At"/>: the last of them.</summary>
public sealed record PointStep(long At, long Points);

/// <summary>Reads the steps of a member's points.</summary>
public static class TermPoints
{
    private const int MaxSteps = 500;

    /// <summary>
    /// The steps in a period, the earliest first; the last 500 of them if there are more, which is an hour with points on every day of a
    /// school year and more.
    /// </summary>
    public static List<PointStep> List(Sql sql, long memberId, Period period)
    {
        var steps = sql.Query<PointStep>($"""
            SELECT max(w.at) AS at, sum(w.points) AS points FROM awards w
            WHERE w.member_id = @memberId AND w.counts_for_society = 1 AND {period.Column} = @Key
            GROUP BY w.at / 3600 ORDER BY 1 DESC LIMIT {MaxSteps}
            """, new { memberId, period.Key }).AsList();
        steps.Reverse();
        return steps;
    }
}
