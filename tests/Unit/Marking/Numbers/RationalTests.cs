// Exact fractions: the laws of a field, lowest terms, roots and the decimals people type.
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using MathsSoc.Marking.Numbers;

namespace MathsSoc.Tests.Unit.Marking.Numbers;

public sealed class RationalTests
{
    // Both small and large operands, so that the 64-bit path, the general path and their mixtures are all taken.
    private static readonly Gen<BigInteger> Whole =
        from kind in Gen.Choose(0, 2)
        from a in Gen.Choose(-1_000_000_000, 1_000_000_000)
        from b in Gen.Choose(0, int.MaxValue)
        from c in Gen.Choose(0, int.MaxValue)
        select kind switch { 0 => a % 20, 1 => a, _ => (BigInteger)a * b * b + c };

    private static readonly Gen<Rational> Fraction =
        from n in Whole
        from d in Whole
        select new Rational(n, d.IsZero ? 1 : d);

    private static readonly Config Settings = Config.QuickThrowOnFailure.WithMaxTest(2000).WithReplay(20260, 7);

    private static void Holds(Func<Rational, Rational, Rational, bool> law) =>
        Prop.ForAll(Gen.Three(Fraction).ToArbitrary(), t => law(t.Item1, t.Item2, t.Item3)).Check(Settings);

    [Fact]
    public void Addition_and_multiplication_obey_the_laws_of_a_field() => Holds((a, b, c) =>
        a + b == b + a && a * b == b * a && a + (b + c) == a + b + c && a * (b * c) == a * b * c && a * (b + c) == a * b + a * c
        && a + Rational.Zero == a && a * Rational.One == a && (a - a).IsZero
        && (a.IsZero || a * a.Reciprocal() == 1) && (b.IsZero || a / b * b == a));

    [Fact]
    public void Every_result_is_in_lowest_terms_with_a_positive_denominator() => Holds((a, b, c) =>
        new[] { a + b, a - b, a * b, a * b + c, -a, a.Abs(), a.Pow(3), c.IsZero ? c : a / c }.All(x =>
            x.Denominator.Sign > 0 && BigInteger.GreatestCommonDivisor(x.Numerator, x.Denominator).IsOne));

    [Fact]
    public void Arithmetic_agrees_with_cross_multiplication() => Holds((a, b, _) =>
        a + b == new Rational(a.Numerator * b.Denominator + b.Numerator * a.Denominator, a.Denominator * b.Denominator)
        && a * b == new Rational(a.Numerator * b.Numerator, a.Denominator * b.Denominator)
        && (a < b) == (a.Numerator * b.Denominator < b.Numerator * a.Denominator));

    [Fact]
    public void Order_floor_and_double_agree() => Holds((a, b, _) =>
        (a < b) == (a - b).Sign < 0 && (a == b) == (a.CompareTo(b) == 0) && a.Floor() <= a && a < a.Floor() + 1
        && Math.Abs(a.ToDouble() - (double)a.Numerator / (double)a.Denominator) <= 1e-12 * Math.Abs(a.ToDouble()));

    [Fact]
    public void A_power_has_its_root_and_a_neighbour_of_a_power_has_none() => Holds((a, b, _) =>
    {
        var degree = (int)(b.Numerator % 7 + 7) % 7 + 1;
        if (degree % 2 == 0) a = a.Abs();
        return a.Pow(degree).TryRoot(degree, out var root) && root == a
            && (degree == 1 || a.Abs() <= 1 || !(a.Pow(degree) + 1).TryRoot(degree, out _) || !a.IsInteger);
    });

    [Theory]
    [InlineData("12.375", "99/8")]
    [InlineData("-0.50", "-1/2")]
    [InlineData(".5", "1/2")]
    [InlineData("5.", "5")]
    [InlineData("007", "7")]
    [InlineData("0", "0")]
    public void Decimals_are_read_exactly(string text, string expected)
    {
        Assert.True(Rational.TryParseDecimal(text, out var value));
        Assert.Equal(expected, value.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("-")]
    [InlineData("1.2.3")]
    [InlineData("1e5")]
    [InlineData("+1")]
    [InlineData("1,000")]
    [InlineData("٣")]
    [InlineData("--1")]
    public void What_is_no_plain_decimal_is_refused(string text) => Assert.False(Rational.TryParseDecimal(text, out _));

    [Fact]
    public void More_digits_than_the_limit_are_refused() => Assert.False(Rational.TryParseDecimal(new string('9', 1_000_000), out _));

    [Theory]
    [InlineData(-8, 1, 3, "-2")]
    [InlineData(9, 4, 2, "3/2")]
    [InlineData(0, 1, 5, "0")]
    [InlineData(1, 1, 9999, "1")]
    public void Exact_roots_are_found(int n, int d, int degree, string expected)
    {
        Assert.True(new Rational((BigInteger)n, d).TryRoot(degree, out var root));
        Assert.Equal(expected, root.ToString());
    }

    [Fact]
    public void A_root_may_be_written_over_its_own_number()
    {
        Rational value = 25;
        Assert.True(value.TryRoot(2, out value) && value == 5);
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(-4, 2)]
    [InlineData(8, 2)]
    [InlineData(4, 0)]
    [InlineData(2, 9999)]
    public void Irrational_and_unreal_roots_are_refused(int value, int degree) => Assert.False(((Rational)value).TryRoot(degree, out _));

    [Fact]
    public void The_floor_of_a_root_is_exact_at_every_size()
    {
        var random = new Random(5);
        var bytes = new byte[1200];
        for (var i = 0; i < 600; i++)
        {
            random.NextBytes(bytes);
            var value = BigInteger.Abs(new BigInteger(bytes.AsSpan(0, 1 + random.Next(i % 10 == 0 ? 1200 : 60))));
            var degree = i % 3 == 0 ? 2 : 2 + random.Next(i % 7 == 0 ? 3000 : 9);
            var root = IntegerRoot.Floor(value, degree);
            Assert.True(BigInteger.Pow(root, degree) <= value && BigInteger.Pow(root + 1, degree) > value, $"{value} to the 1/{degree}");
            // Perfect squares and their neighbours are the values at which a floor goes wrong.
            foreach (var near in new[] { value * value - 1, value * value, value * value + 1 })
                Assert.True(
                    near.Sign < 0 || IntegerRoot.Floor(near, 2) is var floor && floor * floor <= near && (floor + 1) * (floor + 1) > near,
                    $"the square root of {near}");
        }
    }

    [Fact]
    public void The_default_is_zero() =>
        Assert.Equal("0 1 0", $"{default(Rational)} {default(Rational).Denominator} {default(Rational) + Rational.Zero}");
}
