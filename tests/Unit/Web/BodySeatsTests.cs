// The places for bodies that are read at once: their number, their bytes, and the share of one client or member.
using MathsSoc.Web;

namespace MathsSoc.Tests.Unit;

public sealed class BodySeatsTests
{
    [Fact]
    public void Visitors_have_a_bounded_number_and_one_address_half_of_it()
    {
        using var seats = new BodySeats();
        var taken = TakeAll(() => seats.Take("192.0.2.1", isMember: false, 16 << 10));
        Assert.Equal(256, taken.Count);
        Assert.Equal(256, TakeAll(() => seats.Take("192.0.2.2", isMember: false, 16 << 10)).Count);
        Assert.Null(seats.Take("192.0.2.3", isMember: false, 1));
        // Members have places of their own; a place that is given back, once or twice, is one place.
        Assert.NotNull(seats.Take("7", isMember: true, 64 << 10));
        taken[0].Dispose();
        taken[0].Dispose();
        Assert.NotNull(seats.Take("192.0.2.3", isMember: false, 1));
        Assert.Null(seats.Take("192.0.2.3", isMember: false, 1));
    }

    [Fact]
    public void Members_have_a_bounded_number_of_bytes_and_the_largest_form_always_fits_a_share()
    {
        using var seats = new BodySeats();
        var largest = seats.Take("1", isMember: true, BodyLimit.ChallengeFiles.Bytes);
        Assert.NotNull(largest);
        Assert.Null(seats.Take("1", isMember: true, 1));
        Assert.NotNull(seats.Take("2", isMember: true, 8 << 20));
        Assert.Null(seats.Take("3", isMember: true, 64 << 10));
        largest.Dispose();
        Assert.Equal(16, TakeAll(() => seats.Take("3", isMember: true, 64 << 10)).Count);
    }

    [Fact]
    public async Task Of_those_who_are_signed_out_one_is_read_and_one_of_the_same_address_waits()
    {
        using var seats = new BodySeats();
        var first = await seats.TakeSignedOut("192.0.2.1", 20_000, default);
        Assert.NotNull(first);
        var second = seats.TakeSignedOut("192.0.2.1", 20_000, default);
        Assert.False(second.IsCompleted);
        Assert.Null(await seats.TakeSignedOut("192.0.2.1", 20_000, default));
        using var gone = new CancellationTokenSource();
        var leaves = seats.TakeSignedOut("192.0.2.2", 20_000, gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaves);
        first.Dispose();
        using var its = await second;
        Assert.NotNull(its);
    }

    private static List<BodySeats.Seat> TakeAll(Func<BodySeats.Seat?> take)
    {
        var taken = new List<BodySeats.Seat>();
        while (taken.Count < 1000 && take() is { } seat) taken.Add(seat);
        return taken;
    }
}
