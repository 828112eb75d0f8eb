// The engine answers any input: no exception, in bounded time and memory, with a reading a browser can show.
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace MathsSoc.Tests.Unit.Marking;

public sealed class PropertiesUnderAttack
{
    // The pieces that a keyboard, MathLive and a mischief-maker send, so that random text often gets past the parser.
    private static readonly string[] Pieces =
    [
        "0", "1", "2", "7", "10", "12.5", ".", ",", ";", ":", "x", "y", "n", "i", "e", "pi", "π", "θ", "+", "-", "−", "*", "×", "·",
        "/", "÷", "^", "_", "!", "%", "°", "'", "=", "<", ">", "<=", "≥", "≠", "!=", "(", ")", "[", "]", "{", "}", "|", "√", "½",
        "²", "±", "∞", "∪", "∈", " ", "  ", "or", "and", "sin", "cos", "tan", "ln", "log", "sqrt", "abs", "cm", "£", "$", "\\",
        "\t", "\n", @"\frac", @"\frac12", @"\frac{", @"\dfrac{1}{", @"\sqrt", @"\sqrt[3]{", @"\sqrt{", @"\left(", @"\right)", @"\left|",
        @"\right|", @"\left\{", @"\right\}", @"\cdot", @"\times", @"\div", @"\pi", "^{", "_{", @"\sin", @"\sin^{-1}", @"\log_{", @"\ln",
        @"\le", @"\ge", @"\ne", @"\in", @"\cup", @"\cap", @"\infty", @"\text{", @"\operatorname{", @"\mathrm{", @"^{\circ}", @"\%", @"\pm",
        @"\overline{3}", @"\dot{3}", @"\placeholder{}", @"\exponentialE", @"\imaginaryI", @"\,", @"\:", @"\degree", @"\lor", @"\land",
        "_2", " base 2", "(1,2)+t(3,4)", "r=", "d^2y/dx^2", "mod 7", "ℝ", "x≠1", "1000!", "=>", ";",
        @"\begin{pmatrix}", @"\end{pmatrix}", @"\\",
        @"\mid", @"\emptyset", @"\R", "e3", "x10^4", "1,000", "30 000", "\u200b", "\u202e", "\ud800", "\0", "é", "漢",
    ];

    private static readonly Gen<string> Soup =
        from length in Gen.Choose(0, 25)
        from pieces in Gen.Elements(Pieces).ArrayOf(length)
        select string.Concat(pieces);

    private static readonly Gen<string> Noise =
        from length in Gen.Choose(0, 200)
        from units in Gen.Frequency((6, Gen.Choose(32, 126)), (1, Gen.Choose(0, 65535))).ArrayOf(length)
        select new string([.. units.Select(u => (char)u)]);

    private static readonly Gen<(Pair Pair, string Answer)> Mutated =
        from pair in Gen.Elements(Samples.Corpus.ToArray())
        from seed in Gen.Choose(0, int.MaxValue)
        select (pair, Mutate(pair.Answer, new Random(seed)));

    private static readonly Config Settings = Config.QuickThrowOnFailure.WithMaxTest(4000).WithReplay(31_415, 27);

    [Fact]
    public void Any_pieces_in_any_order_get_a_verdict() => Prop.ForAll(
        Gen.Two(Soup).ToArbitrary(),
        texts => { Engine.Sound("x^2+1", texts.Item1); Engine.Sound(texts.Item1, texts.Item2); return true; }).Check(Settings);

    [Fact]
    public void Any_characters_get_a_verdict() => Prop.ForAll(
        Noise.ToArbitrary(), text => { Engine.Sound("x=4", text); Engine.Sound(text, "4"); return true; }).Check(Settings);

    [Fact]
    public void A_valid_answer_with_a_slip_of_the_finger_gets_a_verdict() => Prop.ForAll(
        Mutated.ToArbitrary(), sample => { Engine.Sound(sample.Pair with { Answer = sample.Answer }); return true; }).Check(Settings);

    [Fact]
    public void A_model_with_a_slip_of_the_finger_is_refused_or_used() => Prop.ForAll(
        Mutated.ToArbitrary(), sample => { Engine.Sound(sample.Pair with { Model = sample.Answer }); return true; }).Check(Settings);

    [Fact]
    public void Hostile_answers_get_the_verdict_they_deserve_in_bounded_work()
    {
        var faults = new List<string>();
        foreach (var hostile in Samples.Hostile)
        {
            var marked = Engine.Sound(hostile.Model, hostile.Answer);
            if (hostile.Verdict is { } expected
                ? expected != "any" && marked.Verdict != expected
                : marked.Verdict == "right" && hostile.Model != hostile.Answer)
                faults.Add($"{hostile.Name}: {marked.Verdict} ({marked.Message}), expected {hostile.Verdict ?? "anything but right"}");
        }
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public void A_hostile_model_is_no_worse_than_a_hostile_answer()
    {
        foreach (var hostile in Samples.Hostile)
        {
            Engine.Sound(hostile.Answer, "x+1");
            Engine.Sound(hostile.Answer, hostile.Answer);
        }
    }

    [Fact]
    public void Hostile_answers_are_bounded_under_every_kind()
    {
        var short_ = Samples.Hostile.Where(h => h.Answer.Length <= 400).ToArray();
        foreach (var kind in Samples.Corpus.Select(p => p.Kind).Distinct())
            foreach (var hostile in short_)
            {
                var model = kind == "unit" ? "12 cm" : hostile.Model;
                Engine.Sound(new Pair(model, hostile.Answer, "", kind, null, kind == "decimal" ? "0.01" : null));
            }
    }

    [Fact]
    public void The_same_answer_gets_the_same_verdict_on_every_thread()
    {
        var pairs = Samples.Corpus.Where((_, i) => i % 9 == 0).ToArray();
        var alone = pairs.Select(Engine.Mark).ToArray();
        Parallel.For(0, 4, _ =>
        {
            for (var i = 0; i < pairs.Length; i++) Assert.Equal(alone[i], Engine.Mark(pairs[i]));
        });
    }

    private static string Mutate(string text, Random random)
    {
        var builder = new StringBuilder(text);
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var at = random.Next(builder.Length + 1);
            switch (random.Next(5))
            {
                case 0 when at < builder.Length: builder.Remove(at, 1); break;
                case 1: builder.Insert(at, Pieces[random.Next(Pieces.Length)]); break;
                case 2 when at < builder.Length: builder[at] = text[random.Next(text.Length)]; break;
                case 3 when at < builder.Length: builder.Insert(at, builder.ToString(at, random.Next(builder.Length - at + 1))); break;
                default: builder.Length = at; break;
            }
            if (builder.Length > 2000) builder.Length = 2000;
        }
        return builder.ToString();
    }
}
