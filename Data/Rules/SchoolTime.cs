// The school's clock: Europe/London, from the system's time zones or, where there are none, by the rule in force since 1996.
using System.Globalization;

namespace MathsSoc.Data;

/// <summary>Turns stored instants (unix seconds) into times as people in the school read them, and days into instants.</summary>
public static class SchoolTime
{
    /// <summary>The days asked for last, each at the place of its number.</summary>
    private static readonly DayOffset?[] Days = new DayOffset?[128];

    private static readonly TimeZoneInfo Zone = TimeZoneInfo.TryFindSystemTimeZoneById("Europe/London", out var zone) ? zone : BuiltIn();

    /// <summary>
    /// Summer time from the last Sunday of March to the last Sunday of October, both at 01:00 UTC (The Summer Time Order 2002).
    /// </summary>
    internal static TimeZoneInfo BuiltIn()
    {
        // A transition's time of day is that of the clocks before it: 01:00 GMT in March, 02:00 BST in October.
        var begins = TimeZoneInfo.TransitionTime.CreateFloatingDateRule(new DateTime(1, 1, 1, 1, 0, 0), 3, 5, DayOfWeek.Sunday);
        var ends = TimeZoneInfo.TransitionTime.CreateFloatingDateRule(new DateTime(1, 1, 1, 2, 0, 0), 10, 5, DayOfWeek.Sunday);
        var summer = TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(
            DateTime.MinValue.Date, DateTime.MaxValue.Date, TimeSpan.FromHours(1), begins, ends);
        return TimeZoneInfo.CreateCustomTimeZone("Europe/London", TimeSpan.Zero, "London", "GMT", "BST", [summer]);
    }

    /// <summary>The London time of an instant.</summary>
    public static DateTime Local(long unixSeconds)
    {
        var utc = DateTimeOffset.FromUnixTimeSeconds(unixSeconds).UtcDateTime;
        return OffsetOn(utc.Date) is { } offset ? DateTime.SpecifyKind(utc + offset, DateTimeKind.Unspecified)
            : TimeZoneInfo.ConvertTimeFromUtc(utc, Zone);
    }

    /// <summary>How far the clocks are ahead of UTC all through a day of UTC; null on a day that changes them.</summary>
    private static TimeSpan? OffsetOn(DateTime day)
    {
        // A page may show dozens of times, and for each the system's whole table of changes would be searched.
        ref var place = ref Days[(int)(day.Ticks / TimeSpan.TicksPerDay) % Days.Length];
        if (place is not { } known || known.Day != day)
        {
            var (first, last) = (Zone.GetUtcOffset(day), Zone.GetUtcOffset(day.AddTicks(TimeSpan.TicksPerDay - 1)));
            place = known = new DayOffset(day, first == last ? first : null);
        }
        return known.Offset;
    }

    /// <summary>
    /// The instant at which clocks in London show <paramref name="local"/>. An hour that the clock skips in March is read as the hour after
    /// it; one that it shows twice in October as the first of the two.
    /// </summary>
    public static long Instant(DateTime local)
    {
        var unspecified = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        if (Zone.IsInvalidTime(unspecified)) unspecified = unspecified.AddHours(1);
        var offset = Zone.IsAmbiguousTime(unspecified) ? TimeSpan.FromHours(1) : Zone.GetUtcOffset(unspecified);
        return new DateTimeOffset(unspecified, offset).ToUnixTimeSeconds();
    }

    /// <summary><c>10 November 2026</c>.</summary>
    public static string Date(long unixSeconds) => Local(unixSeconds).ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    /// <summary><c>10 November 2026, 09:00 GMT</c>.</summary>
    public static string Time(long unixSeconds)
    {
        var isSummer = Zone.IsDaylightSavingTime(DateTimeOffset.FromUnixTimeSeconds(unixSeconds));
        return Local(unixSeconds).ToString("d MMMM yyyy, HH:mm ", CultureInfo.InvariantCulture) + (isSummer ? "BST" : "GMT");
    }

    /// <summary>
    /// As people say it: <c>Monday 30 Nov, 8:00</c>, for an instant at most half a year away; otherwise with the year in place of the
    /// weekday, <c>30 Nov 2025, 8:00</c>. The full form belongs in a <c>datetime</c> attribute.
    /// </summary>
    public static string Moment(long unixSeconds, long now)
    {
        const long HalfYear = 183 * 86_400;
        var format = Math.Abs(unixSeconds - now) <= HalfYear ? "dddd d MMM, H:mm" : "d MMM yyyy, H:mm";
        return Local(unixSeconds).ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>A day as date fields send it, <c>2026-11-10</c>; null if it is not a day of this century.</summary>
    public static DateTime? ParseDay(string text) =>
        DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && day.Year is >= 2000 and < 2100 ? day : null;

    /// <summary>For a <c>datetime</c> attribute: <c>2026-11-10T09:00:00Z</c>.</summary>
    public static string Machine(long unixSeconds) =>
        DateTimeOffset.FromUnixTimeSeconds(unixSeconds).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The school year an instant is in, by the calendar year in which it began: years begin on 1 September.</summary>
    public static int SchoolYear(long unixSeconds)
    {
        var local = Local(unixSeconds);
        return local.Month >= 9 ? local.Year : local.Year - 1;
    }

    /// <summary>When the school year began that <paramref name="unixSeconds"/> is in.</summary>
    public static long SchoolYearBegan(long unixSeconds) => Instant(new DateTime(SchoolYear(unixSeconds), 9, 1));

    /// <summary>
    /// The year group, in that school year, of a pupil who began (or would have begun) year 7 in September of <paramref name="startYear"/>.
    /// </summary>
    public static int YearGroup(long startYear, int schoolYear) => (int)(schoolYear - startYear) + 7;

    /// <summary>The start year of a pupil who is in <paramref name="yearGroup"/> in that school year.</summary>
    public static int StartYear(int yearGroup, int schoolYear) => schoolYear - yearGroup + 7;

    private sealed record DayOffset(DateTime Day, TimeSpan? Offset);
}
