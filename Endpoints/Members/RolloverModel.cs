// What the September pages show: the moves of the year groups, the decisions about pupils, and their preview.
using MathsSoc.Pages;

namespace MathsSoc.Endpoints;

/// <summary>
/// One line of what happens on 1 September: how many members go from one year group to another. <c>IsProposal</c>: they are past the last
/// year.
/// </summary>
public sealed record YearMove(string From, string To, long Members, bool IsProposal);

/// <summary>A pupil in the list.</summary>
public sealed record PupilLine
{
    public required long Id { get; init; }
    public required string Name { get; init; }
    public required string Class { get; init; }

    /// <summary>The year group before 1 September.</summary>
    public required string From { get; init; }

    /// <summary>The year group afterwards, or "leaves".</summary>
    public required string To { get; init; }

    /// <summary>The decision that is recorded, in words; null if there is none yet.</summary>
    public string? Recorded { get; init; }

    /// <summary>Why this person may not decide about the pupil; null if they may.</summary>
    public string? WhyNot { get; init; }

    public bool Repeats { get; init; }
    public bool Leaves { get; init; }
}

/// <summary>A pupil past the last year who is still a member.</summary>
public sealed record OverdueLine(long Id, string Name, string Year);

/// <summary>The page of one September.</summary>
public sealed record RolloverModel
{
    /// <summary>The search: <c>q</c> and <c>show</c>.</summary>
    public required FormView Form { get; init; }

    /// <summary>The school year that begins on this 1 September.</summary>
    public required int Year { get; init; }

    /// <summary>The school years to choose from.</summary>
    public required IReadOnlyList<int> Years { get; init; }

    /// <summary>Whether this 1 September is past.</summary>
    public required bool HasBegun { get; init; }

    public required IReadOnlyList<YearMove> Moves { get; init; }

    public required ClassMoveModel Classes { get; init; }

    /// <summary>
    /// The first of those past the last year who are still members; <see cref="OverdueCount"/> is how many there are in all.
    /// </summary>
    public required IReadOnlyList<OverdueLine> Overdue { get; init; }

    public required long OverdueCount { get; init; }
    public required IReadOnlyList<Choice> Groups { get; init; }
    public required IReadOnlyList<PupilLine> Lines { get; init; }

    /// <summary>How many pupils the search finds, on all pages of the list.</summary>
    public required long Found { get; init; }

    public required int PageNumber { get; init; }
    public required int PageCount { get; init; }

    /// <summary>The pupils ticked as repeating on other pages of the list.</summary>
    public required IReadOnlyList<long> Repeats { get; init; }

    /// <summary>The pupils ticked as leaving on other pages of the list.</summary>
    public required IReadOnlyList<long> Leaves { get; init; }

    /// <summary>How many are ticked, on this page of the list and on others.</summary>
    public required int Ticked { get; init; }

    public required int LeaverMonths { get; init; }

    /// <summary>When those who leave now become former members, in unix seconds.</summary>
    public required long AnonymisedAt { get; init; }

    public required int LastYear { get; init; }
    public string? Notice { get; init; }
}

/// <summary>What will be recorded.</summary>
public sealed record RolloverPreviewModel
{
    public required FormView Form { get; init; }
    public required int Year { get; init; }
    public required bool HasBegun { get; init; }
    public required IReadOnlyList<PreviewLine> Lines { get; init; }

    /// <summary>The pupils with a decision for this September, which is kept.</summary>
    public required IReadOnlyList<LeftOut> Already { get; init; }

    public required IReadOnlyList<LeftOut> LeftOut { get; init; }
    public required IReadOnlyList<long> Repeats { get; init; }
    public required IReadOnlyList<long> Leaves { get; init; }
    public required int LeaverMonths { get; init; }

    /// <summary>When those who leave now become former members, in unix seconds.</summary>
    public required long AnonymisedAt { get; init; }
}
