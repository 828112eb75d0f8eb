// The kinds that require a form: lowest terms, factorised, expanded, simplified. Each check returns what is still to do, or null.
using System.Numerics;

namespace MathsSoc.Marking;

/// <summary>Applied only to answers whose value is right, so a message gives away nothing but form.</summary>
internal sealed class FormChecks
{
    private readonly Expansion _work = new();

    private bool HasCommonFactor(Node node) => new CommonFactors(_work).In(node);

    public string? Fraction(Node node) => node switch
    {
        _ when Trees.HasNames(node) =>
            !IsOneFraction(node) ? "Write it as one fraction."
            : Trees.Any(node, HasCommonFactor) ? "Cancel the fraction to its lowest terms."
            : null,
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

    // A fraction, or a product with one, but no fraction in a sum, below a line or above one.
    private static bool IsOneFraction(Node node)
    {
        List<Node> above = [], below = [];
        CommonFactors.Split(node, above, below);
        return Quotients(node) <= 1
            && !above.Concat(below).Any(static part => Trees.Any(part, static n => n is Quotient { Sign: false } or Mixed));
    }

    private static int Quotients(Node node) => node switch
    {
        Negative n => Quotients(n.Inner),
        Product p => p.Factors.Sum(Quotients),
        Quotient q => 1 + Quotients(q.Top) + Quotients(q.Bottom),
        _ => 0,
    };

    /// <summary>
    /// As many factors as the model has, all of the model's sort, each without a common factor and without two rational roots.
    /// </summary>
    public string? Factorised(Node answer, Node model)
    {
        if (Factors(answer) < Factors(model) || IsSumWithBracket(Unsigned(answer)) && !IsSumWithBracket(Unsigned(model)))
            return "Factorise it fully: write it as a product of brackets.";
        if (Introduces(answer, model)) return "Write it as a product of brackets, without fractions or roots of letters.";
        if (Trees.Any(answer, HasLikeTerms)) return "Collect like terms in each bracket.";
        // A model that its author has factorised in part asks for no more; one that is no product at all asks for everything.
        if (!HasLooseFactor(answer) || !IsUnfactorised(model) && HasLooseFactor(model)) return null;
        if (Printer.Print(answer) == Printer.Print(model)) return null;
        return "It can be factorised further: a bracket still has a common factor.";
    }

    /// <summary>True for a model such as x² + 3x + 2, which its author has yet to write as a product.</summary>
    public bool IsUnfactorised(Node model) => Factors(model) == 1 && HasLooseFactor(model);

    // x²(1 + 3/x), √x·√x and e^(ln x) are no factors of a polynomial.
    private static bool Introduces(Node answer, Node model) =>
        Introduces(answer, model, IsFractionOfNames)
        || Introduces(answer, model, IsRootOfNames)
        || Introduces(answer, model, IsFunctionOfNames);

    private static bool Introduces(Node answer, Node model, Func<Node, bool> sort) => Trees.Any(answer, sort) && !Trees.Any(model, sort);

    private static bool IsFractionOfNames(Node node) =>
        node is Quotient q && Trees.HasNames(q.Bottom)
        || node is Power p && Trees.HasNames(p.Base) && Trees.TryWhole(p.Exponent, out var exponent) && exponent <= 0;

    private static bool IsRootOfNames(Node node) =>
        node is Root r && Trees.HasNames(r)
        || node is Power p && Trees.HasNames(p.Base) && !Trees.HasNames(p.Exponent) && !Trees.TryWhole(p.Exponent, out _);

    private static bool IsFunctionOfNames(Node node) =>
        node is Apply && Trees.HasNames(node) || node is Power p && Trees.HasNames(p.Exponent);

    private static Node Unsigned(Node node) => node is Negative n ? n.Inner : node;

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

    public string? Expanded(Node answer, Node model)
    {
        if (Trees.Any(answer, IsBracketToExpand)) return "Multiply out the brackets.";
        if (Introduces(answer, model)) return "Work it out, so that no fraction or root of letters is left.";
        if (Trees.Any(answer, HasCommonFactor)) return "Cancel the fraction.";
        if (Trees.Any(answer, IsRepeatedOrTrivial)) return "Use the laws of indices: write each letter once in a term.";
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
        {
            if (term is Number { Value.IsZero: true }) return true;
            if (Polynomial.Expand(term, _work) is { Terms.Count: 1 } single && !seen.Add(single.Terms.Keys.First())) return true;
        }
        return false;
    }

    public string? Simplified(Node answer, Node model)
    {
        if ((Forms.Undone(answer) & ~Forms.Undone(model)) != Unfinished.Nothing) return "Work it out: there is arithmetic left to do.";
        if (Trees.Any(answer, HasLikeTerms)) return "Collect like terms.";
        if (Trees.Any(answer, IsRepeatedOrTrivial)) return "Use the laws of indices: write each letter once.";
        if (Trees.Any(answer, HasCommonFactor)) return "Cancel the fraction.";
        if (Introduces(answer, model, HasLooseRoot)) return "Simplify the root: a square number can be taken out of it.";
        if (Introduces(answer, model, IsRootBelow) || Introduces(answer, model, IsRootOfFraction))
            return "Write it without a root in the denominator.";
        if (Introduces(answer, model, IsSumWithBracket) || Introduces(answer, model, IsBracketOfFractions))
            return "Multiply out the brackets and collect like terms.";
        if (Introduces(answer, model, IsSumOfLogarithms)) return "Write it as one logarithm.";
        if (Introduces(answer, model, IsSumOfFractions) && Quotients(model) == 1) return "Write it as one fraction.";
        return Trees.Leaves(answer) * 2 > Trees.Leaves(model) * 3 + 4 ? "This can be made simpler." : null;
    }

    private bool HasLooseRoot(Node node)
    {
        if (node is not Root r || !Trees.TryWhole(r.Order, out var order)) return false;
        if (Exact.Evaluate(r.Radicand, out var value) == Outcome.Value) return value.IsInteger && HasPower(value.Numerator, order);
        if (Polynomial.Expand(r.Radicand, _work) is not { IsConstant: false } of) return false;
        var content = of.Content();
        return HasPower(content.Numerator, order) || HasPower(content.Denominator, order)
            || of.Terms.Values.First().Powers.Keys.Any(name => of.Terms.Values.All(t => t.Powers.GetValueOrDefault(name) >= order));
    }

    private static bool HasPower(BigInteger value, int order) => Surds.Reduce(BigInteger.Abs(value), order) != BigInteger.Abs(value);

    // 6/√3, but not 1/√x
    private static bool IsRootBelow(Node node) =>
        node is Quotient q && Trees.Any(q.Bottom, static n => n is Root r && Forms.IsPlain(r));

    // √(1/2) and 2^(-1/2)
    private static bool IsRootOfFraction(Node node) => node switch
    {
        Root r => Exact.Evaluate(r.Radicand, out var value) == Outcome.Value && !value.IsInteger,
        Power p => Exact.Evaluate(p.Base, out _) == Outcome.Value
            && Exact.Evaluate(p.Exponent, out var exponent) == Outcome.Value && exponent.Sign < 0 && !exponent.IsInteger,
        _ => false,
    };

    // 3(x + 2/3), x(1 + 1/x)
    private static bool IsBracketOfFractions(Node node) =>
        node is Product p && Array.Exists(p.Factors, static f => f is Sum s && Array.Exists(s.Terms, static t => Quotients(t) > 0));

    private static bool IsSumOfLogarithms(Node node) =>
        node is Sum s && s.Terms.Count(static t => Trees.Any(t, static n => n is Apply { Function: Function.Ln or Function.Log })) > 1;

    // With different denominators: x/2 + 1/2 is as simple as (x + 1)/2.
    private static bool IsSumOfFractions(Node node) =>
        node is Sum s && s.Terms.Select(Denominator).Where(static d => d.Length > 0).Distinct().Count() > 1;

    private static string Denominator(Node term)
    {
        List<Node> above = [], below = [];
        CommonFactors.Split(term, above, below);
        return string.Join('*', below.Select(Printer.Print));
    }

    private static bool IsSumWithBracket(Node node) =>
        node is Sum s && Array.Exists(s.Terms, t => Trees.Any(t, IsBracketToExpand) && Trees.HasNames(t));

    // (√x)², e^(ln x), ln(e^x)
    private static bool IsUndone(Node node) => node switch
    {
        Power { Base: Root root } p => Trees.TryWhole(p.Exponent, out var exponent) && Trees.TryWhole(root.Order, out var order)
            && order > 0 && exponent % order == 0,
        Power { Base: Symbol { Constant: Constant.E }, Exponent: Apply { Function: Function.Ln } } => true,
        Apply { Function: Function.Ln, Argument: Power { Base: Symbol { Constant: Constant.E } } } => true,
        _ => false,
    };

    // x²·x, (x²)³, (2x)², x¹, x⁰, −(−x)
    private static bool IsRepeatedOrTrivial(Node node)
    {
        if (node is Negative { Inner: Negative } || IsUndone(node)) return true;
        if (node is Power { Base: Power or Product { Factors: [Number, ..] } } p)
            return Trees.HasNames(p.Base) && Trees.TryWhole(p.Exponent, out _);
        if (node is Power raised && Trees.HasNames(raised.Base) && Trees.TryWhole(raised.Exponent, out var exponent))
            return exponent is 0 or 1;
        if (node is not Product product) return false;
        var seen = new HashSet<string>();
        foreach (var factor in product.Factors)
        {
            var of = factor is Power power ? power.Base : factor;
            // (ab)²b has its b twice.
            foreach (var part in of is Product inner ? inner.Factors : [of])
                if (part is Name or Symbol or Sum && !seen.Add(Printer.Print(part))) return true;
        }
        return false;
    }
}
