// What the tests' own competitions must be: open, with pupils in the right divisions whose answers score there.
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Unit.Data;

public sealed class CompetitionSeedTests : IDisposable
{
    private readonly TestSociety society = new();

    public void Dispose() => society.Dispose();

    [Fact]
    public void A_seeded_competition_is_open_and_an_answer_in_it_scores_there()
    {
        var cup = society.Db.AddCup(society.Now);
        Assert.Equal(CompetitionState.Open, cup.Competition.StateAt(society.Now));
        society.Solve(cup.Ada, cup.ForJunior);
        society.Solve(cup.Dan, cup.ForAll);
        var (ada, dan) = society.Db.Read(sql => (Enrolments.Find(sql, cup.Id, cup.Ada)!, Enrolments.Find(sql, cup.Id, cup.Dan)!));
        Assert.Equal(("Junior", cup.OurSchool, 3L), (ada.Division, ada.SchoolId, ada.Points));
        Assert.Equal(("Senior", cup.GuestSchool, 3L), (dan.Division, dan.SchoolId, dan.Points));
        Assert.Equal(0, society.Db.Read(sql => Enrolments.Find(sql, cup.Id, cup.Ben)!.Points));
        society.HoldsTogether();
    }

    [Fact]
    public void A_seeded_draft_has_draft_challenges_and_a_slot_keeps_its_ends()
    {
        var cup = society.Db.AddCup(society.Now, competition => competition with { IsDraft = true, TimeKind = TimeKind.School });
        Assert.True(society.Db.Read(sql => Challenges.Find(sql, cup.ForAll)!.IsDraft));
        var third = society.Db.AddSchool("Cedar College", isGuest: true);
        society.Db.AddTo(cup.Competition, third, society.Now, slotFrom: society.Now + 60, slotUntil: society.Now + 120);
        var slot = society.Db.Read(sql => CompetitionSchools.Find(sql, cup.Id, third)!);
        Assert.Equal((society.Now + 60, society.Now + 120), (slot.SlotFrom, slot.SlotUntil));
    }
}
