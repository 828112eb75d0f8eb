// Exact values: trees whose value is a fraction, and polynomials and rational functions by their values in prime fields.
using System.Collections.Concurrent;
using System.Numerics;
using MathsSoc.Marking.Numbers;

namespace MathsSoc.Marking;

/// <summary>The outcome of evaluating a tree.</summary>
internal enum Outcome : byte
{
    Value,

    /// <summary>There may be a value, but not of this sort: √2 is not a fraction, sin x is not a rational function.</summary>
    OtherSort,

    /// <summary>Nothing has this value: 1/0, √−1.</summary>
    NoValue,

    TooLarge,
}

/// <summary>Fractions, exactly; names are given values by the dictionary, or are <see cref="Outcome.OtherSort"/>.</summary>
internal static class Exact
{
    public static Outcome Evaluate(Node node, out Rational value, IReadOnlyDictionary<string, Rational>? values = null)
    {
        value = Rational.Zero;
        switch (node)
        {
            case Number n:
                value = n.Value;
                return Outcome.Value;
            case Mixed m:
                value = m.Whole.Value + m.Top.Value / m.Bottom.Value;
                return Outcome.Value;
            case Name n:
                return values is not null && values.TryGetValue(n.Id, out value) ? Outcome.Value : Outcome.OtherSort;
            case Symbol s:
                return s.Constant == Constant.Infinity ? Outcome.NoValue : Outcome.OtherSort;
            case Negative n:
                var inner = Evaluate(n.Inner, out value, values);
                value = -value;
                return inner;
            case Percent p:
                var whole = Evaluate(p.Inner, out value, values);
                value *= new Rational(1, (BigInteger)100);
                return whole;
            case Sum s:
                return Fold(s.Terms, ref value, values, static (a, b) => a + b);
            case Product p:
                value = Rational.One;
                return Fold(p.Factors, ref value, values, static (a, b) => a * b);
            case Quotient q:
                var top = Evaluate(q.Top, out value, values);
                var below = Evaluate(q.Bottom, out var bottom, values);
                if (top == Outcome.TooLarge || below == Outcome.TooLarge) return Outcome.TooLarge;
                // A zero denominator has no value, whatever the numerator is.
                if (below == Outcome.Value && bottom.IsZero) return Outcome.NoValue;
                if (top != Outcome.Value || below != Outcome.Value) return top > below ? top : below;
                value /= bottom;
                return Sized(value);
            case Power p:
                var ofBase = Evaluate(p.Base, out value, values);
                var ofExponent = Evaluate(p.Exponent, out var exponent, values);
                if (ofBase == Outcome.Value && ofExponent == Outcome.Value) return Power(ref value, exponent);
                // x^{1000!} is too large whatever x is.
                var isHuge = ofExponent == Outcome.Value && exponent.Abs() > Limits.Exponent;
                return isHuge ? Outcome.TooLarge : ofBase > ofExponent ? ofBase : ofExponent;
            case Root r:
                var roots = Both(r.Radicand, r.Order, out value, out var order, values);
                if (roots != Outcome.Value) return roots;
                if (!order.IsInteger || order.Sign <= 0) return Outcome.NoValue;
                return order > Limits.RootOrder ? Outcome.TooLarge : Power(ref value, order.Reciprocal());
            case Factorial f:
                var of = Evaluate(f.Inner, out var n1, values);
                return of == Outcome.Value ? Factorial(n1, out value) : of;
            case Apply { Function: Function.Abs } a:
                var size = Evaluate(a.Argument, out value, values);
                value = value.Abs();
                return size;
            case Apply { Function: Function.Binomial } a:
                var choose = Both(a.Argument, a.Base!, out var n2, out var k, values);
                return choose == Outcome.Value ? Choose(n2, k, out value) : choose;
            default:
                return Worst(Trees.Children(node), values);
        }
    }

