// The challenges table: finding and listing challenges, and one statement for each thing that an author does with one.
using Dapper;

namespace MathsSoc.Data;

/// <summary>A challenge in a list, with how many parts it has and how many members completed it.</summary>
public sealed record ChallengeLine(Challenge Challenge, long Parts, long Completions);

/// <summary>A challenge that is over, by its title and its competition's; null for one of the society's own.</summary>
public sealed record ClosedChallenge(long Id, string Title, string? Competition);

/// <summary>Reads and writes challenges.</summary>
public static class Challenges
{
    /// <summary>The columns of a <see cref="Challenge"/>, for statements on this table alone.</summary>
    internal const string Columns = """
        id, title, key_stage, body, source, solution, points, is_by_part, first_bonus, is_draft, released_at, lock_hours, locked_at,
        solution_shown_at, solution_hours, archived_at, competition_id, author_id, author_name, created_at, updated_at, version
        """;

    /// <summary>The challenge, in whatever state; null if there is none. <see cref="ChallengeRules"/> decides who may see it.</summary>
    public static Challenge? Find(Sql sql, long id) =>
        sql.QueryFirstOrDefault<Challenge>($"SELECT {Columns} FROM challenges WHERE id = @id", new { id });

    /// <summary>Whether there is a challenge, in any state.</summary>
    public static bool Any(Sql sql) => sql.ExecuteScalar<bool>("SELECT EXISTS (SELECT 1 FROM challenges)");

    /// <summary>
    /// Challenges of every state for their authors, without statements: drafts first, then the latest, archived ones last.
    /// </summary>
    public static List<ChallengeLine> ListAll(Sql sql, int skip, int most)
    {
        var rows = sql.Query<ChallengeListRow>($"""
            SELECT {ChallengeListRow.Columns}, {ChallengeListRow.CompletionsColumn} FROM challenges h
            ORDER BY h.archived_at IS NOT NULL, h.is_draft DESC, h.released_at DESC, h.id DESC LIMIT @most OFFSET @skip
            """, new { skip, most });
        return [.. rows.Select(row => new ChallengeLine(row, row.Parts, row.Completions))];
    }

    /// <summary>Every challenge of a competition, in any state.</summary>
    public static List<long> ListIdsOf(Sql sql, long competitionId, int most) => sql.Query<long>(
        "SELECT id FROM challenges WHERE competition_id = @competitionId ORDER BY id LIMIT @most", new { competitionId, most }).AsList();

    /// <summary>
    /// Adds a challenge and returns its id. In files its name is <paramref name="name"/>, or a similar one if another challenge has that.
    /// </summary>
    public static long Add(Sql sql, Challenge challenge, long now, string name = "challenge") => sql.ExecuteScalar<long>("""
        INSERT INTO challenges (file_id, title, key_stage, body, source, solution, points, is_by_part, first_bonus, is_draft, released_at,
            lock_hours, locked_at, solution_hours, competition_id, author_id, author_name, created_at, updated_at)
        VALUES (@fileId, @Title, @KeyStage, @Body, @Source, @Solution, @Points, @IsByPart, @FirstBonus, @IsDraft, @ReleasedAt, @LockHours,
            @LockedAt, @SolutionHours, @CompetitionId, @AuthorId, @AuthorName, @now, @now)
        RETURNING id
        """, new
        {
            fileId = FileNames.Free(sql, name),
            challenge.Title, challenge.KeyStage, challenge.Body, challenge.Source, challenge.Solution, challenge.Points,
            challenge.IsByPart, challenge.FirstBonus, challenge.IsDraft, challenge.ReleasedAt, challenge.LockHours, challenge.LockedAt,
            challenge.SolutionHours, challenge.CompetitionId, challenge.AuthorId, challenge.AuthorName, now,
        });

    /// <summary>
    /// Writes what an author may change. False, and nothing is written, if the challenge was changed since <see cref="Challenge.Version"/>
    /// was read. Points that members already have stay as they were given.
    /// </summary>
    public static bool Update(Sql sql, Challenge challenge, long now) => sql.Execute("""
        UPDATE challenges SET title = @Title, key_stage = @KeyStage, body = @Body, source = @Source, solution = @Solution, points = @Points,
            is_by_part = @IsByPart, first_bonus = @FirstBonus, is_draft = @IsDraft, released_at = @ReleasedAt, lock_hours = @LockHours,
            locked_at = @LockedAt,
            solution_hours = @SolutionHours, author_name = @AuthorName, updated_at = @UpdatedAt, version = version + 1
        WHERE id = @Id AND version = @Version
        """, challenge with { UpdatedAt = now }) == 1;

