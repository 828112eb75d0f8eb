// The words for roles, states and years on the pages about members.
using System.Globalization;
using MathsSoc.Data;

namespace MathsSoc.Pages;

/// <summary>Words for the values that the database stores as names.</summary>
public static class MemberWords
{
    /// <summary>A role, with a capital.</summary>
    public static string Of(Role role) => role switch
    {
        Role.Owner => "Owner",
        Role.Teacher => "Teacher",
        Role.Editor => "Student editor",
        Role.Coordinator => "School coordinator",
        _ => "Member",
    };

    /// <summary>The purpose of a role, in a sentence.</summary>
    public static string About(Role role) => role switch
    {
        Role.Owner => "Everything, the settings and the roles of teachers too.",
        Role.Teacher => "Writes challenges and looks after everybody but owners and teachers.",
        Role.Editor => "Writes challenges and articles, and sees nobody’s data.",
        Role.Coordinator => "Looks after the pupils of one school.",
        _ => "Takes part.",
    };

    /// <summary>The name with the class, if there is one: "Ada Moss (9B)".</summary>
    public static string WithClass(Member member) => member.Class.Length > 0 ? $"{member.Name} ({member.Class})" : member.Name;

    /// <summary>A state, with a capital.</summary>
    public static string Of(MemberState state) => state switch
    {
        MemberState.Waiting => "Waiting for a yes",
        MemberState.Archived => "Archived",
        MemberState.Leaving => "About to be deleted",
        MemberState.Former => "Former",
        _ => "Active",
    };

    /// <summary>The year group: a number, words for a member past the last year, empty for a member who is not a pupil.</summary>
    public static string Year(long? startYear, int schoolYear, Rules rules)
    {
        if (startYear is not { } start) return "";
        var year = SchoolTime.YearGroup(start, schoolYear);
        return year > rules.LastYear
            ? $"past {rules.LastYear.ToString(CultureInfo.InvariantCulture)}"
            : year.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>The key stage's name; empty if the year group is in none.</summary>
    public static string Stage(long? startYear, int schoolYear, Rules rules) =>
        startYear is { } start ? rules.KeyStageOf(SchoolTime.YearGroup(start, schoolYear))?.Name ?? "" : "";
}
