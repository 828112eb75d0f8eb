// Sets of real numbers as unions of intervals: the meaning of an inequality, an interval or a set-builder.
namespace MathsSoc.Marking;

/// <summary>An end of an interval; <paramref name="Value"/> is null for infinity.</summary>
internal readonly record struct Bound(Node? Value, bool Closed);

internal readonly record struct Interval(Bound Low, Bound High);

/// <summary>Disjoint intervals in increasing order, and the unknown they are about (null if none was written).</summary>
internal sealed record RealSet(string? Variable, List<Interval> Intervals);

/// <summary>Turns statements into sets. A null set means: not solved for a name, or ends whose order cannot be determined.</summary>
internal sealed class RealSets(Equivalence equivalence)
{
    private static readonly Bound Infinite = new(null, false);

    /// <summary>
    /// The set that a statement means, whoever wrote it: a comma is "and", unless nothing satisfies that, as in x &lt; 1, x &gt; 3.
    /// </summary>
    public RealSet? Meaning(Node statement, bool solve)
    {
        var set = Of(statement, solve);
        return set is { Intervals.Count: 0 } && Trees.Any(statement, static n => n is Listing { And: false })
            ? Of(statement, solve, commasMeet: false)
            : set;
    }

    /// <param name="statement">An inequality, interval, set-builder, or several joined.</param>
    /// <param name="solve">Whether 2x &gt; 2 and x² &lt; 9 are solved, or count as unsolved.</param>
    /// <param name="commasMeet">Whether a comma between inequalities means "and" (or else "or").</param>
    public RealSet? Of(Node statement, bool solve, bool commasMeet = true)
    {
        switch (statement)
        {
            case Relation { Signs: [Comparison.In] } r:
                return Shapes.Subject(r.Sides[0]) is { } member && Of(r.Sides[1], solve) is { } within
                    ? within with { Variable = member }
                    : null;
            case Relation { Signs: [Comparison.NotEqual or Comparison.Equal] } r when Trees.Any(r, static n => n is PlusMinus):
                return Of(Trees.Choose(r, plus: true), solve) is { } plus && Of(Trees.Choose(r, plus: false), solve) is { } minus
                    ? Join(plus, minus, meet: r.Signs[0] == Comparison.NotEqual)
                    : null;
            // x < 1 ∪ x > 3 is read as one chain with 1 ∪ x in the middle.
            case Relation r when Array.FindIndex(r.Sides, static s => s is Joined { Sets.Length: 2 }) is > 0 and var at
                && at < r.Signs.Length:
                var joined = (Joined)r.Sides[at];
                return Of(new Relation([.. r.Sides[..at], joined.Sets[0]], r.Signs[..at]), solve) is { } before
                    && Of(new Relation([joined.Sets[1], .. r.Sides[(at + 1)..]], r.Signs[at..]), solve) is { } after
                    ? Join(before, after, joined.Meet)
                    : null;
            case Relation r:
                RealSet? chain = null;
                for (var i = 0; i < r.Signs.Length; i++)
                {
                    if (Single(r.Sides[i], r.Signs[i], r.Sides[i + 1], solve) is not { } next) return null;
                    chain = chain is null ? next : Join(chain, next, meet: true);
                    if (chain is null) return null;
                }
                return chain;
            case Either e:
                return JoinAll(e.Items, solve, meet: false, commasMeet);
            case Listing l:
                return JoinAll(l.Items, solve, meet: l.And || commasMeet, commasMeet);
            case Joined j:
                return JoinAll(j.Sets, solve, j.Meet, commasMeet);
            case Bracketed { Items: [var low, var high] } b:
                return OfInterval(low, b.Open == '[', high, b.Close == ']');
            case Braced b:
                var points = new RealSet(null, []);
                foreach (var item in b.Items)
                {
                    if (Join(points, new RealSet(null, [new(new(item, true), new(item, true))]), meet: false) is not { } more) return null;
                    points = more;
                }
                return points;
            case Builder b:
                return Of(b.Condition, solve, commasMeet);
            default:
                return null;
        }
    }

    private RealSet? OfInterval(Node low, bool lowClosed, Node high, bool highClosed)
    {
        var from = Shapes.IsInfinite(low) ? Infinite : new Bound(low, lowClosed);
        var to = Shapes.IsInfinite(high) ? Infinite : new Bound(high, highClosed);
        if (low is Symbol { Constant: Constant.Infinity } || high is Negative { Inner: Symbol { Constant: Constant.Infinity } })
            return null;
        if (from.Value is not null && to.Value is not null
            && !Trees.HasNames(low) && !Trees.HasNames(high)
            && equivalence.Order(low, high) is not <= 0)
            return null;
        return new RealSet(null, [new(from, to)]);
    }

    private RealSet? JoinAll(Node[] items, bool solve, bool meet, bool commasMeet)
    {
        RealSet? all = null;
        foreach (var item in items)
        {
            if (Of(item, solve, commasMeet) is not { } next) return null;
            all = all is null ? next : Join(all, next, meet);
            if (all is null) return null;
        }
        return all;
    }

    private RealSet? Single(Node left, Comparison sign, Node right, bool solve)
    {
        if (left is Name n && !Trees.Names(right).Contains(n.Id)) return Ray(n.Id, sign, right);
        if (right is Name m && !Trees.Names(left).Contains(m.Id)) return Ray(m.Id, Flip(sign), left);
        return solve ? Quadratics.Solve(left, sign, right, this) : null;
    }

    public static Comparison Flip(Comparison sign) => sign switch
    {
        Comparison.Less => Comparison.Greater,
        Comparison.Greater => Comparison.Less,
        Comparison.LessOrEqual => Comparison.GreaterOrEqual,
        Comparison.GreaterOrEqual => Comparison.LessOrEqual,
        _ => sign,
    };

