// Checks what competitions keep beside the ledger: the sum of each enrolment, and the competition that each row of the ledger is of.
using Dapper;

namespace MathsSoc.Data;

/// <summary>Proves the sums of enrolments, and writes them anew.</summary>
public static class EnrolmentCheck
{
    private const string Expected = """
        WITH expected (competition_id, member_id, points, reached_at) AS (
            SELECT e.competition_id, e.member_id, coalesce(sum(w.points), 0), max(w.at) FROM enrolments e
            LEFT JOIN awards w ON w.competition_id = e.competition_id AND w.member_id = e.member_id GROUP BY 1, 2)
        """;

    // The triggers enrolments_on_tables and members_on_tables repeat this.
    private const string Listed = "(m.is_quiet = 0 AND m.role = 'member' AND m.state IN ('active', 'archived', 'former'))";

    /// <summary>
    /// Sentences on enrolments that do not follow from the ledger and their member, at most <paramref name="most"/>.
    /// <see cref="Rebuild"/> puts them right.
    /// </summary>
    public static List<string> Check(Sql sql, int most = 20)
    {
        var problems = new List<string>();
        foreach (var wrong in sql.Query<WrongSum>($"""
            {Expected} SELECT e.competition_id, e.member_id, e.points, x.points AS expected FROM enrolments e
            JOIN expected x ON x.competition_id = e.competition_id AND x.member_id = e.member_id
            WHERE x.points <> e.points OR x.reached_at IS NOT e.reached_at LIMIT @most
            """, new { most }))
            problems.Add($"Member {wrong.MemberId}, competition {wrong.CompetitionId}: the enrolment has {wrong.Points} points, "
                + $"the ledger {wrong.Expected}, or the last of them were earned at another time.");
        var hidden = sql.ExecuteScalar<long>(
            $"SELECT count(*) FROM enrolments e JOIN members m ON m.id = e.member_id WHERE e.is_listed <> {Listed}");
        if (hidden > 0 && problems.Count < most)
            problems.Add($"{hidden} pupils are named by a competition's tables and should not be, or the other way round.");
        return problems;
    }

    /// <summary>Writes the sums of every enrolment anew from the ledger, and whether tables name the pupil.</summary>
    public static void Rebuild(Sql sql) => sql.Execute($"""
        {Expected} UPDATE enrolments SET points = x.points, reached_at = x.reached_at, is_listed = {Listed}
        FROM expected x JOIN members m ON m.id = x.member_id
        WHERE x.competition_id = enrolments.competition_id AND x.member_id = enrolments.member_id
        """);

    /// <summary>
    /// Rows of the ledger that are of another competition than their challenge, at most 20, by their ids. Such a row cannot be put right:
    /// the ledger is only added to.
    /// </summary>
    public static List<long> FindMisplaced(Sql sql) => sql.Query<long>("""
        SELECT w.id FROM awards w JOIN challenges h ON h.id = w.challenge_id WHERE w.competition_id IS NOT h.competition_id LIMIT 20
        """).AsList();

    internal sealed record WrongSum(long CompetitionId, long MemberId, long Points, long Expected);
}
