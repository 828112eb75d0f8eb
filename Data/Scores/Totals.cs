// The totals table: each member's sum of the ledger by period and key stage, kept as the ledger is written, provable and repairable at any time.
using System.Globalization;
using Dapper;

namespace MathsSoc.Data;

/// <summary>A member's score in one period, overall or (where a key stage is named) earned in it.</summary>
/// <param name="ChangedAt">The latest instant at which something in it was earned.</param>
public sealed record Total(long Period, string KeyStage, long MemberId, long Points, long ChangedAt);

/// <summary>Keeps, reads, proves and repairs totals.</summary>
public static class Totals
{
    private const string Columns = "period, key_stage, member_id, points, changed_at";

    /// <summary>Every total as the ledger has it: summed once by all that is told apart, and from there by each period and key stage.</summary>
    private static readonly string Expected = $"""
        WITH fine AS MATERIALIZED (
            SELECT member_id, week, term, school_year, key_stage, sum(points) AS points, max(at) AS at FROM awards GROUP BY 1, 2, 3, 4, 5),
        expected (period, key_stage, member_id, points, changed_at) AS (
            {string.Join(" UNION ALL ", SumsBy("0"), SumsBy("week"), SumsBy("term"), SumsBy("school_year"))})
        """;

    /// <summary>A member's totals of every period, the overall ones first.</summary>
    public static List<Total> List(Sql sql, long memberId) =>
        sql.Query<Total>($"""
            SELECT {Columns} FROM totals WHERE member_id = @memberId ORDER BY key_stage, period LIMIT 5000
            """, new { memberId }).AsList();

    /// <summary>A member's total; null when nothing was ever earned.</summary>
    public static Total? Find(Sql sql, long memberId, Period period, string keyStage = "") => sql.QueryFirstOrDefault<Total>($"""
        SELECT {Columns} FROM totals WHERE period = @Key AND key_stage = @keyStage AND member_id = @memberId
        """, new { period.Key, keyStage, memberId });

    /// <summary>Adds a row of the ledger to each of its sums: all time, year, term and week, overall and in its key stage.</summary>
    internal static void Add(Sql sql, long memberId, long points, Moment moment) => sql.Execute($"""
        INSERT INTO totals (period, key_stage, member_id, points, changed_at, is_listed)
        SELECT p.column1, s.stage, m.id, @points, @At, {MemberRules.Listed}
        FROM members m, (VALUES (0), (@Week), (@Term), (@SchoolYear)) p, (SELECT '' AS stage UNION SELECT @KeyStage) s
        WHERE m.id = @memberId AND p.column1 IS NOT NULL
        ON CONFLICT (period, key_stage, member_id) DO UPDATE
            SET points = points + excluded.points, changed_at = max(changed_at, excluded.changed_at)
        """, new { memberId, points, moment.At, moment.Week, moment.Term, moment.SchoolYear, moment.KeyStage });

    /// <summary>What is wrong with the totals, a sentence each, at most <paramref name="most"/>; none when every total is the sum of its ledger.</summary>
    public static List<string> Check(Sql sql, int most = 20)
    {
        var missing = sql.Query<Total>($"""
            {Expected} SELECT {Columns} FROM expected EXCEPT SELECT {Columns} FROM totals LIMIT @most
            """, new { most });
        var wrong = sql.Query<Total>($"""
            {Expected} SELECT {Columns} FROM totals EXCEPT SELECT {Columns} FROM expected LIMIT @most
            """, new { most });
        var hidden = sql.ExecuteScalar<long>($"""
            SELECT count(*) FROM totals t JOIN members m ON m.id = t.member_id WHERE t.is_listed <> ({MemberRules.Listed})
            """);
        var problems = new List<string>();
        foreach (var total in missing) problems.Add(Say("the ledger has", total));
        foreach (var total in wrong) problems.Add(Say("the totals have", total));
        if (hidden > 0) problems.Add($"{hidden} totals are on a board and should not be, or the other way round.");
        if (problems.Count > most) problems.RemoveRange(most, problems.Count - most);
        return problems;
    }

    /// <summary>Writes every total anew from the ledger: an explicit repair, when <see cref="Check"/> finds something.</summary>
    public static void Rebuild(Sql sql)
    {
        sql.Execute("DELETE FROM totals");
        sql.Execute($"""
            {Expected} INSERT INTO totals (period, key_stage, member_id, points, changed_at, is_listed)
            SELECT e.period, e.key_stage, e.member_id, e.points, e.changed_at, {MemberRules.Listed} FROM expected e JOIN members m ON m.id = e.member_id
            """);
    }

    private static string SumsBy(string period) => $"""
        SELECT {period}, '', member_id, sum(points), max(at) FROM fine WHERE {period} IS NOT NULL GROUP BY {Group(period)}
        UNION ALL SELECT {period}, key_stage, member_id, sum(points), max(at) FROM fine WHERE {period} IS NOT NULL AND key_stage <> '' GROUP BY {Group(period)}, key_stage
        """;

    // A bare number in GROUP BY would be the number of a column.
    private static string Group(string period) => period == "0" ? "member_id" : $"member_id, {period}";

    private static string Say(string who, Total total) => string.Create(CultureInfo.InvariantCulture,
        $"Member {total.MemberId}, period {total.Period}{(total.KeyStage.Length > 0 ? " " + total.KeyStage : "")}: {who} {total.Points} points, last earned at {total.ChangedAt}.");
}
