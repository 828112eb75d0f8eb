// What a member's ledger comes to, period by period: read from the ledger itself, so that the rows shown beside a sum are the rows it is made of.
using Dapper;

namespace MathsSoc.Data;

/// <summary>Sums of one ledger. <c>Term</c> is 0 in the holidays.</summary>
/// <param name="Newest">The number of the newest row; 0: there is none.</param>
public sealed record ScoreSums(long Rows, long AllTime, long Year, long Term, long Week, long Newest)
{
    /// <summary>The sums in the periods of <paramref name="moment"/>. <paramref name="until"/>: of rows written by then; null: of all.</summary>
    public static ScoreSums Find(Sql sql, long memberId, Moment moment, long? until) => sql.QuerySingle<ScoreSums>("""
        SELECT count(*) AS rows, coalesce(sum(points), 0) AS all_time,
            coalesce(sum(points) FILTER (WHERE school_year = @SchoolYear), 0) AS year,
            coalesce(sum(points) FILTER (WHERE term = @Term), 0) AS term,
            coalesce(sum(points) FILTER (WHERE week = @Week), 0) AS week, coalesce(max(id), 0) AS newest
        FROM awards WHERE member_id = @memberId AND made_at <= @until
        """, new { memberId, moment.SchoolYear, moment.Term, moment.Week, until = until ?? long.MaxValue });
}
