// The table of a competition's pupils: one page of it, its length, and a pupil's own place.
using Dapper;

namespace MathsSoc.Data;

/// <summary>One line of the table of pupils.</summary>
/// <param name="School">As at enrolment; null: of none.</param>
/// <param name="Line">Its display name and place are those of a board.</param>
public sealed record EntrantLine(BoardLine Line, long? SchoolId, string? School, string Division);

/// <summary>Reads the table. Pupils without points are not on it, and neither are those in quiet mode.</summary>
public static class PupilTable
{
    /// <summary>Whether the table names a pupil, on a row s of <see cref="CompetitionTables.Scores"/>.</summary>
    internal const string IsShown = "s.points > 0 AND s.is_listed = 1";

    /// <summary>The lines after <paramref name="skip"/>, at most <paramref name="most"/>. Equals share a place.</summary>
    public static List<EntrantLine> List(Sql sql, TableScope scope, int skip, int most)
    {
        // One row more than required, to find out whether the last line shares its rank with the next.
        var scores = sql.Query<Leaderboard.Score>($"""
            SELECT t.member_id, m.display_name, m.start_year, t.points, coalesce(t.reached_at, 0) AS reached_at
            FROM (SELECT s.member_id, s.points, s.reached_at FROM ({CompetitionTables.Scores(scope)}) s
                WHERE {IsShown} ORDER BY s.points DESC, s.reached_at, s.member_id LIMIT @most OFFSET @skip) t
            JOIN members m ON m.id = t.member_id ORDER BY t.points DESC, t.reached_at, t.member_id
            """, new { scope.CompetitionId, scope.Division, scope.FrozenAt, most = most + 1, skip }).AsList();
        if (scores.Count == 0) return [];
        var lines = Leaderboard.Rank(scores, skip, most, 1 + (skip == 0 ? 0 : CountAbove(sql, scope, scores[0].Points)));
        return WithSchools(sql, scope.CompetitionId, lines);
    }

    /// <summary>How many lines the table has.</summary>
    public static long Count(Sql sql, TableScope scope) => CountAbove(sql, scope, 0);

    /// <summary>
    /// A pupil's own place: the points are the present ones, even if the table is frozen. Null for whoever does not take part, and in a
    /// division for pupils of another.
    /// </summary>
    public static MemberRank? FindOwn(Sql sql, TableScope scope, long memberId)
    {
        if (FindOwnScore(sql, scope, memberId) is not { } own) return null;
        if (Enrolments.Find(sql, scope.CompetitionId, memberId) is not { } enrolment) return null;
        if (own.Points <= 0) return new MemberRank(enrolment.Points, null, false, own.IsListed);
        var others = sql.QuerySingle<Others>($"""
            SELECT count(*) FILTER (WHERE s.points > @Points) AS above, count(*) FILTER (WHERE s.points = @Points) AS equal
            FROM ({CompetitionTables.Scores(scope)}) s WHERE {IsShown} AND s.points >= @Points AND s.member_id <> @memberId
            """, new { scope.CompetitionId, scope.Division, scope.FrozenAt, own.Points, memberId });
        return new MemberRank(enrolment.Points, 1 + others.Above, others.Equal > 0, own.IsListed);
    }

    /// <summary>A pupil's points on the table, without the place; null as in <see cref="FindOwn"/>.</summary>
    internal static OwnScore? FindOwnScore(Sql sql, TableScope scope, long memberId) => sql.QueryFirstOrDefault<OwnScore>($"""
        SELECT s.points, s.is_listed FROM ({CompetitionTables.Scores(scope)}) s WHERE s.member_id = @memberId
        """, new { scope.CompetitionId, scope.Division, scope.FrozenAt, memberId });

    /// <summary>Puts to each line the school and the division as they are in the enrolment.</summary>
    internal static List<EntrantLine> WithSchools(Sql sql, long competitionId, List<BoardLine> lines)
    {
        var found = new Dictionary<long, PupilSchool>(lines.Count);
        foreach (var row in sql.Query<PupilSchool>("""
            SELECT e.member_id, e.school_id, c.name AS school, e.division FROM json_each(@ids) j
            JOIN enrolments e ON e.competition_id = @competitionId AND e.member_id = j.value LEFT JOIN schools c ON c.id = e.school_id
            """, new { competitionId, ids = JsonList.Of(lines.Select(line => line.MemberId)) }))
            found[row.MemberId] = row;
        var all = new List<EntrantLine>(lines.Count);
        foreach (var line in lines)
            if (found.TryGetValue(line.MemberId, out var of)) all.Add(new EntrantLine(line, of.SchoolId, of.School, of.Division));
        return all;
    }

    private static long CountAbove(Sql sql, TableScope scope, long points) => sql.ExecuteScalar<long>($"""
        SELECT count(*) FROM ({CompetitionTables.Scores(scope)}) s
        WHERE {IsShown} AND s.points > @points
        """, new { scope.CompetitionId, scope.Division, scope.FrozenAt, points });

    internal sealed record Others(long Above, long Equal);

    internal sealed record OwnScore(long Points, bool IsListed);

    internal sealed record PupilSchool(long MemberId, long? SchoolId, string? School, string Division);
}
