// Arithmetic modulo three fixed primes: polynomials and rational functions are compared by their values there.
using System.Numerics;

namespace MathsSoc.Marking.Numbers;

/// <summary>
/// The field of whole numbers modulo a prime just below 2^61. A residue is a <c>ulong</c> less than <see cref="Prime"/>;
/// every method expects residues and returns one. Two different polynomials of degree d agree at one random point with
/// probability at most d/2^61 (Schwartz-Zippel), so a few points in each field settle any expression a pupil can write.
/// </summary>
public sealed class Modular
{
    private const int Width = 61;
    private const ulong Mask = (1UL << Width) - 1;

    /// <summary>The three fields: 2^61 - 1, 2^61 - 31 and 2^61 - 45.</summary>
    public static readonly IReadOnlyList<Modular> Fields = [new(0, 1), new(1, 31), new(2, 45)];

    private readonly int _index;
    private readonly ulong _gap; // the prime is 2^61 - gap, so 2^61 is worth gap

    private Modular(int index, ulong gap)
    {
        _index = index;
        _gap = gap;
        Prime = (1UL << Width) - gap;
    }

    /// <summary>The modulus.</summary>
    public ulong Prime { get; }

    public ulong Add(ulong a, ulong b)
    {
        var sum = a + b;
        return sum >= Prime ? sum - Prime : sum;
    }

    public ulong Subtract(ulong a, ulong b) => a >= b ? a - b : a + Prime - b;

    public ulong Negate(ulong a) => a == 0 ? 0 : Prime - a;

    public ulong Multiply(ulong a, ulong b)
    {
        // Fold the bits above 2^61 back in twice: a 122-bit product becomes 67 bits, then 61 and a carry.
        var high = Math.BigMul(a, b, out var low);
        var over = Math.BigMul((high << (64 - Width)) | (low >> Width), _gap, out var carried);
        var rest = carried + (low & Mask);
        if (rest < carried) over++;
        var result = ((over << (64 - Width)) | (rest >> Width)) * _gap + (rest & Mask);
        return result >= Prime ? result - Prime : result;
    }

    /// <summary>The inverse, or false for zero.</summary>
    public bool TryInvert(ulong a, out ulong inverse)
    {
        inverse = a == 0 ? 0 : PowUnsigned(a, Prime - 2);
        return a != 0;
    }

    /// <summary>The quotient, or false when <paramref name="b"/> is zero.</summary>
    public bool TryDivide(ulong a, ulong b, out ulong quotient)
    {
        var possible = TryInvert(b, out var inverse);
        quotient = possible ? Multiply(a, inverse) : 0;
        return possible;
    }

    /// <summary>The power for any whole exponent, reduced by Fermat's little theorem; false for zero to the power zero or less.</summary>
    public bool TryPow(ulong a, BigInteger exponent, out ulong power)
    {
        power = 0;
        if (a == 0) return exponent.Sign > 0;
        var reduced = BigInteger.Remainder(exponent, Prime - 1);
        if (reduced.Sign < 0) reduced += Prime - 1;
        power = PowUnsigned(a, (ulong)reduced);
        return true;
    }

    /// <summary>The residue of a whole number of either sign.</summary>
    public ulong FromInteger(BigInteger value)
    {
        var remainder = BigInteger.Remainder(value, Prime);
        return (ulong)(remainder.Sign < 0 ? remainder + Prime : remainder);
    }

    /// <summary>The residue of a fraction, or false when the prime divides its denominator.</summary>
    public bool TryFromRational(Rational value, out ulong residue)
    {
        residue = FromInteger(value.Numerator);
        return value.IsInteger || TryDivide(residue, FromInteger(value.Denominator), out residue);
    }

    /// <summary>
    /// The fixed value given to a variable at an evaluation point: never 0 or 1, different for each field, point and variable, and
    /// the same on every machine. The three indices are mixed by the finaliser of splitmix64 (Steele, Lea and Flood, 2014).
    /// </summary>
    public ulong Point(int point, int variable)
    {
        var state = (ulong)_index * 0x9E3779B97F4A7C15 + (ulong)point * 0xD1B54A32D192ED03 + (ulong)variable * 0x8CB92BA72F3D8DD7;
        state += 0x2545F4914F6CDD1D;
        state = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        state = (state ^ (state >> 27)) * 0x94D049BB133111EB;
        state ^= state >> 31;
        return 2 + state % (Prime - 2);
    }

    private ulong PowUnsigned(ulong a, ulong exponent)
    {
        ulong result = 1;
        for (; exponent != 0; exponent >>= 1, a = Multiply(a, a))
            if ((exponent & 1) != 0) result = Multiply(result, a);
        return result;
    }
}
