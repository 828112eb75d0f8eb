// Freezes a competition's tables, publishes its results once, and reads the places as they were written beside later corrections.
using Dapper;

namespace MathsSoc.Data;

/// <summary>A pupil's published place, and where a later correction would put them. A null rank: none.</summary>
public sealed record PupilResult
{
    public required long MemberId { get; init; }
    public required string DisplayName { get; init; }
    public long? StartYear { get; init; }
    public long? SchoolId { get; init; }

    /// <summary>Null: of no school.</summary>
    public string? School { get; init; }

    public string Division { get; init; } = "";
    public long Points { get; init; }

    /// <summary>Null: the pupil had no points when the results were published.</summary>
    public long? Rank { get; init; }

    public bool IsShared { get; init; }
    public long? NowPoints { get; init; }
    public long? NowRank { get; init; }
    public bool IsNowShared { get; init; }

    /// <summary>When the pupil's own points were last corrected; null: never since the results.</summary>
    public long? CorrectedAt { get; init; }
}

/// <summary>A school's published place. The score is as in <see cref="SchoolScore"/>.</summary>
public sealed record SchoolResult
{
    /// <summary>Empty: over all divisions.</summary>
    public required string Division { get; init; }

    public required long SchoolId { get; init; }
    public long? Rank { get; init; }
    public bool IsShared { get; init; }
    public required long Pupils { get; init; }
    public required long Sum { get; init; }
    public required long Of { get; init; }
    public long Silver { get; init; }
    public long Bronze { get; init; }

    /// <summary>The same as a table shows it; the weeks it was made of are not known any more.</summary>
    public SchoolScore ToScore() => new()
    {
        SchoolId = SchoolId, Pupils = Pupils, Sum = Sum, Of = Of, Silver = Silver, Bronze = Bronze, Rank = Rank, IsShared = IsShared,
    };
}

/// <summary>Why results cannot be published.</summary>
public enum ResultsRefusal { Missing, Published, NotClosed }

/// <summary>Freezes, publishes, and reads what was published.</summary>
public static class CompetitionResults
{
    /// <summary>
    /// Freezes the tables at <paramref name="at"/>, or lets them go on if it is null. False if that would change nothing, or the
    /// competition is a draft, has its results, or does not exist.
    /// </summary>
    public static bool Freeze(Sql sql, long id, long? at, Actor actor, long now)
    {
        var isDone = sql.Execute("""
            UPDATE competitions SET frozen_at = @at, updated_at = @now, version = version + 1
            WHERE id = @id AND is_draft = 0 AND results_at IS NULL AND archived_at IS NULL AND (frozen_at IS NULL) = (@at IS NOT NULL)
            """, new { id, at, now }) == 1;
        if (isDone) Audit.Add(sql, actor, at is null ? "competition.thaw" : "competition.freeze", now, "competition", id);
        return isDone;
    }

    /// <summary>
    /// Writes the places of pupils and schools as they are now, and ends a freeze. Null: it is done; it can be done once, and only when
    /// nobody may answer any more.
    /// </summary>
    public static ResultsRefusal? Publish(Sql sql, long id, Rules rules, Actor actor, long now)
    {
        if (Competitions.Find(sql, id) is not { IsDraft: false, ArchivedAt: null } competition) return ResultsRefusal.Missing;
        if (competition.ResultsAt is not null) return ResultsRefusal.Published;
        if (now < CompetitionTables.FindEnd(sql, competition) + rules.Scoring.GraceSeconds) return ResultsRefusal.NotClosed;
        var scope = new TableScope(id);
        sql.Execute($"""
            INSERT INTO competition_results (competition_id, member_id, school_id, division, points, rank, division_rank)
            SELECT @CompetitionId, s.member_id, s.school_id, s.division, s.points, rank() OVER (ORDER BY s.points DESC),
                rank() OVER (PARTITION BY s.division ORDER BY s.points DESC)
            FROM ({CompetitionTables.Scores(scope)}) s WHERE {PupilTable.IsShown}
            """, new { scope.CompetitionId, scope.Division, scope.FrozenAt });
        foreach (var (division, scores) in SchoolTables.Read(sql, competition, null).Scores)
            foreach (var score in scores)
                sql.Execute("""
                    INSERT INTO competition_school_results (competition_id, division, school_id, rank, pupils, sum, divisor, silver, bronze)
                    VALUES (@id, @division, @SchoolId, @Rank, @Pupils, @Sum, @Of, @Silver, @Bronze)
                    """, new { id, division, score.SchoolId, score.Rank, score.Pupils, score.Sum, score.Of, score.Silver, score.Bronze });
        sql.Execute("""
            UPDATE competitions SET results_at = @now, frozen_at = NULL, updated_at = @now, version = version + 1 WHERE id = @id
            """, new { id, now });
        Audit.Add(sql, actor, "competition.results", now, "competition", id);
        return null;
    }

    /// <summary>
    /// When something last changed what the tables show, since the results were published: points, a pupil, or a school. Null: nothing
    /// did.
    /// </summary>
    public static long? FindCorrection(Sql sql, long id, long resultsAt) => sql.ExecuteScalar<long?>("""
        SELECT max(at) FROM (
            SELECT k.corrected_at AS at FROM competitions k WHERE k.id = @id
            UNION ALL SELECT max(max(e.state_at, coalesce(e.moved_at, 0))) FROM enrolments e
                WHERE e.competition_id = @id AND (e.state_at > @resultsAt OR e.moved_at > @resultsAt)
            UNION ALL SELECT max(s.state_at) FROM competition_schools s WHERE s.competition_id = @id AND s.state_at > @resultsAt)
        """, new { id, resultsAt });

