// Undoes the competition that an import brought: it goes to the archive, and whom the import enrolled takes part no longer.
using Dapper;

namespace MathsSoc.Data;

internal static class MoveBackCompetition
{
    /// <summary>Of attempts that are called a: given here since, and not on the earlier site.</summary>
    internal const string IsGivenHere = """
        (a.id > @AttemptsUntil AND a.send_key NOT LIKE 'undone:%'
            AND a.send_key NOT LIKE 'flask:' || @Source || ':%' AND a.send_key NOT LIKE 'flask:' || @Source || '-s:%')
        """;

    private const string OwnCompetition =
        "SELECT k.target_id FROM import_rows k WHERE k.source = @Source AND k.source_table = 'summer_competition'";

    /// <summary>Of enrolments: the import made it. Without content the pupil had joined by themselves before.</summary>
    private const string IsBrought = $"""
        competition_id IN ({OwnCompetition}) AND member_id IN (SELECT r.target_id FROM import_rows r
            WHERE r.import_id = @Id AND r.source_table = 'summer_enrolment' AND r.content <> '')
        """;

    private const string IsUnused = $"""
        state = 'enrolled' AND NOT EXISTS (SELECT 1 FROM challenges h JOIN parts p ON p.challenge_id = h.id
            JOIN attempts a ON a.part_id = p.id AND a.member_id = enrolments.member_id
            WHERE h.competition_id = enrolments.competition_id AND {IsGivenHere})
        """;

    /// <summary>Of a competition that is called k: staff, or pupils who joined, have changed something of it since.</summary>
    private const string IsChanged = """
        (EXISTS (SELECT 1 FROM audit u WHERE u.at >= @MadeAt AND u.actor_id IS NOT NULL AND (
                (u.subject = 'competition' AND u.subject_id = k.id AND u.action NOT LIKE 'competition.export%'
                    AND (u.action <> 'competition.results' OR u.at > @MadeAt))
                OR (u.action LIKE 'competition.%' AND u.detail = 'competition ' || k.id)))
            OR EXISTS (SELECT 1 FROM changes c WHERE c.competition_id = k.id AND c.made_at >= @MadeAt AND c.undone_at IS NULL)
            OR EXISTS (SELECT 1 FROM awards w WHERE w.competition_id = k.id AND w.id > @AwardsUntil AND w.actor_id IS NOT NULL)
            OR EXISTS (SELECT 1 FROM enrolments e WHERE e.competition_id = k.id AND e.state <> 'withdrawn' AND e.member_id NOT IN (
                SELECT n.target_id FROM import_rows n
                WHERE n.source = @Source AND n.source_table = 'summer_enrolment' AND n.content <> ''))
            OR EXISTS (SELECT 1 FROM challenges h WHERE h.competition_id = k.id AND h.archived_at IS NULL AND (
                h.id NOT IN (SELECT n.target_id FROM import_rows n WHERE n.source = @Source AND n.source_table = 'summer_challenge')
                OR EXISTS (SELECT 1 FROM audit u WHERE u.subject = 'challenge' AND u.subject_id = h.id AND u.at >= @MadeAt
                    AND u.actor_id IS NOT NULL))))
        """;

    /// <summary>Its competition, if it was this import that made it, and whether anybody has answered there or changed it since.</summary>
    public static List<MoveBack.ArrivedText> List(Sql sql, PastImport import) => sql.Query<MoveBack.ArrivedText>($"""
        SELECT k.id, k.title, k.archived_at IS NOT NULL AS is_archived,
            EXISTS (SELECT 1 FROM challenges h JOIN parts p ON p.challenge_id = h.id JOIN attempts a ON a.part_id = p.id
                WHERE h.competition_id = k.id AND {IsGivenHere}) AS is_answered, {IsChanged} AS is_edited
        FROM import_rows r JOIN competitions k ON k.id = r.target_id
        WHERE r.import_id = @Id AND r.source_table = 'summer_competition'
        """, import).AsList();

    /// <summary>How many pupils the import enrolled who have answered nothing in it here.</summary>
    public static long CountUnused(Sql sql, PastImport import) =>
        sql.ExecuteScalar<long>($"SELECT count(*) FROM enrolments WHERE {IsBrought} AND {IsUnused}", import);

    /// <param name="archived">The competitions of <see cref="List"/> that nobody used.</param>
    /// <param name="gone">The ids of members who are gone with the import, as JSON.</param>
    public static void Run(Sql sql, PastImport import, IReadOnlyList<long> archived, string gone, long now)
    {
        // Their school may go as well, and whoever joins again does so as for the first time.
        sql.Execute($"""
            UPDATE enrolments SET state = 'withdrawn', state_at = @now, school_id = NULL, answered_at = NULL
            WHERE {IsBrought} AND (member_id IN (SELECT value FROM json_each(@gone)) OR ({IsUnused}))
            """, new { import.Id, import.Source, import.AttemptsUntil, gone, now });
        sql.Execute($"""
            DELETE FROM import_rows WHERE import_id = @Id AND source_table = 'summer_enrolment' AND (content = '' OR target_id NOT IN (
                SELECT e.member_id FROM enrolments e WHERE e.competition_id IN ({OwnCompetition}) AND e.state <> 'withdrawn'))
            """, import);
        ForgetAnswers(sql, import);
        foreach (var competition in archived) Archive(sql, competition, now);
        sql.Execute($"""
            DELETE FROM competition_schools WHERE competition_id IN ({OwnCompetition}) AND state = 'accepted' AND accepted_by IS NULL
                AND school_id IN (SELECT r.target_id FROM import_rows r
                    WHERE r.import_id = @Id AND r.source_table = 'school' AND r.content <> '')
                AND NOT EXISTS (SELECT 1 FROM enrolments e WHERE e.school_id = competition_schools.school_id)
            """, import);
    }

    /// <summary>Whoever still takes part and has only answers that came with an import that is undone has not answered.</summary>
    private static void ForgetAnswers(Sql sql, PastImport import) => sql.Execute($"""
        UPDATE enrolments SET answered_at = first.at FROM (
            SELECT a.member_id, min(CASE
                WHEN (a.id > @AttemptsAfter AND a.id <= @AttemptsUntil) OR a.send_key LIKE 'undone:%' THEN NULL
                ELSE a.submitted_at END) AS at
            FROM challenges h JOIN parts p ON p.challenge_id = h.id JOIN attempts a ON a.part_id = p.id
            WHERE h.competition_id IN ({OwnCompetition}) GROUP BY a.member_id) AS first
        WHERE competition_id IN ({OwnCompetition}) AND enrolments.member_id = first.member_id AND state <> 'withdrawn'
            AND answered_at IS NOT first.at
        """, import);

    /// <summary>In the archive it has no results and no schools: both come again with the pupils who made them.</summary>
    private static void Archive(Sql sql, long competition, long now)
    {
        sql.Execute("""
            UPDATE competitions SET archived_at = @now, results_at = NULL, corrected_at = NULL, updated_at = @now, version = version + 1
            WHERE id = @competition
            """, new { competition, now });
        sql.Execute("DELETE FROM competition_results WHERE competition_id = @competition", new { competition });
        sql.Execute("DELETE FROM competition_school_results WHERE competition_id = @competition", new { competition });
        sql.Execute("DELETE FROM competition_schools WHERE competition_id = @competition", new { competition });
    }
}
