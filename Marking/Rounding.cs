// Decimal answers: what was written, to how many places and figures, and whether it is the model rounded.
using System.Numerics;
using MathsSoc.Marking.Numbers;

namespace MathsSoc.Marking;

/// <summary>A decimal as written: 3.10, 1,200, 4.6×10^-3.</summary>
/// <param name="Value">Its value, with its sign.</param>
/// <param name="Places">Digits after the point.</param>
/// <param name="Power">The power of ten it was multiplied by.</param>
/// <param name="Digits">All digits without point, sign and leading noughts.</param>
internal sealed record WrittenDecimal(Rational Value, int Places, int Power, string Digits, bool HasPoint)
{
    /// <summary>The decimal that a tree is; null if the tree is not a decimal.</summary>
    public static WrittenDecimal? Of(Node node)
    {
        switch (node)
        {
            case Number { Notation: Notation.Whole or Notation.Decimal } n:
                return From(n, n.Value, 0);
            case Number { Notation: Notation.PowerOfTen } n:
                var e = n.Digits.IndexOf('e');
                Rational.TryParseDecimal(n.Digits.AsSpan(0, e), out var head);
                var exponent = int.Parse(n.Digits.AsSpan(e + 1), System.Globalization.CultureInfo.InvariantCulture);
                return From(new Number(head, Notation.Decimal, n.Digits[..e]), n.Value, exponent);
            case Negative n:
                return Of(n.Inner) is { } inner ? inner with { Value = -inner.Value } : null;
            case Product { Factors: [Number { Notation: Notation.Whole or Notation.Decimal } n, Power p] } when Forms.IsPowerOfTen(p):
                Trees.TryWhole(p.Exponent, out var power);
                return Exact.Evaluate(node, out var value) == Outcome.Value ? From(n, value, power) : null;
            default:
                return null;
        }
    }

    private static WrittenDecimal From(Number n, Rational value, int power) =>
        new(value, n.Places, power, n.Digits.Replace(".", "", StringComparison.Ordinal).TrimStart('0'), n.Digits.Contains('.'));

    /// <summary>True if it was written to that many significant figures. Final noughts of a whole number may or may not count.</summary>
    public bool HasFigures(int figures) => HasPoint || Power != 0
        ? Math.Max(1, Digits.Length) == figures
        : Digits.TrimEnd('0').Length <= figures && figures <= Math.Max(1, Digits.Length);

    /// <summary>The value of one in the last digit written, counted from the <paramref name="skipped"/>-th final nought.</summary>
    public Rational LastPlace(int skipped = 0) => Ten(Power - Places + skipped);

    public static Rational Ten(int power) => new Rational(10).Pow(power);
}

internal sealed class Rounding(Equivalence equivalence)
{
    /// <summary>
    /// Is <paramref name="rounded"/> the model rounded half up (away from nought) to whole multiples of <paramref name="place"/>?
    /// </summary>
    public bool IsRounded(Node model, Rational rounded, Rational place)
    {
        if (!(rounded / place).IsInteger) return false;
        var half = place / 2;
        var size = rounded.Abs();
        // |model| in [size - half, size + half), with the sign of the answer.
        var high = Compare(model, size + half, rounded.Sign < 0);
        var low = Compare(model, size - half, rounded.Sign < 0);
        return rounded.IsZero ? Compare(model, half, false) < 0 && Compare(model, half, true) < 0 : low >= 0 && high < 0;
    }

    /// <summary>Is it the model to that many significant figures?</summary>
    public bool IsRoundedToFigures(Node model, Rational rounded, int figures)
    {
        if (rounded.IsZero) return Compare(model, 0, false) == 0;
        var top = TopPlace(rounded.Abs());
        if (IsPowerOfTen(rounded.Abs(), top) && Compare(model, rounded.Abs(), rounded.Sign < 0) < 0)
        {
            // 0.999 to two figures is 1.0: just below a power of ten the places are ten times finer.
            return Compare(model, rounded.Abs() - WrittenDecimal.Ten(top - figures) / 2, rounded.Sign < 0) >= 0;
        }
        return IsRounded(model, rounded, WrittenDecimal.Ten(top - figures + 1));
    }

    /// <summary>Is it the model rounded to as many digits as were written?</summary>
    public bool IsRoundedAsWritten(Node model, WrittenDecimal written)
    {
        var noughts = written.HasPoint || written.Power != 0 ? 0 : written.Digits.Length - written.Digits.TrimEnd('0').Length;
        if (written.Value.IsZero) return false;
        for (var skipped = 0; skipped <= noughts; skipped++)
            if (IsRounded(model, written.Value, written.LastPlace(skipped))) return true;
        return false;
    }

    /// <summary>|model − value| ≤ tolerance.</summary>
    public bool IsWithin(Node model, Node value, Rational tolerance)
    {
        var difference = Trees.Minus(model, value);
        return equivalence.Order(difference, Number.Of(tolerance)) <= 0
            && equivalence.Order(difference, new Negative(Number.Of(tolerance))) >= 0;
    }

    // Compares the model, or its negative, with a number; a model that cannot be compared counts as larger than every number.
    private int Compare(Node model, Rational number, bool negated) =>
        equivalence.Order(negated ? new Negative(model) : model, Number.Of(number)) ?? 1;

    private static int TopPlace(Rational size)
    {
        var power = (int)Math.Floor(BigInteger.Log10(size.Numerator) - BigInteger.Log10(size.Denominator));
        while (WrittenDecimal.Ten(power) > size) power--;
        while (WrittenDecimal.Ten(power + 1) <= size) power++;
        return power;
    }

    private static bool IsPowerOfTen(Rational size, int top) => size == WrittenDecimal.Ten(top);
}
