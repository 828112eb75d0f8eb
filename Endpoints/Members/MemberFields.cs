// The fields that staff fill in about a member, on the member's page and for a new one: their bounds, and who may set which.
using System.Security.Cryptography;
using System.Text;
using MathsSoc.Data;
using MathsSoc.Pages;
using MathsSoc.Web;

namespace MathsSoc.Endpoints;

/// <summary>The values read from the form. <c>DisplayName</c> and <c>Login</c> are empty if they are to be made from the name.</summary>
public sealed record MemberEntry(string Name, string Login, string DisplayName, long? StartYear, string Class, long? SchoolId, Role Role);

/// <summary>
/// The choices that the form offers: years, and the schools and roles that this person may give (empty if they may not choose any).
/// </summary>
public sealed record MemberChoices(IReadOnlyList<Choice> Years, IReadOnlyList<Choice> Schools, IReadOnlyList<Choice> Roles)
{
    /// <summary>Whether this person may choose login, school and role.</summary>
    public bool HasAll => Roles.Count > 0;
}

/// <summary>The fields on their page; for a new member, login and display name may stay empty.</summary>
public sealed record MemberFieldsModel(FormView Form, MemberChoices Choices, bool IsNew);

/// <summary>Reads and fills the form.</summary>
public static class MemberFields
{
    /// <summary>
    /// Reads the fields; every mistake is recorded in <paramref name="form"/>. A field that this person may not set is not read, whatever
    /// was sent: the member keeps what they have, and a new member is a plain member of the actor's school.
    /// </summary>
    /// <param name="member">Null for a new member.</param>
    public static MemberEntry Read(FormReader form, SignedIn actor, Member? member, Rules rules, int schoolYear)
    {
        var name = form.Line("name", "Name", DisplayNames.MaxFullName);
        var display = form.Line("display", "What others see", DisplayNames.MaxLength, isOptional: member is null);
        var isNewDisplay = display != member?.DisplayName || name != member.Name;
        if (display.Length > 0 && isNewDisplay && DisplayNames.FindProblem(display, name) is { } bad) form.Fail("display", bad);
        var className = form.ClassName();
        var startYear = ReadYear(form, member, rules, schoolYear);
        if (!MemberPermissions.MayChangeAll(actor))
        {
            var keptLogin = member?.Login ?? ReadLogin(form, isOptional: true);
            var ownSchool = member is null ? actor.SchoolId : member.SchoolId;
            return new MemberEntry(name, keptLogin, display, startYear, className, ownSchool, member?.Role ?? Role.Member);
        }
        var login = ReadLogin(form, isOptional: member is null);
        var role = form.One<Role>("role", "Role") ?? Role.Member;
        var mayGive = role == member?.Role
            || (member is null ? MemberPermissions.MayGive(actor, role) : MemberPermissions.MaySetRole(actor, member, role));
        if (!mayGive)
            form.Fail("role", "Role: only an owner can make somebody a teacher or an owner.");
        var school = form.Line("school", "School", 20, isOptional: true);
        var schoolId = Rules.Whole(school, 1, int.MaxValue);
        if (school.Length > 0 && schoolId is null) form.Fail("school", "School: please choose one of the list.");
        return new MemberEntry(name, login, display, startYear, className, schoolId, role);
    }

    /// <summary>Fills the form with the member as they are.</summary>
    public static FormView Fill(Member member, int schoolYear)
    {
        var form = new FormView
        {
            ["name"] = member.Name,
            ["display"] = member.DisplayName,
            ["login"] = member.Login,
            ["class"] = member.Class,
            ["role"] = EnumText.Of(member.Role),
            ["school"] = $"{member.SchoolId}",
            ["seen"] = Stamp(member, schoolYear),
        };
        if (member.StartYear is { } start) form["year"] = $"{SchoolTime.YearGroup(start, schoolYear)}";
        return form;
    }

    /// <summary>
    /// A hash of the values in the form, which the form sends back: a page that was loaded before someone else's change, or before
    /// September, saves nothing.
    /// </summary>
    public static string Stamp(Member member, int schoolYear)
    {
        var values = string.Join('\n',
            member.Name,
            member.DisplayName,
            member.WantedName,
            member.Login,
            member.Class,
            EnumText.Of(member.Role),
            $"{member.SchoolId}",
            $"{member.StartYear}",
            $"{schoolYear}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(values)))[..16];
    }

    /// <summary>The choices that this person has.</summary>
    /// <param name="member">Null for a new member.</param>
    public static MemberChoices Choices(SignedIn actor, Member? member, List<SchoolName> schools, Rules rules, int schoolYear)
    {
        var years = new List<Choice> { new("", "No year group") };
        for (var year = rules.FirstYear; year <= rules.LastYear; year++) years.Add(new Choice($"{year}", $"Year {year}"));
        if (OtherYear(member, rules, schoolYear) is { } other) years.Add(new Choice($"{other}", $"Year {other} (as it is now)"));
        if (!MemberPermissions.MayChangeAll(actor)) return new MemberChoices(years, [], []);
        var roles = new List<Choice>();
        foreach (var role in Enum.GetValues<Role>())
        {
            if (!MemberPermissions.MayGive(actor, role)) continue;
            roles.Add(new Choice(EnumText.Of(role), MemberWords.Of(role), MemberWords.About(role)));
        }
        var all = new List<Choice> { new("", "No school") };
        foreach (var school in schools) all.Add(new Choice($"{school.Id}", school.NameAndTown));
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
        if (OtherYear(member, rules, schoolYear) is { } other && typed == $"{other}") return member!.StartYear;
        if (Rules.Whole(typed, rules.FirstYear, rules.LastYear) is { } year) return SchoolTime.StartYear(year, schoolYear);
        form.Fail("year", "Year group: please choose one of the list.");
        return null;
    }

    /// <summary>The member's year group if the society does not have it, such as one past the last; it may stay. Otherwise null.</summary>
    private static int? OtherYear(Member? member, Rules rules, int schoolYear)
    {
        if (member?.StartYear is not { } start) return null;
        var year = SchoolTime.YearGroup(start, schoolYear);
        return year >= rules.FirstYear && year <= rules.LastYear ? null : year;
    }
}
