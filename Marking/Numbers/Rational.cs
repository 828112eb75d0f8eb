// Exact fractions: every number a pupil can write without a root, in lowest terms and of any size.
using System.Globalization;
using System.Numerics;

namespace MathsSoc.Marking.Numbers;

/// <summary>
/// An exact fraction in lowest terms with a positive denominator; <c>default</c> is zero. Nothing here limits size:
/// callers bound their work by <see cref="Bits"/> before they multiply or raise to a power.
/// </summary>
public readonly struct Rational : IEquatable<Rational>, IComparable<Rational>
{
    private readonly BigInteger _numerator;
    private readonly BigInteger _denominatorLessOne; // so that default(Rational) is 0/1

    /// <summary>A whole number.</summary>
    public Rational(BigInteger value) => _numerator = value;

    /// <summary>
    /// <paramref name="numerator"/>/<paramref name="denominator"/> reduced; the caller has checked that the denominator is not zero.
    /// </summary>
    /// <exception cref="DivideByZeroException">The denominator is zero: a bug in the caller.</exception>
    public Rational(BigInteger numerator, BigInteger denominator)
    {
        if (denominator.IsZero) throw new DivideByZeroException();
        var common = BigInteger.GreatestCommonDivisor(numerator, denominator);
        if (denominator.Sign < 0) common = -common;
        if (!common.IsOne)
        {
            numerator /= common;
            denominator /= common;
        }
        _numerator = numerator;
        _denominatorLessOne = denominator - 1;
    }

    // The small case: one 64-bit gcd and no allocation.
    private Rational(long numerator, long denominator)
    {
        var common = (long)Gcd((ulong)Math.Abs(numerator), (ulong)denominator);
        _numerator = numerator / common;
        _denominatorLessOne = denominator / common - 1;
    }

    private Rational(BigInteger numerator, BigInteger denominator, bool reduced)
    {
        _ = reduced;
        _numerator = numerator;
        _denominatorLessOne = denominator - 1;
    }

    public static readonly Rational Zero;
    public static readonly Rational One = new(BigInteger.One);

    /// <summary>The top of the fraction in lowest terms; it carries the sign.</summary>
    public BigInteger Numerator => _numerator;

    /// <summary>The bottom of the fraction in lowest terms, at least 1.</summary>
    public BigInteger Denominator => _denominatorLessOne + 1;

    public bool IsZero => _numerator.IsZero;
    public bool IsOne => _numerator.IsOne && IsInteger;
    public bool IsInteger => _denominatorLessOne.IsZero;

    /// <summary>-1, 0 or 1.</summary>
    public int Sign => _numerator.Sign;

    /// <summary>Bits of the numerator and the denominator together: the measure by which callers bound their work.</summary>
    public long Bits => _numerator.GetBitLength() + _denominatorLessOne.GetBitLength() + 1;

    public static implicit operator Rational(long value) => new(value);
    public static implicit operator Rational(BigInteger value) => new(value);

    public static Rational operator +(Rational a, Rational b)
    {
        if (a.IsInteger && b.IsInteger) return new(a._numerator + b._numerator);
        if (a.IsSmall && b.IsSmall)
        {
            long p = (long)a.Denominator, q = (long)b.Denominator;
            return new((long)a._numerator * q + (long)b._numerator * p, p * q);
        }
        return new(a._numerator * b.Denominator + b._numerator * a.Denominator, a.Denominator * b.Denominator);
    }

    public static Rational operator -(Rational a) => new(-a._numerator, a.Denominator, reduced: true);

    public static Rational operator -(Rational a, Rational b) => a + -b;

    public static Rational operator *(Rational a, Rational b)
    {
        if (a.IsInteger && b.IsInteger) return new(a._numerator * b._numerator);
        if (a.IsSmall && b.IsSmall)
            return new((long)a._numerator * (long)b._numerator, (long)a.Denominator * (long)b.Denominator);
        return new(a._numerator * b._numerator, a.Denominator * b.Denominator);
    }

    /// <summary>The quotient; the caller has checked that <paramref name="b"/> is not zero.</summary>
    /// <exception cref="DivideByZeroException"><paramref name="b"/> is zero: a bug in the caller.</exception>
    public static Rational operator /(Rational a, Rational b) => a * b.Reciprocal();

    /// <summary>One over this number, which the caller has checked is not zero.</summary>
    /// <exception cref="DivideByZeroException">This number is zero: a bug in the caller.</exception>
    public Rational Reciprocal()
    {
        if (IsZero) throw new DivideByZeroException();
        return Sign < 0 ? new(-Denominator, -_numerator, reduced: true) : new(Denominator, _numerator, reduced: true);
    }

    public Rational Abs() => Sign < 0 ? -this : this;

    /// <summary>
    /// The power; 0^0 is 1 here. The caller has bounded |exponent| × <see cref="Bits"/> and excluded zero to a negative exponent.
    /// </summary>
    /// <exception cref="DivideByZeroException">Zero to a negative power: a bug in the caller.</exception>
    public Rational Pow(int exponent)
    {
        if (exponent < 0) return Reciprocal().Pow(checked(-exponent));
        return new(BigInteger.Pow(_numerator, exponent), IsInteger ? BigInteger.One : BigInteger.Pow(Denominator, exponent), reduced: true);
    }

    /// <summary>The largest whole number not above this one.</summary>
    public BigInteger Floor()
    {
        if (IsInteger) return _numerator;
        var quotient = BigInteger.DivRem(_numerator, Denominator, out _);
        return Sign < 0 ? quotient - 1 : quotient;
    }

    /// <summary>
    /// The exact real <paramref name="degree"/>-th root if it is a fraction: 9/4 has the square root 3/2, -8 the cube root -2.
    /// False for an irrational root, an even root of a negative number, or a degree below 1.
    /// </summary>
    public bool TryRoot(int degree, out Rational root)
    {
        // A copy first: value.TryRoot(2, out value) would otherwise change this number while it is read.
        var (top, bottom, negative) = (BigInteger.Abs(_numerator), Denominator, Sign < 0);
        root = Zero;
        if (degree < 1 || (negative && degree % 2 == 0)) return false;
        if (!IntegerRoot.TryExact(top, degree, out top) || !IntegerRoot.TryExact(bottom, degree, out bottom)) return false;
        root = new(negative ? -top : top, bottom, reduced: true);
        return true;
    }

    /// <summary>The largest number of digits <see cref="TryParseDecimal"/> reads: beyond it the conversion alone would be slow.</summary>
    public const int MaxDigits = 10_000;

    /// <summary>
    /// Reads an optional minus, ASCII digits and at most one point (<c>12.375</c>, <c>.5</c>, <c>-3</c>); false for anything else.
    /// </summary>
    public static bool TryParseDecimal(ReadOnlySpan<char> text, out Rational value)
    {
        value = Zero;
        var negative = text.StartsWith("-");
        if (negative) text = text[1..];
        if (text.Length > MaxDigits + 1) return false;
        var point = text.IndexOf('.');
        var whole = point < 0 ? text : text[..point];
        var part = point < 0 ? [] : text[(point + 1)..];
        if (whole.Length + part.Length == 0) return false;
        if (whole.ContainsAnyExceptInRange('0', '9') || part.ContainsAnyExceptInRange('0', '9')) return false;
        var digits = BigInteger.Parse(string.Concat("0", whole, part), NumberStyles.None, CultureInfo.InvariantCulture);
        value = new(negative ? -digits : digits, BigInteger.Pow(10, part.Length));
        return true;
    }

    /// <summary>The nearest double, roughly: for seeds and messages, never for a verdict.</summary>
    public double ToDouble()
    {
        if (_numerator.GetBitLength() <= 53 && _denominatorLessOne.GetBitLength() <= 52) return (double)_numerator / (double)Denominator;
        const int kept = 64;
        BigInteger top = BigInteger.Abs(_numerator), bottom = Denominator;
        var shift = (int)(kept + bottom.GetBitLength() - top.GetBitLength());
        var quotient = shift >= 0 ? (top << shift) / bottom : top / (bottom << -shift);
        return Sign * Math.ScaleB((double)quotient, -shift);
    }

    public int CompareTo(Rational other) => IsInteger && other.IsInteger
        ? _numerator.CompareTo(other._numerator)
        : (_numerator * other.Denominator).CompareTo(other._numerator * Denominator);

    public bool Equals(Rational other) => _numerator == other._numerator && _denominatorLessOne == other._denominatorLessOne;
    public override bool Equals(object? obj) => obj is Rational other && Equals(other);
    public override int GetHashCode() => HashCode.Combine(_numerator, _denominatorLessOne);
    public static bool operator ==(Rational a, Rational b) => a.Equals(b);
    public static bool operator !=(Rational a, Rational b) => !a.Equals(b);
    public static bool operator <(Rational a, Rational b) => a.CompareTo(b) < 0;
    public static bool operator >(Rational a, Rational b) => a.CompareTo(b) > 0;
    public static bool operator <=(Rational a, Rational b) => a.CompareTo(b) <= 0;
    public static bool operator >=(Rational a, Rational b) => a.CompareTo(b) >= 0;

    /// <summary><c>-3</c> or <c>5/6</c>, the same for equal numbers.</summary>
    public override string ToString() => IsInteger
        ? _numerator.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{_numerator}/{Denominator}");

    // Products and sums of products of 30-bit numbers stay inside 64 bits.
    private bool IsSmall => _numerator.GetBitLength() <= 30 && _denominatorLessOne.GetBitLength() <= 30;

    private static ulong Gcd(ulong a, ulong b)
    {
        while (b != 0) (a, b) = (b, a % b);
        return a;
    }
}
