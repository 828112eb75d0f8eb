// What the help on marking shows: for each kind of answer a model and answers to it, each with the verdict that the engine gives.
using MathsSoc.Marking;
using MathsSoc.Pages;

namespace MathsSoc.Endpoints;

/// <summary>One kind with its model answer, and the answers sorted by their verdicts.</summary>
public sealed record KindRow(
    string Kind,
    string Words,
    string Model,
    IReadOnlyList<string> Right,
    IReadOnlyList<string> Free,
    IReadOnlyList<string> Wrong);

/// <summary>What somebody tried: the form, and what came of it.</summary>
public sealed record MarkingTrial(FormView Form)
{
    public IReadOnlyList<Choice> Kinds => AnswerKindWords.Choices;

    /// <summary>What is wrong with the model answer; null if it can be marked, or there is none.</summary>
    public string? Refusal { get; init; }

    /// <summary>What an author should know of a model answer that can be marked.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>How the model answer is read; null if there is none, or it is words.</summary>
    public ReadLine? Answer { get; init; }

    /// <summary>The verdict as a sentence; null if no answer was tried.</summary>
    public string? Verdict { get; init; }

    public bool IsRight { get; init; }

    /// <summary>How the tried answer was read; null if it could not be read.</summary>
    public ReadLine? Reading { get; init; }

    /// <summary>The usual typings of the model answer; null if there is none.</summary>
    public PartTypings? Typings { get; init; }
}

/// <summary>The help page.</summary>
public sealed record MarkingHelpModel(IReadOnlyList<KindRow> Rows, MarkingTrial Trial);

/// <summary>The rows of the table.</summary>
public static class MarkingHelp
{
    private static readonly (AnswerKind Kind, string Model, string[] Answers)[] Examples =
    [
        (AnswerKind.Auto, "x = 4", ["4", "4 = x", "x = 8/2 = 4", "2x = 8, x = 4", "x - 4 = 0", "X = 4", "5"]),
        (AnswerKind.Auto, "391", ["391", "391.0", "17 × 23", "391 cm", "390"]),
        (AnswerKind.Auto, "x = 2 or x = -3", ["-3, 2", "x = -3 or x = 2", "x = 2 x = -3", "x = 2", "x = -2 or x = 3"]),
        (AnswerKind.Auto, "f(x) >= 2", ["y >= 2", "[2, ∞)", "x >= 2", "f(x) > 2"]),
        (AnswerKind.Auto, "x = nπ + (-1)^n π/6", ["x = 2nπ + π/6, 2nπ + 5π/6", "x = kπ + (-1)^k π/6", "x = nπ + π/6"]),
        (AnswerKind.Auto, "(2, -3)", ["(2,-3)", "A(2, -3)", "2i - 3j", "x = 2, y = -3", "(-3, 2)"]),
        (AnswerKind.Number, "3/4", ["0.75", "6/8", "75%", "¾", "1/2 + 1/4", "0,75", "0.7"]),
        (AnswerKind.Decimal, "3.14159", ["3.14", "3.1", "3.142", "22/7", "3.15"]),
        (AnswerKind.Fraction, "3/4", ["3/4", "\\frac{3}{4}", "6/8", "0.75", "4/3"]),
        (AnswerKind.Surd, "2sqrt3", ["2√3", "2\\sqrt{3}", "√12", "3.46", "3√2"]),
        (AnswerKind.Expression, "2(x + 1)", ["2x + 2", "x + 1 + x + 1", "2X + 2", "2x + 1"]),
        (AnswerKind.Factorised, "(x + 1)(x + 2)", ["(x+2)(x+1)", "x^2 + 3x + 2", "x(x + 3) + 2", "(x+1)(x-2)"]),
        (AnswerKind.Expanded, "x^2 + 3x + 2", ["3x + 2 + x^2", "(x+1)(x+2)", "x^2 + x + 2x + 2", "x^2 + 2"]),
        (AnswerKind.Simplified, "2x + 3", ["3 + 2x", "x + x + 3", "(4x + 6)/2", "2x - 3"]),
        (AnswerKind.Form, "2^3 * 3 * 5", ["5×3×2^3", "120", "8*15", "2*2*2*3*5", "2^3*3*7"]),
        (AnswerKind.Form, "(x + 3)^2 - 4", ["-4 + (3+x)^2", "x^2 + 6x + 5", "(x+3)^2 - 5"]),
        (AnswerKind.Equation, "y = 2x + 1", ["2x + 1 = y", "2y = 4x + 2", "2x + 1", "y = 2x - 1"]),
        (AnswerKind.Inequality, "x > 3", ["3 < x", "2x > 6", "x >= 3", "x < 3"]),
        (AnswerKind.Set, "2, 3", ["3, 2", "{2, 3}", "x = 2 or x = 3", "2"]),
        (AnswerKind.List, "1, 4, 9", ["1,4,9", "(1, 4, 9)", "9, 4, 1"]),
        (AnswerKind.Coordinates, "(2, -3)", ["(2,-3)", "2, -3", "(-3, 2)"]),
        (AnswerKind.Interval, "[0, 1)", ["0 <= x < 1", "[0,1)", "0, 1", "[0, 1]"]),
        (AnswerKind.Choice, "B", ["B", "b", "(b)", "A"]),
        (AnswerKind.Text, "Tuesday", ["tuesday", "Tuesday.", "Tuesdays"]),
        (AnswerKind.Unit, "12 cm", ["12cm", "120 mm", "0.12 m", "12", "12 m"]),
    ];

    private static readonly Lazy<IReadOnlyList<KindRow>> Marked = new(() => [.. Examples.Select(Mark)]);

    /// <summary>The rows, marked once by the engine itself, so that the table cannot say anything that it does not do.</summary>
    public static IReadOnlyList<KindRow> Rows => Marked.Value;

    private static KindRow Mark((AnswerKind Kind, string Model, string[] Answers) example)
    {
        var spec = new AnswerSpec(example.Model, example.Kind) { Places = example.Kind == AnswerKind.Decimal ? 2 : null };
        var model = new PreparedModel(spec);
        var verdicts = example.Answers.ToLookup(answer => model.Mark(answer).Verdict);
        return new KindRow(
            example.Kind.Name(),
            AnswerKindWords.Of(example.Kind),
            example.Model,
            [.. verdicts[Verdict.Right]],
            [.. verdicts[Verdict.WrongForm], .. verdicts[Verdict.Unreadable]],
            [.. verdicts[Verdict.Wrong]]);
    }
}
