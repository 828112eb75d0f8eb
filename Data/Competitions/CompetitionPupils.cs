// The pupils of a competition for those who run it: searched and sorted, and what is done with one of them.
using Dapper;

namespace MathsSoc.Data;

/// <summary>The orders of the list.</summary>
public enum PupilOrder { Points, Name, School }

/// <summary>Which pupils to list; null or empty: any.</summary>
/// <param name="Text">In the name, the display name or the login.</param>
/// <param name="SchoolId">0: of no school.</param>
public sealed record PupilFilter(string Text, string? Division, long? SchoolId, EnrolmentState? State, PupilOrder Order)
{
    /// <summary>Of the sum within the competition, both ends included; null: no limit.</summary>
    public long? FromPoints { get; init; }

    public long? ToPoints { get; init; }

    public static readonly PupilFilter Everybody = new("", null, null, null, PupilOrder.Points);
}

/// <summary>A pupil in the list. Times are unix seconds.</summary>
public sealed record CompetitionPupil : Enrolment
{
    public string Name { get; init; } = "";
    public string DisplayName { get; init; } = "";
    public string Login { get; init; } = "";
    public long? StartYear { get; init; }

    /// <summary>The school as at enrolment; empty: of none.</summary>
    public string School { get; init; } = "";

    /// <summary>The place on the table of pupils; null: this pupil is not on it.</summary>
    public long? Rank { get; init; }

    /// <summary>The same within the division.</summary>
    public long? DivisionRank { get; init; }

    /// <summary>Answers that counted, right or not.</summary>
    public long Answers { get; init; }
}

/// <summary>Lists them, and changes one.</summary>
public static class CompetitionPupils
{
    public const int PageSize = 50, MaxExported = 20_000, MaxReason = 200, MaxPoints = 1000;

    private const string Entrants = """
        FROM enrolments e JOIN members m ON m.id = e.member_id LEFT JOIN schools c ON c.id = e.school_id
        WHERE e.competition_id = @CompetitionId
        """;

    private const string Row = $"""
        SELECT {Enrolments.Columns}, m.name, m.display_name, m.login, m.start_year, coalesce(c.name, '') AS school,
            e.is_listed, {CompetitionTables.IsIn} AS is_in
        """;

    private const string Matches = """
        (@Text = '' OR instr(lower(m.name), lower(@Text)) > 0 OR instr(lower(m.display_name), lower(@Text)) > 0
            OR instr(lower(m.login), lower(@Text)) > 0)
        AND (@Division IS NULL OR e.division = @Division COLLATE NOCASE)
        AND (@SchoolId IS NULL OR coalesce(e.school_id, 0) = @SchoolId)
        AND (@state IS NULL OR e.state = @state)
        AND (@FromPoints IS NULL OR e.points >= @FromPoints) AND (@ToPoints IS NULL OR e.points <= @ToPoints)
        """;

    // Whatever the filter is, a place is that on the whole table: one more than how many have more points. Equals share it, so that it is
    // found once for all of them.
    private static readonly string Placed = $"""
        WITH equals AS MATERIALIZED (SELECT s.division, s.points, count(*) AS pupils
            FROM ({CompetitionTables.Scores(new TableScope(0))}) s WHERE {PupilTable.IsShown} GROUP BY s.division, s.points),
        placed AS MATERIALIZED (SELECT division, points, 1 + coalesce(sum(pupils) OVER (ORDER BY points DESC {More}), 0) AS rank,
                1 + coalesce(sum(pupils) OVER (PARTITION BY division ORDER BY points DESC {More}), 0) AS division_rank
            FROM equals)
        """;

    private const string More = "GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING";

    // The pupils who were found, as s; those who are not on the table have no place.
    private const string WithPlaces = $"""
        FROM found s LEFT JOIN placed p ON s.is_in AND {PupilTable.IsShown} AND p.points = s.points AND p.division = s.division
        """;

    /// <summary>How many pupils the filter lets through, over all pages.</summary>
    public static long Count(Sql sql, long competitionId, PupilFilter filter) => sql.ExecuteScalar<long>(
        $"SELECT count(*) {Entrants} AND {Matches}",
        new
        {
            CompetitionId = competitionId, filter.Text, filter.Division, filter.SchoolId, filter.FromPoints, filter.ToPoints,
            state = StateName(filter),
        });

