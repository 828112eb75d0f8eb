// The kinds of answers in words, for the author who chooses one.
using MathsSoc.Marking;

namespace MathsSoc.Pages;

/// <summary>One line for each kind, in the order of the choice.</summary>
public static class AnswerKindWords
{
    private static readonly (AnswerKind Kind, string Words)[] Table =
    [
        (AnswerKind.Auto, "the engine looks at the model answer (the usual choice)"),
        (AnswerKind.Number, "the number, in any form: 3/4, 0.75, 75%"),
        (AnswerKind.Decimal, "a decimal, rounded as you say below"),
        (AnswerKind.Fraction, "a fraction in lowest terms"),
        (AnswerKind.Surd, "an exact surd, simplified: 2√3"),
        (AnswerKind.Expression, "anything equal to it: 2x + 2 or 2(x + 1)"),
        (AnswerKind.Factorised, "factorised completely"),
        (AnswerKind.Expanded, "multiplied out"),
        (AnswerKind.Simplified, "simplified, like terms collected"),
        (AnswerKind.Form, "written like the model answer: 2^3 × 3 × 5 and not 120"),
        (AnswerKind.Equation, "an equation with the same solutions: y = 2x + 1"),
        (AnswerKind.Inequality, "an inequality: x > 3"),
        (AnswerKind.Set, "several values, in any order: 2, 3"),
        (AnswerKind.List, "several values, in this order: 1, 4, 9"),
        (AnswerKind.Coordinates, "a point: (2, -3)"),
        (AnswerKind.Interval, "an interval: [0, 1)"),
        (AnswerKind.Choice, "one of the choices below, or a letter"),
        (AnswerKind.Text, "words; several wordings with | between them"),
        (AnswerKind.Unit, "a quantity with its unit: 12 cm"),
    ];

    /// <summary>The choices of the form.</summary>
    public static readonly IReadOnlyList<Choice> Choices =
        [.. Table.Select(row => new Choice(row.Kind.Name(), $"{row.Kind.Name()}: {row.Words}"))];

    /// <summary>What a kind takes for right.</summary>
    public static string Of(AnswerKind kind) => Array.Find(Table, row => row.Kind == kind).Words;

    /// <summary>What an angle without a degree sign is measured in, where there is no key stage that says what is usual.</summary>
    public static readonly IReadOnlyList<Choice> AnglesOnly = [new("degrees", "degrees"), new("radians", "radians")];

    /// <summary>What an angle without a degree sign is measured in.</summary>
    public static readonly IReadOnlyList<Choice> Angles =
        [new("usual", "usual: degrees, but radians in KS5"), new("degrees", "degrees"), new("radians", "radians")];

    /// <summary>The ways to lock.</summary>
    public static readonly IReadOnlyList<Choice> Locks =
        [new("none", "Never"), new("at", "At a time"), new("after", "Hours after it opens")];
}
