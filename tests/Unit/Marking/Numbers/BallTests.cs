// Balls: every result contains the true value, is as narrow as the precision promises, and has a status if there is no value.
using System.Globalization;
using System.Numerics;
using MathsSoc.Marking.Numbers;

namespace MathsSoc.Tests.Unit.Marking.Numbers;

public sealed class BallTests(ITestOutputHelper output)
{
    private const int Bits = 160;

    private static Ball Of(string fraction, int bits = Bits) => Ball.FromRational(Parse(fraction), bits);

    // Everything within a radius of a midpoint: one third less itself, in 32 bits, is zero give or take 2^-31.
    private static Ball Around(Rational midpoint, Rational radius)
    {
        var third = Of("1/3", 32);
        return Ball.FromRational(midpoint, Bits) + (third - third) * Ball.FromRational(radius * new Rational(BigInteger.One << 31), Bits);
    }

    private static Rational Parse(string text)
    {
        var slash = text.IndexOf('/');
        return slash < 0 ? BigInteger.Parse(text) : new Rational(BigInteger.Parse(text[..slash]), BigInteger.Parse(text[(slash + 1)..]));
    }

    private static Ball Apply(string function, Ball x) => function switch
    {
        "sqrt" => x.Sqrt(), "cbrt" => x.Root(3), "root5" => x.Root(5), "root6" => x.Root(6), "root8" => x.Root(8),
        "exp" => x.Exp(), "log" => x.Log(), "sin" => x.Sin(), "cos" => x.Cos(), "tan" => x.Tan(),
        "asin" => x.Asin(), "acos" => x.Acos(), "atan" => x.Atan(), "sinh" => x.Sinh(), "cosh" => x.Cosh(), "tanh" => x.Tanh(),
        "pi" => Ball.Pi(x.Precision), "e" => Ball.E(x.Precision),
        _ => throw new ArgumentOutOfRangeException(nameof(function), function, null),
    };

    [Theory]
    [InlineData(32)]
    [InlineData(64)]
    [InlineData(160)]
    [InlineData(161)]
    [InlineData(320)]
    [InlineData(512)]
    public void Every_function_holds_the_known_digits_and_little_else(int bits)
    {
        foreach (var (function, argument, digits, power) in BallReference.Values)
        {
            var ball = Apply(function, Of(argument, bits));
            Assert.True(Rational.TryParseDecimal(digits, out var value));
            var reference = value * new Rational(10).Pow(power);
            // 160 digits are 530 bits: the reference is cut off below what any ball here can distinguish.
            var slack = reference.Abs() * new Rational(10).Pow(-158);
            Assert.True(
                ball.Contains(reference) || ball.Contains(reference - slack) || ball.Contains(reference + slack),
                $"{function} {argument} at {bits}: {ball} misses {digits}e{power}");
            // An argument that is not a dyadic fraction has an error of its own, which a steep function enlarges; 355 and 22/7 lie near
            // multiples of π.
            var conditioning = function is "exp" && argument is "7001/10" ? 16 : argument is "355" or "22/7" or "11/7" or "-11/7" ? 24
                : argument.StartsWith("999999") || argument.StartsWith("-999999") || argument.StartsWith("1000001/") ? 40 : 8;
            Assert.True(
                ball.AccurateBits >= bits - conditioning || argument.Length > 15,
                $"{function} {argument} at {bits}: only {ball.AccurateBits} bits, {ball}");
        }
    }

    [Theory]
    [InlineData("sin", "100000000000000000000")]
    [InlineData("cos", "1267650600228229401496703205376")]
    [InlineData("exp", "1000000")]
    [InlineData("exp", "-1000000")]
    public void Large_arguments_lose_no_accuracy(string function, string argument) =>
        Assert.True(Apply(function, Of(argument)).AccurateBits > Bits - 8);

