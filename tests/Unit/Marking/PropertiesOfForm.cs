// Laws of the kind form: it is stricter than the value, blind to the syntax, and never spends an attempt on a right value.
namespace MathsSoc.Tests.Unit.Marking;

public sealed class PropertiesOfForm
{
    private const int Seeds = 1500;

    [Fact]
    public void An_expression_is_in_the_form_of_itself_however_it_is_typed()
    {
        var faults = new List<string>();
        for (var seed = 0; seed < Seeds; seed++)
        {
            var tree = new RandomTrees(seed).Make((Family)(seed % 4));
            if (!RandomTrees.HasValue(tree)) continue;
            string typed = tree.Print(Syntax.Typed), tex = tree.Print(Syntax.Tex);
            if (Engine.Mark(typed, typed, "form").Verdict != "right") faults.Add($"{typed} for itself");
            // A cube root is typed as a power, and a power is another form than a root.
            if (!tex.Contains(@"\sqrt[", StringComparison.Ordinal) && Engine.Mark(typed, tex, "form").Verdict != "right")
                faults.Add($"{tex} for {typed}");
        }
        Assert.True(faults.Count == 0, string.Join('\n', faults.Take(40)));
    }

    [Fact]
    public void A_rewritten_expression_is_never_wrong_and_a_slip_never_right()
    {
        var faults = new List<string>();
        for (var seed = 0; seed < Seeds; seed++)
        {
            var trees = new RandomTrees(seed);
            var tree = trees.Make((Family)(seed % 4));
            var same = trees.Rewrite(tree);
            if (!RandomTrees.HasValue(tree)) continue;
            string model = tree.Print(Syntax.Typed), answer = same.Print(Syntax.Typed);
            if (RandomTrees.Agree(tree, same) && Engine.Mark(model, answer, "form").Verdict == "wrong")
                faults.Add($"{answer} for {model} is wrong");
            var slipped = trees.Slip(same);
            if (RandomTrees.Differ(tree, slipped) && Engine.Mark(model, slipped.Print(Syntax.Typed), "form").Verdict == "right")
                faults.Add($"{slipped.Print(Syntax.Typed)} for {model} is right");
        }
        Assert.True(faults.Count == 0, string.Join('\n', faults.Take(40)));
    }

    [Fact]
    public void What_has_the_form_of_a_model_of_the_exam_has_its_value_too()
    {
        var faults = new List<string>();
        foreach (var pair in Samples.Corpus.Where(p => p.Kind == "auto" && p.Tolerance is null && p.Places is null && p.Figures is null))
            if (Engine.Mark(pair with { Kind = "form" }).Verdict == "right" && pair.Verdict == "wrong")
                faults.Add($"{pair.Answer} for {pair.Model}");
        Assert.True(faults.Count == 0, string.Join('\n', faults.Take(40)));
    }
}
