// What a member's ledger comes to, period by period: read from the ledger itself, so that the rows shown beside a sum are the rows it is made of.
using System.Data;

namespace MathsSoc.Data;

/// <summary>Sums of one ledger. <c>Term</c> is 0 in the holidays.</summary>
/// <param name="Newest">The number of the newest row; 0: there is none.</param>
public sealed record ScoreSums(long Rows, long AllTime, long Year, long Term, long Week, long Newest) : IRow<ScoreSums>
{
    public static string Columns => """
        count(*), coalesce(sum(w.points), 0), coalesce(sum(w.points) FILTER (WHERE w.school_year = @year), 0), coalesce(sum(w.points) FILTER (WHERE w.term = @term), 0),
        coalesce(sum(w.points) FILTER (WHERE w.week = @week), 0), coalesce(max(w.id), 0)
        """;

    public static ScoreSums Read(IDataRecord row) => new(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5));

    /// <summary>The sums in the periods of <paramref name="moment"/>. <paramref name="until"/>: of rows written by then; null: of all.</summary>
    public static ScoreSums Find(Sql sql, long memberId, Moment moment, long? until) => sql.Row<ScoreSums>(
        $"SELECT {Columns} FROM awards w WHERE w.member_id = @member AND w.made_at <= @until",
        ("member", memberId), ("year", moment.SchoolYear), ("term", moment.Term), ("week", moment.Week), ("until", until ?? long.MaxValue))!;
}
