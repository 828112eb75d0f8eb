// Laws of marking: which answers accept each other, whichever way round a pair is marked and however it is spelt.
using FsCheck;
using FsCheck.Fluent;
using MathsSoc.Marking.Numbers;

namespace MathsSoc.Tests.Unit.Marking;

public sealed class PropertiesOfEquivalence
{
    private static readonly Config Settings = Config.QuickThrowOnFailure.WithMaxTest(1500).WithReplay(27_182, 81);

    private static readonly Gen<(string A, string B)> Related =
        from seed in Gen.Choose(0, int.MaxValue)
        from slip in Gen.Choose(0, 1)
        from how in Gen.Choose(0, 3)
        select Relate(seed, slip == 1, (Syntax)(how & 1), (Syntax)(how >> 1));

    private static (string, string) Relate(int seed, bool slip, Syntax one, Syntax other)
    {
        var trees = new RandomTrees(seed);
        var tree = trees.Make((Family)(seed % 4));
        var second = trees.Rewrite(tree);
        return (tree.Print(one), (slip ? trees.Slip(second) : second).Print(other));
    }

    // A finished number, written in one of the ways that need no more work.
    private static readonly Gen<string> Number =
        from top in Gen.Choose(-40, 40)
        from bottom in Gen.Elements(1, 2, 4, 5, 8, 10)
        from way in Gen.Choose(0, 4)
        select Written(new Rational(top, (System.Numerics.BigInteger)bottom), way);

    private static string Written(Rational value, int way) => way switch
    {
        0 => value.ToString(),
        1 when !value.IsInteger => $@"{(value.Sign < 0 ? "-" : "")}\frac{{{value.Numerator * value.Sign}}}{{{value.Denominator}}}",
        2 when value.Sign > 0 && !value.IsInteger && value > 1 =>
            $@"{value.Floor()}\frac{{{(value - value.Floor()).Numerator}}}{{{value.Denominator}}}",
        3 => (value * 100).IsInteger ? $"{value * 100}%" : value.ToString(),
        _ => ((double)value.Numerator / (double)value.Denominator).ToString("0.####", System.Globalization.CultureInfo.InvariantCulture),
    };

    [Fact]
    public void Equivalence_of_expressions_is_symmetric() => Prop.ForAll(
        Related.ToArbitrary(), pair => IsRight(pair.A, pair.B, "expression") == IsRight(pair.B, pair.A, "expression")).Check(Settings);

    [Fact]
    public void Equality_of_finished_numbers_is_symmetric() => Prop.ForAll(
        Gen.Two(Number).ToArbitrary(),
        pair => IsRight(pair.Item1, pair.Item2, "number") == IsRight(pair.Item2, pair.Item1, "number")).Check(Settings);

    private static bool IsRight(string model, string answer, string kind = "auto") => Engine.Mark(model, answer, kind).Verdict == "right";

    [Fact]
    public void Equivalence_in_the_corpus_is_symmetric_and_passed_on()
    {
        var faults = new List<string>();
        // An answer may have more of the real line than the model, but where the model has a modulus it may not have less.
        var pairs = Samples.Corpus.Where(p => p is { Kind: "expression" } && p.Row != "a domain lost with its modulus").ToList();
        foreach (var pair in pairs)
            if (Engine.Mark(pair).Verdict == "right"
                != (Engine.Mark(pair with { Model = pair.Answer, Answer = pair.Model }).Verdict == "right"))
                faults.Add($"{pair.Model} and {pair.Answer}");
        // All the right answers to one model are right as answers to each other.
        foreach (var family in pairs.Where(p => p.Verdict == "right").GroupBy(p => (p.Model, p.Angle)))
            foreach (var a in family)
                foreach (var b in family)
                    if (Engine.Mark(a with { Model = a.Answer, Answer = b.Answer }).Verdict != "right")
                        faults.Add($"{a.Answer} for {b.Answer}, both right for {a.Model}");
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public void Every_model_that_can_be_saved_accepts_itself()
    {
        var faults = new List<string>();
        // The model of a part to be rounded is the exact value, which is not yet rounded.
        foreach (var pair in Samples.Corpus.Where(p => p.Kind is not "decimal" && p.Places is null && p.Figures is null))
        {
            var self = pair with { Answer = pair.Model };
            if (Engine.ModelFault(self) is not null) continue;
            var marked = Engine.Mark(self);
            if (marked.Verdict != "right") faults.Add($"{pair.Kind}: {pair.Model}: {marked.Verdict} ({marked.Message})");
        }
        Assert.True(faults.Count == 0, string.Join('\n', faults.Distinct()));
    }

    [Fact]
    public void A_random_expression_accepts_itself_in_either_syntax() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
    {
        var tree = new RandomTrees(seed).Make((Family)(seed % 4));
        if (!RandomTrees.HasValue(tree)) return true;
        string typed = tree.Print(Syntax.Typed), tex = tree.Print(Syntax.Tex);
        return IsRight(typed, typed) && IsRight(tex, typed, "expression") && IsRight(typed, tex, "expression");
    }).Check(Settings);

    [Fact]
    public void Spaces_round_signs_change_nothing() => Prop.ForAll(
        Gen.Elements(Samples.Corpus.Where(p => p.Kind is "expression" or "equation" or "surd").ToArray()).ToArbitrary(),
        pair => Engine.Mark(pair).Verdict == Engine.Mark(Spaced(pair)).Verdict).Check(Settings);

    private static Pair Spaced(Pair pair) =>
        pair with { Answer = $"  {pair.Answer.Replace("+", " + ").Replace("=", " = ")} " };
}
