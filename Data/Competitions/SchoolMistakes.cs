// The wrong answers of one school's pupils to a competition's challenge: when they may be shown, and how many pupils answered each part.
using Dapper;

namespace MathsSoc.Data;

/// <summary>Reads what the page of a school's wrong answers needs beside the answers, which <see cref="Attempts"/> has.</summary>
public static class SchoolMistakes
{
    /// <summary>How much later the last of a competition's pupils finish than its locks say, in minutes of extra time.</summary>
    public static long FindExtraMinutes(Sql sql, long competitionId) => sql.ExecuteScalar<long>("""
        SELECT coalesce(max(x.minutes), 0) FROM enrolments e JOIN extra_time x ON x.member_id = e.member_id
        WHERE e.competition_id = @competitionId AND e.state = 'enrolled'
        """, new { competitionId });

    /// <summary>
    /// Whether nobody of any school can answer the challenge any more, and its verdicts are not held back or frozen: what is wrong then
    /// helps nobody.
    /// </summary>
    public static bool MayShow(Competition competition, Challenge challenge, long extraMinutes, long now)
    {
        if (challenge.CompetitionId != competition.Id || challenge.IsDraft || challenge.ArchivedAt is not null) return false;
        if (competition.ResultsAt is not null) return true;
        var ends = competition.HoldsVerdicts ? competition.ClosesAt : challenge.LockedAt ?? competition.ClosesAt;
        return competition.FrozenAt is null && now >= ends + 60 * extraMinutes;
    }

    /// <summary>How many pupils who take part for the school have answered the part.</summary>
    public static long CountAnswered(Sql sql, long partId, long competitionId, long schoolId) => sql.ExecuteScalar<long>($"""
        SELECT count(DISTINCT a.member_id) FROM attempts a WHERE a.part_id = @partId AND {IsOfSchool}
        """, new { partId, competitionId, schoolId });

    /// <summary>SQL on attempts that are called a: whether they are of a pupil of @schoolId in @competitionId.</summary>
    internal const string IsOfSchool = """
        a.member_id IN (SELECT e.member_id FROM enrolments e
            WHERE e.competition_id = @competitionId AND e.school_id = @schoolId AND e.state = 'enrolled')
        """;
}
