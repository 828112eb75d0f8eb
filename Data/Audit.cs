// The audit table: who did, saw or changed what, when, and from where.
using Dapper;

namespace MathsSoc.Data;

/// <summary>
/// Who does something. <c>MemberId</c> is null for the command line and for the program itself; <c>Client</c> is an IP address, "command
/// line" or "the program".
/// </summary>
public sealed record Actor(long? MemberId, string Client)
{
    public static readonly Actor CommandLine = new(null, "command line");

    /// <summary>For the program's own jobs.</summary>
    public static readonly Actor Program = new(null, "the program");
}

/// <summary>One line of the audit. Names are today's: a member whose data was removed is a former member here too.</summary>
public sealed record AuditLine
{
    public required long Id { get; init; }

    /// <summary>When it happened, in unix seconds.</summary>
    public required long At { get; init; }

    /// <summary>The member who did it; null: the command line or the program.</summary>
    public long? ActorId { get; init; }

    /// <summary>The name of that member; null: the command line or the program.</summary>
    public string? ActorName { get; init; }

    /// <summary>What was done, such as "member.role".</summary>
    public required string Action { get; init; }

    /// <summary>The kind of thing it was done to, such as "member"; empty: none.</summary>
    public string Subject { get; init; } = "";

    /// <summary>The id of what it was done to; null: it has none.</summary>
    public long? SubjectId { get; init; }

    /// <summary>The name of the member it was done to; null if the subject is not a member.</summary>
    public string? SubjectName { get; init; }

    public string Detail { get; init; } = "";

    /// <summary>Where it was done from, as in <see cref="Actor"/>; empty once the member's data was removed.</summary>
    public string Client { get; init; } = "";
}

/// <summary>Which lines to list; null or empty: any.</summary>
/// <param name="ActorId">The member who did it.</param>
/// <param name="Action">What the action begins with: "member." for everything that is done to members.</param>
/// <param name="SubjectId">The member it was done to.</param>
/// <param name="From">From this instant on.</param>
/// <param name="Until">Before this instant.</param>
/// <param name="Before">Lines older than the one with this id.</param>
public sealed record AuditFilter(long? ActorId, string Action, long? SubjectId, long? From, long? Until, long? Before);

/// <summary>Writes and reads the audit. A line is written in the same transaction as the change that it records.</summary>
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
    /// Writes a line. <paramref name="action"/> is a word for the table and a word for the action ("member.role").
    /// <paramref name="detail"/> must not hold a name, login or secret: it is kept after the member has left.
    /// </summary>
    public static void Add(
        Sql sql, Actor actor, string action, long now, string subject = "", long? subjectId = null, string detail = "") =>
        sql.Execute("""
            INSERT INTO audit (at, actor_id, action, subject, subject_id, detail, client)
            VALUES (@now, @MemberId, @action, @subject, @subjectId, @detail, @Client)
            """, new { now, actor.MemberId, action, subject, subjectId, detail, actor.Client });

    /// <summary>A count of a <paramref name="thing"/> for a line's detail: "1 member", "30 members".</summary>
    public static string Count(long number, string thing) => $"{number} {thing}{(number == 1 ? "" : "s")}";

    /// <summary>The lines that pass the filter, the newest first, at most <paramref name="most"/>.</summary>
    public static List<AuditLine> List(Sql sql, AuditFilter filter, int most) => sql.Query<AuditLine>($"""
        {Select}
        WHERE (@ActorId IS NULL OR a.actor_id = @ActorId) AND substr(a.action, 1, length(@Action)) = @Action
            AND (@SubjectId IS NULL OR (a.subject = 'member' AND a.subject_id = @SubjectId))
            AND (@From IS NULL OR a.at >= @From) AND (@Until IS NULL OR a.at < @Until) AND (@Before IS NULL OR a.id < @Before)
        ORDER BY a.id DESC LIMIT @most
        """, new { filter.ActorId, filter.Action, filter.SubjectId, filter.From, filter.Until, filter.Before, most }).AsList();

    /// <summary>The lines about one member, the newest first, at most <paramref name="most"/>.</summary>
    public static List<AuditLine> ListAbout(Sql sql, long memberId, int most) => sql.Query<AuditLine>($"""
        {Select} WHERE a.subject = 'member' AND a.subject_id = @memberId ORDER BY a.id DESC LIMIT @most
        """, new { memberId, most }).AsList();

    /// <summary>Removes what lines about or by a member reveal beyond their id: the IP addresses and the details.</summary>
    public static void Forget(Sql sql, long memberId) =>
        sql.Execute("""
            UPDATE audit SET client = CASE WHEN actor_id = @memberId THEN '' ELSE client END,
                detail = CASE WHEN subject = 'member' AND subject_id = @memberId THEN '' ELSE detail END
            WHERE actor_id = @memberId OR (subject = 'member' AND subject_id = @memberId)
            """, new { memberId });

    /// <summary>Deletes the lines older than <paramref name="before"/> and returns their number.</summary>
    public static int Sweep(Sql sql, long before) => sql.Execute("DELETE FROM audit WHERE at < @before", new { before });
}
