// Unfinished arithmetic: does an answer leave something to work out?
using System.Numerics;
using MathsSoc.Marking.Numbers;

namespace MathsSoc.Marking;

/// <summary>The arithmetic between plain numbers that an answer leaves undone.</summary>
[Flags]
internal enum Unfinished : byte { Nothing = 0, Arithmetic = 1, Function = 2 }

/// <summary>
/// A fraction, mixed number, surd, multiple of π, percentage and standard form are finished numbers; so is a sum of unlike ones
/// (3 + 2√2). Everything else between plain numbers is unfinished: 17×23, 2^10, 1/2 + 1/3, √16, √2 + √8, sin 30°.
/// </summary>
internal static class Forms
{
    public static Unfinished Undone(Node node)
    {
        if (node is Negative negative) return Undone(negative.Inner);
        if (Trees.Any(node, static n => n is Apply { Function: Function.Exp })) node = WithPowersOfE(node);
        // A power of ten alone is a finished number, as it is in standard form; 10^0 and 10^1 are not.
        if (node is Power { Exponent: not Number { Digits: "0" or "1" } } && IsPowerOfTen(node)) return Unfinished.Nothing;
        var undone = Walk(node);
        if (!Trees.HasNames(node) && Trees.Any(node, static n => n is Apply { Function: not Function.Abs and not Function.Binomial }))
            undone |= Unfinished.Function;
        return undone;
    }

    // exp(2) is e².
    private static Node WithPowersOfE(Node node) =>
        node is Apply { Function: Function.Exp } exp
            ? new Power(Symbol.E, WithPowersOfE(exp.Argument))
            : Trees.Map(node, WithPowersOfE);

    private static Unfinished Walk(Node node)
    {
        var here = node switch
        {
            Sum s => HasLikeNumbers(s),
            Product p => HasNumbersToMultiply(p),
            Quotient q => LeavesDivision(q),
            Power p => LeavesPower(p),
            Root r => IsPlain(r.Radicand) && Exact.Evaluate(r, out _) == Outcome.Value,
            Factorial f => IsPlain(f.Inner),
            Apply { Function: Function.Abs or Function.Binomial } a => IsPlain(a.Argument),
            _ => false,
        };
        if (here) return Unfinished.Arithmetic;
        if (node is Product product) return WalkFactors(product);
        foreach (var child in Trees.Children(node))
            if (Walk(child) != Unfinished.Nothing) return Unfinished.Arithmetic;
        return Unfinished.Nothing;
    }

    // In standard form the power of ten is part of the number.
    private static Unfinished WalkFactors(Product product)
    {
        for (var i = 0; i < product.Factors.Length; i++)
        {
            if (i > 0 && IsPowerOfTen(product.Factors[i]) && product.Factors[i - 1] is Number) continue;
            if (Walk(product.Factors[i]) != Unfinished.Nothing) return Unfinished.Arithmetic;
        }
        return Unfinished.Nothing;
    }

    /// <summary>No names in it: a number, however written.</summary>
    public static bool IsPlain(Node node) => !Trees.HasNames(node);

    /// <summary>A finished fraction or decimal: one number as written, with its sign.</summary>
    public static bool IsFraction(Node node) => node switch
    {
        Number or Mixed => true,
        Negative n => IsFraction(n.Inner),
        Percent { Inner: Number } => true,
        Quotient { Sign: false } q => IsSignedNumber(q.Top) && IsSignedNumber(q.Bottom),
        _ => false,
    };

    private static bool IsSignedNumber(Node node) => node is Number or Negative { Inner: Number };

    public static bool IsPowerOfTen(Node node) => node is Power { Base: Number { Digits: "10" } } p && Trees.TryWhole(p.Exponent, out _);

    // Two terms of one sort: 1/2 + 1/3, √2 + 3√2, π + 2π.
    private static bool HasLikeNumbers(Sum sum)
    {
        var seen = new HashSet<string>();
        foreach (var term in sum.Terms)
            if (IsPlain(term) && !seen.Add(Sort(term))) return true;
        return false;
    }

    // What a number is a multiple of: "1" for fractions, "√2" for 3√2/4, the print of anything else.
    private static string Sort(Node term) => term switch
    {
        Negative n => Sort(n.Inner),
        PlusMinus p => Sort(p.Inner),
        _ when IsFraction(term) || Exact.Evaluate(term, out _) == Outcome.Value => "1",
        Root r when Exact.Evaluate(r.Radicand, out var of) == Outcome.Value && Trees.TryWhole(r.Order, out var order) =>
            $"√{order} {Surds.SquareFree(of, order)}",
        Quotient q when IsFraction(q.Bottom) => Sort(q.Top),
        Quotient { Bottom: Root } q when IsFraction(q.Top) => Sort(q.Bottom),
        Product p => string.Join('*', p.Factors.Where(f => !IsFraction(f)).Select(Sort).Order(StringComparer.Ordinal)),
        _ => Printer.Print(term),
    };

    private static bool HasNumbersToMultiply(Product product)
    {
        if (IsPlain(product) && (SharesFactor(product) || Array.Exists(product.Factors, static f => f is Number { Value.IsZero: true })))
            return true;
        int fractions = 0, sums = 0;
        var kinds = new HashSet<string>();
        for (var i = 0; i < product.Factors.Length; i++)
        {
            var factor = product.Factors[i];
            if (!IsPlain(factor) || i > 0 && IsPowerOfTen(factor) && product.Factors[i - 1] is Number) continue;
            if (IsFraction(factor))
            {
                if (++fractions > 1) return true;
                continue;
            }
            if (factor is Sum && ++sums > 1) return true;
            var kind = factor switch
            {
                Root r => $"root {Printer.Print(r.Order)}",
                Symbol s => s.Constant.ToString(),
                Power { Base: Symbol s } => s.Constant.ToString(),
                _ => "",
            };
            if (kind.Length > 0 && !kinds.Add(kind)) return true;
        }
        return false;
    }

