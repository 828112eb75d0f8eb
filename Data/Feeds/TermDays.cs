// The days on which terms begin and end, and the breaks within them, for the calendar.
using Dapper;

namespace MathsSoc.Data;

/// <summary>What happens on a day of the school's year.</summary>
public enum TermDayKind { Begins, Ends, Break }

/// <summary>A day of the school's year, or for a break several in a row.</summary>
/// <param name="Term">The term's name in the settings.</param>
/// <param name="Key">
/// What the calendar knows it by, whatever its date: <c>2026-1-begins</c>, with the school year and the number of the term in it.
/// </param>
/// <param name="IsUsual">The society has entered no dates for this school year, so that it is only what is usual in England.</param>
public sealed record TermDay(string Term, TermDayKind Kind, string Key, DateOnly First, DateOnly Last, bool IsUsual)
{
    /// <summary>The days of a school year and, where their dates were entered, of the next one.</summary>
    public static List<TermDay> List(IReadOnlyList<TermDates> written, int schoolYear)
    {
        var days = new List<TermDay>();
        Add(days, written, schoolYear);
        if (Has(written, schoolYear + 1)) Add(days, written, schoolYear + 1);
        return days;
    }

    /// <summary>When the dates of the terms were last changed, in unix seconds; null: they were never entered.</summary>
    public static long? FindChanged(Sql sql) =>
        sql.ExecuteScalar<long?>("SELECT updated_at FROM settings WHERE name = @name", new { name = SocietySettings.TermsName });

    private static bool Has(IReadOnlyList<TermDates> written, int schoolYear) =>
        written.Any(dates => Terms.SchoolYear(dates.First) == schoolYear);

    private static void Add(List<TermDay> days, IReadOnlyList<TermDates> written, int schoolYear)
    {
        var isUsual = !Has(written, schoolYear);
        var stretches = Terms.DatesOf(written, schoolYear);
        foreach (var term in Terms.Of(written, schoolYear))
        {
            var key = $"{schoolYear}-{term.Index}";
            days.Add(new TermDay(term.Name, TermDayKind.Begins, $"{key}-begins", term.First, term.First, isUsual));
            var breaks = 0;
            for (var i = 1; i < stretches.Count; i++)
            {
                var (from, to) = (stretches[i - 1].Last.AddDays(1), stretches[i].First.AddDays(-1));
                if (from <= term.First || to >= term.Last || to < from) continue;
                days.Add(new TermDay(term.Name, TermDayKind.Break, $"{key}-break-{++breaks}", from, to, isUsual));
            }
            days.Add(new TermDay(term.Name, TermDayKind.Ends, $"{key}-ends", term.Last, term.Last, isUsual));
        }
    }
}
