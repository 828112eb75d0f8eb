// September's decisions, statement by statement: who moves up, repeats or leaves, when it happens, and what an undo makes of it.
using MathsSoc.Data;
using MathsSoc.Endpoints;
using MathsSoc.Pages;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Unit.Data;

public sealed class RolloverTests : IDisposable
{
    private readonly TestDatabase place = new();

    private Db Db => place.Db;

    public void Dispose() => place.Dispose();

    [Fact]
    public void Repeating_a_year_twice_adds_one_year()
    {
        var (ada, bob) = (Db.Add(Seed.Pupil("ada")), Db.Add(Seed.Pupil("bob") with { StartYear = 2019 }));
        Assert.Equal(2, Roll(2026, [ada], [bob]).Changed);
        Assert.Null(Roll(2026, [ada], [bob]).ChangeId);
        Assert.Null(Roll(2026, [], [ada]).ChangeId);
        Assert.Equal((2025L, MemberState.Archived), (Db.Get(ada).StartYear, Db.Get(bob).State));
        // Another September is another decision.
        Assert.Equal(1, Roll(2027, [ada], []).Changed);
        Assert.Equal(2026L, Db.Get(ada).StartYear);
    }

    [Fact]
    public void Undoing_a_rollover_takes_back_the_fates_so_that_they_can_be_decided_again()
    {
        var ada = Db.Add(Seed.Pupil("ada"));
        Assert.Equal(new UndoOutcome(1, 0), Db.Undo(Roll(2026, [ada], [])));
        Assert.Equal(2024L, Db.Get(ada).StartYear);
        Assert.Equal(1, Roll(2026, [], [ada]).Changed);
        Assert.Equal(MemberState.Archived, Db.Get(ada).State);
    }

    [Fact]
    public void What_is_decided_before_september_waits_for_it()
    {
        var (ada, bob, cyd, dan) = (
            Db.Add(Seed.Pupil("ada")), Db.Add(Seed.Pupil("bob")), Db.Add(Seed.Pupil("cyd")), Db.Add(Seed.Pupil("dan")));
        var outcome = Roll(2027, [ada, cyd], [bob, dan], isDue: false);
        Assert.Equal(4, outcome.Changed);
        Assert.All([ada, bob, cyd, dan], id => Assert.Equal((2024L, MemberState.Active), (Db.Get(id).StartYear, Db.Get(id).State)));
        Assert.Equal(0, Db.Write(sql => Rollovers.CarryOut(sql, 2026, 150)));
        // Meanwhile one is corrected by hand, and another has already left.
        Db.Write(sql => Members.Update(sql, Members.Find(sql, cyd)! with { StartYear = 2025 }));
        Db.Write(sql => Members.SetState(sql, dan, MemberState.Archived, 160));

        Assert.Equal(2, Db.Write(sql => Rollovers.CarryOut(sql, 2027, 200)));
        Assert.Equal(0, Db.Write(sql => Rollovers.CarryOut(sql, 2027, 201)));
        Assert.Equal((2025L, 2025L), (Db.Get(ada).StartYear, Db.Get(cyd).StartYear));
        Assert.Equal((MemberState.Archived, 200L), (Db.Get(bob).State, Db.Get(bob).StateAt));

        Db.Undo(outcome, 300);
        Assert.Equal(
            (2024L, MemberState.Active, 2025L, MemberState.Archived),
            (Db.Get(ada).StartYear, Db.Get(bob).State, Db.Get(cyd).StartYear, Db.Get(dan).State));
    }

    [Fact]
    public void An_undo_before_september_means_that_it_never_comes()
    {
        var ada = Db.Add(Seed.Pupil("ada"));
        Assert.Equal(new UndoOutcome(1, 0), Db.Undo(Roll(2027, [ada], [], isDue: false)));
        Assert.Equal(0, Db.Write(sql => Rollovers.CarryOut(sql, 2027, 300)));
        Assert.Equal(2024L, Db.Get(ada).StartYear);
    }

    [Fact]
    public void The_last_owner_does_not_leave_school()
    {
        var head = Db.Add(Seed.Person("head", Role.Owner) with { StartYear = 2019 });
        Assert.True(Roll(2026, [], [head]).NeedsOwner);
        Assert.NotNull(Roll(2027, [], [head], isDue: false).ChangeId);
        Assert.Equal(0, Db.Write(sql => Rollovers.CarryOut(sql, 2027, 200)));
        Assert.Equal(MemberState.Active, Db.Get(head).State);
    }

    [Fact]
    public void Counts_say_who_moves_who_repeats_and_who_left()
    {
        for (var i = 0; i < 3; i++) Db.Add(Seed.Pupil($"nine{i}"));
        var (again, old) = (Db.Add(Seed.Pupil("again")), Db.Add(Seed.Pupil("old") with { StartYear = 2019 }));
        Db.Add(Seed.Person("head", Role.Owner));
        Roll(2026, [again], [old]);
        var words = new ChangeWords([], Rules.Default, 2026);
        Assert.Equal([("Year 8 (KS3)", "Year 9 (KS3)", 3), ("Year 8 (KS3)", "Year 8 (KS3) again", 1), ("Year 13 (KS5)", "leaves", 1)],
            RolloverMoves.Make(Db.Read(sql => Rollovers.Count(sql, 2026)), words, 2026)
                .Select(move => (move.From, move.To, (int)move.Members)));
    }

    private ChangeOutcome Roll(int year, long[] repeats, long[] leaves, bool isDue = true) =>
        Db.Write(sql => Rollovers.Apply(sql, ChangedMembers.Somebody, year, repeats, leaves, isDue, 100));
}