    /// <summary>Those that match, at most <paramref name="most"/> after <paramref name="skip"/>.</summary>
    /// <param name="countsAnswers">Whether <see cref="CompetitionPupil.Answers"/> is needed: it reads every answer of those listed.</param>
    public static List<CompetitionPupil> List(
        Sql sql, long competitionId, PupilFilter filter, int skip, int most, bool countsAnswers) => sql.Query<CompetitionPupil>($"""
            {Placed}, found AS MATERIALIZED ({Row} {Entrants} AND {Matches}
                ORDER BY CASE @order WHEN 'name' THEN m.name WHEN 'school' THEN coalesce(c.name, '') END COLLATE NOCASE, e.points DESC,
                    e.reached_at, e.member_id
                LIMIT @most OFFSET @skip)
            SELECT s.*, p.rank, p.division_rank, CASE @countsAnswers WHEN 1 THEN (
                SELECT count(*) FROM attempts a JOIN parts t ON t.id = a.part_id JOIN challenges h ON h.id = t.challenge_id
                WHERE a.member_id = s.member_id AND h.competition_id = @CompetitionId) ELSE 0 END AS answers
            {WithPlaces}
            ORDER BY CASE @order WHEN 'name' THEN s.name WHEN 'school' THEN s.school END COLLATE NOCASE, s.points DESC, s.reached_at,
                s.member_id
            """, new
            {
                CompetitionId = competitionId, filter.Text, filter.Division, filter.SchoolId, filter.FromPoints, filter.ToPoints,
                state = StateName(filter),
                order = EnumText.Of(filter.Order), skip, most, countsAnswers,
            }).AsList();

    /// <summary>One of them; null: this member was never enrolled in it.</summary>
    public static CompetitionPupil? Find(Sql sql, long competitionId, long memberId) => sql.QueryFirstOrDefault<CompetitionPupil>($"""
        {Placed}, found AS MATERIALIZED ({Row} {Entrants} AND e.member_id = @memberId)
        SELECT s.*, p.rank, p.division_rank, 0 AS answers {WithPlaces}
        """, new { CompetitionId = competitionId, memberId });

    /// <summary>
    /// Gives a pupil who takes part points within the competition, or takes them away, for a reason that the pupil can read and that names
    /// nobody. False if this member does not take part, or is no active pupil, or has other points than <paramref name="seen"/>: then the
    /// form was sent before.
    /// </summary>
    /// <param name="seen">The pupil's points as the form was loaded; null: not known.</param>
    public static bool Adjust(Sql sql, Competition competition, long memberId, int points, string reason, long? seen, Actor actor,
        Rules rules, long now) =>
        Enrolments.Find(sql, competition.Id, memberId) is { State: EnrolmentState.Enrolled } enrolment
        && (seen is null || seen == enrolment.Points)
        && Awards.Adjust(sql, memberId, points, reason, actor, rules, now, competition.Id);

    /// <summary>
    /// Disqualifies a pupil, or lets one take part again. The ledger stays; the tables leave a disqualified pupil out. False if the state
    /// is not the one that this begins from.
    /// </summary>
    public static bool SetDisqualified(Sql sql, long competitionId, long memberId, bool isOut, string reason, long now) => sql.Execute("""
        UPDATE enrolments SET state = CASE @isOut WHEN 1 THEN 'disqualified' ELSE 'enrolled' END, state_at = @now, reason = @reason
        WHERE competition_id = @competitionId AND member_id = @memberId
            AND state = CASE @isOut WHEN 1 THEN 'enrolled' ELSE 'disqualified' END
        """, new { competitionId, memberId, isOut, reason, now }) == 1;

    /// <summary>Moves a pupil to another school or division; false if nothing changes, or the member was never enrolled.</summary>
    public static bool Move(Sql sql, long competitionId, long memberId, long? schoolId, string division, string reason, long now) =>
        sql.Execute("""
            UPDATE enrolments SET school_id = @schoolId, division = @division, moved_at = @now, reason = @reason
            WHERE competition_id = @competitionId AND member_id = @memberId
                AND (school_id IS NOT @schoolId OR division <> @division)
            """, new { competitionId, memberId, schoolId, division, reason, now }) == 1;

    private static string? StateName(PupilFilter filter) => filter.State is { } state ? EnumText.Of(state) : null;
}
