// When the clock is taken for right, and by what it becomes so again: the system, an owner, or a day of running by it.
using System.Globalization;
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using Microsoft.Extensions.Logging;

namespace MathsSoc.Tests.Unit.Data;

public sealed class ClockWatchTests : IDisposable
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1), Hour = TimeSpan.FromHours(1), Day = TimeSpan.FromDays(1);
    private static readonly DateTimeOffset Start = new(2026, 11, 10, 9, 0, 0, TimeSpan.Zero);
    private static readonly long Build = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();

    private readonly TemporaryFolder folder = new();
    private readonly ManualClock clock = new();
    private readonly LogLines log = new();
    private readonly Db db;
    private ClockWatch watch;

    public ClockWatchTests()
    {
        Migrator.Run(folder["mathsoc.db"], Migrator.Sections, Start.ToUnixTimeSeconds());
        db = Db.Open(folder["mathsoc.db"], readers: 1);
        watch = Restart();
    }

    public void Dispose()
    {
        db.Dispose();
        folder.Dispose();
    }

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
        watch.Look();
        clock.Advance(TimeSpan.FromSeconds(seconds));
        Assert.Equal((expected, expected), (watch.Glance().State, watch.Look().State));
        Assert.Equal((expected, expected), (Restart().Look().State, watch.Glance().State));
    }

    [Fact]
    public void Off_for_six_weeks_and_synchronised_nothing_is_said()
    {
        watch.Look();
        clock.Advance(42 * Day);
        Synchronise();
        Assert.True(Restart().Look().IsCredible);
        Assert.Empty(log.Lines);
        Assert.Equal(0, AuditLines());
        clock.Advance(47 * Hour);
        Assert.True(watch.Look().IsCredible);
    }

    [Fact]
    public void A_backup_of_last_month_is_doubted_once_and_loudly_until_the_system_is_synchronised()
    {
        watch.Look();
        clock.Advance(31 * Day);
        Restart();
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(ClockState.Ahead, watch.Look().State);
            clock.Run(Minute);
        }
        var line = Assert.Single(log.Lines);
        Assert.StartsWith("Critical: The clock says 2026-12-11 09:00 UTC, but when this site last ran it said 2026-11-10 09:00 UTC. ", line,
            StringComparison.Ordinal);
        Assert.Contains("nobody is erased", line, StringComparison.Ordinal);
        Assert.Contains("timedatectl", line, StringComparison.Ordinal);
        Synchronise();
        Assert.True(watch.Look().IsCredible);
        Assert.Equal(0, AuditLines());
    }

    [Fact]
    public void Two_days_ahead_and_corrected_is_behind_until_the_system_says_so_and_then_at_once_right()
    {
        watch.Look();
        clock.Advance(47 * Hour);
        Assert.True(watch.Look().IsCredible);
        clock.Advance(-47 * Hour);
        Assert.Equal(ClockState.Behind, watch.Look().State);
        Assert.Contains("nothing is saved", Assert.Single(log.Lines), StringComparison.Ordinal);
        Synchronise();
        Assert.True(watch.Check().IsCredible);
        Assert.Equal("2026-11-12T08:00:00Z is not the newest time any more: the system says that it is synchronised", LastAudit());
        clock.Advance(-Minute);
        Assert.True(watch.Look().IsCredible);
    }

    [Fact]
    public void A_file_from_before_the_clock_moved_says_nothing_about_it()
    {
        Synchronise();
        watch.Look();
        foreach (var by in new[] { 400 * Day, -70 * Minute })
        {
            clock.Advance(by);
            Assert.False(watch.Look().IsCredible, $"moved by {by}");
            Assert.False(Restart().Look().IsCredible, $"moved by {by}, and started again");
            clock.SetTo(Start);
            watch.Look();
        }
        // Back by less than its age, so that it would seem to be of a while ago.
        clock.Run(30 * Minute);
        watch.Look();
        clock.Advance(-10 * Minute);
        Assert.Equal(ClockState.Behind, watch.Look().State);
        Synchronise();
        Assert.True(watch.Look().IsCredible);
    }

    [Fact]
    public void Four_hundred_days_for_75_seconds_leave_nothing_behind()
    {
        watch.Look();
        clock.Advance(400 * Day);
        for (var i = 0; i < 8; i++)
        {
            Assert.Equal(ClockState.Ahead, watch.Look().State);
            clock.Run(TimeSpan.FromSeconds(10));
        }
        clock.Advance(-400 * Day);
        Assert.True(watch.Look().IsCredible);
        Assert.True(Restart().Look().IsCredible);
        Assert.Equal(2, log.Lines.Count);
    }

    [Fact]
    public void Seventy_seconds_behind_is_noticed_also_after_a_crash_and_is_over_when_it_is_corrected()
    {
        watch.Look();
        clock.Run(Hour - Minute);
        db.Write(sql => Audit.Add(sql, Actor.CommandLine, "member.add", clock.GetUtcNow().ToUnixTimeSeconds()));
        watch.Look();
        clock.Advance(TimeSpan.FromSeconds(-70));
        Assert.Equal(ClockState.Behind, watch.Look().State);
        Assert.Equal(ClockState.Behind, Restart().Look().State);
        clock.Advance(TimeSpan.FromSeconds(70));
        Assert.True(watch.Look().IsCredible);
    }

    [Fact]
    public void A_new_site_in_1970_knows_that_it_is_not_then_and_is_right_when_the_clock_is()
    {
        clock.SetTo(DateTimeOffset.UnixEpoch + Minute);
        Assert.Equal(ClockState.BeforeBuild, Restart().Look().State);
        Assert.Contains("which is before this program was made", Assert.Single(log.Lines), StringComparison.Ordinal);
        db.Write(sql => Audit.Add(sql, Actor.CommandLine, "member.add", clock.GetUtcNow().ToUnixTimeSeconds()));
        watch.Look();
        clock.SetTo(Start);
        Assert.True(watch.Look().IsCredible);
        Assert.True(Restart().Look().IsCredible);
    }

    [Theory]
    [InlineData(400 * 24)]
    [InlineData(-100)]
    [InlineData(-20_000 * 24)]
    public void A_day_of_running_makes_the_clock_right_and_setting_it_once_more_begins_the_day_again(int hours)
    {
        watch.Look();
        clock.Advance(TimeSpan.FromHours(hours));
        for (var i = 0; i < 23; i++)
        {
            Assert.False(watch.Look().IsCredible);
            clock.Run(Hour);
        }
        clock.Advance(5 * Minute);
        for (var i = 0; i < 24; i++)
        {
            Assert.False(watch.Look().IsCredible, $"{i} h after it was set once more");
            clock.Run(Hour);
        }
        Assert.True(watch.Look().IsCredible);
        Assert.True(Restart().Look().IsCredible);
        Assert.Equal(hours < 0 ? 1 : 0, AuditLines());
    }

    [Fact]
    public void The_time_of_day_alone_makes_nothing_right()
    {
        watch.Look();
        clock.Advance(400 * Day);
        for (var i = 0; i < 30; i++)
        {
            Assert.False(watch.Look().IsCredible);
            clock.Advance(Hour);
        }
    }

    [Fact]
    public void The_hours_of_several_days_count_together_and_those_in_between_do_not()
    {
        watch.Look();
        clock.Advance(21 * Day);
        for (var day = 0; day < 3; day++)
        {
            Restart();
            for (var hour = 0; hour < 8; hour++)
            {
                Assert.False(watch.Look().IsCredible, $"day {day}, hour {hour}");
                clock.Run(Hour);
            }
            Assert.Equal(day == 2, watch.Look().IsCredible);
            clock.Advance(16 * Hour);
        }
    }

    [Fact]
    public async Task An_owner_who_confirms_is_believed_and_written_down()
    {
        watch.Look();
        clock.Advance(-5 * Day);
        Assert.Equal(ClockState.Behind, watch.Look().State);
        var owner = db.Add(Seed.Person("head", Role.Owner));
        await watch.ConfirmAsync(new Actor(owner, "127.0.0.1"));
        Assert.True(watch.Glance().IsCredible);
        Assert.True(Restart().Look().IsCredible);
        Assert.Equal("2026-11-10T09:00:00Z is not the newest time any more: an owner confirmed it", LastAudit());
        // Once it is right, there is nothing more to confirm.
        await watch.ConfirmAsync(new Actor(owner, "127.0.0.1"));
        Assert.Equal(1, AuditLines());
    }

    [Fact]
    public async Task A_form_that_waits_for_the_database_holds_no_thread()
    {
        watch.Look();
        clock.Advance(31 * Day);
        using var beside = Db.Open(folder["mathsoc.db"], readers: 1);
        var (started, finish) = (new TaskCompletionSource(), new TaskCompletionSource());
        var writer = Task.Run(() => beside.Write(_ => { started.SetResult(); finish.Task.Wait(); return 0; }));
        await started.Task;
        // The doubt has to be written down, and somebody else is writing.
        var check = watch.CheckAsync().AsTask();
        Assert.False(check.IsCompleted);
        finish.SetResult();
        await writer;
        Assert.Equal(ClockState.Ahead, (await check).State);
    }

    [Fact]
    public async Task A_time_before_the_program_was_made_can_be_confirmed_too()
    {
        clock.SetTo(Start - 30 * Day);
        Assert.Equal(ClockState.BeforeBuild, Restart().Look().State);
        await watch.ConfirmAsync(new Actor(db.Add(Seed.Person("head", Role.Owner)), "127.0.0.1"));
        Assert.True(watch.Look().IsCredible);
        clock.Run(Hour);
        Assert.True(Restart().Look().IsCredible);
    }

    [Fact]
    public void A_database_without_a_record_was_in_use_until_the_newest_line_of_its_audit()
    {
        db.Write(sql => Audit.Add(sql, Actor.CommandLine, "member.add", Start.ToUnixTimeSeconds()));
        clock.Advance(3 * Day);
        Assert.Equal(ClockState.Ahead, Restart().Look().State);
        // What is done by the wrong clock does not make it right.
        db.Write(sql => Audit.Add(sql, Actor.CommandLine, "member.add", clock.GetUtcNow().ToUnixTimeSeconds()));
        clock.Run(Minute);
        Assert.Equal(ClockState.Ahead, watch.Look().State);
        clock.Advance(-Day - Minute);
        Assert.True(watch.Look().IsCredible);
    }

    [Fact]
    public void What_began_in_the_future_begins_now_when_the_clock_is_put_right()
    {
        watch.Look();
        var ada = db.Add(Seed.Pupil("ada"), Start.ToUnixTimeSeconds());
        clock.Advance(400 * Day);
        watch.Look();
        var wrong = clock.GetUtcNow().ToUnixTimeSeconds();
        db.Write(sql =>
        {
            Sessions.Begin(sql, ada, "", false, wrong + 3600, wrong);
            PasswordLinks.Add(sql, ada, "ABCDEFGHJKMNPQRS", false, null, wrong + 7200, wrong);
            Members.SetState(sql, ada, MemberState.Leaving, wrong);
        });
        clock.Advance(-400 * Day);
        watch.Look();
        var now = Start.ToUnixTimeSeconds();
        Assert.Equal((now + 3600, now + 7200, now), db.Read(sql => (
            sql.ExecuteScalar<long>("SELECT expires_at FROM sessions"),
            sql.ExecuteScalar<long>("SELECT expires_at FROM password_links"),
            Members.Find(sql, ada)!.StateAt)));
    }

    [Fact]
    public void Whether_a_form_may_be_saved_costs_no_look_into_the_database_while_the_clock_is_credible()
    {
        watch.Look();
        db.Dispose();
        clock.Run(Hour);
        Assert.True(watch.Check().IsCredible);
    }

    [Fact]
    public void Near_the_newest_time_an_hour_has_one_write_and_a_minute_in_which_others_write_one_too()
    {
        watch.Look();
        var before = db.Writes;
        for (var i = 0; i < 59; i++)
        {
            clock.Run(Minute);
            watch.Look();
        }
        Assert.Equal(before, db.Writes);
        clock.Run(Minute);
        watch.Look();
        Assert.Equal(before + 1, db.Writes);
        db.Add(Seed.Pupil("ada"));
        clock.Run(Minute);
        watch.Look();
        watch.Look();
        Assert.Equal(before + 3, db.Writes);
    }

    /// <summary>As a process that has just started: it knows only what is in the database.</summary>
    private ClockWatch Restart() => watch = new ClockWatch(db, clock, new ClockSync(folder["synchronized"]), Build, log);

    private void Synchronise()
    {
        File.WriteAllText(folder["synchronized"], "");
        File.SetLastWriteTimeUtc(folder["synchronized"], clock.GetUtcNow().UtcDateTime);
    }

    private long AuditLines() => db.Read(sql => sql.ExecuteScalar<long>("SELECT count(*) FROM audit WHERE action = 'clock.accept'"));

    private string? LastAudit() =>
        db.Read(sql => sql.ExecuteScalar<string>("SELECT detail FROM audit WHERE action = 'clock.accept' ORDER BY id DESC LIMIT 1"));

    /// <summary>Keeps each line with its level.</summary>
    private sealed class LogLines : ILogger
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(string.Create(CultureInfo.InvariantCulture, $"{logLevel}: {formatter(state, exception)}"));
    }
}
