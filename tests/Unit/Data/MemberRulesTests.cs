// Each rule about a member is the same in SQL, in C# and in the triggers: for every role, state and kind of school, quiet or not.
using MathsSoc.Data;
using MathsSoc.Tests.Support;

namespace MathsSoc.Tests.Unit.Data;

public sealed class MemberRulesTests : IDisposable
{
    private readonly TestSociety club = new();

    public void Dispose()
    {
        club.HoldsTogether();
        club.Dispose();
    }

    [Fact]
    public void Conditions_methods_and_the_boards_trigger_agree_on_every_member()
    {
        // Another owner is there, so that the trigger that keeps one refuses nothing.
        club.Staff("head", Role.Owner);
        var ada = club.Pupil("ada");
        club.Db.Write(sql => Awards.Adjust(sql, ada, 1, "For the test.", club.Teacher, club.Rules, club.Now));
        var (own, guest) = club.Db.Write(sql => (Schools.Add(sql, "Hill", null, 1)!.Value, Schools.Add(sql, "Vale", null, 1)!.Value));
        club.Db.Write(sql => Schools.SetGuest(sql, guest, true));
        var listed = 0;
        foreach (var school in new long?[] { null, own, guest })
            foreach (var role in Enum.GetValues<Role>())
                foreach (var state in Enum.GetValues<MemberState>())
                    foreach (var isQuiet in new[] { false, true })
                    {
                        club.Db.Write(sql =>
                        {
                            Assert.True(Members.Update(sql, Members.Find(sql, ada)! with { SchoolId = school }));
                            Assert.True(Members.SetState(sql, ada, state, club.Now) && Members.SetRole(sql, ada, role));
                            Members.SetQuiet(sql, ada, isQuiet);
                        });
                        var member = club.Db.Read(sql => Members.Find(sql, ada))!;
                        Assert.Equal((role, state, isQuiet), (member.Role, member.State, member.IsQuiet));
                        Assert.Equal(school == guest, member.IsOfGuestSchool);
                        Assert.Equal(member.IsOfGuestSchool, Holds(MemberRules.OfGuestSchool));
                        Assert.Equal(school == guest && role is (Role.Member or Role.Coordinator), IsGuestViewer(Rules.Default));
                        Assert.False(IsGuestViewer(Rules.Default with { GuestsTakePart = true }));
                        Assert.Equal(MemberRules.IsListed(member), Holds(MemberRules.Listed));
                        Assert.Equal(MemberRules.IsActivePupil(member), Holds(MemberRules.ActivePupil));
                        Assert.Equal(MemberRules.IsListed(member) && state == MemberState.Active, Holds(MemberRules.ListedAndActive));
                        Assert.Equal(MemberRules.MaySignInAs(state), Holds(MemberRules.MaySignIn));
                        Assert.Equal(role == Role.Owner && state == MemberState.Active, Holds(MemberRules.ActiveOwner));
                        var onBoards = club.Count(
                            "SELECT sum(is_listed) * 100 / count(*) FROM totals WHERE member_id = @id", new { id = ada });
                        Assert.Equal(MemberRules.IsListed(member) ? 100 : 0, onBoards);
                        if (MemberRules.IsListed(member)) listed++;
                    }
        Assert.Equal(4, listed);

        bool IsGuestViewer(Rules rules) => club.Db.Read(sql => Viewers.Find(sql, ada, rules)).IsGuest;
        bool Holds(string condition) =>
            club.Count($"SELECT count(*) FROM members m WHERE m.id = @id AND {condition}", new { id = ada }) == 1;
    }
}
