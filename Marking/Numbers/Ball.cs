// Real numbers with a proved error bound: a midpoint and a radius that certainly contain the true value.
using System.Globalization;
using System.Numerics;

namespace MathsSoc.Marking.Numbers;

/// <summary>The outcome of a calculation with balls.</summary>
public enum BallStatus : byte
{
    /// <summary>A value, certainly inside the ball.</summary>
    Finite,

    /// <summary>The ball straddles the edge of where the operation has a value: a higher precision or another point may decide.</summary>
    Unknown,

    /// <summary>Beyond <see cref="Ball.MaxExponent"/>, or an angle too large to reduce.</summary>
    TooLarge,

    /// <summary>Certainly no real value: 1/0, the square root of -1, log 0.</summary>
    Undefined,
}

/// <summary>
/// A ball <c>(mantissa ± radius) × 2^exponent</c> holding a real number, at a working precision in bits. Every operation
/// returns a ball certain to hold the true result, in bounded time and memory; outcomes without a value are a
/// <see cref="Status"/>, which later operations pass on. The precision of a result is the larger of its operands'.
/// Method: midpoint-radius arithmetic as in van der Hoeven, "Ball arithmetic" (2009). <c>default</c> is exactly zero.
/// </summary>
public readonly partial struct Ball
{
    /// <summary>The working precisions accepted, in bits; others are clamped.</summary>
    public const int MinPrecision = 32, MaxPrecision = 1024;

    /// <summary>No finite ball reaches 2^MaxExponent; below 2^-MaxExponent it is indistinguishable from zero.</summary>
    public const int MaxExponent = 1 << 24;

    private readonly BigInteger _mantissa; // at most Precision bits
    private readonly ulong _radius; // in units of the mantissa's last bit, at most 2^31
    private readonly int _exponent;
    private readonly ushort _precision;

    private Ball(BigInteger mantissa, ulong radius, int exponent, int precision, BallStatus status = BallStatus.Finite)
    {
        _mantissa = mantissa;
        _radius = radius;
        _exponent = exponent;
        _precision = (ushort)precision;
        Status = status;
    }

    public BallStatus Status { get; }
    public bool IsFinite => Status == BallStatus.Finite;

    /// <summary>Working precision in bits.</summary>
    public int Precision => Math.Max((int)_precision, MinPrecision);

    /// <summary>True if the ball is a single known number.</summary>
    public bool IsExact => IsFinite && _radius == 0;
    public bool IsExactZero => IsExact && _mantissa.IsZero;
    public bool IsCertainlyPositive => IsFinite && _mantissa.CompareTo(_radius) > 0;
    public bool IsCertainlyNegative => IsFinite && (-_mantissa).CompareTo(_radius) > 0;
    public bool IsCertainlyNonZero => IsCertainlyPositive || IsCertainlyNegative;

    /// <summary>True if zero cannot be ruled out; false for a ball without a value.</summary>
    public bool ContainsZero => IsFinite && !IsCertainlyNonZero;

    /// <summary>
    /// How many leading bits of the midpoint are known; int.MaxValue for an exact number, 0 or less for one that may be zero.
    /// </summary>
    public int AccurateBits => IsExact ? int.MaxValue
        : (int)BigInteger.Abs(_mantissa).GetBitLength() - (64 - BitOperations.LeadingZeroCount(_radius));

    /// <summary>True if the two may be the same number: false only if they certainly differ or either has no value.</summary>
    public bool Overlaps(Ball other) => (this - other).ContainsZero;

    /// <summary>True when <paramref name="value"/> lies in the ball, decided exactly.</summary>
    public bool Contains(Rational value)
    {
        if (!IsFinite || Math.Abs((long)_exponent) > 1 << 16) return false;
        var unit = _exponent >= 0 ? new Rational(BigInteger.One << _exponent) : new Rational(BigInteger.One, BigInteger.One << -_exponent);
        return (value - _mantissa * unit).Abs() <= new Rational(new BigInteger(_radius)) * unit;
    }

    /// <summary>The whole number, exact if it fits the precision.</summary>
    public static Ball FromInteger(BigInteger value, int precision) => Make(value, 0, default, Clamp(precision));

    /// <summary>The fraction, exact if it is dyadic and fits the precision.</summary>
    public static Ball FromRational(Rational value, int precision) => value.IsInteger
        ? FromInteger(value.Numerator, precision)
        : Quotient(value.Numerator, default, value.Denominator, 0, 0, Clamp(precision));

    /// <summary>The same number with another working precision, rounded if that is less.</summary>
    public Ball WithPrecision(int precision) => IsFinite ? Make(_mantissa, _exponent, Error, Clamp(precision)) : this;

    public static Ball operator +(Ball a, Ball b)
    {
        if (!a.IsFinite || !b.IsFinite) return Worse(a, b);
        var precision = Math.Max(a.Precision, b.Precision);
        if (a._exponent < b._exponent) (a, b) = (b, a);
        var gap = a._exponent - b._exponent;
        if (gap > 4 * MaxPrecision) // too far apart to line up: the small one is swallowed by the radius
            return a.IsExactZero ? b.WithPrecision(precision) : Make(a._mantissa, a._exponent, a.Error + b.Size, precision);
        return Make((a._mantissa << gap) + b._mantissa, b._exponent, a.Error + b.Error, precision);
    }

    public static Ball operator -(Ball a) => new(-a._mantissa, a._radius, a._exponent, a._precision, a.Status);

    public static Ball operator -(Ball a, Ball b) => a + -b;

    public static Ball operator *(Ball a, Ball b)
    {
        if (!a.IsFinite || !b.IsFinite) return Worse(a, b);
        var error = default(Radius);
        if (b._radius != 0) error += Radius.Above(a._mantissa, a._exponent) * b.Error;
        if (a._radius != 0) error += a.Error * b.Size;
        return Make(a._mantissa * b._mantissa, (long)a._exponent + b._exponent, error, Math.Max(a.Precision, b.Precision));
    }

    /// <summary>
    /// The quotient: <see cref="BallStatus.Undefined"/> by exactly zero, <see cref="BallStatus.Unknown"/> by a ball that may be zero.
    /// </summary>
    public static Ball operator /(Ball a, Ball b)
    {
        if (!a.IsFinite || !b.IsFinite) return Worse(a, b);
        if (b.ContainsZero) return b.IsExact ? Undefined : Unknown;
        var error = a.Error;
        var precision = Math.Max(a.Precision, b.Precision);
        return Quotient(a._mantissa, error, b._mantissa, b._radius, (long)a._exponent - b._exponent, precision, a._exponent);
    }

    public static Ball operator +(Ball a, int b) => a + FromInteger(b, a.Precision);
    public static Ball operator -(Ball a, int b) => a + FromInteger(-b, a.Precision);
    public static Ball operator *(Ball a, int b) => a * FromInteger(b, a.Precision);
    public static Ball operator /(Ball a, int b) => a / FromInteger(b, a.Precision);

    public Ball Abs()
    {
        if (!ContainsZero || IsExact) return _mantissa.Sign < 0 ? -this : this;
        return FromZeroTo(Size, Precision);
    }

    /// <summary>The midpoint as a double, NaN without a value; for messages, never for a verdict.</summary>
    public double ToDouble()
    {
        if (!IsFinite) return double.NaN;
        var excess = Math.Max(0, (int)_mantissa.GetBitLength() - 64);
        return Math.ScaleB((double)(_mantissa >> excess), _exponent + excess);
    }

    /// <summary>For debugging: midpoint and radius in short.</summary>
    public override string ToString() => IsFinite
        ? string.Create(CultureInfo.InvariantCulture, $"{ToDouble():R} ± {Math.ScaleB(_radius, _exponent):E2}")
        : Status.ToString();

    private static readonly Ball Unknown = new(default, 0, 0, 0, BallStatus.Unknown);
    private static readonly Ball TooLarge = new(default, 0, 0, 0, BallStatus.TooLarge);
    private static readonly Ball Undefined = new(default, 0, 0, 0, BallStatus.Undefined);

    private static int Clamp(int precision) => Math.Clamp(precision, MinPrecision, MaxPrecision);

    private static Ball Worse(Ball a, Ball b) => a.Status >= b.Status ? a : b;

    // |midpoint| < 2^Top.
    private long Top => _exponent + BigInteger.Abs(_mantissa).GetBitLength();

    private Radius Error => new(_radius, _exponent);

    // At or above every |value| in the ball.
    private Radius Size => Radius.Above(_mantissa, _exponent) + Error;

    private Ball Midpoint => new(_mantissa, 0, _exponent, _precision);

    private static Ball FromZeroTo(Radius size, int precision) =>
        Make(size.Mantissa, size.Exponent - 1, new(size.Mantissa, size.Exponent - 1), precision);

    // Rounds to the precision: keeps as many bits as the precision allows and the radius can distinguish, and adds the error of what
    // is cut off to the radius.
    private static Ball Make(BigInteger mantissa, long exponent, Radius radius, int precision)
    {
        if (mantissa.IsZero && radius.IsZero) return new(default, 0, 0, precision);
        var bits = BigInteger.Abs(mantissa).GetBitLength();
        var top = radius.IsZero ? exponent + bits : Math.Max(exponent + bits, radius.Top);
        if (top > MaxExponent) return TooLarge;
        if (top < -MaxExponent) return new(default, 1, -MaxExponent, precision);

        var last = radius.IsZero ? Math.Max(exponent, exponent + bits - precision)
            : mantissa.IsZero ? radius.Top - 30
            : Math.Max(exponent + bits - precision, radius.Top - 30);
        var cut = last - exponent;
        if (cut <= 0) return new(mantissa << (int)-cut, radius.Units(last), (int)last, precision);
        var kept = cut >= bits ? BigInteger.Zero : Truncate(mantissa, (int)cut);
        var exact = radius.IsZero && kept << (int)Math.Min(cut, bits) == mantissa;
        return new(kept, radius.Units(last) + (exact ? 0UL : 1UL), (int)last, precision);
    }

    // (a ± error × 2^-errorBase) / (b ± spread), times 2^exponent; b's ball does not hold zero.
    private static Ball Quotient(BigInteger a, Radius error, BigInteger b, ulong spread, long exponent, int precision, long errorBase = 0)
    {
        var shift = (int)Math.Max(0, precision + 2 + BigInteger.Abs(b).GetBitLength() - BigInteger.Abs(a).GetBitLength());
        var quotient = BigInteger.DivRem(a << shift, b, out var remainder);
        var least = BigInteger.Abs(b) - spread;
        // |(a+α)/(b+β) - a/b| = |α - (a/b)β| / |b+β|
        var radius = new Radius(error.Mantissa, error.Exponent - errorBase);
        if (spread != 0) radius += Radius.Above(BigInteger.Abs(quotient) + 1, -shift) * new Radius(spread, 0);
        radius = radius.DivideBy(least, 0);
        if (!remainder.IsZero) radius += new Radius(1, -shift);
        return Make(quotient, exponent - shift, new(radius.Mantissa, radius.Exponent + exponent), precision);
    }

    // Rounds towards zero, which for BigInteger is the fast direction for both signs.
    private static BigInteger Truncate(BigInteger value, int bits) => value.Sign < 0 ? -(-value >> bits) : value >> bits;
}
