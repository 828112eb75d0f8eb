// The competition_schools table: the schools that were invited to a competition, and whether they take part.
using Dapper;

namespace MathsSoc.Data;

/// <summary>Whether an invited school takes part. Pupils of one that withdrew keep their points; the tables leave them out.</summary>
public enum SchoolPart { Invited, Accepted, Declined, Withdrawn }

/// <summary>One school of a competition. Times are unix seconds.</summary>
public record CompetitionSchool
{
    public required long CompetitionId { get; init; }
    public required long SchoolId { get; init; }
    public string Name { get; init; } = "";

    /// <summary>Tells schools of one name apart; empty: not given.</summary>
    public string Town { get; init; } = "";

    public SchoolPart State { get; init; }
    public long StateAt { get; init; }

    /// <summary>The version of the terms that was accepted; null: none yet.</summary>
    public long? TermsVersion { get; init; }

    /// <summary>How many pupils the school expects to take part; null: not said yet.</summary>
    public long? Declared { get; init; }

    /// <summary>The school's own window; null: from opening to close.</summary>
    public long? SlotFrom { get; init; }

    public long? SlotUntil { get; init; }
}

/// <summary>Reads and writes the schools of competitions.</summary>
public static class CompetitionSchools
{
    /// <summary>The most pupils that a school may say it expects.</summary>
    public const int MaxDeclared = 10_000;

    /// <summary>The columns of a <see cref="CompetitionSchool"/>, on a competition_schools table s and its schools c.</summary>
    internal const string Columns = """
        s.competition_id, s.school_id, c.name, c.town, s.state, s.state_at, s.terms_version, s.declared, s.slot_from, s.slot_until
        """;

    /// <summary>The schools of a competition by name, in whatever state; at most 1,000.</summary>
    public static List<CompetitionSchool> List(Sql sql, long competitionId) => sql.Query<CompetitionSchool>($"""
        SELECT {Columns} FROM competition_schools s JOIN schools c ON c.id = s.school_id
        WHERE s.competition_id = @competitionId ORDER BY c.name, c.id LIMIT 1000
        """, new { competitionId }).AsList();

    /// <summary>The school's part in the competition; null if it was not invited.</summary>
    public static CompetitionSchool? Find(Sql sql, long competitionId, long schoolId) => sql.QueryFirstOrDefault<CompetitionSchool>($"""
        SELECT {Columns} FROM competition_schools s JOIN schools c ON c.id = s.school_id
        WHERE s.competition_id = @competitionId AND s.school_id = @schoolId
        """, new { competitionId, schoolId });

    /// <summary>Invites a school, or invites one again that declined or withdrew; false if it is invited or takes part already.</summary>
    public static bool Invite(Sql sql, long competitionId, long schoolId, long now) => sql.Execute("""
        INSERT INTO competition_schools (competition_id, school_id, state, state_at, invited_at)
        VALUES (@competitionId, @schoolId, 'invited', @now, @now)
        ON CONFLICT (competition_id, school_id) DO UPDATE SET state = 'invited', state_at = excluded.state_at,
            invited_at = excluded.invited_at, accepted_by = NULL, terms_version = NULL
            WHERE state IN ('declined', 'withdrawn')
        """, new { competitionId, schoolId, now }) == 1;

    /// <summary>
    /// Accepts for a school, with the terms as they are now, also if it accepted earlier ones; false if it is not invited, or has accepted
    /// these. A null number of pupils leaves the one that was declared before.
    /// </summary>
    public static bool Accept(Sql sql, Competition competition, long schoolId, long? memberId, long? declared, long now) => sql.Execute("""
        UPDATE competition_schools SET state = 'accepted', accepted_by = @memberId, terms_version = @TermsVersion,
            state_at = CASE state WHEN 'accepted' THEN state_at ELSE @now END, declared = coalesce(@declared, declared)
        WHERE competition_id = @Id AND school_id = @schoolId
            AND (state = 'invited' OR (state = 'accepted' AND terms_version < @TermsVersion))
        """, new { competition.Id, competition.TermsVersion, schoolId, memberId, declared, now }) == 1;

    /// <summary>The ids of the competitions to which a school was invited, or that it accepted.</summary>
    public static List<long> ListOpen(Sql sql, long schoolId) => sql.Query<long>("""
        SELECT competition_id FROM competition_schools WHERE school_id = @schoolId AND state IN ('invited', 'accepted')
        """, new { schoolId }).AsList();

    /// <summary>Declares how many pupils will take part; false if the school has not accepted.</summary>
    public static bool Declare(Sql sql, long competitionId, long schoolId, long declared) => sql.Execute("""
        UPDATE competition_schools SET declared = @declared
        WHERE competition_id = @competitionId AND school_id = @schoolId AND state = 'accepted'
        """, new { competitionId, schoolId, declared }) == 1;

    /// <summary>
    /// Whether pupils of a school may take part: those of guests once the school has accepted, our own unless it declined or withdrew.
    /// </summary>
    public static bool TakesPart(Sql sql, long competitionId, long schoolId) => sql.ExecuteScalar<bool>("""
        SELECT EXISTS (SELECT 1 FROM schools c
            LEFT JOIN competition_schools s ON s.school_id = c.id AND s.competition_id = @competitionId
            WHERE c.id = @schoolId AND (s.state = 'accepted' OR (c.is_guest = 0 AND coalesce(s.state, 'invited') = 'invited')))
        """, new { competitionId, schoolId });

    /// <summary>Why nobody can be enrolled for a school (null: of none) now: Early, Late or School; None if they can.</summary>
    public static JoinObstacle FindObstacle(Sql sql, Competition competition, long? schoolId, long now)
    {
        if (competition.IsDraft || now < competition.EnrolFrom) return JoinObstacle.Early;
        if (!competition.IsEnrolling(now)) return JoinObstacle.Late;
        return schoolId is { } school && !TakesPart(sql, competition.Id, school) ? JoinObstacle.School : JoinObstacle.None;
    }

    /// <summary>Declines or withdraws; false if the school is in no state from which it could.</summary>
    public static bool Leave(Sql sql, long competitionId, long schoolId, long now) => sql.Execute("""
        UPDATE competition_schools SET state = CASE state WHEN 'invited' THEN 'declined' ELSE 'withdrawn' END, state_at = @now
        WHERE competition_id = @competitionId AND school_id = @schoolId AND state IN ('invited', 'accepted')
        """, new { competitionId, schoolId, now }) == 1;

    /// <summary>Removes that a school was asked to competitions: it is deleted, and took part in none.</summary>
    internal static void RemoveOf(Sql sql, long schoolId) =>
        sql.Execute("DELETE FROM competition_schools WHERE school_id = @schoolId", new { schoolId });

    /// <summary>Forgets for which schools a member accepted, and whom they enrolled.</summary>
    internal static void Forget(Sql sql, long memberId)
    {
        sql.Execute("UPDATE competition_schools SET accepted_by = NULL WHERE accepted_by = @memberId", new { memberId });
        sql.Execute("UPDATE enrolments SET enrolled_by = NULL WHERE enrolled_by = @memberId", new { memberId });
    }
}
