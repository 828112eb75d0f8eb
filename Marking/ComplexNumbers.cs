// Complex values in ball arithmetic, for the parts whose author declares i to be the square root of −1.
using MathsSoc.Marking.Numbers;

namespace MathsSoc.Marking;

/// <summary>Compares expressions with i: sums, products, quotients, whole powers, square roots, e^z, modulus and real functions.</summary>
internal static class ComplexNumbers
{
    private const int Bits = 320, Points = 10;

    public static Agreement Compare(Node model, Node answer, string[] names, Budget budget)
    {
        int agreed = 0, answered = 0;
        for (var trial = 0; trial < (names.Length == 0 ? 1 : Points); trial++)
        {
            var point = new Point(names.Length == 0 ? Equivalence.Nowhere : SamplePoints.Values(names, trial), budget);
            var right = point.Evaluate(answer);
            var left = point.Evaluate(model);
            if (budget.Left < 0) return Agreement.TooLarge;
            if (right.IsFinite) answered++;
            if (!left.IsFinite || !right.IsFinite) continue;
            if (!(left - right).ContainsZero) return Agreement.Different;
            agreed++;
        }
        return agreed > 0 ? Agreement.Same : answered == 0 ? Agreement.NoValue : Agreement.Undecided;
    }

    private sealed class Point(IReadOnlyDictionary<string, Rational> values, Budget budget)
    {
        private readonly RealPoint _real = new(values, Bits, degrees: false, budget);

        public ComplexBall Evaluate(Node node)
        {
            if (!budget.Spend(8)) return Real(RealPoint.TooLarge);
            switch (node)
            {
                case Symbol { Constant: Constant.I }:
                    return ComplexBall.I(Bits);
                case Negative n:
                    return -Evaluate(n.Inner);
                case Sum s:
                    return s.Terms.Select(Evaluate).Aggregate(static (a, b) => a + b);
                case Product p:
                    return p.Factors.Select(Evaluate).Aggregate(static (a, b) => a * b);
                case Quotient q:
                    return Evaluate(q.Top) / Evaluate(q.Bottom);
                case Power { Base: Symbol { Constant: Constant.E } } p:
                    return Exp(Evaluate(p.Exponent));
                case Apply { Function: Function.Exp } a:
                    return Exp(Evaluate(a.Argument));
                case Power p when Exact.Evaluate(p.Exponent, out var n) == Outcome.Value && n.IsInteger && n.Abs() <= Limits.Exponent:
                    return Evaluate(p.Base).Pow((long)n.Numerator);
                case Root r when Trees.TryWhole(r.Order, out var order) && order == 2:
                    return SquareRoot(Evaluate(r.Radicand));
                case Apply { Function: Function.Abs } a:
                    return Real(Evaluate(a.Argument).Modulus());
                default:
                    return Real(_real.Evaluate(node));
            }
        }

        private static ComplexBall Real(Ball value) => ComplexBall.FromReal(value);

        private static ComplexBall Exp(ComplexBall z)
        {
            var size = z.Real.Exp();
            var (sin, cos) = z.Imaginary.SinCos();
            return new ComplexBall(size * cos, size * sin);
        }

        // The root with a real part that is not negative.
        private static ComplexBall SquareRoot(ComplexBall z)
        {
            if (z.Imaginary.IsExactZero)
            {
                if (!z.Real.IsCertainlyNegative) return Real(z.Real.Sqrt());
                return new ComplexBall(Ball.FromInteger(0, Bits), (-z.Real).Sqrt());
            }
            var real = ((z.Modulus() + z.Real) / 2).Sqrt();
            return new ComplexBall(real, z.Imaginary / (real * 2));
        }
    }
}
