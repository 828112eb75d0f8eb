// One part of a challenge: its question and model answer, and the rule by which answers to it are marked.
using System.Diagnostics.CodeAnalysis;

namespace MathsSoc.Data;

/// <summary>A common wrong answer, and the sentence shown to a member who gives it.</summary>
public sealed record KnownMistake(string Answer, string Hint);

/// <summary>What is the same in a part and in its row.</summary>
public abstract record PartFields
{
    /// <summary>0: not stored yet.</summary>
    public long Id { get; init; }

    public long ChallengeId { get; init; }

    /// <summary>From 1; parts are shown in this order.</summary>
    public long Position { get; init; }

    /// <summary><c>(a)</c>; empty if the challenge has one part only.</summary>
    public required string Label { get; init; }

    /// <summary>The model answer; for text and choice, alternatives are separated by <c>|</c>.</summary>
    public required string Answer { get; init; }

    /// <summary>A name from Marking.AnswerKinds.</summary>
    public required string Kind { get; init; }

    public bool IsDegrees { get; init; }
    public bool IsComplex { get; init; }

    public long? Places { get; init; }
    public long? Figures { get; init; }

    /// <summary>When it was taken out of the challenge; its attempts stay.</summary>
    public long? RemovedAt { get; init; }
}

/// <summary>One part. It is stored as its author wrote it; the pages translate it into what the marking engine is given.</summary>
public sealed record Part : PartFields
{
    public Part()
    {
    }

    [SetsRequiredMembers]
    internal Part(PartFields fields)
        : base(fields)
    {
    }

    /// <summary>How far off a number may be; null: not at all.</summary>
    public decimal? Tolerance { get; init; }

    /// <summary>The letters that the author declares, besides those of the label and the statement.</summary>
    public IReadOnlyList<string> Letters { get; init; } = [];

    /// <summary>The challenge's statement, whose letters an answer may use; empty for a part that is not stored yet.</summary>
    public string Statement { get; init; } = "";

    /// <summary>What may be chosen; empty: the answer is typed.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Examples that must be marked right.</summary>
    public IReadOnlyList<string> Accepted { get; init; } = [];

    /// <summary>Examples that must not be marked right.</summary>
    public IReadOnlyList<string> Rejected { get; init; } = [];

    public IReadOnlyList<KnownMistake> Mistakes { get; init; } = [];

    /// <summary>A part that is not stored yet; by default the marking engine chooses the kind.</summary>
    public static Part New(string label, string answer, string kind = "auto") => new() { Label = label, Answer = answer, Kind = kind };
}
