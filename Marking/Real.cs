// Real values in ball arithmetic: every result comes with a proved error bound.
using MathsSoc.Marking.Numbers;

namespace MathsSoc.Marking;

/// <summary>Work left for one marking; shared by everything that marking evaluates.</summary>
internal sealed class Budget
{
    public int Left { get; private set; } = Limits.Work;

    public bool Spend(int work) => (Left -= work) >= 0;

    /// <summary>What is left for the search.</summary>
    public int Search { get; private set; } = Limits.Search;

    /// <summary>Work of looking for places to compare at: once it is spent no more are found, and marking goes on.</summary>
    public bool SpendSearch(int work) => (Search -= work) >= 0;
}

/// <summary>Evaluates a tree at one point, in radians or degrees, to a precision in bits.</summary>
internal sealed class RealPoint(IReadOnlyDictionary<string, Rational> values, int bits, bool degrees, Budget budget)
{
    private static readonly Ball Huge = Ball.FromInteger(2, 64).Pow(1L << 40);

    // 1/0 is the way to make a ball without a value.
    private static readonly Ball None = Ball.FromInteger(1, 64) / Ball.FromInteger(0, 64);

    public static Ball TooLarge => Huge;

    public Ball Evaluate(Node node)
    {
        if (!budget.Spend(4 + bits / 200)) return Huge;
        switch (node)
        {
            case Number n:
                return Ball.FromRational(n.Value, bits);
            case Mixed m:
                return Ball.FromRational(m.Whole.Value + m.Top.Value / m.Bottom.Value, bits);
            case Name n:
                return values.TryGetValue(n.Id, out var value) ? Ball.FromRational(value, bits) : None;
            case Symbol s:
                return s.Constant switch { Constant.Pi => Ball.Pi(bits), Constant.E => Ball.E(bits), _ => None };
            case Negative n:
                return -Evaluate(n.Inner);
            case Percent p:
                return Evaluate(p.Inner) / 100;
            case Degrees d:
                return degrees ? Evaluate(d.Inner) : Evaluate(d.Inner) * Ball.Pi(bits) / 180;
            case Sum s:
                var sum = Evaluate(s.Terms[0]);
                for (var i = 1; i < s.Terms.Length; i++) sum += Evaluate(s.Terms[i]);
                return sum;
            case Product p:
                var product = Evaluate(p.Factors[0]);
                for (var i = 1; i < p.Factors.Length; i++) product *= Evaluate(p.Factors[i]);
                return product;
            case Quotient q:
                return Evaluate(q.Top) / Evaluate(q.Bottom);
            case Power p:
                return EvaluatePower(p);
            case Root r:
                return EvaluateRoot(r);
            case Factorial or Apply { Function: Function.Binomial }:
                return Exact.Evaluate(node, out var whole, values) switch
                {
                    Outcome.Value when !budget.Spend((int)whole.Bits / 4) => Huge, // 1000! takes half a megabyte of products
                    Outcome.Value => Ball.FromRational(whole, bits),
                    Outcome.TooLarge => Huge,
                    _ => None,
                };
            case Apply a:
                return EvaluateFunction(a);
            default:
                return None;
        }
    }

    private Ball EvaluateRoot(Root root)
    {
        switch (Exact.Evaluate(root.Order, out var order))
        {
            case Outcome.TooLarge: return Huge;
            case not Outcome.Value: return None;
        }
        if (!order.IsInteger || order.Sign <= 0) return None;
        if (order > Limits.RootOrder) return Huge;
        if (!budget.Spend(20 + bits / 20)) return Huge;
        return Evaluate(root.Radicand).Root((int)order.Numerator);
    }

