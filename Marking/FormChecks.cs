// The kinds that require a form: lowest terms, factorised, expanded, simplified. Each check returns what is still to do, or null.
using System.Numerics;
using MathsSoc.Marking.Numbers;

namespace MathsSoc.Marking;

/// <summary>Applied only to answers whose value is right, so a message gives away nothing but form.</summary>
internal sealed class FormChecks
{
    private readonly Expansion _work = new();

    public string? Fraction(Node node) => node switch
    {
        _ when Trees.HasNames(node) => Trees.Any(node, HasCommonFactor) ? "Cancel the fraction to its lowest terms." : null,
        Number { Value.IsInteger: true, Notation: Notation.Whole } => null,
        Negative { Inner: Quotient { Top: Negative } or Quotient { Bottom: Negative } } => "Write the fraction with one sign.",
        Negative n => Fraction(n.Inner),
        Mixed m => IsLowest(m.Top, m.Bottom) ? null : "Cancel the fraction to its lowest terms.",
        Quotient { Sign: false } q when Signless(q.Top) is { } top && Signless(q.Bottom) is { } bottom
            && !(q.Top is Negative && q.Bottom is Negative) =>
            bottom.Value.IsOne ? "This is a whole number: write it without a fraction."
            : IsLowest(top, bottom) ? null
            : "Cancel the fraction to its lowest terms.",
        Number or Percent => "A fraction is wanted here, in its lowest terms.",
        _ => "Work it out: one fraction in its lowest terms is wanted.",
    };

    private static Number? Signless(Node node) => node switch
    {
        Number { Notation: Notation.Whole } n => n,
        Negative { Inner: Number { Notation: Notation.Whole } n } => n,
        _ => null,
    };

    private static bool IsLowest(Number top, Number bottom) =>
        BigInteger.GreatestCommonDivisor(top.Value.Numerator, bottom.Value.Numerator).IsOne;

    /// <summary>As many factors as the model has, each without a common factor and without two rational roots.</summary>
    public string? Factorised(Node answer, Node model)
    {
        if (Factors(answer) < Factors(model)) return "Factorise it fully: write it as a product of brackets.";
        if (!HasLooseFactor(answer) || HasLooseFactor(model)) return null;
        return "It can be factorised further: a bracket still has a common factor.";
    }

    private static int Factors(Node node) => node switch
    {
        Product p => p.Factors.Sum(Factors),
        Negative n => Factors(n.Inner),
        Quotient q when Forms.IsPlain(q.Bottom) => Factors(q.Top),
        Power p when Trees.TryWhole(p.Exponent, out var n) && n is > 0 and <= Limits.Exponent => Factors(p.Base) * n,
        _ => Trees.HasNames(node) ? 1 : 0,
    };

    private bool HasLooseFactor(Node node) => node switch
    {
        Product p => Array.Exists(p.Factors, HasLooseFactor),
        Negative n => HasLooseFactor(n.Inner),
        Quotient q when Forms.IsPlain(q.Bottom) => HasLooseFactor(q.Top),
        Power p when Trees.TryWhole(p.Exponent, out _) => HasLooseFactor(p.Base),
        Sum s => Polynomial.Expand(s, _work) is { IsConstant: false } of
            && (!of.Content().IsOne || of.CommonPowers() > 0 || HasRationalRoots(of)),
        _ => false,
    };

    // A quadratic in one name whose discriminant is a square.
    private static bool HasRationalRoots(Polynomial of)
    {
        if (of.Terms.Values.Any(t => t.Powers.Count > 1)
            || of.Terms.Values.SelectMany(t => t.Powers.Keys).Distinct().Count() != 1)
            return false;
        var degrees = of.Terms.Values.ToDictionary(t => t.Powers.Values.FirstOrDefault(), t => t.Coefficient);
        if (degrees.Keys.Max() != 2) return false;
        var (a, b, c) = (degrees[2], degrees.GetValueOrDefault(1), degrees.GetValueOrDefault(0));
        var discriminant = b * b - a * c * 4;
        return discriminant.Sign >= 0 && discriminant.TryRoot(2, out _);
    }

    public string? Expanded(Node answer)
    {
        if (Trees.Any(answer, IsBracketToExpand)) return "Multiply out the brackets.";
        if (Forms.Undone(answer) != Unfinished.Nothing || HasLikeTerms(answer)) return "Collect like terms.";
        return null;
    }

    private static bool IsBracketToExpand(Node node) => node switch
    {
        Product p => Array.Exists(p.Factors, f => f is Sum),
        Power { Base: Sum } p => Trees.TryWhole(p.Exponent, out var n) && n > 1,
        Negative { Inner: Sum } => true,
        _ => false,
    };

    private bool HasLikeTerms(Node node)
    {
        if (node is not Sum sum) return false;
        var seen = new HashSet<string>();
        foreach (var term in sum.Terms)
            if (Polynomial.Expand(term, _work) is { Terms.Count: 1 } single && !seen.Add(single.Terms.Keys.First())) return true;
        return false;
    }