    // 6÷2, √8/√2, 1/(2+√3) and a fraction over a fraction; but 1/√2 and (√3-1)/(2√2) are finished numbers.
    private static bool LeavesDivision(Quotient q)
    {
        if (!IsPlain(q.Top) || !IsPlain(q.Bottom)) return false;
        if (q.Sign || SharesFactor(q) || Trees.Any(q.Bottom, static n => n is Symbol { Constant: Constant.I })) return true;
        if (IsFraction(q.Top) && IsFraction(q.Bottom)) return !(IsWhole(q.Top) && IsWhole(q.Bottom));
        if (q.Bottom is Sum) return true;
        return IsRootMultiple(q.Top) && IsRootMultiple(q.Bottom);
    }

    // 12π/π
    private static bool SharesFactor(Node node)
    {
        List<Node> above = [], below = [];
        CommonFactors.Split(node, above, below);
        return CommonFactors.SharesFactor(above, below);
    }

    private static bool IsRootMultiple(Node node) => node is Root || node is Product p && Array.Exists(p.Factors, static f => f is Root);

    private static bool IsWhole(Node node) =>
        node is Number { Notation: Notation.Whole } or Negative { Inner: Number { Notation: Notation.Whole } };

    // A power whose value is a fraction, and a surd or a bracket to a whole power.
    private static bool LeavesPower(Power power)
    {
        if (!IsPlain(power)) return false;
        if (Exact.Evaluate(power, out _) == Outcome.Value) return true;
        // e^0, π^1, i^2
        if (power.Base is Symbol symbol && Trees.TryWhole(power.Exponent, out var whole))
            return whole is 0 or 1 || symbol.Constant == Constant.I;
        return power.Base is not Symbol && Exact.Evaluate(power.Exponent, out var exponent) == Outcome.Value && exponent.IsInteger;
    }
}

/// <summary>Simplest form of surds.</summary>
internal static class Surds
{
    // Enough for radicands up to 6×10^10: what is left after their cube root is a prime, a square or two primes.
    private const ulong TrialDivisors = 4_000;

    /// <summary>The radicand with every perfect power taken out, as text: √8 and 3√2 are both multiples of √2.</summary>
    public static string SquareFree(Rational radicand, int order)
    {
        // a/b under a root is a b^(order-1) over b.
        var value = order is > 1 and < 8 && radicand.Denominator.GetBitLength() < 30
            ? BigInteger.Abs(radicand.Numerator) * BigInteger.Pow(radicand.Denominator, order - 1)
            : BigInteger.Abs(radicand.Numerator);
        return Reduce(value, order).ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>The whole number without its perfect-power factors, as far as trial division goes.</summary>
    public static BigInteger Reduce(BigInteger value, int order)
    {
        if (order < 2 || order > Limits.RootOrder || value.GetBitLength() > 62) return value;
        var rest = (ulong)value;
        ulong kept = 1;
        for (ulong p = 2; p < TrialDivisors && p * p * p <= rest; p++)
        {
            var count = 0;
            for (; rest % p == 0; rest /= p) count++;
            for (count %= order; count > 0; count--) kept *= p;
        }
        return IntegerRoot.TryExact(rest, order, out _) ? kept : (BigInteger)kept * rest;
    }

    /// <summary>Why this number is not in simplest surd form; null if it is.</summary>
    public static string? Fault(Node node)
    {
        if (Forms.Undone(node) != Unfinished.Nothing) return "Work it out: something can still be simplified.";
        if (Trees.Any(node, static n => n is Number { Notation: not Notation.Whole } or Percent))
            return "An exact answer is wanted: write it with a root, not as a decimal.";
        if (Trees.Any(node, static n => n is Quotient q && Trees.Any(q.Bottom, static b => b is Root)))
            return "Write it without a root in the denominator.";
        if (Trees.Any(node, static n => n is Root r && !IsReduced(r))) return "Simplify the root: a square number can be taken out of it.";
        if (Trees.Any(node, static n => n is Quotient q && HasCommonFactor(q))) return "Cancel the fraction.";
        return null;
    }

    private static bool IsReduced(Root root) =>
        Exact.Evaluate(root.Radicand, out var value) != Outcome.Value
            ? !Trees.Any(root.Radicand, static n => n is Root) // a nested root always counts as unfinished
            : value.IsInteger
                && Trees.TryWhole(root.Order, out var order)
                && Reduce(BigInteger.Abs(value.Numerator), order) == BigInteger.Abs(value.Numerator);

    private static bool HasCommonFactor(Quotient quotient) =>
        Trees.TryWhole(quotient.Bottom, out var bottom) && !BigInteger.GreatestCommonDivisor(Content(quotient.Top), bottom).IsOne;

    // A whole number that divides every term; 0 for zero, 1 if none is evident.
    private static BigInteger Content(Node node) => node switch
    {
        Number { Value.IsInteger: true } n => n.Value.Numerator,
        Negative n => Content(n.Inner),
        Sum s => s.Terms.Aggregate(BigInteger.Zero, static (gcd, term) => BigInteger.GreatestCommonDivisor(gcd, Content(term))),
        Product p => p.Factors.Aggregate(BigInteger.One, static (product, factor) => product * Content(factor)),
        _ => BigInteger.One,
    };
}
