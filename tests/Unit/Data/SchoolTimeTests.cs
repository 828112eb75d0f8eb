// The school's clock at the hours at which it is hardest to get right: the turn of the school year, and the two nights on which the
// clocks change.
using MathsSoc.Data;

namespace MathsSoc.Tests.Unit.Data;

public sealed class SchoolTimeTests
{
    [Fact]
    public void The_school_year_turns_at_midnight_by_the_schools_clock_not_by_utc()
    {
        // 1 September is in summer time: midnight there is 23:00 UTC of the day before.
        Assert.Equal(2026, SchoolTime.SchoolYear(Utc(2027, 8, 31, 22, 59, 59)));
        Assert.Equal(2027, SchoolTime.SchoolYear(Utc(2027, 8, 31, 23, 0, 0)));
        Assert.Equal("31 August 2027, 23:59 BST", SchoolTime.Time(Utc(2027, 8, 31, 22, 59, 59)));
        Assert.Equal(Utc(2027, 8, 31, 23, 0, 0), SchoolTime.Instant(new DateTime(2027, 9, 1)));
        Assert.Equal(2026, SchoolTime.SchoolYear(Utc(2026, 12, 31, 23, 59, 59)));
        Assert.Equal(2026, SchoolTime.SchoolYear(Utc(2027, 1, 1, 0, 0, 0)));
    }

    [Fact]
    public void A_pupil_moves_up_a_year_and_a_key_stage_in_that_second()
    {
        var start = SchoolTime.StartYear(9, 2026);
        Assert.Equal(2024, start);
        var before = SchoolTime.YearGroup(start, SchoolTime.SchoolYear(Utc(2027, 8, 31, 22, 59, 59)));
        var after = SchoolTime.YearGroup(start, SchoolTime.SchoolYear(Utc(2027, 8, 31, 23, 0, 0)));
        Assert.Equal((9, 10), (before, after));
        Assert.Equal(("KS3", "KS4"), (Rules.Default.KeyStageOf(before)!.Name, Rules.Default.KeyStageOf(after)!.Name));
        for (var year = 2000; year < 2040; year++)
            for (var group = 0; group <= 14; group++)
                Assert.Equal(group, SchoolTime.YearGroup(SchoolTime.StartYear(group, year), year));
    }

    [Fact]
    public void In_march_the_clock_skips_an_hour()
    {
        Assert.Equal("28 March 2027, 00:59 GMT", SchoolTime.Time(Utc(2027, 3, 28, 0, 59, 59)));
        Assert.Equal("28 March 2027, 02:00 BST", SchoolTime.Time(Utc(2027, 3, 28, 1, 0, 0)));
        Assert.Equal(new DateTime(2027, 3, 28, 2, 0, 0), SchoolTime.Local(Utc(2027, 3, 28, 1, 0, 0)));
        // Half past one is never shown that night; it is read as half past two.
        Assert.Equal(Utc(2027, 3, 28, 1, 30, 0), SchoolTime.Instant(new DateTime(2027, 3, 28, 1, 30, 0)));
        Assert.Equal(Utc(2027, 3, 28, 1, 30, 0), SchoolTime.Instant(new DateTime(2027, 3, 28, 2, 30, 0)));
        Assert.Equal(Utc(2027, 3, 28, 0, 59, 59), SchoolTime.Instant(new DateTime(2027, 3, 28, 0, 59, 59)));
    }

    [Fact]
    public void In_october_it_shows_an_hour_twice()
    {
        Assert.Equal("25 October 2026, 01:30 BST", SchoolTime.Time(Utc(2026, 10, 25, 0, 30, 0)));
        Assert.Equal("25 October 2026, 01:30 GMT", SchoolTime.Time(Utc(2026, 10, 25, 1, 30, 0)));
        // The time occurs twice; the first is used.
        Assert.Equal(Utc(2026, 10, 25, 0, 30, 0), SchoolTime.Instant(new DateTime(2026, 10, 25, 1, 30, 0)));
        Assert.Equal(Utc(2026, 10, 25, 2, 0, 0), SchoolTime.Instant(new DateTime(2026, 10, 25, 2, 0, 0)));
        Assert.Equal(Utc(2026, 10, 24, 23, 59, 59), SchoolTime.Instant(new DateTime(2026, 10, 25, 0, 59, 59)));
    }

    [Fact]
    public void Every_instant_goes_to_the_wall_and_back_except_the_hour_shown_twice()
    {
        for (var at = Utc(2026, 1, 1, 0, 0, 0); at < Utc(2028, 1, 1, 0, 0, 0); at += 1800)
        {
            var back = SchoolTime.Instant(SchoolTime.Local(at));
            Assert.True(back == at || (back == at - 3600 && SchoolTime.Local(back) == SchoolTime.Local(at)), $"{at} comes back as {back}");
        }
    }

    [Fact]
    public void The_built_in_rule_is_the_systems_for_forty_years()
    {
        Assert.SkipUnless(
            TimeZoneInfo.TryFindSystemTimeZoneById("Europe/London", out var system),
            "This machine has no time zones to compare with.");
        var own = SchoolTime.BuiltIn();
        // Each half hour around every change, and each day in between.
        var at = new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        for (; at.Year < 2040; at = at.AddMinutes(at.Month is 3 or 10 && at.Day >= 24 ? 30 : 1440))
        {
            Assert.Equal(system.GetUtcOffset(at), own.GetUtcOffset(at));
            Assert.Equal(system.IsDaylightSavingTime(at), own.IsDaylightSavingTime(at));
            var local = DateTime.SpecifyKind(at, DateTimeKind.Unspecified);
            Assert.Equal(
                (system.IsInvalidTime(local), system.IsAmbiguousTime(local)),
                (own.IsInvalidTime(local), own.IsAmbiguousTime(local)));
        }
    }

    private static long Utc(int year, int month, int day, int hour, int minute, int second) =>
        new DateTimeOffset(year, month, day, hour, minute, second, TimeSpan.Zero).ToUnixTimeSeconds();

    [Theory]
    [InlineData("2026-11-30T08:00", "2026-11-27T19:00", "Monday 30 Nov, 8:00")]
    [InlineData("2027-03-28T13:05", "2026-11-27T19:00", "Sunday 28 Mar, 13:05")]
    [InlineData("2025-11-30T08:00", "2026-11-27T19:00", "30 Nov 2025, 8:00")]
    [InlineData("2027-07-01T08:00", "2026-11-27T19:00", "1 Jul 2027, 8:00")]
    public void A_moment_is_told_as_people_say_it(string at, string now, string words)
    {
        static long Instant(string text) =>
            SchoolTime.Instant(DateTime.ParseExact(text, "yyyy-MM-dd'T'HH:mm", System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(words, SchoolTime.Moment(Instant(at), Instant(now)));
    }
}
