// When the clock is taken for right, and by what it becomes so again: the system, an owner, or a day of running by it.
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using static MathsSoc.Tests.Support.WatchedClock;

namespace MathsSoc.Tests.Unit.Data;

public sealed class ClockWatchTests : IDisposable
{
    private readonly WatchedClock place = new();

    public void Dispose() => place.Dispose();

    [Theory]
    [InlineData(0, ClockState.Credible)]
    [InlineData(48 * 3600, ClockState.Credible)]
    [InlineData(48 * 3600 + 1, ClockState.Ahead)]
    [InlineData(-60, ClockState.Credible)]
    [InlineData(-61, ClockState.Behind)]
    [InlineData(-9 * 86400 - 9 * 3600, ClockState.Behind)]
    [InlineData(-9 * 86400 - 9 * 3600 - 1, ClockState.BeforeBuild)]
    public void The_clock_is_credible_from_a_minute_before_until_two_days_after_the_newest_time(int seconds, ClockState expected)
    {
        place.Watch.Look();
        place.Clock.Advance(TimeSpan.FromSeconds(seconds));
        Assert.Equal((expected, expected), (place.Watch.Glance().State, place.Watch.Look().State));
        Assert.Equal((expected, expected), (place.Restart().Look().State, place.Watch.Glance().State));
    }

    [Fact]
    public void Off_for_six_weeks_and_synchronised_nothing_is_said()
    {
        place.Watch.Look();
        place.Clock.Advance(42 * Day);
        place.Synchronise();
        Assert.True(place.Restart().Look().IsCredible);
        Assert.Empty(place.Log.Lines);
        Assert.Equal(0, place.AuditLines());
        place.Clock.Advance(47 * Hour);
        Assert.True(place.Watch.Look().IsCredible);
    }

