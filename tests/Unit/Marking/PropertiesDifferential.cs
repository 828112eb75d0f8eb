// The engine against expressions whose value is known: the same expression rewritten is right, one with a slip is wrong.
namespace MathsSoc.Tests.Unit.Marking;

public sealed class PropertiesDifferential(ITestOutputHelper output)
{
    private const int Seeds = 4000;

    [Fact]
    public void An_expression_rewritten_is_right()
    {
        int tried = 0;
        var faults = new List<string>();
        for (var seed = 0; seed < Seeds; seed++)
        {
            var trees = new RandomTrees(seed);
            var tree = trees.Make((Family)(seed % 4));
            var same = trees.Rewrite(tree);
            if (!RandomTrees.Agree(tree, same)) continue;
            tried++;
            Expect("right", tree, same, seed, faults);
        }
        Report("false rejects", tried, faults);
        Assert.True(tried > Seeds * 9 / 10);
    }

    [Fact]
    public void One_slip_in_a_rewritten_expression_is_wrong()
    {
        int tried = 0;
        var faults = new List<string>();
        for (var seed = 0; seed < Seeds; seed++)
        {
            var trees = new RandomTrees(seed);
            var tree = trees.Make((Family)(seed % 4));
            var slipped = trees.Slip(trees.Rewrite(tree));
            if (!RandomTrees.HasValue(tree) || !RandomTrees.Differ(tree, slipped)) continue;
            tried++;
            Expect("wrong", tree, slipped, seed, faults);
        }
        Report("false accepts", tried, faults);
        Assert.True(tried > Seeds * 8 / 10);
    }

    private static void Expect(string verdict, Tree model, Tree answer, int seed, List<string> faults)
    {
        string left = model.Print((Syntax)(seed / 4 % 2)), right = answer.Print((Syntax)(seed / 8 % 2));
        var marked = Engine.Mark(left, right, "expression");
        if (marked.Verdict != verdict) faults.Add($"seed {seed}: {left}   against   {right}   is {marked.Verdict}: {marked.Message}");
    }

    private void Report(string what, int tried, List<string> faults)
    {
        output.WriteLine($"{faults.Count} {what} in {tried}");
        Assert.True(faults.Count == 0, $"{faults.Count} {what} in {tried}\n" + string.Join('\n', faults.Take(40)));
    }
}
