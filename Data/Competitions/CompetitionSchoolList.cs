// The schools of a competition for those who run it: how each replied, who looks after it, how many take part, and its slot.
using Dapper;

namespace MathsSoc.Data;

/// <summary>One school of a competition in the staff's list.</summary>
public sealed record CompetitionSchoolLine : CompetitionSchool
{
    public bool IsGuest { get; init; }

    /// <summary>Active coordinators of the school.</summary>
    public long Coordinators { get; init; }

    /// <summary>Pupils of it who take part.</summary>
    public long Enrolled { get; init; }

    /// <summary>Whether a pupil of it has answered.</summary>
    public bool HasAnswers { get; init; }
}

/// <summary>A school that may be invited.</summary>
public sealed record InvitableSchool(long Id, string Name, string Town, bool IsGuest);

/// <summary>Lists schools, and sets their slots.</summary>
public static class CompetitionSchoolList
{
    private const string Select = $"""
        SELECT {CompetitionSchools.Columns}, c.is_guest,
            (SELECT count(*) FROM members m
                WHERE m.school_id = s.school_id AND m.role = 'coordinator' AND m.state = 'active') AS coordinators,
            (SELECT count(*) FROM enrolments e
                WHERE e.competition_id = s.competition_id AND e.school_id = s.school_id AND e.state = 'enrolled') AS enrolled,
            EXISTS (SELECT 1 FROM enrolments e WHERE e.competition_id = s.competition_id AND e.school_id = s.school_id
                AND e.answered_at IS NOT NULL) AS has_answers
        FROM competition_schools s JOIN schools c ON c.id = s.school_id
        """;

    /// <summary>The schools by name, in whatever state; at most 1,000.</summary>
    public static List<CompetitionSchoolLine> List(Sql sql, long competitionId) => sql.Query<CompetitionSchoolLine>(
        $"{Select} WHERE s.competition_id = @competitionId ORDER BY c.name, c.id LIMIT 1000", new { competitionId }).AsList();

    /// <summary>One of them; null if it was not invited.</summary>
    public static CompetitionSchoolLine? Find(Sql sql, long competitionId, long schoolId) => sql.QueryFirstOrDefault<CompetitionSchoolLine>(
        $"{Select} WHERE s.competition_id = @competitionId AND s.school_id = @schoolId", new { competitionId, schoolId });

    /// <summary>Schools that were not asked, or said no, or withdrew: our own first, by name; at most 1,000.</summary>
    public static List<InvitableSchool> ListInvitable(Sql sql, long competitionId) => sql.Query<InvitableSchool>("""
        SELECT c.id, c.name, c.town, c.is_guest FROM schools c
        WHERE NOT EXISTS (SELECT 1 FROM competition_schools s
            WHERE s.competition_id = @competitionId AND s.school_id = c.id AND s.state IN ('invited', 'accepted'))
        ORDER BY c.is_guest, c.name, c.id LIMIT 1000
        """, new { competitionId }).AsList();

    /// <summary>Sets the school's slot, or takes it away if both ends are null.</summary>
    public static bool SetSlot(Sql sql, long competitionId, long schoolId, long? from, long? until) => sql.Execute("""
        UPDATE competition_schools SET slot_from = @from, slot_until = @until
        WHERE competition_id = @competitionId AND school_id = @schoolId
        """, new { competitionId, schoolId, from, until }) == 1;

    /// <summary>Whether a school takes part in a competition, or ever did: then it stays, because tables keep its name.</summary>
    public static bool IsInAny(Sql sql, long schoolId) => sql.ExecuteScalar<bool>("""
        SELECT EXISTS (SELECT 1 FROM competition_schools WHERE school_id = @schoolId AND state IN ('accepted', 'withdrawn'))
            OR EXISTS (SELECT 1 FROM enrolments WHERE school_id = @schoolId)
            OR EXISTS (SELECT 1 FROM competition_school_results WHERE school_id = @schoolId)
        """, new { schoolId });

    /// <summary>
    /// Why a school's slot may not become this now; null: it may. A slot that runs does not begin later, and does not end before
    /// <paramref name="now"/>: pupils are in it.
    /// </summary>
    public static string? FindSlotProblem(Competition competition, CompetitionSchoolLine school, long? from, long? until, long now)
    {
        if ((from is null) != (until is null)) return "please give both ends, or neither.";
        // Without a slot the school has the whole time of the competition.
        var (began, ends) = (school.SlotFrom ?? competition.OpensAt, school.SlotUntil ?? competition.ClosesAt);
        var (begins, stops) = (from ?? competition.OpensAt, until ?? competition.ClosesAt);
        if (school.HasAnswers && begins != began && begins > now)
            return "its pupils have answered already, so its slot must have begun.";
        if (began <= now && now < ends && stops != ends && stops < now)
            return "this slot runs now, so it does not end before this moment. Choose a time in the next minutes.";
        if (from is null) return null;
        if (until <= from) return "it ends before it begins. Choose a later end.";
        return from < competition.OpensAt || until > competition.ClosesAt
            ? $"it must lie within the competition, {SchoolTime.Time(competition.OpensAt)} to {SchoolTime.Time(competition.ClosesAt)}."
            : null;
    }
}
