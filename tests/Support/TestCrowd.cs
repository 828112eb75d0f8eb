// Fills a database with a large society at once, by the same SQL that the bench uses.
using System.Globalization;
using Dapper;
using MathsSoc.Data;

namespace MathsSoc.Tests.Support;

/// <summary>Fills a migrated database by bench/fill.sql.</summary>
public static class TestCrowd
{
    /// <summary>
    /// Adds members, challenges and about as many completions as given, each with its attempt and its row in the ledger; the newest a day
    /// before <paramref name="now"/>.
    /// </summary>
    public static void Fill(this Db db, int members, int challenges, int completions, long now)
    {
        var fill = Repository.Read("bench/fill.sql");
        (string, long)[] numbers =
        [
            ("20000 AS members", members), ("500 AS challenges", challenges), ("1000000 AS completions", completions),
            ("1795510800 AS now", now),
        ];
        foreach (var (usual, number) in numbers)
        {
            Assert.Contains(usual, fill);
            var replaced = number.ToString(CultureInfo.InvariantCulture) + usual[usual.IndexOf(' ')..];
            fill = fill.Replace(usual, replaced, StringComparison.Ordinal);
        }
        db.Write(sql => { sql.Execute(fill); });
    }
}
