// Whole-number roots, which decide that √144 is 12 and √145 is a surd.
using System.Numerics;

namespace MathsSoc.Marking.Numbers;

/// <summary>Floors of roots of whole numbers by Newton's method from a floating-point start that is then proved or corrected.</summary>
public static class IntegerRoot
{
    /// <summary>The largest r with r^<paramref name="degree"/> ≤ <paramref name="value"/>; value at least 0, degree at least 1.</summary>
    public static BigInteger Floor(BigInteger value, int degree)
    {
        if (degree == 1 || value.IsZero || value.IsOne) return value;
        if (degree == 2) return Square(value);
        var bits = value.GetBitLength();
        if (bits <= degree) return BigInteger.One; // value < 2^degree

        // 2^(log2(value)/degree); ScaleB keeps it in range however long the value is.
        var power = BigInteger.Log(value) / (degree * 0.6931471805599453);
        var whole = (int)Math.Floor(power);
        var scale = Math.Max(0, whole - 50);
        var guess = new BigInteger(Math.ScaleB(Math.Exp((power - whole) * 0.6931471805599453), whole - scale)) << scale;

        // From a start at or above the root, Newton's method falls without crossing it. The start is good to 2^-35 for values of a million
        // bits, so adding 2^-30 of it puts it above the root, and near enough to need a handful of steps.
        var root = guess + (guess >> 30) + 1;
        while (true)
        {
            var next = ((degree - 1) * root + value / BigInteger.Pow(root, degree - 1)) / degree;
            if (next >= root) break;
            root = next;
        }
        return root;
    }

    // Newton's step on the leading bits alone, twice as many of them each time, so that only the last division is a long one. At every
    // step the root of the value without its last 2(c - known) bits is within one (M. Dickinson's invariant, see Python's math.isqrt).
    private static BigInteger Square(BigInteger value)
    {
        var c = (int)((value.GetBitLength() - 1) / 2);
        // Begin with so few leading bits (52 of the value) that they and the floor of their root are exact in a double, on every machine.
        var step = 0;
        while (c >> step > 25) step++;
        var known = c >> step;
        BigInteger root = (long)Math.Sqrt((double)(value >> (2 * c - 2 * known)));
        while (step-- > 0)
        {
            var next = c >> step;
            root = (root << (next - known - 1)) + (value >> (2 * c - known - next + 1)) / root;
            known = next;
        }
        return root * root > value ? root - 1 : root;
    }

    /// <summary>True, with the root, when <paramref name="value"/> (at least 0) is a perfect <paramref name="degree"/>-th power.</summary>
    public static bool TryExact(BigInteger value, int degree, out BigInteger root)
    {
        root = Floor(value, degree);
        return root.IsZero || root.IsOne ? root == value : BigInteger.Pow(root, degree) == value;
    }
}
