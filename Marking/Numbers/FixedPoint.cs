// The series behind the functions of a ball, on whole numbers that count units of 2^-bits, each with its error bound.
using System.Numerics;

namespace MathsSoc.Marking.Numbers;

/// <summary>
/// A fixed-point value is a whole number of units ("ulps") of 2^-bits. Each method states how many ulps its result may be
/// off. The bounds hold for bits from 32 to 8000.
/// </summary>
internal static class FixedPoint
{
    /// <summary>e^t for |t| ≤ 1/2, within 2 ulps.</summary>
    /// <remarks>
    /// Taylor at t/2^k, then k squarings, k ≈ √bits. Each of N terms is within 2 ulps of the wider work, the squarings multiply
    /// the error by at most 2^k·e^½, and 10 extra bits beyond k hold 1.65(2N+5) for N up to 300.
    /// </remarks>
    public static BigInteger Exp(BigInteger t, int bits)
    {
        const int guard = 10;
        var halvings = (int)Math.Sqrt(bits);
        var wide = bits + halvings + guard;
        var negative = t.Sign < 0;
        var step = BigInteger.Abs(t) << guard; // t/2^halvings in the wider units, exactly
        var one = BigInteger.One << wide;
        var sum = negative ? one - step : one + step;
        var term = step;
        for (var n = 2; !term.IsZero; n++)
        {
            term = (term * step >> wide) / n;
            sum = negative && n % 2 == 1 ? sum - term : sum + term;
        }
        for (var i = 0; i < halvings; i++) sum = sum * sum >> wide;
        return sum >> (wide - bits);
    }

    /// <summary>sin t and cos t for |t| ≤ 1, each within 2 ulps.</summary>
    /// <remarks>
    /// Taylor at |t|/2^k, then k doublings s,c → 2sc, 1-2s². A doubling multiplies the larger error by at most 2(|s|+|c|) ≤ 2(1+θ)
    /// and adds 2; the angles θ sum to at most 1, so the growth is at most 2^k·e, and 10 extra bits hold 2.72(2N+6) for N up to 180.
    /// </remarks>
    public static (BigInteger Sin, BigInteger Cos) SinCos(BigInteger t, int bits)
    {
        const int guard = 10;
        var halvings = 1 + (int)Math.Sqrt(bits) / 2;
        var wide = bits + halvings + guard;
        var step = BigInteger.Abs(t) << guard;
        var square = step * step >> wide;
        var one = BigInteger.One << wide;
        var sin = step;
        var cos = one;
        var term = step;
        for (var n = 2; !term.IsZero; n += 2)
        {
            term = (term * square >> wide) / (n * (n + 1));
            sin = n % 4 == 2 ? sin - term : sin + term;
        }
        term = one;
        for (var n = 2; !term.IsZero; n += 2)
        {
            term = (term * square >> wide) / (n * (n - 1));
            cos = n % 4 == 2 ? cos - term : cos + term;
        }
        for (var i = 0; i < halvings; i++)
            (sin, cos) = (sin * cos >> (wide - 1), one - (sin * sin >> (wide - 1)));
        sin >>= wide - bits;
        return (t.Sign < 0 ? -sin : sin, cos >= 0 ? cos >> (wide - bits) : -(-cos >> (wide - bits)));
    }

    /// <summary>
    /// atanh t, or atan t if <paramref name="alternating"/>, for |t| ≤ 2^-40, within 4 + bits/40 ulps: two for each term.
    /// </summary>
    public static BigInteger ArcTangent(BigInteger t, int bits, bool alternating)
    {
        var size = BigInteger.Abs(t);
        var square = size * size >> bits;
        var sum = size;
        var power = size;
        for (var n = 3; !power.IsZero; n += 2)
        {
            power = power * square >> bits;
            sum = alternating && n % 4 == 3 ? sum - power / n : sum + power / n;
        }
        return t.Sign < 0 ? -sum : sum;
    }

    /// <summary>log f for 2/3 ≤ f ≤ 4/3, within 128 ulps for bits up to 2200.</summary>
    /// <remarks>
    /// A 50-bit estimate L by plain double operations, the same on every machine; then log f = L + 2 atanh(d/(2+d)), d = f·e^-L - 1.
    /// </remarks>
    public static BigInteger Log(BigInteger f, int bits)
    {
        var one = BigInteger.One << bits;
        var estimate = LogEstimate((double)(long)(f >> (bits - 52)) / (1L << 52));
        var start = new BigInteger(estimate * (1L << 52)) << (bits - 52);
        if (!start.IsZero) f = f * Exp(-start, bits) >> bits;
        var difference = f - one;
        return start + 2 * ArcTangent((difference << bits) / (2 * one + difference), bits, alternating: false);
    }

    /// <summary>atan t for |t| ≤ 1, within 128 ulps for bits up to 2200.</summary>
    /// <remarks>As for the logarithm: with s, c the sine and cosine of a 50-bit estimate A, atan t = A + atan((tc - s)/(c + ts)).</remarks>
    public static BigInteger Atan(BigInteger t, int bits)
    {
        var negative = t.Sign < 0;
        t = BigInteger.Abs(t);
        var start = new BigInteger(AtanEstimate((double)(long)(t >> (bits - 52)) / (1L << 52)) * (1L << 52)) << (bits - 52);
        var (sin, cos) = SinCos(start, bits);
        var difference = t * cos - (sin << bits);
        var turn = difference / (cos + (t * sin >> bits)); // the two factors 2^bits cancel
        var angle = start + ArcTangent(turn, bits, alternating: true);
        return negative ? -angle : angle;
    }

    private static double LogEstimate(double f)
    {
        var s = (f - 1) / (f + 1); // |s| ≤ 1/5
        double square = s * s, sum = 0;
        for (var n = 25; n >= 1; n -= 2) sum = sum * square + 1.0 / n;
        return 2 * s * sum;
    }

    private static double AtanEstimate(double t)
    {
        for (var i = 0; i < 3; i++) t /= 1 + Math.Sqrt(1 + t * t); // halves the angle: t ≤ tan(π/32)
        double square = t * t, sum = 0;
        for (var n = 19; n >= 1; n -= 2) sum = 1.0 / n - sum * square;
        return 8 * t * sum;
    }
}
