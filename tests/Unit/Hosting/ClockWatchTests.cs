// A date that is years ahead erases no one: the clock is trusted near the newest known time, or after a day of running by it.
using MathsSoc.Data;
using MathsSoc.Hosting;
using MathsSoc.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace MathsSoc.Tests.Unit.Hosting;

public sealed class ClockWatchTests : IDisposable
{
    private const long Minute = 60, Hour = 3600, Day = 24 * Hour, Start = 1_800_000_000;

    private readonly TemporaryFolder folder = new();
    private readonly Db db;

    public ClockWatchTests()
    {
        Migrator.Run(folder["mathsoc.db"], Migrator.Sections, Start);
        db = Db.Open(folder["mathsoc.db"], readers: 1);
    }

    public void Dispose()
    {
        db.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void A_clock_that_goes_on_is_trusted_and_so_is_one_that_moved_by_up_to_two_days()
    {
        foreach (var later in new[] { 0, 10 * Minute, Hour, Hour + 2 * Day, Hour + Day, Hour + 4 * Day })
            Assert.True(Look(Start + later), $"{later} s after the start");
        Assert.False(Look(Start + Hour + 6 * Day + 1));
    }

    [Theory]
    [InlineData(3652)]
    [InlineData(21)]
    [InlineData(-20_000)]
    public void After_a_jump_a_day_of_running_makes_the_clock_trusted_again(int days)
    {
        Assert.True(Look(Start));
        var then = Start + days * Day;
        for (var now = then; now < then + Day; now += 10 * Minute) Assert.False(Look(now), $"{now - then} s after the jump");
        Assert.True(Look(then + Day));
        Assert.True(Look(then + Day + Hour));
    }

    [Fact]
    public void The_hours_of_several_days_count_together_and_those_in_between_do_not()
    {
        Assert.True(Look(Start));
        var then = Start + 21 * Day;
        // Three mornings of eight hours; the machine is off for the rest of each day.
        for (var day = 0; day < 3; day++)
            for (var run = 0L; run <= 8 * Hour; run += Hour)
                Assert.Equal(day == 2 && run == 8 * Hour, Look(then + day * Day + run));
    }

    [Fact]
    public void A_clock_that_is_put_right_is_trusted_at_once_and_the_wrong_time_is_forgotten()
    {
        Assert.True(Look(Start));
        for (var run = 0L; run < Day; run += Hour) Assert.False(Look(Start + 3652 * Day + run));
        Assert.True(Look(Start + Day));
        Assert.False(Look(Start + 3652 * Day + Day));
    }

    [Fact]
    public void A_clock_that_jumps_once_more_begins_its_day_again()
    {
        Assert.True(Look(Start));
        for (var run = 0L; run < Day; run += Hour) Assert.False(Look(Start + 30 * Day + run));
        for (var run = 0L; run < Day; run += Hour) Assert.False(Look(Start + 300 * Day + run));
        Assert.True(Look(Start + 301 * Day));
    }

    [Fact]
    public void A_database_without_a_record_was_in_use_until_the_newest_line_of_its_audit()
    {
        db.Write(sql => Audit.Add(sql, Actor.CommandLine, "member.add", Start));
        Assert.False(Look(Start + 3 * Day));
        // Activity by the wrong clock does not make it right.
        db.Write(sql => Audit.Add(sql, Actor.CommandLine, "member.add", Start + 3 * Day));
        Assert.False(Look(Start + 3 * Day + Minute));
        Assert.True(Look(Start + 2 * Day));
    }

    [Fact]
    public void Near_the_newest_time_an_hour_has_at_most_one_write()
    {
        var watch = new ClockWatch(db, NullLogger.Instance);
        Assert.True(watch.Trusts(Start));
        var before = db.Writes;
        for (var run = Minute; run < Hour; run += Minute) Assert.True(watch.Trusts(Start + run));
        Assert.Equal(before, db.Writes);
        Assert.True(watch.Trusts(Start + Hour));
        Assert.Equal(before + 1, db.Writes);
    }

    /// <summary>As a process that has just started would look: it knows only what is in the database.</summary>
    private bool Look(long now) => new ClockWatch(db, NullLogger.Instance).Trusts(now);
}
