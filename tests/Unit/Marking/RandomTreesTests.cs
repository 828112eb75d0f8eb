// Tests of the tests' own algebra: what it calls the same is the same, and what it calls a slip is one.
namespace MathsSoc.Tests.Unit.Marking;

public sealed class RandomTreesTests(ITestOutputHelper output)
{
    [Fact]
    public void Rewriting_keeps_the_value_and_most_slips_change_it()
    {
        int slips = 0, real = 0, valued = 0;
        for (var seed = 0; seed < 1200; seed++)
        {
            var trees = new RandomTrees(seed);
            var tree = trees.Make((Family)(seed % 4));
            if (!RandomTrees.HasValue(tree)) continue;
            valued++;
            var same = trees.Rewrite(tree);
            Assert.True(RandomTrees.Agree(tree, same), $"seed {seed}: {tree.Print(Syntax.Typed)} became {same.Print(Syntax.Typed)}");
            Assert.False(RandomTrees.Differ(tree, same));
            slips++;
            if (RandomTrees.Differ(tree, trees.Slip(tree))) real++;
        }
        output.WriteLine($"{valued} with a value, {real} of {slips} slips change it");
        Assert.True(real > slips * 8 / 10 && valued > 1000);
    }
}
