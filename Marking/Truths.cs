// Compares statements that cannot be solved: where each of them holds, at points on either side of every boundary and on it.
using MathsSoc.Marking.Numbers;

namespace MathsSoc.Marking;

/// <summary>
/// x³ &lt; 8 and x &lt; 2. A difference is a point at which one holds and the other does not. Without one, statements about one name
/// are the same if they held and failed together at enough points; about several names nothing is decided, because a small region
/// may have been missed.
/// </summary>
internal sealed class Truths(Equivalence equivalence)
{
    private const int Bits = 128, Generic = 12, Enough = 15, EnoughOfEach = 3;

    public Agreement Compare(Node model, Node answer)
    {
        var union = Trees.Names(model);
        Trees.Collect(answer, union);
        string[] names = [.. union];
        var boundaries = new List<Node>();
        var signs = new HashSet<Comparison>();
        if (!Collect(model, boundaries, signs) || !Collect(answer, boundaries, signs)) return Agreement.Different;
        int held = 0, failed = 0;
        var points = Enumerable.Range(0, Generic).Select(trial => SamplePoints.Values(names, trial))
            .Concat(equivalence.PointsAtBoundaries(boundaries, names));
        foreach (var point in points)
        {
            if (Holds(model, point) is not { } first || Holds(answer, point) is not { } second) continue;
            if (first != second) return Agreement.Different;
            if (first) held++;
            else failed++;
        }
        // Where a boundary is irrational, < and ≤ differ at no point that was tried.
        var alike = signs.IsSubsetOf([Comparison.Less, Comparison.Greater])
            || signs.IsSubsetOf([Comparison.LessOrEqual, Comparison.GreaterOrEqual]);
        var enough = held >= EnoughOfEach && failed >= EnoughOfEach && held + failed >= Enough;
        return enough && alike && names.Length == 1 ? Agreement.Same : Agreement.Undecided;
    }

    // The differences whose sign decides; false for intervals and other statements that are not made of comparisons.
    private static bool Collect(Node statement, List<Node> boundaries, HashSet<Comparison> signs)
    {
        switch (statement)
        {
            case Relation r when !Array.Exists(r.Signs, static s => s == Comparison.In) && !Array.Exists(r.Sides, static s => s is Joined):
                for (var i = 0; i < r.Signs.Length; i++) boundaries.Add(Trees.Minus(r.Sides[i], r.Sides[i + 1]));
                signs.UnionWith(r.Signs);
                return true;
            case Builder b:
                return Collect(b.Condition, boundaries, signs);
            case Either or Listing or Joined:
                return Array.TrueForAll(Trees.Children(statement), part => Collect(part, boundaries, signs));
            default:
                return false;
        }
    }

    private bool? Holds(Node statement, IReadOnlyDictionary<string, Rational> point)
    {
        if (statement is Builder { Condition: var condition }) return Holds(condition, point);
        var any = statement is Either or Joined { Meet: false };
        if (statement is Relation r)
        {
            for (var i = 0; i < r.Signs.Length; i++)
                if (Holds(r.Sides[i], r.Signs[i], r.Sides[i + 1], point) is not true and var not) return not;
            return true;
        }
        foreach (var part in Trees.Children(statement))
        {
            if (Holds(part, point) is not { } holds) return null;
            if (holds == any) return any;
        }
        return !any;
    }

    private bool? Holds(Node left, Comparison sign, Node right, IReadOnlyDictionary<string, Rational> point)
    {
        var difference = Trees.Minus(left, right);
        int side;
        if (Exact.Evaluate(difference, out var exact, point) == Outcome.Value) side = exact.Sign;
        else
        {
            side = equivalence.At(difference, point, Bits).Sign();
            if (side == 0) return null;
        }
        return sign switch
        {
            Comparison.Less => side < 0,
            Comparison.LessOrEqual => side <= 0,
            Comparison.Greater => side > 0,
            Comparison.GreaterOrEqual => side >= 0,
            Comparison.Equal => side == 0,
            Comparison.NotEqual => side != 0,
            _ => null,
        };
    }
}
