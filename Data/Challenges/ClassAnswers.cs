// What a class has done with one challenge, part by part: for the grid in which staff enter answers from paper.
using Dapper;

namespace MathsSoc.Data;

/// <summary>How far one pupil is with one part that they have tried, or were given attempts at.</summary>
/// <param name="Tried">How many attempts were used.</param>
/// <param name="Extra">Attempts that were given back, on top of the usual number.</param>
public sealed record PartStanding(long MemberId, long PartId, long Tried, bool IsRight, long Extra);

/// <summary>Reads what several pupils have done with one challenge.</summary>
public static class ClassAnswers
{
    /// <summary>One line for each of these pupils and each part that they have tried or were given attempts at.</summary>
    public static List<PartStanding> List(Sql sql, long challengeId, IEnumerable<long> memberIds) => sql.Query<PartStanding>("""
        SELECT member_id, part_id, sum(tried) AS tried, max(is_right) AS is_right, sum(extra) AS extra
        FROM (SELECT a.member_id, a.part_id, 1 AS tried, a.is_right, 0 AS extra FROM attempts a
                WHERE a.member_id IN (SELECT value FROM json_each(@ids))
                    AND a.part_id IN (SELECT id FROM parts WHERE challenge_id = @challengeId)
            UNION ALL SELECT l.member_id, l.part_id, 0, 0, l.extra FROM allowances l
                WHERE l.member_id IN (SELECT value FROM json_each(@ids))
                    AND l.part_id IN (SELECT id FROM parts WHERE challenge_id = @challengeId))
        GROUP BY member_id, part_id
        """, new { challengeId, ids = JsonList.Of(memberIds) }).AsList();
}
