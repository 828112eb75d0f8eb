// Sums a member's ledger by period; it reads the ledger itself, so that the rows shown beside a sum are exactly those that were added up.
using Dapper;

namespace MathsSoc.Data;

/// <summary>Sums of one ledger. <c>Term</c> is 0 in the holidays.</summary>
/// <param name="Newest">The id of the newest row; 0: there is none.</param>
public sealed record ScoreSums(long Rows, long AllTime, long Year, long Term, long Week, long Newest)
{
    /// <summary>
    /// The sums in the periods of <paramref name="moment"/>. <paramref name="until"/>: only of rows that were added by then; null: of all
    /// rows.
    /// </summary>
    public static ScoreSums Find(Sql sql, long memberId, AwardPeriods moment, long? until) => sql.QuerySingle<ScoreSums>("""
        SELECT count(*) AS rows, coalesce(sum(points), 0) AS all_time,
            coalesce(sum(points) FILTER (WHERE school_year = @SchoolYear), 0) AS year,
            coalesce(sum(points) FILTER (WHERE term = @Term), 0) AS term,
            coalesce(sum(points) FILTER (WHERE week = @Week), 0) AS week, coalesce(max(id), 0) AS newest
        FROM awards WHERE member_id = @memberId AND counts_for_society = 1 AND made_at <= @until
        """, new { memberId, moment.SchoolYear, moment.Term, moment.Week, until = until ?? long.MaxValue });
}
