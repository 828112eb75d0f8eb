// The points between, at and beyond the places where an expression changes its formula or its domain ends.
using MathsSoc.Marking.Numbers;

namespace MathsSoc.Marking;

/// <summary>
/// |x − 3| + |x − 4| equals |2x − 7| everywhere but between 3 and 4, and arcsin(100x) is real only near 0: ordinary sample points miss
/// both. This finds such points: along the line through a point on which one name varies, for each name.
/// </summary>
internal sealed class Breakpoints
{
    private const int Bases = 2, MostNames = 6, MostCrossings = 24;

    // Where in a gap between two zeros the samples lie: nowhere special.
    private static readonly Rational[] Fractions =
        [new(37, (System.Numerics.BigInteger)97), new(71, (System.Numerics.BigInteger)97), new(13, (System.Numerics.BigInteger)89),
         new(53, (System.Numerics.BigInteger)89), new(83, (System.Numerics.BigInteger)89)];

    private readonly Node[] _trees;
    private readonly List<Node> _turns = [], _ends = [];
    private readonly string[] _names;
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly Approximation _approximation;

    public Breakpoints(Node model, Node answer, string[] names, bool degrees, Budget budget)
    {
        _trees = [model, answer];
        _names = names;
        _approximation = new Approximation(degrees, budget);
        foreach (var tree in _trees) Collect(tree, _seen);
    }

    /// <param name="boundaries">Expressions whose zeros count as places too.</param>
    public Breakpoints(List<Node> boundaries, string[] names, bool degrees, Budget budget)
    {
        _trees = [.. boundaries];
        _names = names;
        _approximation = new Approximation(degrees, budget);
        foreach (var tree in _trees)
        {
            Collect(tree, _seen);
            Add(_turns, tree, _seen);
        }
    }

    /// <summary>
    /// Points on either side of every place at which a formula changes; the other names have the values of ordinary sample points.
    /// </summary>
    /// <param name="zeros">Whether the places themselves are wanted too.</param>
    public IEnumerable<IReadOnlyDictionary<string, Rational>> Sides(bool zeros = false)
    {
        if (_turns.Count == 0) yield break;
        var bases = _names.Length == 1 ? 1 : Bases; // one name has one line only
        for (var i = 0; i < bases; i++)
        {
            var start = SamplePoints.Values(_names, i == 0 ? 0 : 3);
            foreach (var name in _names.Take(MostNames))
                foreach (var x in Samples(_turns, name, start, fractions: Bases / bases, zeros)) yield return With(start, name, x);
        }
    }

    /// <summary>From some of those points, the points beside and at the places on the lines of the other names.</summary>
    public IEnumerable<IReadOnlyDictionary<string, Rational>> Crossings()
    {
        if (_names.Length == 1) yield break;
        foreach (var start in Sides().Take(MostCrossings).ToList())
            foreach (var name in _names.Take(MostNames))
                foreach (var x in Samples(_turns, name, start, fractions: 1, andZeros: true)) yield return With(start, name, x);
    }

    /// <summary>Points at which both expressions seem to have a value, searched for one name after another.</summary>
    public IEnumerable<IReadOnlyDictionary<string, Rational>> Inside()
    {
        if (_turns.Count + _ends.Count == 0 || _names.Length > MostNames) yield break;
        Node[] all = [.. _turns, .. _ends];
        for (var trial = 0; trial < 4; trial++)
        {
            if (Repair(all, SamplePoints.Values(_names, trial)) is not { } start) continue;
            yield return start;
            foreach (var name in _names)
            {
                foreach (var x in Samples(all, name, start, Fractions.Length))
                {
                    var point = With(start, name, x);
                    if (Faults(point) == 0) yield return point;
                }
            }
        }
    }

    // Moves one name at a time to where fewest subexpressions lack a value, until all have one.
    private IReadOnlyDictionary<string, Rational>? Repair(Node[] nodes, IReadOnlyDictionary<string, Rational> start)
    {
        var point = start;
        var faults = Faults(point);
        for (var move = 0; faults > 0 && move < 3 * _names.Length; move++)
        {
            var name = _names[move % _names.Length];
            var best = faults;
            var chosen = point;
            // Of equally good moves the later is taken, so that the search leaves a level place.
            foreach (var x in Samples(nodes, name, point, fractions: 1))
            {
                var moved = With(point, name, x);
                var left = Faults(moved);
                if (left <= best) (best, chosen) = (left, moved);
            }
            (faults, point) = (best, chosen);
        }
        return faults == 0 ? point : null;
    }