    /// <summary>The set of x with x (sign) value.</summary>
    public static RealSet Ray(string variable, Comparison sign, Node value)
    {
        if (Shapes.IsInfinite(value))
        {
            // x < ∞ excludes nothing, and x > ∞ everything.
            var towards = value is Negative ? Flip(sign) : sign;
            var isAll = towards is Comparison.NotEqual or Comparison.Less or Comparison.LessOrEqual;
            return new RealSet(variable, isAll ? [new(Infinite, Infinite)] : []);
        }
        Bound open = new(value, false), closed = new(value, true);
        return new RealSet(variable, sign switch
        {
            Comparison.Less => [new(Infinite, open)],
            Comparison.LessOrEqual => [new(Infinite, closed)],
            Comparison.Greater => [new(open, Infinite)],
            Comparison.GreaterOrEqual => [new(closed, Infinite)],
            Comparison.NotEqual => [new(Infinite, open), new(open, Infinite)],
            _ => [new(closed, closed)],
        });
    }

    /// <summary>The intersection or the union; null if the unknowns differ or the ends cannot be ordered.</summary>
    public RealSet? Join(RealSet a, RealSet b, bool meet)
    {
        if (a.Variable is not null && b.Variable is not null && a.Variable != b.Variable) return null;
        var result = new RealSet(a.Variable ?? b.Variable, []);
        if (meet)
        {
            foreach (var x in a.Intervals)
            {
                foreach (var y in b.Intervals)
                {
                    if (Later(x.Low, y.Low) is not { } low
                        || Earlier(x.High, y.High) is not { } high
                        || IsEmpty(low, high) is not { } empty)
                        return null;
                    if (!empty) result.Intervals.Add(new(low, high));
                }
            }
            return result;
        }
        return Merge([.. a.Intervals, .. b.Intervals]) is { } merged ? result with { Intervals = merged } : null;
    }

    private List<Interval>? Merge(List<Interval> intervals)
    {
        // An insertion sort by lower end: there are few intervals, and a comparison may fail.
        for (var i = 1; i < intervals.Count; i++)
        {
            for (var j = i; j > 0; j--)
            {
                if (CompareLow(intervals[j - 1].Low, intervals[j].Low) is not { } order) return null;
                if (order <= 0) break;
                (intervals[j - 1], intervals[j]) = (intervals[j], intervals[j - 1]);
            }
        }
        var merged = new List<Interval>();
        foreach (var next in intervals)
        {
            if (merged.Count == 0)
            {
                merged.Add(next);
                continue;
            }
            var last = merged[^1];
            if (Touches(last.High, next.Low) is not { } touches) return null;
            if (!touches) merged.Add(next);
            else if (Further(last.High, next.High) is { } high) merged[^1] = new(last.Low, high);
            else return null;
        }
        return merged;
    }

    // Of two ends with the same value, [ starts before (.
    private int? CompareLow(Bound a, Bound b)
    {
        if (a.Value is null || b.Value is null) return a.Value is null ? b.Value is null ? 0 : -1 : 1;
        if (equivalence.Order(a.Value, b.Value) is not { } order) return null;
        return order != 0 ? order : a.Closed == b.Closed ? 0 : a.Closed ? -1 : 1;
    }

    private int? CompareHigh(Bound a, Bound b)
    {
        if (a.Value is null || b.Value is null) return a.Value is null ? b.Value is null ? 0 : 1 : -1;
        if (equivalence.Order(a.Value, b.Value) is not { } order) return null;
        return order != 0 ? order : a.Closed == b.Closed ? 0 : a.Closed ? 1 : -1;
    }

    private Bound? Later(Bound a, Bound b) => CompareLow(a, b) is { } order ? order >= 0 ? a : b : null;

    private Bound? Earlier(Bound a, Bound b) => CompareHigh(a, b) is { } order ? order <= 0 ? a : b : null;

    private Bound? Further(Bound a, Bound b) => CompareHigh(a, b) is { } order ? order >= 0 ? a : b : null;

    private bool? IsEmpty(Bound low, Bound high)
    {
        if (low.Value is null || high.Value is null) return false;
        return equivalence.Order(low.Value, high.Value) is not { } order ? null : order > 0 || order == 0 && !(low.Closed && high.Closed);
    }

    private bool? Touches(Bound high, Bound low)
    {
        if (high.Value is null || low.Value is null) return true;
        return equivalence.Order(low.Value, high.Value) is not { } order ? null : order < 0 || order == 0 && (low.Closed || high.Closed);
    }

    public Agreement Compare(RealSet model, RealSet answer)
    {
        if (model.Variable is not null && answer.Variable is not null && model.Variable != answer.Variable) return Agreement.Different;
        if (model.Intervals.Count != answer.Intervals.Count) return Agreement.Different;
        for (var i = 0; i < model.Intervals.Count; i++)
        {
            var (a, b) = (model.Intervals[i], answer.Intervals[i]);
            if (Compare(a.Low, b.Low) is var low and not Agreement.Same) return low;
            if (Compare(a.High, b.High) is var high and not Agreement.Same) return high;
        }
        return Agreement.Same;
    }

    private Agreement Compare(Bound a, Bound b)
    {
        if (a.Value is null || b.Value is null) return a.Value is null && b.Value is null ? Agreement.Same : Agreement.Different;
        var agreement = equivalence.Compare(a.Value, b.Value);
        return agreement == Agreement.Same && a.Closed != b.Closed ? Agreement.Different : agreement;
    }
}
