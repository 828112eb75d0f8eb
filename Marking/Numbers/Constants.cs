// π, e and log 2 to any precision a ball works at, each computed once and kept.
using System.Numerics;
using System.Runtime.CompilerServices;

namespace MathsSoc.Marking.Numbers;

/// <summary>Fixed-point constants in units of 2^-bits, within 2 ulps; safe to use from any thread.</summary>
internal static class Constants
{
    // Every precision is cut from one rounded up to a multiple of this, so that few are ever computed and the memory is bounded.
    private const int Step = 256, Steps = 40, Guard = 32;

    private static readonly StrongBox<BigInteger>?[] PiKept = new StrongBox<BigInteger>?[Steps];
    private static readonly StrongBox<BigInteger>?[] EKept = new StrongBox<BigInteger>?[Steps];
    private static readonly StrongBox<BigInteger>?[] Log2Kept = new StrongBox<BigInteger>?[Steps];

    // Machin (1706): π = 16 atan 1/5 - 4 atan 1/239.
    public static BigInteger Pi(int bits) =>
        Kept(PiKept, bits, static w => 16 * InverseArcTangent(5, w, true) - 4 * InverseArcTangent(239, w, true));

    // log 2 = 18 atanh 1/26 - 2 atanh 1/4801 + 8 atanh 1/8749, a Machin-like formula that expands 2 as a product of ratios.
    public static BigInteger Log2(int bits) => Kept(Log2Kept, bits, static w =>
        18 * InverseArcTangent(26, w, false) - 2 * InverseArcTangent(4801, w, false) + 8 * InverseArcTangent(8749, w, false));

    public static BigInteger E(int bits) => Kept(EKept, bits, static w =>
    {
        var term = BigInteger.One << w;
        var sum = term;
        for (var n = 1; !term.IsZero; n++) sum += term /= n;
        return sum;
    });

    // Two threads may compute the same entry at once; both find the same number, so either may be kept.
    private static BigInteger Kept(StrongBox<BigInteger>?[] kept, int bits, Func<int, BigInteger> compute)
    {
        var slot = (bits + Step - 1) / Step;
        var width = slot * Step;
        var box = Volatile.Read(ref kept[slot]);
        if (box is null)
        {
            box = new(compute(width + Guard) >> Guard);
            Volatile.Write(ref kept[slot], box);
        }
        return bits == width ? box.Value : box.Value >> (width - bits);
    }

    // atan(1/x), or atanh(1/x), each of its terms cut down by less than one unit.
    private static BigInteger InverseArcTangent(int x, int bits, bool alternating)
    {
        var square = (long)x * x;
        var power = (BigInteger.One << bits) / x;
        var sum = power;
        for (var n = 3; !power.IsZero; n += 2)
        {
            power /= square;
            sum = alternating && n % 4 == 3 ? sum - power / n : sum + power / n;
        }
        return sum;
    }
}
