// What a pupil does with their own part in a competition: join, withdraw, agree to what is allowed, and start the personal minutes.
using Dapper;

namespace MathsSoc.Data;

/// <summary>Why a member cannot join a competition now.</summary>
public enum JoinObstacle
{
    None,
    /// <summary>Only pupils compete.</summary>
    NotPupil,
    /// <summary>Enrolment has not begun.</summary>
    Early,
    /// <summary>Enrolment is over.</summary>
    Late,
    /// <summary>The member's school was not invited, has not accepted yet, or does not take part.</summary>
    School,
    /// <summary>The member's year group is in none of its divisions, or is not known.</summary>
    Division,
    /// <summary>The pupil takes part already.</summary>
    Enrolled,
    /// <summary>The pupil was disqualified.</summary>
    Disqualified,
}

/// <summary>One member and one competition.</summary>
/// <param name="Enrolment">In whatever state; null: there never was one.</param>
/// <param name="Division">As at enrolment, or that of the year group of now; empty: none.</param>
/// <param name="School">The name of the school as at enrolment, or of the member's own; empty: none.</param>
public sealed record OwnPart(Enrolment? Enrolment, JoinObstacle Obstacle, string Division, string School)
{
    /// <summary>Whether an answer of theirs to one of its challenges has counted.</summary>
    public bool HasAnswered => Enrolment?.AnsweredAt is not null;

    public bool IsEnrolled => Enrolment is { State: EnrolmentState.Enrolled };

    /// <summary>Whether the pupil has to agree to what is allowed before an answer is taken.</summary>
    public bool NeedsAgreement(Competition competition) =>
        IsEnrolled && competition.Fairness.Length > 0 && (Enrolment!.AgreedVersion ?? 0) < competition.TermsVersion;
}

/// <summary>Reads and changes a pupil's own part.</summary>
public static class OwnParts
{
    /// <summary>The member's part as it is now; whether they may join is said as at <paramref name="now"/>.</summary>
    public static OwnPart Find(Sql sql, Competition competition, long memberId, long now)
    {
        var enrolment = Enrolments.Find(sql, competition.Id, memberId);
        var member = Members.Find(sql, memberId);
        // Who comes back after answering is enrolled with the school and division of the first time.
        var isSettled = enrolment is { IsSettled: true };
        var division = isSettled ? enrolment!.Division : competition.DivisionOf(member?.StartYear, now);
        var schoolId = isSettled ? enrolment!.SchoolId : member?.SchoolId;
        var school = sql.ExecuteScalar<string?>("SELECT name FROM schools WHERE id = @schoolId", new { schoolId }) ?? "";
        return new OwnPart(enrolment, ObstacleOf(sql, competition, enrolment, member, schoolId, division, now), division, school);
    }

    private static JoinObstacle ObstacleOf(
        Sql sql, Competition competition, Enrolment? enrolment, Member? member, long? schoolId, string division, long now)
    {
        if (enrolment is { State: EnrolmentState.Enrolled }) return JoinObstacle.Enrolled;
        if (enrolment is { State: EnrolmentState.Disqualified }) return JoinObstacle.Disqualified;
        if (member is null || !MemberRules.IsActivePupil(member)) return JoinObstacle.NotPupil;
        var obstacle = CompetitionSchools.FindObstacle(sql, competition, schoolId, now);
        return obstacle == JoinObstacle.None && division.Length == 0 ? JoinObstacle.Division : obstacle;
    }

    /// <summary>Joins by themselves; what stands in the way if it did not succeed, and None if it did.</summary>
    /// <param name="agreedTo">The version of the terms that the pupil agrees to in the same form; null: none.</param>
    public static JoinObstacle Join(Sql sql, long competitionId, long memberId, long? agreedTo, long now)
    {
        if (Competitions.Find(sql, competitionId) is not { } competition) return JoinObstacle.Late;
        var obstacle = Find(sql, competition, memberId, now).Obstacle;
        if (obstacle == JoinObstacle.None && !Enrolments.Add(sql, competition, memberId, null, now)) obstacle = JoinObstacle.NotPupil;
        if (obstacle is JoinObstacle.None or JoinObstacle.Enrolled && agreedTo is { } version) Agree(sql, competition, memberId, version);
        return obstacle;
    }

    /// <summary>Withdraws; false if the pupil does not take part, or an answer of theirs has counted.</summary>
    public static bool Withdraw(Sql sql, long competitionId, long memberId, long now) =>
        sql.Execute("""
            UPDATE enrolments SET state = 'withdrawn', state_at = @now
            WHERE competition_id = @competitionId AND member_id = @memberId AND state = 'enrolled' AND answered_at IS NULL
            """, new { competitionId, memberId, now }) == 1;

    /// <summary>Notes that the pupil agrees; false if the terms have changed since <paramref name="version"/> was read.</summary>
    public static bool Agree(Sql sql, Competition competition, long memberId, long version) =>
        version == competition.TermsVersion && sql.Execute("""
            UPDATE enrolments SET agreed_version = @version WHERE competition_id = @Id AND member_id = @memberId AND state = 'enrolled'
            """, new { competition.Id, memberId, version }) == 1;

    /// <summary>
    /// Starts the personal minutes, once: a second start changes nothing. False if they cannot be started now: the competition is not
    /// open, has no personal minutes, or the pupil does not take part or has not agreed to what is allowed.
    /// </summary>
    public static bool Start(Sql sql, long competitionId, long memberId, long now)
    {
        const string Theirs = "competition_id = @competitionId AND member_id = @memberId AND state = 'enrolled'";
        if (sql.Execute($"""
            UPDATE enrolments SET started_at = @now
            WHERE {Theirs} AND started_at IS NULL AND EXISTS (SELECT 1 FROM competitions k WHERE k.id = @competitionId
                AND k.time_kind = 'personal' AND k.is_draft = 0 AND k.archived_at IS NULL AND @now >= k.opens_at AND @now < k.closes_at
                AND (k.fairness = '' OR coalesce(agreed_version, 0) >= k.terms_version))
            """, new { competitionId, memberId, now }) == 1) return true;
        return sql.ExecuteScalar<bool>(
            $"SELECT EXISTS (SELECT 1 FROM enrolments WHERE {Theirs} AND started_at IS NOT NULL)", new { competitionId, memberId });
    }

    /// <summary>
    /// Removes the reasons, which may reveal something about the member, and that they made a competition. School, division and points
    /// stay: a school's sum is of all who took part.
    /// </summary>
    internal static void Forget(Sql sql, long memberId)
    {
        sql.Execute("UPDATE enrolments SET reason = '' WHERE member_id = @memberId", new { memberId });
        sql.Execute("UPDATE competitions SET created_by = NULL WHERE created_by = @memberId", new { memberId });
    }
}