    /// <summary>Records that points changed after the results were published.</summary>
    internal static void NoteCorrection(Sql sql, long id, long at) =>
        sql.Execute("UPDATE competitions SET corrected_at = @at WHERE id = @id", new { id, at });

    /// <summary>
    /// The published places in their order, at most <paramref name="most"/> after <paramref name="skip"/>; then pupils whom a correction
    /// gave points. Those who are no longer on tables are left out.
    /// </summary>
    /// <param name="memberId">Only this pupil; 0: all.</param>
    public static List<PupilResult> List(
        Sql sql, TableScope scope, long resultsAt, bool isCorrected, int skip, int most, long memberId = 0) => sql.Query<PupilResult>($"""
        {Rows(scope, isCorrected)}
        SELECT r.member_id, m.display_name, m.start_year, r.school_id, c.name AS school, r.division, r.points, r.rank, r.is_shared,
            r.now_points, r.now_rank, r.is_now_shared,
            (SELECT max(w.made_at) FROM awards w INDEXED BY awards_competition
                WHERE w.competition_id = @CompetitionId AND w.member_id = r.member_id AND w.made_at > @resultsAt) AS corrected_at
        FROM rows r JOIN members m ON m.id = r.member_id LEFT JOIN schools c ON c.id = r.school_id
        WHERE @memberId IN (0, r.member_id)
        ORDER BY r.rank IS NULL, r.rank, r.now_rank, r.member_id LIMIT @most OFFSET @skip
        """, new { scope.CompetitionId, scope.Division, scope.FrozenAt, resultsAt, skip, most, memberId }).AsList();

    /// <summary>How many lines <see cref="List"/> has.</summary>
    public static long Count(Sql sql, TableScope scope, bool isCorrected) => sql.ExecuteScalar<long>(
        $"{Rows(scope, isCorrected)} SELECT count(*) FROM rows",
        new { scope.CompetitionId, scope.Division, scope.FrozenAt });

    /// <summary>The most points with which a pupil of the school is in the published places; null: none is.</summary>
    public static long? FindBest(Sql sql, TableScope scope, long schoolId) => sql.ExecuteScalar<long?>(
        $"{Rows(scope, false)} SELECT max(r.points) FROM rows r WHERE r.school_id = @schoolId",
        new { scope.CompetitionId, scope.Division, scope.FrozenAt, schoolId });

    /// <summary>The published places of schools, over all divisions and in each.</summary>
    public static List<SchoolResult> ListSchools(Sql sql, long id) => sql.Query<SchoolResult>("""
        SELECT r.division, r.school_id, r.rank, count(r.rank) OVER (PARTITION BY r.division, r.rank) > 1 AS is_shared, r.pupils, r.sum,
            r.divisor AS "of", r.silver, r.bronze
        FROM competition_school_results r WHERE r.competition_id = @id
        """, new { id }).AsList();

    /// <summary>The lines as a table of SQL that is called rows. Where nothing was corrected, what is now need not be worked out.</summary>
    private static string Rows(TableScope scope, bool isCorrected)
    {
        var (rank, within) = scope.Division.Length == 0 ? ("rank", "") : ("division_rank", " AND r.division = @Division");
        var equal = scope.Division.Length == 0 ? "o.rank = r.rank" : "o.division = r.division AND o.division_rank = r.division_rank";
        var written = $"""
            SELECT r.member_id, r.school_id, r.division, r.points, r.{rank} AS rank, EXISTS (SELECT 1 FROM competition_results o
                WHERE o.competition_id = @CompetitionId AND {equal} AND o.member_id <> r.member_id) AS is_shared
            FROM competition_results r CROSS JOIN enrolments e ON {CompetitionTables.IsIn} AND e.member_id = r.member_id AND e.is_listed = 1
            WHERE r.competition_id = @CompetitionId{within}
            """;
        if (!isCorrected)
            return $"""
                WITH rows AS (SELECT w.*, w.points AS now_points, w.rank AS now_rank, w.is_shared AS is_now_shared FROM ({written}) w)
                """;
        return $"""
            WITH live AS MATERIALIZED (SELECT s.member_id, s.school_id, s.division, s.points, rank() OVER (ORDER BY s.points DESC) AS rank,
                    count(*) OVER (PARTITION BY s.points) > 1 AS is_shared
                FROM ({CompetitionTables.Scores(scope)}) s WHERE {PupilTable.IsShown}),
            rows AS (
                SELECT w.*, l.points AS now_points, l.rank AS now_rank, l.is_shared AS is_now_shared
                FROM ({written}) w LEFT JOIN live l ON l.member_id = w.member_id
                UNION ALL
                SELECT l.member_id, l.school_id, l.division, 0, NULL, 0, l.points, l.rank, l.is_shared FROM live l WHERE NOT EXISTS (
                    SELECT 1 FROM competition_results r WHERE r.competition_id = @CompetitionId AND r.member_id = l.member_id{within}))
            """;
    }
}
