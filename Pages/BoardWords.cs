// The words for ranks, times and periods on leaderboards.
using System.Globalization;
using MathsSoc.Data;

namespace MathsSoc.Pages;

/// <summary>The words for ranks, times and periods.</summary>
public static class BoardWords
{
    /// <summary>A rank as it is read aloud: <c>3rd</c>, <c>joint 3rd</c>.</summary>
    public static string Spoken(long rank, bool isShared) => isShared ? "joint " + English.Ordinal(rank) : English.Ordinal(rank);

    /// <summary>
    /// The day on which points were reached, for the column of a table. Never the hour: what a child did late at night is nobody's concern.
    /// </summary>
    public static string Reached(long at) => SchoolTime.Local(at).ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>The same day for a <c>datetime</c> attribute.</summary>
    public static string ReachedMachine(long at) => SchoolTime.Local(at).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>"1 point", "4 points", "-2 points".</summary>
    public static string Points(long points) => English.Count(points, "point");

    /// <summary>A period within a sentence or at its beginning: "the school year 2026/27", "the week from 9 November 2026".</summary>
    public static string Of(Period period, ScoreRules rules)
    {
        var key = period.Key;
        return period.Kind switch
        {
            PeriodKind.Week => "the week from " + period.Monday!.Value.ToString("d MMMM yyyy", CultureInfo.InvariantCulture),
            PeriodKind.Term => $"the {TermName(rules, (int)(key / 10), (int)(key % 10))} term {Years(key / 10)}",
            PeriodKind.Year => "the school year " + Years(key),
            _ => "all time",
        };
    }

    private static string TermName(ScoreRules rules, int schoolYear, int index)
    {
        foreach (var term in Terms.Of(rules.TermDates, schoolYear))
            if (term.Index == index) return term.Name.ToLowerInvariant();
        return English.Ordinal(index);
    }

    private static string Years(long year) => string.Create(CultureInfo.InvariantCulture, $"{year}/{(year + 1) % 100:00}");
}
