// A pair of balls: complex numbers for the parts whose author declares i to be the imaginary unit.
namespace MathsSoc.Marking.Numbers;

/// <summary>A complex number whose parts certainly lie in their balls. If one part has no value, both have that status.</summary>
public readonly struct ComplexBall
{
    public ComplexBall(Ball real, Ball imaginary)
    {
        Real = imaginary.IsFinite ? real : imaginary;
        Imaginary = real.IsFinite ? imaginary : real;
    }

    public Ball Real { get; }
    public Ball Imaginary { get; }

    /// <summary>The status of both parts.</summary>
    public BallStatus Status => Real.Status;
    public bool IsFinite => Real.IsFinite;

    /// <summary>True if zero cannot be ruled out.</summary>
    public bool ContainsZero => Real.ContainsZero && Imaginary.ContainsZero;

    public static ComplexBall FromReal(Ball real) => new(real, Ball.FromInteger(0, real.Precision));

    /// <summary>i.</summary>
    public static ComplexBall I(int precision) => new(Ball.FromInteger(0, precision), Ball.FromInteger(1, precision));

    public static ComplexBall operator +(ComplexBall a, ComplexBall b) => new(a.Real + b.Real, a.Imaginary + b.Imaginary);
    public static ComplexBall operator -(ComplexBall a, ComplexBall b) => new(a.Real - b.Real, a.Imaginary - b.Imaginary);
    public static ComplexBall operator -(ComplexBall a) => new(-a.Real, -a.Imaginary);

    public static ComplexBall operator *(ComplexBall a, ComplexBall b) =>
        new(a.Real * b.Real - a.Imaginary * b.Imaginary, a.Real * b.Imaginary + a.Imaginary * b.Real);

    /// <summary>The quotient; Undefined by exactly zero, Unknown by what may be zero, as for <see cref="Ball"/>.</summary>
    public static ComplexBall operator /(ComplexBall a, ComplexBall b)
    {
        var norm = b.Real.Pow(2) is { IsFinite: true } real && b.Imaginary.Pow(2) is { IsFinite: true } imaginary
            ? real + imaginary
            : b.Real * b.Imaginary;
        return new((a.Real * b.Real + a.Imaginary * b.Imaginary) / norm, (a.Imaginary * b.Real - a.Real * b.Imaginary) / norm);
    }

    /// <summary>The distance from zero.</summary>
    public Ball Modulus() =>
        Imaginary.IsExactZero ? Real.Abs()
        : Real.IsExactZero ? Imaginary.Abs()
        : (Real * Real + Imaginary * Imaginary).Sqrt();

    /// <summary>A whole power by repeated squaring; zero to a power of 0 or less has no value.</summary>
    public ComplexBall Pow(long exponent)
    {
        var one = FromReal(Ball.FromInteger(1, Real.Precision));
        if (!IsFinite) return this;
        if (exponent <= 0 && ContainsZero) return one / this;
        if (exponent < 0) return one / Pow(exponent == long.MinValue ? long.MaxValue : -exponent);
        var result = one;
        for (var power = this; ; power *= power)
        {
            if ((exponent & 1) != 0) result *= power;
            exponent >>= 1;
            if (exponent == 0 || !result.IsFinite) return result;
        }
    }

    public override string ToString() => $"({Real}) + ({Imaginary})i";
}
