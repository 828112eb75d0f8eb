// Reading: printed text reads back as the same tree, and two answers with the same words are the same.
using FsCheck;
using FsCheck.Fluent;
using MathsSoc.Marking;

namespace MathsSoc.Tests.Unit.Marking;

public sealed class PropertiesOfReading
{
    private static readonly Config Settings = Config.QuickThrowOnFailure.WithMaxTest(2000).WithReplay(16_180, 33);

    private static string? Printed(string text, bool units = false) =>
        Parser.Read(text, ReadingContext.Plain with { Units = units }).Tree is { } tree ? Printer.Print(tree) : null;

    [Fact]
    public void Every_answer_of_the_exam_prints_as_something_that_reads_back_to_it()
    {
        var faults = new List<string>();
        var pairs = Samples.Corpus.Where(p => p.Kind is not ("text" or "choice"));
        foreach (var text in pairs.SelectMany(p => new[] { p.Model, p.Answer }).Distinct())
            if (Printed(text, units: true) is { } printed && Printed(printed, units: true) is var again && again != printed)
                faults.Add($"{text} is {printed}, which reads as {again ?? "nothing"}");
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public void A_random_expression_prints_as_something_that_reads_back_to_it() => Prop.ForAll(
        Gen.Choose(0, int.MaxValue).ToArbitrary(),
        seed =>
        {
            var trees = new RandomTrees(seed);
            var tree = trees.Rewrite(trees.Make((Family)(seed % 4)));
            return new[] { Syntax.Typed, Syntax.Tex }.All(syntax =>
                Printed(tree.Print(syntax)) is { } printed && Printed(printed) == printed);
        }).Check(Settings);

    [Fact]
    public void Both_syntaxes_of_an_expression_are_the_same_answer() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
    {
        var tree = new RandomTrees(seed).Make(Family.Polynomial);
        return Printed(tree.Print(Syntax.Typed)) == Printed(tree.Print(Syntax.Tex));
    }).Check(Settings);

    [Fact]
    public void Expressions_spoken_alike_have_the_same_value()
    {
        var spoken = new Dictionary<string, (Tree Tree, string Text)>();
        var faults = new List<string>();
        for (var seed = 0; seed < 4000; seed++)
        {
            var trees = new RandomTrees(seed);
            foreach (var tree in Parts(trees.Rewrite(trees.Make((Family)(seed % 4)))).Where(t => t.Count < 12))
            {
                var text = tree.Print(Syntax.Typed);
                if (Parser.Read(text, ReadingContext.Plain).Tree is not { } read) continue;
                if (!spoken.TryAdd(Words.Say(read), (tree, text))
                    && spoken[Words.Say(read)] is var first
                    && first.Text != text
                    && RandomTrees.Differ(first.Tree, tree))
                    faults.Add($"{Words.Say(read)}: {first.Text} and {text}");
            }
        }
        Assert.True(spoken.Count > 5000 && faults.Count == 0, string.Join('\n', faults.Take(30)));
    }

    private static List<Tree> Parts(Tree whole)
    {
        var parts = new List<Tree>();
        Walk(whole);
        return parts;
        Tree Walk(Tree tree)
        {
            parts.Add(tree);
            return tree.Map(Walk);
        }
    }
}