    [Fact]
    public void Random_sums_products_quotients_and_powers_hold_the_exact_result()
    {
        var random = new Random(31);
        for (var i = 0; i < 3000; i++)
        {
            Rational a = Any(random), b = Any(random), c = Any(random);
            var bits = 32 + random.Next(200);
            Ball x = Ball.FromRational(a, bits), y = Ball.FromRational(b, bits), z = Ball.FromRational(c, bits);
            Assert.True(x.Contains(a));
            Holds(x + y, a + b);
            Holds(x - y * z, a - b * c);
            Holds(x * y + z, a * b + c);
            if (!b.IsZero) Holds(x / y, a / b);
            if (!b.IsZero) Holds((x + z) / y - x / y, (a + c) / b - a / b);
            Holds(x.Pow(5), a.Pow(5));
            Holds((x - y).Pow(4), (a - b).Pow(4));
            Holds((x * y - z).Abs(), (a * b - c).Abs());
            if (!(a - b).IsZero && (x - y).IsCertainlyNonZero) Holds((x - y).Pow(-3), (a - b).Pow(-3));
            if (x.Overlaps(y))
                Assert.True((a - b).Abs() <= (a.Abs() + b.Abs()) * new Rational(BigInteger.One, BigInteger.One << (bits - 4)));
            Assert.Equal(a == b, x.Overlaps(y) && a == b);
        }

        void Holds(Ball ball, Rational exact) => Assert.True(ball.Contains(exact), $"{ball} misses {exact}");
    }

    private static readonly string[] Functions =
    [
        "sqrt", "cbrt", "root5", "root6", "root8", "exp", "log", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh",
    ];

    // Numbers of very different sizes, some dyadic, some nearly equal.
    private static Rational Any(Random random) => random.Next(5) switch
    {
        0 => random.Next(-9, 10),
        1 => new Rational(random.Next(-1000, 1000), (BigInteger)random.Next(1, 1000)),
        2 => new Rational(random.NextInt64(), BigInteger.One << random.Next(90)),
        3 => new Rational(BigInteger.Pow(10, random.Next(60)) + random.Next(), BigInteger.Pow(7, random.Next(40))),
        _ => 1 + new Rational(random.Next(-5, 6), BigInteger.One << random.Next(150)),
    };

    [Fact]
    public void A_wide_ball_stays_a_bound_through_every_function()
    {
        // The images of points inside a ball lie in the image of the ball.
        var random = new Random(77);
        foreach (var function in Functions)
        {
            for (var i = 0; i < 300; i++)
            {
                var centre = new Rational(random.Next(-2000, 2000), (BigInteger)(1 << random.Next(4, 14)));
                var width = new Rational(random.Next(1, 1000), (BigInteger.One << random.Next(10, 60)));
                var ball = Around(centre, width);
                Assert.True(ball.Contains(centre + width) && ball.Contains(centre - width));
                var image = Apply(function, ball);
                for (var step = -2; step <= 2; step++)
                {
                    var at = Apply(function, Ball.FromRational(centre + width * new Rational(step, 2), 300));
                    if (image.Status == BallStatus.Undefined) Assert.NotEqual(BallStatus.Finite, at.Status);
                    if (!image.IsFinite) continue;
                    Assert.True(at.IsFinite && image.Overlaps(at), $"{function} of {ball} is {image}, which misses {at}");
                }
            }
        }
    }

    [Fact]
    public void More_precision_only_narrows_the_answer_at_every_size_of_argument()
    {
        var random = new Random(4);
        foreach (var function in Functions)
        {
            for (var i = 0; i < 250; i++)
            {
                var size = random.Next(-220, i % 4 == 0 ? 300 : 8);
                var power = size < 0 ? new Rational(BigInteger.One, BigInteger.One << -size) : BigInteger.One << size;
                var argument = new Rational(random.NextInt64() * (random.Next(3) == 0 ? -1 : 1), BigInteger.One << 62) * power;
                if (i % 5 == 0) argument += 1;
                var narrow = Apply(function, Ball.FromRational(argument, 700));
                var wide = Apply(function, Ball.FromRational(argument, 96 + i));
                if (wide.Status == BallStatus.Unknown) continue;
                Assert.True(narrow.Status == wide.Status, $"{function} {argument}: {narrow} or {wide}");
                if (narrow.IsFinite) Assert.True(wide.Overlaps(narrow), $"{function} {argument}: {narrow} outside {wide}");
                if (narrow.IsFinite && size < 8)
                    Assert.True(wide.AccurateBits > 60 || narrow.Abs().ToDouble() < 1e-4, $"{function} {argument}: {wide} is too wide");
            }
        }
    }

