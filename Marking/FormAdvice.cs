// For the author: a model that is written in a form to be asked for, and an answer that would be right without that form.
using MathsSoc.Marking.Numbers;

namespace MathsSoc.Marking;

/// <summary>
/// Prime factors, index and standard form, a percentage, a mixed number, a completed square, partial fractions, one logarithm,
/// R sin(x + a): under <c>auto</c> the value alone decides, so a pupil may type 120 for 2^3 × 3 × 5.
/// </summary>
internal static class FormAdvice
{
    /// <summary>What to tell the author of a part of kind <c>auto</c>; null if the model is in no particular form.</summary>
    public static string? Of(AnswerSpec spec, PreparedModel model)
    {
        if (spec.Kind != AnswerKind.Auto || spec.Tolerance is not null || spec.Places is not null || spec.Figures is not null) return null;
        var value = model.Shape switch { Scalar s => s.Value, Values { Items: [var only], Braces: false } => only, _ => null };
        if (value is null || !Trees.Any(value, IsForm)) return null;
        var other = Other(value) is { } text
            ? new[] { text.Replace("*", ""), text }.FirstOrDefault(t => model.Mark(t).Verdict == Verdict.Right)
            : null;
        if (other is not null) return $"Typing {other} would be right: choose the kind form if it has to be written like the model answer.";
        return Trees.HasNames(value) || value is Apply
            ? "The same written in another way would be right: choose the kind form if it has to be written like the model answer."
            : null;
    }

    private static bool IsForm(Node node) => node switch
    {
        Percent or Mixed => true,
        Power p when Forms.IsPlain(p) => Exact.Evaluate(p, out _) == Outcome.Value,
        Product p when Forms.IsPlain(p) => p.Factors.Count(static f => f is Number) > 1,
        Sum s => Array.Exists(s.Terms, HasSquaredBracket) || s.Terms.Count(IsFractionOfNames) > 1,
        Apply { Function: Function.Ln or Function.Log } a => a.Argument is Product or Quotient or Number { Value.IsInteger: true },
        Product { Factors: [Number or Root, Apply { Function: Function.Sin or Function.Cos, Argument: Sum }] } => true,
        _ => false,
    };

    private static bool HasSquaredBracket(Node term) => term switch
    {
        Power { Base: Sum } p => Trees.TryWhole(p.Exponent, out var exponent) && exponent > 1,
        Product p => Array.Exists(p.Factors, HasSquaredBracket),
        Negative n => HasSquaredBracket(n.Inner),
        _ => false,
    };

    private static bool IsFractionOfNames(Node term) => term switch
    {
        Quotient q => Trees.HasNames(q.Bottom),
        Negative n => IsFractionOfNames(n.Inner),
        _ => false,
    };

    // The number itself, or the polynomial multiplied out.
    private static string? Other(Node value)
    {
        if (Exact.Evaluate(value, out var exact) == Outcome.Value) return exact.Bits < 200 ? exact.ToString() : null;
        if (Polynomial.Expand(value, new Expansion()) is not { Terms.Count: > 0 and < 12 } of) return null;
        var terms = new List<Node>();
        foreach (var (coefficient, powers) in of.Terms.Values.OrderByDescending(static t => t.Powers.Values.Sum()))
        {
            var factors = powers
                .Select(static p => p.Value == 1 ? (Node)new Name(p.Key) : new Power(new Name(p.Key), Number.Of(p.Value)))
                .ToList();
            var size = coefficient.Abs();
            if (!size.IsOne || factors.Count == 0) factors.Insert(0, Literal(size));
            var term = Trees.Product(factors);
            terms.Add(coefficient.Sign < 0 ? new Negative(term) : term);
        }
        var expanded = Trees.Sum(terms);
        return Trees.Names(expanded).SetEquals(Trees.Names(value)) ? Printer.Print(expanded) : null;
    }

    private static Node Literal(Rational size) => size.IsInteger
        ? Number.Of(size)
        : new Quotient(Number.Of(size.Numerator), Number.Of(size.Denominator));
}
