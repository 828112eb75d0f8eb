// Where an expression in one unknown is zero or stops having a value: exactly for lines and parabolas, else nearly.
using MathsSoc.Marking.Numbers;

namespace MathsSoc.Marking;

/// <summary>
/// Collects values of one name at which expressions are zero, while every other name keeps a fixed value. The values only choose the
/// points at which answers are compared, so a missed or inexact one can never make a wrong verdict of "different".
/// </summary>
/// <param name="name">The unknown.</param>
/// <param name="point">The value of every name; that of the unknown is not used.</param>
/// <param name="approximation">Evaluates in double precision.</param>
internal sealed class Zeros(string name, IReadOnlyDictionary<string, Rational> point, Approximation approximation)
{
    private const int Most = 24, MaxBits = 4_000;

    // 0, and both signs of 10^-12 to 10^30 at four steps a power of ten.
    private static readonly double[] Grid = BuildGrid();

    private readonly Dictionary<string, double> _values = point.ToDictionary(static p => p.Key, static p => p.Value.ToDouble());
    private readonly SortedSet<Rational> _found = [];

    /// <summary>The values found, in increasing order; at most 24.</summary>
    public IReadOnlyCollection<Rational> Found => _found;

    public void Add(Node node) => Solve(node, Rational.Zero);

    private bool Varies(Node node) => Trees.Any(node, n => n is Name { Id: var id } && id == name);

    private void Keep(Rational value)
    {
        if (_found.Count < Most && value.Bits < MaxBits) _found.Add(value);
    }

    // The same place found twice in double precision would look like two places with a gap between.
    private void KeepNear(double value)
    {
        var apart = 1e-6 * (1e-6 + Math.Abs(value));
        if (_found.All(f => Math.Abs(f.ToDouble() - value) > apart)) Keep(FromDouble(value));
    }

    private void Solve(Node node, double value)
    {
        if (double.IsFinite(value)) Solve(node, FromDouble(value));
    }

    // Adds where the node has this value, undoing one operation after another from the outside.
    private void Solve(Node node, Rational value)
    {
        if (_found.Count >= Most || value.Bits > MaxBits || !approximation.Spend(10 * Trees.Leaves(node)) || !Varies(node)) return;
        if (value.IsZero && node is Product or Power)
        {
            Undo(node, value); // factors keep double zeros, which a multiplied-out polynomial blurs
            return;
        }
        if (new Coefficients(name, Fixed).Of(node) is { Length: > 1 } polynomial)
        {
            polynomial[0] -= value;
            foreach (var root in PolynomialRoots.Of(polynomial)) Keep(root);
            return;
        }
        Undo(node, value);
    }

    private void Undo(Node node, Rational value)
    {
        switch (node)
        {
            case Negative n:
                Solve(n.Inner, -value);
                break;
            case Product p when value.IsZero:
                foreach (var factor in p.Factors) Solve(factor, value);
                break;
            case Product p when p.Factors.Count(Varies) == 1:
                var rest = p.Factors.Where(f => !Varies(f)).Aggregate(Rational.One, (a, f) => a * Fixed(f));
                if (!rest.IsZero) Solve(p.Factors.First(Varies), value / rest);
                break;
            case Sum s when s.Terms.Count(Varies) == 1:
                Solve(s.Terms.First(Varies), s.Terms.Where(t => !Varies(t)).Aggregate(value, (a, t) => a - Fixed(t)));
                break;
            case Quotient q when value.IsZero:
                Solve(q.Top, value);
                Solve(q.Bottom, value);
                break;
            case Quotient q when !Varies(q.Bottom):
                Solve(q.Top, value * Fixed(q.Bottom));
                break;
            case Quotient q when !Varies(q.Top):
                Solve(q.Bottom, Fixed(q.Top) / value);
                break;
            case Apply { Function: Function.Abs } a:
                Solve(a.Argument, value);
                Solve(a.Argument, -value);
                break;
            case Power { Base: Symbol { Constant: Constant.E } } p:
                Solve(p.Exponent, Math.Log(value.ToDouble()));
                break;
            case Power p when value.IsZero && Varies(p.Base):
                Solve(p.Base, value);
                break;
            case Power p when !Varies(p.Exponent):
                var root = Math.Pow(Math.Abs(value.ToDouble()), 1 / Fixed(p.Exponent).ToDouble());
                Solve(p.Base, root);
                Solve(p.Base, -root);
                break;
            case Root r when Trees.TryWhole(r.Order, out var order) && order is > 0 and <= 12:
                Solve(r.Radicand, value.Pow(order));
                break;
            case Apply { Function: Function.Ln } a:
                Solve(a.Argument, Math.Exp(value.ToDouble()));
                break;
            case Apply { Function: Function.Exp } a:
                Solve(a.Argument, Math.Log(value.ToDouble()));
                break;
            case Apply { Function: Function.Log, Base: null } a:
                Solve(a.Argument, Math.Pow(10, value.ToDouble()));
                break;
            default:
                Scan(node, value.ToDouble());
                break;
        }
    }

