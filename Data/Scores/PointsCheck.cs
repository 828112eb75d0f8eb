// Proves every sum of the ledger that is stored, and writes them anew: the society's totals and the enrolments of competitions.
namespace MathsSoc.Data;

/// <summary>The one entry to the checks of stored sums.</summary>
public static class PointsCheck
{
    /// <summary>A sentence on the first sum that does not follow from the ledger; null: all do.</summary>
    public static string? FindWrong(Sql sql) =>
        Totals.Check(sql, 1).FirstOrDefault() ?? EnrolmentCheck.Check(sql, 1).FirstOrDefault();

    /// <summary>Writes all of them anew from the ledger.</summary>
    public static void Rebuild(Sql sql)
    {
        Totals.Rebuild(sql);
        EnrolmentCheck.Rebuild(sql);
    }
}