    // How many subexpressions have no value at the point.
    private int Faults(IReadOnlyDictionary<string, Rational> point)
    {
        var values = point.ToDictionary(static p => p.Key, static p => p.Value.ToDouble());
        int Count(Node node) => double.IsNaN(_approximation.Evaluate(node, values))
            ? Trees.Children(node).Sum(Count) is var inner && inner > 0 ? inner : 1
            : 0;
        return _trees.Sum(Count);
    }

    private List<Rational> Samples(
        IEnumerable<Node> nodes, string name, IReadOnlyDictionary<string, Rational> start, int fractions, bool andZeros = false)
    {
        var zeros = new Zeros(name, start, _approximation);
        foreach (var node in nodes) zeros.Add(node);
        var samples = new List<Rational>();
        Rational? last = null;
        foreach (var zero in zeros.Found)
        {
            var from = last ?? zero - Beyond(zero);
            for (var i = 0; i < fractions; i++) samples.Add(Between(from, zero, Fractions[i]));
            if (andZeros) samples.Add(zero);
            last = zero;
        }
        if (last is { } high)
            for (var i = 0; i < fractions; i++) samples.Add(Between(high, high + Beyond(high), Fractions[i]));
        return samples;
    }

    private static Rational Beyond(Rational zero) => Rational.One + zero.Abs() * new Rational(1, (System.Numerics.BigInteger)8);

    // With no more bits than it takes to tell it from both ends: evaluating at long fractions is slow.
    private static Rational Between(Rational low, Rational high, Rational fraction)
    {
        var gap = high - low;
        var power = (int)(gap.Numerator.GetBitLength() - gap.Denominator.GetBitLength()) - 9;
        System.Numerics.BigInteger one = 1;
        var step = power >= 0 ? new Rational(one << power) : new Rational(one, one << -power);
        return ((low + gap * fraction) / step).Floor() * step;
    }

    private static Dictionary<string, Rational> With(IReadOnlyDictionary<string, Rational> point, string name, Rational value) =>
        new(point) { [name] = value };

    // What is inside comes first, so that the outer search knows where the inner formula changes.
    private void Collect(Node node, HashSet<string> seen)
    {
        foreach (var child in Trees.Children(node)) Collect(child, seen);
        switch (node)
        {
            case Apply { Function: Function.Abs or Function.Arctan or Function.Arccot } a:
                if (a.Function == Function.Abs) Add(_turns, a.Argument, seen);
                // arctan(1/x) and arctan(tan x) jump where the argument has no value.
                if (First(a.Argument, static n => n is Quotient q ? q.Bottom : null) is { } bottom) Add(_turns, bottom, seen);
                if (First(a.Argument, static n => n is Apply { Function: Function.Tan or Function.Sec } t ? t.Argument : null) is { } steep)
                    Add(_turns, new Apply(Function.Cos, steep), seen);
                break;
            case Apply { Function: Function.Arcsin or Function.Arccos or Function.Artanh } a:
                Add(_ends, Trees.Minus(a.Argument, Number.Of(1)), seen);
                Add(_ends, Trees.Sum([a.Argument, Number.Of(1)]), seen);
                if (First(a.Argument, static n => n is Apply { Function: <= Function.Cot } t ? t.Argument : null) is { } angle)
                {
                    Add(_turns, new Apply(Function.Cos, angle), seen); // arcsin(sin x) turns where cos x is zero
                    Add(_turns, new Apply(Function.Sin, angle), seen);
                }
                break;
            case Apply { Function: Function.Ln or Function.Log } a:
                Add(_ends, a.Argument, seen);
                if (a.Base is { } radix) Add(_ends, radix, seen);
                break;
            case Apply { Function: Function.Arcosh } a:
                Add(_ends, Trees.Minus(a.Argument, Number.Of(1)), seen);
                break;
            case Root r when Trees.TryWhole(r.Order, out var order) && order % 2 == 0:
                Add(_turns, r.Radicand, seen);
                break;
            case Power p when !Trees.TryWhole(p.Exponent, out _):
                Add(Trees.HasNames(p.Exponent) ? _ends : _turns, p.Base, seen);
                break;
        }
    }

    private static Node? First(Node node, Func<Node, Node?> choose) =>
        choose(node) ?? Trees.Children(node).Select(child => First(child, choose)).FirstOrDefault(static found => found is not null);

    private static void Add(List<Node> nodes, Node node, HashSet<string> seen)
    {
        if (nodes.Count < Limits.Breakpoints && Trees.HasNames(node) && seen.Add(Printer.Print(node))) nodes.Add(node);
    }
}
