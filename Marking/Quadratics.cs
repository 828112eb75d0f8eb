// Solves inequalities of the first and second degree in one unknown exactly.
using MathsSoc.Marking.Numbers;

namespace MathsSoc.Marking;

internal static class Quadratics
{
    /// <summary>
    /// The set where left (sign) right holds; null if the difference is not a polynomial of degree 1 or 2 in one name, nor a modulus of
    /// one.
    /// </summary>
    public static RealSet? Solve(Node left, Comparison sign, Node right, RealSets sets)
    {
        // |f| < c is equivalent to f² < c² for c that is not negative.
        if (left is Apply { Function: Function.Abs } modulus && Exact.Evaluate(right, out var size) == Outcome.Value && size.Sign >= 0)
            (left, right) = (new Power(modulus.Argument, Number.Of(2)), Number.Of(size * size));
        else if (right is Apply { Function: Function.Abs } && left is not Apply) return Solve(right, RealSets.Flip(sign), left, sets);
        var difference = Trees.Minus(left, right);
        var names = Trees.Names(difference);
        if (names.Count != 1) return null;
        var name = names.Min!;
        if (Polynomial.Expand(difference, new Expansion()) is not { } of) return null;
        Rational a = 0, b = 0, c = 0;
        foreach (var (coefficient, powers) in of.Terms.Values)
        {
            if (powers.Count > 1 || powers.Count == 1 && !powers.ContainsKey(name)) return null;
            switch (powers.GetValueOrDefault(name))
            {
                case 0: c = coefficient; break;
                case 1: b = coefficient; break;
                case 2: a = coefficient; break;
                default: return null;
            }
        }
        if (a.IsZero) return b.IsZero ? null : RealSets.Ray(name, b.Sign < 0 ? RealSets.Flip(sign) : sign, Number.Of(-c / b));
        return Parabola(name, a, b, c, a.Sign < 0 ? RealSets.Flip(sign) : sign, sets);
    }

    // a x² + b x + c (sign) 0, with the sign already reversed so that a is positive.
    private static RealSet? Parabola(string name, Rational a, Rational b, Rational c, Comparison sign, RealSets sets)
    {
        var discriminant = b * b - a * c * 4;
        var everything = new RealSet(name, [new(new(null, false), new(null, false))]);
        if (discriminant.Sign < 0)
        {
            return sign is Comparison.Greater or Comparison.GreaterOrEqual or Comparison.NotEqual
                ? everything
                : new RealSet(name, []);
        }
        var middle = -b / (a * 2);
        Node half = discriminant.TryRoot(2, out var root)
            ? Number.Of((root / (a * 2)).Abs())
            : new Quotient(new Root(Number.Of(discriminant), Number.Of(2)), Number.Of((a * 2).Abs()));
        Node low = Trees.Minus(Number.Of(middle), half), high = new Sum([Number.Of(middle), half]);
        return sign switch
        {
            Comparison.Greater or Comparison.GreaterOrEqual =>
                sets.Join(RealSets.Ray(name, RealSets.Flip(sign), low), RealSets.Ray(name, sign, high), meet: false),
            Comparison.Less or Comparison.LessOrEqual =>
                sets.Join(RealSets.Ray(name, RealSets.Flip(sign), low), RealSets.Ray(name, sign, high), meet: true),
            Comparison.NotEqual => sets.Join(RealSets.Ray(name, sign, low), RealSets.Ray(name, sign, high), meet: true),
            _ => sets.Join(RealSets.Ray(name, sign, low), RealSets.Ray(name, sign, high), meet: false),
        };
    }
}
