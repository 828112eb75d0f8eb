// The list of competitions for those who run them: each with its schools and pupils counted, and what can be done with a whole one.
using Dapper;

namespace MathsSoc.Data;

/// <summary>A competition in the staff's list, without its texts.</summary>
public sealed record CompetitionLine : Competition
{
    /// <summary>Schools that were asked, whatever they replied.</summary>
    public long Invited { get; init; }

    public long Accepted { get; init; }

    /// <summary>Pupils who take part.</summary>
    public long Enrolled { get; init; }

    /// <summary>Challenges that are not archived.</summary>
    public long Challenges { get; init; }
}

/// <summary>What still refers to a competition; only a draft to which nothing does can be deleted.</summary>
public sealed record CompetitionContent(long Challenges, long Schools, long Enrolments, long JoinCodes, long Awards)
{
    public bool IsEmpty => Challenges + Schools + Enrolments + JoinCodes + Awards == 0;
}

/// <summary>Lists competitions, and publishes, deletes and archives one.</summary>
public static class CompetitionList
{
    /// <summary>Every competition, those that are archived last, the one that closes last first; at most 200.</summary>
    public static List<CompetitionLine> List(Sql sql) => sql.Query<CompetitionLine>($"""
        SELECT {Competitions.LineColumns},
            (SELECT count(*) FROM competition_schools s WHERE s.competition_id = k.id) AS invited,
            (SELECT count(*) FROM competition_schools s WHERE s.competition_id = k.id AND s.state = 'accepted') AS accepted,
            (SELECT count(*) FROM enrolments e WHERE e.competition_id = k.id AND e.state = 'enrolled') AS enrolled,
            (SELECT count(*) FROM challenges h WHERE h.competition_id = k.id AND h.archived_at IS NULL) AS challenges
        FROM competitions k ORDER BY k.archived_at IS NOT NULL, k.closes_at DESC, k.id DESC LIMIT 200
        """).AsList();

    /// <summary>
    /// Publishes a draft with its challenges, and returns those that were drafts; null, and nothing is written, if it was changed since
    /// <paramref name="competition"/> was read.
    /// </summary>
    public static List<long>? Publish(Sql sql, Competition competition, long now)
    {
        if (!competition.IsDraft || !Competitions.Update(sql, competition with { IsDraft = false }, now)) return null;
        return sql.Query<long>("""
            UPDATE challenges SET is_draft = 0, released_at = coalesce(released_at, @OpensAt), locked_at = coalesce(locked_at, @ClosesAt),
                updated_at = @now, version = version + 1
            WHERE competition_id = @Id AND is_draft = 1 AND archived_at IS NULL RETURNING id
            """, new { competition.Id, competition.OpensAt, competition.ClosesAt, now }).AsList();
    }

    /// <summary>
    /// Makes it a draft again, with its challenges. False, and nothing is written, if a pupil has begun, or it was changed since
    /// <paramref name="competition"/> was read.
    /// </summary>
    public static bool Unpublish(Sql sql, Competition competition, long now)
    {
        if (Competitions.HasBegun(sql, competition.Id)) return false;
        if (!Competitions.Update(sql, competition with { IsDraft = true }, now)) return false;
        sql.Execute("""
            UPDATE challenges SET is_draft = 1, updated_at = @now, version = version + 1
            WHERE competition_id = @Id AND is_draft = 0 AND archived_at IS NULL
            """, new { competition.Id, now });
        return true;
    }

    /// <summary>How many pupils take part.</summary>
    public static long CountEnrolled(Sql sql, long id) => sql.ExecuteScalar<long>(
        "SELECT count(*) FROM enrolments WHERE competition_id = @id AND state = 'enrolled'", new { id });

    /// <summary>What hangs on a competition: with any of it, it is not deleted.</summary>
    public static CompetitionContent FindContent(Sql sql, long id) => sql.QuerySingle<CompetitionContent>("""
        SELECT (SELECT count(*) FROM challenges WHERE competition_id = @id) AS challenges,
            (SELECT count(*) FROM competition_schools WHERE competition_id = @id) AS schools,
            (SELECT count(*) FROM enrolments WHERE competition_id = @id) AS enrolments,
            (SELECT count(*) FROM join_codes WHERE competition_id = @id) AS join_codes,
            (SELECT count(*) FROM awards WHERE competition_id = @id) AS awards
        """, new { id });

    /// <summary>Deletes a draft without anything; false if it is none, or something belongs to it.</summary>
    public static bool Remove(Sql sql, long id) => FindContent(sql, id).IsEmpty
        && sql.Execute("DELETE FROM competitions WHERE id = @id AND is_draft = 1", new { id }) == 1;
}
