// Undoes an import as a whole: what nobody has used since goes, or goes to the archive, and points are taken back by rows of the ledger.
using Dapper;

namespace MathsSoc.Data;

/// <summary>A challenge, a competition or an article that an undo leaves as it is, and why: a sentence.</summary>
public sealed record StayingText(string Title, string Why);

/// <summary>What an undo would do at this moment.</summary>
public sealed record MoveBackPlan
{
    /// <summary>Members it made who have never signed in: they are anonymised.</summary>
    public required int NeverSignedIn { get; init; }

    /// <summary>Members it made who have signed in since: they are archived.</summary>
    public required int SignedIn { get; init; }

    /// <summary>Members it made whom somebody has changed since: they stay.</summary>
    public required int ChangedSince { get; init; }

    /// <summary>Challenges and articles that go to the archive.</summary>
    public required IReadOnlyList<long> Challenges { get; init; }

    public required IReadOnlyList<long> Articles { get; init; }

    /// <summary>The competition that came, if nobody has used it here: it goes to the archive.</summary>
    public required IReadOnlyList<long> Competitions { get; init; }

    /// <summary>Pupils it enrolled who have answered nothing in the competition here: they take part no longer.</summary>
    public required long Enrolments { get; init; }

    /// <summary>Announcements that nobody has changed since: they are removed.</summary>
    public required long Announcements { get; init; }

    public required IReadOnlyList<StayingText> Staying { get; init; }

    /// <summary>The rows of the ledger that are taken back.</summary>
    public required long Awards { get; init; }
}

/// <summary>What an undo did.</summary>
public sealed record MoveBackOutcome(int Members, int Challenges, int Competitions, int Articles, int Schools, int Awards)
{
    /// <summary>All numbers on one line, without names.</summary>
    public string Summary => $"{Members} members, {Challenges} challenges, {(Competitions > 0 ? "the competition, " : "")}"
        + $"{Articles} articles, {Schools} schools, {Awards} rows of points";
}

/// <summary>Undoes, within one transaction.</summary>
public static class MoveBack
{
    /// <summary>As members read it beside the points.</summary>
    public const string Reason = "Taken back with the import from the earlier site";

    /// <summary>Looks without changing anything.</summary>
    public static MoveBackPlan Look(Sql sql, PastImport import)
    {
        var (never, signedIn, changed) = (0, 0, 0);
        if (import.ChangeId is { } id && Changes.Find(sql, id) is { UndoneAt: null } change)
            foreach (var member in Changes.MembersOf(sql, id))
            {
                if (member.StandingTo(change) != ChangeStanding.AsChanged) changed++;
                else if (member.Now.LastSignInAt is null) never++;
                else signedIn++;
            }
        var (challenges, stayingChallenges) = SortOut(ListChallenges(sql, import), "challenge");
        var (articles, stayingArticles) = SortOut(ListArticles(sql, import), "article");
        var (competitions, stayingCompetitions) = SortOut(MoveBackCompetition.List(sql, import), "competition");
        return new MoveBackPlan
        {
            NeverSignedIn = never,
            SignedIn = signedIn,
            ChangedSince = changed,
            Challenges = challenges,
            Articles = articles,
            Competitions = competitions,
            Enrolments = MoveBackCompetition.CountUnused(sql, import),
            Announcements = sql.ExecuteScalar<long>($"SELECT count(*) FROM ({UntouchedAnnouncements})", import),
            Staying = [.. stayingChallenges, .. stayingCompetitions, .. stayingArticles],
            Awards = sql.ExecuteScalar<long>(
                "SELECT count(*) FROM awards WHERE id > @AwardsAfter AND id <= @AwardsUntil", import),
        };
    }

    /// <summary>Undoes the import; a sentence and no outcome if that cannot be.</summary>
    public static (MoveBackOutcome? Outcome, string? Problem) Run(Sql sql, long importId, Actor actor, long now)
    {
        if (PastImports.Find(sql, importId) is not { } import) return (null, "There is no such import.");
        if (import.FindObstacle(now) is { } obstacle) return (null, obstacle);
        var plan = Look(sql, import);
        var made = import.ChangeId is { } id ? Changes.MembersOf(sql, id).ConvertAll(static member => member.Now.Id) : [];
        var members = import.ChangeId is { } change ? MemberChanges.Undo(sql, actor, change, now)?.PutBack ?? 0 : 0;
        var gone = ListGone(sql, import, made);
        foreach (var challenge in plan.Challenges) Archive(sql, challenge, now);
        foreach (var article in plan.Articles) Articles.SetArchived(sql, article, isArchived: true, now);
        RemoveAnnouncements(sql, import);
        var awards = TakeBackPoints(sql, import, now);
        LetAnswersComeAgain(sql, import, JsonList.Of(gone), JsonList.Of(plan.Challenges));
        ForgetRows(sql, import, JsonList.Of(gone));
        MoveBackCompetition.Run(sql, import, plan.Competitions, JsonList.Of(gone), now);
        var schools = RemoveSchools(sql, import, now);
        PutBackKeyStages(sql, import);
        sql.Execute("UPDATE imports SET undone_at = @now WHERE id = @importId", new { now, importId });
        var outcome = new MoveBackOutcome(
            members, plan.Challenges.Count, plan.Competitions.Count, plan.Articles.Count, schools, awards);
        Audit.Add(sql, actor, "import.undo", now, "import", importId, outcome.Summary);
        return (outcome, null);
    }

