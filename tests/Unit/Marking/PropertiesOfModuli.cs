// Moduli and narrow domains against an independent judge: exact values at the points beside every turn, which are known by construction.
using FsCheck;
using FsCheck.Fluent;
using MathsSoc.Marking.Numbers;

namespace MathsSoc.Tests.Unit.Marking;

public sealed class PropertiesOfModuli
{
    private static readonly Config Settings = Config.QuickThrowOnFailure.WithMaxTest(1000).WithReplay(31_415, 93);

    /// <summary>A sum of moduli m|x − a|, and a constant.</summary>
    private sealed record Zigzag((int Factor, Rational Turn)[] Terms, int Constant)
    {
        public Rational At(Rational x) => Terms.Aggregate((Rational)Constant, (sum, t) => sum + (x - t.Turn).Abs() * t.Factor);

        public string Text(bool turned) => string.Join(" + ",
            Terms.Select(t => t.Factor + (turned ? $"|{Plain(t.Turn)} - x|" : $"|x - {Plain(t.Turn)}|")).Append(Constant.ToString()));

        private static string Plain(Rational turn) => turn.Sign < 0 ? $"({turn})" : turn.ToString();
    }

    private static readonly Gen<Rational> Turn =
        from top in Gen.Choose(-400, 400)
        from scale in Gen.Elements("1", "1", "1", "1/2", "1/10", "1/1000", "1000", "1000000")
        select (Rational)top * (scale.Contains('/') ? Rational.One / int.Parse(scale[2..]) : int.Parse(scale));

    private static readonly Gen<Zigzag> Zigzags =
        from count in Gen.Choose(1, 3)
        from turns in Gen.ListOf(Turn, count)
        from factors in Gen.ListOf(Gen.Choose(1, 4), count)
        from constant in Gen.Choose(0, 9)
        select new Zigzag([.. factors.Zip(turns)], constant);

    private static bool IsRight(string model, string answer) => Engine.Mark(model, answer, "expression").Verdict == "right";

    [Fact]
    public void A_sum_of_moduli_written_the_other_way_round_is_right() => Prop.ForAll(
        Zigzags.ToArbitrary(), z => IsRight(z.Text(turned: false), z.Text(turned: true))).Check(Settings);

    [Fact]
    public void Two_sums_of_moduli_are_the_same_exactly_where_their_values_are() => Prop.ForAll(
        Zigzags.ToArbitrary(), Gen.Choose(0, 2).ToArbitrary(), (z, change) =>
        {
            var (factor, turn) = z.Terms[0];
            z = z with { Terms = [(2 * factor, turn), .. z.Terms[1..]] };
            // The first turn moved a little, split in two around it, or only the order changed.
            var other = change switch
            {
                0 => z with { Terms = [(2 * factor, turn + Rational.One / 2), .. z.Terms[1..]] },
                1 => z with { Terms = [(factor, turn - 1), (factor, turn + 1), .. z.Terms[1..]] },
                _ => z with { Terms = [.. z.Terms.Reverse()] },
            };
            var turns = z.Terms.Concat(other.Terms).Select(t => t.Turn).Distinct().Order().ToList();
            List<Rational> beside = [turns[0] - 1, turns[^1] + 1, .. turns, .. turns.Zip(turns.Skip(1), (a, b) => (a + b) / 2)];
            return IsRight(z.Text(turned: false), other.Text(turned: false)) == beside.TrueForAll(x => z.At(x) == other.At(x));
        }).Check(Settings);

    [Fact]
    public void A_modulus_of_two_brackets_is_never_the_product_of_them() => Prop.ForAll(
        Turn.ToArbitrary(), Gen.Choose(1, 60).ToArbitrary(), (p, gap) =>
        {
            var q = p + gap;
            string low = p.Sign < 0 ? $"({p})" : p.ToString(), high = q.Sign < 0 ? $"({q})" : q.ToString();
            var product = $"(x - {low})(x - {high})";
            return Engine.Mark($"|{product}|", product, "expression").Verdict == "wrong"
                && Engine.Mark($"|x - {low}| + |x - {high}|", $"|2x - {low} - {high}|", "expression").Verdict == "wrong"
                && IsRight($"|{product}|", $"|x - {high}||x - {low}|");
        }).Check(Settings);

    [Fact]
    public void A_domain_is_found_however_narrow_or_far_it_is() => Prop.ForAll(
        Turn.ToArbitrary(), Gen.Elements(1, 10, 1_000, 100_000).ToArbitrary(), (middle, sharp) =>
        {
            var at = middle.Sign < 0 ? $"({middle})" : middle.ToString();
            string u = $"{sharp}(x - {at})", same = $"{sharp}x - {sharp}*{at}";
            return IsRight($"arcsin({u})", $"arcsin({same})")
                && IsRight($"sqrt(1 - ({u})^2)", $"sqrt((1 - ({same}))(1 + ({same})))")
                && Engine.Mark($"arcsin({u})", $"arccos({same})", "expression").Verdict == "wrong"
                && IsRight($"ln({u})", $"ln({same})")
                && Engine.Mark($"ln({u})", $"ln({same}) + 1", "expression").Verdict == "wrong";
        }).Check(Settings);
}
