// A clock in doubt: an owner confirms it, what began in the future begins now, and looking at it costs next to nothing.
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;
using static MathsSoc.Tests.Support.WatchedClock;

namespace MathsSoc.Tests.Unit.Data;

public sealed class ClockDoubtTests : IDisposable
{
    private readonly WatchedClock place = new();

    public void Dispose() => place.Dispose();

    [Fact]
    public async Task An_owner_who_confirms_is_believed_and_written_down()
    {
        place.Watch.Look();
        place.Clock.Advance(-5 * Day);
        Assert.Equal(ClockState.Behind, place.Watch.Look().State);
        var owner = place.Db.Add(Seed.Person("head", Role.Owner));
        await place.Watch.ConfirmAsync(new Actor(owner, "127.0.0.1"));
        Assert.True(place.Watch.Glance().IsCredible);
        Assert.True(place.Restart().Look().IsCredible);
        Assert.Equal("2026-11-10T09:00:00Z is not the newest time any more: an owner confirmed it", place.LastAudit());
        // Once it is right, there is nothing more to confirm.
        await place.Watch.ConfirmAsync(new Actor(owner, "127.0.0.1"));
        Assert.Equal(1, place.AuditLines());
    }

    [Fact]
    public async Task A_form_that_waits_for_the_database_holds_no_thread()
    {
        place.Watch.Look();
        place.Clock.Advance(31 * Day);
        using var beside = Db.Open(place.DatabasePath, readers: 1);
        var (started, finish) = (new TaskCompletionSource(), new TaskCompletionSource());
        var writer = Task.Run(() => beside.Write(_ => { started.SetResult(); finish.Task.Wait(); return 0; }));
        await started.Task;
        // The doubt has to be written down, and somebody else is writing.
        var check = place.Watch.CheckAsync().AsTask();
        Assert.False(check.IsCompleted);
        finish.SetResult();
        await writer;
        Assert.Equal(ClockState.Ahead, (await check).State);
    }

    [Fact]
    public async Task A_time_before_the_program_was_made_can_be_confirmed_too()
    {
        place.Clock.SetTo(Start - 30 * Day);
        Assert.Equal(ClockState.BeforeBuild, place.Restart().Look().State);
        await place.Watch.ConfirmAsync(new Actor(place.Db.Add(Seed.Person("head", Role.Owner)), "127.0.0.1"));
        Assert.True(place.Watch.Look().IsCredible);
        place.Clock.Run(Hour);
        Assert.True(place.Restart().Look().IsCredible);
    }

    [Fact]
    public void What_began_in_the_future_begins_now_when_the_clock_is_put_right()
    {
        place.Watch.Look();
        var ada = place.Db.Add(Seed.Pupil("ada"), Start.ToUnixTimeSeconds());
        place.Clock.Advance(400 * Day);
        place.Watch.Look();
        var wrong = place.Clock.GetUtcNow().ToUnixTimeSeconds();
        place.Db.Write(sql =>
        {
            Sessions.Begin(sql, ada, "", false, wrong + 3600, wrong);
            PasswordLinks.Add(sql, ada, "ABCDEFGHJKMNPQRS", false, null, wrong + 7200, wrong);
            Members.SetState(sql, ada, MemberState.Leaving, wrong);
        });
        place.Clock.Advance(-400 * Day);
        place.Watch.Look();
        var now = Start.ToUnixTimeSeconds();
        Assert.Equal((now + 3600, now + 7200, now), place.Db.Read(sql => (
            sql.ExecuteScalar<long>("SELECT expires_at FROM sessions"),
            sql.ExecuteScalar<long>("SELECT expires_at FROM password_links"),
            Members.Find(sql, ada)!.StateAt)));
    }

    [Fact]
    public void Whether_a_form_may_be_saved_costs_no_look_into_the_database_while_the_clock_is_credible()
    {
        place.Watch.Look();
        place.Db.Dispose();
        place.Clock.Run(Hour);
        Assert.True(place.Watch.Check().IsCredible);
    }

    [Fact]
    public void Near_the_newest_time_an_hour_has_one_write_and_a_minute_in_which_others_write_one_too()
    {
        place.Watch.Look();
        var before = place.Db.Writes;
        for (var i = 0; i < 59; i++)
        {
            place.Clock.Run(Minute);
            place.Watch.Look();
        }
        Assert.Equal(before, place.Db.Writes);
        place.Clock.Run(Minute);
        place.Watch.Look();
        Assert.Equal(before + 1, place.Db.Writes);
        place.Db.Add(Seed.Pupil("ada"));
        place.Clock.Run(Minute);
        place.Watch.Look();
        place.Watch.Look();
        Assert.Equal(before + 3, place.Db.Writes);
    }
}