    private const string UntouchedAnnouncements = """
        SELECT n.id FROM import_rows r CROSS JOIN announcements n ON n.id = r.target_id
        WHERE r.import_id = @Id AND r.source_table = 'announcement' AND substr(r.content, instr(r.content, ' ') + 1) = n.version || ''
        """;

    private static void RemoveAnnouncements(Sql sql, PastImport import)
    {
        sql.Execute($"DELETE FROM announcements WHERE id IN ({UntouchedAnnouncements})", import);
        sql.Execute("""
            DELETE FROM import_rows WHERE import_id = @Id AND source_table = 'announcement'
                AND target_id NOT IN (SELECT a.id FROM announcements a)
            """, import);
    }

    /// <summary>Its challenges, also the competition's, and whether anybody has answered them here or changed them since.</summary>
    private static List<ArrivedText> ListChallenges(Sql sql, PastImport import) => sql.Query<ArrivedText>($"""
        SELECT h.id, h.title, h.archived_at IS NOT NULL AS is_archived,
            EXISTS (SELECT 1 FROM parts p JOIN attempts a ON a.part_id = p.id
                WHERE p.challenge_id = h.id AND {MoveBackCompetition.IsGivenHere}) AS is_answered,
            EXISTS (SELECT 1 FROM audit u WHERE u.subject = 'challenge' AND u.subject_id = h.id AND u.at >= @MadeAt
                AND u.actor_id IS NOT NULL) AS is_edited
        FROM import_rows r JOIN challenges h ON h.id = r.target_id
        WHERE r.import_id = @Id AND r.source_table IN ('challenge', 'summer_challenge') ORDER BY h.id
        """, import).AsList();

    private static List<ArrivedText> ListArticles(Sql sql, PastImport import) => sql.Query<ArrivedText>("""
        SELECT h.id, h.title, h.archived_at IS NOT NULL AS is_archived, 0 AS is_answered,
            EXISTS (SELECT 1 FROM audit u WHERE u.subject = 'article' AND u.subject_id = h.id AND u.at >= @MadeAt
                AND u.actor_id IS NOT NULL) AS is_edited
        FROM import_rows r JOIN articles h ON h.id = r.target_id
        WHERE r.import_id = @Id AND r.source_table = 'article' ORDER BY h.id
        """, import).AsList();

    private static (List<long> Archived, List<StayingText> Staying) SortOut(List<ArrivedText> texts, string what)
    {
        var (archived, staying) = (new List<long>(), new List<StayingText>());
        foreach (var text in texts)
        {
            if (text.IsArchived) continue;
            if (text.IsAnswered) staying.Add(new StayingText(text.Title, $"This {what} has been answered here since."));
            else if (text.IsEdited) staying.Add(new StayingText(text.Title, $"This {what} has been changed here since."));
            else archived.Add(text.Id);
        }
        return (archived, staying);
    }

    /// <summary>In the archive it is nobody's first, and completed by nobody: the answers that say so are an earlier site's.</summary>
    private static void Archive(Sql sql, long challenge, long now)
    {
        Challenges.SetArchived(sql, challenge, isArchived: true, now);
        sql.Execute("DELETE FROM firsts WHERE challenge_id = @challenge", new { challenge });
        sql.Execute("DELETE FROM completions WHERE challenge_id = @challenge", new { challenge });
    }

    /// <summary>
    /// Those of its members who were anonymised by an undo, this one or one of the members alone. Whoever was erased otherwise is not
    /// among them: they never arrive again.
    /// </summary>
    private static List<long> ListGone(Sql sql, PastImport import, List<long> made)
    {
        var gone = sql.Query<long>("SELECT id FROM members WHERE state = 'former' AND id IN (SELECT value FROM json_each(@made))",
            new { made = JsonList.Of(made) }).AsList();
        gone.AddRange(sql.Query<long>("""
            SELECT m.id FROM import_rows r JOIN members m ON m.id = r.target_id JOIN changes c ON c.id = @ChangeId
            WHERE r.import_id = @Id AND r.source_table = 'users' AND m.state = 'former' AND m.state_at = c.undone_at
                AND m.created_at = @MadeAt
            """, import));
        return gone;
    }

