// The school's terms: how they are written in the settings, which days are school days, and the usual dates where none were entered.
using System.Globalization;

namespace MathsSoc.Data;

/// <summary>
/// Days in a row on which the school is open, first and last day included. A term with a half-term break is two of the same name.
/// </summary>
public sealed record TermDates(string Name, DateOnly First, DateOnly Last);

/// <summary>A term: its name, its number in the year from 1, and its first and last day. Breaks belong to it.</summary>
public sealed record Term(string Name, int SchoolYear, int Index, DateOnly First, DateOnly Last)
{
    public Period Period => Period.Term(SchoolYear, Index);
}

/// <summary>Reads, writes and looks up terms.</summary>
public static class Terms
{
    private const int MaxDates = 60;
    private const int MaxTermsAYear = 9;

    /// <summary>
    /// Terms as they are written in the settings: <c>Autumn 2026-09-03..2026-10-23; Autumn 2026-11-02..2026-12-18; Spring
    /// 2027-01-05..2027-03-26</c>. Null if the text is not such a list: at most 60 stretches, ascending and not overlapping, names of at
    /// most 30 characters, none across 1 September, at most nine terms a year. Empty text is an empty list.
    /// </summary>
    public static IReadOnlyList<TermDates>? Parse(string text)
    {
        var all = new List<TermDates>();
        foreach (var piece in text.Split([';', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var space = piece.LastIndexOf(' ');
            if (space is < 1 or > 30 || all.Count == MaxDates) return null;
            var days = piece[(space + 1)..].Split("..");
            if (days.Length != 2 || !TryDay(days[0], out var first) || !TryDay(days[1], out var last) || last < first) return null;
            if (all.Count > 0 && first <= all[^1].Last) return null;
            if (SchoolYear(first) != SchoolYear(last)) return null;
            all.Add(new TermDates(piece[..space].Trim(), first, last));
        }
        foreach (var dates in all)
            if (Of(all, SchoolYear(dates.First)).Count > MaxTermsAYear) return null;
        return all;
    }

    /// <summary>The list as <see cref="Parse"/> reads it.</summary>
    public static string Write(IEnumerable<TermDates> all) => string.Join("; ", all.Select(dates =>
        string.Create(CultureInfo.InvariantCulture, $"{dates.Name} {dates.First:yyyy-MM-dd}..{dates.Last:yyyy-MM-dd}")));

    /// <summary>The stretches of a school year: those entered for it, or the usual ones if there are none.</summary>
    public static IReadOnlyList<TermDates> DatesOf(IReadOnlyList<TermDates> written, int schoolYear)
    {
        List<TermDates> own = [.. written.Where(dates => SchoolYear(dates.First) == schoolYear)];
        return own.Count > 0 ? own : Usual(schoolYear);
    }

    /// <summary>The terms of a school year, in order.</summary>
    public static IReadOnlyList<Term> Of(IReadOnlyList<TermDates> written, int schoolYear)
    {
        var terms = new List<Term>();
        foreach (var dates in DatesOf(written, schoolYear))
        {
            if (terms.Count > 0 && terms[^1].Name == dates.Name) terms[^1] = terms[^1] with { Last = dates.Last };
            else terms.Add(new Term(dates.Name, schoolYear, terms.Count + 1, dates.First, dates.Last));
        }
        return terms;
    }

    /// <summary>Whether pupils are at school: Monday to Friday within a stretch.</summary>
    public static bool IsSchoolDay(IReadOnlyList<TermDates> written, DateOnly day)
    {
        if (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday) return false;
        foreach (var dates in DatesOf(written, SchoolYear(day)))
            if (day >= dates.First && day <= dates.Last) return true;
        return false;
    }

    /// <summary>The school year of a day, by the calendar year in which it began.</summary>
    public static int SchoolYear(DateOnly day) => day.Month >= 9 ? day.Year : day.Year - 1;

    /// <summary>What most schools in England do: a good guess until the school's own dates are entered.</summary>
    public static IReadOnlyList<TermDates> Usual(int schoolYear) =>
    [
        new("Autumn", Weekday(new DateOnly(schoolYear, 9, 2)), Friday(new DateOnly(schoolYear, 12, 20))),
        new("Spring", Weekday(new DateOnly(schoolYear + 1, 1, 4)), Friday(new DateOnly(schoolYear + 1, 3, 31))),
        new("Summer", Weekday(new DateOnly(schoolYear + 1, 4, 14)), Friday(new DateOnly(schoolYear + 1, 7, 22))),
    ];

    private static DateOnly Weekday(DateOnly day)
    {
        while (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday) day = day.AddDays(1);
        return day;
    }

    private static DateOnly Friday(DateOnly day)
    {
        while (day.DayOfWeek != DayOfWeek.Friday) day = day.AddDays(-1);
        return day;
    }

    private static bool TryDay(string text, out DateOnly day) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day)
            && day.Year is > 1990 and < 2200;
}
