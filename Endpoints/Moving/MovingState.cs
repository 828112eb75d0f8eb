// What the page about an import shows: what goes on, how the last step ended, and the plan.
using MathsSoc.Data;

namespace MathsSoc.Endpoints;

/// <summary>What is done in the background.</summary>
public enum MovingWork { Plan, Deed, Undo }

/// <summary>A file of the folder, with the answers to the plan's questions.</summary>
public sealed record MovingOrder(string File, MovingChoices Choices);

/// <summary>A plan as it is shown.</summary>
public sealed record MovingView
{
    public required MovingOrder Order { get; init; }

    /// <summary>SHA-256 of the database: the deed is done with the same file or not at all.</summary>
    public required string FileHash { get; init; }

    /// <summary>With the first of its lines only.</summary>
    public required MoveOutcome Outcome { get; init; }

    /// <summary>How many lines there are.</summary>
    public required int Lines { get; init; }

    public required int Differences { get; init; }
    public required IReadOnlyList<string> Notes { get; init; }
    public required MovingQuestions Questions { get; init; }

    /// <summary>Why it cannot be done while the site is served, with the command in its place; null: it can.</summary>
    public required string? CommandInstead { get; init; }
}

/// <summary>One step, while it goes on or as it ended.</summary>
/// <param name="At">When it began, or ended, in unix seconds.</param>
/// <param name="Sentence">How it went; empty while it goes on.</param>
public sealed record MovingStep(MovingWork Work, long At, bool IsRunning, bool HasFailed, string Sentence)
{
    /// <summary>The import that was made or undone; null: none was.</summary>
    public long? ImportId { get; init; }

    /// <summary>The change whose slips are to be printed; null: nobody needs one.</summary>
    public long? SlipsOf { get; init; }
}
