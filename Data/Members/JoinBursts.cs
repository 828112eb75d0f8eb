// Many sign-ups with one join code within a minute: a class, or somebody who makes people up; found, looked at, and undone.
using Dapper;

namespace MathsSoc.Data;

/// <summary>A code with which many have joined at once and nobody of staff has said that they belong here.</summary>
/// <param name="Label">The teacher's own name for the code.</param>
/// <param name="Joined">How many joined at such a pace.</param>
public sealed record JoinBurst(long CodeId, string Label, long Joined);

/// <summary>One member of a burst. Times are unix seconds.</summary>
/// <param name="Client">The address they joined from; empty if the record no longer has it.</param>
/// <param name="IsUntouched">Whether nothing has happened to the account since it was made, so that it can be undone.</param>
public sealed record JoinedMember(long Id, string Name, string Login, long JoinedAt, string Client, bool IsUntouched);

/// <summary>Reads bursts, and undoes them.</summary>
public static class JoinBursts
{
    /// <summary>More sign-ups than this with one code within a minute are shown to staff.</summary>
    public const int Most = 10;

    /// <summary>The most members that one page lists and one form undoes.</summary>
    public const int MaxListed = 500;

    /// <summary>Older sign-ups are not shown any more.</summary>
    private const long ShownSeconds = 14 * 86_400L;

    // A sign-up belongs to a burst if a minute that holds it holds more than @most of the same code. CROSS JOIN makes SQLite begin with
    // the codes, of which there are few, and find the last sign-ups of each in their index.
    private const string Burst = """
        WITH paced AS (
            SELECT m.id, m.join_code_id, m.created_at,
                count(*) OVER (PARTITION BY m.join_code_id ORDER BY m.created_at RANGE BETWEEN CURRENT ROW AND 59 FOLLOWING) AS ahead
            FROM join_codes c CROSS JOIN members m ON m.join_code_id = c.id AND m.created_at > max(c.checked_at, @since)
            WHERE @codeId IS NULL OR c.id = @codeId),
        peaks AS (
            SELECT id, join_code_id, created_at,
                max(ahead) OVER (PARTITION BY join_code_id ORDER BY created_at RANGE BETWEEN 59 PRECEDING AND CURRENT ROW) AS most
            FROM paced),
        burst AS (SELECT id, join_code_id, created_at FROM peaks WHERE most > @most)
        """;

    /// <summary>The codes with a burst that nobody has looked at, the newest code first.</summary>
    public static List<JoinBurst> List(Sql sql, long now) => sql.Query<JoinBurst>($"""
        {Burst}
        SELECT c.id AS code_id, c.label, count(*) AS joined
        FROM burst b CROSS JOIN join_codes c ON c.id = b.join_code_id GROUP BY c.id ORDER BY c.id DESC
        """, new { codeId = (long?)null, since = now - ShownSeconds, most = Most }).AsList();

    /// <summary>The members of a code's bursts that nobody has looked at, in the order in which they joined.</summary>
    public static List<JoinedMember> Members(Sql sql, long codeId, long now) => sql.Query<JoinedMember>($"""
        {Burst}
        SELECT m.id, m.name, m.login, m.created_at AS joined_at,
            coalesce((SELECT a.client FROM audit a
                WHERE a.subject = 'member' AND a.subject_id = m.id AND a.action = 'member.join'), '') AS client,
            m.role = 'member' AND m.state IN ('active', 'waiting') AND m.state_at = m.created_at
                AND coalesce(m.last_sign_in_at, m.created_at) = m.created_at
                AND NOT EXISTS (SELECT 1 FROM attempts t WHERE t.member_id = m.id)
                AND NOT EXISTS (SELECT 1 FROM awards w WHERE w.member_id = m.id)
                AND NOT EXISTS (SELECT 1 FROM audit a WHERE a.subject = 'member' AND a.subject_id = m.id AND a.action <> 'member.join')
                AS is_untouched
        FROM burst b CROSS JOIN members m ON m.id = b.id ORDER BY m.created_at, m.id LIMIT @limit
        """, new { codeId = (long?)codeId, since = now - ShownSeconds, most = Most, limit = MaxListed }).AsList();

    /// <summary>Says that everybody who has joined with the code until <paramref name="until"/> belongs here; the rows changed.</summary>
    public static int Check(Sql sql, long codeId, long until) => sql.Execute(
        "UPDATE join_codes SET checked_at = @until WHERE id = @codeId AND checked_at < @until", new { until, codeId });

    /// <summary>
    /// Undoes those of these sign-ups that belong to a burst of the code and were not touched since: nothing personal is kept of them, and
    /// the code can be used as many times more. Returns the ids.
    /// </summary>
    public static List<long> Undo(Sql sql, long codeId, IReadOnlyList<long> ids, long now)
    {
        var undone = new List<long>();
        foreach (var member in Members(sql, codeId, now))
            if (member.IsUntouched && ids.Contains(member.Id) && Anonymisation.Apply(sql, member.Id, now)) undone.Add(member.Id);
        foreach (var id in undone) SchoolEnrolments.Unmake(sql, id, now);
        JoinCodes.GiveBack(sql, codeId, undone.Count);
        return undone;
    }
}
