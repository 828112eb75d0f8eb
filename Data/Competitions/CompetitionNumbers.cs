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
    private const int Days7 = 7, MostChallenges = 60;

    private const string Taking = $"""
        WITH taking AS MATERIALIZED (SELECT e.member_id, e.school_id, e.division, e.points, e.moved_at, e.answered_at,
                s.declared
            FROM enrolments e
            LEFT JOIN competition_schools s ON s.competition_id = e.competition_id AND s.school_id = e.school_id
            WHERE {CompetitionTables.IsIn})
        """;

    // The answers of those who take part, as h, p and a.
    private const string Given = $"""
        FROM challenges h JOIN parts p ON p.challenge_id = h.id JOIN attempts a ON a.part_id = p.id
        WHERE h.competition_id = @CompetitionId AND a.member_id {IsNoOther}
        """;

    // Looked up for each answer, and @others has few: nearly all who answered take part.
    private const string IsNoOther = "NOT IN (SELECT value FROM json_each(@others))";

    /// <summary>
    /// The numbers at one moment. It reads an entry of an index for every answer of the competition twice, so it is for a page that few
    /// people open.
    /// </summary>
    public static CompetitionNumbers Find(Sql sql, long id, long now)
    {
        var others = JsonList.Of(ListOthers(sql, id));
        var challenges = ListChallenges(sql, id, others);
        var sums = sql.QuerySingle<CompetitionSums>($"""
            {Taking}
            SELECT (SELECT count(*) FROM competition_schools WHERE competition_id = @CompetitionId) AS invited,
                (SELECT count(*) FROM competition_schools WHERE competition_id = @CompetitionId AND state = 'accepted') AS accepted,
                count(DISTINCT school_id) FILTER (WHERE answered_at IS NOT NULL) AS active, count(*) AS enrolled,
                count(*) FILTER (WHERE answered_at IS NOT NULL) AS started, count(*) FILTER (WHERE points > 0) AS with_points,
                (SELECT coalesce(sum(declared), 0) FROM competition_schools
                    WHERE competition_id = @CompetitionId AND state = 'accepted') AS declared,
                count(*) FILTER (WHERE answered_at IS NOT NULL AND declared > 0) AS started_of_declared,
                count(*) FILTER (WHERE moved_at IS NOT NULL) AS moved
            FROM taking
            """, new { CompetitionId = id }) with
        {
            Answers = challenges.Sum(one => one.Answers), Right = challenges.Sum(one => one.Right),
        };
        var points = sql.Query<PointCount>(
            $"{Taking} SELECT points, count(*) AS pupils FROM taking GROUP BY points ORDER BY points", new { CompetitionId = id }).AsList();
        var means = sql.Query<SchoolMean>($"""
            {Taking} SELECT coalesce(c.name, 'No school') AS school, t.division, count(*) AS pupils, avg(t.points * 1.0) AS mean
            FROM taking t LEFT JOIN schools c ON c.id = t.school_id GROUP BY t.school_id, t.division
            ORDER BY t.division COLLATE NOCASE, mean DESC, school LIMIT 500
            """, new { CompetitionId = id }).AsList();
        List<TermLine> hardest = [.. challenges
            .OrderBy(one => one.Solved * 1.0 / one.Tried).ThenBy(one => one.ChallengeId).Take(MostChallenges)
            .Select(one => new TermLine(one.Tried, one.Answers, one.Tried, one.Solved)
            {
                ChallengeId = one.ChallengeId, Title = one.Title,
            })];
        return new CompetitionNumbers(sums, points, means, FindDays(sql, id, now, others), hardest);
    }

    /// <summary>The members who do not take part: those who never did, and pupils who left or whose school did.</summary>
    private static List<long> ListOthers(Sql sql, long id) => sql.Query<long>($"""
        SELECT m.id FROM members m WHERE m.id NOT IN (SELECT e.member_id FROM enrolments e WHERE {CompetitionTables.IsIn})
        """, new { CompetitionId = id }).AsList();

    /// <summary>The challenges that somebody has tried.</summary>
    private static List<Tries> ListChallenges(Sql sql, long id, string others) => sql.Query<Tries>($"""
        WITH tried AS MATERIALIZED (
            SELECT h.id AS challenge_id, count(DISTINCT a.member_id) AS tried, count(*) AS answers, sum(a.is_right) AS right
            {Given} GROUP BY h.id)
        SELECT t.challenge_id, h.title, t.tried, t.answers, t.right, (SELECT count(*) FROM completions c
            WHERE c.challenge_id = t.challenge_id AND c.member_id {IsNoOther}) AS solved
        FROM tried t JOIN challenges h ON h.id = t.challenge_id
        """, new { CompetitionId = id, others }).AsList();

    // Days begin at midnight in London, so the two of a change of the clocks have 23 and 25 hours; each is of whole hours.
    private static List<DayAnswers> FindDays(Sql sql, long id, long now, string others)
    {
        var today = SchoolTime.Local(now).Date;
        long[] ends = [.. Enumerable.Range(0, Days7 + 1).Select(day => SchoolTime.Instant(today.AddDays(day + 1 - Days7)))];
        var hours = sql.Query<DayAnswers>($"""
            SELECT a.submitted_at / 3600 * 3600 AS "from", count(*) AS answers {Given} AND a.submitted_at >= @from GROUP BY 1
            """, new { CompetitionId = id, others, from = ends[0] }).AsList();
        var days = new List<DayAnswers>();
        for (var day = 0; day < Days7; day++)
        {
            var answers = 0L;
            foreach (var hour in hours)
                if (hour.From >= ends[day] && hour.From < ends[day + 1]) answers += hour.Answers;
            days.Add(new DayAnswers(ends[day], answers));
        }
        return days;
    }

    internal sealed record Tries(long ChallengeId, string Title, long Tried, long Answers, long Right, long Solved);
}