    private static int TakeBackPoints(Sql sql, PastImport import, long now)
    {
        var rows = sql.Query<AwardRow>("""
            SELECT member_id, challenge_id, competition_id, part_id, kind, points, at, week, term, school_year, key_stage FROM awards
            WHERE id > @AwardsAfter AND id <= @AwardsUntil ORDER BY id
            """, import).AsList();
        Awards.AddMany(sql, rows.Select(row => new NewAward
        {
            MemberId = row.MemberId,
            ChallengeId = row.ChallengeId,
            CompetitionId = row.CompetitionId,
            PartId = row.PartId,
            Kind = row.Kind == AwardKind.Adjustment ? AwardKind.Adjustment : AwardKind.Compensation,
            Corrects = row.Kind == AwardKind.Adjustment ? null : row.Kind,
            Points = -row.Points,
            Reason = Reason,
            AwardPeriods = new AwardPeriods(row.At, row.Week, row.Term, row.SchoolYear, row.KeyStage),
            MadeAt = now,
        }));
        return rows.Count;
    }

    /// <summary>
    /// Answers stay. Under another key the same ones can arrive again for whoever comes in place of their giver; so can those that a later
    /// copy had brought, whose own undo left the giver here.
    /// </summary>
    private static void LetAnswersComeAgain(Sql sql, PastImport import, string gone, string challenges) => sql.Execute("""
        UPDATE attempts SET send_key = 'undone:' || @Id || ':' || send_key
        WHERE send_key LIKE 'flask:%'
            AND (member_id IN (SELECT value FROM json_each(@gone))
                OR part_id IN (SELECT p.id FROM parts p JOIN json_each(@challenges) j ON j.value = p.challenge_id))
        """, new { import.Id, gone, challenges });

    private static void ForgetRows(Sql sql, PastImport import, string gone)
    {
        sql.Execute("""
            DELETE FROM import_rows WHERE source = @Source
                AND source_table IN ('users', 'leaderboard_entry', 'summer_leaderboard')
                AND target_id IN (SELECT value FROM json_each(@gone))
            """, new { import.Source, gone });
        // Of the others' points only those of this import are gone.
        sql.Execute("""
            UPDATE import_rows SET content = CAST(CAST(content AS INTEGER) - coalesce((SELECT sum(w.points) FROM awards w
                WHERE w.member_id = target_id AND w.id > @AwardsAfter AND w.id <= @AwardsUntil
                    AND (w.competition_id IS NULL) = (source_table = 'leaderboard_entry')), 0) AS TEXT)
            WHERE import_id = @Id AND source_table IN ('leaderboard_entry', 'summer_leaderboard')
            """, import);
        sql.Execute("""
            DELETE FROM import_rows WHERE import_id = @Id AND source_table IN ('leaderboard_entry', 'summer_leaderboard') AND content = '0'
            """, import);
        // Whoever was here before and was taken for the same person: without content it is asked again.
        sql.Execute("""
            UPDATE import_rows SET content = '' WHERE import_id = @Id AND source_table = 'users' AND target_id NOT IN (
                SELECT x.member_id FROM change_members x JOIN imports i ON i.change_id = x.change_id WHERE i.source = @Source)
                AND target_id IN (SELECT m.id FROM members m WHERE m.state <> 'former')
            """, import);
    }

    /// <summary>Removes the schools it made that have no members and no competitions now.</summary>
    private static int RemoveSchools(Sql sql, PastImport import, long now)
    {
        var removed = 0;
        foreach (var school in sql.Query<long>("""
            SELECT target_id FROM import_rows WHERE import_id = @Id AND source_table = 'school' AND content <> ''
            """, import).AsList())
            if (Schools.Remove(sql, school, now)) removed++;
        sql.Execute("""
            DELETE FROM import_rows WHERE import_id = @Id AND source_table = 'school'
                AND (content = '' OR target_id NOT IN (SELECT s.id FROM schools s))
            """, import);
        return removed;
    }

    /// <summary>Key stages that came with the import go with it, unless there are pupils by now whose boards would change.</summary>
    private static void PutBackKeyStages(Sql sql, PastImport import) => sql.Execute("""
        DELETE FROM settings WHERE name = @setting AND updated_at = @MadeAt
            AND NOT EXISTS (SELECT 1 FROM members WHERE start_year IS NOT NULL)
        """, new { setting = SocietySettings.KeyStagesName, import.MadeAt });

    internal sealed record ArrivedText(long Id, string Title, bool IsArchived, bool IsAnswered, bool IsEdited);

    internal sealed record AwardRow
    {
        public required long MemberId { get; init; }
        public long? ChallengeId { get; init; }
        public long? CompetitionId { get; init; }
        public long? PartId { get; init; }
        public required AwardKind Kind { get; init; }
        public required long Points { get; init; }
        public required long At { get; init; }
        public required long Week { get; init; }
        public long? Term { get; init; }
        public required long SchoolYear { get; init; }
        public required string KeyStage { get; init; }
    }
}
