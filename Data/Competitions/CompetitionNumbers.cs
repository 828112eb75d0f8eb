// A competition in numbers, for those who run it: who takes part, how the points are spread, and what was hard.
using Dapper;

namespace MathsSoc.Data;

/// <summary>The sums. Pupils and schools that do not take part any more are left out.</summary>
public sealed record CompetitionSums
{
    public long Invited { get; init; }
    public long Accepted { get; init; }

    /// <summary>Accepted schools with a pupil who has answered.</summary>
    public long Active { get; init; }

    public long Enrolled { get; init; }

    /// <summary>Pupils who have answered.</summary>
    public long Started { get; init; }

    public long WithPoints { get; init; }

    /// <summary>What the accepted schools expect together; 0: none of them said.</summary>
    public long Declared { get; init; }

    /// <summary>Pupils who have answered, of the schools that said how many they expect.</summary>
    public long StartedOfDeclared { get; init; }

    public long Answers { get; init; }
    public long Right { get; init; }

    /// <summary>Pupils whom an owner moved to another school or division.</summary>
    public long Moved { get; init; }

    /// <summary>Whole per cent of the pupils that schools expected; null: no school said how many.</summary>
    public long? Participation => Declared == 0 ? null : StartedOfDeclared * 100 / Declared;
}

/// <summary>How many pupils have so many points.</summary>
public sealed record PointCount(long Points, long Pupils);

/// <summary>A school's pupils in one division.</summary>
/// <param name="Mean">Of the points of those who are enrolled.</param>
public sealed record SchoolMean(string School, string Division, long Pupils, double Mean);

/// <summary>The answers of one day.</summary>
/// <param name="From">When the day begins, in unix seconds.</param>
public sealed record DayAnswers(long From, long Answers);

/// <summary>Everything that the page shows.</summary>
public sealed record CompetitionNumbers(
    CompetitionSums Sums, IReadOnlyList<PointCount> Points, IReadOnlyList<SchoolMean> Means, IReadOnlyList<DayAnswers> Days,
    IReadOnlyList<TermLine> Challenges)
{
    private const int Days7 = 7;

    private const string Taking = $"""
        WITH taking AS MATERIALIZED (SELECT e.member_id, e.school_id, e.division, e.points, e.moved_at, e.answered_at,
                s.declared
            FROM enrolments e
            LEFT JOIN competition_schools s ON s.competition_id = e.competition_id AND s.school_id = e.school_id
            WHERE {CompetitionTables.IsIn}),
        given AS MATERIALIZED (SELECT a.member_id, p.challenge_id, a.submitted_at, a.is_right
            FROM challenges h JOIN parts p ON p.challenge_id = h.id JOIN attempts a ON a.part_id = p.id
            JOIN taking t ON t.member_id = a.member_id
            WHERE h.competition_id = @CompetitionId)
        """;

    /// <summary>The numbers at one moment. It reads every answer of the competition, so it is for a page that few people open.</summary>
    public static CompetitionNumbers Find(Sql sql, long id, long now)
    {
        var sums = sql.QuerySingle<CompetitionSums>($"""
            {Taking}
            SELECT (SELECT count(*) FROM competition_schools WHERE competition_id = @CompetitionId) AS invited,
                (SELECT count(*) FROM competition_schools WHERE competition_id = @CompetitionId AND state = 'accepted') AS accepted,
                (SELECT count(DISTINCT school_id) FROM taking WHERE answered_at IS NOT NULL) AS active,
                (SELECT count(*) FROM taking) AS enrolled,
                (SELECT count(*) FROM taking WHERE answered_at IS NOT NULL) AS started,
                (SELECT count(*) FROM taking WHERE points > 0) AS with_points,
                (SELECT coalesce(sum(declared), 0) FROM competition_schools
                    WHERE competition_id = @CompetitionId AND state = 'accepted') AS declared,
                (SELECT count(*) FROM taking WHERE answered_at IS NOT NULL AND declared > 0) AS started_of_declared,
                (SELECT count(*) FROM given) AS answers,
                (SELECT count(*) FROM given WHERE is_right = 1) AS right,
                (SELECT count(*) FROM taking WHERE moved_at IS NOT NULL) AS moved
            """, new { CompetitionId = id });
        var points = sql.Query<PointCount>(
            $"{Taking} SELECT points, count(*) AS pupils FROM taking GROUP BY points ORDER BY points", new { CompetitionId = id }).AsList();
        var means = sql.Query<SchoolMean>($"""
            {Taking} SELECT coalesce(c.name, 'No school') AS school, t.division, count(*) AS pupils, avg(t.points * 1.0) AS mean
            FROM taking t LEFT JOIN schools c ON c.id = t.school_id GROUP BY t.school_id, t.division
            ORDER BY t.division COLLATE NOCASE, mean DESC, school LIMIT 500
            """, new { CompetitionId = id }).AsList();
        var challenges = sql.Query<TermLine>($"""
            {Taking}, tried AS (SELECT member_id, challenge_id, count(*) AS answers FROM given GROUP BY 1, 2)
            SELECT count(DISTINCT t.member_id) AS active, coalesce(sum(t.answers), 0) AS answers, count(*) AS tried,
                count(c.member_id) AS solved, h.id AS challenge_id, h.title
            FROM tried t JOIN challenges h ON h.id = t.challenge_id
                LEFT JOIN completions c ON c.member_id = t.member_id AND c.challenge_id = t.challenge_id
            GROUP BY h.id ORDER BY count(c.member_id) * 1.0 / count(*), h.id LIMIT 60
            """, new { CompetitionId = id }).AsList();
        return new CompetitionNumbers(sums, points, means, FindDays(sql, id, now), challenges);
    }

    // Days begin at midnight in London, so the two of a change of the clocks have 23 and 25 hours.
    private static List<DayAnswers> FindDays(Sql sql, long id, long now)
    {
        var today = SchoolTime.Local(now).Date;
        var ends = Enumerable.Range(0, Days7 + 1).Select(day => SchoolTime.Instant(today.AddDays(day + 1 - Days7)));
        return sql.Query<DayAnswers>($"""
            {Taking}, days (start, until) AS (SELECT value, lead(value) OVER (ORDER BY value) FROM json_each(@ends))
            SELECT d.start AS "from", count(g.submitted_at) AS answers FROM days d
                LEFT JOIN given g ON g.submitted_at >= d.start AND g.submitted_at < d.until
            WHERE d.until IS NOT NULL GROUP BY d.start ORDER BY d.start
            """, new { CompetitionId = id, ends = $"[{string.Join(',', ends)}]" }).AsList();
    }
}
