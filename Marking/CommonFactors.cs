// Does a fraction still have something to cancel: a number, a letter, a function or a bracket above and below?
using System.Numerics;
using MathsSoc.Marking.Numbers;

namespace MathsSoc.Marking;

/// <summary>One check of form; its work is bounded by the expansion it is given.</summary>
internal sealed class CommonFactors(Expansion work)
{
    /// <summary>True for a fraction, or a product with fractions in it, that can be cancelled; nothing inside it is looked at.</summary>
    public bool In(Node node)
    {
        if (node is Negative n) return In(n.Inner);
        if (node is not Quotient && !(node is Product p && Array.Exists(p.Factors, static f => f is Quotient))) return false;
        if (node is Quotient { Top: Quotient } or Quotient { Bottom: Quotient }) return true;
        List<Node> above = [], below = [];
        Split(node, above, below);
        if (below.TrueForAll(static f => f is Number { Value.IsOne: true })) return true; // x/1
        if (SharesFactor(above, below)) return true;
        if (Polynomial.Expand(Trees.Product(above), work) is not { Terms.Count: > 0 } top
            || Polynomial.Expand(Trees.Product(below), work) is not { Terms.Count: > 0 } bottom)
            return false;
        return SharesNumber(top, bottom) || SharesName(top, bottom) || SharesBracket(top, bottom);
    }

    /// <summary>The factors above and below the line of a product of fractions; signs are left out.</summary>
    public static void Split(Node node, List<Node> above, List<Node> below)
    {
        switch (node)
        {
            case Negative n:
                Split(n.Inner, above, below);
                break;
            case Product p:
                foreach (var factor in p.Factors) Split(factor, above, below);
                break;
            case Quotient q:
                Split(q.Top, above, below);
                Split(q.Bottom, below, above);
                break;
            default:
                above.Add(node);
                break;
        }
    }

    /// <summary>Whether a letter, a constant or a bracket stands on both sides of the line, whatever its powers.</summary>
    public static bool SharesFactor(List<Node> above, List<Node> below)
    {
        var bases = above.Where(static f => f is not Number).Select(Base).ToHashSet(StringComparer.Ordinal);
        return below.Exists(f => f is not Number && bases.Contains(Base(f)));
    }

    private static string Base(Node factor) => Printer.Print(factor is Power { Exponent: Number } p ? p.Base : factor);

    private static bool SharesNumber(Polynomial top, Polynomial bottom)
    {
        Rational above = top.Content(), below = bottom.Content();
        return !above.IsInteger || !below.IsInteger || !BigInteger.GreatestCommonDivisor(above.Numerator, below.Numerator).IsOne;
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

    // A common factor in one name, whatever values the other names have: Euclid's algorithm modulo a prime, at two points.
    private static bool SharesBracket(Polynomial top, Polynomial bottom)
    {
        var names = bottom.Terms.Values.SelectMany(static t => t.Powers.Keys).Distinct().Take(Limits.Degree).ToArray();
        foreach (var name in names)
            if (SharesRoot(Coefficients(top, name, 0), Coefficients(bottom, name, 0))
                && SharesRoot(Coefficients(top, name, 1), Coefficients(bottom, name, 1)))
                return true;
        return false;
    }

    private static bool SharesRoot(List<ulong> a, List<ulong> b)
    {
        if (b.Count < 2) return false;
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

    // As a polynomial in one name, the others having the values of a fixed point of the field.
    private static List<ulong> Coefficients(Polynomial of, string name, int point)
    {
        var field = Modular.Fields[0];
        var list = new List<ulong>();
        foreach (var (coefficient, powers) in of.Terms.Values)
        {
            var degree = powers.GetValueOrDefault(name);
            while (list.Count <= degree) list.Add(0);
            if (!field.TryFromRational(coefficient, out var value)) continue;
            foreach (var (other, power) in powers)
            {
                if (other == name) continue;
                field.TryPow(field.Point(point, Index(other)), power, out var raised);
                value = field.Multiply(value, raised);
            }
            list[degree] = field.Add(list[degree], value);
        }
        Trim(list);
        return list;
    }

    // The same number for the same name on every machine.
    private static int Index(string name) => (int)(name.Aggregate(17u, static (hash, c) => hash * 31 + c) % 1_000_000);

    private static void Trim(List<ulong> list)
    {
        while (list.Count > 0 && list[^1] == 0) list.RemoveAt(list.Count - 1);
    }
}
