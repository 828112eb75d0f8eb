// The periods in which points are counted, each with a readable number as its key, and the periods that an instant falls in.
using System.Globalization;

namespace MathsSoc.Data;

/// <summary>How long a period is.</summary>
public enum PeriodKind { Week, Term, Year, AllTime }

/// <summary>
/// A period. Its key is 0 for all time, 2026 for the school year from September 2026, 20262 for that year's second term, and 20261109 for
/// the week from Monday 9 November 2026. Weeks begin on Monday at midnight in London; terms are the school's, see <see cref="Terms"/>.
/// </summary>
public readonly record struct Period(long Key)
{
    public static readonly Period AllTime = new(0);

    /// <summary>The school year that begins in September of that year.</summary>
    public static Period Year(int schoolYear) => new(schoolYear);

    /// <summary>A term of that school year; the first has the index 1.</summary>
    public static Period Term(int schoolYear, int index) => new(schoolYear * 10L + index);

    /// <summary>The week in which the day is.</summary>
    public static Period Week(DateOnly day)
    {
        var monday = day.AddDays(-((int)day.DayOfWeek + 6) % 7);
        return new(monday.Year * 10_000L + monday.Month * 100 + monday.Day);
    }

    public PeriodKind Kind => Key switch
    {
        0 => PeriodKind.AllTime,
        < 10_000 => PeriodKind.Year,
        < 100_000 => PeriodKind.Term,
        _ => PeriodKind.Week,
    };

    /// <summary>The column of the ledger that holds this key; for all time the constant 0, which matches every row.</summary>
    internal string Column => Kind switch
    {
        PeriodKind.Week => "week",
        PeriodKind.Term => "term",
        PeriodKind.Year => "school_year",
        _ => "0",
    };

    /// <summary>The Monday of a week; null for other periods.</summary>
    public DateOnly? Monday =>
        Kind == PeriodKind.Week ? new DateOnly((int)(Key / 10_000), (int)(Key / 100 % 100), (int)(Key % 100)) : null;

    /// <summary>The period of a key from an address; null if it is not the key of a period.</summary>
    public static Period? Parse(string text)
    {
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var key)) return null;
        var isPeriod = key switch
        {
            0 => true,
            < 10_000 => key is > 1990 and < 2200,
            < 100_000 => key / 10 is > 1990 and < 2200 && key % 10 > 0,
            _ => key / 10_000 is > 1990 and < 2200 && IsMonday(key),
        };
        return isPeriod ? new Period(key) : null;
    }

    private static bool IsMonday(long key)
    {
        var (year, month, day) = ((int)(key / 10_000), (int)(key / 100 % 100), (int)(key % 100));
        return month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            && new DateOnly(year, month, day).DayOfWeek == DayOfWeek.Monday;
    }
}

/// <summary>An instant, and the periods that points earned at it count for.</summary>
/// <param name="Term">Null: in the holidays.</param>
/// <param name="KeyStage">The member's key stage at that instant; empty: none.</param>
public sealed record AwardPeriods(long At, long Week, long? Term, long SchoolYear, string KeyStage)
{
    /// <summary>
    /// The instant for a member who began year 7 in <paramref name="startYear"/> (null: not a pupil, or a former member).
    /// </summary>
    public static AwardPeriods Of(Rules rules, long? startYear, long at)
    {
        var day = DateOnly.FromDateTime(SchoolTime.Local(at));
        var schoolYear = SchoolTime.SchoolYear(at);
        var keyStage = startYear is { } start ? rules.KeyStageOf(SchoolTime.YearGroup(start, schoolYear))?.Name : null;
        return new AwardPeriods(at, Period.Week(day).Key, rules.Scoring.TermOf(day)?.Period.Key, schoolYear, keyStage ?? "");
    }
}
