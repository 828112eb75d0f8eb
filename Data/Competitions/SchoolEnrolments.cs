// The pupils of one school in one competition: listed for its coordinator, enrolled and withdrawn together.
using Dapper;

namespace MathsSoc.Data;

/// <summary>One pupil of a school in a competition. Times are unix seconds.</summary>
public sealed record SchoolEntrant
{
    public required long MemberId { get; init; }

    /// <summary>The full name; the display name of somebody who has left the school since.</summary>
    public required string Name { get; init; }

    /// <summary>Empty for somebody who has left the school since.</summary>
    public string Login { get; init; } = "";

    public string Class { get; init; } = "";

    /// <summary>Null: not known, or they have left the school.</summary>
    public long? StartYear { get; init; }

    /// <summary>Whether they belong to the school they were enrolled for.</summary>
    public bool IsHere { get; init; }

    public string Division { get; init; } = "";
    public EnrolmentState State { get; init; }
    public long EnrolledAt { get; init; }

    /// <summary>When the personal minutes began, or else the first answer came; null: not started.</summary>
    public long? StartedAt { get; init; }

    /// <summary>The parts that were answered, rightly or not.</summary>
    public long Answered { get; init; }

    public long Points { get; init; }
    public long ExtraMinutes { get; init; }

    /// <summary>
    /// Whether those who run the school may see the points: not while the pupil's answers wait for their verdicts, nor while the tables
    /// are frozen.
    /// </summary>
    public bool ShowsPoints(Competition competition, long now, long graceSeconds) => competition.ResultsAt is not null
        || (competition.FrozenAt is null && (!competition.HoldsVerdicts
            || !CompetitionEntry.AreHeld(competition.ClosesAt + 60 * ExtraMinutes, now, graceSeconds)));
}

/// <summary>What came of enrolling several pupils at once.</summary>
/// <param name="Already">They were enrolled before, were disqualified, or have answered for another school.</param>
/// <param name="Undivided">Their year group is in none of the divisions, or is not known.</param>
public sealed record EnrolTally(int Enrolled, int Already, int Undivided);

/// <summary>A competition to which a school was invited.</summary>
public sealed record SchoolCompetition : Competition
{
    public SchoolPart Part { get; init; }

    /// <summary>How many pupils of the school take part.</summary>
    public long Enrolled { get; init; }
}

/// <summary>Reads and writes the enrolments of one school.</summary>
public static class SchoolEnrolments
{
    /// <summary>The most pupils that a page or a file has.</summary>
    public const int MaxListed = 2000;

    /// <summary>Members m who may be enrolled in @competitionId: they never were, or withdrew.</summary>
    internal const string IsOutside = """
        NOT EXISTS (SELECT 1 FROM enrolments e
            WHERE e.competition_id = @competitionId AND e.member_id = m.id AND e.state <> 'withdrawn')
        """;

    /// <summary>The competitions, but for drafts, to which a school was invited, the one that closes last first; at most 200.</summary>
    public static List<SchoolCompetition> Competitions(Sql sql, long schoolId) => sql.Query<SchoolCompetition>($"""
        SELECT {Data.Competitions.LineColumns}, s.state AS part,
            (SELECT count(*) FROM enrolments e WHERE e.competition_id = k.id AND e.school_id = s.school_id AND e.state = 'enrolled')
                AS enrolled
        FROM competition_schools s JOIN competitions k ON k.id = s.competition_id
        WHERE s.school_id = @schoolId AND k.is_draft = 0 ORDER BY k.closes_at DESC, k.id DESC LIMIT 200
        """, new { schoolId }).AsList();

    /// <summary>The challenges of a competition that are not archived, by when they are released.</summary>
    public static List<Challenge> ListChallenges(Sql sql, long competitionId) => sql.Query<Challenge>($"""
        SELECT {Challenges.Columns} FROM challenges WHERE competition_id = @competitionId AND archived_at IS NULL
        ORDER BY released_at, id LIMIT 200
        """, new { competitionId }).AsList();

    /// <summary>The pupils who are or were enrolled for a school, by name.</summary>
    public static List<SchoolEntrant> List(Sql sql, long competitionId, long schoolId) => sql.Query<SchoolEntrant>($"""
        SELECT e.member_id, m.school_id IS e.school_id AS is_here, e.division, e.state, e.enrolled_at, e.points,
            CASE WHEN m.school_id IS e.school_id THEN m.name ELSE m.display_name END AS name,
            CASE WHEN m.school_id IS e.school_id THEN m.login ELSE '' END AS login,
            CASE WHEN m.school_id IS e.school_id THEN m.class ELSE '' END AS class,
            CASE WHEN m.school_id IS e.school_id THEN m.start_year END AS start_year,
            coalesce(e.started_at, a.first_at) AS started_at, coalesce(a.parts, 0) AS answered, coalesce(x.minutes, 0) AS extra_minutes
        FROM enrolments e JOIN members m ON m.id = e.member_id LEFT JOIN extra_time x ON x.member_id = e.member_id
            LEFT JOIN (SELECT o.member_id, min(t.submitted_at) AS first_at, count(DISTINCT t.part_id) AS parts
                FROM enrolments o CROSS JOIN attempts t ON t.member_id = o.member_id CROSS JOIN parts p ON p.id = t.part_id
                    CROSS JOIN challenges h ON h.id = p.challenge_id AND h.competition_id = @competitionId
                WHERE o.competition_id = @competitionId AND o.school_id = @schoolId GROUP BY o.member_id) a ON a.member_id = e.member_id
        WHERE e.competition_id = @competitionId AND e.school_id = @schoolId ORDER BY m.search_text, m.id LIMIT {MaxListed}
        """, new { competitionId, schoolId }).AsList();

