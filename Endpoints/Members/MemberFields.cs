// What staff type about a member, on the page of one and on the page that adds one: the fields, their bounds, and what each may be for whom.
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>What was read from the form. <c>DisplayName</c> and <c>Login</c> are empty when they are to be made from the name.</summary>
public sealed record MemberEntry(string Name, string Login, string DisplayName, long? StartYear, string Class, long? SchoolId, Role Role);

/// <summary>The choices that the form offers to somebody: years, and only what they may give: schools and roles (none: not theirs to choose).</summary>
public sealed record MemberChoices(IReadOnlyList<Choice> Years, IReadOnlyList<Choice> Schools, IReadOnlyList<Choice> Roles)
{
    /// <summary>Whether login, school and role are this person's to choose.</summary>
    public bool HasAll => Roles.Count > 0;
}

/// <summary>The fields on their page; of somebody new, login and display name may stay empty.</summary>
public sealed record MemberFieldsModel(FormView Form, MemberChoices Choices, bool IsNew);

/// <summary>Reads and fills the form.</summary>
public static class MemberFields
{
    /// <summary>
    /// Reads the fields; every mistake is told to <paramref name="form"/>. Where a field is not this person's to choose, whatever was sent is not read: the
    /// member keeps what they have, and somebody new is a plain member of the actor's school.
    /// </summary>
    /// <param name="member">Null: somebody new.</param>
    public static MemberEntry Read(FormReader form, SignedIn actor, Member? member, Rules rules, int schoolYear)
    {
        var name = form.Line("name", "Name", DisplayNames.MaxFullName);
        var display = form.Line("display", "What others see", DisplayNames.MaxLength, isOptional: member is null);
        if (display.Length > 0 && (display != member?.DisplayName || name != member.Name) && DisplayNames.FindProblem(display, name) is { } bad) form.Fail("display", bad);
        var className = form.ClassName();
        var startYear = ReadYear(form, member, rules, schoolYear);
        if (!MemberPermissions.MayChangeAll(actor))
        {
            var keptLogin = member?.Login ?? ReadLogin(form, isOptional: true);
            return new MemberEntry(name, keptLogin, display, startYear, className, member is null ? actor.SchoolId : member.SchoolId, member?.Role ?? Role.Member);
        }
        var login = ReadLogin(form, isOptional: member is null);
        var role = form.One<Role>("role", "Role") ?? Role.Member;
        if (role != member?.Role && !(member is null ? MemberPermissions.MayGive(actor, role) : MemberPermissions.MaySetRole(actor, member, role)))
            form.Fail("role", "Role: only an owner can make somebody a teacher or an owner.");
        var school = form.Line("school", "School", 20, isOptional: true);
        var schoolId = Rules.Whole(school, 1, int.MaxValue);
        if (school.Length > 0 && schoolId is null) form.Fail("school", "School: please choose one of the list.");
        return new MemberEntry(name, login, display, startYear, className, schoolId, role);
    }

    /// <summary>Fills the form with what is known.</summary>
    public static FormView Fill(Member member, int schoolYear)
    {
        var form = new FormView
        {
            ["name"] = member.Name, ["display"] = member.DisplayName, ["login"] = member.Login, ["class"] = member.Class, ["role"] = Names.Of(member.Role),
            ["school"] = Text(member.SchoolId), ["seen"] = Stamp(member, schoolYear),
        };
        if (member.StartYear is { } start) form["year"] = Text(SchoolTime.YearGroup(start, schoolYear));
        return form;
    }

    /// <summary>What the form was filled with, for the form to bring back: a page loaded before somebody else's change, or before September, saves nothing.</summary>
    public static string Stamp(Member member, int schoolYear) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', member.Name, member.DisplayName, member.WantedName, member.Login, member.Class,
            Names.Of(member.Role), Text(member.SchoolId), Text(member.StartYear), Text(schoolYear)))))[..16];

    /// <summary>What this person may choose.</summary>
    /// <param name="member">Null: for somebody new.</param>
    public static MemberChoices Choices(SignedIn actor, Member? member, List<SchoolName> schools, Rules rules, int schoolYear)
    {
        var years = new List<Choice> { new("", "No year group") };
        for (var year = rules.FirstYear; year <= rules.LastYear; year++) years.Add(new Choice(Text(year), $"Year {Text(year)}"));
        if (OtherYear(member, rules, schoolYear) is { } other) years.Add(new Choice(Text(other), $"Year {Text(other)} (as it is now)"));
        if (!MemberPermissions.MayChangeAll(actor)) return new MemberChoices(years, [], []);
        var roles = new List<Choice>();
        foreach (var role in Enum.GetValues<Role>())
            if (MemberPermissions.MayGive(actor, role)) roles.Add(new Choice(Names.Of(role), MemberWords.Of(role), MemberWords.About(role)));
        var all = new List<Choice> { new("", "No school") };
        foreach (var school in schools) all.Add(new Choice(Text(school.Id), school.Name));
        return new MemberChoices(years, all, roles);
    }

    private static string ReadLogin(FormReader form, bool isOptional)
    {
        var typed = form.Line("login", "Login", Logins.MaxLength, isOptional);
        if (typed.Length == 0) return "";
        var (login, problem) = Logins.Parse(typed);
        if (problem is not null) form.Fail("login", problem);
        return login ?? "";
    }

    private static long? ReadYear(FormReader form, Member? member, Rules rules, int schoolYear)
    {
        var typed = form.Line("year", "Year group", 3, isOptional: true);
        if (typed.Length == 0) return null;
        if (OtherYear(member, rules, schoolYear) is { } other && typed == Text(other)) return member!.StartYear;
        if (Rules.Whole(typed, rules.FirstYear, rules.LastYear) is { } year) return SchoolTime.StartYear(year, schoolYear);
        form.Fail("year", "Year group: please choose one of the list.");
        return null;
    }

    /// <summary>The member's year group where it is none of the society's: past the last one, say. It may stay.</summary>
    private static int? OtherYear(Member? member, Rules rules, int schoolYear)
    {
        if (member?.StartYear is not { } start) return null;
        var year = SchoolTime.YearGroup(start, schoolYear);
        return year >= rules.FirstYear && year <= rules.LastYear ? null : year;
    }

    private static string Text(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
}