    [Fact]
    public void A_backup_of_last_month_is_doubted_once_and_loudly_until_the_system_is_synchronised()
    {
        place.Watch.Look();
        place.Clock.Advance(31 * Day);
        place.Restart();
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(ClockState.Ahead, place.Watch.Look().State);
            place.Clock.Run(Minute);
        }
        var line = Assert.Single(place.Log.Lines);
        Assert.StartsWith("Critical: The clock says 2026-12-11 09:00 UTC, but when this site last ran it said 2026-11-10 09:00 UTC. ", line,
            StringComparison.Ordinal);
        Assert.Contains("nobody is erased", line, StringComparison.Ordinal);
        Assert.Contains("timedatectl", line, StringComparison.Ordinal);
        place.Synchronise();
        Assert.True(place.Watch.Look().IsCredible);
        Assert.Equal(0, place.AuditLines());
    }

    [Fact]
    public void Two_days_ahead_and_corrected_is_behind_until_the_system_says_so_and_then_at_once_right()
    {
        place.Watch.Look();
        place.Clock.Advance(47 * Hour);
        Assert.True(place.Watch.Look().IsCredible);
        place.Clock.Advance(-47 * Hour);
        Assert.Equal(ClockState.Behind, place.Watch.Look().State);
        Assert.Contains("nothing is saved", Assert.Single(place.Log.Lines), StringComparison.Ordinal);
        place.Synchronise();
        Assert.True(place.Watch.Check().IsCredible);
        Assert.Equal("2026-11-12T08:00:00Z is not the newest time any more: the system says that it is synchronised", place.LastAudit());
        place.Clock.Advance(-Minute);
        Assert.True(place.Watch.Look().IsCredible);
    }

    [Fact]
    public void A_file_from_before_the_clock_moved_says_nothing_about_it()
    {
        place.Synchronise();
        place.Watch.Look();
        foreach (var by in new[] { 400 * Day, -70 * Minute })
        {
            place.Clock.Advance(by);
            Assert.False(place.Watch.Look().IsCredible, $"moved by {by}");
            Assert.False(place.Restart().Look().IsCredible, $"moved by {by}, and started again");
            place.Clock.SetTo(Start);
            place.Watch.Look();
        }
        // Back by less than its age, so that it would seem to be of a while ago.
        place.Clock.Run(30 * Minute);
        place.Watch.Look();
        place.Clock.Advance(-10 * Minute);
        Assert.Equal(ClockState.Behind, place.Watch.Look().State);
        place.Synchronise();
        Assert.True(place.Watch.Look().IsCredible);
    }

    [Fact]
    public void Four_hundred_days_for_75_seconds_leave_nothing_behind()
    {
        place.Watch.Look();
        place.Clock.Advance(400 * Day);
        for (var i = 0; i < 8; i++)
        {
            Assert.Equal(ClockState.Ahead, place.Watch.Look().State);
            place.Clock.Run(TimeSpan.FromSeconds(10));
        }
        place.Clock.Advance(-400 * Day);
        Assert.True(place.Watch.Look().IsCredible);
        Assert.True(place.Restart().Look().IsCredible);
        Assert.Equal(2, place.Log.Lines.Count);
    }

    [Fact]
    public void Seventy_seconds_behind_is_noticed_also_after_a_crash_and_is_over_when_it_is_corrected()
    {
        place.Watch.Look();
        place.Clock.Run(Hour - Minute);
        place.Db.Write(sql => Audit.Add(sql, Actor.CommandLine, "member.add", place.Clock.GetUtcNow().ToUnixTimeSeconds()));
        place.Watch.Look();
        place.Clock.Advance(TimeSpan.FromSeconds(-70));
        Assert.Equal(ClockState.Behind, place.Watch.Look().State);
        Assert.Equal(ClockState.Behind, place.Restart().Look().State);
        place.Clock.Advance(TimeSpan.FromSeconds(70));
        Assert.True(place.Watch.Look().IsCredible);
    }

    [Fact]
    public void A_new_site_in_1970_knows_that_it_is_not_then_and_is_right_when_the_clock_is()
    {
        place.Clock.SetTo(DateTimeOffset.UnixEpoch + Minute);
        Assert.Equal(ClockState.BeforeBuild, place.Restart().Look().State);
        Assert.Contains("which is before this program was made", Assert.Single(place.Log.Lines), StringComparison.Ordinal);
        place.Db.Write(sql => Audit.Add(sql, Actor.CommandLine, "member.add", place.Clock.GetUtcNow().ToUnixTimeSeconds()));
        place.Watch.Look();
        place.Clock.SetTo(Start);
        Assert.True(place.Watch.Look().IsCredible);
        Assert.True(place.Restart().Look().IsCredible);
    }

    [Theory]
    [InlineData(400 * 24)]
    [InlineData(-100)]
    [InlineData(-20_000 * 24)]
    public void A_day_of_running_makes_the_clock_right_and_setting_it_once_more_begins_the_day_again(int hours)
    {
        place.Watch.Look();
        place.Clock.Advance(TimeSpan.FromHours(hours));
        for (var i = 0; i < 23; i++)
        {
            Assert.False(place.Watch.Look().IsCredible);
            place.Clock.Run(Hour);
        }
        place.Clock.Advance(5 * Minute);
        for (var i = 0; i < 24; i++)
        {
            Assert.False(place.Watch.Look().IsCredible, $"{i} h after it was set once more");
            place.Clock.Run(Hour);
        }
        Assert.True(place.Watch.Look().IsCredible);
        Assert.True(place.Restart().Look().IsCredible);
        Assert.Equal(hours < 0 ? 1 : 0, place.AuditLines());
    }

    [Fact]
    public void The_time_of_day_alone_makes_nothing_right()
    {
        place.Watch.Look();
        place.Clock.Advance(400 * Day);
        for (var i = 0; i < 30; i++)
        {
            Assert.False(place.Watch.Look().IsCredible);
            place.Clock.Advance(Hour);
        }
    }

    [Fact]
    public void The_hours_of_several_days_count_together_and_those_in_between_do_not()
    {
        place.Watch.Look();
        place.Clock.Advance(21 * Day);
        for (var day = 0; day < 3; day++)
        {
            place.Restart();
            for (var hour = 0; hour < 8; hour++)
            {
                Assert.False(place.Watch.Look().IsCredible, $"day {day}, hour {hour}");
                place.Clock.Run(Hour);
            }
            Assert.Equal(day == 2, place.Watch.Look().IsCredible);
            place.Clock.Advance(16 * Hour);
        }
    }

    [Fact]
    public void A_database_without_a_record_was_in_use_until_the_newest_line_of_its_audit()
    {
        place.Db.Write(sql => Audit.Add(sql, Actor.CommandLine, "member.add", Start.ToUnixTimeSeconds()));
        place.Clock.Advance(3 * Day);
        Assert.Equal(ClockState.Ahead, place.Restart().Look().State);
        // What is done by the wrong clock does not make it right.
        place.Db.Write(sql => Audit.Add(sql, Actor.CommandLine, "member.add", place.Clock.GetUtcNow().ToUnixTimeSeconds()));
        place.Clock.Run(Minute);
        Assert.Equal(ClockState.Ahead, place.Watch.Look().State);
        place.Clock.Advance(-Day - Minute);
        Assert.True(place.Watch.Look().IsCredible);
    }
}
