// A change of many members as the form asks for it: to whom it may be done, and what each of them is afterwards.
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>One change. Only the value that belongs to <c>Action</c> has a meaning.</summary>
public sealed record ChangeOrder(string Action, Role Role, string Class, long? SchoolId, long? StartYear)
{
    /// <summary>The form's fields. Their names differ from role, class, school and year, the fields of the list's filter.</summary>
    public const string ActionField = "action", RoleField = "new_role", ClassField = "new_class", SchoolField = "new_school",
        YearField = "new_year";

    /// <summary>All of the form's fields.</summary>
    public static readonly string[] Fields = [ActionField, RoleField, ClassField, SchoolField, YearField];

    private const string None = "none";

    /// <summary>
    /// The change in the form; null if something in it is wrong. The fields of other actions are kept as they were typed.
    /// </summary>
    public static ChangeOrder? Read(Visit visit, FormReader form, IReadOnlyList<School> schools)
    {
        foreach (var field in Fields)
            if (visit.Form[field].ToString() is { Length: <= 100 } text) form.View[field] = text;
        var action = form.View[ActionField];
        var order = new ChangeOrder(action, Role.Member, "", null, null);
        switch (action)
        {
            case ChangeAction.Role when MemberPermissions.MayChangeAll(visit.Member):
                if (form.One<Role>(RoleField, "Role") is { } role) order = order with { Role = role };
                if (!MemberPermissions.MayGive(visit.Member, order.Role)) form.Fail(RoleField, "Role: only an owner can give this one.");
                break;
            case ChangeAction.School when MemberPermissions.MayChangeAll(visit.Member):
                order = order with { SchoolId = Rules.Whole(form.View[SchoolField], 1, int.MaxValue) };
                if (order.SchoolId is { } id ? !Contains(schools, id) : form.View[SchoolField] != None)
                    form.Fail(SchoolField, "School: please choose one.");
                break;
            case ChangeAction.Class:
                order = order with { Class = form.ClassName(ClassField) };
                break;
            case ChangeAction.Year:
                var year = Rules.Whole(form.View[YearField], visit.Rules.FirstYear, visit.Rules.LastYear);
                if (year is null && form.View[YearField] != None) form.Fail(YearField, "Year group: please choose one.");
                order = order with { StartYear = year is { } group ? SchoolTime.StartYear(group, visit.SchoolYear) : null };
                break;
            case ChangeAction.Archive or ChangeAction.Restore or ChangeAction.Delete or ChangeAction.Approve:
                break;
            default:
                form.Fail(ActionField, action is ChangeAction.Role or ChangeAction.School
                    ? "Roles and schools are changed by teachers and owners. Please choose something else."
                    : "Please choose what to do.");
                break;
        }
        return form.IsGood ? order : null;
    }

    /// <summary>Why this person may not make the change to this member; null if they may.</summary>
    public string? WhyNot(SignedIn actor, Member member)
    {
        if (!MemberPermissions.MayEdit(actor, member)) return NotYours(member);
        if (Action == ChangeAction.Role && !MemberPermissions.MaySetRole(actor, member, Role)) return "You may not give this role.";
        if (Action == ChangeAction.School && !MemberPermissions.MayChangeAll(actor)) return "You may not change the school.";
        if (Action == ChangeAction.Role && MemberPermissions.NeedsSchool(Role, member.SchoolId))
            return "A school coordinator needs a school: put them in one first.";
        if (Action == ChangeAction.School && member.SchoolId is not null && MemberPermissions.NeedsSchool(member.Role, SchoolId))
            return "A school coordinator needs a school: give them another role first.";
        // Ticking everyone would otherwise lock out the person who ticked.
        if (member.Id == actor.MemberId && Action is ChangeAction.Role or ChangeAction.Archive or ChangeAction.Delete)
            return "That is you. Another owner can do it.";
        return null;
    }

    /// <summary>The member after the change; unchanged if it does not apply to them.</summary>
    public Member After(Member member) => (Action, member.State) switch
    {
        (ChangeAction.Role, _) => member with { Role = Role },
        (ChangeAction.Class, _) => member with { Class = Class },
        (ChangeAction.School, _) => member with { SchoolId = SchoolId },
        (ChangeAction.Year, _) => member with { StartYear = StartYear },
        (ChangeAction.Archive, MemberState.Active or MemberState.Waiting) => member with { State = MemberState.Archived },
        (ChangeAction.Restore, MemberState.Archived or MemberState.Leaving) => member with { State = MemberState.Active },
        // A waiting member has never been approved; a deletion can be taken back by signing in, which would let them in.
        (ChangeAction.Delete, MemberState.Active or MemberState.Archived) => member with { State = MemberState.Leaving },
        (ChangeAction.Approve, MemberState.Waiting) => member with { State = MemberState.Active },
        _ => member,
    };

    /// <summary>What else the change does, shown before it is made; null if nothing.</summary>
    public string? Warning(Visit visit) => Action switch
    {
        ChangeAction.Archive => "They are signed out at once and cannot sign in. What they did stays. "
            + $"{visit.Rules.LeaverMonths} months after that, they become former members and can no longer be brought back.",
        ChangeAction.Delete =>
            $"They are signed out at once. On {SchoolTime.Date(visit.Now + Rules.UndoDays * 86_400L)} their names and logins "
            + "are deleted for good; their points stay, as those of a former member. Until then this can be undone.",
        ChangeAction.Restore => "They can sign in again, with the password they had.",
        ChangeAction.Approve => "They can sign in from now on.",
        _ => null,
    };

    /// <summary>The choices that the form offers this person.</summary>
    public static ChangeChoices ChoicesFor(Visit visit, IReadOnlyList<School> schools)
    {
        var mayAll = MemberPermissions.MayChangeAll(visit.Member);
        var roles = new List<Choice> { new("", "Choose a role") };
        foreach (var role in Enum.GetValues<Role>())
            if (MemberPermissions.MayGive(visit.Member, role)) roles.Add(new Choice(EnumText.Of(role), MemberWords.Of(role)));
        var places = new List<Choice> { new("", "Choose a school"), new(None, "No school") };
        foreach (var school in schools) places.Add(new Choice($"{school.Id}", school.NameAndTown));
        var years = new List<Choice> { new("", "Choose a year group"), new(None, "No year group") };
        for (var year = visit.Rules.FirstYear; year <= visit.Rules.LastYear; year++)
            years.Add(new Choice($"{year}", $"Year {year}"));
        return new ChangeChoices(mayAll ? roles : [], mayAll ? places : [], years);
    }

    private static string NotYours(Member member) => member.State == MemberState.Former
        ? "Nothing is left of this member to change."
        : member.Role is Role.Owner or Role.Teacher ? "Only an owner changes a teacher or an owner." : "You may not change this member.";

    private static bool Contains(IReadOnlyList<School> schools, long id)
    {
        foreach (var school in schools)
            if (school.Id == id) return true;
        return false;
    }
}

/// <summary>The choices in the form; no roles or schools for a person who may not change them.</summary>
public sealed record ChangeChoices(IReadOnlyList<Choice> Roles, IReadOnlyList<Choice> Schools, IReadOnlyList<Choice> Years);
