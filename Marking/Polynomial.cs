// Small polynomials written out, for the checks of form: like terms, common factors, complete factorisation.
using System.Numerics;
using MathsSoc.Marking.Numbers;

namespace MathsSoc.Marking;

/// <summary>
/// A sum of terms, keyed by their powers of names. Bounded by <see cref="Limits.Terms"/> and <see cref="Limits.Degree"/>:
/// if an expression exceeds them there is no polynomial, and the check of form passes.
/// </summary>
internal sealed class Polynomial
{
    public SortedList<string, (Rational Coefficient, SortedList<string, int> Powers)> Terms { get; } =
        new(StringComparer.Ordinal);

    /// <summary>The polynomial with everything multiplied out; null if the tree is not a polynomial or is too large.</summary>
    public static Polynomial? Expand(Node node, Expansion work)
    {
        switch (node)
        {
            case Name or Symbol { Constant: not Constant.Infinity }:
                return Single(Rational.One, new(StringComparer.Ordinal) { [Printer.Print(node)] = 1 });
            case Negative n:
                return Expand(n.Inner, work)?.Scale(-1);
            case Sum s:
                var sum = new Polynomial();
                foreach (var term in s.Terms)
                {
                    if (!work.Spend(1)) return null;
                    if (Expand(term, work) is not { } next || !sum.Add(next)) return null;
                }
                return sum;
            case Product p:
                var product = Single(Rational.One, []);
                foreach (var factor in p.Factors)
                {
                    if (Expand(factor, work) is not { } next || product.Times(next, work) is not { } more) return null;
                    product = more;
                }
                return product;
            case Quotient q when Exact.Evaluate(q.Bottom, out var bottom) == Outcome.Value && !bottom.IsZero:
                return Expand(q.Top, work)?.Scale(bottom.Reciprocal());
            case Power p when Trees.TryWhole(p.Exponent, out var exponent)
                && exponent is > 0 and <= Limits.Degree
                && Trees.HasNames(p.Base):
                if (Expand(p.Base, work) is not { } of) return null;
                if (of.Terms.Count == 1 && of.Terms.Values.First() is var (coefficient, powers))
                {
                    var raised = new SortedList<string, int>(StringComparer.Ordinal);
                    foreach (var (name, power) in powers) raised[name] = power * exponent;
                    return raised.Values.Sum() > Limits.Degree || coefficient.Bits * exponent > Limits.Bits
                        ? null
                        : Single(coefficient.Pow(exponent), raised);
                }
                Polynomial? result = of;
                for (var i = 1; i < exponent && result is not null; i++) result = result.Times(of, work);
                return result;
            default:
                if (Exact.Evaluate(node, out var value) == Outcome.Value) return Single(value, []);
                // sin x and √2 count as names of their own.
                return node is Apply or Root or Power
                    ? Single(Rational.One, new(StringComparer.Ordinal) { [Printer.Print(node)] = 1 })
                    : null;
        }
    }

    private static Polynomial Single(Rational coefficient, SortedList<string, int> powers)
    {
        var single = new Polynomial();
        if (!coefficient.IsZero) single.Terms[Key(powers)] = (coefficient, powers);
        return single;
    }

    private static string Key(SortedList<string, int> powers) => string.Join('*', powers.Select(p => $"{p.Key}^{p.Value}"));

    private Polynomial Scale(Rational by)
    {
        foreach (var (key, (coefficient, powers)) in Terms.ToArray()) Terms[key] = (coefficient * by, powers);
        return this;
    }

    private bool Add(Polynomial other)
    {
        foreach (var (key, (coefficient, powers)) in other.Terms)
        {
            var total = Terms.TryGetValue(key, out var held) ? held.Coefficient + coefficient : coefficient;
            if (total.IsZero) Terms.Remove(key);
            else Terms[key] = (total, powers);
        }
        return Terms.Count <= Limits.Terms;
    }

    private Polynomial? Times(Polynomial other, Expansion work)
    {
        if (Terms.Count * other.Terms.Count > Limits.Terms * 4 || !work.Spend(Terms.Count * other.Terms.Count)) return null;
        var product = new Polynomial();
        foreach (var (a, left) in Terms.Values)
        {
            foreach (var (b, right) in other.Terms.Values)
            {
                var powers = new SortedList<string, int>(left, StringComparer.Ordinal);
                foreach (var (name, power) in right) powers[name] = powers.GetValueOrDefault(name) + power;
                if (powers.Values.Sum() > Limits.Degree || !product.Add(Single(a * b, powers))) return null;
            }
        }
        return product;
    }

    public bool IsConstant => Terms.Count == 0 || Terms.Count == 1 && Terms.ContainsKey("");

    /// <summary>
    /// The largest fraction that divides every coefficient: the quotients are whole numbers without a common factor.
    /// </summary>
    public Rational Content()
    {
        BigInteger top = 0, bottom = 1;
        foreach (var (coefficient, _) in Terms.Values)
        {
            top = BigInteger.GreatestCommonDivisor(top, coefficient.Numerator);
            bottom = bottom / BigInteger.GreatestCommonDivisor(bottom, coefficient.Denominator) * coefficient.Denominator;
        }
        return top.IsZero ? Rational.One : new Rational(top, bottom);
    }

    /// <summary>Degree of the part common to every term: 1 for xy + x².</summary>
    public int CommonPowers()
    {
        Dictionary<string, int>? common = null;
        foreach (var (_, powers) in Terms.Values)
        {
            if (common is null) common = new(powers);
            else
                foreach (var name in common.Keys.ToArray()) common[name] = Math.Min(common[name], powers.GetValueOrDefault(name));
        }
        return common?.Values.Sum() ?? 0;
    }
}

/// <summary>Term products left for one check of form.</summary>
internal sealed class Expansion
{
    private int _left = Limits.Expansion;

    public bool Spend(int products) => (_left -= products) >= 0;
}
