// Real roots of small polynomials in one name: exact to the digits of a square root up to the second degree, else in double precision.
using MathsSoc.Marking.Numbers;

namespace MathsSoc.Marking;

/// <summary>
/// The coefficients of a tree as a polynomial in one name, where <paramref name="constant"/> evaluates what lacks the name.
/// </summary>
internal sealed class Coefficients(string name, Func<Node, Rational> constant)
{
    private const int Degree = 10, MaxBits = 4_000;

    /// <summary>From the constant term upwards; null if it is no such polynomial, or too large.</summary>
    public Rational[]? Of(Node node)
    {
        switch (node)
        {
            case Name n when n.Id == name:
                return [Rational.Zero, Rational.One];
            case Negative n:
                return Of(n.Inner) is { } inner ? Array.ConvertAll(inner, static c => -c) : null;
            case Sum s:
                Rational[] sum = [Rational.Zero];
                foreach (var term in s.Terms)
                {
                    if (Of(term) is not { } next) return null;
                    sum = Add(sum, next);
                }
                return Sized(sum);
            case Product p:
                Rational[] product = [Rational.One];
                foreach (var factor in p.Factors)
                {
                    if (Of(factor) is not { } next || Multiply(product, next) is not { } more) return null;
                    product = more;
                }
                return product;
            case Quotient q when Of(q.Bottom) is [var bottom]:
                return !bottom.IsZero && Of(q.Top) is { } top ? Sized(Array.ConvertAll(top, c => c / bottom)) : null;
            case Power p when Trees.TryWhole(p.Exponent, out var exponent)
                && exponent is > 0 and <= Degree
                && Of(p.Base) is { Length: > 1 } of:
                Rational[]? power = of;
                for (var i = 1; i < exponent && power is not null; i++) power = Multiply(power, of);
                return power;
            default:
                return Trees.Any(node, n => n is Name { Id: var id } && id == name) ? null : Sized([constant(node)]);
        }
    }

    private static Rational[]? Sized(Rational[] of) => Array.Exists(of, static c => c.Bits > MaxBits) ? null : of;

    private static Rational[] Add(Rational[] a, Rational[] b)
    {
        if (a.Length < b.Length) (a, b) = (b, a);
        var sum = (Rational[])a.Clone();
        for (var i = 0; i < b.Length; i++) sum[i] += b[i];
        return sum;
    }

    private static Rational[]? Multiply(Rational[] a, Rational[] b)
    {
        if (a.Length + b.Length - 2 > Degree) return null;
        var product = new Rational[a.Length + b.Length - 1];
        for (var i = 0; i < a.Length; i++)
            for (var j = 0; j < b.Length; j++) product[i + j] += a[i] * b[j];
        return Sized(product);
    }
}

internal static class PolynomialRoots
{
    /// <summary>The real roots, from the constant term upwards; none for a constant.</summary>
    public static IEnumerable<Rational> Of(Rational[] coefficients)
    {
        var degree = coefficients.Length - 1;
        while (degree > 0 && coefficients[degree].IsZero) degree--;
        return degree switch
        {
            0 => [],
            1 => [-coefficients[0] / coefficients[1]],
            2 => OfQuadratic(coefficients[2], coefficients[1], coefficients[0]),
            _ => Near([.. coefficients.Take(degree + 1).Select(static c => c.ToDouble())]).Select(Zeros.FromDouble),
        };
    }

    // The middle is exact, so that two roots however close are two.
    private static Rational[] OfQuadratic(Rational a, Rational b, Rational c)
    {
        var middle = -b / (a * 2);
        var square = middle * middle - c / a;
        if (square.Sign < 0) return [];
        var half = square.TryRoot(2, out var root) ? root : Zeros.FromDouble(Math.Sqrt(square.ToDouble()));
        return half.IsZero ? [middle] : [middle - half, middle + half];
    }

    // Between two roots of the derivative there is at most one root.
    private static List<double> Near(double[] of)
    {
        var degree = of.Length - 1;
        if (degree == 0 || of[degree] == 0 || !of.All(double.IsFinite)) return [];
        if (degree == 1) return [-of[0] / of[1]];
        var derivative = new double[degree];
        for (var i = 0; i < degree; i++) derivative[i] = of[i + 1] * (i + 1);
        var reach = 1 + of.Take(degree).Max(c => Math.Abs(c / of[degree]));
        List<double> ends = [-reach, .. Near(derivative), reach], roots = [];
        for (var i = 1; i < ends.Count; i++)
        {
            double low = ends[i - 1], high = ends[i];
            bool negative = At(of, low) < 0;
            // Where the polynomial touches zero and turns back.
            if (i > 1 && Math.Abs(At(of, low)) < 1e-9 * Size(of, low)) roots.Add(low);
            if (At(of, high) < 0 == negative) continue;
            for (var step = 0; step < 80 && low < high; step++)
            {
                var between = low + (high - low) / 2;
                if (At(of, between) < 0 == negative) low = between;
                else high = between;
            }
            roots.Add(low);
        }
        return roots;
    }

    private static double Size(double[] of, double x) => At(Array.ConvertAll(of, Math.Abs), Math.Abs(x));

    private static double At(double[] of, double x)
    {
        var value = 0.0;
        for (var i = of.Length - 1; i >= 0; i--) value = value * x + of[i];
        return value;
    }
}
