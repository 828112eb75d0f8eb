// The challenges of a competition, and moving one into it or out of it before anybody has answered.
using Dapper;

namespace MathsSoc.Data;

/// <summary>How an attempt to move a challenge ended.</summary>
public enum MoveResult
{
    Moved,
    /// <summary>There is no such challenge, or no such competition.</summary>
    Missing,
    /// <summary>An answer has counted, so it stays where it is.</summary>
    Answered,
    /// <summary>It has been released, so pupils have seen it.</summary>
    Released,
    /// <summary>It belongs to another competition already.</summary>
    InAnother,
}

/// <summary>A challenge that may be moved into a competition.</summary>
public sealed record MovableChallenge(long Id, string Title, string KeyStage, bool IsDraft);

/// <summary>Lists and moves them.</summary>
public static class CompetitionChallenges
{
    /// <summary>Those of the competition but the archived ones, by division and title, without their texts; at most 200.</summary>
    public static List<AuthorLine> List(Sql sql, long competitionId) => AuthorList.ListOf(sql, competitionId);

    /// <summary>The same with their texts, in the same order.</summary>
    public static List<Challenge> ListWhole(Sql sql, long competitionId) => sql.Query<Challenge>($"""
        SELECT {Challenges.Columns} FROM challenges h WHERE h.competition_id = @competitionId AND h.archived_at IS NULL
        ORDER BY {AuthorList.ByDivision} LIMIT 200
        """, new { competitionId }).AsList();

    /// <summary>The society's own that nobody has seen or answered yet, the latest first; at most 200.</summary>
    public static List<MovableChallenge> ListMovable(Sql sql, long now) => sql.Query<MovableChallenge>("""
        SELECT h.id, h.title, h.key_stage, h.is_draft FROM challenges h
        WHERE h.competition_id IS NULL AND h.archived_at IS NULL
            AND (h.is_draft = 1 OR h.released_at IS NULL OR h.released_at > @now)
            AND NOT EXISTS (SELECT 1 FROM parts p JOIN attempts a ON a.part_id = p.id WHERE p.challenge_id = h.id)
        ORDER BY h.id DESC LIMIT 200
        """, new { now }).AsList();

    /// <summary>
    /// Moves a challenge into the competition, as a draft with its times. A key stage that is none of its divisions becomes all divisions.
    /// </summary>
    public static MoveResult MoveIn(Sql sql, long challengeId, Competition competition, long now)
    {
        if (Challenges.Find(sql, challengeId) is not { } challenge) return MoveResult.Missing;
        if (challenge.CompetitionId is not null)
            return challenge.CompetitionId == competition.Id ? MoveResult.Missing : MoveResult.InAnother;
        if (Attempts.AnyOf(sql, challengeId)) return MoveResult.Answered;
        if (challenge.StateAt(now) is not (ChallengeState.Draft or ChallengeState.Scheduled)) return MoveResult.Released;
        sql.Execute("""
            UPDATE challenges SET competition_id = @competitionId, key_stage = @stage, is_draft = 1, released_at = @OpensAt,
                locked_at = @ClosesAt, lock_hours = NULL, updated_at = @now, version = version + 1
            WHERE id = @challengeId
            """, new
            {
                challengeId, competitionId = competition.Id, competition.OpensAt, competition.ClosesAt, now,
                stage = competition.HasDivision(challenge.KeyStage) ? challenge.KeyStage : "",
            });
        return MoveResult.Moved;
    }

    /// <summary>
    /// Takes a challenge out of its competition: it is then a draft of the society's own without times, and for everybody unless its
    /// division is one of the society's key stages.
    /// </summary>
    public static MoveResult MoveOut(Sql sql, long challengeId, long competitionId, Rules rules, long now)
    {
        if (Challenges.Find(sql, challengeId) is not { } challenge || challenge.CompetitionId != competitionId) return MoveResult.Missing;
        if (Attempts.AnyOf(sql, challengeId)) return MoveResult.Answered;
        if (challenge is { IsDraft: false, ReleasedAt: { } released } && released <= now) return MoveResult.Released;
        var isStage = rules.KeyStages.Any(stage => stage.Name.Equals(challenge.KeyStage, StringComparison.OrdinalIgnoreCase));
        sql.Execute("""
            UPDATE challenges SET competition_id = NULL, key_stage = @stage, is_draft = 1, released_at = NULL, locked_at = NULL,
                lock_hours = NULL, updated_at = @now, version = version + 1
            WHERE id = @challengeId
            """, new { challengeId, stage = isStage ? challenge.KeyStage : "", now });
        return MoveResult.Moved;
    }
}
