// Roots, exponentials, logarithms and powers of balls.
using System.Numerics;

namespace MathsSoc.Marking.Numbers;

public readonly partial struct Ball
{
    // Bits carried beyond the precision inside a function; the error of its series is within 2^7 units of the wider precision.
    private const int GuardBits = 20;
    private const ulong SeriesError = 160;

    /// <summary>e.</summary>
    public static Ball E(int precision) => FromConstant(Constants.E, precision);

    /// <summary>
    /// The square root; <see cref="BallStatus.Undefined"/> below zero, <see cref="BallStatus.Unknown"/> for a ball that reaches below
    /// zero.
    /// </summary>
    public Ball Sqrt()
    {
        if (!IsFinite || IsExactZero) return this;
        if (IsCertainlyNegative) return Undefined;
        if (!IsCertainlyPositive) return Unknown;
        var shift = Math.Max(0, 2 * Precision + 4 - (int)_mantissa.GetBitLength());
        if (((_exponent - shift) & 1) != 0) shift++;
        var wide = _mantissa << shift;
        var exponent = (_exponent - shift) / 2;
        var root = IntegerRoot.Floor(wide, 2);
        // |√x - √m| = |x - m| / (√x + √m) ≤ radius/√m
        var error = _radius == 0 ? default : new Radius(_radius, _exponent).DivideBy(root, exponent);
        if (_radius != 0 || root * root != wide) error += new Radius(1, exponent);
        return Make(root, exponent, error, Precision);
    }

    /// <summary>
    /// The real root of a degree of at least 1: odd roots of negative numbers are negative (∛-8 = -2), even ones
    /// <see cref="BallStatus.Undefined"/>.
    /// </summary>
    public Ball Root(int degree)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(degree, 1);
        if (!IsFinite || degree == 1 || IsExactZero) return this;
        if (degree == 2) return Sqrt();
        if (degree % 2 == 0 && !IsCertainlyPositive) return IsCertainlyNegative ? Undefined : Unknown;
        if (IsCertainlyNegative) return -(-this).Root(degree);
        if (IsCertainlyPositive) return degree % 4 == 0 ? Sqrt().Root(degree / 2) : (Log() / degree).Exp();
        // An odd root of a ball around zero: |x| ≤ 2^top gives |root| ≤ 2^⌈top/degree⌉.
        return Make(default, 0, new(1, 1 + (long)Math.Ceiling((double)Size.Top / degree)), Precision);
    }

    /// <summary>e to this power; <see cref="BallStatus.TooLarge"/> beyond 2^<see cref="MaxExponent"/>.</summary>
    public Ball Exp()
    {
        if (!IsFinite) return this;
        if (IsExactZero) return FromInteger(1, Precision);
        if (_radius != 0 && Error.Top > 0) // wider than 1: all that is known is that it is positive and how large at most
        {
            var most = UpperEnd().Exp();
            if (most.IsFinite) return FromZeroTo(most.Size, Precision);
            return (this - (1 << 25)).IsCertainlyPositive ? TooLarge : Unknown;
        }
        if (Top > 25) return _mantissa.Sign > 0 ? TooLarge : new(default, 1, -MaxExponent, Precision);

        var bits = Precision + GuardBits;
        var scaled = Fixed(bits);
        var twos = (long)Math.Round((double)(long)Truncate(scaled, bits - 30) / (1L << 30) / 0.6931471805599453);
        if (twos != 0) scaled -= Truncate(twos * Constants.Log2(bits + 32), 32);
        var value = FixedPoint.Exp(scaled, bits);
        var error = new Radius(SeriesError, twos - bits);
        // e^(m±r) - e^m is within 2r·e^m for r ≤ 1.
        if (_radius != 0) error += (Radius.Above(value, twos - bits) + error) * new Radius(2 * _radius, _exponent);
        return Make(value, twos - bits, error, Precision);
    }

    /// <summary>
    /// The natural logarithm; <see cref="BallStatus.Undefined"/> at and below zero, <see cref="BallStatus.Unknown"/> for a ball that
    /// reaches zero.
    /// </summary>
    public Ball Log()
    {
        if (!IsFinite) return this;
        if (IsExactZero || (-_mantissa).CompareTo(_radius) >= 0) return Undefined;
        if (!IsCertainlyPositive) return Unknown;
        // this = f × 2^twos with 2/3 < f < 4/3, so that only a number near 1 has a small logarithm.
        var length = (int)_mantissa.GetBitLength();
        var twos = (long)_exponent + length;
        if (Truncate(_mantissa << 8, length) < 171) twos--; // below 0.668 of 2^length
        var shift = twos - _exponent; // f = mantissa × 2^-shift
        var offset = _mantissa - (BigInteger.One << (int)shift);
        if (offset.IsZero && IsExact && twos == 0) return FromInteger(0, Precision);
        var lost = twos != 0 || offset.IsZero ? 0 : (int)Math.Clamp(shift - BigInteger.Abs(offset).GetBitLength(), 0, Precision);

        var bits = Precision + GuardBits + lost;
        var f = bits >= shift ? _mantissa << (int)(bits - shift) : Truncate(_mantissa, (int)(shift - bits));
        var value = FixedPoint.Log(f, bits);
        if (twos != 0) value += Truncate(twos * Constants.Log2(bits + 32), 32);
        var error = new Radius(SeriesError, -bits);
        // |log x - log m| ≤ r/(m - r)
        if (_radius != 0) error += new Radius(_radius, 0).DivideBy(_mantissa - _radius, 0);
        return Make(value, -bits, error, Precision);
    }

    /// <summary>The logarithm to a base that is positive and not 1; for any other base no value, as for <see cref="Log()"/>.</summary>
    public Ball Log(Ball radix) => Log() / radix.Log();

    /// <summary>A whole power by repeated squaring; 0 to a power of 0 or less is <see cref="BallStatus.Undefined"/>.</summary>
    public Ball Pow(long exponent)
    {
        if (!IsFinite) return this;
        if (exponent <= 0 && ContainsZero) return IsExact ? Undefined : Unknown;
        if (exponent < 0) return exponent == long.MinValue ? TooLarge : (FromInteger(1, Precision) / this).Pow(-exponent);
        if (exponent % 2 == 0 && ContainsZero && !IsExact) // never negative
        {
            var most = Make(Size.Mantissa, Size.Exponent, default, Precision).Pow(exponent);
            return most.IsFinite ? FromZeroTo(most.Size, Precision) : most;
        }
        var result = FromInteger(1, Precision);
        for (var power = this; ; power *= power)
        {
            if ((exponent & 1) != 0) result *= power;
            exponent >>= 1;
            if (exponent == 0 || !result.IsFinite) return result;
        }
    }

    /// <summary>
    /// A power with a fraction for exponent, by real roots: (-8)^(2/3) = 4; with an even denominator a negative base is
    /// <see cref="BallStatus.Undefined"/>.
    /// </summary>
    public Ball Pow(Rational exponent)
    {
        if (!IsFinite) return this;
        if (IsExactZero) return exponent.Sign > 0 ? this : Undefined;
        if (exponent.Denominator.GetBitLength() > 31 || exponent.Numerator.GetBitLength() > 62)
            return IsCertainlyPositive ? (Log() * FromRational(exponent, Precision)).Exp() : Unknown;
        return Root((int)exponent.Denominator).Pow((long)exponent.Numerator);
    }

    /// <summary>
    /// A power with any real exponent. A negative base needs an exponent known exactly; zero needs a positive one.
    /// </summary>
    public Ball Pow(Ball exponent)
    {
        if (!IsFinite || !exponent.IsFinite) return Worse(this, exponent);
        if (exponent.IsExact && Math.Abs((long)exponent._exponent) <= 2 * MaxPrecision)
            return Pow(new Rational(exponent._mantissa) * (exponent._exponent >= 0
                ? new Rational(BigInteger.One << exponent._exponent)
                : new Rational(BigInteger.One, BigInteger.One << -exponent._exponent)));
        if (IsExactZero) return exponent.IsCertainlyPositive ? this : exponent.IsCertainlyNegative ? Undefined : Unknown;
        return IsCertainlyPositive ? (Log() * exponent).Exp() : Unknown;
    }

    /// <summary>The hyperbolic sine.</summary>
    public Ball Sinh()
    {
        if (!IsFinite || IsExactZero) return this;
        if (IsTiny) return this + Cubed();
        var wide = WithPrecision(Precision + 8 + (int)Math.Clamp(-Top, 0, Precision));
        var power = wide.Exp();
        return ((power - FromInteger(1, Precision) / power) / 2).WithPrecision(Precision);
    }

    /// <summary>The hyperbolic cosine.</summary>
    public Ball Cosh()
    {
        if (!IsFinite) return this;
        var power = Exp();
        return (power + FromInteger(1, Precision) / power) / 2;
    }

    /// <summary>The hyperbolic tangent.</summary>
    public Ball Tanh()
    {
        if (!IsFinite || IsExactZero) return this;
        if (IsTiny) return this + Cubed();
        if (IsCertainlyNegative) return -(-this).Tanh();
        // 1 - tanh x = 2/(e^2x + 1) < 2^(1 - 2x/log 2); beyond the precision only its size matters.
        if (IsCertainlyPositive && (this - 2 * Precision).IsCertainlyPositive)
            return Make(BigInteger.One, 0, new(1, -2 * Precision), Precision);
        return Sinh() / Cosh();
    }

    // A ball so near zero that x ± |x|³ is as good as the precision allows for sin, sinh, tan, tanh, asin and atan.
    private bool IsTiny => Size.Top < -(Precision / 2) - 8;

    // Zero give or take |x|³.
    private Ball Cubed() => Make(default, 0, Size * Size * Size, Precision);

    private static Ball FromConstant(Func<int, BigInteger> constant, int precision)
    {
        var bits = Clamp(precision) + GuardBits;
        return Make(constant(bits), -bits, new(2, -bits), Clamp(precision));
    }

    // The midpoint in units of 2^-bits, with an error of less than one unit. The caller has bounded Top.
    private BigInteger Fixed(int bits)
    {
        var shift = (long)_exponent + bits;
        return shift >= 0 ? _mantissa << (int)shift : -shift > Precision + 8 ? BigInteger.Zero : Truncate(_mantissa, (int)-shift);
    }

    // The exact number at the top of the ball, or a little above.
    private Ball UpperEnd() => (Midpoint + Make(_radius, _exponent, default, Precision)) is { IsFinite: true } end
        ? new(end._mantissa + end._radius, 0, end._exponent, Precision) : TooLarge;
}
