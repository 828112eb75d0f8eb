// Decides whether two expressions are the same: exactly where that is possible, else by proved digits at fixed points.
using MathsSoc.Marking.Numbers;

namespace MathsSoc.Marking;

internal enum Agreement : byte
{
    Same,
    Different,

    /// <summary>The second expression has no value anywhere.</summary>
    NoValue,

    TooLarge,
}

/// <summary>
/// Three ways, in this order. Trees that come to fractions are compared as fractions. Rational functions are compared by their values at
/// fixed points of three 61-bit prime fields: two different ones of degree d agree at one point with probability at most d/2^61.
/// Everything else is evaluated in ball arithmetic: numbers to <see cref="Ball.MaxPrecision"/> bits, expressions with names at fixed
/// points of no special form, over the common real domain. A difference is always proved; sameness means agreement at every point tried.
/// </summary>
internal sealed class Equivalence(bool degrees, bool complex, Budget budget)
{
    private const int Coarse = 96, Fine = 640, NumberBits = 160;

    /// <summary>Bits in which two values must agree for a point to count.</summary>
    private const int Digits = 44;

    /// <summary>How many points of agreement are enough, and how many points are tried before fewer must do.</summary>
    private const int Enough = 7, Tries = 12, WideTries = 64;

    public Agreement Compare(Node model, Node answer)
    {
        var left = Exact.Evaluate(model, out var a);
        var right = Exact.Evaluate(answer, out var b);
        if (left == Outcome.TooLarge || right == Outcome.TooLarge) return Agreement.TooLarge;
        if (right == Outcome.NoValue && !complex) return Agreement.NoValue;
        if (left == Outcome.Value && right == Outcome.Value) return a == b ? Agreement.Same : Agreement.Different;
        var names = Trees.Names(model);
        Trees.Collect(answer, names);
        if (FieldPoint.Suits(model) && FieldPoint.Suits(answer)) return InFields(model, answer, [.. names]);
        if (complex) return ComplexNumbers.Compare(model, answer, [.. names], budget);
        var agreement = names.Count == 0 ? Numbers(model, answer) : AtPoints(model, answer, [.. names]);
        // Against a number as fine as 10^-400 the digits that were compared prove nothing.
        var compared = names.Count == 0 ? Ball.MaxPrecision : Fine;
        var provesNothing = agreement == Agreement.Same
            && Math.Max(Widest(model), Widest(answer)) > compared * 3 / 4
            && Printer.Print(model) != Printer.Print(answer);
        return provesNothing ? Agreement.TooLarge : agreement;
    }

    /// <summary>-1, 0 or 1 for two numbers without names; null if either has no value or is too large.</summary>
    public int? Order(Node first, Node second)
    {
        var left = Exact.Evaluate(first, out var a);
        var right = Exact.Evaluate(second, out var b);
        if (left == Outcome.Value && right == Outcome.Value) return a.CompareTo(b);
        if (left > Outcome.OtherSort || right > Outcome.OtherSort) return null;
        foreach (var bits in (ReadOnlySpan<int>)[NumberBits, Ball.MaxPrecision])
        {
            var difference = At(first, Nowhere, bits) - At(second, Nowhere, bits);
            if (difference.Sign() is var sign and not 0) return sign;
            if (bits == Ball.MaxPrecision && difference.IsFinite) return 0;
        }
        return null;
    }

    /// <summary>Does this tree have a value somewhere?</summary>
    public Agreement HasValue(Node node) => Compare(node, node);

    public Ball At(Node node, IReadOnlyDictionary<string, Rational> values, int bits) =>
        new RealPoint(values, bits, degrees, budget).Evaluate(node);

    public static readonly IReadOnlyDictionary<string, Rational> Nowhere = new Dictionary<string, Rational>();

    private Agreement Numbers(Node model, Node answer)
    {
        foreach (var bits in (ReadOnlySpan<int>)[NumberBits, Ball.MaxPrecision])
        {
            var right = At(answer, Nowhere, bits);
            if (right.Status == BallStatus.Undefined) return Agreement.NoValue;
            var left = At(model, Nowhere, bits);
            if (left.Status == BallStatus.TooLarge || right.Status == BallStatus.TooLarge) return Agreement.TooLarge;
            if (left.Status == BallStatus.Undefined) return Agreement.Different;
            if (right.Status == BallStatus.Unknown || left.Status == BallStatus.Unknown)
            {
                if (bits == Ball.MaxPrecision) return right.Status == BallStatus.Unknown ? Agreement.NoValue : Agreement.Different;
                continue;
            }
            if (!left.Overlaps(right)) return Agreement.Different;
        }
        return Agreement.Same;
    }