    private Rational Fixed(Node node) => Exact.Evaluate(node, out var exact, point) == Outcome.Value
        ? exact
        : FromDouble(approximation.Evaluate(node, _values));

    private double At(Node node, double value, double x)
    {
        _values[name] = x;
        return approximation.Evaluate(node, _values) - value;
    }

    // Looks for a change of sign, an end of the domain, or a value that comes close to zero and turns back.
    private void Scan(Node node, double value)
    {
        // The zeros of sin x far out are of no interest, and there are very many of them.
        var reach = Trees.Any(node, n => n is Apply { Function: <= Function.Cot } && Varies(n)) ? 7.0 : double.PositiveInfinity;
        var grid = _found.Count == 0 ? Grid : [.. Grid.Concat(Around(_found)).Order()];
        double x0 = double.NaN, f0 = double.NaN, x1 = double.NaN, f1 = double.NaN;
        foreach (var x2 in grid)
        {
            if (Math.Abs(x2) > reach) continue;
            if (_found.Count >= Most) return;
            var f2 = At(node, value, x2);
            if (f2 == 0) continue; // a zero is found from the points beside it; far out it is only cancellation
            if (f1 * f2 < 0) KeepNear(Bisect(node, value, x1, f1 < 0, x2));
            else if (!double.IsNaN(x1) && double.IsNaN(f1) != double.IsNaN(f2))
                KeepNear(EndOfDomain(node, value, x1, double.IsNaN(f1), x2));
            if (f0 * f1 > 0 && f1 * f2 > 0 && Math.Abs(f1) < Math.Abs(f0) && Math.Abs(f1) <= Math.Abs(f2))
                Turn(node, value, x0, x2, f1 < 0);
            (x0, f0, x1, f1) = (x1, f1, x2, f2);
        }
    }

    private static IEnumerable<double> Around(SortedSet<Rational> found)
    {
        foreach (var zero in found)
        {
            var x = zero.ToDouble();
            if (!double.IsFinite(x)) continue; // 10^400, beside which no step is too large
            var size = Math.Max(Math.Abs(x), 1);
            for (var step = size / 1024; step <= size; step *= 4)
            {
                yield return x - step;
                yield return x + step;
            }
            yield return x;
        }
    }

    private double Bisect(Node node, double value, double low, bool lowIsNegative, double high)
    {
        for (var i = 0; i < 64; i++)
        {
            var middle = low + (high - low) / 2;
            if (At(node, value, middle) < 0 == lowIsNegative) low = middle;
            else high = middle;
        }
        return low;
    }

    private double EndOfDomain(Node node, double value, double low, bool lowHasNone, double high)
    {
        for (var i = 0; i < 64; i++)
        {
            var middle = low + (high - low) / 2;
            if (double.IsNaN(At(node, value, middle)) == lowHasNone) low = middle;
            else high = middle;
        }
        return low;
    }

    // Two zeros may lie between points of the grid with equal signs.
    private void Turn(Node node, double value, double low, double high, bool negative)
    {
        double from = low, to = high;
        for (var i = 0; i < 40; i++)
        {
            double a = low + (high - low) / 3, b = high - (high - low) / 3;
            if (Math.Abs(At(node, value, a)) < Math.Abs(At(node, value, b))) high = b;
            else low = a;
            if (At(node, value, low) < 0 == negative) continue;
            KeepNear(Bisect(node, value, from, negative, low));
            KeepNear(Bisect(node, value, to, negative, low));
            return;
        }
    }

    /// <summary>The double as a fraction; 0 for NaN and infinities.</summary>
    public static Rational FromDouble(double value)
    {
        if (!double.IsNormal(value)) return Rational.Zero;
        var exponent = Math.ILogB(value) - 52;
        var mantissa = (System.Numerics.BigInteger)(long)Math.ScaleB(value, -exponent);
        return exponent >= 0 ? mantissa << exponent : new Rational(mantissa, System.Numerics.BigInteger.One << -exponent);
    }

    private static double[] BuildGrid()
    {
        var grid = new List<double> { 0 };
        for (var k = -48; k <= 120; k++)
        {
            var size = 0.93 * Math.Pow(10, k / 4.0);
            grid.Add(size);
            grid.Add(-size);
        }
        grid.Sort();
        return [.. grid];
    }
}
