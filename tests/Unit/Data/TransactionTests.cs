// A write: counted when it changed a row, undone when it throws, queued behind others, seen by the probe when it takes long.
using Dapper;
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Unit.Data;

public sealed class TransactionTests : IDisposable
{
    private readonly TestDatabase place = new(readers: 4);

    public void Dispose() => place.Dispose();

    /// <summary>A form that changes nothing, such as approvals with no one ticked, must not empty every cache of the site.</summary>
    [Fact]
    public async Task A_write_that_changes_no_row_is_not_counted()
    {
        var before = place.Db.Writes;
        var values = new Cached<string>(place.Db, TimeProvider.System, _ => new string('x', 3));
        var first = await values.Get();
        place.Db.Write(sql => sql.Execute("DELETE FROM settings WHERE name = 'no such name'"));
        Assert.Equal(before, place.Db.Writes);
        Assert.Same(first, await values.Get());
        place.Db.Write(sql => Settings.Set(sql, "a", "one more", 1));
        Assert.Equal(before + 1, place.Db.Writes);
        Assert.NotSame(first, await values.Get());
    }

    [Fact]
    public void A_transaction_that_throws_is_rolled_back()
    {
        place.Db.Write(sql => Settings.Set(sql, "a", "before", 1));
        Assert.Throws<InvalidOperationException>(() => place.Db.Write<int>(sql =>
        {
            Settings.Set(sql, "a", "lost", 1);
            throw new InvalidOperationException();
        }));
        Assert.Equal("before", place.Db.Read(sql => sql.ExecuteScalar<string>("SELECT value FROM settings WHERE name = 'a'")));
    }

    [Fact]
    public void A_reading_connection_cannot_write() =>
        Assert.Throws<DatabaseUnavailableException>(() => place.Db.Read(sql => sql.Execute("DELETE FROM settings")));

    [Fact]
    public void Writers_queue_and_none_is_lost()
    {
        place.Db.Write(sql => { Settings.Set(sql, "n", "0", 1); return 0; });
        Parallel.For(0, 200, _ => place.Db.Write(sql => sql.Execute("UPDATE settings SET value = value + 1 WHERE name = 'n'")));
        Assert.Equal("200", place.Db.Read(sql => sql.ExecuteScalar<string>("SELECT value FROM settings WHERE name = 'n'")));
    }

    [Fact]
    public void A_checkpoint_leaves_an_empty_log()
    {
        place.Db.Write(sql => Settings.Set(sql, "a", "folded in", 1));
        Assert.True(place.Db.Checkpoint());
        Assert.Equal(0, new FileInfo(place.Path + "-wal").Length);
    }

    [Fact]
    public void A_writer_that_holds_the_lock_for_more_than_two_seconds_is_told()
    {
        var clock = new ManualClock();
        using var probe = new DatabaseProbe(place.Db, clock);
        place.Db.Write(_ =>
        {
            Assert.Null(probe.Look().WriteProblem);
            clock.Advance(TimeSpan.FromSeconds(3));
            Assert.NotNull(probe.Look().WriteProblem);
            Assert.Null(probe.Look().Problem);
            return 0;
        });
        Assert.Null(probe.Look().WriteProblem);
    }
}
