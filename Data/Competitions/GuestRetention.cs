// When the time of guests is over: pupils of guest schools, and the coordinators of those schools, count from their last competition.
using Dapper;

namespace MathsSoc.Data;

/// <summary>The coordinators of a guest school whose time ends. <c>Since</c>: when it began, in unix seconds.</summary>
public sealed record EndingSchool(long Id, string Name, long Since);

/// <summary>Pupils of a guest school whose time ends. <c>FirstSince</c>: when the first of them began; null: there are none.</summary>
public sealed record EndingPupils(long Pupils, long? FirstSince);

/// <summary>
/// A competition ends with its results, or with its close if results never came. Whoever never had one is kept: nothing says that their
/// time has begun.
/// </summary>
public static class GuestRetention
{
    /// <summary>Days before the end in which coordinators and staff are warned.</summary>
    public const int WarnedDays = 30;

    // Of members m. A school that was made a guest lately has its people's time begin then, however old their competitions are.
    private const string GuestSince = "coalesce((SELECT g.guest_since FROM schools g WHERE g.id = m.school_id), 0)";
    private const string End = "coalesce(k.results_at, k.closes_at)";

    private const string SchoolsEnd = $"""
        (SELECT max(CASE WHEN s.state IN ('invited', 'accepted') THEN {End} ELSE min(s.state_at, {End}) END)
            FROM competition_schools s JOIN competitions k ON k.id = s.competition_id WHERE s.school_id = m.school_id)
        """;

    // A pupil who was enrolled in none is here for those of the school.
    private const string PupilsSince = $"""
        max(m.created_at, m.state_at, {GuestSince},
            coalesce((SELECT max(t.submitted_at) FROM attempts t WHERE t.member_id = m.id), 0),
            coalesce((SELECT max(CASE e.state WHEN 'withdrawn' THEN min(e.state_at, {End}) ELSE {End} END)
                FROM enrolments e JOIN competitions k ON k.id = e.competition_id WHERE e.member_id = m.id), {SchoolsEnd}))
        """;

    private const string CoordinatorsSince =
        $"max(m.created_at, m.state_at, coalesce(m.coordinator_at, 0), {GuestSince}, {SchoolsEnd})";

    // Whoever takes part in something newer is left out by one set for all, before anything is looked up for each pupil.
    private const string GuestPupil = $"""
        {MemberRules.ActivePupil} AND {MemberRules.OfGuestSchool} AND m.id NOT IN (
            SELECT e.member_id FROM competitions k CROSS JOIN enrolments e ON e.competition_id = k.id
            WHERE {End} > @Before AND (e.state <> 'withdrawn' OR e.state_at > @Before))
        """;

    private const string ActiveCoordinator = $"m.role = 'coordinator' AND m.state = 'active' AND {MemberRules.OfGuestSchool}";

    /// <summary>When the time of somebody ends for whom it began at <paramref name="since"/>; both in unix seconds.</summary>
    public static long EndOf(Rules rules, long since) =>
        DateTimeOffset.FromUnixTimeSeconds(since).AddMonths(rules.GuestMonths).ToUnixTimeSeconds();

    /// <summary>Whose time began then or earlier is warned at <paramref name="now"/>; both in unix seconds.</summary>
    public static long WarnedSince(Rules rules, long now) => Retention.MonthsBefore(now + WarnedDays * 86_400L, rules.GuestMonths);

    /// <summary>Pupils of guest schools who have taken part in nothing since <paramref name="before"/> or longer.</summary>
    public static Overdue Pupils(long before) => new(GuestPupil, PupilsSince, before,
        "took part in nothing for long after the last competition");

    /// <summary>The pupils of one guest school who have taken part in nothing since <paramref name="before"/> or longer.</summary>
    public static EndingPupils FindPupils(Sql sql, long schoolId, long before) => sql.QuerySingle<EndingPupils>($"""
        SELECT count(*) AS pupils, min(since) AS first_since
        FROM (SELECT {PupilsSince} AS since FROM members m WHERE m.school_id = @schoolId AND {GuestPupil}) WHERE since <= @Before
        """, new { schoolId, Before = before });

    /// <summary>
    /// When the time of a school's coordinators began, the latest of them; null: it is no guest, was in no competition, or has none.
    /// </summary>
    public static long? FindCoordinatorsSince(Sql sql, long schoolId) => sql.ExecuteScalar<long?>(
        $"SELECT max({CoordinatorsSince}) FROM members m WHERE m.school_id = @schoolId AND {ActiveCoordinator}", new { schoolId });

    /// <summary>The first <paramref name="most"/> guest schools with a coordinator whose time began then or earlier.</summary>
    public static List<EndingSchool> ListEnding(Sql sql, long before, int most) => sql.Query<EndingSchool>($"""
        SELECT c.id, c.name, min({CoordinatorsSince}) AS since FROM members m JOIN schools c ON c.id = m.school_id
        WHERE {ActiveCoordinator} AND {CoordinatorsSince} <= @before GROUP BY c.id ORDER BY since, c.id LIMIT @most
        """, new { before, most }).AsList();

    /// <summary>Begins the time of all coordinators of a school anew; how many there are.</summary>
    public static int Renew(Sql sql, long schoolId, long now) => sql.Execute("""
        UPDATE members SET coordinator_at = @now WHERE school_id = @schoolId AND role = 'coordinator' AND state = 'active'
        """, new { schoolId, now });

    /// <summary>Begins the time of a coordinator anew who was given the role or another school; nothing for other roles.</summary>
    internal static void Begin(Sql sql, long memberId, Role role, long now)
    {
        if (role == Role.Coordinator) sql.Execute("UPDATE members SET coordinator_at = @now WHERE id = @memberId", new { memberId, now });
    }

    /// <summary>Archives the coordinators of guest schools whose time began at <paramref name="before"/> or earlier; how many.</summary>
    public static int ArchiveCoordinators(Sql sql, long before, long now)
    {
        var ids = sql.Query<long>($"SELECT m.id FROM members m WHERE {ActiveCoordinator} AND {CoordinatorsSince} <= @before LIMIT 1000",
            new { before }).AsList();
        foreach (var id in ids)
        {
            Members.SetState(sql, id, MemberState.Archived, now);
            Sessions.EndAll(sql, id);
            Audit.Add(sql, Actor.Program, "member.archive", now, "member", id, "the school’s last competition is long over");
        }
        return ids.Count;
    }
}
