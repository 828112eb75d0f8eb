// Moves a competition to other dates: its copy for next year, and one that is brought in from its files.
using System.Globalization;
using MathsSoc.Data;

namespace MathsSoc.Endpoints;

/// <summary>All times keep their distance from the opening, by the clock in London.</summary>
internal static class CompetitionDates
{
    /// <summary>52 weeks: the same day of the week, a day or two before the date.</summary>
    public static readonly TimeSpan Year = TimeSpan.FromDays(364);

    /// <summary>The time by which the clock in London is so much later.</summary>
    public static long Move(long at, TimeSpan by) => SchoolTime.Instant(SchoolTime.Local(at) + by);

    /// <summary>The competition at other dates; the year in its title, if that is the year of its opening, goes with them.</summary>
    public static Competition Move(Competition one, TimeSpan by)
    {
        var opens = Move(one.OpensAt, by);
        return one with
        {
            Title = one.Title.Replace(YearOf(one.OpensAt), YearOf(opens), StringComparison.Ordinal),
            OpensAt = opens,
            ClosesAt = Move(one.ClosesAt, by),
            EnrolFrom = Move(one.EnrolFrom, by),
            EnrolUntil = Move(one.EnrolUntil, by),
        };
    }

    /// <summary>How far the competition has to move so that it opens at <paramref name="opensAt"/>.</summary>
    public static TimeSpan To(Competition one, long opensAt) => SchoolTime.Local(opensAt) - SchoolTime.Local(one.OpensAt);

    /// <summary>How far it has to move to open after <paramref name="now"/>, by whole years; nothing if it does so already.</summary>
    public static TimeSpan ToComing(Competition one, long now)
    {
        var by = TimeSpan.Zero;
        while (Move(one.OpensAt, by) <= now) by += Year;
        return by;
    }

    private static string YearOf(long at) => SchoolTime.Local(at).Year.ToString(CultureInfo.InvariantCulture);
}