    // Not a fraction itself, but what is inside may be too large or have no value.
    private static Outcome Worst(Node[] children, IReadOnlyDictionary<string, Rational>? values)
    {
        var worst = Outcome.OtherSort;
        foreach (var child in children)
            if (Evaluate(child, out _, values) is var inner and (Outcome.NoValue or Outcome.TooLarge))
                worst = inner > worst ? inner : worst;
        return worst;
    }

    private static Outcome Fold(
        Node[] parts, ref Rational value, IReadOnlyDictionary<string, Rational>? values, Func<Rational, Rational, Rational> join)
    {
        var outcome = Outcome.Value;
        foreach (var part in parts)
        {
            var inner = Evaluate(part, out var next, values);
            if (inner > outcome) outcome = inner;
            if (outcome != Outcome.Value) continue;
            value = join(value, next);
            outcome = Sized(value);
        }
        return outcome;
    }

    private static Outcome Both(Node first, Node second, out Rational a, out Rational b, IReadOnlyDictionary<string, Rational>? values)
    {
        var left = Evaluate(first, out a, values);
        var right = Evaluate(second, out b, values);
        return left > right ? left : right;
    }

    private static Outcome Sized(Rational value) =>
        value.Bits > (value.IsInteger ? Limits.Bits : Limits.FractionBits) ? Outcome.TooLarge : Outcome.Value;

    // Bits, with their fractions: of 10^4000 as many as it has, before it is worked out.
    private static double Size(Rational value) =>
        (BigInteger.Log(BigInteger.Abs(value.Numerator)) + BigInteger.Log(value.Denominator)) / 0.6931471805599453;

    private static Outcome Power(ref Rational value, Rational exponent)
    {
        if (value.IsZero) return exponent.Sign > 0 ? Outcome.Value : Outcome.NoValue;
        if (exponent.Numerator.GetBitLength() > 40 || exponent.Denominator.GetBitLength() > 20) return Outcome.TooLarge;
        if (Size(value) * (double)BigInteger.Abs(exponent.Numerator) > Limits.Bits * (double)exponent.Denominator && !value.Abs().IsOne)
            return Outcome.TooLarge;
        if (!exponent.IsInteger)
        {
            var order = (int)exponent.Denominator;
            if (value.Sign < 0 && order % 2 == 0) return Outcome.NoValue;
            if (value.Bits > Limits.RootBits) return Outcome.TooLarge;
            if (!value.TryRoot(order, out var root)) return Outcome.OtherSort;
            value = root;
        }
        if (value.Abs().IsOne)
        {
            value = exponent.Numerator.IsEven ? Rational.One : value;
            return Outcome.Value;
        }
        value = value.Pow((int)exponent.Numerator);
        return Sized(value);
    }

    private static Outcome Factorial(Rational n, out Rational value)
    {
        value = Rational.One;
        if (!n.IsInteger || n.Sign < 0) return Outcome.NoValue;
        if (n > Limits.Factorial) return Outcome.TooLarge;
        value = FactorialOf((int)n.Numerator);
        return Outcome.Value;
    }

    private static BigInteger FactorialOf(int n) => Factorials.GetOrAdd(n, static last =>
    {
        var product = BigInteger.One;
        for (var i = 2; i <= last; i++) product *= i;
        return product;
    });

    // Kept, because one marking may come to the same factorial at every point: all of them together are half a megabyte.
    private static readonly ConcurrentDictionary<int, BigInteger> Factorials = new();

    private static Outcome Choose(Rational n, Rational k, out Rational value)
    {
        value = Rational.Zero;
        if (!n.IsInteger || !k.IsInteger || n.Sign < 0 || k.Sign < 0) return Outcome.NoValue;
        if (n > Limits.Factorial) return Outcome.TooLarge;
        if (k > n) return Outcome.Value;
        var (from, chosen) = ((int)n.Numerator, (int)k.Numerator);
        value = FactorialOf(from) / (FactorialOf(chosen) * FactorialOf(from - chosen));
        return Outcome.Value;
    }
}

