// Arithmetic modulo the three primes, checked against BigInteger.
using System.Numerics;
using MathsSoc.Marking.Numbers;

namespace MathsSoc.Tests.Unit.Marking.Numbers;

public sealed class ModularTests
{
    [Fact]
    public void Every_operation_agrees_with_big_integers()
    {
        var random = new Random(11);
        foreach (var field in Modular.Fields)
        {
            BigInteger p = field.Prime;
            ulong[] edges = [0, 1, 2, field.Prime - 1, field.Prime - 2, (1UL << 60) - 1, 1UL << 60, 1UL << 32, (1UL << 32) - 1];
            for (var i = 0; i < 5000; i++)
            {
                var a = i < 81 ? edges[i / 9] : (ulong)random.NextInt64() % field.Prime;
                var b = i < 81 ? edges[i % 9] : (ulong)random.NextInt64() % field.Prime;
                Assert.Equal(((BigInteger)a + b) % p, field.Add(a, b));
                Assert.Equal(((BigInteger)a - b + p) % p, field.Subtract(a, b));
                Assert.Equal((BigInteger)a * b % p, field.Multiply(a, b));
                Assert.Equal((p - a) % p, field.Negate(a));
                Assert.Equal(a != 0, field.TryInvert(a, out var inverse));
                if (a != 0) Assert.Equal(1UL, field.Multiply(a, inverse));
            }
        }
    }

    [Fact]
    public void The_moduli_are_prime() => Assert.All(Modular.Fields, field =>
    {
        // Miller-Rabin with the first twelve primes as bases decides every number below 3.3e24.
        BigInteger n = field.Prime, odd = n - 1;
        var twos = 0;
        for (; odd.IsEven; odd >>= 1) twos++;
        foreach (var witness in new[] { 2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37 })
        {
            var power = BigInteger.ModPow(witness, odd, n);
            var passes = power.IsOne || power == n - 1;
            for (var i = 1; i < twos && !passes; i++) passes = (power = power * power % n) == n - 1;
            Assert.True(passes, $"{n} fails base {witness}");
        }
    });

    [Fact]
    public void Powers_take_exponents_of_any_size_and_sign()
    {
        var field = Modular.Fields[1];
        var huge = BigInteger.Pow(10, 400) + 7;
        Assert.True(field.TryPow(12345, huge, out var power));
        Assert.Equal(BigInteger.ModPow(12345, huge, field.Prime), power);
        Assert.True(field.TryPow(12345, -huge, out var inverse));
        Assert.Equal(1UL, field.Multiply(power, inverse));
        Assert.True(field.TryPow(0, 5, out var zero));
        Assert.Equal(0UL, zero);
        Assert.False(field.TryPow(0, 0, out _));
        Assert.False(field.TryPow(0, -1, out _));
    }

    [Fact]
    public void Fractions_keep_their_sums_and_a_vanishing_denominator_is_reported()
    {
        var field = Modular.Fields[0];
        Assert.True(field.TryFromRational(new Rational((BigInteger)(-5), 6), out var a));
        Assert.True(field.TryFromRational(new Rational((BigInteger)1, 3), out var b));
        Assert.True(field.TryFromRational(new Rational((BigInteger)(-1), 2), out var sum));
        Assert.Equal(sum, field.Add(a, b));
        Assert.False(field.TryFromRational(new Rational(BigInteger.One, field.Prime), out _));
        Assert.True(field.TryFromRational(new Rational((BigInteger)field.Prime), out var zero));
        Assert.Equal(0UL, zero);
    }

    [Fact]
    public void Evaluation_points_are_fixed_and_all_different()
    {
        Assert.Equal(1_526_461_827_928_409_247UL, Modular.Fields[0].Point(0, 0));
        var seen = new HashSet<ulong>();
        foreach (var field in Modular.Fields)
            for (var point = 0; point < 30; point++)
                for (var variable = 0; variable < 60; variable++)
                {
                    var value = field.Point(point, variable);
                    Assert.True(seen.Add(value) && value is > 1 && value < field.Prime);
                }
    }
}