    public string? Simplified(Node answer, Node model)
    {
        if ((Forms.Undone(answer) & ~Forms.Undone(model)) != Unfinished.Nothing) return "Work it out: there is arithmetic left to do.";
        if (Trees.Any(answer, HasLikeTerms)) return "Collect like terms.";
        if (Trees.Any(answer, HasRepeatedBase)) return "Use the laws of indices: write each letter once.";
        if (Trees.Any(answer, HasCommonFactor)) return "Cancel the fraction.";
        if (Trees.Any(answer, HasLooseRoot) && !Trees.Any(model, HasLooseRoot))
            return "Simplify the root: a square number can be taken out of it.";
        if (Trees.Any(answer, IsSumWithBracket) && !Trees.Any(model, IsSumWithBracket))
            return "Multiply out the brackets and collect like terms.";
        return Trees.Leaves(answer) * 2 > Trees.Leaves(model) * 3 + 4 ? "This can be made simpler." : null;
    }

    private static bool HasLooseRoot(Node node) =>
        node is Root r
        && Trees.TryWhole(r.Order, out var order)
        && Exact.Evaluate(r.Radicand, out var value) == Outcome.Value
        && value.IsInteger
        && Surds.Reduce(BigInteger.Abs(value.Numerator), order) != BigInteger.Abs(value.Numerator);

    private static bool IsSumWithBracket(Node node) =>
        node is Sum s && Array.Exists(s.Terms, t => Trees.Any(t, IsBracketToExpand) && Trees.HasNames(t));

    // x²·x, (x²)³, (2x)²
    private static bool HasRepeatedBase(Node node)
    {
        if (node is Power { Base: Power or Product { Factors: [Number, ..] } } p)
            return Trees.HasNames(p.Base) && Trees.TryWhole(p.Exponent, out _);
        if (node is not Product product) return false;
        var seen = new HashSet<string>();
        foreach (var factor in product.Factors)
        {
            var of = factor is Power power ? power.Base : factor;
            if (of is Name or Symbol or Sum && !seen.Add(Printer.Print(of))) return true;
        }
        return false;
    }

    private bool HasCommonFactor(Node node)
    {
        if (node is not Quotient q) return false;
        if (q.Top is Quotient || q.Bottom is Quotient) return true;
        if (Polynomial.Expand(q.Top, _work) is not { } top || Polynomial.Expand(q.Bottom, _work) is not { } bottom) return false;
        if (top.Terms.Count == 0 || bottom.Terms.Count == 0) return false;
        Rational above = top.Content(), below = bottom.Content();
        if (!above.IsInteger || !below.IsInteger || !BigInteger.GreatestCommonDivisor(above.Numerator, below.Numerator).IsOne) return true;
        return SharesName(top, bottom) || SharesRoot(q);
    }

    private static bool SharesName(Polynomial top, Polynomial bottom)
    {
        foreach (var name in bottom.Terms.Values.First().Powers.Keys)
        {
            bool Everywhere(Polynomial of) => of.Terms.Values.All(t => t.Powers.ContainsKey(name));
            if (Everywhere(top) && Everywhere(bottom)) return true;
        }
        return false;
    }

    // A common polynomial factor of top and bottom in one name: Euclid's algorithm modulo a prime.
    private bool SharesRoot(Quotient quotient)
    {
        var names = Trees.Names(quotient);
        if (names.Count != 1 || Coefficients(quotient.Top) is not { } a || Coefficients(quotient.Bottom) is not { } b) return false;
        var field = Modular.Fields[0];
        while (b.Count > 1)
        {
            field.TryInvert(b[^1], out var inverse);
            while (a.Count >= b.Count)
            {
                var factor = field.Multiply(a[^1], inverse);
                var shift = a.Count - b.Count;
                for (var i = 0; i < b.Count; i++) a[i + shift] = field.Subtract(a[i + shift], field.Multiply(factor, b[i]));
                Trim(a);
            }
            (a, b) = (b, a);
        }
        return b.Count == 0 && a.Count > 1;
    }

    private List<ulong>? Coefficients(Node node)
    {
        if (Polynomial.Expand(node, _work) is not { } of || of.Terms.Values.Any(t => t.Powers.Count > 1)) return null;
        var list = new List<ulong>();
        foreach (var (coefficient, powers) in of.Terms.Values)
        {
            var degree = powers.Values.FirstOrDefault();
            while (list.Count <= degree) list.Add(0);
            if (!Modular.Fields[0].TryFromRational(coefficient, out var residue)) return null;
            list[degree] = residue;
        }
        Trim(list);
        return list;
    }

    private static void Trim(List<ulong> list)
    {
        while (list.Count > 0 && list[^1] == 0) list.RemoveAt(list.Count - 1);
    }
}