/// <summary>
/// Values of a rational function at one fixed point of one prime field. π and e act as unknowns of their own, which is exact because
/// they are transcendental; i is a square root of −1, which the field 2^61 − 31 has.
/// </summary>
internal sealed class FieldPoint(Modular field, int point, IReadOnlyList<string> names)
{
    // Any numbers that no name has; the same at every point, so that a constant factor of π stays constant.
    private const int Pi = 1_000_001, E = 1_000_002, ConstantPoint = 977;

    /// <summary>True for a tree of sums, products, quotients and whole powers: the sort this class evaluates.</summary>
    public static bool Suits(Node node) => node switch
    {
        Number or Mixed or Name => true,
        Symbol s => s.Constant != Constant.Infinity,
        Sum or Product or Quotient or Negative or Percent => Array.TrueForAll(Trees.Children(node), Suits),
        Power p => Suits(p.Base) && Exact.Evaluate(p.Exponent, out var n) == Outcome.Value && n.IsInteger,
        _ => Exact.Evaluate(node, out _) == Outcome.Value,
    };

    public Outcome Evaluate(Node node, out ulong value)
    {
        value = 0;
        switch (node)
        {
            case Number n:
                return field.TryFromRational(n.Value, out value) ? Outcome.Value : Outcome.NoValue;
            case Name n:
                value = field.Point(point, Index(n.Id));
                return Outcome.Value;
            case Symbol { Constant: Constant.I } when field.Prime % 4 != 1:
                return Outcome.NoValue; // −1 has no root in this field
            case Symbol { Constant: Constant.I }:
                value = Root(field);
                return Outcome.Value;
            case Symbol s:
                value = field.Point(ConstantPoint, s.Constant == Constant.Pi ? Pi : E);
                return Outcome.Value;
            case Negative n:
                var inner = Evaluate(n.Inner, out value);
                value = field.Negate(value);
                return inner;
            case Percent p:
                var whole = Evaluate(p.Inner, out value);
                return whole == Outcome.Value && field.TryDivide(value, 100, out value) ? Outcome.Value : whole;
            case Sum s:
                foreach (var term in s.Terms)
                {
                    if (Evaluate(term, out var next) is var outcome and not Outcome.Value) return outcome;
                    value = field.Add(value, next);
                }
                return Outcome.Value;
            case Product p:
                value = 1;
                foreach (var factor in p.Factors)
                {
                    if (Evaluate(factor, out var next) is var outcome and not Outcome.Value) return outcome;
                    value = field.Multiply(value, next);
                }
                return Outcome.Value;
            case Quotient q:
                if (Evaluate(q.Top, out var top) is var above and not Outcome.Value) return above;
                if (Evaluate(q.Bottom, out var bottom) is var below and not Outcome.Value) return below;
                return field.TryDivide(top, bottom, out value) ? Outcome.Value : Outcome.NoValue;
            case Power p when Exact.Evaluate(p.Exponent, out var exponent) == Outcome.Value:
                if (exponent.Abs() > Limits.Exponent) return Outcome.TooLarge;
                if (Evaluate(p.Base, out var of) is var based and not Outcome.Value) return based;
                return field.TryPow(of, exponent.Numerator, out value) ? Outcome.Value : Outcome.NoValue;
            default:
                var exact = Exact.Evaluate(node, out var number);
                if (exact != Outcome.Value) return exact;
                return field.TryFromRational(number, out value) ? Outcome.Value : Outcome.NoValue;
        }
    }

    private int Index(string name)
    {
        for (var i = 0; i < names.Count; i++)
            if (names[i] == name) return i + 1;
        return 0;
    }

    // A square root of -1: a small number raised to (p - 1)/4 is one whenever the number is not a square, so the first such is used.
    private static ulong Root(Modular field)
    {
        for (ulong a = 2; ; a++)
        {
            field.TryPow(a, (field.Prime - 1) / 4, out var root);
            if (field.Multiply(root, root) == field.Prime - 1) return root;
        }
    }
}
