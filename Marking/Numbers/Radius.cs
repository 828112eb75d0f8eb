// The error half of a ball: a small number that is only ever rounded up.
using System.Numerics;

namespace MathsSoc.Marking.Numbers;

/// <summary>A bound <c>Mantissa × 2^Exponent</c>, at least 0, with a mantissa of at most 2^31 so that products fit 64 bits.</summary>
internal readonly struct Radius
{
    private const int Width = 31;

    public readonly ulong Mantissa;
    public readonly long Exponent;

    public Radius(ulong mantissa, long exponent)
    {
        var excess = 64 - BitOperations.LeadingZeroCount(mantissa) - Width;
        Mantissa = excess > 0 ? (mantissa >> excess) + 1 : mantissa;
        Exponent = excess > 0 ? exponent + excess : exponent;
    }

    public bool IsZero => Mantissa == 0;

    /// <summary>The bound is less than or equal to 2^Top; meaningless for zero.</summary>
    public long Top => Exponent + 64 - BitOperations.LeadingZeroCount(Mantissa);

    /// <summary>A bound at or above |<paramref name="value"/>| × 2^<paramref name="exponent"/>.</summary>
    public static Radius Above(BigInteger value, long exponent)
    {
        value = BigInteger.Abs(value);
        var excess = (int)value.GetBitLength() - Width;
        return excess > 0 ? new((ulong)(value >> excess) + 1, exponent + excess) : new((ulong)value, exponent);
    }

    public static Radius operator +(Radius a, Radius b)
    {
        if (b.IsZero) return a;
        if (a.IsZero) return b;
        if (a.Exponent < b.Exponent) (a, b) = (b, a);
        var gap = a.Exponent - b.Exponent;
        return gap <= 31
            ? new((a.Mantissa << (int)gap) + b.Mantissa, b.Exponent)
            : new(a.Mantissa + 1, a.Exponent);
    }

    public static Radius operator *(Radius a, Radius b) => new(a.Mantissa * b.Mantissa, a.Exponent + b.Exponent);

    /// <summary>The bound over <paramref name="divisor"/> × 2^<paramref name="exponent"/>, the divisor at least 1.</summary>
    public Radius DivideBy(BigInteger divisor, long exponent)
    {
        if (IsZero) return this;
        var excess = Math.Max(0, (int)divisor.GetBitLength() - Width);
        return new((Mantissa << 32) / (ulong)(divisor >> excess) + 1, Exponent - 32 - exponent - excess);
    }

    /// <summary>
    /// The bound counted in units of 2^<paramref name="exponent"/>, rounded up; the caller keeps the count within 62 bits.
    /// </summary>
    public ulong Units(long exponent)
    {
        if (IsZero) return 0;
        var shift = exponent - Exponent;
        if (shift <= 0) return Mantissa << (int)-shift;
        return shift >= 64 ? 1 : (Mantissa >> (int)shift) + 1;
    }
}
