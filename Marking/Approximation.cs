// Values in double precision, to find where to look: a verdict is only ever given by exact values or proved digits.

namespace MathsSoc.Marking;

/// <summary>
/// Roughly the value of a tree at a point; NaN where it has none, and everywhere once the search budget is spent.
/// </summary>
internal sealed class Approximation(bool degrees, Budget budget)
{
    /// <summary>Pays for other work of the search; false once the budget is spent.</summary>
    public bool Spend(int work) => budget.SpendSearch(work);

    public double Evaluate(Node node, IReadOnlyDictionary<string, double> values)
    {
        if (!budget.SpendSearch(1)) return double.NaN;
        switch (node)
        {
            case Number n:
                return n.Value.ToDouble();
            case Mixed m:
                return (m.Whole.Value + m.Top.Value / m.Bottom.Value).ToDouble();
            case Name n:
                return values.TryGetValue(n.Id, out var value) ? value : double.NaN;
            case Symbol s:
                return s.Constant switch { Constant.Pi => Math.PI, Constant.E => Math.E, _ => double.NaN };
            case Negative n:
                return -Evaluate(n.Inner, values);
            case Percent p:
                return Evaluate(p.Inner, values) / 100;
            case Degrees d:
                return degrees ? Evaluate(d.Inner, values) : Evaluate(d.Inner, values) * (Math.PI / 180);
            case Sum s:
                var sum = 0.0;
                foreach (var term in s.Terms) sum += Evaluate(term, values);
                return sum;
            case Product p:
                var product = 1.0;
                foreach (var factor in p.Factors) product *= Evaluate(factor, values);
                return product;
            case Quotient q:
                var bottom = Evaluate(q.Bottom, values);
                return bottom == 0 ? double.NaN : Evaluate(q.Top, values) / bottom;
            case Power p:
                return Raise(Evaluate(p.Base, values), Evaluate(p.Exponent, values), p.Exponent);
            case Root { Order: Number { Value.IsInteger: true } order } r:
                return Rooted(Evaluate(r.Radicand, values), order.Value.ToDouble());
            case Factorial f:
                return Whole(Evaluate(f.Inner, values)) is { } n1 ? FactorialOf(n1) : double.NaN;
            case Apply { Function: Function.Binomial, Base: { } below } a:
                return Whole(Evaluate(a.Argument, values)) is { } n2 && Whole(Evaluate(below, values)) is { } k
                    ? k > n2 ? 0 : FactorialOf(n2) / FactorialOf(k) / FactorialOf(n2 - k)
                    : double.NaN;
            case Apply a:
                return Of(a, Evaluate(a.Argument, values), values);
            default:
                return double.NaN;
        }
    }

    private static int? Whole(double value) => value is >= 0 and <= 1e6 && Math.Abs(value - Math.Round(value)) < 1e-9
        ? (int)Math.Round(value)
        : null;

    private static double FactorialOf(int n)
    {
        var product = 1.0;
        for (var i = 2; i <= Math.Min(n, 171); i++) product *= i;
        return product;
    }

    private static double Rooted(double radicand, double order) =>
        radicand >= 0 ? order == 2 ? Math.Sqrt(radicand) : Math.Pow(radicand, 1 / order)
        : order % 2 == 0 ? double.NaN
        : -Math.Pow(-radicand, 1 / order);

    private static double Raise(double of, double exponent, Node written)
    {
        if (of >= 0 || double.IsInteger(exponent)) return Math.Pow(of, exponent);
        if (Exact.Evaluate(written, out var exact) != Outcome.Value || exact.Denominator.IsEven) return double.NaN;
        var size = Math.Pow(-of, exponent);
        return exact.Numerator.IsEven ? size : -size;
    }

    private double Of(Apply apply, double x, IReadOnlyDictionary<string, double> values)
    {
        var angle = degrees ? x * (Math.PI / 180) : x;
        var back = degrees ? 180 / Math.PI : 1;
        return apply.Function switch
        {
            Function.Abs => Math.Abs(x),
            Function.Sin => Math.Sin(angle),
            Function.Cos => Math.Cos(angle),
            Function.Tan => Math.Tan(angle),
            Function.Sec => 1 / Math.Cos(angle),
            Function.Cosec => 1 / Math.Sin(angle),
            Function.Cot => 1 / Math.Tan(angle),
            Function.Arcsin => Math.Asin(x) * back,
            Function.Arccos => Math.Acos(x) * back,
            Function.Arctan => Math.Atan(x) * back,
            Function.Arccot => (Math.PI / 2 - Math.Atan(x)) * back,
            Function.Sinh => Math.Sinh(x),
            Function.Cosh => Math.Cosh(x),
            Function.Tanh => Math.Tanh(x),
            Function.Arsinh => Math.Asinh(x),
            Function.Arcosh => Math.Acosh(x),
            Function.Artanh => Math.Atanh(x),
            Function.Exp => Math.Exp(x),
            Function.Ln => x > 0 ? Math.Log(x) : double.NaN,
            Function.Log => x > 0 ? Math.Log10(x) / (apply.Base is { } radix ? Math.Log10(Evaluate(radix, values)) : 1) : double.NaN,
            _ => double.NaN,
        };
    }
}
