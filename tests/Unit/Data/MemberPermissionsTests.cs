// Who may see and change whom, as one table: every actor against every kind of member.
using MathsSoc.Data;

namespace MathsSoc.Tests.Unit.Data;

public sealed class MemberPermissionsTests
{
    private const long Own = 1, Other = 2;

    // Whom each role may see and change, of the roles member, coordinator, editor, teacher, owner, in this order:
    // S sees, E changes too, - neither.
    [Theory]
    [InlineData(Role.Owner, null, Other, "EEEEE")]
    [InlineData(Role.Teacher, null, Other, "EEESS")]
    [InlineData(Role.Teacher, Own, Other, "EEESS")]
    [InlineData(Role.Coordinator, Own, Own, "ESSSS")]
    [InlineData(Role.Coordinator, Own, Other, "-----")]
    [InlineData(Role.Coordinator, Own, null, "-----")]
    [InlineData(Role.Coordinator, null, Own, "-----")]
    [InlineData(Role.Coordinator, null, null, "-----")]
    [InlineData(Role.Editor, Own, Own, "-----")]
    [InlineData(Role.Member, Own, Own, "-----")]
    public void Who_sees_and_changes_whom(Role role, long? school, long? targetSchool, string expected)
    {
        var actor = Actor(role, school);
        var found = string.Concat(Enum.GetValues<Role>().Select(one =>
        {
            var target = Target(one, targetSchool);
            Assert.True(MemberPermissions.MaySee(actor, target) || !MemberPermissions.MayEdit(actor, target));
            return MemberPermissions.MayEdit(actor, target) ? 'E' : MemberPermissions.MaySee(actor, target) ? 'S' : '-';
        }));
        Assert.Equal(expected, found);
    }

    // Which roles each may give to a member, in the same order.
    [Theory]
    [InlineData(Role.Owner, "YYYYY", "YYYYY")]
    [InlineData(Role.Teacher, "YYY--", "YYY--")]
    [InlineData(Role.Coordinator, "-----", "Y----")]
    [InlineData(Role.Editor, "-----", "-----")]
    [InlineData(Role.Member, "-----", "-----")]
    public void Who_gives_which_role_to_somebody_there_and_to_somebody_new(Role role, string there, string anew)
    {
        var actor = Actor(role, Own);
        Assert.Equal(there, string.Concat(Enum.GetValues<Role>()
            .Select(one => MemberPermissions.MaySetRole(actor, Target(Role.Member, Own), one) ? 'Y' : '-')));
        Assert.Equal(anew, string.Concat(Enum.GetValues<Role>().Select(one => MemberPermissions.MayGive(actor, one) ? 'Y' : '-')));
    }

    [Fact]
    public void A_teacher_takes_no_role_from_a_teacher_or_an_owner()
    {
        foreach (var role in new[] { Role.Teacher, Role.Owner })
            foreach (var given in Enum.GetValues<Role>())
                Assert.False(MemberPermissions.MaySetRole(Actor(Role.Teacher, null), Target(role, null), given));
    }

    [Theory]
    [InlineData(MemberState.Waiting, true, false)]
    [InlineData(MemberState.Active, true, true)]
    [InlineData(MemberState.Archived, true, false)]
    [InlineData(MemberState.Leaving, true, true)]
    [InlineData(MemberState.Former, false, false)]
    public void Nobody_changes_who_is_gone_and_only_who_may_sign_in_gets_a_link(MemberState state, bool mayEdit, bool mayMakeLink)
    {
        foreach (var actor in new[] { Actor(Role.Owner, null), Actor(Role.Teacher, null), Actor(Role.Coordinator, Own) })
        {
            var target = Target(Role.Member, Own) with { State = state };
            Assert.Equal((mayEdit, mayMakeLink), (MemberPermissions.MayEdit(actor, target), MemberPermissions.MayMakeLink(actor, target)));
        }
        Assert.False(MemberPermissions.MayMakeLink(Actor(Role.Teacher, null), Target(Role.Owner, null)));
        Assert.False(MemberPermissions.MayMakeLink(Actor(Role.Coordinator, Own), Target(Role.Member, Other)));
    }

    [Fact]
    public void A_coordinator_is_held_to_one_school_and_without_one_to_nobodys()
    {
        Assert.Equal(Own, MemberPermissions.SchoolOf(Actor(Role.Coordinator, Own)));
        Assert.Equal(MemberFilter.NobodysSchool, MemberPermissions.SchoolOf(Actor(Role.Coordinator, null)));
        Assert.Null(MemberPermissions.SchoolOf(Actor(Role.Teacher, Own)));
        Assert.Equal([Role.Teacher, Role.Owner], Enum.GetValues<Role>().Where(role => MemberPermissions.MayChangeAll(Actor(role, Own))));
    }

    private static SignedIn Actor(Role role, long? school) => new()
    {
        SessionId = 1,
        MemberId = 1,
        Role = role,
        State = MemberState.Active,
        Name = "An Actor",
        DisplayName = "AA",
        StartYear = null,
        SchoolId = school,
        IsQuiet = false,
        IsLasting = false,
        SeenAt = 0,
        ExpiresAt = long.MaxValue,
    };

    private static Member Target(Role role, long? school) => new()
    {
        Id = 2,
        Login = "target",
        Name = "A Target",
        DisplayName = "AT",
        WantedName = null,
        StartYear = null,
        Class = "",
        SchoolId = school,
        Role = role,
        State = MemberState.Active,
        StateAt = 0,
        IsQuiet = false,
        HasPassword = true,
        NoticeVersion = null,
        CreatedAt = 0,
        LastSignInAt = null,
    };
}