    private static Agreement InFields(Node model, Node answer, string[] names)
    {
        bool common = false, answered = false;
        var imaginary = Trees.Any(model, IsImaginary) || Trees.Any(answer, IsImaginary);
        for (var i = 0; i < 9; i++)
        {
            // Only the second field has a square root of -1.
            var field = Modular.Fields[imaginary ? 1 : i % 3];
            var point = new FieldPoint(field, i, names);
            var right = point.Evaluate(answer, out var b);
            var left = point.Evaluate(model, out var a);
            if (left == Outcome.TooLarge || right == Outcome.TooLarge) return Agreement.TooLarge;
            answered |= right == Outcome.Value;
            if (left != Outcome.Value || right != Outcome.Value) continue;
            if (a != b) return Agreement.Different;
            if (common && i >= 3) return Agreement.Same;
            common = true;
        }
        return !answered ? Agreement.NoValue : common ? Agreement.Same : Agreement.Different;
    }

    private static bool IsImaginary(Node node) => node is Symbol { Constant: Constant.I };

    private Agreement AtPoints(Node model, Node answer, string[] names)
    {
        int agreed = 0, answered = 0, tooLarge = 0;
        var enough = Printer.Print(model) == Printer.Print(answer) ? 1 : Enough; // the same text need only have a value
        var reach = Math.Max(Reach(model), Reach(answer));
        for (var trial = 0; trial < Tries + WideTries; trial++)
        {
            if (agreed >= enough || trial >= Tries && agreed >= 3) return Agreement.Same;
            switch (AtPoint(model, answer, SamplePoints.Values(names, trial, reach), agreed == 0 && enough > 1, ref answered, ref tooLarge))
            {
                case true: agreed++; break;
                case false: return Agreement.Different;
                case null when budget.Left < 0: return agreed >= 3 ? Agreement.Same : Agreement.TooLarge;
            }
        }
        if (agreed > 0) return Agreement.Same;
        // (-1)^n, n! and their like are real at whole numbers only.
        for (var trial = 0; trial < 8; trial++)
        {
            switch (AtPoint(model, answer, SamplePoints.Whole(names, trial), agreed == 0, ref answered, ref tooLarge))
            {
                case true: agreed++; break;
                case false: return Agreement.Different;
                case null when budget.Left < 0: return Agreement.TooLarge;
            }
        }
        if (agreed >= 3) return Agreement.Same;
        if (agreed == 0 && tooLarge > 0) return Agreement.TooLarge;
        return answered == 0 ? Agreement.NoValue : Agreement.Different;
    }

    // Bits of the widest number in a tree.
    private static long Widest(Node node)
    {
        if (node is Number n) return n.Value.Bits;
        var widest = node is Power or Factorial && Exact.Evaluate(node, out var value) == Outcome.Value ? value.Bits : 0;
        foreach (var child in Trees.Children(node)) widest = Math.Max(widest, Widest(child));
        return widest;
    }

    private static long Reach(Node node)
    {
        if (node is Number n) return n.Value.Abs() is var size && size.Numerator.GetBitLength() < 40 ? (long)size.Floor() : 0;
        var reach = 0L;
        foreach (var child in Trees.Children(node)) reach = Math.Max(reach, Reach(child));
        return reach;
    }

    // True if both are real and agree, false if both are real and differ, null if the point decides nothing.
    private bool? AtPoint(
        Node model, Node answer, IReadOnlyDictionary<string, Rational> values, bool fine, ref int answered, ref int tooLarge)
    {
        for (var bits = Coarse; ; bits = bits == Coarse ? 2 * Coarse : Fine)
        {
            var right = At(answer, values, bits);
            if (right.IsFinite && bits == Coarse) answered++;
            if (right.Status == BallStatus.Undefined) return null;
            var left = At(model, values, bits);
            if (left.Status == BallStatus.Undefined) return null;
            if (left.Status == BallStatus.TooLarge || right.Status == BallStatus.TooLarge)
            {
                tooLarge++;
                return null;
            }
            var known = left.IsFinite && right.IsFinite;
            if (known && !left.Overlaps(right)) return false;
            if (known && !fine && (left.AccurateBits > Digits && right.AccurateBits > Digits || (left - right).IsNear(Digits))) return true;
            if (bits == Fine) return known ? true : null;
            if (fine && known) bits = 2 * Coarse; // one comparison is made to many digits
        }
    }
}

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

    public static IReadOnlyDictionary<string, Rational> Whole(string[] names, int trial)
    {
        var values = new Dictionary<string, Rational>(names.Length);
        for (var i = 0; i < names.Length; i++) values[names[i]] = trial + 1 + (i * 7 + trial * i) % 11;
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