    /// <summary>
    /// Shows the solution from now on and locks the challenge; this cannot be undone. False if the challenge is not released, or its
    /// solution is already shown.
    /// </summary>
    public static bool ShowSolution(Sql sql, long id, long now) => sql.Execute("""
        UPDATE challenges SET solution_shown_at = @now, locked_at = min(coalesce(locked_at, @now), @now), updated_at = @now,
            version = version + 1
        WHERE id = @id AND solution_shown_at IS NULL AND is_draft = 0 AND released_at <= @now
        """, new { id, now }) == 1;

    /// <summary>
    /// Shows the solutions whose hours after the lock are over, once no pupil with extra time can still answer. Returns the challenges.
    /// </summary>
    public static List<long> ShowDue(Sql sql, long now)
    {
        var due = sql.Query<long>($"""
            SELECT h.id FROM challenges h
            WHERE {ChallengeRules.IsPublished} AND h.solution_shown_at IS NULL AND h.solution_hours IS NOT NULL
                AND h.locked_at + 3600 * h.solution_hours <= @now
                AND h.locked_at + 60 * coalesce((SELECT max(e.minutes) FROM extra_time e JOIN members m ON m.id = e.member_id
                    WHERE {MemberRules.ActivePupil}), 0) <= @now
            """, new { now }).AsList();
        due.RemoveAll(id => !ShowSolution(sql, id, now));
        return due;
    }

    /// <summary>Locked challenges whose solution nobody sees, and that will not show it by themselves: the latest first.</summary>
    public static List<ClosedChallenge> ListWithoutSolution(Sql sql, long now, int most) => sql.Query<ClosedChallenge>($"""
        SELECT h.id, h.title, k.title AS competition FROM challenges h LEFT JOIN competitions k ON k.id = h.competition_id
        WHERE {ChallengeRules.IsPublished} AND h.released_at <= @now AND h.locked_at <= @now AND h.solution_shown_at IS NULL
            AND h.solution_hours IS NULL
        ORDER BY h.locked_at DESC, h.id DESC LIMIT @most
        """, new { now, most }).AsList();

    /// <summary>Archives a challenge or takes it out of the archive; points earned with it stay. False if nothing changes.</summary>
    public static bool SetArchived(Sql sql, long id, bool isArchived, long now) => sql.Execute("""
        UPDATE challenges SET archived_at = CASE @isArchived WHEN 1 THEN @now END, updated_at = @now, version = version + 1
        WHERE id = @id AND (archived_at IS NOT NULL) <> @isArchived
        """, new { id, isArchived, now }) == 1;

    /// <summary>Removes a challenge and its parts; false if there is no such challenge, or a member has answered it.</summary>
    public static bool Remove(Sql sql, long id)
    {
        if (Attempts.AnyOf(sql, id)) return false;
        if (sql.ExecuteScalar<bool>("SELECT EXISTS (SELECT 1 FROM awards WHERE challenge_id = @id)", new { id })) return false;
        sql.Execute("DELETE FROM allowances WHERE part_id IN (SELECT id FROM parts WHERE challenge_id = @id)", new { id });
        sql.Execute("DELETE FROM parts WHERE challenge_id = @id", new { id });
        return sql.Execute("DELETE FROM challenges WHERE id = @id", new { id }) == 1;
    }

    /// <summary>Removes the name of an author who is gone; what they wrote stays.</summary>
    internal static void Forget(Sql sql, long memberId) =>
        sql.Execute("UPDATE challenges SET author_name = '' WHERE author_id = @memberId", new { memberId });

    /// <summary>Counts a change of its parts as one of the challenge.</summary>
    internal static void Touch(Sql sql, long id, long now) =>
        sql.Execute("UPDATE challenges SET updated_at = @now, version = version + 1 WHERE id = @id", new { id, now });
}
