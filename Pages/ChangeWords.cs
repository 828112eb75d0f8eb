// The words of the pages for changes to many members, and for what changes for each of them.
using System.Globalization;
using MathsSoc.Data;

namespace MathsSoc.Pages;

/// <summary>Words for changes, and for what they change.</summary>
/// <param name="SchoolYear">The school year whose year groups are meant.</param>
public sealed record ChangeWords(IReadOnlyList<School> Schools, Rules Rules, int SchoolYear)
{
    /// <summary>The effect of a change, as a heading: "Archived".</summary>
    public static string Of(Change change) => Of(change.Action);

    /// <summary>The effect of an action; see <see cref="ChangeAction"/>.</summary>
    public static string Of(string action) => action switch
    {
        ChangeAction.Role => "Role changed",
        ChangeAction.Class => "Class changed",
        ChangeAction.School => "School changed",
        ChangeAction.Year => "Year group changed",
        ChangeAction.Archive => "Archived",
        ChangeAction.Restore => "Brought back",
        ChangeAction.Delete => "Marked for deletion",
        ChangeAction.Approve => "Let in",
        ChangeAction.Rollover => "September: who repeats and who leaves",
        ChangeAction.Import => "Imported from a file",
        ChangeAction.Enrol => "Enrolled in a competition",
        ChangeAction.Withdraw => "Withdrawn from a competition",
        ChangeAction.Move => "Moved to another school or division of a competition",
        _ => action,
    };

    /// <summary>"1 member", "30 members".</summary>
    public static string Count(long members) =>
        members == 1 ? "1 member" : string.Create(CultureInfo.InvariantCulture, $"{members:N0} members");

    /// <summary>"2 members are", to be followed by what they are.</summary>
    public static string Are(long members) => $"{Count(members)} {(members == 1 ? "is" : "are")}";

    /// <summary>The refusal of a change that would have left no owner.</summary>
    public const string NeedsOwner =
        "Nothing was changed, because nobody would be left to run the society: at least one owner must stay active. "
        + "Make somebody else an owner first.";

    /// <summary>"2026/27".</summary>
    public static string SchoolYearName(int schoolYear) =>
        string.Create(CultureInfo.InvariantCulture, $"{schoolYear}/{(schoolYear + 1) % 100:00}");

    /// <summary>A year group: "Year 9 (KS3)", or "past Year 13" beyond the last.</summary>
    public string YearGroup(int year) => Rules.KeyStageOf(year) is { } stage
        ? string.Create(CultureInfo.InvariantCulture, $"Year {year} ({stage.Name})")
        : year > Rules.LastYear
            ? string.Create(CultureInfo.InvariantCulture, $"past Year {Rules.LastYear}")
            : string.Create(CultureInfo.InvariantCulture, $"Year {year}");

    /// <summary>The year group of a start year.</summary>
    public string YearOf(long? startYear) => startYear is { } start ? YearGroup(SchoolTime.YearGroup(start, SchoolYear)) : "No year group";

    /// <summary>What distinguishes a member from others of the same name: "Year 9 (KS3), 9B".</summary>
    public string About(Member member)
    {
        var year = member.StartYear is null ? MemberWords.Of(member.Role) : YearOf(member.StartYear);
        return member.Class.Length == 0 ? year : $"{year}, {member.Class}";
    }

    /// <summary>What differs, before and after: "Class 9A", "Class 9B".</summary>
    public (string From, string To) Difference(MemberValues from, MemberValues to)
    {
        var (was, becomes) = (new List<string>(), new List<string>());
        void Add(bool differs, string before, string after)
        {
            if (!differs) return;
            was.Add(before);
            becomes.Add(after);
        }

        Add(from.Role != to.Role, MemberWords.Of(from.Role), MemberWords.Of(to.Role));
        Add(from.Class != to.Class, Class(from.Class), Class(to.Class));
        Add(from.SchoolId != to.SchoolId, School(from.SchoolId), School(to.SchoolId));
        Add(from.StartYear != to.StartYear, YearOf(from.StartYear), YearOf(to.StartYear));
        Add(from.State != to.State, MemberWords.Of(from.State), MemberWords.Of(to.State));
        return (string.Join(", ", was), string.Join(", ", becomes));
    }

    private static string Class(string name) => name.Length == 0 ? "No class" : $"Class {name}";

    private string School(long? id)
    {
        if (id is null) return "No school";
        foreach (var school in Schools)
            if (school.Id == id) return school.Name;
        return "A school that is no longer listed";
    }
}
