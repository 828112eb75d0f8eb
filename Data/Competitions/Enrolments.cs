// The enrolments table: who takes part in a competition, for which school and in which division.
using Dapper;

namespace MathsSoc.Data;

/// <summary>Whether a pupil takes part. The points of those who do not are on no table; the ledger keeps them.</summary>
public enum EnrolmentState { Enrolled, Withdrawn, Disqualified }

/// <summary>A pupil's part in a competition. Times are unix seconds.</summary>
public record Enrolment
{
    public required long CompetitionId { get; init; }
    public required long MemberId { get; init; }

    /// <summary>As at enrolment; null: of no school.</summary>
    public long? SchoolId { get; init; }

    /// <summary>As at enrolment; empty: in none of the divisions.</summary>
    public string Division { get; init; } = "";

    public EnrolmentState State { get; init; }
    public long StateAt { get; init; }

    /// <summary>Of a disqualification, of its end, or of a move; the pupil reads it.</summary>
    public string Reason { get; init; } = "";

    public long EnrolledAt { get; init; }
    public long? EnrolledBy { get; init; }

    /// <summary>When the personal minutes began; null: not yet.</summary>
    public long? StartedAt { get; init; }

    /// <summary>When an answer counted first; null: none did.</summary>
    public long? AnsweredAt { get; init; }

    /// <summary>The version of the terms that the pupil agreed to; null: none yet.</summary>
    public long? AgreedVersion { get; init; }

    /// <summary>When an owner moved the pupil to another school or division; null: never.</summary>
    public long? MovedAt { get; init; }

    /// <summary>Whether the pupil started or answered, or has points that a teacher gave.</summary>
    public bool TookPart => AnsweredAt is not null || StartedAt is not null || Points != 0;

    /// <summary>The sum of the ledger for this member and competition.</summary>
    public long Points { get; init; }

    /// <summary>When the last of the points was earned; null: none were.</summary>
    public long? ReachedAt { get; init; }

    /// <summary>Whether school and division stay even if the pupil withdraws and comes back: they have answered, or were moved.</summary>
    public bool IsSettled => State != EnrolmentState.Withdrawn || AnsweredAt is not null || MovedAt is not null;
}

/// <summary>Reads and writes enrolments.</summary>
public static class Enrolments
{
    /// <summary>The columns of an <see cref="Enrolment"/>, on an enrolments table that is called e.</summary>
    internal const string Columns = """
        e.competition_id, e.member_id, e.school_id, e.division, e.state, e.state_at, e.reason, e.enrolled_at, e.enrolled_by, e.started_at,
        e.answered_at, e.agreed_version, e.moved_at, e.points, e.reached_at
        """;

    /// <summary>The pupil's enrolment, in whatever state; null if there never was one.</summary>
    public static Enrolment? Find(Sql sql, long competitionId, long memberId) => sql.QueryFirstOrDefault<Enrolment>(
        $"SELECT {Columns} FROM enrolments e WHERE e.competition_id = @competitionId AND e.member_id = @memberId",
        new { competitionId, memberId });

    /// <summary>
    /// Enrols a pupil, with the school and the year group of now, or enrols one who withdrew again: with those of the first time if
    /// <see cref="Enrolment.IsSettled"/>. False if the pupil is not an active
    /// one, is enrolled already or was disqualified. The caller has checked that the competition takes enrolments.
    /// </summary>
    public static bool Add(Sql sql, Competition competition, long memberId, long? enrolledBy, long now)
    {
        if (Members.Find(sql, memberId) is not { } member || !MemberRules.IsActivePupil(member)) return false;
        return sql.Execute("""
            INSERT INTO enrolments (competition_id, member_id, school_id, division, state, state_at, enrolled_at, enrolled_by)
            VALUES (@competitionId, @memberId, @SchoolId, @division, 'enrolled', @now, @now, @enrolledBy)
            ON CONFLICT (competition_id, member_id) DO UPDATE SET state = 'enrolled', state_at = excluded.state_at,
                school_id = CASE WHEN answered_at IS NULL AND moved_at IS NULL THEN excluded.school_id ELSE school_id END,
                division = CASE WHEN answered_at IS NULL AND moved_at IS NULL THEN excluded.division ELSE division END
                WHERE state = 'withdrawn'
            """, new
            {
                competitionId = competition.Id, memberId, member.SchoolId, division = competition.DivisionOf(member.StartYear, now), now,
                enrolledBy,
            }) == 1;
    }

    /// <summary>Adds the points of a ledger row to the enrolment's sum; a row of no competition changes nothing.</summary>
    internal static void AddPoints(Sql sql, long competitionId, long memberId, long points, long at) => sql.Execute("""
        UPDATE enrolments SET points = points + @points, reached_at = max(coalesce(reached_at, @at), @at)
        WHERE competition_id = @competitionId AND member_id = @memberId
        """, new { competitionId, memberId, points, at });

    /// <summary>Records that an answer of the pupil counted, if none did before.</summary>
    internal static void NoteAnswer(Sql sql, long competitionId, long memberId, long at) => sql.Execute("""
        UPDATE enrolments SET answered_at = @at
        WHERE competition_id = @competitionId AND member_id = @memberId AND answered_at IS NULL
        """, new { competitionId, memberId, at });
}