    /// <summary>The active pupils of a school who do not take part, by name: those of a class, or (empty) of all.</summary>
    public static List<Member> ListOthers(Sql sql, long competitionId, long schoolId, string className) => sql.Query<Member>($"""
        SELECT {Members.Columns} FROM members m
        WHERE {MemberRules.ActivePupil} AND m.school_id = @schoolId AND (@className = '' OR m.class = @className)
            AND {IsOutside}
        ORDER BY m.search_text, m.id LIMIT {MaxListed}
        """, new { competitionId, schoolId, className }).AsList();

    /// <summary>
    /// <see cref="CompetitionSchools.FindObstacle"/> as a sentence on what to do; null if nothing is in the way.
    /// </summary>
    public static string? FindObstacle(Sql sql, Competition competition, long? schoolId, long now) =>
        CompetitionSchools.FindObstacle(sql, competition, schoolId, now) switch
        {
            JoinObstacle.Early when competition.IsDraft => "This competition is not published yet. Ask the society when it will be.",
            JoinObstacle.Early =>
                $"Enrolment for “{competition.Title}” begins on {SchoolTime.Time(competition.EnrolFrom)}. Come back then.",
            JoinObstacle.Late => $"“{competition.Title}” has taken nobody in since "
                + $"{SchoolTime.Time(Math.Min(Math.Min(competition.EnrolUntil, competition.ClosesAt), now))}. "
                + "Ask the society if you think that is wrong.",
            JoinObstacle.School =>
                $"The school has not accepted the invitation to “{competition.Title}”. Ask the teacher who looks after it there.",
            _ => null,
        };

    /// <summary>
    /// Enrols those of these members who are active pupils of the school and in one of the divisions. The caller has checked
    /// <see cref="FindObstacle"/>.
    /// </summary>
    public static EnrolTally Add(Sql sql, Competition competition, long schoolId, IEnumerable<long> ids, long? enrolledBy, long now)
    {
        var (enrolled, already, undivided) = (0, 0, 0);
        foreach (var member in MemberList.ListByIds(sql, ids))
        {
            if (!MemberRules.IsActivePupil(member) || member.SchoolId != schoolId) continue;
            if (competition.DivisionOf(member.StartYear, now).Length == 0) undivided++;
            else if (Enrolments.Find(sql, competition.Id, member.Id) is { IsSettled: true } old && old.SchoolId != schoolId) already++;
            else if (Enrolments.Add(sql, competition, member.Id, enrolledBy, now)) enrolled++;
            else already++;
        }
        return new EnrolTally(enrolled, already, undivided);
    }

    /// <summary>
    /// Enrols a member who has just been let in and had joined with a code for a competition, if it still takes pupils in.
    /// </summary>
    internal static void AddByCode(Sql sql, long memberId, long now)
    {
        var id = sql.ExecuteScalar<long?>("""
            SELECT c.competition_id FROM members m JOIN join_codes c ON c.id = m.join_code_id WHERE m.id = @memberId
            """, new { memberId });
        if (id is { } competitionId) OwnParts.Join(sql, competitionId, memberId, null, now);
    }

    /// <summary>
    /// Withdraws whoever was added or joined by mistake and is undone: nobody was there, so they do not count among those who took part.
    /// </summary>
    internal static void Unmake(Sql sql, long memberId, long now) => sql.Execute("""
        UPDATE enrolments SET state = 'withdrawn', state_at = @now WHERE member_id = @memberId AND state = 'enrolled' AND reached_at IS NULL
        """, new { memberId, now });

    /// <summary>Withdraws those of these members who are enrolled for the school, and returns how many.</summary>
    /// <param name="hasAnswered">Also those who have answered: taking out the weak ones would better a school's mean.</param>
    public static int Withdraw(Sql sql, long competitionId, long schoolId, IEnumerable<long> ids, bool hasAnswered, long now) =>
        sql.Execute("""
            UPDATE enrolments SET state = 'withdrawn', state_at = @now
            WHERE competition_id = @competitionId AND school_id = @schoolId AND state = 'enrolled'
                AND (@hasAnswered = 1 OR answered_at IS NULL) AND member_id IN (SELECT value FROM json_each(@ids))
            """, new { competitionId, schoolId, hasAnswered, now, ids = JsonList.Of(ids) });
}
