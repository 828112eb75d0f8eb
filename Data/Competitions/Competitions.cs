// The competitions table: finding and listing competitions, and one statement for each thing that staff do with one.
using Dapper;

namespace MathsSoc.Data;

/// <summary>Reads and writes competitions.</summary>
public static class Competitions
{
    /// <summary>The columns of a <see cref="Competition"/> but for its texts, on a competitions table that is called k.</summary>
    internal const string LineColumns = """
        k.id, k.title, k.opens_at, k.closes_at, k.enrol_from, k.enrol_until, k.time_kind, k.minutes, k.divisions, k.formula, k.best_of,
        k.least_pupils, k.formula_reason, k.holds_verdicts, k.counts_for_society, k.is_public, k.is_draft, k.frozen_at, k.results_at,
        k.archived_at, k.created_by, k.created_at, k.updated_at, k.version, k.terms_version
        """;

    /// <summary>The competition, in whatever state; null if there is none.</summary>
    public static Competition? Find(Sql sql, long id) => sql.QueryFirstOrDefault<Competition>(
        $"SELECT {LineColumns}, k.fairness, k.body FROM competitions k WHERE k.id = @id", new { id });

    /// <summary>Every competition without its texts, the one that closes last first; at most 200.</summary>
    public static List<Competition> ListAll(Sql sql) => sql.Query<Competition>(
        $"SELECT {LineColumns} FROM competitions k ORDER BY k.closes_at DESC, k.id DESC LIMIT 200").AsList();

    /// <summary>Those that are neither a draft nor archived, without their texts, the one that closes last first; at most 200.</summary>
    public static List<Competition> ListPublished(Sql sql) => sql.Query<Competition>($"""
        SELECT {LineColumns} FROM competitions k WHERE k.is_draft = 0 AND k.archived_at IS NULL
        ORDER BY k.closes_at DESC, k.id DESC LIMIT 200
        """).AsList();

    /// <summary>Those of them that visitors may read, for the calendar and the feed.</summary>
    public static List<Competition> ListPublic(Sql sql) => ListPublished(sql).FindAll(static one => one.IsPublic);

    /// <summary>The id of the competition that a form made; null: it has made none.</summary>
    public static long? FindByForm(Sql sql, string formKey) =>
        sql.ExecuteScalar<long?>("SELECT id FROM competitions WHERE form_key = @formKey", new { formKey });

    /// <summary>
    /// Adds a competition, a draft, and returns its id; of a form that was sent before, the id that it was given then.
    /// </summary>
    public static long Add(Sql sql, Competition competition, string formKey, long now) =>
        FindByForm(sql, formKey) ?? sql.ExecuteScalar<long>("""
            INSERT INTO competitions (form_key, title, body, fairness, opens_at, closes_at, enrol_from, enrol_until, time_kind, minutes,
                divisions, formula, best_of, least_pupils, holds_verdicts, counts_for_society, is_public, created_by, created_at,
                updated_at)
            VALUES (@formKey, @Title, @Body, @Fairness, @OpensAt, @ClosesAt, @EnrolFrom, @EnrolUntil, @TimeKind, @Minutes,
                @Divisions, @Formula, @BestOf, @LeastPupils, @HoldsVerdicts, @CountsForSociety, @IsPublic, @CreatedBy, @now, @now)
            RETURNING id
            """, new
            {
                formKey, competition.Title, competition.Body, competition.Fairness, competition.OpensAt, competition.ClosesAt,
                competition.EnrolFrom, competition.EnrolUntil, competition.TimeKind, competition.Minutes, competition.Divisions,
                competition.Formula, competition.BestOf, competition.LeastPupils, competition.HoldsVerdicts, competition.CountsForSociety,
                competition.IsPublic, competition.CreatedBy, now,
            });

    /// <summary>
    /// Writes what staff may change. False, and nothing is written, if the competition was changed since <see cref="Competition.Version"/>
    /// was read. Its challenges' times follow the window: one that opened or locked with the competition still does.
    /// </summary>
    public static bool Update(Sql sql, Competition competition, long now)
    {
        if (Find(sql, competition.Id) is not { } before || before.Version != competition.Version) return false;
        var hasNewTerms = before.Body != competition.Body || before.Fairness != competition.Fairness;
        sql.Execute("""
            UPDATE competitions SET title = @Title, body = @Body, fairness = @Fairness, opens_at = @OpensAt, closes_at = @ClosesAt,
                enrol_from = @EnrolFrom, enrol_until = @EnrolUntil, time_kind = @TimeKind, minutes = @Minutes, divisions = @Divisions,
                formula = @Formula, best_of = @BestOf, least_pupils = @LeastPupils, formula_reason = @FormulaReason,
                holds_verdicts = @HoldsVerdicts, counts_for_society = @CountsForSociety, is_public = @IsPublic, is_draft = @IsDraft,
                frozen_at = @FrozenAt, results_at = @ResultsAt, archived_at = @ArchivedAt, terms_version = @TermsVersion,
                updated_at = @UpdatedAt, version = version + 1
            WHERE id = @Id
            """, competition with { UpdatedAt = now, TermsVersion = before.TermsVersion + (hasNewTerms ? 1 : 0) });
        if (before.OpensAt == competition.OpensAt && before.ClosesAt == competition.ClosesAt) return true;
        sql.Execute("""
            UPDATE challenges SET version = version + 1, updated_at = @now, lock_hours = NULL,
                released_at = CASE WHEN released_at IS NULL OR released_at = @opened OR released_at >= @ClosesAt THEN @OpensAt
                    ELSE max(released_at, @OpensAt) END,
                locked_at = CASE WHEN locked_at IS NULL OR locked_at = @closed OR locked_at <= @OpensAt THEN @ClosesAt
                    ELSE min(locked_at, @ClosesAt) END
            WHERE competition_id = @Id AND solution_shown_at IS NULL AND archived_at IS NULL
            """, new { now, opened = before.OpensAt, closed = before.ClosesAt, competition.OpensAt, competition.ClosesAt, competition.Id });
        return true;
    }

    /// <summary>Whether a pupil has begun: an answer has counted, or personal minutes were started.</summary>
    public static bool HasBegun(Sql sql, long id) => HasAnswers(sql, id) || sql.ExecuteScalar<bool>(
        "SELECT EXISTS (SELECT 1 FROM enrolments WHERE competition_id = @id AND started_at IS NOT NULL)", new { id });

    /// <summary>Whether an answer to one of its challenges has counted: from then on its divisions, and whom it counts for, stay.</summary>
    public static bool HasAnswers(Sql sql, long id) => sql.ExecuteScalar<bool>("""
        SELECT EXISTS (SELECT 1 FROM challenges h JOIN parts p ON p.challenge_id = h.id JOIN attempts a ON a.part_id = p.id
            WHERE h.competition_id = @id)
        """, new { id });
}