    private Ball EvaluatePower(Power power)
    {
        if (!budget.Spend(20 + CostOf(power.Exponent))) return Huge;
        if (Exact.Evaluate(power.Exponent, out var exponent) is var outcome && outcome == Outcome.TooLarge) return Huge;
        if (outcome == Outcome.NoValue) return None;
        if (outcome == Outcome.Value)
        {
            if (exponent.Abs() > Limits.Exponent) return Huge;
            if (power.Base is Symbol { Constant: Constant.E } && !exponent.IsInteger) return Exp(Ball.FromRational(exponent, bits));
            var of = Evaluate(power.Base);
            if (exponent.IsInteger) return Whole(of, exponent);
            if (!budget.Spend(Transcendental * 3 / 2)) return Huge;
            return exponent.Denominator > 16 && of.IsCertainlyPositive
                ? Exp(of.Log() * Ball.FromRational(exponent, bits))
                : of.Pow(exponent);
        }
        var upper = Evaluate(power.Exponent);
        if (power.Base is Symbol { Constant: Constant.E }) return Exp(upper);
        var lower = Evaluate(power.Base);
        if (Exact.Evaluate(power.Exponent, out var here, values) == Outcome.Value)
        {
            if (here.IsInteger) return here.Abs() > Limits.Exponent ? Huge : Whole(lower, here);
            if (lower.IsCertainlyNegative) return here.Denominator.IsEven ? None : budget.Spend(Transcendental) ? lower.Pow(here) : Huge;
        }
        if (!budget.Spend(Transcendental * 2)) return Huge;
        return lower.IsCertainlyPositive ? (lower.Log() * upper).Exp() : lower.Pow(upper);
    }

    // The exact value of an exponent such as 1000!/999! takes longer than all the rest.
    private static int CostOf(Node exponent) =>
        exponent is not (Number or Name or Symbol or Quotient { Top: Number, Bottom: Number })
            && Trees.Any(exponent, static n => n is Factorial or Apply { Function: Function.Binomial }) ? 400 : 0;

    // By squaring, twice for each bit of the exponent at most.
    private Ball Whole(Ball of, Rational exponent) =>
        budget.Spend((int)exponent.Numerator.GetBitLength() * (4 + bits / 128)) ? of.Pow((long)exponent.Numerator) : Huge;

    private int Transcendental => 40 + bits * 3 / 4;

    private Ball Exp(Ball exponent) => budget.Spend(Transcendental) ? exponent.Exp() : Huge;

    private Ball EvaluateFunction(Apply apply)
    {
        var x = Evaluate(apply.Argument);
        if (apply.Function == Function.Abs) return x.Abs();
        if (!budget.Spend(apply.Function is Function.Tanh or Function.Sinh ? Transcendental * 2 : Transcendental)) return Huge;
        if (degrees && apply.Function <= Function.Cot) x = x * Ball.Pi(bits) / 180;
        switch (apply.Function)
        {
            case Function.Sin: return x.Sin();
            case Function.Cos: return x.Cos();
            case Function.Tan: return x.Tan();
            case Function.Sec: return Ball.FromInteger(1, bits) / x.Cos();
            case Function.Cosec: return Ball.FromInteger(1, bits) / x.Sin();
            case Function.Cot:
                var (sin, cos) = x.SinCos();
                return cos / sin;
            case Function.Arcsin: return Angle(x.Asin());
            case Function.Arccos: return Angle(x.Acos());
            case Function.Arctan: return Angle(x.Atan());
            case Function.Arccot: return Angle(Ball.Pi(bits) / 2 - x.Atan());
            case Function.Sinh: return x.Sinh();
            case Function.Cosh: return x.Cosh();
            case Function.Tanh: return x.Tanh();
            case Function.Arsinh: return x.Sign() < 0 ? -Arsinh(-x) : Arsinh(x);
            case Function.Arcosh: return (x + ((x - 1) * (x + 1)).Sqrt()).Log();
            case Function.Artanh: return ((x + 1) / (1 - x)).Log() / 2;
            case Function.Ln: return x.Log();
            case Function.Exp: return x.Exp();
            default:
                var radix = apply.Base is null ? Ball.FromInteger(10, bits) : Evaluate(apply.Base);
                return budget.Spend(Transcendental) ? x.Log(radix) : Huge;
        }
    }

    private static Ball Arsinh(Ball x) => (x + (x * x + 1).Sqrt()).Log();

    private Ball Angle(Ball radians) => degrees ? radians * 180 / Ball.Pi(bits) : radians;
}

internal static class BallExtensions
{
    /// <summary>True if the number is certainly within 2^-bits of zero.</summary>
    public static bool IsNear(this Ball ball, int bits)
    {
        var bound = new Rational(1, System.Numerics.BigInteger.One << bits);
        return ball.IsFinite && (ball.Abs() - Ball.FromRational(bound, ball.Precision)).IsCertainlyNegative;
    }

    /// <summary>-1 or 1 if the sign is certain, else 0.</summary>
    public static int Sign(this Ball ball) => ball.IsCertainlyNegative ? -1 : ball.IsCertainlyPositive ? 1 : 0;
}