    [Fact]
    public void Identities_hold_at_random_points()
    {
        var random = new Random(13);
        for (var i = 0; i < 400; i++)
        {
            var x = Ball.FromRational(new Rational(random.Next(-100_000, 100_000), (BigInteger)random.Next(1, 10_000)), Bits);
            var (sin, cos) = x.SinCos();
            Agree(sin * sin + cos * cos, Ball.FromInteger(1, Bits), 8);
            Agree((2 * x).Sin(), 2 * sin * cos, 8);
            Agree(x.Atan().Tan(), x, 40);
            Agree(x.Sin().Asin().Sin(), sin, 40);
            Agree(x.Acos().IsFinite ? x.Acos().Cos() : x, x, 40);
            if (x.IsCertainlyPositive)
            {
                Agree(x.Log().Exp(), x, 12);
                Agree(x.Exp().Log(), x, 16);
                Agree(x.Sqrt() * x.Sqrt(), x, 8);
                Agree(x.Pow(new Rational(2L, (BigInteger)3)).Pow(3), x * x, 16);
                Agree(x.Pow(Ball.Pi(Bits)), (Ball.Pi(Bits) * x.Log()).Exp(), 24);
            }
            Agree(x.Root(3).Pow(3), x, 12);
            var small = x / 100_000;
            Agree(small.Cosh() * small.Cosh() - small.Sinh() * small.Sinh(), Ball.FromInteger(1, Bits), 12);
            Agree(small.Tanh(), (small.Exp() - (-small).Exp()) / (small.Exp() + (-small).Exp()), 60);
            Assert.Equal(Math.Sin(x.ToDouble()), sin.ToDouble(), 1e-9);
        }

        static void Agree(Ball a, Ball b, int lost)
        {
            Assert.True(a.Overlaps(b), $"{a} and {b} do not meet");
            Assert.True(Math.Min(a.AccurateBits, b.AccurateBits) >= Bits - lost - 24, $"{a} or {b} is too wide");
        }
    }

    [Fact]
    public void What_differs_is_told_apart()
    {
        var tiny = Ball.FromRational(new Rational(BigInteger.One, BigInteger.Pow(10, 40)), Bits);
        foreach (var x in new[] { Ball.Pi(Bits), Ball.E(Bits), Of("2").Sqrt(), Of("1").Sin() })
            Assert.False(x.Overlaps(x + tiny));
        Assert.False(Of("665857/470832").Overlaps(Of("2").Sqrt()));
        Assert.True((Of("11") + 6 * Of("2").Sqrt()).Sqrt().Overlaps(3 + Of("2").Sqrt()));
    }

    [Fact]
    public void What_has_no_value_says_so()
    {
        var zeroIsh = Ball.Pi(Bits) - Ball.Pi(Bits);
        Assert.True(zeroIsh.ContainsZero && !zeroIsh.IsExact);
        var cases = new (Ball Ball, BallStatus Expected)[]
        {
            (Of("1") / Of("0"), BallStatus.Undefined), (Of("1") / zeroIsh, BallStatus.Unknown),
            (Of("-1").Sqrt(), BallStatus.Undefined), (zeroIsh.Sqrt(), BallStatus.Unknown), (Of("0").Sqrt(), BallStatus.Finite),
            (Of("-1").Root(4), BallStatus.Undefined), (Of("-1").Root(6), BallStatus.Undefined), (zeroIsh.Root(3), BallStatus.Finite),
            (Of("0").Log(), BallStatus.Undefined), (Of("-1").Log(), BallStatus.Undefined), (zeroIsh.Log(), BallStatus.Unknown),
            (Of("2").Log(Of("1")), BallStatus.Undefined), (Of("8").Log(Of("2")), BallStatus.Finite),
            (Of("2").Asin(), BallStatus.Undefined), (Of("-2").Acos(), BallStatus.Undefined), ((1 + zeroIsh).Asin(), BallStatus.Unknown),
            (Of("1").Asin(), BallStatus.Finite), (Of("-1").Acos(), BallStatus.Finite),
            ((Ball.Pi(Bits) / 2).Tan(), BallStatus.Unknown),
            (Of("0").Pow(0), BallStatus.Undefined), (Of("0").Pow(-1), BallStatus.Undefined), (zeroIsh.Pow(0), BallStatus.Unknown),
            (Of("-8").Pow(new Rational(1L, (BigInteger)3)), BallStatus.Finite), (Of("-8").Pow(new Rational(1L, 2L)), BallStatus.Undefined),
            (Of("-8").Pow(Ball.Pi(Bits)), BallStatus.Unknown), (Of("-2").Pow(Of("3")), BallStatus.Finite),
            (Of("-2").Pow(Of("1/2")), BallStatus.Undefined),
            (Of("1000000000").Exp(), BallStatus.TooLarge), (Of("-1000000000").Exp(), BallStatus.Finite),
            (Of("1000000000").Exp().Exp() + 1, BallStatus.TooLarge), (Of("10").Exp().Exp().Exp().Sin(), BallStatus.TooLarge),
            (Of("9").Pow(1L << 60), BallStatus.TooLarge), (Of("2").Pow(-(1L << 60)), BallStatus.Finite),
            (Of("-1").Sqrt() * Of("0"), BallStatus.Undefined), (Of("1") / Of("0") + Of("1000000000").Exp(), BallStatus.Undefined),
        };
        for (var i = 0; i < cases.Length; i++)
            Assert.True(cases[i].Ball.Status == cases[i].Expected, $"case {i}: {cases[i].Ball}, expected {cases[i].Expected}");
    }

