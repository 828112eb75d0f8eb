// The totals table: each member's sum of the ledger by period and key stage, updated with the ledger, and checked and rebuilt from it.
using Dapper;

namespace MathsSoc.Data;

/// <summary>A member's score in one period: all of it, or the part that was earned in a key stage.</summary>
/// <param name="KeyStage">Empty: earned in any.</param>
/// <param name="ChangedAt">When the last of the points was earned.</param>
public sealed record Total(long Period, string KeyStage, long MemberId, long Points, long ChangedAt);

/// <summary>Updates, reads, checks and rebuilds totals.</summary>
public static class Totals
{
    private const string Columns = "period, key_stage, member_id, points, changed_at";

    /// <summary>Columns of the ledger, and a number that is the same in every row.</summary>
    private static readonly string[] Periods = ["0", "week", "term", "school_year"];

    private const string Together = """
        ON CONFLICT (period, key_stage, member_id) DO UPDATE
            SET points = points + excluded.points, changed_at = max(changed_at, excluded.changed_at)
        """;

    /// <summary>
    /// Every total worked out from the ledger's rows after the last one: first summed by member, week, term, year and key stage together,
    /// and from these sums by each period and key stage.
    /// </summary>
    private static readonly string Expected = SumsOf(Periods);

    private static string SumsOf(string[] periods) => $"""
        WITH fine AS MATERIALIZED (
            SELECT member_id, week, term, school_year, key_stage, sum(points) AS points, max(at) AS at
            FROM awards WHERE counts_for_society = 1 AND id > @last GROUP BY 1, 2, 3, 4, 5),
        expected (period, key_stage, member_id, points, changed_at) AS (
            {string.Join(" UNION ALL ", periods.Select(SumsBy))})
        """;

    /// <summary>A member's totals of every period, the overall ones first.</summary>
    public static List<Total> List(Sql sql, long memberId) =>
        sql.Query<Total>($"""
            SELECT {Columns} FROM totals WHERE member_id = @memberId ORDER BY key_stage, period LIMIT 5000
            """, new { memberId }).AsList();

    /// <summary>A member's total; null if nothing was ever earned in it.</summary>
    public static Total? Find(Sql sql, long memberId, Period period, string keyStage = "") => sql.QueryFirstOrDefault<Total>($"""
        SELECT {Columns} FROM totals WHERE period = @Key AND key_stage = @keyStage AND member_id = @memberId
        """, new { period.Key, keyStage, memberId });

    /// <summary>Adds the points of a ledger row to its totals: all time, year, term and week, each overall and in the key stage.</summary>
    internal static void Add(Sql sql, long memberId, long points, AwardPeriods moment) => sql.Execute($"""
        INSERT INTO totals (period, key_stage, member_id, points, changed_at, is_listed)
        SELECT p.column1, s.stage, m.id, @points, @At, {MemberRules.Listed}
        FROM members m, (VALUES (0), (@Week), (@Term), (@SchoolYear)) p, (SELECT '' AS stage UNION SELECT @KeyStage) s
        WHERE m.id = @memberId AND p.column1 IS NOT NULL
        {Together}
        """, new { memberId, points, moment.At, moment.Week, moment.Term, moment.SchoolYear, moment.KeyStage });

    /// <summary>
    /// Sentences on what is wrong with the totals, at most <paramref name="most"/>; none if every total is the sum of its ledger rows.
    /// </summary>
    public static List<string> Check(Sql sql, int most = 20)
    {
        var missing = sql.Query<Total>($"""
            {Expected} SELECT {Columns} FROM expected EXCEPT SELECT {Columns} FROM totals LIMIT @most
            """, new { most, last = 0 });
        var wrong = sql.Query<Total>($"""
            {Expected} SELECT {Columns} FROM totals EXCEPT SELECT {Columns} FROM expected LIMIT @most
            """, new { most, last = 0 });
        var hidden = sql.ExecuteScalar<long>($"""
            SELECT count(*) FROM totals t JOIN members m ON m.id = t.member_id WHERE t.is_listed <> ({MemberRules.Listed})
            """);
        var problems = new List<string>();
        foreach (var total in missing) problems.Add(Describe("the ledger has", total));
        foreach (var total in wrong) problems.Add(Describe("the totals have", total));
        if (hidden > 0) problems.Add($"{hidden} totals are on a board and should not be, or the other way round.");
        if (problems.Count > most) problems.RemoveRange(most, problems.Count - most);
        return problems;
    }

    /// <summary>Works out every total again from the ledger, to repair what <see cref="Check"/> found.</summary>
    public static void Rebuild(Sql sql)
    {
        sql.Execute("DELETE FROM totals");
        AddSince(sql, 0);
    }

    /// <summary>Adds the points of all the ledger's rows after <paramref name="last"/> to their totals.</summary>
    internal static void AddSince(Sql sql, long last)
    {
        // SQLite keeps what it has sorted until a statement ends: of 200,000 rows by all periods at once that is 80 MB.
        foreach (var period in Periods)
            sql.Execute($"""
                {SumsOf([period])} INSERT INTO totals (period, key_stage, member_id, points, changed_at, is_listed)
                SELECT e.period, e.key_stage, e.member_id, e.points, e.changed_at, {MemberRules.Listed}
                FROM expected e JOIN members m ON m.id = e.member_id WHERE true ORDER BY 1, 2, 3
                {Together}
                """, new { last });
    }

    private static string SumsBy(string period) => $"""
        SELECT {period}, '', member_id, sum(points), max(at) FROM fine
        WHERE {period} IS NOT NULL GROUP BY {Group(period)}
        UNION ALL SELECT {period}, key_stage, member_id, sum(points), max(at) FROM fine
        WHERE {period} IS NOT NULL AND key_stage <> '' GROUP BY {Group(period)}, key_stage
        """;

    // In GROUP BY a bare number would mean the column with that number.
    private static string Group(string period) => period == "0" ? "member_id" : $"member_id, {period}";

    private static string Describe(string who, Total total) =>
        $"Member {total.MemberId}, period {total.Period}{(total.KeyStage.Length > 0 ? " " + total.KeyStage : "")}: "
            + $"{who} {total.Points} points, last earned at {total.ChangedAt}.";
}
