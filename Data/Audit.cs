// The audit table: who did, saw or changed what, when, and from where.
using Dapper;

namespace MathsSoc.Data;

/// <summary>Who is doing something. <c>MemberId</c> is null for the command line and the program itself; <c>Client</c> is an address or "command line".</summary>
public sealed record Actor(long? MemberId, string Client)
{
    public static readonly Actor CommandLine = new(null, "command line");

    /// <summary>The program's own jobs.</summary>
    public static readonly Actor Program = new(null, "the program");
}

/// <summary>One line of the record. Names are those of today: somebody who is gone is a former member here too.</summary>
/// <param name="ActorName">Null: the command line or the program.</param>
/// <param name="SubjectName">The member it was done to; null when the subject is no member.</param>
public sealed record AuditLine(long Id, long At, long? ActorId, string? ActorName, string Action, string Subject, long? SubjectId, string? SubjectName,
    string Detail, string Client);

/// <summary>Which lines are meant; null or empty: any.</summary>
/// <param name="Action">What the action begins with: "member." for all that is done to members.</param>
/// <param name="SubjectId">The member it was done to.</param>
/// <param name="From">From this instant on.</param>
/// <param name="Until">Before this instant.</param>
/// <param name="Before">Lines older than the one with this number.</param>
public sealed record AuditFilter(long? ActorId, string Action, long? SubjectId, long? From, long? Until, long? Before);

/// <summary>Writes and reads the record. A line is written in the transaction of what it tells of.</summary>
public static class Audit
{
    private const string Select = """
        SELECT a.id, a.at, a.actor_id, who.name AS actor_name, a.action, a.subject, a.subject_id, whom.name AS subject_name,
            a.detail, a.client
        FROM audit a
        LEFT JOIN members who ON who.id = a.actor_id
        LEFT JOIN members whom ON whom.id = a.subject_id AND a.subject = 'member'
        """;

    /// <summary>
    /// Writes a line. <paramref name="action"/> is a word for the table and a word for the deed ("member.role"); <paramref name="detail"/> holds
    /// no name, login or secret: it outlives the member.
    /// </summary>
    public static void Add(Sql sql, Actor actor, string action, long now, string subject = "", long? subjectId = null, string detail = "") =>
        sql.Execute("""
            INSERT INTO audit (at, actor_id, action, subject, subject_id, detail, client)
            VALUES (@now, @MemberId, @action, @subject, @subjectId, @detail, @Client)
            """, new { now, actor.MemberId, action, subject, subjectId, detail, actor.Client });

    /// <summary>"1 member", "30 members": so many of a <paramref name="thing"/>, for a line's detail.</summary>
    public static string Count(long number, string thing) => $"{number.ToString(System.Globalization.CultureInfo.InvariantCulture)} {thing}{(number == 1 ? "" : "s")}";

    /// <summary>The newest <paramref name="most"/> lines that are meant.</summary>
    public static List<AuditLine> List(Sql sql, AuditFilter filter, int most) => sql.Query<AuditLine>($"""
        {Select}
        WHERE (@ActorId IS NULL OR a.actor_id = @ActorId) AND substr(a.action, 1, length(@Action)) = @Action
            AND (@SubjectId IS NULL OR (a.subject = 'member' AND a.subject_id = @SubjectId))
            AND (@From IS NULL OR a.at >= @From) AND (@Until IS NULL OR a.at < @Until) AND (@Before IS NULL OR a.id < @Before)
        ORDER BY a.id DESC LIMIT @most
        """, new { filter.ActorId, filter.Action, filter.SubjectId, filter.From, filter.Until, filter.Before, most }).AsList();

    /// <summary>The last lines about one member, the newest first.</summary>
    public static List<AuditLine> ListAbout(Sql sql, long memberId, int most) => sql.Query<AuditLine>($"""
        {Select} WHERE a.subject = 'member' AND a.subject_id = @memberId ORDER BY a.id DESC LIMIT @most
        """, new { memberId, most }).AsList();

    /// <summary>Removes what lines about or by a member tell of them beyond their number: the addresses and details.</summary>
    public static void Forget(Sql sql, long memberId) =>
        sql.Execute("""
            UPDATE audit SET client = CASE WHEN actor_id = @memberId THEN '' ELSE client END,
                detail = CASE WHEN subject = 'member' AND subject_id = @memberId THEN '' ELSE detail END
            WHERE actor_id = @memberId OR (subject = 'member' AND subject_id = @memberId)
            """, new { memberId });

    /// <summary>Removes lines older than <paramref name="before"/>; the rows removed.</summary>
    public static int Sweep(Sql sql, long before) => sql.Execute("DELETE FROM audit WHERE at < @before", new { before });
}
