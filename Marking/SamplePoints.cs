// The fixed points at which expressions are compared.
using MathsSoc.Marking.Numbers;

namespace MathsSoc.Marking;

/// <summary>
/// The fixed points at which expressions are compared, of all sizes and both signs: odd numbers over sixteen times a prime, a
/// different prime at each point. sin(1000πx) is not zero at all of them, and (−1)^x, even (−1)^(4x), is real at none.
/// </summary>
internal static class SamplePoints
{
    private static readonly int[] Denominators =
        [16 * 53, 16 * 59, 16 * 61, 16 * 67, 16 * 71, 16 * 73, 16 * 79, 16 * 83, 16 * 89, 16 * 97, 16 * 101];

    // Sizes of a trial's numerators, so roughly thousandths, and the signs it allows: 1 for + only, 0 for either, -1 for - only.
    private static readonly (long Scale, int Signs)[] Plan =
    [
        (700, 1), (2_900, -1), (61_000, 1), (900, 0), (190_000, -1), (5_300, 1), (23_000, 0), (2_100, -1), (3_700, 1), (1_300, 0),
        (11_000, -1), (430, 1),
    ];

    /// <param name="names">The names to give values.</param>
    /// <param name="trial">Which point, from 0.</param>
    /// <param name="reach">
    /// The largest number in the expressions: |x − 2000| changes sign beyond the usual points, so some points lie beyond that.
    /// </param>
    public static IReadOnlyDictionary<string, Rational> Values(string[] names, int trial, long reach = 0)
    {
        var (scale, signs) = Plan[trial % Plan.Length];
        // The wider search tries other sizes too: from hundredths to tens of thousands.
        if (trial >= Plan.Length)
        {
            scale = (trial / Plan.Length) switch
            {
                1 => scale / 3,
                2 => scale * 5,
                3 => scale * 2,
                4 => scale / 2 + 3_000,
                _ => scale * 40,
            };
        }
        if (reach > 15 && trial % 3 == 2) (scale, signs) = (reach * 4_096, trial % 6 == 2 ? 1 : -1);
        var values = new Dictionary<string, Rational>(names.Length);
        for (var i = 0; i < names.Length; i++)
        {
            var mixed = Mix((ulong)trial * 131 + (ulong)i);
            var size = scale / 3 + (long)(mixed % (ulong)scale) | 1;
            var negative = signs < 0 || signs == 0 && ((mixed >> 40) + (ulong)trial + (ulong)i) % 2 == 0;
            System.Numerics.BigInteger denominator = Denominators[(trial + 3 * i) % Denominators.Length];
            values[names[i]] = new Rational(negative ? -size : size, denominator);
        }
        return values;
    }

    // The finaliser of splitmix64 (Steele, Lea and Flood, 2014): the same on every machine.
    private static ulong Mix(ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        state = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        state = (state ^ (state >> 27)) * 0x94D049BB133111EB;
        return state ^ (state >> 31);
    }
}
