// The audit table: who did, saw or changed what, when, and from where.
using System.Data;

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
    string Detail, string Client) : IRow<AuditLine>
{
    public static string Columns => "a.id, a.at, a.actor_id, who.name, a.action, a.subject, a.subject_id, whom.name, a.detail, a.client";

    public static AuditLine Read(IDataRecord row) => new(row.GetInt64(0), row.GetInt64(1), row.Number(2), row.Text(3), row.GetString(4), row.GetString(5),
        row.Number(6), row.Text(7), row.GetString(8), row.GetString(9));
}

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
    /// <summary>
    /// Writes a line. <paramref name="action"/> is a word for the table and a word for the deed ("member.role"); <paramref name="detail"/> holds
    /// no name, login or secret: it outlives the member.
    /// </summary>
    public static void Add(Sql sql, Actor actor, string action, long now, string subject = "", long? subjectId = null, string detail = "") =>
        sql.Run("""
            INSERT INTO audit (at, actor_id, action, subject, subject_id, detail, client)
            VALUES (@now, @actor, @action, @subject, @id, @detail, @client)
            """, ("now", now), ("actor", actor.MemberId), ("action", action), ("subject", subject), ("id", subjectId), ("detail", detail), ("client", actor.Client));

    /// <summary>"1 member", "30 members": so many of a <paramref name="thing"/>, for a line's detail.</summary>
    public static string Count(long number, string thing) => $"{number.ToString(System.Globalization.CultureInfo.InvariantCulture)} {thing}{(number == 1 ? "" : "s")}";

    /// <summary>The newest <paramref name="most"/> lines that are meant.</summary>
    public static List<AuditLine> List(Sql sql, AuditFilter filter, int most) => sql.Rows<AuditLine>($"""
        SELECT {AuditLine.Columns} FROM audit a
        LEFT JOIN members who ON who.id = a.actor_id
        LEFT JOIN members whom ON whom.id = a.subject_id AND a.subject = 'member'
        WHERE (@actor IS NULL OR a.actor_id = @actor) AND substr(a.action, 1, length(@action)) = @action
            AND (@subject IS NULL OR (a.subject = 'member' AND a.subject_id = @subject))
            AND (@from IS NULL OR a.at >= @from) AND (@until IS NULL OR a.at < @until) AND (@before IS NULL OR a.id < @before)
        ORDER BY a.id DESC LIMIT @most
        """, ("actor", filter.ActorId), ("action", filter.Action), ("subject", filter.SubjectId), ("from", filter.From), ("until", filter.Until),
        ("before", filter.Before), ("most", most));

    /// <summary>The last lines about one member, the newest first.</summary>
    public static List<AuditLine> ListAbout(Sql sql, long memberId, int most) => sql.Rows<AuditLine>($"""
        SELECT {AuditLine.Columns} FROM audit a LEFT JOIN members who ON who.id = a.actor_id LEFT JOIN members whom ON whom.id = a.subject_id
        WHERE a.subject = 'member' AND a.subject_id = @id ORDER BY a.id DESC LIMIT @most
        """, ("id", memberId), ("most", most));

    /// <summary>Removes what lines about or by a member tell of them beyond their number: the addresses and details.</summary>
    public static void Forget(Sql sql, long memberId) =>
        sql.Run("""
            UPDATE audit SET client = CASE WHEN actor_id = @id THEN '' ELSE client END,
                detail = CASE WHEN subject = 'member' AND subject_id = @id THEN '' ELSE detail END
            WHERE actor_id = @id OR (subject = 'member' AND subject_id = @id)
            """, ("id", memberId));

    /// <summary>Removes lines older than <paramref name="before"/>; the rows removed.</summary>
    public static int Sweep(Sql sql, long before) => sql.Run("DELETE FROM audit WHERE at < @before", ("before", before));
}
