// The models of the pages on which staff change the enrolments of many pupils at once.
using MathsSoc.Data;
using MathsSoc.Pages;

namespace MathsSoc.Endpoints;

/// <summary>The pupils who could be enrolled.</summary>
/// <param name="Form">The filter.</param>
/// <param name="Obstacle">Why nobody can be enrolled now; null: they can.</param>
/// <param name="IsCut">There are more than the list shows.</param>
public sealed record CompetitionEnrolModel(
    CompetitionHead Head, FormView Form, IReadOnlyList<Choice> Schools, IReadOnlyList<NamedMember> Pupils, string? Obstacle, bool IsCut)
{
    public string Path => $"{Head.Path}/enrol";
}

/// <summary>The first step: who is ticked, and what to do with them.</summary>
/// <param name="Schools">To move to; empty: this reader moves nobody.</param>
public sealed record EnrolmentChangeModel(
    CompetitionHead Head, FormView Form, IReadOnlyList<NamedMember> Chosen, IReadOnlyList<Choice> Schools, IReadOnlyList<Choice> Divisions)
{
    public string Path => $"{Head.Path}/change";
}

/// <summary>The second step: what will happen to each of them.</summary>
public sealed record EnrolmentPreviewModel(
    CompetitionHead Head, FormView Form, IReadOnlyList<long> Ids, IReadOnlyList<PreviewLine> Lines, IReadOnlyList<LeftOut> LeftOut)
{
    public string Path => $"{Head.Path}/change";
}

/// <summary>The fields of the form, which the preview keeps.</summary>
internal static class EnrolmentOrderFields
{
    public const string Action = "action", School = "new_school", Division = "new_division", Reason = "reason";

    public static readonly string[] All = [Action, School, Division, Reason];
}

/// <summary>Describes enrolments by words.</summary>
internal sealed class EnrolmentWords
{
    private readonly Dictionary<long, string> schools = [];

    public EnrolmentWords(IReadOnlyList<School> schools)
    {
        foreach (var school in schools) this.schools[school.Id] = school.Name;
    }

    /// <summary>"Takes part, Junior, Oak School"; null: "Not enrolled".</summary>
    public string Of(EnrolmentValues? values)
    {
        if (values is null) return "Not enrolled";
        var division = values.Division.Length > 0 ? values.Division : "no division";
        return $"{CompetitionDeskWords.Of(values.State)}, {division}, {School(values.SchoolId)}";
    }

    public string School(long? id) => id is not { } known ? "no school" : schools.GetValueOrDefault(known, "a school that is gone");
}
