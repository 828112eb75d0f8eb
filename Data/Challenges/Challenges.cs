// The challenges table: finding and listing them, and the one statement behind each thing an author does with one.
using System.Data;

namespace MathsSoc.Data;

/// <summary>A challenge in a list, with how many parts it has and how many members completed it.</summary>
public sealed record ChallengeLine(Challenge Challenge, long Parts, long Completions) : IRow<ChallengeLine>
{
    // Statement and solution are left out: a list does not show them.
    public static string Columns =>
        "h.id, h.title, h.key_stage, '', h.source, '', h.points, h.first_bonus, h.is_draft, h.released_at, h.lock_hours, h.locked_at, h.solution_shown_at, "
        + "h.archived_at, h.author_id, h.author_name, h.created_at, h.updated_at, h.version, "
        + "(SELECT count(*) FROM parts p WHERE p.challenge_id = h.id AND p.removed_at IS NULL), (SELECT count(*) FROM completions c WHERE c.challenge_id = h.id)";

    public static ChallengeLine Read(IDataRecord row) => new(Challenge.Read(row), row.GetInt64(19), row.GetInt64(20));
}

/// <summary>Reads and writes challenges.</summary>
public static class Challenges
{
    /// <summary>The challenge, in whatever state; null when there is none. Who may see it says <see cref="ChallengeRules"/>.</summary>
    public static Challenge? Find(Sql sql, long id) => sql.Row<Challenge>($"SELECT {Challenge.Columns} FROM challenges WHERE id = @id", ("id", id));

    /// <summary>Challenges of every state for their authors: drafts first, then the latest, those put away last; without statements.</summary>
    public static List<ChallengeLine> ListAll(Sql sql, int skip, int most) => sql.Rows<ChallengeLine>($"""
        SELECT {ChallengeLine.Columns} FROM challenges h
        ORDER BY h.archived_at IS NOT NULL, h.is_draft DESC, h.released_at DESC, h.id DESC LIMIT @most OFFSET @skip
        """, ("skip", skip), ("most", most));

    /// <summary>Adds a challenge and returns its id. Files know it by <paramref name="name"/>, or by something like it where another has that.</summary>
    public static long Add(Sql sql, Challenge challenge, long now, string name = "challenge") => sql.Scalar<long>("""
        INSERT INTO challenges (file_id, title, key_stage, body, source, solution, points, first_bonus, is_draft, released_at, lock_hours, locked_at, author_id, author_name,
            created_at, updated_at)
        VALUES (@name, @title, @stage, @body, @source, @solution, @points, @bonus, @draft, @released, @hours, @locked, @author, @authorName, @now, @now)
        RETURNING id
        """, [.. Values(challenge), ("name", FileNames.Free(sql, name)), ("author", challenge.AuthorId), ("now", now)]);

    /// <summary>
    /// Writes what an author may change; false when somebody else has changed the challenge since <see cref="Challenge.Version"/> was read, and nothing is
    /// written then. Points that were given stay as they were given.
    /// </summary>
    public static bool Update(Sql sql, Challenge challenge, long now) => sql.Run("""
        UPDATE challenges SET title = @title, key_stage = @stage, body = @body, source = @source, solution = @solution, points = @points, first_bonus = @bonus,
            is_draft = @draft, released_at = @released, lock_hours = @hours, locked_at = @locked, author_name = @authorName, updated_at = @now, version = version + 1
        WHERE id = @id AND version = @version
        """, [.. Values(challenge), ("id", challenge.Id), ("version", challenge.Version), ("now", now)]) == 1;

    /// <summary>
    /// Shows the solution from now on, and locks the challenge with it; it cannot be taken back. False when the challenge is not released, or was shown before.
    /// </summary>
    public static bool ShowSolution(Sql sql, long id, long now) => sql.Run("""
        UPDATE challenges SET solution_shown_at = @now, locked_at = min(coalesce(locked_at, @now), @now), updated_at = @now, version = version + 1
        WHERE id = @id AND solution_shown_at IS NULL AND is_draft = 0 AND released_at <= @now
        """, ("id", id), ("now", now)) == 1;

    /// <summary>Puts a challenge away, or takes it out again; what was earned with it stays. False when it is as wished already.</summary>
    public static bool SetArchived(Sql sql, long id, bool isArchived, long now) => sql.Run("""
        UPDATE challenges SET archived_at = CASE @archived WHEN 1 THEN @now END, updated_at = @now, version = version + 1
        WHERE id = @id AND (archived_at IS NOT NULL) <> @archived
        """, ("id", id), ("archived", isArchived ? 1 : 0), ("now", now)) == 1;

    /// <summary>Removes a challenge that nobody has answered, with its parts; false when there is none, or somebody has.</summary>
    public static bool Remove(Sql sql, long id)
    {
        if (Attempts.AnyOf(sql, id) || sql.Scalar<long>("SELECT EXISTS (SELECT 1 FROM awards WHERE challenge_id = @id)", ("id", id)) == 1) return false;
        sql.Run("DELETE FROM allowances WHERE part_id IN (SELECT id FROM parts WHERE challenge_id = @id)", ("id", id));
        sql.Run("DELETE FROM parts WHERE challenge_id = @id", ("id", id));
        return sql.Run("DELETE FROM challenges WHERE id = @id", ("id", id)) == 1;
    }

    /// <summary>Removes the name of an author who is gone; what was written stays.</summary>
    internal static void Forget(Sql sql, long memberId) => sql.Run("UPDATE challenges SET author_name = '' WHERE author_id = @id", ("id", memberId));

    /// <summary>Counts a change of its parts as one of the challenge.</summary>
    internal static void Touch(Sql sql, long id, long now) =>
        sql.Run("UPDATE challenges SET updated_at = @now, version = version + 1 WHERE id = @id", ("id", id), ("now", now));

    private static (string Name, object? Value)[] Values(Challenge challenge) =>
    [
        ("title", challenge.Title), ("stage", challenge.KeyStage), ("body", challenge.Body), ("source", challenge.Source), ("solution", challenge.Solution),
        ("points", challenge.Points), ("bonus", challenge.FirstBonus), ("draft", challenge.IsDraft ? 1 : 0), ("released", challenge.ReleasedAt),
        ("hours", challenge.LockHours), ("locked", challenge.LockedAt), ("authorName", challenge.AuthorName),
    ];
}
