// How an author describes a part, and what the engine returns for an answer to it.
using System.Diagnostics.CodeAnalysis;

namespace MathsSoc.Marking;

/// <summary>The outcome of marking. Only <see cref="Right"/> and <see cref="Wrong"/> spend an attempt.</summary>
public enum Verdict
{
    /// <summary>The same answer as the model, in a form the part accepts.</summary>
    Right,

    /// <summary>A different answer.</summary>
    Wrong,

    /// <summary>Finish it, or write it another way: the message says how.</summary>
    WrongForm,

    /// <summary>The engine cannot read it, or it has no value: the message says why.</summary>
    Unreadable,
}

/// <summary>The rule by which a part is marked; <see cref="AnswerKinds"/> has the names that are stored and typed.</summary>
public enum AnswerKind
{
    Auto, Number, Decimal, Fraction, Surd, Expression, Factorised, Expanded, Simplified, Equation, Inequality,
    Set, List, Coordinates, Interval, Choice, Text, Unit, Form,
}

/// <summary>What an angle without a degree sign is measured in.</summary>
public enum AngleUnit { Radians, Degrees }

/// <summary>A part's model answer and how answers to it are marked.</summary>
/// <param name="Model">
/// The model answer, TeX or keyboard. For <c>text</c> and <c>choice</c>, alternatives may follow one another, separated by <c>|</c>.
/// </param>
/// <param name="Kind">The rule; with <see cref="AnswerKind.Auto"/> it follows from the model.</param>
public sealed record AnswerSpec(string Model, AnswerKind Kind = AnswerKind.Auto)
{
    /// <summary>How far from the model a number may be, inclusive; null if the number itself is required.</summary>
    public decimal? Tolerance { get; init; }

    /// <summary>Decimal places the answer must be rounded to (half up) and written with; null if not required.</summary>
    public int? Places { get; init; }

    /// <summary>Significant figures the answer must be rounded to and written with; null if not required.</summary>
    public int? Figures { get; init; }

    /// <summary>What <c>sin 30</c> means; a degree sign always means degrees.</summary>
    public AngleUnit Angle { get; init; }

    /// <summary>True where <c>i</c> is the square root of −1 rather than a letter.</summary>
    public bool Complex { get; init; }

    /// <summary>Further accepted answers of kind <c>text</c> or <c>choice</c>.</summary>
    public IReadOnlyList<string> AlsoAccepted { get; init; } = [];

    /// <summary>Letters the statement declares, so that a model such as <c>abc</c> is a product and not a word.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];
}

/// <summary>How an answer was read: MathML with a <c>math</c> root, and plain English.</summary>
public sealed record Reading(string MathMl, string Words);

/// <summary>The result of marking.</summary>
/// <param name="Verdict">Right, wrong, wrong form or unreadable.</param>
/// <param name="Message">A sentence for the pupil; empty for right and wrong.</param>
/// <param name="Position">Where an unreadable answer goes wrong, as an index into it; null if no single place is to blame.</param>
/// <param name="Reading">How the answer was read; null if it could not be read.</param>
/// <param name="Key">
/// Equal for answers with the same number or text, so that a repeated answer is recognised; empty if the answer could not be read.
/// </param>
public sealed record Marked(Verdict Verdict, string Message, int? Position, Reading? Reading, string Key)
{
    /// <summary>The exception behind an unreadable verdict, which is a fault of the engine; null in every other case.</summary>
    public Exception? Failure { get; init; }
}

/// <summary>How an answer would be read, before it is sent; the message is empty if the answer can be read.</summary>
public sealed record Preview(Reading? Reading, string Message, int? Position);

/// <summary>The names of verdicts and kinds in the database, in bundles and on the command line.</summary>
public static class AnswerKinds
{
    private static readonly string[] Names =
    [
        "auto", "number", "decimal", "fraction", "surd", "expression", "factorised", "expanded", "simplified", "equation", "inequality",
        "set", "list", "coordinates", "interval", "choice", "text", "unit", "form",
    ];

    private static readonly string[] Verdicts = ["right", "wrong", "wrong_form", "unreadable"];

    /// <summary>All names, in the order of <see cref="AnswerKind"/>.</summary>
    public static IReadOnlyList<string> All => Names;

    /// <summary>True for the kinds that a tolerance, decimal places and significant figures can be set for.</summary>
    public static bool CanRound(AnswerKind kind) => kind is AnswerKind.Auto or AnswerKind.Number or AnswerKind.Decimal
        or AnswerKind.Inequality or AnswerKind.Set or AnswerKind.List or AnswerKind.Coordinates or AnswerKind.Interval or AnswerKind.Unit;

    /// <summary>The lower-case name of a kind.</summary>
    public static string Name(this AnswerKind kind) => Names[(int)kind];

    /// <summary>The lower-case name of a verdict: right, wrong, wrong_form, unreadable.</summary>
    public static string Name(this Verdict verdict) => Verdicts[(int)verdict];

    /// <summary>Finds the kind with exactly this name; false if there is none.</summary>
    public static bool TryParse([NotNullWhen(true)] string? name, out AnswerKind kind)
    {
        var index = Array.IndexOf(Names, name);
        kind = index < 0 ? AnswerKind.Auto : (AnswerKind)index;
        return index >= 0;
    }
}
