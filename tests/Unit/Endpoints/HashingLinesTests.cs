// Who waits how long for a hash: the bounds of a line and a lane, and that lanes and lines take turns.
using MathsSoc.Endpoints;

namespace MathsSoc.Tests.Unit.Endpoints;

public sealed class HashingLinesTests
{
    private readonly HashingLines lines = new();
    private readonly List<string> done = [];

    private bool Add(HashingLane lane, string key) => lines.TryAdd(new HashingLine(lane, key), () => done.Add(key));

    private int AddAll(HashingLane lane, string key, int count) => Enumerable.Range(0, count).Count(_ => Add(lane, key));

    private List<string> Do(int count)
    {
        done.Clear();
        for (var i = 0; i < count; i++) lines.Take()!();
        return done;
    }

    [Fact]
    public void One_address_holds_eight_places_and_some_stand_behind_them_while_there_is_room()
    {
        Assert.Equal(HashingLines.LineLength, AddAll(HashingLane.Stranger, "a", 500));
        Assert.Equal(HashingLines.LineLength, AddAll(HashingLane.Stranger, "b", 500));
        var standing = 2 * (HashingLines.LineLength - HashingLines.LinePlaces);
        Assert.Equal(HashingLines.LinePlaces + HashingLines.LaneStanding - standing, AddAll(HashingLane.Stranger, "c", 500));
        // Nobody else may stand now, but every address still finds its eight places, until all are taken.
        for (var i = 3; i < PasswordQueue.Capacity / HashingLines.LinePlaces; i++)
            Assert.Equal(HashingLines.LinePlaces, AddAll(HashingLane.Stranger, $"{i}", 500));
        Assert.Equal(0, AddAll(HashingLane.Stranger, "late", 1));
        foreach (var lane in Enum.GetValues<HashingLane>().Where(lane => lane != HashingLane.Stranger)) Assert.True(Add(lane, "late"));
    }

    [Fact]
    public void Whoever_is_alone_waits_for_one_of_every_other_line_at_most()
    {
        AddAll(HashingLane.Stranger, "flood", 60);
        Do(3);
        Add(HashingLane.Stranger, "honest");
        Assert.Equal(["flood", "honest", "flood"], Do(3));
        Add(HashingLane.Member, "member");
        Add(HashingLane.KnownBrowser, "known");
        Add(HashingLane.Link, "link");
        Assert.Equal(["flood", "known", "link", "member"], Do(4).Order());
    }

    [Fact]
    public void A_place_that_becomes_free_is_taken_again()
    {
        AddAll(HashingLane.Stranger, "a", 60);
        for (var round = 0; round < 1000; round++)
        {
            Do(1);
            Assert.Equal(1, AddAll(HashingLane.Stranger, "a", 2));
        }
        Do(60);
        Assert.Equal(60, AddAll(HashingLane.Stranger, "b", 500));
    }

    [Fact]
    public void In_the_end_what_waits_is_done_and_then_there_is_nothing()
    {
        AddAll(HashingLane.Link, "link", 2);
        lines.End(threads: 1);
        Assert.Equal(2, Do(2).Count);
        Assert.Null(lines.Take());
    }
}
