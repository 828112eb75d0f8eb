// π and the circular functions of balls, in radians.
using System.Numerics;

namespace MathsSoc.Marking.Numbers;

public readonly partial struct Ball
{
    /// <summary>
    /// Angles of 2^MaxAngleBits and beyond are <see cref="BallStatus.TooLarge"/>: reducing them needs that many digits of π.
    /// </summary>
    public const int MaxAngleBits = 1024;

    /// <summary>π.</summary>
    public static Ball Pi(int precision) => FromConstant(Constants.Pi, precision);

    /// <summary>The sine of an angle in radians.</summary>
    public Ball Sin() => SinCos().Sin;

    /// <summary>The cosine of an angle in radians.</summary>
    public Ball Cos() => SinCos().Cos;

    /// <summary>The tangent of an angle in radians; <see cref="BallStatus.Unknown"/> for a ball around an odd multiple of π/2.</summary>
    public Ball Tan()
    {
        var (sin, cos) = SinCos();
        return sin / cos;
    }

    /// <summary>Sine and cosine together, at the cost of one.</summary>
    public (Ball Sin, Ball Cos) SinCos()
    {
        if (!IsFinite) return (this, this);
        if (IsExactZero) return (this, FromInteger(1, Precision));
        if (IsTiny) return (this + Cubed(), FromInteger(1, Precision) + Make(default, 0, Size * Size, Precision));
        if (_radius != 0 && Error.Top > 1) return (UpToOne, UpToOne);
        if (Top > MaxAngleBits) return (TooLarge, TooLarge);

        var bits = Precision + GuardBits + (int)Math.Max(0, -Top);
        BigInteger angle;
        var quarter = 0;
        if (Top < 0)
            angle = Fixed(bits);
        else
        {
            // Enough bits of π that taking away a multiple of π/2 of this size leaves the angle right to a unit or two.
            var wide = bits + (int)Top + 32;
            var pi = Constants.Pi(wide);
            var scaled = Fixed(wide);
            var turns = FloorDivide(4 * scaled + pi, 2 * pi); // to the nearest quarter turn
            angle = Truncate(scaled - (turns * pi >> 1), wide - bits);
            quarter = (int)(uint)(turns & 3);
        }
        var (s, c) = FixedPoint.SinCos(angle, bits);
        var error = new Radius(SeriesError, -bits) + Error;
        var sin = Make(s, -bits, error, Precision);
        var cos = Make(c, -bits, error, Precision);
        return quarter switch { 0 => (sin, cos), 1 => (cos, -sin), 2 => (-sin, -cos), _ => (-cos, sin) };
    }

    /// <summary>
    /// The angle from -π/2 to π/2; <see cref="BallStatus.Undefined"/> outside -1 to 1, <see cref="BallStatus.Unknown"/> for a ball
    /// across either end.
    /// </summary>
    public Ball Asin()
    {
        if (!IsFinite || IsExactZero) return this;
        if (IsTiny) return this + Cubed();
        var room = FromInteger(1, Precision) - Abs();
        if (room.IsCertainlyNegative) return Undefined;
        if (room.IsExactZero) return _mantissa.Sign * Pi(Precision) / 2;
        if (!room.IsCertainlyPositive) return Unknown;
        return (this / ((1 + this) * (1 - this)).Sqrt()).Atan();
    }

    /// <summary>The angle from 0 to π; it has no value where <see cref="Asin"/> has none.</summary>
    public Ball Acos()
    {
        if (!IsFinite) return this;
        var room = 1 - this;
        if (room.IsExactZero) return room;
        // Near 1 the difference of two nearly equal angles would lose what the half-angle formula keeps.
        if ((room * 2 - 1).IsCertainlyNegative && room.IsCertainlyPositive) return 2 * (room / 2).Sqrt().Asin();
        return Pi(Precision) / 2 - Asin();
    }

    /// <summary>The angle strictly between -π/2 and π/2.</summary>
    public Ball Atan()
    {
        if (!IsFinite || IsExactZero) return this;
        if (IsTiny) return this + Cubed();
        if (Top > 0) // |midpoint| may exceed 1: it is computed alone, then the radius times the slope, at most 1/x² and 1, is added
        {
            var inverse = FromInteger(1, Precision) / Midpoint;
            var complement = inverse.Top > 0 ? Midpoint.AtanUpToOne() : inverse.AtanUpToOne();
            if (inverse.Top <= 0) complement = _mantissa.Sign * Pi(Precision) / 2 - complement;
            var least = BigInteger.Abs(_mantissa) - _radius;
            var flat = least.Sign > 0 && least.GetBitLength() + _exponent > 0
                ? Error.DivideBy(least, _exponent).DivideBy(least, _exponent)
                : Error;
            return complement + Make(default, 0, flat, Precision);
        }
        return AtanUpToOne();
    }

    private Ball AtanUpToOne()
    {
        var bits = Precision + GuardBits + (int)Math.Clamp(-Top, 0, Precision);
        return Make(FixedPoint.Atan(Fixed(bits), bits), -bits, new Radius(SeriesError, -bits) + Error, Precision);
    }

    public static Ball operator +(int a, Ball b) => b + a;
    public static Ball operator -(int a, Ball b) => -b + a;
    public static Ball operator *(int a, Ball b) => b * a;

    // The sine of an unknown angle: 0 ± 1.
    private Ball UpToOne => new(default, 1, 0, Precision);

    private static BigInteger FloorDivide(BigInteger a, BigInteger b)
    {
        var quotient = BigInteger.DivRem(a, b, out var remainder);
        return remainder.Sign < 0 ? quotient - 1 : quotient;
    }
}