    [Fact]
    public void Exact_results_stay_exact()
    {
        Assert.True((Of("9") * Of("1/4")).Sqrt() is { IsExact: true } root && root.Contains(new Rational(3L, (BigInteger)2)));
        Assert.True((Of("7") - Of("7")).IsExactZero);
        Assert.True(Of("1").Log().IsExactZero && Of("0").Sin().IsExactZero && Of("0").Exp().Contains(1) && Of("0").Atan().IsExactZero);
        Assert.True(Of("1/1024").IsExact && !Of("1/3").IsExact);
        Assert.Equal(int.MaxValue, Of("-5").AccurateBits);
    }

    [Fact]
    public void Numbers_of_wildly_different_size_take_no_more_memory()
    {
        var huge = Of("1000000").Exp();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var sum = huge + 1 - huge * huge / huge + (-huge.Log()).Exp();
        Assert.True(sum.ContainsZero);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000);
    }

    [Fact]
    public void Complex_numbers_multiply_divide_and_have_powers()
    {
        var z = new ComplexBall(Of("3"), Of("4"));
        Assert.True((z.Modulus() - 5).IsExactZero);
        Assert.True(((ComplexBall.I(Bits) * ComplexBall.I(Bits)).Real + 1).IsExactZero);
        var back = z.Pow(-7) * z.Pow(7);
        Assert.True(back.Real.Contains(1) && back.Imaginary.Contains(0) && back.Real.AccurateBits > Bits - 10);
        Assert.Equal(BallStatus.Undefined, (z / (z - z)).Status);
        Assert.Equal(BallStatus.Undefined, (z - z).Pow(0).Status);
        var omega = new ComplexBall(Of("-1/2"), Of("3").Sqrt() / 2);
        Assert.True(omega.Pow(3).Real.Contains(1) && omega.Pow(3).Imaginary.ContainsZero);
    }

    [Fact]
    public void Each_operation_is_quick_enough_to_mark_with()
    {
        foreach (var bits in new[] { Bits, Ball.MaxPrecision })
        {
        var x = Of("1234577/1000003", bits);
        var y = Of("7654321/1000003", bits);
        output.WriteLine($"{bits} bits");
        foreach (var (name, work) in new (string, Func<Ball>)[]
        {
            ("add", () => x + y), ("mul", () => x * y), ("div", () => x / y), ("sqrt", () => y.Sqrt()), ("exp", () => y.Exp()),
            ("log", () => y.Log()), ("sin", () => y.Sin()), ("atan", () => y.Atan()), ("asin", () => (x / 2).Asin()),
            ("cbrt", () => y.Root(3)), ("x^y", () => x.Pow(y)), ("x^6000", () => x.Pow(6000)), ("pi", () => Ball.Pi(bits)),
        })
        {
            for (var i = 0; i < 300; i++) work();
            const int rounds = 500;
            var (all, bytes) = Work.Of(() =>
            {
                for (var i = 0; i < rounds; i++) work();
            });
            var (micros, each) = (all / rounds, bytes / rounds);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-7} {micros,8:F2} us {each,8} bytes"));
            Assert.InRange(micros, 0, 5_000);
        }
        }
    }
}
